"""The CSV of Cloudflare's Bulk Redirects: seven columns without a heading, the last four of them switches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.redirects.sources._contract import NAMED, Given
from migrator.redirects.sources._rules import MANY, Notes
from migrator.redirects.sources.csv import records

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites

_LINE = re.compile(r"(?im)^[^,\n]+,[^,\n]+,30[1278]?,(?:TRUE|FALSE)(?:,(?:TRUE|FALSE|)){0,3}\s*$")
_SUBPATHS = 5  # the column "subpath matching"
_SUBDOMAINS = "held for all subdomains too; the address was taken over for its own host"
_KEPT_QUERY = "kept the query of what was asked; the new ones drop it"


class CloudflareBulk:
    """The file that is imported into, or downloaded from, a Bulk Redirect List."""

    name = "cloudflare-bulk"
    title = "Cloudflare Bulk Redirects: the CSV of a list"

    def recognises(self, given: Given) -> int:
        """Look for the switches at the end of a line."""
        return NAMED if not given.is_folder and _LINE.search(given.peek) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each row for one address."""
        notes = Notes(given.name)
        for place, cells, fault in records(given.text):
            line = int(place.removeprefix("line "))
            old, new, status, query, subdomains = (*cells, *[""] * 5)[:5]
            text = ",".join(cells)
            if fault or not new:
                notes.refuse(line, text, fault.rstrip(".") or "it does not name an old and a new address")
            elif _is_on(cells, _SUBPATHS):
                notes.refuse(line, text, MANY)
            else:
                if query.upper() == "TRUE":
                    notes.remark(line, _KEPT_QUERY)
                if subdomains.upper() == "TRUE":
                    notes.remark(line, _SUBDOMAINS)
                notes.add(line, old if "://" in old else f"http://{old}", new, status or "301")
        return notes.pairs(sites)


def _is_on(cells: list[str], column: int) -> bool:
    return len(cells) > column and cells[column].upper() == "TRUE"


PLUGIN = CloudflareBulk()
