"""What the WordPress plug-in Redirection exports: CSV, and JSON with its options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from migrator.redirects._spelling import split_url
from migrator.redirects.sources._contract import NAMED, Given
from migrator.redirects.sources._json_rules import listed, numbered, parsed
from migrator.redirects.sources._rules import CASE, OFF, Notes, Rule, written_path
from migrator.redirects.sources.csv import records

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites

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
            _read_json(notes, given)
        else:
            _read_csv(notes, text)
        return notes.pairs(sites)


def _read_csv(notes: Notes, text: str) -> None:
    titles = ["source", "target", "regex", "code"]
    for place, cells, fault in records(text):
        line = int(place.removeprefix("line "))
        row = dict(zip(titles, cells, strict=False))
        source = row["source"]
        if fault:
            notes.refuse(line, source, fault.rstrip("."))
        elif cells[:2] == titles[:2]:
            titles = cells
        elif row.get("status") == "disabled":
            notes.remark(line, OFF)
        else:
            is_pattern = row["regex"] == "1" if "regex" in row else bool(_SPECIAL & set(source))
            rule = Rule(line, source, source, row.get("target", ""), row.get("code") or "301")
            _take(notes, rule, is_pattern=is_pattern)


def _read_json(notes: Notes, given: Given) -> None:
    found = parsed(given)
    rules = found if isinstance(found, list) else listed(found, "redirects")
    groups = [group for group in listed(found, "groups") if isinstance(group, dict)]
    off = {group.get("id") for group in groups if not _is_enabled(group)}
    for line, rule, _ in numbered(notes, rules, given.text, "action_data"):
        if _is_enabled(rule) and rule.get("group_id") not in off:
            _take_json(notes, line, rule)
        else:
            notes.remark(line, OFF)


def _is_enabled(one: dict[str, Any]) -> bool:
    return one.get("enabled") is not False and one.get("status") != "disabled"


def _take_json(notes: Notes, line: int, rule: dict[str, Any]) -> None:
    source, options = str(rule.get("url", "")), _options(rule)
    found = _target(rule)
    if found is None or rule.get("action_type") not in {"url", "error"}:
        notes.refuse(line, source, "it depends on more than the address")
        return
    if options.get("flag_case"):
        notes.remark(line, CASE)
    target, host = found
    is_pattern = bool(rule.get("regex") or options.get("flag_regex"))
    one = Rule(line, source, source, target, str(rule.get("action_code", 301)), (host,))
    _take(notes, one, is_pattern=is_pattern)


def _target(rule: dict[str, Any]) -> tuple[str, str | None] | None:
    """Return where a rule leads and for which host; None where something else decides too."""
    action = rule.get("action_data") or {}
    match rule.get("match_type", "url"), action:
        case "url", str():
            return action, None
        case "url", dict():
            return str(action.get("url", "")), None
        case "server", {"server": str(server), "url_from": str(new), "url_notfrom": "" | None} if server:
            parts = split_url(server)
            return new, parts.host if parts else server
    return None


def _options(rule: dict[str, Any]) -> dict[str, Any]:
    asked = rule.get("match_data")
    source = asked.get("source") if isinstance(asked, dict) else None
    return source if isinstance(source, dict) else {}


def _take(notes: Notes, rule: Rule, *, is_pattern: bool) -> None:
    if is_pattern:
        notes.take_pattern(rule)
    elif split_url(rule.old):
        notes.add(rule.line, rule.old, rule.new, rule.status)
    else:
        notes.take(rule, written_path(rule.old), rule.new)


PLUGIN = WordPressRedirection()
