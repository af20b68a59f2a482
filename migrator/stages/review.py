"""What only a person can decide, as a list that goes out, is filled in with any spreadsheet, and comes back."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.model import Verdict
from migrator.numbers import rank
from migrator.redirects.sources.csv import records
from migrator.report.url_map import harmless
from migrator.report.wording import VERDICT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migrator.rekey.decisions import Decision
    from migrator.store.project import Project

COLUMNS = ("Old URL", "New URL", "Verdict", "Note")  # those of url-map.csv that a decision is made of
_WORDS = {str(verdict): verdict for verdict in Verdict} | {words: v for v, words in VERDICT_WORDS.items()}
_NEEDS_TARGET = frozenset({Verdict.MOVED, Verdict.KEPT})
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Open:
    """One old URL that waits for a decision or has one; `note` is the person's, `why` says why it is open."""

    old: str
    new: str
    verdict: str
    note: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many decisions a list made, and how many earlier ones it took back."""

    decided: int
    withdrawn: int


def rows(project: Project) -> tuple[Open, ...]:
    """Return what a person has decided and has still to decide: what people ask for most first, then in URL order."""
    decisions = project.inventory.decisions()
    told = {old: Open(old, new or "", str(verdict), note) for old, (verdict, new, note) in decisions.items()}
    for mapping in project.inventory.mappings():
        if mapping.verdict is Verdict.UNEXPLAINED:
            told.setdefault(mapping.old, Open(mapping.old, "", str(mapping.verdict), "", mapping.note))
    numbers = project.inventory.numbers()
    return tuple(told[old] for old in sorted(told, key=lambda old: (rank(numbers.get(old, {})), old)))


def as_csv(found: Iterable[Open]) -> str:
    """Return the list to fill in: CSV with the columns of `COLUMNS`, and one that says why a URL is open."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*COLUMNS, "Why it is open"))
    for row in found:
        writer.writerow([harmless(cell) for cell in (row.old, row.new, row.verdict, row.note, row.why)])
    return text.getvalue()


def take(project: Project, text: str, name: str) -> Taken:
    """Store the decisions of a filled-in list, or none if a row cannot be understood.

    Rows that say what is known anyway decide nothing, so url-map.csv with some cells changed is a list too. A
    decided URL whose verdict is emptied, or `unexplained` again, is undecided.

    Raises:
        InputError: no heading, an unknown verdict, or a new URL missing; names up to three places.
    """
    known = {mapping.old: (mapping.verdict, mapping.new) for mapping in project.inventory.mappings()}
    earlier = project.inventory.decisions()
    wishes, faults = _understood(text, name)
    if faults:
        more = f" … and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError(
            "; ".join(faults[:_SHOWN]) + more, f"Verdicts are: {', '.join(_WORDS)}. Nothing was stored."
        )
    decided = {old: wish for old, wish in wishes.items() if wish is not None and known.get(old) != wish[:2]}
    withdrawn = [old for old, wish in wishes.items() if wish is None and old in earlier]
    with project.transaction():
        for old, (verdict, new, note) in decided.items():
            project.inventory.decide(old, verdict, new, note)
        for old in withdrawn:
            project.inventory.withdraw(old)
    return Taken(len(decided), len(withdrawn))


def _understood(text: str, name: str) -> tuple[dict[str, Decision | None], list[str]]:
    wishes: dict[str, Decision | None] = {}
    faults = []
    for place, row, broken in _rows(text, name):
        fault = broken
        try:
            wishes[row["Old URL"]] = _wish(row)
        except ValueError as error:
            fault = fault or str(error)
        if fault:
            faults.append(f"{name}, {place}: {fault}")
    return wishes, faults


def _rows(text: str, name: str) -> Iterator[tuple[str, Mapping[str, str], str]]:
    lines = records(text)
    _, heading, _ = next(lines, ("", [], ""))
    places = {cell.casefold(): number for number, cell in enumerate(heading)}
    missing = [column for column in COLUMNS[:3] if column.casefold() not in places]
    if missing:
        raise InputError(
            f"{name} has no column {missing[0]!r}.", "Start from the list that `migrator review` prints."
        )
    for place, cells, fault in lines:
        at = {column: places.get(column.casefold(), len(cells)) for column in COLUMNS}
        yield place, {column: _cell(cells, number) for column, number in at.items()}, fault


def _cell(cells: list[str], number: int) -> str:
    cell = cells[number].strip() if number < len(cells) else ""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def _wish(row: Mapping[str, str]) -> Decision | None:
    """Return the decision of a row, None where it leaves the URL open.

    Raises:
        ValueError: an unknown verdict, or one that needs a new URL and has none.
    """
    word = row["Verdict"].lower()
    new = row["New URL"] or None
    if word and word not in _WORDS:
        raise ValueError(f"{row['Verdict']!r} is no verdict")
    verdict = _WORDS.get(word, Verdict.UNEXPLAINED)
    if verdict is Verdict.UNEXPLAINED:
        return (Verdict.MOVED, new, row["Note"]) if new else None
    if verdict in _NEEDS_TARGET and new is None:
        raise ValueError(f"{word!r} needs a new URL")
    return verdict, new if verdict in _NEEDS_TARGET else None, row["Note"]
