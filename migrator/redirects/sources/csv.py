"""Lists of old and new URLs as CSV or TSV, as spreadsheets and people write them."""

from __future__ import annotations

import csv
import itertools
import re
from collections import deque
from typing import TYPE_CHECKING

from migrator.redirects._headings import heading
from migrator.redirects.pairs import Sites, pair_list
from migrator.redirects.sources._contract import FALLBACK, SURE, Given
from migrator.redirects.sources._table import is_address, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from migrator.redirects.pairs import PairList
    from migrator.redirects.sources._table import Record

_ARROW = re.compile(r"\s+(?:->|=>|→)\s+")
_SAMPLED = 50  # lines that decide about the delimiter
_BLOCK = 1_000_000  # characters
_LONGEST_CELL = 200  # lines a quoted cell may span; beyond that a quotation mark was left open


class Csv:
    """CSV or TSV: old, new, and if present status and reason."""

    name = "csv"
    title = "CSV or TSV: old, new[, status, reason]"

    def recognises(self, given: Given) -> int:
        """Any text may be a list; a file's ending makes it sure, whatever words of servers its titles hold."""
        if given.is_folder or not given.is_text:
            return 0
        return SURE if given.file_name.endswith((".csv", ".tsv", ".tab")) else FALLBACK

    def read(self, given: Given, sites: Sites) -> PairList:
        """Read the rows under a heading; without one the columns are in the order of `COLUMNS`."""
        return read_pairs(given.text, given.name, sites)


def read_pairs(text: str, name: str, sites: Sites | None = None) -> PairList:
    """Read rows of old URL, new URL and, if present, status and reason.

    A heading line is recognised in several languages; without one the columns are in that order. Tab, comma,
    semicolon, a vertical bar, an arrow or, where each line is an old and a new URL and no more, spaces
    separate; quoted reasons may span lines. Empty lines and lines that begin with `#` are skipped.

    Raises:
        InputError: no row could be read, or the heading's words say nothing.
    """
    return pair_list(table_rows(records(text), name), name, sites or Sites())


def records(text: str) -> Iterator[Record]:
    """Yield each record; a quotation mark left open spoils its own line alone."""
    delimiter, following = _delimiter(list(itertools.islice(_lines(text), 4 * _SAMPLED))), _lines(text)
    if delimiter in {_ARROW.pattern, " "}:
        cut = _ARROW if delimiter != " " else re.compile(r"\s+")
        following = (cut.sub("\t", line.strip()) for line in following)
        delimiter = "\t"
    ahead: deque[str] = deque()
    number = 0
    while (line := ahead.popleft() if ahead else next(following, None)) is not None:
        number += 1
        start = number
        if '"' not in line:
            if line and not line.isspace() and line[0] != "#" and not _named_delimiter(line):
                yield f"line {start}", [cell.strip() for cell in line.split(delimiter)], ""
            continue
        more: int | None = 0
        if line.count('"') % 2:
            ahead.extend(itertools.islice(following, _LONGEST_CELL - 1 - len(ahead)))
            more = _closing(ahead)
        cells = None if more is None else _cells([line, *itertools.islice(ahead, more)], delimiter)
        for _ in range(more or 0 if cells is not None else 0):
            ahead.popleft()
            number += 1
        if not _named_delimiter(line):
            yield f"line {start}", cells or [line], "" if cells else _OPEN


def _lines(text: str) -> Iterator[str]:
    """Cut a text into lines, a block at a time: a million of them at once would take much memory."""
    start = len(text) - len(text.removeprefix("\ufeff"))
    while start < len(text):
        end = text.find("\n", start + _BLOCK)
        end = len(text) if end < 0 else end
        block = text[start:end].removesuffix("\r")
        yield from block.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        start = end + 1


_OPEN = "a quotation mark is not closed, or stands inside a cell."


def _named_delimiter(line: str) -> str:
    """Return the delimiter that Excel's first line `sep=;` names."""
    bare = line.strip('"')
    return bare[4] if len(bare) == len("sep=;") and bare.lower().startswith("sep=") else ""


def _delimiter(lines: Sequence[str]) -> str:
    """Choose what cuts most lines into two addresses; among equals what cuts more of them at all."""
    shown = [line for line in lines if line.strip() and not line.startswith("#")][:_SAMPLED]
    if shown and (named := _named_delimiter(shown[0])):
        return named
    choices = ("\t", ",", ";", "|")
    cut = {one: [(_cells([line], one) or []) for line in shown] for one in choices}
    cut[_ARROW.pattern] = [_ARROW.split(line) for line in shown]
    pairs = {one: sum(sum(map(is_address, cells)) > 1 for cells in found) for one, found in cut.items()}
    spaced = [line.split() for line in shown]
    if not any(pairs.values()) and shown and all(_is_spaced_pair(words) for words in spaced):
        return " "
    parted = {one: sum(len(cells) > 1 for cells in found) for one, found in cut.items()}
    return max(cut, key=lambda one: (pairs[one], parted[one]))


def _is_spaced_pair(words: Sequence[str]) -> bool:
    """True for an old and a new URL, and perhaps a status; `/a: /b` is something else's notation."""
    is_pair = len(words) in {2, 3} and (all(map(is_address, words[:2])) or heading(words) is not None)
    return is_pair and not words[0].endswith((":", ",", ";"))


def _closing(ahead: Iterable[str]) -> int | None:
    """Return how many further lines it takes to close a quotation mark; None where none does."""
    return next((number for number, line in enumerate(ahead, 1) if line.count('"') % 2), None)


def _cells(lines: Sequence[str], delimiter: str) -> list[str] | None:
    """Cut one record into cells; None where it is broken, or where one that spans lines is no pair of URLs."""
    text = [line + "\n" for line in lines]
    try:
        (cells,) = csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=True)
    except (csv.Error, ValueError):
        return None
    stripped = [cell.strip() for cell in cells]
    return None if any("\n" in cell for cell in stripped[:2]) else stripped


PLUGIN = Csv()
