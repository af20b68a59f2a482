"""The file `_redirects` that two hosts read with different defaults: a line is from, conditions, to, status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.redirects._spelling import split_url
from migrator.redirects.sources._rules import Notes, with_query, written_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.redirects.pairs import PairList, Sites

_STATUS = re.compile(r"([1-5]\d\d)!?")
_PLACEHOLDER = re.compile(r"[*]|/:[A-Za-z]")
_NO_REDIRECT = "left alone, as they redirect nobody"


def read_underscore(text: str, name: str, sites: Sites, default: int) -> PairList:
    """Read the plain lines; `default` is the status of a line without one.

    Raises:
        InputError: no line could be taken over.
    """
    notes = Notes(name)
    for number, line in enumerate(text.splitlines(), 1):
        words = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].split()
        if words:
            _line(notes, number, words, default)
    return notes.pairs(sites)


def _line(notes: Notes, number: int, words: Sequence[str], default: int) -> None:
    text = " ".join(words)
    at = next(
        (n for n, word in enumerate(words[1:], 1) if word.startswith(("/", "http://", "https://"))), None
    )
    if at is None:
        notes.refuse(number, text, "it names no new address")
        return
    status = _STATUS.fullmatch(words[at + 1]) if len(words) > at + 1 else None
    conditions = [word.partition("=")[::2] for word in words[1:at]]
    extra = words[at + (2 if status else 1) :]
    if status and status[1].startswith("2"):
        notes.remark(number, _NO_REDIRECT)
    elif extra:
        notes.refuse(number, text, f"its condition {' '.join(extra)!r} is not one on the address")
    elif _PLACEHOLDER.search(words[0]) or any(value.startswith(":") for _, value in conditions):
        notes.refuse(number, text, "it stands for more than one address")
    else:
        _take(notes, number, (words[0], conditions, words[at]), status[1] if status else default)


def _take(notes: Notes, number: int, rule: tuple[str, list[tuple[str, str]], str], status: object) -> None:
    source, conditions, new = rule
    parts = split_url(source)
    path = written_path(parts.path or "/") if parts else written_path(source)
    notes.add(number, with_query(path, conditions), new, status, parts.host if parts else None)
