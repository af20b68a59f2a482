"""How much an old URL matters: clicks, links and hits that tools and logs counted, and the order they put URLs in."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrator.model import Record

# name in records and in the project file → (one, many); what comes first decides about the order of URLs
NUMBERS = {
    "clicks": ("click", "clicks"),
    "views": ("view", "views"),
    "hits": ("hit", "hits"),
    "linking-domains": ("linking domain", "linking domains"),
    "backlinks": ("backlink", "backlinks"),
    "impressions": ("impression", "impressions"),
    "inlinks": ("inlink", "inlinks"),
}
SPELLED = "spelled"  # field of a record: spelling of its URL → numbers of that spelling alone


def rank(numbers: Mapping[str, int]) -> tuple[int, ...]:
    """Return a key that sorts what matters most first: by the first of `NUMBERS`, among equals by the next."""
    return tuple(-numbers.get(name, 0) for name in NUMBERS)


def row_numbers(records: Iterable[Record]) -> dict[str, int]:
    """Return what all sources counted of one URL.

    Spellings of a URL add up. What one tool tells of one spelling in several files is the same thing told again: the
    largest counts. Tools do not add up either: each looks at the whole web.
    """
    tools: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for place, record in enumerate(records):
        told = tools[record.source]
        for spelling, name, count in _spelled(record, place):
            told[spelling, name] = max(told[spelling, name], count)
    found: Counter[str] = Counter()
    for told in tools.values():
        found |= _summed(told)
    return {name: found[name] for name in NUMBERS if found[name]}


def _spelled(record: Record, place: int) -> Iterable[tuple[str, str, int]]:
    """Yield (spelling, name, number); a record that tells none of its spellings counted things nobody else did."""
    spelled = record.fields.get(SPELLED)
    parts = spelled if isinstance(spelled, dict) else {f"record {place}": dict(record.fields)}
    for spelling, numbers in parts.items():
        for name in NUMBERS:
            count = numbers.get(name) if isinstance(numbers, dict) else None
            if isinstance(count, int) and not isinstance(count, bool) and count > 0:
                yield spelling, name, count


def _summed(told: Mapping[tuple[str, str], int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, name), count in told.items():
        found[name] += count
    return found


def totals(rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of each number over all rows, in the order of `NUMBERS`; only those that anything has."""
    found: Counter[str] = Counter()
    for numbers in rows:
        found.update(numbers)
    return {name: found[name] for name in NUMBERS if found[name]}


def share(part: int, total: int) -> str:
    """Return a part of a total in percent, never rounded to nothing or to everything."""
    if part in {0, total}:
        return "100 %" if part else "0 %"
    percent = min(max(100 * part / total, 0.1), 99.9)
    told = f"{percent:.1f}".removesuffix(".0")
    return f"less than {told} %" if 100 * part / total < 0.1 else f"{told} %"  # noqa: PLR2004


def carried(rows: Iterable[tuple[bool, Mapping[str, int]]], whose: str) -> str:
    """Return what share of each number some rows carry: "unexplained URLs carry 0.3 % of 1,200 clicks".

    `rows` are (is one of them, its numbers); "" where nothing was counted at all.
    """
    told = list(rows)
    every = totals(numbers for _, numbers in told)
    part = totals(numbers for chosen, numbers in told if chosen)
    shares = [
        f"{share(part.get(name, 0), total)} of {total:,} {NUMBERS[name][total != 1]}"
        for name, total in every.items()
    ]
    return f"{whose} carry {', '.join(shares)}" if shares else ""
