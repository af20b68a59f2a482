"""Knows a comment again that a source without comment ids tells once more: export files of Movable Type have none."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from migrator.html import text_of
from migrator.merge import Merged
from migrator.text import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrator.model import Json

ID_MADE = "id_made"  # a comment's field: its source names no id, this one was made of what it says
_NEAR = timedelta(minutes=1)  # pages show no seconds


def without_twins(comments: Iterable[Merged]) -> list[Merged]:
    """Return comments (dates aware or all naive), those under made ids folded into the same comments under their own."""
    found: list[Merged] = []
    by_post: defaultdict[Json, list[Merged]] = defaultdict(list)
    for comment in comments:
        by_post[str(comment.fields.get("post"))].append(comment)
    for group in by_post.values():
        found += _folded(group)
    return found


def _folded(group: Sequence[Merged]) -> list[Merged]:
    made = [one for one in group if one.fields.get(ID_MADE)]
    own = {one.key: one for one in group if not one.fields.get(ID_MADE)}
    if not made or not own:
        return list(group)
    left: list[Merged] = []
    free = dict(own)
    for comment in made:
        twin = next((one for one in free.values() if _same(one, comment)), None)
        if twin is None:
            left.append(comment)
            continue
        del free[twin.key]
        own[twin.key] = _with(twin, comment)
    return [*own.values(), *left]


def _with(twin: Merged, told: Merged) -> Merged:
    """Return a comment with what only the other source tells of it."""
    known = {name for name, value in twin.fields.items() if value is not None}
    more = {name for name in told.fields if name not in known and name != ID_MADE}
    return Merged(
        twin.key,
        {**twin.fields, **{name: told.fields[name] for name in more}},
        {**twin.provenance, **{name: told.provenance[name] for name in more if name in told.provenance}},
    )


def _same(one: Merged, other: Merged) -> bool:
    """True for one writer at one minute, or one writer's same words."""
    if _writer(one) != _writer(other):
        return False
    times = _time(one), _time(other)
    if times[0] is not None and times[1] is not None:
        return abs(times[0] - times[1]) < _NEAR
    return _words(one) == _words(other) != ""


def _writer(comment: Merged) -> str:
    author = comment.fields.get("author")
    return letters(str(author.get("name") or "")) if isinstance(author, dict) else ""


def _time(comment: Merged) -> datetime | None:
    value = comment.fields.get("published")
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _words(comment: Merged) -> str:
    return letters(text_of(str(comment.fields.get("html") or "")))
