"""Netlify's `_redirects`, where a line without a status is a 301, and the same rules in `netlify.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from migrator.errors import InputError
from migrator.redirects.sources._contract import LIKELY, NAMED, SURE, Given
from migrator.redirects.sources._rules import Notes
from migrator.redirects.sources._underscore import Asked, read_underscore, take

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites

_SPLAT = r"[*]$|/:[A-Za-z]"
_MOVED = 301
_TABLE = re.compile(r"(?m)^[ \t]*\[\[[ \t]*redirects[ \t]*\]\]")
_LINE = re.compile(
    r"(?m)^/\S*(?:[ \t]+\w+=\S+)*[ \t]+(?:/|https?://)\S*[ \t]+[1-5]\d\d(?:!|[ \t]+\w+=\S+)?[ \t]*$"
)


class Netlify:
    """The file _redirects as Netlify reads it, or netlify.toml."""

    name = "netlify"
    title = "Netlify: _redirects or netlify.toml"

    def recognises(self, given: Given) -> int:
        """Look at the file's name, or for the shape of its rules."""
        if given.file_name in {"_redirects", "netlify.toml"}:
            return NAMED
        if given.is_folder or not given.is_text:
            return 0
        return SURE if _TABLE.search(given.peek) else LIKELY if _LINE.search(given.peek) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each rule with one old address."""
        notes = Notes(given.name)
        if _TABLE.search(given.text):
            _read_toml(notes, given)
        else:
            read_underscore(notes, given.text, _MOVED, _SPLAT)
        return notes.pairs(sites)


def _read_toml(notes: Notes, given: Given) -> None:
    text = given.text
    try:
        rules = tomllib.loads(text).get("redirects", [])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{given.name} is no valid TOML: {error}.", "Correct it, then try again.") from error
    lines = [text.count("\n", 0, found.start()) + 1 for found in _TABLE.finditer(text)]
    for line, rule in zip(lines, rules if isinstance(rules, list) else [], strict=False):
        _take(notes, line, rule)


def _take(notes: Notes, line: int, rule: dict[str, Any]) -> None:
    query = rule.get("query") or rule.get("params") or {}
    named = [(str(name), str(value)) for name, value in query.items()] if isinstance(query, dict) else []
    extra = [f"{key} = {rule[key]}" for key in ("conditions", "signed", "headers") if rule.get(key)]
    asked = Asked(str(rule.get("from") or rule.get("origin") or ""), named, extra)
    answer = (str(rule.get("to") or rule.get("destination") or ""), rule.get("status", _MOVED))
    take(notes, (line, json.dumps(rule, default=str)), asked, answer, _SPLAT)


PLUGIN = Netlify()
