"""Tells the rows of Ghost's tables as records: which posts were public, where they stood, who wrote and tagged them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from migrator.backups._contract import COMPUTED, MARKUP, left_out, noted, unreadable
from migrator.backups._ghost_cards import Document, lexical, markdown_document, mobiledoc
from migrator.loose_json import person, stated, words
from migrator.model import Record, RecordKind
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model import Json, Problem, Site

Row = dict[str, "Json"]
_SOURCE = "backup:ghost"
_STATUS = {"draft": "draft", "scheduled": "scheduled", "sent": "private"}
_ADDRESS = "__GHOST_URL__"
_DEFAULT = "/:slug/"
_FIELD = re.compile(r":(\w+)")
_PLACED = ("id", "slug", "published_at", "type", "page", "status", "visibility", "uuid", "author_id")
_LATEST = 10**14  # milliseconds: a date after the year 5000 is none


@dataclass
class Blog:
    """What must be known before any post can be told; texts are not kept."""

    site: Site
    settings: dict[str, str] = field(default_factory=dict)
    tags: dict[str, Row] = field(default_factory=dict)
    users: dict[str, Row] = field(default_factory=dict)
    posts: dict[str, Row] = field(default_factory=dict)
    linked: dict[tuple[str, str], list[tuple[int, str]]] = field(
        default_factory=dict
    )  # (table, post) → rows' ids
    extra: dict[str, Row] = field(default_factory=dict)  # post → its row of posts_meta

    def note(self, kind: str, row: Row) -> None:
        """Keep what a row says, as far as posts need it."""
        number, post = words(row.get("id")) or "", words(row.get("post_id")) or ""
        if kind == "settings" and (key := words(row.get("key"))) in {"title", "description", "permalinks"}:
            self.settings[key or ""] = words(row.get("value")) or ""
        elif kind == "tags":
            self.tags[number] = _picked(row, ("name", "slug", "description", "visibility"))
        elif kind == "users":
            self.users[number] = _picked(row, ("name", "slug", "website"))
        elif kind == "posts":
            self.posts[number] = _picked(row, _PLACED)
        elif kind == "posts_meta":
            self.extra[post] = _picked(row, ("meta_description", "custom_excerpt"))
        elif kind in {"posts_tags", "posts_authors"}:
            linked = words(row.get("tag_id") if kind == "posts_tags" else row.get("author_id")) or ""
            order = row.get("sort_order")
            listed = self.linked.setdefault((kind, post), [])
            listed.append((order if isinstance(order, int) else len(listed), linked))

    def about(self) -> Iterator[Record]:
        """Yield what the file says of the blog itself, and its public tags with their addresses."""
        base = self.site.base_url
        told = stated({name: self.settings.get(name) or None for name in ("title", "description")})
        if told:
            yield Record(kind=RecordKind.SITE, key=base, source=_SOURCE, url=base, fields=told)
        for tag in self.tags.values():
            name, slug = words(tag.get("name")), words(tag.get("slug"))
            if not name or not slug or _is_internal(tag):
                continue
            fields: dict[str, Json] = {"name": name, "slug": slug, "taxonomy": "post_tag"}
            fields |= stated({"description": words(tag.get("description"))})
            yield Record(
                kind=RecordKind.TERM, key=f"post_tag/{slug}", source=_SOURCE, url=base, fields=fields
            )
            yield _url(f"{base}/tag/{quote(slug)}/")
            yield _url(f"{base}/tag/{quote(slug)}/rss/")
        writers = {
            words(self._writer(row).get("slug")) for row in self.posts.values() if _why_left_out(row) is None
        }
        yield from (_url(f"{base}/author/{quote(writer)}/") for writer in sorted(filter(None, writers)))

    def post(self, row: Row) -> Iterator[Record | Problem]:
        """Yield a post or page, or tell why it is left out."""
        what = words(row.get("title")) or words(row.get("slug")) or words(row.get("id")) or "?"
        why = _why_left_out(row)
        key = self.place(row)
        if why is None and key is None:
            why = "no-permalink"
        if why is not None or key is None:
            yield left_out(why or "no-permalink", what)
            if why == "paid" and key is not None:
                yield _url(key)
            return
        if "permalinks" not in self.settings and not _is_page(row):
            yield noted(COMPUTED, key)
        document = _document(row)
        if document is None:
            yield unreadable(f"The text of {what!r} is in no form that can be read.")
            yield _url(key)
            return
        if document.signs:
            yield noted(MARKUP, what)
        if document.unknown:
            yield unreadable(
                f"{what!r} has parts that cannot be read: {', '.join(sorted(set(document.unknown)))}."
            )
        yield Record(
            kind=RecordKind.POST, key=key, source=_SOURCE, url=key, fields=self._fields(row, document.html)
        )

    def comment(self, row: Row) -> Iterator[Record | Problem]:
        """Yield a comment; the file does not say who wrote it."""
        number, post = words(row.get("id")), self.posts.get(words(row.get("post_id")) or "")
        key = self.place(post) if post is not None and _why_left_out(post) is None else None
        if row.get("status") not in {"published", None}:
            yield left_out("trash" if row.get("status") == "deleted" else "unapproved", "a comment")
        elif number is None or key is None:
            yield left_out("orphan", "a comment")
        else:
            fields: dict[str, Json] = {
                "post": key,
                "parent": words(row.get("parent_id")),
                "html": self._own(words(row.get("html")) or ""),
                "kind": "comment",
                **stated({"published": moment(row.get("created_at"))}),
            }
            yield Record(kind=RecordKind.COMMENT, key=number, source=_SOURCE, url=key, fields=fields)

    def place(self, row: Row) -> str | None:
        """Return a post's address by the blog's permalink setting; pages stand below the root."""
        template = _DEFAULT if _is_page(row) else self.settings.get("permalinks") or _DEFAULT
        day = (moment(row.get("published_at")) or "").partition("T")[0].split("-")
        number = words(row.get("id")) or ""
        tag, writer = self._first("posts_tags", number), self._writer(row)
        known = {
            "slug": words(row.get("slug")),
            "id": number or None,
            "primary_tag": words(self.tags.get(tag, {}).get("slug")) or "all",
            "primary_author": words(writer.get("slug")),
            "author": words(writer.get("slug")),
            **dict(zip(("year", "month", "day"), day, strict=False)),
        }
        wanted = _FIELD.findall(template)
        if any(not known.get(name) for name in wanted):
            return None
        path = _FIELD.sub(lambda match: quote(str(known[match[1]])), template)
        return f"{self.site.base_url}/{path.strip('/')}/"

    def _fields(self, row: Row, html: str) -> dict[str, Json]:
        number = words(row.get("id")) or ""
        writer, extra = self._writer(row), self.extra.get(number, {})
        website = words(writer.get("website"))
        safe = website if website and urlsplit(website).scheme in {"http", "https"} else None
        image = words(row.get("feature_image")) or words(row.get("image"))
        told: dict[str, Json] = {
            "title": words(row.get("title")),
            "published": moment(row.get("published_at")),
            "updated": moment(row.get("updated_at")),
            "author": person(words(writer.get("name")), safe, words(writer.get("slug"))),
            "description": words(row.get("custom_excerpt")) or words(extra.get("meta_description")),
            "image": absolute(f"{self.site.base_url}/", self._own(image)) if image else None,
            "source_id": words(row.get("comment_id")) or number or None,
            "guid": number or None,
        }
        labels: list[Json] = [name for tag in self._tags(number) if (name := words(tag.get("name")))]
        return {
            "kind": "page" if _is_page(row) else "post",
            "body_html": self._own(html),
            "labels": labels,
            **stated(told),
        }

    def _own(self, text: str) -> str:
        return text.replace(_ADDRESS, self.site.base_url)

    def _tags(self, post: str) -> list[Row]:
        linked = sorted(self.linked.get(("posts_tags", post), ()))
        found = (self.tags.get(number, {}) for _, number in linked)
        return [tag for tag in found if tag and not _is_internal(tag)]

    def _first(self, kind: str, post: str) -> str:
        public = sorted(self.linked.get((kind, post), ()))
        shown = (
            number
            for _, number in public
            if kind != "posts_tags" or not _is_internal(self.tags.get(number, {}))
        )
        return next(shown, "")

    def _writer(self, row: Row) -> Row:
        number = self._first("posts_authors", words(row.get("id")) or "") or words(row.get("author_id")) or ""
        return self.users.get(number, {})


def _picked(row: Row, names: tuple[str, ...]) -> Row:
    return {name: row[name] for name in names if name in row}


def _url(key: str) -> Record:
    return Record(kind=RecordKind.URL, key=key, source=_SOURCE, url=key, fields={})


def _is_internal(tag: Row) -> bool:
    return (words(tag.get("name")) or "").startswith("#") or tag.get("visibility") == "internal"


def _is_page(row: Row) -> bool:
    """True for pages: by their type, before version 3 by a mark that is a boolean or a number."""
    return row.get("type") == "page" or (row.get("type") is None and bool(row.get("page")))


def _why_left_out(row: Row) -> str | None:
    status = words(row.get("status")) or "draft"
    if status != "published":
        return _STATUS.get(status, "draft")
    return None if (words(row.get("visibility")) or "public") == "public" else "paid"


def _document(row: Row) -> Document | None:
    """Return a post's text: as HTML where the file has it, else written from its editor's document."""
    if html := words(row.get("html")):
        return Document(html)
    for name, write in (("lexical", lexical), ("mobiledoc", mobiledoc)):
        if text := words(row.get(name)):
            document = write(text)
            if document.html or not document.unknown:
                return document
    if markdown := words(row.get("markdown")):
        return markdown_document(markdown)
    return Document() if row.get("html") == "" or not (row.get("lexical") or row.get("mobiledoc")) else None


def moment(value: Json) -> str | None:
    """Return a date as ISO 8601 in UTC: written as such, as MySQL writes it, or in milliseconds since 1970."""
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat() if 0 < value < _LATEST else None
    try:
        read = datetime.fromisoformat(words(value) or "")
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).isoformat()
