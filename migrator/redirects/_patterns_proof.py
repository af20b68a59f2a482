"""Proves patterns on their written text: an automata library for all addresses, a replay for known ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.errors import MissingPartError
from migrator.redirects._patterns_text import SAFE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from automata.fa.dfa import DFA

    from migrator.redirects.patterns import PatternRule

_MOST_TRIES = 20  # rounds of made-up addresses


def accepted(patterns: Sequence[PatternRule]) -> tuple[PatternRule, ...]:
    """Return the patterns whose text accepts their listed paths and no other, and shares none with an earlier one.

    Raises:
        MissingPartError: the automata library is not installed.
    """
    held: list[tuple[PatternRule, DFA]] = []
    for pattern in patterns:
        language = _language(pattern)
        if language is not None and all(
            language.isdisjoint(other) for rival, other in held if rival.host == pattern.host
        ):
            held.append((pattern, language))
    return tuple(pattern for pattern, _ in held)


def _language(pattern: PatternRule) -> DFA | None:
    """Return the automaton of a pattern's paths if its text means just them, None if it does not."""
    try:
        from automata.fa.dfa import DFA
    except ImportError as missing:
        raise MissingPartError(
            "Compacting needs a package that proves patterns disjoint.",
            "Install it with: pip install 'blog-migrator[compact]' (with pipx: pipx inject blog-migrator automata-lib)",
        ) from missing
    meant = DFA.from_finite_language(set(SAFE), set(pattern.paths))
    shape = pattern.shape(lambda field: f"({field.shape})")
    return meant if meant == _automaton(pattern.listed) and meant.issubset(_automaton(shape)) else None


def _automaton(regex: str) -> DFA:
    from automata.fa.dfa import DFA
    from automata.fa.nfa import NFA

    plain = regex.replace("(?:", "(")  # a group that captures nothing: the library knows no other
    return DFA.from_nfa(NFA.from_regex(plain, input_symbols=set(SAFE)), minify=False)


def as_listed(pattern: PatternRule) -> str:
    """Return the expression of a pattern's listed paths, with a named group for each field."""
    return f"(?=(?:{pattern.listed})\\Z){pattern.shape(lambda field: f'(?P<{field.name}>{field.shape})')}"


def reader(
    patterns: Iterable[PatternRule], text: Callable[[PatternRule], str] = as_listed
) -> Callable[[str, str], str | None]:
    """Return a function (host, path) → target that reads the patterns' text, in order, as a server does."""
    written = [(pattern, re.compile(text(pattern))) for pattern in patterns]

    def answer(host: str, path: str) -> str | None:
        for pattern, regex in written:
            found = regex.fullmatch(path) if pattern.host == host else None
            if found is not None:
                return _filled(pattern, found)
        return None

    return answer


def _filled(pattern: PatternRule, found: re.Match[str]) -> str:
    return pattern.location(lambda field: found[field.name], str)


def unseen(patterns: Sequence[PatternRule], known: frozenset[str], count: int) -> list[tuple[str, str]]:
    """Make up (host, path) pairs of the patterns' own shapes that nobody has seen; deterministic."""
    found: dict[tuple[str, str], None] = {}
    for distance in range(1, _MOST_TRIES + 1):
        for pattern in patterns:
            for path in _neighbours(pattern, distance):
                if path not in known:
                    found[pattern.host, path] = None
                if len(found) == count:
                    return list(found)
    return list(found)


def _neighbours(pattern: PatternRule, distance: int) -> Iterator[str]:
    """Yield each path with one field of another path, and with an end that does not belong there."""
    shape = re.compile(pattern.shape(lambda field: f"({field.shape})"))
    values = [found.groups() for path in pattern.paths if (found := shape.fullmatch(path))]
    for number, own in enumerate(values):
        other = values[(number + distance) % len(values)]
        for place in range(len(own)):
            mixed = iter((*own[:place], other[place], *own[place + 1 :]))
            yield "".join(piece if isinstance(piece, str) else next(mixed) for piece in pattern.source)
            longer = iter((*own[:place], own[place] + str(distance), *own[place + 1 :]))
            yield "".join(piece if isinstance(piece, str) else next(longer) for piece in pattern.source)
        yield f"{pattern.paths[number]}{'/' * (distance % 2)}{distance}"
