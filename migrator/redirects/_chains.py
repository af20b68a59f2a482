"""Follows rules whose target is itself an old URL, so that every rule points at the end of its chain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.model import Finding
from migrator.redirects._index import RuleIndex, key_of
from migrator.redirects._spelling import beginning, decoded, merged_path, query_pairs, split_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from migrator.model import RedirectRule


def flattened(
    rules: Sequence[RedirectRule], site_of_url: Callable[[str], str | None], findings: list[Finding]
) -> list[RedirectRule]:
    """Point each rule at the end of its chain; leave out loops and chains that end in a 410.

    `site_of_url` names the site whose rules answer a URL, None for a URL elsewhere. Findings: loops and
    dead ends as errors, each flattened chain as a fact.
    """
    if not any(map(site_of_url, {beginning(rule.target) for rule in rules if rule.target})):
        return list(rules)
    index = RuleIndex(rules)

    def next_rule(rule: RedirectRule) -> RedirectRule | None:
        site = site_of_url(rule.target) if rule.target else None
        return _match(index, site, rule.target) if site and rule.target else None

    final = []
    for rule in rules:
        end = _end_of_chain(rule, next_rule)
        if end is None:
            findings.append(_finding("redirect.loop", "error", rule, "It leads into a redirect loop"))
        elif end.target is None and rule.target is not None:
            findings.append(_finding("redirect.chain-to-gone", "error", rule, "Its new URL is gone"))
        else:
            if end.target != rule.target:
                findings.append(
                    _finding("redirect.chain", "info", rule, f"Two hops made one, to {end.target}")
                )
            final.append(rule if end is rule else replace(rule, target=end.target))
    return final


def _end_of_chain(
    rule: RedirectRule, next_rule: Callable[[RedirectRule], RedirectRule | None]
) -> RedirectRule | None:
    seen = {key_of(rule)}
    while (following := next_rule(rule)) is not None:
        key = key_of(following)
        if key in seen:
            return None
        seen.add(key)
        rule = following
    return rule


def _match(index: RuleIndex, site: str, url: str) -> RedirectRule | None:
    parts = split_url(url)
    path = merged_path(decoded(parts.path or "/")) if parts else None
    return index.match(site, path, query_pairs(parts.query)) if parts and path else None


def _finding(code: str, severity: str, rule: RedirectRule, why: str) -> Finding:
    return Finding(code=code, severity=severity, url=rule.old, message=f"{why}: {rule.target}.")
