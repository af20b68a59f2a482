"""Pattern rules: many old paths of one shape written as one line that answers them and no others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.redirects._hosted import site_folders
from migrator.redirects._index import Remembered
from migrator.redirects._patterns_text import common_ends, either_of, escaped
from migrator.redirects._sites import SiteRules, sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import RuleSet

_FOUND = 302
_ORIGIN = re.compile(r"https?://[^/?#]+")


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a path that differs: its name and its shape, a regular expression within `[A-Za-z0-9_-]`."""

    name: str
    shape: str


@dataclass(frozen=True, kw_only=True)
class PatternRule:
    """What a server must answer for the old URLs of one shape.

    `source` is the decoded path and `target` the strict ASCII absolute URL, both as literals and fields; each
    field of the target is one of the source. `paths`, sorted, are all paths it answers: no other, even of that
    shape, for nobody knows whether its new URL exists.
    """

    host: str
    source: tuple[str | Field, ...]
    target: tuple[str | Field, ...]
    status: int
    paths: tuple[str, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the source, in order."""
        return tuple(piece for piece in self.source if isinstance(piece, Field))

    @property
    def bare_target(self) -> tuple[str | Field, ...]:
        """The target without scheme and host, which are always literal."""
        first, *rest = self.target
        return (_ORIGIN.sub("", str(first)), *rest)

    def after(self, head: str) -> PatternRule:
        """Return the pattern of what comes after the literal that all paths begin with."""
        return replace(self, paths=tuple(path.removeprefix(head) for path in self.paths))

    @property
    def listed(self) -> str:
        """A regular expression of exactly `paths`, without anchors."""
        head, middles, tail = common_ends(self.paths)
        return escaped(head) + either_of(middles) + escaped(tail)

    @property
    def title(self) -> str:
        """The pattern as a person reads it: `/{year}/{slug}.html → https://new.example/{slug}/`."""
        return f"{_shown(self.source)} → {_shown(self.target)}"

    def shape(self, capture: Callable[[Field], str]) -> str:
        """Return the source as a regular expression without anchors; `capture` writes a field."""
        return "".join(
            capture(piece) if isinstance(piece, Field) else escaped(piece) for piece in self.source
        )

    def location(self, written: Callable[[Field], str], literal: Callable[[str], str]) -> str:
        """Return the target as a server writes it: its word for a captured field, its escapes for the rest."""
        pieces = self.target
        return "".join(written(piece) if isinstance(piece, Field) else literal(piece) for piece in pieces)

    def answer(self, path: str) -> str | None:
        """Return the target of a decoded path, None for a path it does not answer."""
        if path not in self._known:
            return None
        found = self._shape.fullmatch(path)
        return self.location(lambda field: found[field.name], str) if found else None

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.paths)

    @cached_property
    def _shape(self) -> re.Pattern[str]:
        return re.compile(self.shape(lambda field: f"(?P<{field.name}>{field.shape})"))


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which patterns a target writes, and what it then answers.

    Rules that no pattern `holds`, and those of a pattern that the target does not write, are written one by one.
    `opened` returns what a written pattern answers, with a named group for each field, where that is more than the
    paths it lists; lines for `shields` of a path then keep it from being answered.
    """

    writes: Callable[[PatternRule], bool] = lambda _pattern: True
    holds: Callable[[RedirectRule], bool] = lambda _rule: True
    opened: Callable[[PatternRule], str] | None = None
    shields: Callable[[str], tuple[str, ...]] = lambda _path: ()
    writes_gone: bool = True  # rules without a new URL have a line of their own


LISTED = Dialect()


def _shown(pieces: tuple[str | Field, ...]) -> str:
    return "".join(f"{{{piece.name}}}" if isinstance(piece, Field) else piece for piece in pieces)


def _short_sites(rules: RuleSet) -> tuple[SiteRules, ...]:
    whole = sites(rules)
    if not rules.patterns:
        return whole
    return tuple(_shortened(site, rules) for site in whole)


def _shortened(site: SiteRules, rules: RuleSet) -> SiteRules:
    plain = {rule.path: rule for rule in site.rules if not rule.query and rule.target}
    covered: set[str] = set()
    patterns = []
    for pattern in rules.patterns:
        if pattern.host != site.name:
            continue
        status = _FOUND if rules.trial else pattern.status
        answer = (status, pattern)
        held = tuple(path for path in pattern.paths if path in plain and _agrees(plain[path], answer))
        if held:
            patterns.append(replace(pattern, paths=held, status=status))
            covered.update(held)
    exceptions = tuple(rule for rule in site.rules if rule.query or rule.path not in covered)
    untouched = tuple(path for name, path in rules.untouched if name == site.name)
    return replace(site, rules=exceptions, patterns=tuple(patterns), untouched=untouched)


def _agrees(rule: RedirectRule, answer: tuple[int, PatternRule]) -> bool:
    status, pattern = answer
    return (rule.status, rule.target) == (status, pattern.answer(rule.path))


short_sites = Remembered(_short_sites)


def written_lines(site: SiteRules) -> int:
    """Return how many rules are written for a site."""
    return len(site.rules) + len(site.patterns) + len(site.untouched)


def widened(patterns: Iterable[PatternRule]) -> tuple[PatternRule, ...]:
    """Let each field be any text without a slash, and make one of patterns that are the same then."""
    found: dict[tuple[object, ...], PatternRule] = {}
    for pattern in patterns:
        places = {field: number for number, field in enumerate(pattern.fields)}
        anonymous = [
            tuple(piece if isinstance(piece, str) else places[piece] for piece in pieces)
            for pieces in (pattern.source, pattern.target)
        ]
        key = (pattern.host, pattern.status, *anonymous)
        paths = (*(found[key].paths if key in found else ()), *pattern.paths)
        found[key] = replace(
            found.get(key, pattern),
            source=tuple(map(_any_text, found.get(key, pattern).source)),
            target=tuple(map(_any_text, found.get(key, pattern).target)),
            paths=tuple(sorted(paths)),
        )
    return tuple(found.values())


def _any_text(piece: str | Field) -> str | Field:
    return piece if isinstance(piece, str) else Field(piece.name, "[^/]+")


def short_folders(rules: RuleSet) -> Iterator[tuple[str, SiteRules]]:
    """Do what `_hosted.site_folders` does, with patterns where the rule set has some."""
    short = {site.name: site for site in short_sites(rules)}
    return ((folder, short[site.name]) for folder, site in site_folders(rules))
