"""CSV lists of WordPress plug-ins that name the kind of match in a column: Rank Math, Yoast, Safe Redirect Manager."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.redirects._spelling import split_url
from migrator.redirects.sources._contract import NAMED, Given
from migrator.redirects.sources._rules import MANY, OFF, Notes, Rule, written_path
from migrator.redirects.sources.csv import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.redirects.pairs import PairList, Sites

_HEADINGS = re.compile(
    r'(?i)(?:"?id"?,)?(?:"?source"?,"?matching"?,"?destination"?,|"?origin"?,"?target"?,"?type"?,"?format"?|"?source"?,"?target"?,"?regex"?,"?code"?,"?order"?)'
)
_SAME = {"old": ("source", "origin"), "new": ("destination", "target"), "status": ("type", "code")}


class WordPressLists:
    """Rank Math's, Yoast's and Safe Redirect Manager's CSV."""

    name = "wordpress-lists"
    title = "WordPress plug-ins Rank Math, Yoast SEO Premium, Safe Redirect Manager: their CSV"

    def recognises(self, given: Given) -> int:
        """Look for their headings."""
        return NAMED + 1 if _HEADINGS.match(given.peek) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each rule that is switched on and stands for a few addresses."""
        notes = Notes(given.name)
        titles: list[str] = []
        for place, cells, fault in records(given.text):
            line = int(place.removeprefix("line "))
            if fault:
                notes.refuse(line, ",".join(cells), fault.rstrip("."))
            elif not titles:
                titles = [cell.lower() for cell in cells]
            else:
                _take(notes, line, dict(zip(titles, cells, strict=False)))
        return notes.pairs(sites)


def _take(notes: Notes, line: int, row: Mapping[str, str]) -> None:
    old, new, status = (next((row[name] for name in names if name in row), "") for names in _SAME.values())
    kind = (row.get("matching") or row.get("format") or row.get("regex") or "").lower()
    text = ",".join(row.values())
    rooted = old if old.startswith(("/", "^", "(")) or split_url(old) else f"/{old}"
    if row.get("status", "active") not in {"active", ""}:
        notes.remark(line, OFF)
    elif kind in {"regex", "1", "true"}:
        notes.take_pattern(Rule(line, text, rooted, new, status or "301"))
    elif kind not in {"exact", "plain", "0", ""} or "*" in old:
        notes.refuse(line, text, MANY)
    else:
        notes.add(line, rooted if split_url(rooted) else written_path(rooted), new, status or "301")


PLUGIN = WordPressLists()
