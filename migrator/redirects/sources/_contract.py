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

from migrator.errors import InputError

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
        """The file as text.

        Raises:
            InputError: it is neither UTF-8 nor marked as UTF-16.
        """
        try:
            return self.content.decode("utf-16" if self._is_utf16 else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(
                f"{self.name} cannot be read: it is not UTF-8 (byte {error.start}).",
                "Save the file as UTF-8, e.g. “CSV UTF-8” in a spreadsheet.",
            ) from error

    @property
    def is_text(self) -> bool:
        """True unless it holds a zero byte early on."""
        return self._is_utf16 or b"\0" not in self.content[:1000]

    @property
    def _is_utf16(self) -> bool:
        return self.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))

    @property
    def peek(self) -> str:
        """The first characters, with whatever is no UTF-8 left out: enough to recognise a format by."""
        return self.content[:200_000].decode("utf-8", "ignore").removeprefix("\ufeff")


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
