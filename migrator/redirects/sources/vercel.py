"""Vercel's `vercel.json`: redirects whose source is one path; patterns are listed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from migrator.errors import InputError
from migrator.redirects.sources._contract import NAMED, SURE, Given
from migrator.redirects.sources._rules import Notes, with_query, written_path

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites

_PATTERN = re.compile(r"(?<!\\)(?:\\\\)*[:*+?(){}]")


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
        notes = Notes(given.name)
        rules = _rules(given)
        lines = [
            given.text.count("\n", 0, found.start()) + 1 for found in re.finditer(r'"source"\s*:', given.text)
        ]
        exact = len(lines) == len(rules)
        for number, rule in enumerate(rules):
            _take(notes, lines[number] if exact else number + 1, rule)
        return notes.pairs(sites)


def _rules(given: Given) -> list[Any]:
    try:
        found = json.loads(given.text)
    except ValueError as error:
        raise InputError(f"{given.name} is no valid JSON: {error}.", "Correct it, then try again.") from error
    rules = found.get("redirects", []) if isinstance(found, dict) else found
    return rules if isinstance(rules, list) else []


def _take(notes: Notes, line: int, rule: Any) -> None:
    if not isinstance(rule, dict):
        notes.refuse(line, str(rule), "it is no rule")
        return
    text = json.dumps(rule)
    source, new = str(rule.get("source", "")), str(rule.get("destination", ""))
    conditions = _conditions(rule)
    if conditions is None:
        notes.refuse(line, text, "it depends on more than a host or the value of a query parameter")
    elif _PATTERN.search(source):
        notes.refuse(line, text, "its source stands for more than one address")
    else:
        status = rule.get("statusCode") or (308 if rule.get("permanent", True) else 307)
        host = next((value for kind, _, value in conditions if kind == "host"), None)
        query = [(key, value) for kind, key, value in conditions if kind == "query"]
        path = written_path(re.sub(r"\\(.)", r"\1", source))
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
