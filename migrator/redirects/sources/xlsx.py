"""Lists of old and new URLs in a spreadsheet; openpyxl reads it, an optional part of the installation."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from migrator.errors import InputError, MissingPartError
from migrator.redirects.pairs import COLUMNS, Row, heading, pair_list
from migrator.redirects.sources._contract import SURE, Given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.redirects.pairs import PairList, Sites

_LARGEST = 400_000_000  # bytes once unpacked: an honest million rows stays below that


class Xlsx:
    """XLSX: the first sheet with columns old and new."""

    name = "xlsx"
    title = "XLSX: the first sheet with columns old and new[, status, reason]"

    def recognises(self, given: Given) -> int:
        """A spreadsheet is a zip archive with a workbook in it."""
        if not given.content.startswith(b"PK\x03\x04"):
            return 0
        return SURE if b"xl/workbook.xml" in given.content else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Read the first sheet that has a heading; without any heading the first sheet's columns in order."""
        sheets = _sheets(given)
        for rows in sheets:
            for number, cells in enumerate(rows[:_HEADING_WITHIN]):
                if (places := heading(cells)) is not None:
                    return pair_list(_rows(rows, number + 1, places), given.name, sites)
        places = {column: at for at, column in enumerate(COLUMNS)}
        return pair_list(_rows(sheets[0] if sheets else [], 0, places), given.name, sites)


_HEADING_WITHIN = 20  # rows of title and notes above a heading


def _sheets(given: Given) -> list[list[list[str]]]:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingPartError(
            f"{given.name} is a spreadsheet, and the part that reads them is not installed.",
            "Install it with: pip install 'blog-migrator[xlsx]' (with pipx: pipx inject blog-migrator openpyxl)",
        ) from error
    _refuse_bombs(given)
    try:
        book = openpyxl.load_workbook(io.BytesIO(given.content), read_only=True, data_only=True)
        return [
            [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
        ]
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError) as error:
        raise InputError(
            f"{given.name} is a broken spreadsheet: {error}.",
            "Open it, save it again as XLSX or as CSV UTF-8.",
        ) from error


def _refuse_bombs(given: Given) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(given.content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError(
            f"{given.name} is a broken spreadsheet: {error}.", "Save it again as XLSX."
        ) from error
    if size > _LARGEST:
        raise InputError(f"{given.name} unpacks to {size:,} bytes.", "Save the sheet as CSV UTF-8 instead.")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _rows(rows: list[list[str]], start: int, places: dict[str, int]) -> Iterator[Row]:
    for number, cells in enumerate(rows[start:], start + 1):
        if any(cells):
            named = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
            yield Row(place=f"row {number}", **named)


PLUGIN = Xlsx()
