"""Joins lines into file content and names lists for README files; every target writes with it."""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING, TypeVar

from migrator.redirects._hosted import percent_encoded_ascii
from migrator.redirects._index import key_of
from migrator.redirects._spelling import as_bytes
from migrator.redirects._unnamed import UNNAMED
from migrator.redirects.targets._contract import OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrator.redirects.targets._contract import RuleSet

_Row = TypeVar("_Row")
_BATCH = 10_000


def text_file(path: str, lines: Iterable[str]) -> OutputFile:
    """Write lines with one final newline; lone surrogates become the bytes they stand for."""
    written = io.BytesIO()
    last = b""
    for batch in batched(lines):
        text = last + as_bytes("\n".join(batch) + "\n")
        written.write(text.rstrip(b"\n"))
        last = text[len(text.rstrip(b"\n")) :]
    written.write(b"\n")
    return OutputFile(path, written.getvalue())


def batched(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Yield rows in lists of many: a file of a million lines is written in pieces, not held three times."""
    following = iter(rows)
    while batch := list(itertools.islice(following, _BATCH)):
        yield batch


def let_go(rows: list[_Row]) -> Iterator[_Row]:
    """Yield the rows of a list in order, each let go once it is taken: there may be a million. The list ends empty."""
    rows.reverse()
    while rows:
        yield rows.pop()


def bullet_list(entries: Iterable[str]) -> str:
    """Return a Markdown list."""
    return "\n".join(f"- {entry}" for entry in entries)


def example_check(rules: RuleSet) -> str:
    """Return a curl command that asks for the old URL people ask for most, or the first, and the answer to expect."""
    moved = (rule for rule in rules.rules if rule.target and rule.old)
    places = {old: place for place, old in enumerate(rules.first)}
    rule = min(moved, key=lambda rule: (places.get(rule.old, len(places)), key_of(rule)), default=None)
    if rule is None:
        return "    (no old URL has moved)"
    quoted, target = percent_encoded_ascii(rule.old).replace("'", "%27"), rule.target or ""
    shown = f"    curl -sI '{quoted}'\n    # HTTP/1.1 {rule.status} and  Location: {target}"
    return shown.replace(UNNAMED, "HOST")
