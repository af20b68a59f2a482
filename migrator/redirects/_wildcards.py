"""Patterns for hosts that know placeholders alone: these answer any text, so they need leave and are shielded."""

from __future__ import annotations

import itertools
import re
from functools import partial
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered
from migrator.redirects._spelling import encoded_path, lower_escapes
from migrator.redirects.patterns import Field, PatternRule, short_sites
from migrator.redirects.targets._contract import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from migrator.redirects.targets._contract import RuleSet

_NAMED = re.compile(r"([a-z]+)([0-9]*)")
_AMBIGUOUS = re.compile(r"[*:?#]")  # in a new URL's path or a shielded one
_FEWEST_LITERAL = 2  # placeholders that a source without any word of its own must have


def placeholder(field: Field) -> str:
    """Write a field as `:slug`; of two the second is `:x2slug`, since hosts would find `:slug` within `:slug2`."""
    found = _NAMED.fullmatch(field.name)
    kind, number = found.groups() if found else (field.name, "")
    return f":x{number}{kind}" if number else f":{kind}"


def line(pattern: PatternRule) -> tuple[str, str]:
    """Return source and target as a `_redirects` file has them."""
    source = "".join(piece if isinstance(piece, str) else placeholder(piece) for piece in pattern.source)
    return source, pattern.location(placeholder, str)


def inside_segments(pattern: PatternRule) -> bool:
    """True where placeholders may stand anywhere but beside each other: the source is read as it is meant."""
    return _is_clear(pattern.source) and _is_clear(pattern.bare_target) and _is_particular(pattern)


def whole_segments(pattern: PatternRule) -> bool:
    """True where each placeholder must also be a whole part of the old path, between slashes."""
    written = re.split("/", "".join("*" if isinstance(piece, Field) else piece for piece in pattern.source))
    return inside_segments(pattern) and all(part == "*" or "*" not in part for part in written)


def any_text(pattern: PatternRule) -> str:
    """Return what placeholders answer: any text without a slash."""
    return pattern.shape(lambda field: f"(?P<{field.name}>[^/]+)")


def any_text_and_slash(pattern: PatternRule) -> str:
    """Return what placeholders answer where a final slash is ignored."""
    return f"{any_text(pattern).removesuffix('/')}/?"


def shield_paths(path: str) -> tuple[str, ...]:
    """Return the spellings of a decoded path that a line of its own can keep from placeholders; none if it cannot."""
    spelled = encoded_path(path)
    return () if _AMBIGUOUS.search(spelled) else tuple(dict.fromkeys((spelled, lower_escapes(spelled))))


def _is_clear(pieces: tuple[str | Field, ...]) -> bool:
    return all(
        not _AMBIGUOUS.search(after) and not re.match(r"\w", after)
        for after in _after_fields(pieces)
        if isinstance(after, str)
    ) and not any(
        isinstance(one, Field) and isinstance(two, Field) for one, two in itertools.pairwise(pieces)
    )


def _after_fields(pieces: tuple[str | Field, ...]) -> Iterator[str]:
    """Yield the literals; the first, which follows no field, without its own beginning."""
    first = True
    for piece in pieces:
        if isinstance(piece, str):
            yield f"/{piece}" if first else piece
        first = False


def _is_particular(pattern: PatternRule) -> bool:
    literal = "".join(piece for piece in pattern.source if isinstance(piece, str))
    return re.search(r"\w", literal) is not None or len(pattern.fields) >= _FEWEST_LITERAL


class Wildcards:
    """Models how a host answers with placeholders what has no line of its own.

    `text` is what a pattern answers there, `folded` what all spellings of a path that the host ignores have in common.
    """

    def __init__(self, text: Callable[[PatternRule], str], folded: Callable[[str], str] = str) -> None:
        self._text = text
        self._folded = folded
        self._by_site = Remembered(self._built)

    def answer(self, rules: RuleSet, site: str, path: str) -> Answer | None:
        """Return what a raw path on a site gets; None where nothing fits or a line leaves it as it is."""
        shielded, written = self._by_site(rules).get(site, (frozenset(), []))
        if self._folded(path) in shielded:
            return None
        for pattern, shape in written:
            found = shape.fullmatch(path)
            if found is not None:
                return Answer(pattern.status, pattern.location(partial(_value, found), str))
        return None

    def _built(
        self, rules: RuleSet
    ) -> dict[str, tuple[frozenset[str], list[tuple[PatternRule, re.Pattern[str]]]]]:
        return {
            site.name: (
                frozenset(self._folded(spelled) for path in site.untouched for spelled in shield_paths(path)),
                [(pattern, re.compile(self._text(pattern))) for pattern in site.patterns],
            )
            for site in short_sites(rules)
        }


def _value(found: re.Match[str], field: Field) -> str:
    return found[field.name]
