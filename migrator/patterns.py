"""Checks regular expressions that come from mapping files: hostile URLs must never make one run for ever."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Python's own parser of patterns: the only exact reading of what a pattern repeats. It has no public name.
_parser: Any = importlib.import_module("re._parser")
_MANY = 64  # a bound from which a repeat counts as unbounded
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


def checked_pattern(pattern: str) -> str:
    """Return a pattern that compiles and cannot take exponential time.

    A repeat inside a repeat is lawful only where each round has a fixed sign that the inner repeat cannot
    eat, as in `(?:-[a-z]+)*`: then there is one way to split a text into rounds.

    Raises:
        ValueError: it does not compile, or repeats a repetition.
    """
    try:
        re.compile(pattern)
        tree = _parser.parse(pattern)
    except re.error as error:
        raise ValueError(f"the pattern {pattern!r} is wrong: {error}") from error
    for body in _repeated(tree):
        if not _has_fence(body):
            raise ValueError(f"the pattern {pattern!r} repeats a repetition and could run for ever")
    return pattern


def _repeated(tree: Iterable[Any]) -> Iterator[list[Any]]:
    for code, argument in tree:
        if str(code) in _REPEATS and int(argument[1]) > _MANY:
            yield list(argument[2])
        for inner in _children(argument):
            yield from _repeated(inner)


def _children(argument: Any) -> Iterator[Any]:
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for part in argument:
            yield from _children(part)


def _has_fence(body: list[Any]) -> bool:
    inner = [list(part) for part in _repeated(body)]
    if not inner:
        return True
    fences = [argument for code, argument in body if str(code) == "LITERAL"]
    return any(not any(_eats(part, fence) for part in inner) for fence in fences)


def _eats(body: list[Any], letter: int) -> bool:
    if len(body) != 1:
        return True
    code, argument = body[0]
    return _takes(str(code), argument, letter)


def _takes(name: str, argument: Any, letter: int) -> bool:
    if name == "LITERAL":
        return bool(argument == letter)
    if name == "NOT_LITERAL":
        return bool(argument != letter)
    if name == "RANGE":
        return bool(argument[0] <= letter <= argument[1])
    if name == "CATEGORY":
        return "DIGIT" not in str(argument) or "NOT" in str(argument) or chr(letter).isdigit()
    if name != "IN":
        return True
    signs = [(str(code), value) for code, value in argument]
    negated = signs[0][0] == "NEGATE"
    return negated != any(_takes(code, value, letter) for code, value in signs[negated:])
