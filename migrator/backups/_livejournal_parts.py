"""The files people keep of a journal, in plain shapes: monthly exports (XML, CSV), comment exports, ljdump's folders.

Monthly exports after the code Dreamwidth published (`export_do.bml`), comments after LiveJournal's documentation of
`export_comments.bml`, ljdump's and ljArchive's files after their public readers.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from migrator.backups._contract import unreadable
from migrator.backups._xml import elements, text
from migrator.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from lxml import etree

_ROOT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?<(livejournal|event|comments)\b[^>]*>")
_CSV = re.compile(rb"\A(?:\xef\xbb\xbf)?itemid,[a-z_,]+\r?\n")
_ENTRY_PARTS = (
    "itemid",
    "anum",
    "eventtime",
    "subject",
    "event",
    "security",
    "url",
    "props",
    "taglist",
    "poster",
)
_FILE_OF_COMMENTS = re.compile(r"(?:.*/)?C-(\d+)")
_PER_ID = 256  # numbers in addresses are ids times 256 plus a small number


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `number` is that of its address, `security` None where the file does not tell it."""

    number: int
    subject: str
    body: str
    eventtime: str
    security: str | None
    formatted: bool = False
    labels: tuple[str, ...] = ()
    poster: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One comment. `id` and `parent` count within the journal; `entry` is the id, not the number, of its entry."""

    id: str
    entry: int
    parent: str | None
    author: str
    poster: str  # the number of a user whose name stands elsewhere
    date: str
    subject: str
    body: str
    state: str


@dataclass(frozen=True, slots=True)
class User:
    """The name behind a user's number."""

    id: str
    name: str


Part: TypeAlias = Entry | Remark | User | Problem


def recognised_as(head: bytes) -> str:
    """Return what a file is: "livejournal", "event", "comments" or "csv"; "" for none of them."""
    root = _ROOT.match(head)
    if root is None:
        return "csv" if _CSV.match(head) and b"eventtime" in head[:200] else ""
    name = root[1].decode()
    marks = {
        "livejournal": rb"<(?:entry|comment|maxid|usermap|comments|usermaps)\b|</livejournal>|<livejournal\s*/>",
        "event": rb"<itemid>\s*\d+\s*</itemid>|<eventtime>",
        "comments": rb"<comment>|</comments>|<comments\s*/>",
    }
    return name if re.search(marks[name], head) else ""


def read(stream: BinaryIO, name: str, head: bytes) -> Iterator[Part]:
    """Yield what a file holds; `head` are its first bytes."""
    kind = recognised_as(head)
    # An entry may hold its comments: were they taken one by one, the entry would be gone when it ends.
    tags = ("entry",) if b"<entry" in head else ("comment", "usermap")
    if kind == "csv":
        yield from _rows(stream, name)
    elif kind == "event":
        yield from _event(stream, name)
    else:
        entry = _FILE_OF_COMMENTS.fullmatch(name)
        own = int(entry[1]) if entry and len(entry[1]) < len("1000000000") else 0
        for element in elements(stream, name, tags):
            if isinstance(element, Problem):
                yield element
            elif element.tag == "entry":
                found = _entry({str(child.tag): (child.text or "") for child in element}, element)
                yield found or unreadable(f"{name} holds an entry without a number")
            elif element.tag == "usermap":
                yield User(element.get("id") or "", element.get("user") or "")
            elif own or element.get("jitemid"):  # lists of numbers alone name no entry
                yield from _remark(element, own)


def _rows(stream: BinaryIO, name: str) -> Iterator[Part]:
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        for row in csv.DictReader(lines):
            cells = {
                key: value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)
            }
            yield _entry(cells, None) or unreadable(f"{name} holds a row without a number")
    except csv.Error as error:
        yield unreadable(f"{name} cannot be read to its end: {error}")
    finally:
        lines.detach()  # whoever opened the stream closes it


def _event(stream: BinaryIO, name: str) -> Iterator[Part]:
    """Yield the entry of one of ljdump's files, which leave out the security of public entries."""
    said: dict[str, str] = {"security": "public"}
    for element in elements(stream, name, _ENTRY_PARTS):
        if isinstance(element, Problem):
            yield element
        elif element.getparent() is not None:  # the root has the name of one of its parts
            said[str(element.tag)] = element.text or ""
    found = _entry(said, None, formatted=said.get("opt_preformatted", "0").strip() not in {"", "0"})
    yield found or unreadable(f"{name} holds no entry with a number")


def _entry(
    parts: Mapping[str, str], element: etree._Element | None, *, formatted: bool = False
) -> Entry | None:
    number, small = _number(parts.get("itemid")), _number(parts.get("anum"))
    if number is None:
        return None
    if small is not None:
        number = number * _PER_ID + small % _PER_ID
    remarks = element.iterfind("comment") if element is not None else ()
    return Entry(
        number=number,
        subject=parts.get("subject", "").strip(),
        body=parts.get("event", ""),
        eventtime=parts.get("eventtime", "").strip(),
        security=parts["security"].strip().lower() if "security" in parts else None,
        formatted=formatted,
        labels=tuple(
            dict.fromkeys(filter(None, (tag.strip() for tag in parts.get("taglist", "").split(","))))
        ),
        poster=parts.get("poster", "").strip(),
        remarks=tuple(
            one for remark in remarks for one in _remark(remark, number // _PER_ID) if isinstance(one, Remark)
        ),
    )


def _remark(comment: etree._Element, entry: int) -> Iterator[Remark | Problem]:
    """Yield a comment, whose facts are attributes in LiveJournal's export and elements in what others wrote."""
    number = _said(comment, "id", "itemid")
    own = _number(_said(comment, "jitemid")) or entry
    if _number(number) is None or not own:
        yield unreadable("a comment names no number or no entry")
        return
    parent = _said(comment, "parentid", "parent_itemid")
    yield Remark(
        id=number,
        entry=own,
        parent=parent if _number(parent) else None,
        author=_said(comment, "user") or text(comment, "author/name"),
        poster=comment.get("posterid") or "",
        date=_said(comment, "date", "eventtime"),
        subject=_said(comment, "subject"),
        body=comment.findtext("body") or comment.findtext("event") or "",
        state=_said(comment, "state").upper(),
    )


def _said(comment: etree._Element, *names: str) -> str:
    return next((value for name in names if (value := comment.get(name) or text(comment, name))), "")


def _number(written: str | None) -> int | None:
    plain = (written or "").strip()
    return (
        int(plain) if plain.isdecimal() and plain.isascii() and len(plain) < len("10000000000000") else None
    )
