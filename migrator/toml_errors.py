"""Turns what is wrong with a TOML file into one sentence with file, line, key and the nearest allowed key."""

from __future__ import annotations

import difflib
import re
import typing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import ValidationError

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")


def explain(error: ValidationError, model: type[BaseModel], text: str, name: str) -> tuple[str, str]:
    """Return message and hint for the first error in a TOML `text` checked against `model`; `name` is the file's."""
    first = error.errors()[0]
    keys = list(first["loc"])
    where = f"{name}, line {line_of(keys, text)}"
    dotted = ".".join(str(key) for key in keys) or "the file"
    if first["type"] == "extra_forbidden":
        allowed = _allowed(model, keys[:-1])
        near = difflib.get_close_matches(str(keys[-1]), allowed, 1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        return f"{where}: unknown key {dotted!r}.", f"{hint}Allowed here: {', '.join(allowed)}."
    said = first["msg"].removeprefix("Value error, ")
    value = f" (it is {first['input']!r})" if isinstance(first["input"], str | int | float) else ""
    return f"{where}: {dotted!r}{value}: {said}.", f"Correct {dotted!r} in {name}."


def line_of(keys: Sequence[str | int], text: str) -> int:
    """Return the line (from 1) of a key path as pydantic names it; the nearest table's line when the key is not written."""
    lines = text.splitlines()
    best, start = 1, 0
    for depth in range(1, len(keys) + 1):
        found = _header(lines, keys[:depth])
        if found is not None:
            best, start = found + 1, found + 1
    for key in [key for key in keys if isinstance(key, str)]:
        found = _assignment(lines, start, key)
        if found is not None:
            best = found + 1
    return best


def _header(lines: list[str], keys: Sequence[str | int]) -> int | None:
    wanted = ".".join(key for key in keys if isinstance(key, str))
    place = keys[-1] if isinstance(keys[-1], int) else 0
    seen = 0
    for number, line in enumerate(lines):
        match = _HEADER.match(line)
        if match and match[2] == wanted:
            if seen == place or match[1] == "[":
                return number
            seen += 1
    return None


def _assignment(lines: list[str], start: int, key: str) -> int | None:
    wanted = re.compile(rf"""(?:^|[{{,\s])["']?{re.escape(key)}["']?\s*=""")
    for number in range(start, len(lines)):
        if _HEADER.match(lines[number]):
            return None
        if wanted.search(lines[number]):
            return number
    return None


def _allowed(model: type[BaseModel], keys: Sequence[str | int]) -> list[str]:
    for key in keys:
        if isinstance(key, int) or key not in model.model_fields:
            continue
        inner = _model_in(model.model_fields[key].annotation)
        if inner is None:
            return []
        model = inner
    return sorted(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in typing.get_args(annotation):
        found = _model_in(part)
        if found is not None:
            return found
    return None
