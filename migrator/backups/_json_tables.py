"""Reads the tables of a JSON file of any size row by row, without holding more than one row."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

from migrator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from migrator.model import Json

LARGEST_ROW = 64_000_000  # characters
_CHUNK = 262_144  # bytes
_SPACES = " \t\r\n\ufeff"
_NUMERIC = "+-.0123456789eE"
_DECODER = json.JSONDecoder(strict=False)


class DamagedError(ValueError):
    """The text is no JSON from some place on."""


class _Text:
    """A stream as text, of which only what is being decoded is kept."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._buffer, self._at, self._ended = "", 0, False

    def _more(self) -> bool:
        if self._ended:
            return False
        chunk = self._stream.read(
            max(_CHUNK, len(self._buffer) - self._at)
        )  # doubling keeps large rows linear
        self._ended = not chunk
        self._buffer = self._buffer[self._at :] + self._decode(chunk, final=self._ended)
        self._at = 0
        if len(self._buffer) > 2 * LARGEST_ROW:
            raise InputError(
                f"{self._name} holds a row of more than {LARGEST_ROW:,} characters.",
                "No post is that large: the file is damaged, or no backup.",
            )
        return not self._ended

    def peek(self) -> str:
        """Return the next character that is no space; "" at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _SPACES:
                    return self._buffer[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, wanted: str) -> str:
        """Consume one of the characters `wanted`.

        Raises:
            DamagedError: there is another one.
        """
        char = self.peek()
        if not char or char not in wanted:
            raise DamagedError(f"{wanted!r} is expected, and {char!r} stands there")
        self._at += 1
        return char

    def _may_go_on(self, value: Json, end: int) -> bool:
        """True where a number may have more digits than have arrived."""
        following = self._buffer[end : end + 1]
        return not following or (isinstance(value, (int, float)) and following in _NUMERIC)

    def value(self) -> Json:
        """Decode the value that comes next.

        Raises:
            DamagedError: it is none.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise DamagedError("it is nested beyond all measure") from error
            except ValueError as error:
                if not self._more():
                    raise DamagedError(str(error)) from error
                continue
            if self._may_go_on(value, end) and self._more():
                continue
            self._at = end
            found: Json = value
            return found


def tables(stream: BinaryIO, name: str, holders: frozenset[str]) -> Iterator[tuple[str, Json]]:
    """Yield (table, row) for each row of each table; objects and lists called `holders` hold tables or are one level more.

    Raises:
        DamagedError: the file is no JSON from some place on; what came before was yielded.
        InputError: a row is beyond all measure.
    """
    yield from _members(_Text(stream, name), holders)


def _members(text: _Text, holders: frozenset[str]) -> Iterator[tuple[str, Json]]:
    text.take("{")
    if text.peek() == "}":
        text.take("}")
        return
    while True:
        key = text.value()
        if not isinstance(key, str):
            raise DamagedError("a key is no text")
        text.take(":")
        yield from _below(text, key, holders)
        if text.take(",}") == "}":
            return


def _below(text: _Text, key: str, holders: frozenset[str]) -> Iterator[tuple[str, Json]]:
    opening = text.peek()
    if opening == "{" and key in holders:
        yield from _members(text, holders)
    elif opening == "[":
        yield from _elements(text, key, holders)
    else:
        yield key, text.value()


def _elements(text: _Text, key: str, holders: frozenset[str]) -> Iterator[tuple[str, Json]]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        if key in holders and text.peek() == "{":
            yield from _members(text, holders)
        else:
            yield key, text.value()
        if text.take(",]") == "]":
            return
