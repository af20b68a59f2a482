"""Vercel's `vercel.json`: redirects whose source is one path; patterns are listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from migrator.redirects.sources._contract import NAMED, SURE, Given
from migrator.redirects.sources._json_rules import listed, numbered, parsed
from migrator.redirects.sources._rules import MANY, NO_REDIRECT, Notes, Rule, with_query, written_path

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites

_PATTERN = re.compile(r"(?<!\\)(?:\\\\)*[:*+?(){}]")
_MORE = "it depends on more than a host or the value of a query parameter"


class Vercel:
    """vercel.json, or the same list in a file of its own."""

    name = "vercel"
    title = "Vercel: vercel.json"

    def recognises(self, given: Given) -> int:
        """Look at the file's name, or for the words of its rules."""
        if given.file_name == "vercel.json":
            return NAMED
        return SURE if re.search(r'"source"\s*:', given.peek) and '"destination"' in given.peek else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each rule for one path, with its conditions on host and query."""
        notes, found = Notes(given.name), parsed(given)
        bulk = isinstance(found, list)
        rules = found if bulk else listed(found, "redirects")
        for line, rule, text in numbered(notes, rules, given.text, "source"):
            _take(notes, line, (rule, text), is_bulk=bulk)
        for line, rule, text in numbered(notes, listed(found, "routes"), given.text, "src"):
            _route(notes, line, rule, text)
        return notes.pairs(sites)


def _route(notes: Notes, line: int, rule: dict[str, Any], text: str) -> None:
    """Take over a rule of the older kind: a regular expression, a status and a header."""
    headers = {str(name).lower(): value for name, value in dict(rule.get("headers") or {}).items()}
    status = str(rule.get("status", ""))
    if not status.startswith("3") and status != "410":
        notes.remark(line, NO_REDIRECT)
    elif _conditions(rule) != []:
        notes.refuse(line, text, _MORE)
    else:
        pattern = str(rule.get("src", ""))
        whole = f"^{pattern.removeprefix('^').removesuffix('$')}$"
        notes.take_pattern(Rule(line, text, whole, str(headers.get("location", "")), status))


def _take(notes: Notes, line: int, given: tuple[dict[str, Any], str], *, is_bulk: bool) -> None:
    rule, text = given
    source, new = str(rule.get("source", "")), str(rule.get("destination", ""))
    conditions = _conditions(rule)
    if conditions is None:
        notes.refuse(line, text, _MORE)
    elif not is_bulk and _PATTERN.search(source):
        notes.refuse(line, text, MANY)
    else:
        if not is_bulk:
            notes.in_turn(line)
        status = rule.get("statusCode") or (308 if rule.get("permanent", True) else 307)
        host = next((value for kind, _, value in conditions if kind == "host"), None)
        query = [(key, value) for kind, key, value in conditions if kind == "query"]
        path = written_path(source if is_bulk else re.sub(r"\\(.)", r"\1", source))
        notes.add(line, with_query(path, query), new, status, host)


def _conditions(rule: dict[str, Any]) -> list[tuple[str, str, str]] | None:
    found: list[tuple[str, str, str]] = []
    for one in rule.get("has") or []:
        if not isinstance(one, dict):
            return None
        kind, value = one.get("type"), one.get("value")
        if (
            kind not in {"host", "query"}
            or not isinstance(value, str)
            or re.search(r"[\\()\[\]*+?{}|^$]", value)
        ):
            return None
        found.append((kind, str(one.get("key", "")), value))
    return None if rule.get("missing") else found


PLUGIN = Vercel()
