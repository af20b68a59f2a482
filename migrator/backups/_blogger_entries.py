"""The two dialects of Blogger's Atom backups, entry by entry, in one shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from migrator.backups._xml import elements, text
from migrator.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from lxml import etree

SCHEMA_2018 = "http://schemas.google.com/blogger/2018"
KINDS = "http://schemas.google.com/g/2005#kind"
_ATOM = "{http://www.w3.org/2005/Atom}"
_NEW = f"{{{SCHEMA_2018}}}"
_THREAD = "{http://purl.org/syndication/thread/1.0}in-reply-to"
_DRAFTS = (
    "{http://purl.org/atom/app#}control/{http://purl.org/atom/app#}draft",
    "{http://www.w3.org/2007/app}control/{http://www.w3.org/2007/app}draft",
)
_LABELS = ("http://www.blogger.com/atom/ns#", "tag:blogger.com,1999:blog-")
_ID = re.compile(r"\.(?:post|page)-(\w+)$")
_SETTING = re.compile(r"\.settings\.(\w+)$")
_RELATED = re.compile(r"/(\d+)(?:\?|$)")
_TYPES = {"settings": "SETTING"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `type` is POST, PAGE, COMMENT, SETTING or another word; `address` a path, a URL or empty.

    `id`, `parent` (the post of a comment) and `reply_to` (another comment) are the digits of Blogger's ids; a setting's
    `id` is its name and `body` its value.
    """

    type: str
    status: str
    id: str
    trashed: bool = False
    guid: str = ""
    title: str = ""
    body: str = ""
    address: str = ""
    description: str = ""
    author: str = ""
    author_url: str = ""
    labels: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    parent: str = ""
    reply_to: str = ""


def read(stream: BinaryIO, name: str) -> Iterator[Entry | Problem]:
    """Yield the entries of a backup in either dialect, and what is damaged in it."""
    for element in elements(stream, name, (f"{_ATOM}entry",)):
        if isinstance(element, Problem):
            yield element
        elif element.find(f"{_NEW}type") is not None:
            yield _takeout(element)
        else:
            yield _older(element)


def _takeout(entry: etree._Element) -> Entry:
    return _entry(
        entry,
        kind=text(entry, f"{_NEW}type"),
        status=text(entry, f"{_NEW}status"),
        trashed=bool(text(entry, f"{_NEW}trashed")),
        address=text(entry, f"{_NEW}filename"),
        description=text(entry, f"{_NEW}metaDescription"),
        parent=_digits(text(entry, f"{_NEW}parent")),
        reply_to=_digits(text(entry, f"{_NEW}inReplyTo")),
    )


def _older(entry: etree._Element) -> Entry:
    term = next(
        (c.get("term") or "" for c in entry.iterfind(f"{_ATOM}category") if c.get("scheme") == KINDS), ""
    )
    kind = term.rpartition("#")[2]
    reply = entry.find(_THREAD)
    links = {
        link.get("rel") or "": link.get("href") or ""
        for link in entry.iterfind(f"{_ATOM}link")
        if "atom" not in (link.get("type") or "") or link.get("rel") == "related"
    }
    draft = any(text(entry, path) == "yes" for path in _DRAFTS)
    related = _RELATED.search(links.get("related", "")) if kind == "comment" else None
    return _entry(
        entry,
        kind=_TYPES.get(kind, kind.upper()),
        status="DRAFT" if draft else "LIVE",
        address=links.get("alternate") or links.get("replies", "").partition("#")[0].partition("?")[0],
        parent=_digits(reply.get("ref") or "") if reply is not None else "",
        reply_to=related[1] if related else "",
    )


def _entry(entry: etree._Element, *, kind: str, status: str, **more: str | bool) -> Entry:
    guid = text(entry, f"{_ATOM}id")
    setting = _SETTING.search(guid)
    author = entry.find(f"{_ATOM}author")
    told: dict[str, str] = {name: value for name, value in more.items() if isinstance(value, str)}
    return Entry(
        type=kind,
        status=status,
        trashed=bool(more.get("trashed")),
        id=setting[1] if setting else _digits(guid),
        guid=guid,
        title=" ".join(text(entry, f"{_ATOM}title").split()),
        body=entry.findtext(f"{_ATOM}content") or "",
        author=text(author, f"{_ATOM}name") if author is not None else "",
        author_url=text(author, f"{_ATOM}uri") if author is not None else "",
        labels=_labels(entry),
        published=_moment(text(entry, f"{_ATOM}published")),
        updated=_moment(text(entry, f"{_ATOM}updated")),
        **told,
    )


def _labels(entry: etree._Element) -> tuple[str, ...]:
    found = (
        " ".join((one.get("term") or "").split())
        for one in entry.iterfind(f"{_ATOM}category")
        if (one.get("scheme") or "").startswith(_LABELS)
    )
    return tuple(dict.fromkeys(label for label in found if label))


def _digits(guid: str) -> str:
    found = _ID.search(guid)
    return found[1] if found else ""


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
