"""Reads a web.config as the URL Rewrite reference says, apart from the code that wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from migrator.redirects.targets._contract import Answer

_CODES = {"Permanent": 301, "Found": 302, "SeeOther": 303, "Temporary": 307}
_ATTRIBUTES = {
    "rule": {"name", "stopProcessing"},
    "match": {"url", "ignoreCase"},
    "action": {"type", "url", "appendQueryString", "redirectType", "statusCode", "statusReason"},
    "rewriteMap": {"name"},
    "rewriteMaps": {"configSource"},
    "requestFiltering": {"allowDoubleEscaping"},
}
_CHILDREN = {
    "configuration": {"system.webServer"},
    "system.webServer": {"security", "rewrite"},
    "security": {"requestFiltering"},
    "rewrite": {"rewriteMaps", "rules"},
    "rules": {"rule"},
    "rule": {"match", "conditions", "action"},
    "conditions": {"add"},
    "rewriteMaps": {"rewriteMap"},
    "rewriteMap": {"add"},
}
_ADD = {
    "conditions": {"input", "pattern", "ignoreCase", "negate"},
    "rewriteMap": {"key", "value"},
}


@dataclass(frozen=True)
class Request:
    """What http.sys hands on: host header, decoded path, raw query."""

    host: str
    path: str
    query: str


def misplaced(root) -> list[str]:
    """Name the elements and attributes that the schema of URL Rewrite does not know in their place."""
    found = []
    for element in root.iter(etree.Element):
        known = _ADD[element.getparent().tag] if element.tag == "add" else _ATTRIBUTES.get(element.tag, set())
        found += [f"{element.tag}/@{name}" for name in element.attrib if name not in known]
        children = {child.tag for child in element.iterchildren(etree.Element)}
        found += [f"{element.tag}/{tag}" for tag in children - _CHILDREN.get(element.tag, set())]
    return found


def read(files: dict[str, bytes], request: Request) -> Answer | None:
    """Answer a request as the rules say, in their order."""
    maps = {}
    for table in etree.fromstring(files["rewriteMaps.config"]):
        rows = {row.get("key").lower(): row.get("value") for row in table}
        assert len(rows) == len(table), "IIS refuses a key that is there twice"
        maps[table.get("name")] = rows
    for rule in etree.fromstring(files["web.config"]).iter("rule"):
        captured = _captured(rule, request, maps)
        if captured is not None:
            return _answer(rule.find("action"), captured)
    return None


def _captured(rule, request: Request, maps) -> str | None:
    match, url = rule.find("match"), request.path.removeprefix("/")
    if _search(match.get("url"), url, match) is None:
        return None
    captured = ""
    for condition in rule.find("conditions"):
        found = _search(condition.get("pattern"), _subject(condition.get("input"), request, maps), condition)
        if (found is None) != (condition.get("negate") == "true"):
            return None
        captured = found[1] if found is not None and found.re.groups else captured
    return captured


def _subject(text: str, request: Request, maps) -> str:
    table = re.fullmatch(r"\{(.+):/\{R:0\}\}", text)
    if table:
        return maps[table[1]].get(request.path.lower(), "")
    return {"{HTTP_HOST}": request.host, "{QUERY_STRING}": request.query, "{URL}": request.path}[text]


def _search(pattern: str, text: str, element):
    flags = 0 if element.get("ignoreCase") == "false" else re.IGNORECASE
    return re.search(re.sub(r"\$$", r"\\Z", pattern), text, flags)


def _answer(action, captured: str) -> Answer | None:
    if action.get("type") == "CustomResponse":
        status = int(action.get("statusCode"))
        return None if status == 404 else Answer(status)
    assert action.get("appendQueryString") == "false"
    return Answer(_CODES[action.get("redirectType")], action.get("url").replace("{C:1}", captured))
