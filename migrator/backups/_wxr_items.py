"""The parts of a WXR file in plain shapes: channel, people, terms, and items with their comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING, TypeAlias

from migrator.backups._xml import elements, text
from migrator.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from lxml import etree

_EXPORT = re.compile(rb"http://wordpress\.org/export/1\.\d/")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_EXCERPT = re.compile(r"\{http://wordpress\.org/export/1\.\d/excerpt/\}encoded")
_CHANNEL = {"title": "title", "description": "description", "language": "language"}
_TAXONOMIES = {"category": "category", "tag": "post_tag", "post_tag": "post_tag"}
_NO_DATE = "0000"
_QUARTER = 15  # minutes: zones differ by quarters of an hour
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Channel:
    """One fact about the blog: a field of `Site` and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Person:
    """An author of the blog."""

    id: str
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """A category, tag or other term; `parent` is a slug."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment, pingback or trackback; dates are ISO 8601."""

    id: str
    author: str
    author_url: str
    published: str | None
    text: str
    approved: str
    kind: str
    parent: str | None
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of WordPress's table of posts; `file` is an attachment's, `thumbnail` the id of one."""

    id: str
    type: str
    status: str
    link: str
    slug: str
    title: str
    body: str
    excerpt: str
    guid: str
    creator: str
    protected: bool
    published: str | None
    updated: str | None
    labels: tuple[str, ...]
    file: str
    thumbnail: str
    old_slugs: tuple[str, ...]
    remarks: tuple[Remark, ...]


Found: TypeAlias = Channel | Person | Term | Item | Problem


def namespace(head: bytes) -> str:
    """Return the export namespace a file declares, whatever its version, in braces."""
    found = _EXPORT.search(head)
    return f"{{{found[0].decode()}}}" if found else "{http://wordpress.org/export/1.2/}"


def read(stream: BinaryIO, name: str, wp: str) -> Iterator[Found]:
    """Yield the parts of a file in its order."""
    heads = tuple(f"{wp}{tag}" for tag in ("author", "category", "tag", "term"))
    for element in elements(stream, name, ("item", *_CHANNEL, *heads)):
        if isinstance(element, Problem):
            yield element
        elif element.tag == "item":
            yield _item(element, wp)
        else:
            yield from _head(element, str(element.tag).removeprefix(wp), wp)


def _plain(stored: str) -> str:
    """Return a name or title as readers see it: WordPress stores many of them as HTML ("Q &amp; A")."""
    return " ".join(unescape(stored).split())


def _head(element: etree._Element, tag: str, wp: str) -> Iterator[Channel | Person | Term]:
    if tag in _CHANNEL:
        if value := (element.text or "").strip():
            yield Channel(_CHANNEL[tag], _plain(value))
    elif tag == "author":
        login = text(element, f"{wp}author_login")
        yield Person(
            text(element, f"{wp}author_id"), login, text(element, f"{wp}author_display_name") or login
        )
    elif tag == "category":
        yield Term(
            "category",
            text(element, f"{wp}category_nicename"),
            _plain(text(element, f"{wp}cat_name")),
            text(element, f"{wp}category_parent"),
            text(element, f"{wp}category_description"),
        )
    elif tag == "tag":
        about = text(element, f"{wp}tag_description")
        yield Term(
            "post_tag", text(element, f"{wp}tag_slug"), _plain(text(element, f"{wp}tag_name")), "", about
        )
    else:
        taxonomy, slug, name, parent, about = (
            text(element, f"{wp}term_{each}")
            for each in ("taxonomy", "slug", "name", "parent", "description")
        )
        yield Term(taxonomy, slug, _plain(name), parent, about)


def _item(item: etree._Element, wp: str) -> Item:
    meta = [
        (text(one, f"{wp}meta_key"), text(one, f"{wp}meta_value")) for one in item.iterfind(f"{wp}postmeta")
    ]
    excerpt = next((e.text or "" for e in item if isinstance(e.tag, str) and _EXCERPT.fullmatch(e.tag)), "")
    local, utc = text(item, f"{wp}post_date"), text(item, f"{wp}post_date_gmt")
    return Item(
        id=text(item, f"{wp}post_id"),
        type=text(item, f"{wp}post_type") or "post",
        status=text(item, f"{wp}status") or "draft",
        link=text(item, "link"),
        slug=text(item, f"{wp}post_name"),
        title=_plain(text(item, "title")),
        body=item.findtext(_CONTENT) or "",
        excerpt=excerpt.strip(),
        guid=text(item, "guid"),
        creator=text(item, _CREATOR),
        protected=bool(text(item, f"{wp}post_password")),
        published=moment(local, utc) or _rss_date(text(item, "pubDate")),
        updated=moment(text(item, f"{wp}post_modified"), text(item, f"{wp}post_modified_gmt")),
        labels=_labels(item),
        file=text(item, f"{wp}attachment_url"),
        thumbnail=next((value for key, value in meta if key == "_thumbnail_id"), ""),
        old_slugs=tuple(dict.fromkeys(value for key, value in meta if key == "_wp_old_slug" and value)),
        remarks=tuple(_remark(one, wp) for one in item.iterfind(f"{wp}comment")),
    )


def _labels(item: etree._Element) -> tuple[str, ...]:
    """Return categories, then tags; version 1.0 writes each twice, and only one of the two has a nicename."""
    found = [
        (_TAXONOMIES[domain], _plain(one.text or ""))
        for one in item.iterfind("category")
        if one.get("nicename") and (domain := one.get("domain") or "") in _TAXONOMIES
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(found, key=lambda each: each[0]) if name))


def _remark(comment: etree._Element, wp: str) -> Remark:
    kind = text(comment, f"{wp}comment_type")
    parent = text(comment, f"{wp}comment_parent")
    return Remark(
        id=text(comment, f"{wp}comment_id"),
        author=_plain(text(comment, f"{wp}comment_author")),
        author_url=text(comment, f"{wp}comment_author_url").removesuffix("http://"),
        published=moment(text(comment, f"{wp}comment_date"), text(comment, f"{wp}comment_date_gmt")),
        text=comment.findtext(f"{wp}comment_content") or "",
        approved=text(comment, f"{wp}comment_approved"),
        kind=kind if kind in {"pingback", "trackback"} else "comment",
        parent=parent if parent not in {"", "0"} else None,
        user_id=text(comment, f"{wp}comment_user_id"),
    )


def moment(local: str, utc: str) -> str | None:
    """Return a date as ISO 8601 with the offset that the local and the UTC clock reveal; naive without the latter."""
    shown, meant = _clock(local), _clock(utc)
    if shown is None:
        return None if meant is None else meant.replace(tzinfo=UTC).isoformat()
    if meant is None:
        return shown.isoformat()
    minutes = round((shown - meant) / timedelta(minutes=_QUARTER)) * _QUARTER
    if abs(minutes) >= _DAY:
        return meant.replace(tzinfo=UTC).isoformat()
    return meant.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes))).isoformat()


def _clock(written: str) -> datetime | None:
    try:
        return None if written.startswith(_NO_DATE) else datetime.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return None


def _rss_date(written: str) -> str | None:
    try:
        return parsedate_to_datetime(written).isoformat()
    except (ValueError, TypeError):
        return None
