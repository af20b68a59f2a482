"""Lists what a regular expression stands for, as long as that is a handful of addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_MOST = 64  # addresses of one pattern
_DEEPEST = 50  # groups
_PIECES = re.compile(r"\\x[0-9A-Fa-f]{2}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?:|\?<\w+>)?|.", re.DOTALL)
_LITERAL_ESCAPE = re.compile(r"\\[^A-Za-z0-9]")
_RANGE = re.compile(r"(\\x[0-9A-Fa-f]{2}|\\.|[^\\])(?:-(\\x[0-9A-Fa-f]{2}|\\.|[^\\]))?", re.DOTALL)
_SPECIAL = frozenset("*+)]{}|^$?\\")
_REFERENCE = re.compile(r"(?<!\\)\$(?:(\d)|\{(\w+)\}|([A-Za-z_]\w*))")
_HARMLESS = re.compile(r"[A-Za-z0-9._~/-]*")


@dataclass(frozen=True, slots=True)
class Match:
    """One text that a pattern stands for, and what its groups hold there, by number and by name."""

    text: str
    groups: tuple[tuple[str, str], ...] = ()

    def filled(self, target: str) -> str | None:
        """Put the groups into `$1`, `${1}`, `$name`; None where one would have to be encoded, or is unknown."""
        held = dict(self.groups)
        names = [next(filter(None, found.groups())) for found in _REFERENCE.finditer(target)]
        if any(not _HARMLESS.fullmatch(held.get(name, "?")) for name in names):
            return None
        return _REFERENCE.sub(lambda found: held[next(filter(None, found.groups()))], target)


@dataclass(frozen=True, slots=True)
class Plain:
    """The few texts a pattern stands for, and whether a dot in it stood for any character."""

    matches: tuple[Match, ...]
    has_dot: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts alone."""
        return tuple(match.text for match in self.matches)


_Text: TypeAlias = tuple[bytes, tuple[tuple[str, bytes], ...]]


class _Endless(Exception):  # noqa: N818 (becomes None)
    pass


def plain_pattern(pattern: str) -> Plain | None:
    r"""Return what an anchored regular expression stands for; None for one that stands for more than a few texts.

    Optional characters and groups, alternatives and small classes give several texts. `\xHH` are bytes of UTF-8.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")) or pattern.endswith("\\$"):
        return None
    reading = _Reading(_PIECES.findall(pattern[1:-1]))
    if pattern.count("(") > _DEEPEST:
        return None
    try:
        found = reading.alternatives(top=True)
    except _Endless:
        return None
    unset = {name: "" for _, groups in found for name, _ in groups}
    matches: dict[str, Match] = {}
    for raw, groups in found:
        held = unset | {name: _text(text) for name, text in groups}
        matches.setdefault(_text(raw), Match(_text(raw), tuple(held.items())))
    return Plain(tuple(matches.values()), reading.has_dot)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


class _Reading:
    """Goes through a pattern once, from left to right."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._at = 0
        self._groups = 0
        self.has_dot = False

    def alternatives(self, *, top: bool = False) -> list[_Text]:
        found = self._sequence()
        while self._next() == "|":
            if top:  # the anchors belong to the first and the last alone
                raise _Endless
            self._at += 1
            found = found + self._sequence()
        if top and self._at < len(self._pieces):
            raise _Endless
        return found

    def _next(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    def _sequence(self) -> list[_Text]:
        texts: list[_Text] = [(b"", ())]
        while (piece := self._next()) and piece not in {"|", ")"}:
            choices = self._choices(piece)
            if self._next() == "?":
                self._at += 1
                choices = [
                    *choices,
                    (b"", ()),
                ]  # as greedy as the engine: of equal texts its first try comes first
            if len(texts) * len(choices) > _MOST:
                raise _Endless
            texts = [(before + more, held + groups) for before, held in texts for more, groups in choices]
        return texts

    def _choices(self, piece: str) -> list[_Text]:
        self._at += 1
        if piece.startswith("("):
            return self._group(piece)
        if piece.startswith("["):
            return [(one, ()) for one in _class(piece)]
        self.has_dot = self.has_dot or piece == "."
        if piece == "\\d":
            return [(b"%d" % digit, ()) for digit in range(10)]
        return [(_literal(piece), ())]

    def _group(self, piece: str) -> list[_Text]:
        names = [piece[3:-1]] if piece.startswith("(?<") else []
        if piece != "(?:":
            self._groups += 1
            names.append(str(self._groups))
        inner = self.alternatives()
        if self._next() != ")":
            raise _Endless
        self._at += 1
        return [(text, (*groups, *((name, text) for name in names))) for text, groups in inner]


def _class(piece: str) -> list[bytes]:
    if piece.startswith(("[^", "[]")) or re.search(r"\\[A-Za-wyz]", piece):
        raise _Endless
    found: list[bytes] = []
    for first, last in _RANGE.findall(piece[1:-1]):
        begin, end = _literal(first, plain=True), _literal(last or first, plain=True)
        if (
            len(begin) != 1
            or len(end) != 1
            or (last and not (begin + end).isalnum())
            or end[0] - begin[0] >= _MOST
        ):
            raise _Endless
        found += [bytes([one]) for one in range(begin[0], end[0] + 1)]
    if not found:
        raise _Endless
    return found


def _literal(piece: str, *, plain: bool = False) -> bytes:
    if re.fullmatch(r"\\x[0-9A-Fa-f]{2}", piece):
        return bytes.fromhex(piece[2:])
    if _LITERAL_ESCAPE.fullmatch(piece):
        return piece[1:].encode("utf-8", "surrogateescape")
    if len(piece) > 1 or (piece in _SPECIAL and not plain):
        raise _Endless
    return piece.encode("utf-8", "surrogateescape")
