"""Tells a comment's name, date and text apart where its markup does not name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.platforms._markup import attribute, joined_text
from migrator.text import DateReader, letters

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_MACHINE = ("datetime", "data-datetime", "data-time", "data-date")
_LONGEST_NAME = 60  # characters
_ACTIONS = "script, style, button, input, textarea, form, img, svg"


@dataclass(frozen=True, slots=True)
class CommentParts:
    """The elements that look like a comment's name, date and text; None where nothing does."""

    name: Tag | None
    date: Tag | None
    text: Tag | None


def guessed_parts(own: BeautifulSoup, reader: DateReader) -> CommentParts:
    """Return a short line before the date as the name, the line that reads as a date, the longest after it as the text."""
    lines = [tag for tag in _lines(own) if joined_text(tag)]
    date = next((tag for tag in lines if machine_date(tag) or reader.read(joined_text(tag))), None)
    place = lines.index(date) if date is not None else 0
    before = [tag for tag in lines[:place] if not _is_action(tag)]
    after = [tag for tag in lines[place:] if tag is not date and not _is_action(tag)]
    if not before or not after:  # the date comes last or first: a short first line is the name
        both = before + after
        before, after = both[:1] if len(both) > 1 else [], both[1:] if len(both) > 1 else both
    text = max(after, key=_length, default=None)
    name = next((tag for tag in before if len(joined_text(tag)) <= _LONGEST_NAME), None)
    return CommentParts(name, date, text)


def machine_date(tag: Tag | None) -> str:
    """Return the date an element's attributes state, as written; "" for none."""
    return (
        next((attribute(tag, name) for name in _MACHINE if attribute(tag, name)), "")
        if tag is not None
        else ""
    )


def _lines(own: BeautifulSoup) -> list[Tag]:
    """Return the outermost elements that hold text of their own, in order: inline markup inside one is part of it."""
    found: list[Tag] = []
    inside: set[int] = set()
    for tag in own.body.find_all(True) if own.body is not None else []:
        if any(id(up) in inside for up in tag.parents) or tag.css.match(_ACTIONS):
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
