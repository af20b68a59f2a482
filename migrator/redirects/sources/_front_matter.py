"""Reads the few keys of a page's front matter that say where it was and where it is; the rest is left unread."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass

_FENCED = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n(.*?\n)?\1[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"([A-Za-z_]+)[ \t]*:[ \t]*(.*)")
_ENTRY = re.compile(r"[ \t]*-[ \t]+(.*)")


@dataclass(frozen=True, slots=True)
class Front:
    """Key → (line, values); a single value is a list of one. `odd` are the lines that were not understood."""

    values: dict[str, tuple[int, tuple[str, ...]]]
    odd: tuple[tuple[int, str], ...] = ()

    def one(self, key: str) -> str | None:
        """Return the only value of a key."""
        found = self.values.get(key, (0, ()))[1]
        return found[0] if len(found) == 1 else None


def front_of(text: str, wanted: frozenset[str]) -> Front | None:
    """Return the wanted keys of a page, None where it has no front matter."""
    if text.startswith("{"):
        return _of_json(text, wanted)
    found = _FENCED.match(text)
    if found is None:
        return None
    return _of_yaml(found[2] or "", wanted) if found[1] == "---" else _of_toml(found[2] or "", wanted)


def _of_json(text: str, wanted: frozenset[str]) -> Front | None:
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return None
    return _of_values(found, wanted, text) if isinstance(found, dict) else None


def _of_toml(text: str, wanted: frozenset[str]) -> Front:
    try:
        return _of_values(tomllib.loads(text), wanted, text)
    except tomllib.TOMLDecodeError as error:
        return Front({}, ((1, f"broken TOML: {error}"),))


def _of_values(found: dict[str, object], wanted: frozenset[str], text: str) -> Front:
    values = {}
    for key in wanted & found.keys():
        value = found[key]
        line = text[: max(0, text.find(key))].count("\n") + 2
        values[key] = (line, tuple(map(str, value)) if isinstance(value, list) else (str(value),))
    return Front(values)


def _of_yaml(text: str, wanted: frozenset[str]) -> Front:
    """Read `key: value`, `key: [a, b]` and lists of lines with a dash; anything else on a wanted key is odd."""
    values: dict[str, tuple[int, tuple[str, ...]]] = {}
    odd: list[tuple[int, str]] = []
    key = ""
    for number, line in enumerate(text.splitlines(), 2):
        entry, named = _ENTRY.fullmatch(line), _KEY.fullmatch(line)
        if entry and key:
            _put(values, odd, (key, number), _scalar(entry[1]))
        elif named:
            key = named[1] if named[1] in wanted else ""
            for value in _inline(named[2]) if key else ():
                _put(values, odd, (key, number), value)
        elif line[:1] not in {"", " ", "\t", "#"}:
            key = ""
        elif key and line.strip() and not line.lstrip().startswith("#"):
            odd.append((number, line))
    return Front(values, tuple(odd))


def _put(
    values: dict[str, tuple[int, tuple[str, ...]]],
    odd: list[tuple[int, str]],
    place: tuple[str, int],
    value: str | None,
) -> None:
    key, number = place
    if value is None:
        odd.append((number, key))
    elif value:
        first, known = values.get(key, (number, ()))
        values[key] = (first, (*known, value))


def _inline(raw: str) -> list[str | None]:
    text = raw.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_scalar(piece) for piece in text[1:-1].split(",") if piece.strip()]
    return [_scalar(text)]


def _scalar(raw: str) -> str | None:
    """Return a plain or quoted text; None for YAML's other forms."""
    text = re.sub(r"\s+#.*$", "", raw.strip())
    if quoted := re.fullmatch(r'"([^"\\]*)"|\'([^\']*)\'', text):
        return quoted[1] if quoted[1] is not None else quoted[2]
    return None if text[:1] in set("&*!|>{[\"'%@`") else text
