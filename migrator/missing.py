"""The words for what could not be read: one for each reason, the same in the report, in `--json` and behind the exit code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import Problem

FINE, LACKING, AGAIN = (
    0,
    1,
    3,
)  # exit codes: nothing lacks · something does, and another run will not find it · run again


class Missing(StrEnum):
    """Why something the old blog had, or may have had, is not in the project."""

    ABSENT = "absent"
    ROBOTS = "robots"
    RATE_LIMITED = "rate-limited"
    NO_ANSWER = "no-answer"
    NOT_TRIED = "not-tried"
    UNREADABLE = "unreadable"
    NOT_TAKEN = "not-taken"
    NOT_FOUND = "not-found"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Word:
    """What a person reads: the word, what it means, and what helps."""

    name: str
    meaning: str
    helps: str = ""


WORDS = {
    Missing.ABSENT: Word("absent", "It was asked for, and is not there."),
    Missing.ROBOTS: Word(
        "blocked by robots.txt",
        "It was not asked for, because robots.txt forbids it.",
        'If the blog is yours: robots = "ignore" under [crawl] in migrator.toml, then run again.',
    ),
    Missing.RATE_LIMITED: Word(
        "rate-limited", "The server wants to be asked later.", "Run again, later or with a lower rate."
    ),
    Missing.NO_ANSWER: Word("no answer", "It was asked for, and no answer came.", "Run again."),
    Missing.NOT_TRIED: Word("not tried", "Nobody has asked for it yet.", "Run again."),
    Missing.UNREADABLE: Word(
        "parse failed",
        "It is there, and could not be understood.",
        "Report it with the page; what other sources know of it is used.",
    ),
    Missing.NOT_TAKEN: Word(
        "not taken",
        "It is larger than max_bytes, or not on the public internet.",
        "Raise max_bytes under [crawl].",
    ),
    Missing.NOT_FOUND: Word(
        "stated, not found",
        "A page says how many comments it has, and fewer were found.",
        "What was removed or is hidden by the template stays missing; another source may have it.",
    ),
    Missing.ELSEWHERE: Word(
        "kept elsewhere", "Another service has it, and the blog does not.", "Export it from that service."
    ),
}
_OF_KIND = {
    "absent": Missing.ABSENT,
    "missing": Missing.ABSENT,
    "robots": Missing.ROBOTS,
    "rate-limited": Missing.RATE_LIMITED,
    "not-tried": Missing.NOT_TRIED,
    "unreadable": Missing.UNREADABLE,
    "too-large": Missing.NOT_TAKEN,
    "forbidden-address": Missing.NOT_TAKEN,
    **dict.fromkeys(("unreachable", "no-name", "timeout", "tls", "broken", "status"), Missing.NO_ANSWER),
}
_ONE = {
    "pages": "page",
    "images": "image",
    "parts of sources": "part of a source",
    "posts' comments": "post's comments",
}
_PAGES = frozenset({"crawl", "read", "extract"})  # an image that stays missing is a listed loss
_FOR_GOOD = frozenset({Missing.ROBOTS, Missing.UNREADABLE, Missing.NOT_TAKEN})


@dataclass(frozen=True, slots=True)
class Gap:
    """So many things of one sort that are missing for one reason, and the first few."""

    why: Missing
    what: str
    count: int
    examples: tuple[str, ...] = ()
    code: int = FINE

    @property
    def things(self) -> str:
        """How many of what: "1 page", "2 pages"."""
        return f"{self.count:,} {_ONE[self.what] if self.count == 1 else self.what}"

    @property
    def word(self) -> Word:
        """What a person reads of the reason."""
        return WORDS[self.why]


def reason_of(problem: Problem) -> Missing | None:
    """Return why something is missing; None where nothing is, as with a smaller copy of an image."""
    return _OF_KIND.get(problem.kind)


def code_of(stage: str, why: Missing | None, *, retry: bool) -> int:
    """Return the exit code one missing thing stands for."""
    if retry:
        return AGAIN
    return LACKING if stage in _PAGES and why in _FOR_GOOD else FINE


def exit_code(problems: Iterable[Problem]) -> int:
    """Return the exit code that problems stand for: run again, else something lacks, else fine."""
    codes = set()
    for problem in problems:
        why = reason_of(problem)
        if why is not None or problem.retry:
            codes.add(code_of(problem.stage, why, retry=problem.retry))
    return AGAIN if AGAIN in codes else max(codes, default=FINE)


def totals(gaps: Iterable[Gap]) -> dict[str, int]:
    """Return reason → how much is missing for it, in the order of the reasons."""
    found: Counter[Missing] = Counter()
    for gap in gaps:
        found[gap.why] += gap.count
    return {str(why): found[why] for why in Missing if found[why]}


def told(gaps: Iterable[Gap]) -> str:
    """Return one line: "absent: 3 images; blocked by robots.txt: 2 pages"; empty where nothing is missing."""
    return "; ".join(f"{gap.word.name}: {gap.things}" for gap in gaps)
