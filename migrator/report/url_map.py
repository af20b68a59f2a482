"""The redirect map as CSV: every old URL, for spreadsheets and for programs.

RFC 4180: UTF-8 without byte order mark, CRLF line ends, a header line. URLs are ASCII.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from migrator.numbers import NUMBERS, totals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.report.model import UrlRow

HEADER = ("Old URL", "New URL", "Status", "Kind", "Verdict", "Reason", "Confidence", "Proof", "Note")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def render_csv(rows: Iterable[UrlRow]) -> str:
    """Return all rows in URL order. A cell that a spreadsheet would run as a formula gets a leading apostrophe.

    Columns of numbers (clicks, linking domains, …) stand last; only those that some row has.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    ordered = sorted(rows, key=lambda row: row.old)
    names = tuple(totals(row.numbers for row in ordered))
    writer.writerow((*HEADER, *(NUMBERS[name][1].capitalize() for name in names)))
    for row in ordered:
        numbers = [str(row.numbers.get(name, "")) for name in names]
        writer.writerow([harmless(cell) for cell in (*_cells(row), *numbers)])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _cells(row: UrlRow) -> tuple[str, ...]:
    return (
        row.old,
        row.new or "",
        "" if row.status is None else str(row.status),
        str(row.kind),
        str(row.verdict),
        row.reason,
        f"{row.confidence:g}",
        "" if row.proof is None else str(row.proof),
        row.note,
    )
