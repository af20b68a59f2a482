"""Reads JSON that others wrote, where any value may be missing or of another type than promised."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.model import Json


def as_json(text: str) -> Json:
    """Return the JSON value a text begins with; None where it begins with none."""
    try:
        value: Json = json.JSONDecoder(strict=False).raw_decode(text.lstrip("\ufeff \t\r\n"))[0]
    except (ValueError, RecursionError):
        return None
    return value


def rows(value: Json) -> list[dict[str, Json]]:
    """Return the objects of a JSON list; none where it is no list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def table(value: Json) -> dict[str, Json]:
    """Return a JSON object; an empty one where the value is something else."""
    return value if isinstance(value, dict) else {}


def words(value: Json) -> str | None:
    """Return a non-empty text or number as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return str(value).strip() or None


def count(value: Json) -> int | None:
    """Return a whole number that is not negative; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def person(name: str | None, url: str | None = None, source_id: str | None = None) -> Json:
    """Return an author as records hold one; None without a name."""
    return {"name": name, "url": url, "source_id": source_id} if name else None


def stated(fields: dict[str, Json]) -> dict[str, Json]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value is not None and value != []}
