r"""How to add a format that redirects are read from: put one file here that ends with `PLUGIN = YourSource()`.

A source does no I/O: it gets the bytes of a file (or of a folder's files) and returns rows. What it cannot
understand it lists with its line and does not guess. Being here is being registered; `--from NAME` chooses it,
and without that the source that recognises the file best.
Its fixtures are the cases of `tests/redirects/sources/`.

    class Arrows:
        name = "arrows"
        title = "Lines of the form /old -> /new"

        def recognises(self, given: Given) -> int:
            return 2 if " -> " in given.text else 0

        def read(self, given: Given, sites: Sites) -> PairList:
            lines = enumerate(given.text.splitlines(), 1)
            cut = ((number, line.partition(" -> ")) for number, line in lines if line.strip())
            rows = [Row(place=f"line {number}", old=old, new=new) for number, (old, _, new) in cut]
            return pair_list(rows, given.name, sites)

    PLUGIN = Arrows()
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.redirects.pairs import PairList, Sites

FALLBACK, LIKELY, SURE, NAMED = 1, 2, 3, 4  # how well a source recognises a file; NAMED: by its file name


@dataclass(frozen=True, slots=True)
class Given:
    """What a person named: one file, or a folder with the files in it (relative path → bytes)."""

    name: str
    files: Mapping[str, bytes]
    is_folder: bool = False

    @property
    def content(self) -> bytes:
        """The bytes of the one file; nothing for a folder."""
        return b"" if self.is_folder else next(iter(self.files.values()), b"")

    @property
    def file_name(self) -> str:
        """The last part of the name, in lower case."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1].lower()

    @property
    def text(self) -> str:
        """The file as text; bytes that are no UTF-8 become lone surrogates, as in decoded paths."""
        return _decoded(self.content)

    @property
    def is_text(self) -> bool:
        """True unless it holds a zero byte early on."""
        return bool(_utf16(self.content)) or b"\0" not in self.content[:1000]

    @property
    def peek(self) -> str:
        """The first characters: enough to recognise a format by."""
        return _decoded(self.content[:200_000])


def _decoded(content: bytes) -> str:
    if coding := _utf16(content):
        return content.decode(coding, "replace").removeprefix("\ufeff")
    return content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def _utf16(content: bytes) -> str:
    """Return which UTF-16 it is: Excel marks it, other programs leave every second byte of Latin letters zero."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    begin = content[:1000]
    low, high = begin[::2].count(0), begin[1::2].count(0)
    most = len(begin) // 3
    if len(begin) > 3 and max(low, high) > most and min(low, high) == 0:  # noqa: PLR2004 (two characters)
        return "utf-16-be" if low else "utf-16-le"
    return ""


class Source(Protocol):
    """A format that holds redirects. All methods are pure."""

    name: str
    title: str

    def recognises(self, given: Given) -> int:
        """Say how sure it is that this is its format: 0 (no) to NAMED."""
        ...

    def read(self, given: Given, sites: Sites) -> PairList:
        """Read the pairs.

        Raises:
            InputError: the file cannot be read as this format, or holds nothing usable.
        """
        ...
