"""IIS: rewrite maps and the plain rules of URL Rewrite, from `web.config` or a file of maps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from migrator.errors import InputError
from migrator.redirects.sources._conditions import hosts_of, parameters_of
from migrator.redirects.sources._contract import NAMED, SURE, Given
from migrator.redirects.sources._rules import (
    NO_REDIRECT,
    OFF,
    PUT_TOGETHER,
    Notes,
    Rule,
    decoded_path,
    written_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.redirects.pairs import PairList, Sites

_STATUSES = {"permanent": "301", "found": "302", "seeother": "303", "temporary": "307"}
_LOOKS = re.compile(r"<rewriteMaps?[\s>]|<action\s[^>]*type=\"Redirect\"")
_MAP = re.compile(r"\{([^{}:]+):/?\{(?:REQUEST_URI|PATH_INFO|URL|UNENCODED_URL|HTTP_URL|R:[01])\}")


class Iis:
    """The rewrite section of web.config, or rewriteMaps.config."""

    name = "iis"
    title = "IIS: rewrite maps and rules (web.config)"

    def recognises(self, given: Given) -> int:
        """Look at the file's name and for its elements."""
        if given.is_folder or not _LOOKS.search(given.peek):
            return 0
        return NAMED if given.file_name.endswith(".config") else SURE

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over the maps' entries and each rule for a few addresses."""
        notes, root = Notes(given.name), _root(given)
        uses: dict[str, Rule] = {}
        for element in root.iter("rule"):
            _take(notes, element, uses)
        for table in root.iter("rewriteMap"):
            _map(notes, table, uses.get(table.get("name", "")))
        return notes.pairs(sites)


def _root(given: Given) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(given.content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{given.name} is no valid XML: {error}.", "Correct it, then try again.") from error


def _map(notes: Notes, table: Any, use: Rule | None) -> None:
    for entry in table.iter("add"):
        key, value = entry.get("key", ""), entry.get("value", "")
        if key.startswith("/"):
            path = written_path(key) if "?" in key else decoded_path(key)
            rule = use or Rule(entry.sourceline, key, key, value, "301")
            notes.take(Rule(entry.sourceline, key, key, value, rule.status, rule.hosts), path, value)
        elif re.match(r"/|https?:", value):
            notes.refuse(entry.sourceline, f"{key} {value}", "it is not looked up by a path")


def _take(notes: Notes, element: Any, uses: dict[str, Rule]) -> None:
    action, match = element.find("action"), element.find("match")
    line, text = element.sourceline, " ".join(_words(element))
    status = _status(action)
    if element.get("enabled") == "false":
        notes.remark(line, OFF)
        return
    if action is None or match is None or status is None:
        notes.remark(line, NO_REDIRECT)
        return
    pattern = re.sub(r"^\^/?\??", "^/", _literal(match.get("url", "")))
    new = re.sub(r"\{R:(\d)\}", r"$\1", action.get("url", ""))
    rule = Rule(line, text, pattern, new, status)
    if (named := _MAP.search(" ".join(_words(element)))) and re.search(r"\{C:\d\}|\{[^{}:]+:\{", new):
        uses[named[1]] = _with_conditions(rule, element, but=named[0]) or rule
    elif (whole := _with_conditions(rule, element)) is None:
        notes.refuse(line, text, "it depends on more than a plain host and query")
    elif "{" in new:
        notes.refuse(line, text, PUT_TOGETHER)
    else:
        notes.in_turn(line)
        notes.take_pattern(whole)


def _status(action: Any) -> str | None:
    if action is None:
        return None
    if action.get("type") == "Redirect":
        return _STATUSES.get(action.get("redirectType", "Permanent").lower())
    return "410" if action.get("statusCode") == "410" else None


def _with_conditions(rule: Rule, element: Any, but: str | None = None) -> Rule | None:
    """Return a rule with the hosts and the query that its conditions ask for; None where they ask for more."""
    hosts: tuple[str | None, ...] = rule.hosts
    query: list[tuple[str, tuple[str, ...]]] = []
    for one in element.iterfind("conditions/add"):
        asked, pattern = one.get("input", ""), _literal(one.get("pattern", ""))
        found = parameters_of(pattern) if asked == "{QUERY_STRING}" else ()
        if one.get("negate") != "true" and asked == "{HTTP_HOST}" and (named := hosts_of(pattern)):
            hosts = named
        elif one.get("negate") != "true" and found:
            query += found
        elif but is None or but not in asked:
            return None
    return Rule(rule.line, rule.text, rule.old, rule.new, rule.status, hosts, tuple(query))


def _literal(pattern: str) -> str:
    """Write the escapes of characters that only .NET knows as other servers do."""
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: re.escape(chr(int(found[1], 16))), pattern)


def _words(element: Any) -> Iterator[str]:
    for one in element.iter("match", "add", "action"):
        yield from (str(value) for value in one.attrib.values())


PLUGIN = Iis()
