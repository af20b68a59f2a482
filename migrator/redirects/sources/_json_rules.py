"""What the readers of hosts' JSON files share: parse a file, and tell on which line each of its rules stands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from migrator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrator.redirects.sources._contract import Given
    from migrator.redirects.sources._rules import Notes


_FURTHER = 100  # places of the same key that may stand between two rules


def parsed(given: Given) -> Any:
    """Return what a JSON file holds.

    Raises:
        InputError: it is no JSON.
    """
    try:
        return json.loads(given.text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{given.name} is no valid JSON: {error}.", "Correct it, then try again.") from error


def listed(found: Any, *path: str) -> list[Any]:
    """Return the list at a path of keys; where an object is a list of objects, those of all of them."""
    for number, key in enumerate(path):
        if isinstance(found, list):
            return [one for inner in found for one in listed(inner, *path[number:])]
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, list) else []


def numbered(
    notes: Notes, rules: Iterable[Any], text: str, key: str
) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Yield (line, rule, rule as text) for the rules that are objects; `key` is one that each of them should have.

    What is no object is listed.
    """
    places = [(found.start(), _value(text, found.end())) for found in re.finditer(rf'"{key}"\s*:\s*', text)]
    at, line, seen = 0, 1, 0
    for rule in rules:
        value = rule.get(key) if isinstance(rule, dict) else None
        following = range(at, min(len(places), at + _FURTHER))
        if (
            value is not None
            and (found := next((n for n in following if places[n][1] == value), None)) is not None
        ):
            at, line, seen = found + 1, line + text.count("\n", seen, places[found][0]), places[found][0]
        if isinstance(rule, dict):
            yield line, rule, json.dumps(rule)
        else:
            notes.refuse(line, str(rule), "it is no rule")


def _value(text: str, start: int) -> Any:
    try:
        return json.JSONDecoder().raw_decode(text, start)[0]
    except ValueError:
        return None
