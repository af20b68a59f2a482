"""Ghost's `redirects.yaml` and `redirects.json`: each old address is a regular expression."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrator.redirects.sources._contract import SURE, Given
from migrator.redirects.sources._json_rules import listed, numbered, parsed
from migrator.redirects.sources._rules import Notes, Rule, written_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.redirects.pairs import PairList, Sites

_STATUS = re.compile(r"(?m)^(30[12])[ \t]*:[ \t]*(?:\{\}[ \t]*)?$")
_ENTRY = re.compile(
    r"""[ \t]+(?P<old>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#][^\n]*?)[ \t]*:[ \t]+(?P<new>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#]\S*)[ \t]*(?:[ \t]#.*)?"""
)


class Ghost:
    """The file of redirects that Ghost's settings take and give."""

    name = "ghost"
    title = "Ghost: redirects.yaml or redirects.json"

    def recognises(self, given: Given) -> int:
        """Look for its sections, or for its three keys together."""
        if given.is_folder:
            return 0
        is_json = re.search(r'"from"\s*:', given.peek) and re.search(r'"permanent"\s*:', given.peek)
        named = given.file_name == "redirects.json" and re.search(r'"from"\s*:', given.peek)
        return SURE if is_json or named or _STATUS.search(given.peek) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each rule that stands for a few addresses."""
        notes = Notes(given.name)
        for line, text, old, rule in _of_json(notes, given) if _is_json(given) else _of_yaml(notes, given):
            notes.take_pattern(Rule(line, text, _anchored(old), *rule), written_path)
        return notes.pairs(sites)


def _is_json(given: Given) -> bool:
    return given.text.lstrip().startswith(("[", "{"))


def _of_json(notes: Notes, given: Given) -> Iterator[tuple[int, str, str, tuple[str, str]]]:
    for line, rule, text in numbered(notes, listed(parsed(given)), given.text, "from"):
        status = "301" if rule.get("permanent") else "302"
        yield line, text, str(rule.get("from", "")), (str(rule.get("to", "")), status)


def _of_yaml(notes: Notes, given: Given) -> Iterator[tuple[int, str, str, tuple[str, str]]]:
    status = ""
    for number, line in enumerate(given.text.splitlines(), 1):
        section, entry = _STATUS.fullmatch(line), _ENTRY.fullmatch(line)
        if section:
            status = section[1]
        elif entry and status:
            yield number, line.strip(), _plain(entry["old"]), (_plain(entry["new"]), status)
        elif line.strip() and not line.lstrip().startswith("#"):
            status = status if line.startswith((" ", "\t")) else ""
            notes.refuse(number, line, "it is neither a status nor an old and a new address")


def _plain(text: str) -> str:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    try:
        return str(json.loads(text)) if text.startswith('"') else text
    except ValueError:
        return text


def _anchored(old: str) -> str:
    """Take a path for the beginning of an address, as Ghost does with whatever has no `^`."""
    return f"^{old}" if old.startswith("/") else old


PLUGIN = Ghost()
