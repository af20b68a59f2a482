"""What a whole blog teaches about its dates: the order of day and month in numbers, and the days its addresses name."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from migrator.text import DateOrder, readings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.text import Evidence

_CLEAR = 0.75  # of the dates that tell orders apart, in agreement
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<year>19[89]\d|20\d\d)(?:(?P<mark>[/-])(?P<month>0?[1-9]|1[0-2])(?:(?P=mark)(?P<day>0?[1-9]|[12]\d|3[01]))?)(?!\d)"
)


def order_of(evidence: Iterable[Evidence]) -> DateOrder | None:
    """Return the order that most of a site's dates speak for, in whatever sequence they come; None without a clear one."""
    votes: Counter[DateOrder] = Counter()
    decisive = 0
    for piece in evidence:
        possible = readings_of(piece.text)
        fitting = [order for order, day in possible.items() if piece.earliest <= day <= piece.latest]
        if fitting and len(fitting) < len(DateOrder):
            decisive += 1
            votes.update(fitting)
    best = max(votes.values(), default=0)
    orders = [order for order, count in votes.items() if count == best]
    return orders[0] if len(orders) == 1 and best >= _CLEAR * decisive else None


def possible_days(text: str) -> frozenset[date]:
    """Return the days that a date written in numbers may mean; none where it is no such date."""
    return frozenset(readings_of(text).values())


def span_in(url: str) -> tuple[date, date] | None:
    """Return the day, or the first and last day of the month, that an address names; None where it names neither."""
    match = _IN_ADDRESS.search(url)
    if match is None:
        return None
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"] or 0)
    try:
        first = date(year, month, day or 1)
        return first, first if day else first.replace(day=monthrange(year, month)[1])
    except ValueError:
        return None
