"""Lists of old and new URLs as JSON (a list, or an object of old → new) or as JSON lines."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from migrator.errors import InputError
from migrator.redirects._headings import COLUMNS, columns_of
from migrator.redirects.pairs import Row, pair_list
from migrator.redirects.sources._contract import LIKELY, Given
from migrator.redirects.sources._table import is_address, list_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.redirects.pairs import PairList, Sites

_SPACE = re.compile(r"[\s,]*")
_NO_ROW = "it is neither a pair of URLs nor an object that names them (old, new)."


class Json:
    """JSON or JSON lines: objects with old and new, pairs, or one object of old → new."""

    name = "json"
    title = "JSON or JSON lines: old, new[, status, reason]"

    def recognises(self, given: Given) -> int:
        """Look at the file's ending and its first character."""
        if given.file_name.endswith((".json", ".jsonl", ".ndjson")):
            return LIKELY
        return LIKELY if re.match(r'\s*(\{\s*"|\[\s*[\[{])', given.peek) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Read the rows, each with the line it begins on."""
        return pair_list(_rows(given.text.removeprefix("\ufeff"), given.name), given.name, sites)


def entries(text: str, start: int = 0) -> Iterator[tuple[int, Any, str]]:
    """Yield (line, value, fault) of each element of a JSON list, or of each JSON line.

    An element that is no JSON ends a list, since nobody knows where the next one begins; of JSON lines it is
    one bad line.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_once)
    position = _after_space(text, start)
    is_list = text.startswith("[", position)
    position = _after_space(text, position + 1) if is_list else position
    while position < len(text) and not (is_list and text[position] == "]"):
        line = text.count("\n", 0, position) + 1
        try:
            value, position = decoder.raw_decode(text, position)
        except ValueError as error:
            yield line, None, f"it is no valid JSON ({error})."
            position = len(text) if is_list else (text.find("\n", position) + 1 or len(text))
        else:
            yield line, value, ""
        position = _after_space(text, position)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key appears twice")
    return found


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _rows(text: str, name: str) -> Iterator[Row]:
    is_list = text.lstrip().startswith("[")
    for line, value, fault in entries(text):
        if isinstance(value, dict) and not (is_list or _is_row(value)):
            yield from _of_object(value, name)
        else:
            yield _row(f"line {line}", value, fault)


def _of_object(value: dict[str, Any], name: str) -> Iterator[Row]:
    """Read `{"redirects": […]}` with whatever else stands beside it, or one object of old → new."""
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner]
    if len(lists) == 1:
        for number, inner in enumerate(lists[0], 1):
            yield _row(f"entry {number}", inner, "")
        return
    if not any(map(is_address, value)) or any(isinstance(new, list) for new in value.values()):
        raise InputError(
            f"{name} is JSON, but no list of old and new URLs.",
            'Write [{"old": "…", "new": "…"}, …] or {"OLD": "NEW", …}; for a host\'s own file add --from FORMAT.',
        )
    for number, (old, new) in enumerate(value.items(), 1):
        yield _of_answer(f"entry {number}", old, new)


def _of_answer(place: str, old: str, new: object) -> Row:
    if isinstance(new, dict):
        return _row(place, {"old": old, **new}, "")
    if isinstance(new, (str, int)) or new is None:
        return list_row(place, {"old": old.strip(), "new": _cell(new)})
    return Row(place=place, old=old, fault=_NO_ROW)


def _is_row(value: dict[str, Any]) -> bool:
    return "old" in columns_of(list(value))


def _row(place: str, value: object, fault: str) -> Row:
    if fault:
        return Row(place=place, fault=fault)
    if isinstance(value, list):
        cells = dict(zip(COLUMNS, map(_cell, value), strict=False))
        return list_row(place, cells) if len(value) > 1 else Row(place=place, fault=_NO_ROW)
    if isinstance(value, dict) and _is_row(value):
        given, places = list(value.values()), columns_of(list(value))
        return list_row(place, {column: _cell(given[at]) for column, at in places.items()})
    return Row(place=place, fault=_NO_ROW)


def _cell(value: object) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip()


PLUGIN = Json()
