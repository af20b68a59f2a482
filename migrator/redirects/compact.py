"""Writes a map as few patterns and exceptions that answer exactly as the map does, and says what was proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.redirects._patterns_learn import learned
from migrator.redirects._patterns_proof import accepted, as_listed, reader, unseen
from migrator.redirects._sites import ascii_host, site_of, sites
from migrator.redirects._spelling import decoded, merged_path, split_url
from migrator.redirects.patterns import LISTED, short_sites, widened, written_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from migrator.redirects.patterns import Dialect, PatternRule
    from migrator.redirects.targets._contract import RuleSet

_UNSEEN = 10_000  # made-up addresses that no pattern may answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Compaction:
    """The same rule set with patterns, and how many addresses were checked: `others` are kept and new URLs."""

    rules: RuleSet
    before: int
    others: int
    made_up: int
    exceptions: int = 0
    replayed: int = 0
    opened: bool = False  # the patterns also answer addresses that nobody saw

    @property
    def patterns(self) -> tuple[PatternRule, ...]:
        """The patterns, as written."""
        return self.rules.patterns

    @property
    def after(self) -> int:
        """How many rules are written."""
        return len(self.patterns) + self.exceptions + len(self.rules.untouched)

    def told(self) -> str:
        """Say in words for a person what was done and proved."""
        titles = list(dict.fromkeys(pattern.title for pattern in self.patterns))
        shields = len(self.rules.untouched)
        lines = [
            f"{self.before:,} rules became {self.after:,}: {len(self.patterns):,} patterns and {self.exceptions:,} exceptions"
            + (f", and {shields:,} lines that leave an address as it is." if shields else "."),
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
    made = _opened(rules, others, dialect) if dialect.opened else _listed(rules, others, dialect)
    whole = short_sites(made.rules)
    exceptions = sum(len(site.rules) for site in whole)
    replayed = sum(len(pattern.paths) for site in whole for pattern in site.patterns) + exceptions
    return replace(made, exceptions=exceptions, replayed=replayed)


def _listed(rules: RuleSet, others: Iterable[str], dialect: Dialect) -> Compaction:
    """Make patterns that answer the paths they list: they may answer no other address, known or not."""
    found = accepted(learned(rules.rules, dialect))
    asked = _asked(rules, others, dialect)
    made_up = unseen(found, frozenset(rule.path for rule in rules.rules), _UNSEEN)
    answer = reader(found)
    wrong = [place for place in (*asked, *made_up) if answer(*place) is not None]
    right = [pattern for pattern in found if not _answered([pattern], wrong, as_listed)]
    short = replace(rules, patterns=_replayed(right, rules, as_listed))
    return Compaction(rules=short, before=len(rules.rules), others=len(asked), made_up=len(made_up))


def _opened(rules: RuleSet, others: Iterable[str], dialect: Dialect) -> Compaction:
    """Make patterns of wildcards: what is known and must not be answered gets a line of its own before them.

    The first that fits answers, so both orders are tried, the best supported first and the most literal first.
    """
    asked = _asked(rules, others, dialect)
    found = widened(learned(rules.rules, dialect))
    literal = sorted(
        found, key=lambda pattern: -sum(len(piece) for piece in pattern.source if isinstance(piece, str))
    )
    tried = [_in_order(order, (rules, asked), dialect) for order in (found, literal)]
    short = min(tried, key=lambda made: sum(map(written_lines, short_sites(made))))
    return Compaction(rules=short, before=len(rules.rules), others=len(asked), made_up=0, opened=True)


def _in_order(
    found: Iterable[PatternRule], known: tuple[RuleSet, list[tuple[str, str]]], dialect: Dialect
) -> RuleSet:
    rules, asked = known
    text = dialect.opened or as_listed
    right: list[PatternRule] = []
    untouched: dict[tuple[str, str], None] = {}
    for pattern in found:
        touched = [place for place in _answered([pattern], asked, text) if place not in untouched]
        if len(touched) + 1 < len(pattern.paths) and all(dialect.shields(path) for _, path in touched):
            right.append(pattern)
            untouched |= dict.fromkeys(touched)
    return replace(rules, patterns=_replayed(right, rules, text), untouched=tuple(untouched))


def _asked(rules: RuleSet, others: Iterable[str], dialect: Dialect) -> list[tuple[str, str]]:
    """Return what no pattern may answer: other known URLs and all new ones, and those gone without a line."""
    new = (rule.target for rule in rules.rules if rule.target)
    found = _places(rules, [*others, *new], elsewhere=dialect.opened is None)
    written = {
        (rule.host, rule.path)
        for rule in rules.rules
        if not rule.query and (rule.target or dialect.writes_gone)
    }
    gone = ((rule.host, rule.path) for rule in rules.rules if not rule.target)
    return [place for place in dict.fromkeys((*found, *gone)) if place not in written]


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


def _answered(
    patterns: Iterable[PatternRule], places: Iterable[tuple[str, str]], text: Callable[[PatternRule], str]
) -> list[tuple[str, str]]:
    answer = reader(patterns, text)
    return [place for place in places if answer(*place) is not None]


def _replayed(
    found: list[PatternRule], rules: RuleSet, text: Callable[[PatternRule], str]
) -> tuple[PatternRule, ...]:
    """Keep what the patterns, asked one after the other as a server does, answer as the rules do."""
    answer = reader(found, text)
    exact = {(rule.host, rule.path): rule.target for rule in rules.rules if not rule.query}
    right = (
        replace(
            pattern,
            paths=tuple(p for p in pattern.paths if answer(pattern.host, p) == exact.get((pattern.host, p))),
        )
        for pattern in found
    )
    return tuple(pattern for pattern in right if pattern.paths)
