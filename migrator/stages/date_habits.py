"""Learns from all that was read in which order a blog writes days as numbers, and which pages were read without knowing it.

One page seldom tells 03/04 from 04/03; its neighbours do. The evidence lies in the stored records, so the order in
which pages came, and which of them were read in an earlier run, change nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from migrator.dates import order_of, possible_days, span_in
from migrator.merge import from_page
from migrator.text import DateReader, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from migrator.model import Json, Record
    from migrator.text import DateOrder

_A_DAY = timedelta(days=1)


def order_learned(groups: Iterable[Sequence[Record]]) -> DateOrder | None:
    """Return the order that the dates shown by posts' and comments' pages speak for; None where they settle nothing.

    A date shown is held against the permalink, and against what feeds and backups say of the same post or comment.
    """
    return order_of(piece for group in groups for piece in _evidence(group))


def misread(groups: Iterable[Sequence[Record]], order: DateOrder) -> set[str]:
    """Return the pages whose numeric dates another order was taken for, or none."""
    reader = DateReader(None, order)
    pages = set()
    for record in (record for group in groups for record in group if from_page(record)):
        shown = record.fields.get("published_shown")
        days = possible_days(shown) if isinstance(shown, str) else frozenset()
        taken = _day(record.fields.get("published"))
        if (
            isinstance(shown, str)
            and (taken is None or taken in days)
            and reader.day(shown) not in {None, taken}
        ):
            pages.add(record.url)
    return pages


def _evidence(group: Sequence[Record]) -> Iterator[Evidence]:
    stated = [
        day for record in group if not from_page(record) and (day := _day(record.fields.get("published")))
    ]
    for record in group:
        shown = record.fields.get("published_shown")
        if not isinstance(shown, str):
            continue
        post = record.fields.get("post")
        span = span_in(record.key if post is None else str(post))
        if stated:
            yield Evidence(shown, min(stated) - _A_DAY, max(stated) + _A_DAY)
        elif span is not None:
            yield Evidence(shown, span[0] - _A_DAY, date.max if post is not None else span[1] + _A_DAY)
        else:
            yield Evidence(shown)


def _day(value: Json) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else None
