"""Tumblr's own export: `posts.xml` with all posts, or the older folder of one HTML page per post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.backups._contract import About, Detection, left_out, recognised, unreadable
from migrator.backups._tumblr_pages import Saved, saved_page
from migrator.backups._xml import elements
from migrator.errors import InputError
from migrator.model import Problem, Record, RecordKind
from migrator.tumblr_posts import TumblrPost, told_post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.backups._contract import Container
    from migrator.model import Json, Site

_SOURCE = "backup:tumblr"
_ROOT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?<(?:tumblr|posts)\b[^>]*>")
_POST = re.compile(rb"<post\b[^>]*\btype=|<posts\b|<tumblelog\b")
_PAGE = re.compile(r"(?:.*/)?html/(\d{1,20})\.html")
_FOOTER = re.compile(rb"<div\s+id=[\"']footer[\"']\s*>\s*<span\s+id=[\"']timestamp[\"']")
_ADDRESS = re.compile(rb"\burl=[\"'](https?://[^/\"']+)/post/\d+")
_TITLE = re.compile(rb"<tumblelog\b[^>]*\btitle=[\"']([^\"']*)[\"']")
_STATES = {
    "draft": "draft", "queued": "scheduled", "queue": "scheduled", "scheduled": "scheduled", "private": "private",
    "submission": "pending", "unapproved": "pending",
}  # fmt: skip
_PUBLISHED = "published"
_LARGEST_PAGE = 20_000_000  # bytes


class Tumblr:
    """Tumblr's export (Settings → Export), as a zip, its unpacked folder, or its posts.xml."""

    name = "tumblr"
    title = "Tumblr: the export (zip, folder or posts.xml), or its older folder of HTML pages"
    version = 1
    platform = "tumblr"

    def detect(self, head: bytes, name: str) -> Detection:
        """Say how likely a member holds posts: told by its root element, pages by their place and their footer."""
        if _ROOT.match(head) and _POST.search(head):
            return Detection(0.95, ("Tumblr's XML",))
        return (
            Detection(0.8, ("a saved post",))
            if _PAGE.fullmatch(name) and _FOOTER.search(head)
            else Detection(0.0)
        )

    def about(self, given: Container) -> About:
        """Return the blog's address and title as the XML names them; saved pages name neither."""
        head = given.head(_members(self, given)[0])
        url, title = _ADDRESS.search(head), _TITLE.search(head)
        return About(
            platform=self.platform,
            base_url=url[1].decode("utf-8", "replace") if url else None,
            title=title[1].decode("utf-8", "replace") if title else None,
        )

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield public posts; saved pages only where no XML holds the same posts with more."""
        for name in _members(self, given):
            page = _PAGE.fullmatch(name)
            with given.open(name) as stream:
                if page is not None:
                    content = stream.read(_LARGEST_PAGE + 1)
                    saved = saved_page(content) if len(content) <= _LARGEST_PAGE else None
                    yield _of_page(page[1], saved, site) if saved else unreadable(f"{name} holds no post")
                    continue
                for post in elements(stream, name, ("post",)):
                    yield from [post] if isinstance(post, Problem) else _told(told_post(post), site)


def _members(backup: Tumblr, given: Container) -> list[str]:
    found = recognised(backup, given)
    if not found:
        packed = any(name.endswith("posts.zip") for name in given.names())
        hint = (
            "Unpack the posts.zip in it, and name the folder."
            if packed
            else "Name the zip, or the posts.xml in it."
        )
        raise InputError(f"{given.name} holds no export of Tumblr.", hint)
    listed = [name for name in found if not _PAGE.fullmatch(name)]
    return listed or found


def _told(post: TumblrPost, site: Site) -> Iterator[Record | Problem]:
    what = post.title or post.url or post.id
    why = _STATES.get(post.state, "other-kind" if post.state != _PUBLISHED else None)
    url = _url(post, site) if why is None else None
    if url is None:
        yield left_out(why or "no-permalink", what)
        return
    author: Json = {"name": post.author, "url": None, "source_id": None} if post.author else None
    more: dict[str, Json] = {"published": post.published, "author": author}
    fields: dict[str, Json] = {
        "kind": "post",
        "title": post.title,
        "body_html": post.body,
        "labels": list(post.labels),
        "source_id": post.id or None,
    }
    yield _record(url, fields, more)
    short = f"{site.base_url}/post/{post.id}"
    if post.id and short != url:  # Tumblr answers it too, and old feeds gave no other
        yield Record(kind=RecordKind.URL, key=short, source=_SOURCE, url=short, fields={"leads_to": url})


def _url(post: TumblrPost, site: Site) -> str | None:
    """Return a post's permalink on the blog that moves, whatever domain the blog had when it was exported."""
    path = urlsplit(post.url).path if post.url else f"/post/{post.id}" if post.id else ""
    return f"{site.base_url}{path}" if path.startswith("/post/") else None


def _of_page(number: str, saved: Saved, site: Site) -> Record:
    fields: dict[str, Json] = {
        "kind": "post",
        "title": saved.title,
        "body_html": saved.body,
        "labels": list(saved.labels),
        "source_id": number,
    }
    return _record(f"{site.base_url}/post/{number}", fields, {"published": saved.published})


def _record(url: str, fields: dict[str, Json], more: dict[str, Json]) -> Record:
    known = {name: value for name, value in more.items() if value}
    return Record(kind=RecordKind.POST, key=url, source=_SOURCE, url=url, fields=fields | known)


PLUGIN = Tumblr()
