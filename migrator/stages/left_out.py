"""Lists the rows of a map that became no rule, so that a person can correct them one by one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.redirects._unnamed import told
from migrator.report.url_map import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrator.model import Finding

REJECTED = "rejected.csv"
_COLUMNS = ("where", "old", "why")
_PLACED = re.compile(r"(?s)(.*?\b(?:line|row|entry) \d+)(?: is not taken over)?: (.*)")
_SAYS_WHY = re.compile(r"(?s)(.*?\b(?:line|row|entry) \d+): ('.*' is not taken over: .*)")


def placed(findings: Iterable[Finding], noted: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """Put in front of what was found about an old URL on which lines of the map it stands; `noted` are both of each row."""
    found = tuple(findings)
    about = {finding.url for finding in found if finding.url}
    places: dict[str, list[str]] = {}
    for old, note in noted if about else ():
        if old in about and note:
            places.setdefault(old, []).append(note)
    return tuple(
        replace(one, message=f"{', '.join(places[one.url])}: {one.message}") if one.url in places else one
        for one in found
    )


def rejected_files(findings: Sequence[Finding], refused: Iterable[Finding] = ()) -> dict[str, bytes]:
    """Return `rejected.csv` with where it stands, the old URL and why it is no rule; nothing without such a row.

    `refused` are those that the map could hold and the target cannot.
    """
    wrong = (finding for finding in findings if finding.severity == "error")
    rows = dict.fromkeys(map(_row, (*wrong, *refused)))
    if not rows:
        return {}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return {REJECTED: table.getvalue().encode("utf-8", "replace")}


def _row(finding: Finding) -> tuple[str, str, str]:
    found = _SAYS_WHY.fullmatch(finding.message) or _PLACED.fullmatch(finding.message)
    where, why = found.groups() if found else ("", finding.message)
    return where, told(finding.url), told(why)
