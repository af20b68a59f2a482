"""Cuts an nginx configuration into directives with their blocks and line numbers; nothing is interpreted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""\s+|\#[^\n]*|(?P<mark>[{};])|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<plain>(?:\$\{\w+\}|[^\s;{}"'\\]|\\.|["'])+)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive: its words, the line it begins on, and the directives of its block, if it has one."""

    line: int
    words: tuple[str, ...]
    block: tuple[Directive, ...] = ()

    @property
    def name(self) -> str:
        """The first word."""
        return self.words[0]

    @property
    def text(self) -> str:
        """The directive as a person reads it, without its block."""
        return " ".join(self.words)


def directives(text: str) -> tuple[Directive, ...]:
    """Return the directives at the top; what is left open at the end is closed there."""
    return _block(_tokens(text))


def _block(tokens: Iterator[tuple[int, str, bool]]) -> tuple[Directive, ...]:
    found: list[Directive] = []
    words: list[str] = []
    line = 0
    for number, word, is_mark in tokens:
        if not is_mark:
            line = line if words else number
            words.append(word)
        elif word == "}":
            break
        elif words:
            found.append(Directive(line, tuple(words), _block(tokens) if word == "{" else ()))
            words = []
        elif word == "{":
            _block(tokens)
    return tuple(found)


def _tokens(text: str) -> Iterator[tuple[int, str, bool]]:
    position, line = 0, 1
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:  # a lone backslash or quotation mark
            position += 1
            continue
        if found["mark"]:
            yield line, found["mark"], True
        elif found["plain"] is not None:
            yield line, found["plain"], False
        elif found["double"] is not None or found["single"] is not None:
            quoted = found["double"] if found["double"] is not None else found["single"]
            yield line, re.sub(r"\\([\"'\\])", r"\1", quoted), False
        line += found[0].count("\n")
        position = found.end()
