"""Rules as tables for scripts that look up one spelling of a path: every byte but unreserved ones is `%XX`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._hosted import received, whatwg_path
from migrator.redirects._index import Remembered, RuleIndex, specificity
from migrator.redirects._spelling import decoded, merged_path, percent_encoded, query_pairs, well_encoded
from migrator.redirects._utm import answer_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import Answer, RuleSet

_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

_rule_index = Remembered(lambda rules: RuleIndex(rules.rules))


def spelled(text: str) -> str:
    """Return the one spelling of a decoded name or value."""
    return percent_encoded(text, _UNRESERVED)


def spelled_path(path: str) -> str:
    """Return the one spelling of a decoded path."""
    return percent_encoded(path, _UNRESERVED + "/")


def spelled_conditions(rule: RedirectRule) -> list[str]:
    """Return a rule's query conditions as `name=value`."""
    return [f"{spelled(name)}={spelled(value)}" for name, value in rule.query]


def by_path(rules: Iterable[RedirectRule]) -> dict[tuple[str, str], list[RedirectRule]]:
    """Group rules by site and spelled path, the most specific of a path first."""
    found: dict[tuple[str, str], list[RedirectRule]] = {}
    for rule in sorted(rules, key=specificity):
        found.setdefault((rule.host, spelled_path(rule.path)), []).append(rule)
    return dict(sorted(found.items()))


def answered(
    rules: RuleSet, host: str, target: str, *, resolved: bool, first_of_name: bool = False
) -> Answer | None:
    """Return what such a script answers to a raw request target.

    `resolved`: the script gets a path without dot segments, as JavaScript's `URL` holds it. `first_of_name`: of a
    query parameter that comes twice the script sees the first.
    """
    asked = received(rules, host, target)
    if asked is None:
        return None
    raw = whatwg_path(asked.path) if resolved else asked.path
    path = merged_path(decoded(raw)) if well_encoded(raw) else None
    pairs = query_pairs(asked.query)
    if first_of_name:
        pairs = tuple(dict(reversed(pairs)).items())
    rule = _rule_index(rules).match(asked.site, path, pairs) if path else None
    return answer_of(rule, rules, asked.query) if rule else None
