"""The list of rules in each output folder, and what changed between two of them."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.redirects._index import in_order
from migrator.redirects._lines import batched
from migrator.redirects._spelling import as_bytes, encoded_path, percent_encoded
from migrator.redirects._unnamed import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrator.model import Json, RedirectRule

RULES = "rules.csv"
MOST_REMOVED = 0.05  # share of the old rules that may vanish without a person's word
_COLUMNS = ("old", "new", "status")
_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_TOLD = 1000  # rules of each kind that a report lists


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new rule set would change: old URLs, each with its answer then and now."""

    added: tuple[tuple[str, str], ...]
    changed: tuple[tuple[str, str, str], ...]
    removed: tuple[tuple[str, str], ...]
    before: int  # rules of the old set

    @property
    def share_removed(self) -> float:
        """The share of the old rules that would vanish."""
        return len(self.removed) / self.before if self.before else 0.0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def counted(self) -> str:
        """Return the numbers in words."""
        return f"{len(self.added):,} added, {len(self.changed):,} changed, {len(self.removed):,} removed"

    def lines(self) -> list[str]:
        """Return one line a rule, as a person reads it."""
        return [
            *(f"+ {old} → {now}" for old, now in self.added),
            *(f"~ {old} → {now} (was {was})" for old, was, now in self.changed),
            *(f"- {old} → {was}" for old, was in self.removed),
        ]

    def as_json(self) -> dict[str, Json]:
        """Return the numbers, and the first rules of each kind."""
        return {
            "before": self.before,
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "lines": [*self.lines()[:_TOLD]],
        }


def rule_list(rules: Iterable[RedirectRule]) -> bytes:
    """Write `rules.csv`: old URL in normal form, new URL (empty where it is gone), status; sorted."""
    written = io.BytesIO()
    rows = ((local(normal_form(rule)), local(rule.target or ""), rule.status) for rule in in_order(rules))
    for batch in batched(itertools.chain([_COLUMNS], rows)):
        table = io.StringIO()
        csv.writer(table, lineterminator="\n").writerows(batch)
        written.write(as_bytes(table.getvalue()))
    return written.getvalue()


def normal_form(rule: RedirectRule) -> str:
    """Return the one spelling of a rule's old URL: equal for equal rules, whoever published which spelling."""
    if not rule.query:
        return f"http://{rule.host}{encoded_path(rule.path)}"
    query = "&".join(
        f"{percent_encoded(name, _SAFE)}={percent_encoded(value, _SAFE)}"
        for name, value in sorted(rule.query)
    )
    return f"http://{rule.host}{encoded_path(rule.path)}?{query}"


def answers_in(content: bytes, name: str) -> dict[str, tuple[str, str]]:
    """Read a list of rules back; `name` is used in messages.

    Raises:
        InputError: it is none.
    """
    rows = csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline=""))
    if tuple(next(rows, ())) != _COLUMNS:
        raise InputError(f"{name} is no list of rules.", "Name a folder that migrator redirects has written.")
    return {row[0]: (row[1], row[2]) for row in rows if len(row) == len(_COLUMNS)}


def difference(before: Mapping[str, tuple[str, str]], now: Mapping[str, tuple[str, str]]) -> Difference:
    """Compare two lists; equal answers are left out."""
    return Difference(
        tuple((old, _words(now[old])) for old in sorted(now.keys() - before.keys())),
        tuple(
            (old, _words(before[old]), _words(now[old]))
            for old in sorted(now.keys() & before.keys())
            if now[old] != before[old]
        ),
        tuple((old, _words(before[old])) for old in sorted(before.keys() - now.keys())),
        len(before),
    )


def _words(answer: tuple[str, str]) -> str:
    new, status = answer
    return f"{new} ({status})" if new else status
