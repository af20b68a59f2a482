"""Reads a table of old and new URLs, whether it came as text or as a spreadsheet: first its heading, then its rows."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, TypeAlias

from migrator.errors import InputError
from migrator.model import Verdict
from migrator.redirects._headings import COLUMNS, heading
from migrator.redirects.pairs import AROUND, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Record: TypeAlias = tuple[str, list[str], str]  # its place ("line 3"), its cells, what is wrong with it

_HEADING_WITHIN = 20  # rows of title and notes above a heading
_NO_RULE = {str(Verdict.IGNORED), str(Verdict.NO_REDIRECT), str(Verdict.UNEXPLAINED)}
_ADDRESS = re.compile(r"(?i)<?(?:/|https?:|www\.|[\w-]+(?:\.[\w-]+)+(?:/|$)|[\w-]+/)")
_PATTERN = re.compile(r"\*$|^\^|\.[*+]|\(\?|\[\^|\\[dwsS/.]|\[(?:0-9|a-z)")


def table_rows(records: Iterable[Record], name: str) -> Iterator[Row]:
    """Yield the rows under the heading; without one the columns are in the order of `COLUMNS`.

    Rows of a column "Verdict" (as in `url-map.csv`) that ask for no rule are left out.

    Raises:
        InputError: there is a heading whose words say nothing about old and new.
    """
    following = iter(records)
    top = list(itertools.islice(following, _HEADING_WITHIN))
    start, places = heading_of(top)
    if places is None:
        _refuse_unknown_heading(top, name)
        places = {column: number for number, column in enumerate(COLUMNS)}
    titles = top[start - 1][1] if start else []
    verdict = next((at for at, title in enumerate(titles) if title.lower() == "verdict"), None)
    for place, cells, fault in itertools.chain(top[start:], following):
        if verdict is None or verdict >= len(cells) or cells[verdict] not in _NO_RULE:
            yield list_row(place, {column: _at(cells, number) for column, number in places.items()}, fault)


def heading_of(records: Sequence[Record]) -> tuple[int, dict[str, int] | None]:
    """Return where the rows begin, and the heading's column → place; it stands above every address."""
    for number, (_, cells, _) in enumerate(records[:_HEADING_WITHIN]):
        if any(map(is_address, cells)):
            break
        if (places := heading(cells)) is not None:
            return number + 1, places
    return 0, None


def is_address(cell: str) -> bool:
    """True for what somebody may have meant as an address, well written or not."""
    return _ADDRESS.match(cell.lstrip(AROUND)) is not None


def list_row(place: str, cells: Mapping[str, str], fault: str = "") -> Row:
    """Return one row of a list; a list holds single addresses, so a pattern in it is a fault."""
    if not fault and _PATTERN.search(cells.get("old", "")):
        fault = f"{cells['old']!r} is a pattern, and a list holds single addresses."
    return Row(place=place, fault=fault, **cells)


def _at(cells: Sequence[str], number: int) -> str:
    return cells[number] if number < len(cells) else ""


def _refuse_unknown_heading(records: Sequence[Record], name: str) -> None:
    for place, cells, fault in records[:_HEADING_WITHIN]:
        if fault or any(map(is_address, cells)):
            return
        named = [cell for cell in cells if cell]
        if len(named) > 1:
            words = ", ".join(f"“{cell[:40]}”" for cell in named[:8])
            raise InputError(
                f"{name}, {place} names the columns {words}, and none of these words says which holds the old URLs.",
                "Call the two columns “old” and “new” (and, if there are such, “status” and “reason”).",
            )
