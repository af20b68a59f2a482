"""Tells a comment's name, date and text apart where its markup does not name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.platforms._markup import attribute, joined_text
from migrator.platforms._meta_lines import name_before_facts, pieces, writer_in
from migrator.platforms._select import matches
from migrator.text import DateReader, letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bs4 import BeautifulSoup, Tag

_MACHINE = ("datetime", "data-datetime", "data-time", "data-date")
_LONGEST_NAME = 60  # characters
_LONGEST_STAMP = 110  # characters of a line that is about a comment, not its text
_ACTIONS = "script, style, button, input, textarea, form, img, svg"
_BLOCKS = [
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "dd",
    "dt",
    "blockquote",
    "table",
    "section",
    "header",
    "footer",
    "h3",
    "h4",
    "h5",
]
_BY = re.compile(
    r"^(?:(?:comment|posted|written|comentario|kommentar|commentaire)\s+)?(?:by|por|von|par|da)\s+",
    re.IGNORECASE,
)
_PERMALINK = re.compile(r"#(?:comment-)?c?\d{6,}$")


@dataclass(frozen=True, slots=True)
class CommentParts:
    """What looks like a comment's name, with the element it stands in, its date as shown, and its text's element."""

    name: str | None
    named_in: Tag | None
    date: Tag | None
    text: Tag | None


def guessed_parts(own: BeautifulSoup, reader: DateReader, text: Tag | None, name: str | None) -> CommentParts:
    """Return the parts a comment's lines suggest; `text` and `name` are those its markup names, if it does.

    The date is a line that reads as one; the name a short line that is no date, else what the date's own line
    names; the text the longest line left.
    """
    lines = [tag for tag in _lines(own, text) if joined_text(tag)]
    date = _date_line(lines, reader)
    others = [tag for tag in lines if tag is not date and not _is_action(tag) and joined_text(tag) != name]
    named_in = None
    if name is None and others and (text is not None or len(others) > 1):
        beside = [tag for tag in others if date is not None and _holder(tag) is _holder(date)] or others
        named_in = next((tag for tag in beside if len(joined_text(tag)) <= _LONGEST_NAME), None)
        named_in = named_in if text is not None or _comes_first(named_in, date, lines) else None
        name = joined_text(named_in) if named_in is not None else None
    if name is None and date is not None:
        name, named_in = _named_in_stamp(date, reader), date
    if text is None:
        text = max((tag for tag in others if tag is not named_in), key=_length, default=None)
    return CommentParts(name, named_in, _stamp_in(date, reader), text)


def _stamp_in(line: Tag | None, reader: DateReader) -> Tag | None:
    """Return the link inside a line that is the date alone, else the line."""
    links = line.find_all("a", href=True) if line is not None else []
    return next((link for link in links if reader.read(joined_text(link))), line)


def _holder(line: Tag) -> Tag | None:
    """Return the closest element around a line that holds more than the line."""
    whole = _length(line)
    return next((up for up in line.parents if _length(up) > whole), None)


def _comes_first(line: Tag | None, date: Tag | None, lines: Sequence[Tag]) -> bool:
    """True where a line can be a name: it opens the comment, or stands right before its date."""
    if line is None:
        return False
    place = lines.index(line)
    return place == 0 or (date is not None and place <= lines.index(date) + 1)


def _date_line(lines: Sequence[Tag], reader: DateReader) -> Tag | None:
    for tag in lines:
        if machine_date(tag) or _has_permalink(tag):
            return tag
    short = (tag for tag in lines if len(joined_text(tag)) <= _LONGEST_STAMP)
    return next((tag for tag in short if reader.read(joined_text(tag))), None)


def _has_permalink(tag: Tag) -> bool:
    links = [tag, *tag.find_all("a", href=True)] if tag.name == "a" else tag.find_all("a", href=True)
    return any(_PERMALINK.search(attribute(link, "href")) for link in links)


def _named_in_stamp(line: Tag, reader: DateReader) -> str | None:
    named = writer_in(line, _BY)
    if named:
        return named
    for piece in pieces(line):
        name = None if reader.read(piece) else name_before_facts(piece)
        if name and letters(name):
            return name
    return None


def machine_date(tag: Tag | None) -> str:
    """Return the date an element's attributes state, as written; "" for none."""
    return (
        next((attribute(tag, name) for name in _MACHINE if attribute(tag, name)), "")
        if tag is not None
        else ""
    )


def _lines(own: BeautifulSoup, text: Tag | None) -> list[Tag]:
    """Return the outermost elements beside `text` that hold words of their own and no further blocks, in order."""
    found: list[Tag] = []
    inside: set[int] = set()
    for tag in own.body.find_all(True) if own.body is not None else []:
        if tag is text or any(id(up) in inside or up is text for up in tag.parents) or matches(tag, _ACTIONS):
            continue
        if any(letters(joined_text(block)) for block in tag.find_all(_BLOCKS)):
            continue
        if any(letters(str(piece)) for piece in tag.find_all(string=True, recursive=False)):
            found.append(tag)
            inside.add(id(tag))
    return found


def _length(tag: Tag) -> int:
    return len(letters(joined_text(tag)))


def _is_action(tag: Tag) -> bool:
    link = tag if tag.name == "a" else tag.find("a")
    href = attribute(link, "href") if link is not None else ""
    return href.startswith(("#", "javascript:")) and len(joined_text(tag)) == len(joined_text(link))
