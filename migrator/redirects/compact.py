"""Writes a map as few patterns and exceptions that answer exactly as the map does, and says what was proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.redirects._patterns_learn import learned
from migrator.redirects._patterns_proof import accepted, reader, unseen
from migrator.redirects._sites import ascii_host, site_of
from migrator.redirects._spelling import decoded, merged_path, split_url
from migrator.redirects.patterns import short_sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from migrator.redirects.patterns import PatternRule
    from migrator.redirects.targets._contract import RuleSet

_UNSEEN = 10_000  # made-up addresses that no pattern may answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Compaction:
    """The same rule set with patterns, and how many addresses were checked: `others` are kept and new URLs."""

    rules: RuleSet
    before: int
    exceptions: int
    replayed: int
    others: int
    made_up: int

    @property
    def patterns(self) -> tuple[PatternRule, ...]:
        """The patterns, as written."""
        return self.rules.patterns

    @property
    def after(self) -> int:
        """How many rules are written."""
        return len(self.patterns) + self.exceptions

    def told(self) -> str:
        """Say in words for a person what was done and proved."""
        titles = list(dict.fromkeys(pattern.title for pattern in self.patterns))
        lines = [
            f"{self.before:,} rules became {self.after:,}: {len(self.patterns):,} patterns and {self.exceptions:,} exceptions.",
            *(f"  {title}" for title in titles),
        ]
        if self.patterns:
            lines += [
                "Proved with automata: each pattern answers the addresses it lists and no other, and no two share one.",
                f"Replayed: {self.replayed:,} old URLs are answered as before.",
                f"Asked too: {self.others:,} kept and new URLs on the old hosts, {self.made_up:,} made up in the same shapes: no pattern answers one.",
            ]
        return "\n".join(lines)


def compacted(rules: RuleSet, others: Iterable[str] = ()) -> Compaction:
    """Find patterns in a rule set; every rule stays in it, and targets that know no patterns write them all.

    `others` are URLs that must not be answered: kept ones and live ones of the new site, beside all new URLs of
    the rules. A pattern that fails any check is left out, and its rules are written one by one.

    Raises:
        MissingPartError: the extra `compact` is not installed.
    """
    found = accepted(learned(rules.rules))
    answer = reader(found)
    asked = _places(rules, [*others, *(rule.target for rule in rules.rules if rule.target)])
    known = frozenset(rule.path for rule in rules.rules)
    made_up = unseen(found, known, _UNSEEN)
    ruled = {(rule.host, rule.path) for rule in rules.rules if not rule.query}
    asked = [place for place in asked if place not in ruled]
    wrong = [place for place in (*asked, *made_up) if answer(*place) is not None]
    right = tuple(pattern for pattern in found if not _touches(pattern, wrong))
    short = replace(rules, patterns=tuple(p for p in right if _replays(p, rules, answer)))
    exceptions = sum(len(site.rules) for site in short_sites(short))
    return Compaction(
        rules=short,
        before=len(rules.rules),
        exceptions=exceptions,
        replayed=sum(len(pattern.paths) for pattern in short.patterns) + exceptions,
        others=len(asked),
        made_up=len(made_up),
    )


def _places(rules: RuleSet, urls: Iterable[str]) -> list[tuple[str, str]]:
    """Return (site, decoded path) of the URLs on old hosts; those elsewhere never reach these rules."""
    found: dict[tuple[str, str], None] = {}
    for url in urls:
        parts = split_url(url)
        site = site_of(rules, ascii_host(parts.host) or "") if parts else None
        path = merged_path(decoded(parts.path or "/")) if parts else None
        if site is not None and path is not None:
            found[site, path] = None
    return list(found)


def _touches(pattern: PatternRule, places: Iterable[tuple[str, str]]) -> bool:
    alone = reader([pattern])
    return any(alone(*place) is not None for place in places)


def _replays(pattern: PatternRule, rules: RuleSet, answer: Callable[[str, str], str | None]) -> bool:
    exact = {rule.path: rule.target for rule in rules.rules if rule.host == pattern.host and not rule.query}
    return all(answer(pattern.host, path) == exact.get(path) for path in pattern.paths)
