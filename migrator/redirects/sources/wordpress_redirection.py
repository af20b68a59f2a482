"""What the WordPress plug-in Redirection exports: CSV, and JSON with its options."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from migrator.errors import InputError
from migrator.redirects._spelling import split_url
from migrator.redirects.sources._contract import NAMED, Given
from migrator.redirects.sources._rules import CASE, Notes, Rule, written_path
from migrator.redirects.sources.csv import records

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites

_OFF = "switched off there, so they were left alone"
_SPECIAL = frozenset("()[]$^*")  # without a regex column the plug-in takes such a source for a pattern


class WordPressRedirection:
    """Redirection's CSV and JSON exports."""

    name = "wordpress-redirection"
    title = "WordPress plug-in Redirection: its CSV or JSON export"

    def recognises(self, given: Given) -> int:
        """Look for the heading of its CSV, or the keys of its JSON."""
        if re.match(r'"?source"?,"?target"?,"?regex"?,', given.peek):
            return NAMED
        return NAMED if '"action_data"' in given.peek and '"match_type"' in given.peek else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each rule that is switched on and stands for one address."""
        notes = Notes(given.name)
        text = given.text
        if text.lstrip().startswith(("{", "[")):
            _read_json(notes, text)
        else:
            _read_csv(notes, text)
        return notes.pairs(sites)


def _read_csv(notes: Notes, text: str) -> None:
    for place, cells, fault in records(text):
        line = int(place.removeprefix("line "))
        source, target, regex, code = (*cells, *[""] * 4)[:4]
        if fault or (source, target) == ("source", "target"):
            if fault:
                notes.refuse(line, source, fault.rstrip("."))
            continue
        if len(cells) > 7 and cells[7] == "disabled":  # noqa: PLR2004 (the column `status`)
            notes.remark(line, _OFF)
            continue
        is_pattern = regex == "1" if len(cells) > 2 else bool(_SPECIAL & set(source))  # noqa: PLR2004
        _take(notes, line, (source, target, code or "301"), is_pattern=is_pattern)


def _read_json(notes: Notes, text: str) -> None:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError(f"{notes.name} is no valid JSON: {error}.", "Export it once more.") from error
    listed = found.get("redirects") if isinstance(found, dict) else found
    rules = listed if isinstance(listed, list) else []
    lines = [text.count("\n", 0, at.start()) + 1 for at in re.finditer(r'"action_data"', text)]
    exact = len(lines) == len(rules)
    for number, rule in enumerate(rules):
        line = lines[number] if exact else number + 1
        if isinstance(rule, dict):
            _take_json(notes, line, rule)
        else:
            notes.refuse(line, str(rule), "it is no rule")


def _take_json(notes: Notes, line: int, rule: dict[str, Any]) -> None:
    source = str(rule.get("url", ""))
    options = _options(rule)
    action = rule.get("action_data") or {}
    target = str(action.get("url", "")) if isinstance(action, dict) else str(action)
    if rule.get("enabled") is False or rule.get("status") == "disabled":
        notes.remark(line, _OFF)
    elif rule.get("match_type", "url") != "url" or rule.get("action_type") not in {"url", "error"}:
        notes.refuse(line, source, "it depends on more than the address")
    else:
        if options.get("flag_case"):
            notes.remark(line, CASE)
        is_pattern = bool(rule.get("regex") or options.get("flag_regex"))
        _take(notes, line, (source, target, str(rule.get("action_code", 301))), is_pattern=is_pattern)


def _options(rule: dict[str, Any]) -> dict[str, Any]:
    data = rule.get("match_data")
    source = data.get("source") if isinstance(data, dict) else None
    return source if isinstance(source, dict) else {}


def _take(notes: Notes, line: int, rule: tuple[str, str, str], *, is_pattern: bool) -> None:
    source, target, status = rule
    parts = split_url(source)
    if not is_pattern:
        notes.add(line, source if parts else written_path(source), "" if status == "410" else target, status)
        return
    notes.take_pattern(Rule(line, source, source, target, status))


PLUGIN = WordPressRedirection()
