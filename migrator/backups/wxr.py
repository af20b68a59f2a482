"""WordPress's export file (WXR 1.0 to 1.2), one file or the several of one export."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.backups import _wxr_items as items
from migrator.backups._contract import About, Detection, left_out, recognised
from migrator.backups._wxr_text import paragraphs
from migrator.errors import InputError
from migrator.model import Problem, Record, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.backups._contract import Container
    from migrator.backups._wxr_items import Item, Remark, Term
    from migrator.model import Json, Site

_SOURCE = "backup:wxr"
_NAMESPACE = re.compile(rb"http://wordpress\.org/export/1\.[0-2]/")
_CHANNEL = re.compile(rb"<channel\b.*?(?=<item\b|\Z)", re.DOTALL)
_VALUE = rb"<%b\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]*)"
_STATUS = {
    "draft": "draft", "auto-draft": "draft", "pending": "pending", "future": "scheduled", "private": "private",
    "trash": "trash",
}  # fmt: skip
_REMARK = {"spam": "spam", "trash": "trash", "post-trashed": "trash"}
# What WordPress keeps for itself in the same table as posts.
_INTERNAL = re.compile(
    r"revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_.*|acf-.*|elementor_library"
)


class Wxr:
    """WordPress's own export (Tools → Export), as one file or several."""

    name = "wxr"
    title = "WordPress: the export file (WXR 1.0–1.2), or a zip or folder of its parts"
    version = 1
    platform = "wordpress"

    def detect(self, head: bytes, name: str) -> Detection:  # noqa: ARG002 - told by what is in it
        """Say how likely a member is an export: told by its namespace."""
        if _NAMESPACE.search(head) and b"<rss" in head:
            return Detection(0.95, ("WordPress's export namespace",))
        return Detection(0.0)

    def about(self, given: Container) -> About:
        """Return the blog's address and title, from the head of the first part."""
        head = given.head(_parts(self, given)[0])
        channel = _CHANNEL.search(head)
        told = {
            name: _value(channel[0] if channel else head, name)
            for name in ("wp:base_blog_url", "link", "title")
        }
        url = told["wp:base_blog_url"] or told["link"]
        return About(
            platform=self.platform,
            base_url=url.rstrip("/") if url.startswith(("http://", "https://")) else None,
            title=told["title"] or None,
        )

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield everything public; the files are gone through twice, as a post may name a picture that comes later."""
        parts = _parts(self, given)
        pictures = _Pictures.of(given, parts)
        for name in parts:
            export = _Export(site, pictures, items.namespace(given.head(name)))
            with given.open(name) as stream:
                for found in items.read(stream, name, export.namespace):
                    yield from export.told(found)


def _parts(backup: Wxr, given: Container) -> list[str]:
    parts = recognised(backup, given)
    if not parts:
        raise InputError(
            f"{given.name} holds no export of WordPress.", "Name the XML file of Tools → Export, or its zip."
        )
    return parts


def _value(head: bytes, name: str) -> str:
    found = re.search(_VALUE % re.escape(name.encode()), head)
    return found[1].decode("utf-8", "replace").strip() if found else ""


@dataclass(frozen=True, slots=True)
class _Pictures:
    """The files of the media library: attachment id → URL."""

    urls: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(given: Container, parts: list[str]) -> _Pictures:
        found = _Pictures()
        for name in parts:
            with given.open(name) as stream:
                for each in items.read(stream, name, items.namespace(given.head(name))):
                    if isinstance(each, items.Item) and each.file:
                        found.urls[each.id] = each.file
        return found


@dataclass(slots=True)
class _Export:
    """One file being read; `people` are the authors its head names, by login."""

    site: Site
    pictures: _Pictures
    namespace: str
    people: dict[str, items.Person] = field(default_factory=dict)
    blog: dict[str, Json] = field(default_factory=dict)
    writers: set[str] = field(default_factory=set)  # of public posts
    paths: dict[str, str] = field(default_factory=dict)  # category → its own and its parents' slugs

    def told(self, found: items.Found) -> Iterator[Record | Problem]:
        if isinstance(found, items.Channel):
            self.blog[found.name] = found.value
            return
        if self.blog:
            yield self._record(RecordKind.SITE, self.site.base_url, self.blog)
            self.blog = {}
        if isinstance(found, Problem):
            yield found
        elif isinstance(found, items.Person):
            self.people[found.login] = found
        elif isinstance(found, items.Term):
            yield from self._term(found)
        elif found.type == "attachment":
            yield from self._file(found)
        elif found.type in {"post", "page"}:
            yield from self._entry(found)
        elif not _INTERNAL.fullmatch(found.type):
            yield from self._other(found)

    def _record(self, kind: RecordKind, key: str, fields: dict[str, Json]) -> Record:
        return Record(kind=kind, key=key, source=_SOURCE, url=key, fields=fields)

    def _url(self, key: str, leads_to: str = "") -> Record:
        return self._record(RecordKind.URL, key, {"leads_to": leads_to} if leads_to else {})

    def _term(self, term: Term) -> Iterator[Record]:
        fields: dict[str, Json] = {"name": term.name, "slug": term.slug, "taxonomy": term.taxonomy}
        more: dict[str, Json] = {"parent": term.parent, "description": term.description}
        yield self._record(RecordKind.TERM, f"{term.taxonomy}/{term.slug}", {**fields, **_known(more)})
        base = {"category": "category", "post_tag": "tag"}.get(term.taxonomy)
        if base is not None:
            path = f"{self.paths.get(term.parent, term.parent)}/{term.slug}" if term.parent else term.slug
            if term.taxonomy == "category":
                self.paths[term.slug] = path
            yield self._url(f"{self.site.base_url}/{base}/{path}/")
            yield self._url(f"{self.site.base_url}/{base}/{path}/feed/")

    def _file(self, file: Item) -> Iterator[Record]:
        if file.file:
            yield self._record(
                RecordKind.ASSET, file.file, _known({"title": file.title, "description": file.excerpt})
            )
        if file.link and file.link != file.file:
            yield self._url(file.link)

    def _other(self, item: Item) -> Iterator[Record | Problem]:
        yield left_out("other-kind", f"{item.type} {item.title or item.link}")
        if item.status == "publish" and item.link:
            yield self._url(item.link)

    def _entry(self, item: Item) -> Iterator[Record | Problem]:
        what = item.title or item.link or item.id
        why = _STATUS.get(item.status) or ("password" if item.protected else None)
        if why is None and not item.link:
            why = "no-permalink"
        if why is not None:
            yield left_out(why, what)
            if why == "password" and item.link:
                yield self._url(item.link)
            yield from (left_out("orphan", f"a comment by {remark.author}") for remark in item.remarks)
            return
        yield self._record(RecordKind.POST, item.link, self._fields(item))
        yield from self._other_addresses(item)
        for remark in item.remarks:
            yield self._comment(remark, item)

    def _fields(self, item: Item) -> dict[str, Json]:
        fields: dict[str, Json] = {
            "kind": item.type,
            "title": item.title or None,
            "body_html": paragraphs(item.body),
            "labels": list(item.labels),
            "guid": item.guid or None,
            "source_id": item.id,
        }
        more: dict[str, Json] = {
            "published": item.published,
            "updated": item.updated,
            "author": self._author(item.creator),
            "description": item.excerpt,
            "image": self.pictures.urls.get(item.thumbnail),
        }
        return fields | _known(more)

    def _author(self, login: str) -> Json:
        person = self.people.get(login)
        name = person.name if person is not None else login
        return {"name": name, "url": None, "source_id": login} if name else None

    def _other_addresses(self, item: Item) -> Iterator[Record]:
        """Yield what WordPress answers besides the permalink: the short link, the feed, earlier slugs."""
        if item.id:
            short = "page_id" if item.type == "page" else "p"
            yield self._url(f"{self.site.base_url}/?{short}={item.id}", item.link)
        if item.link.endswith("/"):
            yield self._url(f"{item.link}feed/")
        if item.creator and item.type == "post" and item.creator not in self.writers:
            self.writers.add(item.creator)
            yield self._url(f"{self.site.base_url}/author/{item.creator}/")
        for slug in item.old_slugs:
            head, mark, tail = item.link.rpartition(item.slug)
            if item.slug and mark:
                yield self._url(f"{head}{slug}{tail}", item.link)

    def _comment(self, remark: Remark, item: Item) -> Record | Problem:
        if remark.approved not in {"1", "approved"}:
            return left_out(_REMARK.get(remark.approved, "unapproved"), f"a comment by {remark.author}")
        author: Json = {"name": remark.author, "url": remark.author_url or None, "source_id": None}
        fields: dict[str, Json] = {
            "post": item.link,
            "parent": remark.parent,
            "html": paragraphs(remark.text),
            "kind": remark.kind,
            "by_owner": self._is_owner(remark, item),
        }
        fields |= _known({"published": remark.published, "author": author if remark.author else None})
        return self._record(RecordKind.COMMENT, remark.id, fields)

    def _is_owner(self, remark: Remark, item: Item) -> bool:
        owner = self.people.get(item.creator)
        return owner is not None and bool(owner.id) and remark.user_id == owner.id


def _known(fields: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value}


PLUGIN = Wxr()
