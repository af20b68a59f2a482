"""Rows as JSON inside the page: within a budget, and unable to end the element they stand in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from migrator.model import Proof, UrlKind
from migrator.report.charts import look
from migrator.report.wording import (
    KIND_WORDS,
    PROOF_WORDS,
    VERDICT_ORDER,
    VERDICT_WORDS,
    in_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from migrator.model import Json
    from migrator.report.model import UrlRow

MAX_ROWS = 10_000
MAX_ROW_BYTES = 3_500_000
CLIP = 600  # characters of one cell on the page; url-map.csv holds all of them
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
T = TypeVar("T")


def json_for_page(value: Json) -> str:
    """Return JSON that is safe inside a `<script type="application/json">` element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def within(budget: int, rows: Iterable[T], size: Callable[[T], int]) -> list[T]:
    """Return the first rows that fit into `budget` bytes together."""
    kept = []
    for row in rows:
        budget -= size(row)
        if budget < 0:
            break
        kept.append(row)
    return kept


def clip(text: str) -> str:
    """Return a cell's text, shortened with an ellipsis where it would blow up the page."""
    return text if len(text) <= CLIP else f"{text[:CLIP]}…"


def linkable(url: str | None) -> bool:
    """True for a URL that may become a link: http or https, and short enough to be shown whole."""
    return url is not None and len(url) <= CLIP and url.lower().startswith(("http://", "https://"))


def why(row: UrlRow) -> str:
    """Return what a person reads next to a verdict: the fact behind it, else the rule's name in words."""
    return clip(row.note or in_words(row.reason))


def table(rows: Sequence[UrlRow], columns: Sequence[str] = ()) -> tuple[str, int]:
    """Return (JSON, number of rows in it); words and notes are stored once and referred to by index.

    Shape: {"verdicts": [[class, words]], "kinds": [words], "proofs": [words], "notes": [text],
    "rows": [[old, new or "", verdict, kind, note, confidence in percent, proof or -1, 1 if final, a number for each of
    `columns`]]}.
    """
    notes: dict[str, int] = {}
    lines: list[Json] = []
    left = MAX_ROW_BYTES
    for row in rows[:MAX_ROWS]:
        text = why(row)
        line = [
            *_line(row, notes.get(text, len(notes))),
            *(row.numbers.get(name, 0) for name in columns),
        ]
        left -= _bytes(line) + (0 if text in notes else _bytes(text))
        if left < 0:
            break
        notes.setdefault(text, len(notes))
        lines.append(line)
    told: Json = {
        "verdicts": [[look(verdict), VERDICT_WORDS[verdict]] for verdict in VERDICT_ORDER],
        "kinds": [KIND_WORDS[kind] for kind in UrlKind],
        "proofs": [PROOF_WORDS[proof] for proof in Proof],
        "notes": list(notes),
        "rows": lines,
    }
    return json_for_page(told), len(lines)


def _line(row: UrlRow, note: int) -> list[Json]:
    return [
        clip(row.old),
        clip(row.new or ""),
        VERDICT_ORDER.index(row.verdict),
        list(UrlKind).index(row.kind),
        note,
        round(row.confidence * 100),
        -1 if row.proof is None else list(Proof).index(row.proof),
        int(row.final),
    ]


def _bytes(value: Json) -> int:
    return len(json_for_page(value).encode("utf-8", "replace")) + 1
