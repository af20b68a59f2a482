"""Lists of old and new URLs as CSV or TSV, as spreadsheets and people write them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from migrator.model import Verdict
from migrator.redirects.pairs import COLUMNS, Row, Sites, heading, pair_list
from migrator.redirects.sources._contract import FALLBACK, LIKELY, Given

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migrator.redirects.pairs import PairList

_NO_RULE = {str(Verdict.IGNORED), str(Verdict.NO_REDIRECT), str(Verdict.UNEXPLAINED)}
_LONGEST_CELL = 200  # lines a quoted cell may span; beyond that a quotation mark was left open


class Csv:
    """CSV or TSV: old, new, and if present status and reason."""

    name = "csv"
    title = "CSV or TSV: old, new[, status, reason]"

    def recognises(self, given: Given) -> int:
        """Any text may be a list; a file's ending makes it likely."""
        if given.is_folder or not given.is_text:
            return 0
        return LIKELY if given.file_name.endswith((".csv", ".tsv", ".tab")) else FALLBACK

    def read(self, given: Given, sites: Sites) -> PairList:
        """Read the rows under a heading; without one the columns are in the order of `COLUMNS`."""
        return read_pairs(given.text, given.name, sites)


def read_pairs(text: str, name: str, sites: Sites | None = None) -> PairList:
    """Read rows of old URL, new URL and, if present, status and reason.

    A heading line is recognised; without one the columns are in that order. Tab, comma and semicolon
    separate; quoted reasons may span lines. Empty lines and lines that begin with `#` are skipped, and so are
    rows of a column "Verdict" (as in `url-map.csv`) that ask for no rule.

    Raises:
        InputError: no row could be read.
    """
    rows: list[Row] = []
    places: dict[str, int] | None = None
    verdict: int | None = None
    for place, cells, fault in records(text):
        if places is None:
            places = heading(cells)
            if places is not None:
                verdict = next((at for at, cell in enumerate(cells) if cell.lower() == "verdict"), None)
                continue
            places = {column: number for number, column in enumerate(COLUMNS)}
        if verdict is None or verdict >= len(cells) or cells[verdict] not in _NO_RULE:
            rows.append(_row(place, cells, places, fault))
    return pair_list(rows, name, sites or Sites())


def records(text: str) -> Iterator[tuple[str, list[str], str]]:
    """Yield (place, cells, fault) for each record; a quotation mark left open spoils its own line alone."""
    lines = text.removeprefix("\ufeff").splitlines()
    delimiter = _delimiter(lines)
    number = 0
    while number < len(lines):
        line, start = lines[number], number
        number += 1
        if not line.strip() or line.startswith("#"):
            continue
        is_open = line.count('"') % 2 == 1
        cells = None if is_open else _cells([line], delimiter)
        if is_open:
            end = _closing(lines, start)
            cells = _cells(lines[start : end + 1], delimiter) if end else None
            if cells is not None and end:
                number = end + 1
        fault = "" if cells is not None else "a quotation mark is not closed, or stands inside a cell."
        yield f"line {start + 1}", cells if cells is not None else [line], fault


def _delimiter(lines: Sequence[str]) -> str:
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    if "\t" in first:
        return "\t"
    return ";" if ";" in first and "," not in first else ","


def _closing(lines: Sequence[str], start: int) -> int | None:
    """Return the line that closes the quotation mark opened on line `start`."""
    after = range(start + 1, min(len(lines), start + _LONGEST_CELL))
    return next((number for number in after if lines[number].count('"') % 2), None)


def _cells(lines: Sequence[str], delimiter: str) -> list[str] | None:
    """Cut one record into cells; None where it is broken, or where one that spans lines is no pair of URLs."""
    text = [line + "\n" for line in lines]
    try:
        (cells,) = csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=True)
    except (csv.Error, ValueError):
        return None
    stripped = [cell.strip() for cell in cells]
    return None if any("\n" in cell for cell in stripped[:2]) else stripped


def _row(place: str, cells: Sequence[str], places: dict[str, int], fault: str) -> Row:
    named = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
    return Row(place=place, fault=fault, **named)


PLUGIN = Csv()
