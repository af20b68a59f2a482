"""Azure Static Web Apps' `staticwebapp.config.json`: routes that redirect one path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects.sources._contract import NAMED, SURE, Given
from migrator.redirects.sources._json_rules import listed, numbered, parsed
from migrator.redirects.sources._rules import MANY, NO_REDIRECT, Notes, written_path

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites

_FOUND = 302  # what the host answers where a route names no status


class AzureSwa:
    """staticwebapp.config.json."""

    name = "azure-swa"
    title = "Azure Static Web Apps: staticwebapp.config.json"

    def recognises(self, given: Given) -> int:
        """Look at the file's name, or for the words of its rules."""
        if given.file_name == "staticwebapp.config.json":
            return NAMED
        return SURE if '"routes"' in given.peek and '"redirect"' in given.peek else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each redirect for one path; other routes are left alone."""
        notes = Notes(given.name)
        for line, rule, text in numbered(notes, listed(parsed(given), "routes"), given.text, "route"):
            route, status = str(rule.get("route", "")), rule.get("statusCode")
            if "redirect" not in rule and status != 410:  # noqa: PLR2004 (gone)
                notes.remark(line, NO_REDIRECT)
            elif "*" in route or "{" in route:
                notes.refuse(line, text, MANY)
            else:
                notes.add(line, written_path(route), str(rule.get("redirect", "")), status or _FOUND)
        return notes.pairs(sites)


PLUGIN = AzureSwa()
