"""Blogger's own backups: Takeout's `feed.atom` (since 2018) and the older `blog-MM-DD-YYYY.xml`, both Atom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.backups import _blogger_entries as entries
from migrator.backups._contract import About, Detection, left_out, recognised
from migrator.errors import InputError
from migrator.model import Problem, Record, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from migrator.backups._blogger_entries import Entry
    from migrator.backups._contract import Container
    from migrator.model import Json, Site

_ATOM = b"http://www.w3.org/2005/Atom"
_SOURCE = "backup:blogger"
_HEAD_LINK = re.compile(rb"<link\b[^>]*\brel=['\"]alternate['\"][^>]*>")
_HREF = re.compile(rb"\bhref=['\"]([^'\"]+)['\"]")
_TITLE = re.compile(rb"<title\b[^>]*>([^<]*)</title>")
_LIVE = "LIVE"
_POSTS = frozenset({"POST", "PAGE"})
_NO_CONTENT = frozenset({"SETTING", "TEMPLATE"})
_SETTINGS = {"BLOG_NAME": "title", "BLOG_DESCRIPTION": "description", "BLOG_TIME_ZONE": "timezone"}
_STATUS = {
    "DRAFT": "draft",
    "SCHEDULED": "scheduled",
    "SPAM": "spam",
    "PENDING": "unapproved",
    "REJECTED": "unapproved",
}


class Blogger:
    """Blogger: Google Takeout's feed.atom, or the older backup file (XML)."""

    name = "blogger"
    title = "Blogger: Takeout (zip, folder or feed.atom) and the older backup XML"
    version = 1
    platform = "blogger"

    def detect(self, head: bytes, name: str) -> Detection:  # noqa: ARG002 - names say nothing: folders are translated
        """Say how likely a member is a backup: told by its namespaces, never by its name."""
        if _ATOM not in head:
            return Detection(0.0)
        if entries.SCHEMA_2018.encode() in head:
            return Detection(0.95, ("Takeout's namespace of 2018",))
        if b"tag:blogger.com,1999:blog-" in head and entries.KINDS.encode() in head and b".archive" in head:
            return Detection(0.95, ("Blogger's archive feed",))
        return Detection(0.0)

    def about(self, given: Container) -> About:
        """Return the blog's address, which only the older format holds, and its title."""
        (name,) = _one_blog(self, given)
        head = given.head(name).partition(b"<entry")[0]
        link, title = _HEAD_LINK.search(head), _TITLE.search(head)
        href = _HREF.search(link[0]) if link else None
        return About(
            platform=self.platform,
            base_url=_origin(href[1].decode("utf-8", "replace")) if href else None,
            title=title[1].decode("utf-8", "replace") if title else None,
        )

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield posts, pages and comments that were public; the file is gone through twice, as comments name only ids."""
        (name,) = _one_blog(self, given)
        with given.open(name) as stream:
            blog = _Blog.of(entries.read(stream, name), given, site)
        if blog.settings:
            base = site.base_url
            yield Record(kind=RecordKind.SITE, key=base, source=_SOURCE, url=base, fields=blog.settings)
        with given.open(name) as stream:
            for entry in entries.read(stream, name):
                if isinstance(entry, Problem):
                    yield entry
                else:
                    yield from _told(entry, blog)


@dataclass(frozen=True, slots=True)
class _Blog:
    """What must be known before any entry can be told: when the file was written, and where each public post is."""

    base_url: str
    written: datetime | None
    places: dict[str, str] = field(default_factory=dict)  # id of a post → its URL
    settings: dict[str, Json] = field(default_factory=dict)

    @staticmethod
    def of(found: Iterator[Entry | Problem], given: Container, site: Site) -> _Blog:
        blog = _Blog(site.base_url, given.written)
        for entry in found:
            if isinstance(entry, Problem):
                continue
            if entry.type == "SETTING" and entry.id in _SETTINGS and entry.body:
                blog.settings[_SETTINGS[entry.id]] = entry.body
            if entry.type in _POSTS and entry.address and blog.why_left_out(entry) is None:
                blog.places[entry.id] = blog.url(entry)
        return blog

    def url(self, entry: Entry) -> str:
        return self.base_url + entry.address if entry.address.startswith("/") else entry.address

    def why_left_out(self, entry: Entry) -> str | None:
        if entry.trashed:
            return "trash"
        if entry.status != _LIVE:
            return _STATUS.get(entry.status, "draft" if entry.type in _POSTS else "unapproved")
        if entry.type in _POSTS and entry.published and self.written and entry.published > self.written:
            return "scheduled"
        return None


def _one_blog(backup: Blogger, given: Container) -> list[str]:
    found = recognised(backup, given)
    if len(found) == 1:
        return found
    if not found:
        raise InputError(f"{given.name} holds no backup of Blogger.", "Name Takeout's zip, or its feed.atom.")
    raise InputError(
        f"{given.name} holds {len(found)} blogs: {', '.join(found)}.",
        "Unpack it, and name the feed.atom of the blog that moves.",
    )


def _told(entry: Entry, blog: _Blog) -> Iterator[Record | Problem]:
    comment = entry.type == "COMMENT"
    what = f"a comment by {entry.author}" if comment else entry.title or entry.address or entry.id
    why = blog.why_left_out(entry)
    if entry.type in _NO_CONTENT:
        return
    if not comment and entry.type not in _POSTS:
        yield left_out("other-kind", f"{entry.type.lower()} {what}")
    elif why is not None:
        yield left_out(why, what)
    elif comment:
        post = blog.places.get(entry.parent)
        yield _comment(entry, post) if post else left_out("orphan", what)
    elif entry.id in blog.places:
        yield _post(entry, blog.places[entry.id])
    else:
        yield left_out("no-permalink", what)


def _post(entry: Entry, url: str) -> Record:
    fields: dict[str, Json] = {
        "kind": "page" if entry.type == "PAGE" else "post",
        "title": entry.title or None,
        "body_html": entry.body,
        "labels": list(entry.labels),
        "guid": entry.guid or None,
        "source_id": entry.id,
    }
    fields |= _known({**_dates(entry), "description": entry.description, "author": _author(entry)})
    return Record(kind=RecordKind.POST, key=url, source=_SOURCE, url=url, fields=fields)


def _comment(entry: Entry, post: str) -> Record:
    fields: dict[str, Json] = {"post": post, "html": entry.body, "parent": entry.reply_to or None}
    fields |= _known({**_dates(entry), "author": _author(entry)})
    return Record(kind=RecordKind.COMMENT, key=entry.id, source=_SOURCE, url=post, fields=fields)


def _dates(entry: Entry) -> dict[str, Json]:
    moments = {"published": entry.published, "updated": entry.updated}
    return {name: moment.isoformat() for name, moment in moments.items() if moment is not None}


def _author(entry: Entry) -> Json:
    if not entry.author:
        return None
    profile = re.search(r"/profile/(\d+)", entry.author_url)
    return {
        "name": entry.author,
        "url": entry.author_url or None,
        "source_id": profile[1] if profile else None,
    }


def _known(fields: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value}


def _origin(url: str) -> str | None:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} and parts.netloc else None


PLUGIN = Blogger()
