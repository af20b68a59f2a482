"""Lists of old and new URLs in a spreadsheet; openpyxl reads it, an optional part of the installation."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from migrator.errors import InputError, MissingPartError
from migrator.redirects.pairs import bad_row, pair_list
from migrator.redirects.sources._contract import SURE, Given
from migrator.redirects.sources._table import heading_of, is_address, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model import Finding
    from migrator.redirects.pairs import PairList, Sites
    from migrator.redirects.sources._table import Record

_LARGEST = 400_000_000  # bytes once unpacked: an honest million rows stays below that


class Xlsx:
    """XLSX: the sheets with columns old and new."""

    name = "xlsx"
    title = "XLSX: the sheets with columns old and new[, status, reason]"

    def recognises(self, given: Given) -> int:
        """A spreadsheet is a zip archive with a workbook in it."""
        if not given.content.startswith(b"PK\x03\x04"):
            return 0
        return SURE if b"xl/workbook.xml" in given.content else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Read every sheet that has a heading; without any heading the first sheet's columns in order.

        A sheet that is left out although it holds addresses is listed.
        """
        found = sheets(given)
        headed = [(title, rows) for title, rows in found if heading_of(rows)[1] is not None]
        chosen = headed or [(title, rows) for title, rows in found if rows][:1]
        rows = [row for _, records in chosen for row in table_rows(records, given.name)]
        left = [_left_out(given.name, one) for one in found if one not in chosen and _is_list(one[1])]
        return pair_list(rows, given.name, sites, left)


def _is_list(records: list[Record]) -> bool:
    return any(sum(map(is_address, cells)) > 1 for _, cells, _ in records)


def _left_out(name: str, sheet: tuple[str, list[Record]]) -> Finding:
    title, records = sheet
    why = f"the sheet “{title}” holds addresses, but no heading that says which are old; it was left out"
    return bad_row(f"{name}, {records[0][0]}: {why}.")


def sheets(given: Given) -> list[tuple[str, list[Record]]]:
    """Return each sheet's title and its rows that hold anything.

    Raises:
        InputError: broken, or unpacking to more than any list needs.
        MissingPartError: the part that reads spreadsheets is not installed.
    """
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
        named = len(book.worksheets) > 1
        return [
            (sheet.title, list(_records(sheet, f"sheet “{sheet.title}”, " if named else "")))
            for sheet in book.worksheets
        ]
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError) as error:
        raise InputError(
            f"{given.name} is a broken spreadsheet: {error}.",
            "Open it, save it again as XLSX or as CSV UTF-8.",
        ) from error


def _records(sheet: Any, where: str) -> Iterator[Record]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_cell(value) for value in row]
        if any(cells):
            yield f"{where}row {number}", cells, ""


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


_ESCAPED = re.compile(
    "_x([0-9A-Fa-f]{4})_"
)  # how a cell holds what XML cannot, and an underscore before such a word


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value)).strip()


PLUGIN = Xlsx()
