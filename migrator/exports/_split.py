"""Cuts an export into parts that small hosts accept: never inside a post, save between top-level threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Load:
    """Bytes and comments."""

    size: int = 0
    comments: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.size + other.size, self.comments + other.comments)

    def fits(self, room: Load) -> bool:
        """Say whether this much goes into that much room."""
        return self.size <= room.size and self.comments <= room.comments


@dataclass(frozen=True, slots=True)
class Unit:
    """One post: what it weighs without comments, without the meta that only its first part has, and its threads."""

    index: int
    base: int
    meta: int = 0
    threads: Sequence[Load] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """The threads `start` to `stop` of a post, in one part; `before` comments come before the post's first."""

    index: int
    start: int
    stop: int
    before: int


@dataclass(frozen=True, slots=True)
class Packed:
    """The parts in order, and how full the last one is."""

    parts: tuple[tuple[Cut, ...], ...]
    last: Load
    total: Load


def pack(units: Iterable[Unit], room: Load) -> Packed:
    """Fill parts in order. A post goes into one part if it fits into any; a thread is never cut."""
    parts: list[list[Cut]] = [[]]
    load = total = Load()
    for unit in units:
        whole = sum(unit.threads, Load(unit.base + unit.meta))
        if parts[-1] and not (load + whole).fits(room):
            parts.append([])
            load = Load()
        cuts = list(_cuts(unit, room, total.comments))
        for number, (cut, weight) in enumerate(cuts):
            if number:
                parts.append([])
                load = Load()
            parts[-1].append(cut)
            load += weight
        total += whole
    return Packed(tuple(map(tuple, parts)), load, total)


def _cuts(unit: Unit, room: Load, before: int) -> Iterable[tuple[Cut, Load]]:
    start = 0
    load = Load(unit.base + unit.meta)
    for number, thread in enumerate(unit.threads):
        if number > start and not (load + thread).fits(room):
            yield Cut(unit.index, start, number, before), load
            start, load = number, Load(unit.base)
        load += thread
    yield Cut(unit.index, start, len(unit.threads), before), load
