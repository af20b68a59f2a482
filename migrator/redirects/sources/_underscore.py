"""The file `_redirects` that two hosts read with different defaults: a line is from, conditions, to, status."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.redirects._spelling import split_url
from migrator.redirects.sources._rules import MANY, NO_REDIRECT, with_query, written_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.redirects.sources._rules import Notes

_STATUS = re.compile(r"([1-5]\d\d)!?")


def read_underscore(notes: Notes, text: str, default: int, splat: str) -> None:
    """Read the plain lines; `default` is the status of a line without one, `splat` a pattern of what it takes for one."""
    for number, line in enumerate(text.splitlines(), 1):
        words = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].split()
        if words:
            _line(notes, number, words, (default, splat))


def _line(notes: Notes, number: int, words: Sequence[str], dialect: tuple[int, str]) -> None:
    text = " ".join(words)
    at = next((n for n, word in enumerate(words[1:], 1) if re.match(r"(?i)/|https?://", word)), None)
    status = _STATUS.fullmatch(words[at + 1]) if at and len(words) > at + 1 else None
    if at is None:
        notes.refuse(number, text, "it names no new address")
        return
    answer = (words[at], status[1] if status else dialect[0])
    asked = Asked(
        words[0], [word.partition("=")[::2] for word in words[1:at]], words[at + (2 if status else 1) :]
    )
    take(notes, (number, text), asked, answer, dialect[1])


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule answers: an address, the query it needs, and conditions on other things."""

    old: str
    query: Sequence[tuple[str, str]]
    extra: Sequence[str] = ()


def take(notes: Notes, place: tuple[int, str], asked: Asked, answer: tuple[str, object], splat: str) -> None:
    """Take over one rule for one address; `place` is its line and its text, `answer` a new address and a status."""
    number, text = place
    parts = split_url(asked.old)
    if str(answer[1]).startswith("2"):
        notes.remark(number, NO_REDIRECT)
    elif asked.extra:
        notes.refuse(number, text, f"its condition {' '.join(asked.extra)!r} is not one on the address")
    elif re.search(splat, asked.old) or any(value.startswith(":") for _, value in asked.query):
        notes.refuse(number, text, MANY)
    else:
        notes.in_turn(number)
        path = written_path(parts.path or "/") if parts else written_path(asked.old)
        notes.add(number, with_query(path, asked.query), *answer, parts.host if parts else None)
