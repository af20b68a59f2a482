"""Writes a map as few patterns and exceptions that answer exactly as the map does, and says what was proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.redirects._patterns_learn import learned
from migrator.redirects._patterns_proof import accepted, as_listed, reader, unseen
from migrator.redirects._sites import ascii_host, site_of, sites
from migrator.redirects._spelling import decoded, merged_path, split_url
from migrator.redirects.patterns import LISTED, short_sites

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.redirects.patterns import Dialect, PatternRule
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
    opened: bool = False  # the patterns also answer addresses that nobody saw

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
            lines += [] if self.opened else [_PROVED]
            lines += [
                f"Replayed: {self.replayed:,} old URLs are answered as before.",
                f"Asked too: {self.others:,} kept and new URLs on the old hosts"
                + ("" if self.opened else f", {self.made_up:,} made up in the same shapes")
                + ": no pattern answers one.",
            ]
            lines += [_NOT_PROVED] if self.opened else []
        return "\n".join(lines)


_PROVED = (
    "Proved with automata: each pattern answers the addresses it lists and no other, and no two share one."
)
_NOT_PROVED = "Not proved: this host has nothing but wildcards, which also answer addresses of the same shape that nobody saw."


def compacted(rules: RuleSet, others: Iterable[str] = (), dialect: Dialect = LISTED) -> Compaction:
    """Find patterns in a rule set; every rule stays in it, and targets that know no patterns write them all.

    `others` are URLs that must not be answered: kept ones and live ones of the new site, beside all new URLs of
    the rules. A pattern that fails any check is left out, and its rules are written one by one.

    Raises:
        MissingPartError: the extra `compact` is not installed.
    """
    found = accepted(learned(rules.rules, dialect))
    ruled = {(rule.host, rule.path) for rule in rules.rules if not rule.query}
    new = (rule.target for rule in rules.rules if rule.target)
    asked = _places(rules, [*others, *new], elsewhere=dialect.opened is None)
    asked = [place for place in asked if place not in ruled]
    known = frozenset(rule.path for rule in rules.rules)
    made_up = [] if dialect.opened else unseen(found, known, _UNSEEN)
    right = _without(found, [*asked, *made_up], dialect)
    short = replace(rules, patterns=_replayed(right, rules, dialect))
    exceptions = sum(len(site.rules) for site in short_sites(short))
    return Compaction(
        rules=short,
        before=len(rules.rules),
        exceptions=exceptions,
        replayed=sum(len(pattern.paths) for pattern in short.patterns) + exceptions,
        others=len(asked),
        made_up=len(made_up),
        opened=dialect.opened is not None,
    )


def _places(rules: RuleSet, urls: Iterable[str], *, elsewhere: bool) -> list[tuple[str, str]]:
    """Return (site, decoded path) of URLs on old hosts, and with `elsewhere` the paths of others on each of them."""
    found: dict[tuple[str, str], None] = {}
    names = [site.name for site in sites(rules)]
    for url in urls:
        parts = split_url(url)
        path = merged_path(decoded(parts.path or "/")) if parts else None
        if parts is None or path is None:
            continue
        own = site_of(rules, ascii_host(parts.host) or "")
        found |= dict.fromkeys((name, path) for name in ([own] if own else names if elsewhere else []))
    return list(found)


def _without(
    found: tuple[PatternRule, ...], asked: list[tuple[str, str]], dialect: Dialect
) -> list[PatternRule]:
    """Leave out each pattern that answers what must not be answered."""
    text = dialect.opened or as_listed
    answer = reader(found, text)
    wrong = [place for place in asked if answer(*place) is not None]
    return [pattern for pattern in found if all(reader([pattern], text)(*place) is None for place in wrong)]


def _replayed(found: list[PatternRule], rules: RuleSet, dialect: Dialect) -> tuple[PatternRule, ...]:
    """Keep what the patterns, asked one after the other as a server does, answer as the rules do."""
    answer = reader(found, dialect.opened or as_listed)
    exact = {(rule.host, rule.path): rule.target for rule in rules.rules if not rule.query}
    right = (
        replace(
            pattern,
            paths=tuple(p for p in pattern.paths if answer(pattern.host, p) == exact.get((pattern.host, p))),
        )
        for pattern in found
    )
    return tuple(pattern for pattern in right if pattern.paths)
