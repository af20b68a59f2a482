"""The report for pasting (Markdown) and for programs (JSON): the same numbers, without the rows of the map."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from migrator.report.titles import title_of
from migrator.report.wording import PROOF_WORDS, VERDICT_ORDER, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.report.model import Notice, ReportView

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_BOXES = {"done": "x", "open": " ", "failed": " "}


def render_json(view: ReportView) -> str:
    """Return the report as one JSON object; the old URLs themselves are in url-map.csv."""
    told = {name: value for name, value in asdict(view).items() if name not in {"rows", "kinds"}}
    told["ready"] = view.ready
    told["kinds"] = [
        {"kind": kind.kind, "verdicts": dict(zip(VERDICT_ORDER, kind.counts, strict=True)), "all": kind.total}
        for kind in view.kinds
    ]
    told["reconciled"] = [{**asdict(row), "state": row.state} for row in view.reconciled]
    return json.dumps(told, indent=2, sort_keys=True) + "\n"


def render_markdown(view: ReportView) -> str:
    """Return the first screen, the findings and the losses as Markdown; anything from the blog is escaped."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: ReportView) -> Iterator[str]:
    yield f"# {plain(view.title)}: migration report\n"
    yield f"{plain(view.old_url)} → {plain(view.new_url)}\n"
    yield f"**{view.headline}** {view.summary}\n"
    if view.robots_ignored:
        yield 'robots = "ignore": the old blog was read without obeying its robots.txt.\n'
    if view.carried:
        yield f"{view.carried}.\n"
    if view.caution:
        yield f"{plain(view.caution)}\n"
    yield from _ready(view)
    yield from _numbers(view)
    yield from _notices("To look at", view.notices)
    yield from _notices("Losses", view.losses)
    yield from _missing(view)
    yield "Every old URL with its new one: url-map.csv"


def _ready(view: ReportView) -> Iterator[str]:
    yield f"## Ready to switch? {'Yes' if view.ready else 'Not yet'}\n"
    for condition in view.conditions:
        yield f"- [{_BOXES[condition.state]}] {plain(condition.text)}"
    command = f" `{view.next_step.command}`" if view.next_step.command else ""
    yield f"\nNext step: {plain(view.next_step.text)}{command}\n"


def _numbers(view: ReportView) -> Iterator[str]:
    yield "| Old addresses | |\n|---|--:|"
    for tally in view.tallies:
        yield f"| {tally.words} | {tally.count:,} |"
    yield f"| **found** | **{view.found:,}** |\n"
    if view.reconciled:
        yield "| | Old blog | Exported | Live | |\n|---|--:|--:|--:|---|"
        for row in view.reconciled:
            counts = " | ".join(_count(count) for count in (row.old, row.exported, row.live))
            yield f"| {row.kind} | {counts} | {row.state} |"
        yield ""
    if view.targets:
        yield "| Redirect rules | Rules | Asked | Failed | Proof |\n|---|--:|--:|--:|---|"
        for target in view.targets:
            yield (
                f"| {plain(target.name)} | {target.rules:,} | {target.asked:,} | {target.failed:,}"
                f" | {PROOF_WORDS[target.proof]} |"
            )
        yield ""


def _notices(title: str, groups: tuple[Notice, ...]) -> Iterator[str]:
    if not groups:
        return
    yield f"## {title}\n"
    for group in groups:
        yield f"- {plain(title_of(group.code))}: {count_of(group.count, 'time', 'times')}"
        yield from (f"  - {plain(url)} {plain(message)}" for url, message in group.examples[:3])
    yield ""


def _missing(view: ReportView) -> Iterator[str]:
    if view.gaps:
        yield "## What is missing, and why\n"
        yield from (f"- {gap.word.name}: {gap.things}. {plain(gap.word.meaning)}" for gap in view.gaps)
        yield ""


def _count(number: int | None) -> str:
    return "not known yet" if number is None else f"{number:,}"


def plain(text: str) -> str:
    """Return text on one line in which Markdown and HTML mean nothing."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
