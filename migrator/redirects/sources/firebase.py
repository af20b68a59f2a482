"""Firebase Hosting's `firebase.json`: redirects for one path, or whose regular expression stands for a few."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from migrator.redirects._spelling import encoded_path
from migrator.redirects.sources._contract import NAMED, SURE, Given
from migrator.redirects.sources._json_rules import listed, numbered, parsed
from migrator.redirects.sources._rules import MANY, Notes, Rule, written_path

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites

_RESERVED = re.compile(r"(%(?:2[346BCFbcf]|3[ABDFabdf]|40))")  # what JavaScript's decodeURI leaves encoded
_GLOB = re.compile(r"[*?{}\[\]]|[@!+]\(|/:\w")


class Firebase:
    """firebase.json, of one site or of several."""

    name = "firebase"
    title = "Firebase Hosting: firebase.json"

    def recognises(self, given: Given) -> int:
        """Look at the file's name, or for the words of its rules."""
        if given.file_name == "firebase.json":
            return NAMED
        return SURE if '"hosting"' in given.peek and '"redirects"' in given.peek else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each redirect for one path, and those whose pattern stands for a few."""
        notes = Notes(given.name)
        rules = listed(parsed(given), "hosting", "redirects")
        for line, rule, text in numbered(notes, rules, given.text, "destination"):
            _take(notes, line, rule, text)
        return notes.pairs(sites)


def _take(notes: Notes, line: int, rule: dict[str, Any], text: str) -> None:
    new, status = str(rule.get("destination", "")), str(rule.get("type", 301))
    source = str(rule.get("source") or rule.get("glob") or "")
    if rule.get("regex"):
        notes.take_pattern(Rule(line, text, str(rule["regex"]), new, status), _spelled)
    elif not source or _GLOB.search(source):
        notes.refuse(line, text, MANY)
    else:
        notes.add(line, written_path(source), new, status)


def _spelled(path: str) -> str:
    """Write a path as a browser asks for it; the host compares it after decoding all but the reserved characters."""
    pieces = _RESERVED.split(path)
    return "".join(piece if number % 2 else encoded_path(piece) for number, piece in enumerate(pieces))


PLUGIN = Firebase()
