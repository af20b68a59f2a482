"""Feeds as JSON in the shape of Google's old data protocol, where text stands under `$t`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from migrator.demo.feed_xml import LABELS, moment

if TYPE_CHECKING:
    from migrator.demo.feeds import Feed, FeedEntry, Link

_SPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns$openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
    "xmlns$gd": "http://schemas.google.com/g/2005",
    "xmlns$thr": "http://purl.org/syndication/thread/1.0",
}


def feed_document(feed: Feed) -> str:
    """Return a feed as JSON."""
    body: dict[str, Any] = {
        **_SPACES,
        "id": _t(feed.id),
        "updated": _t(moment(feed.updated)),
        "category": [{"term": label} for label in feed.labels],
        "title": _typed("text", feed.title),
        "subtitle": _typed("html", feed.subtitle),
        "link": [_link(link) for link in feed.links],
        "author": [_author(*feed.author)],
        "generator": {"version": "7.00", "uri": "http://www.blogger.com", "$t": "Blogger"},
        "openSearch$totalResults": _t(str(feed.total)),
        "openSearch$startIndex": _t(str(feed.start)),
        "openSearch$itemsPerPage": _t(str(feed.size)),
    }
    if feed.entries:
        body["entry"] = [_entry(entry) for entry in feed.entries]
    return _document({"feed": body})


def entry_document(entry: FeedEntry) -> str:
    """Return one entry as a document of its own."""
    return _document({"entry": _SPACES | _entry(entry)})


def _document(body: dict[str, Any]) -> str:
    return json.dumps({"version": "1.0", "encoding": "UTF-8", **body}, ensure_ascii=False)


def _entry(entry: FeedEntry) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": _t(entry.id),
        "published": _t(moment(entry.published)),
        "updated": _t(moment(entry.updated)),
        "title": _typed("text", entry.title),
        "summary" if entry.summary else "content": _typed("text" if entry.summary else "html", entry.content),
        "link": [_link(link) for link in entry.links],
        "author": [_author(*entry.author)],
    }
    return body | _extras(entry)


def _extras(entry: FeedEntry) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    if entry.labels:
        extras["category"] = [{"scheme": LABELS, "term": label} for label in entry.labels]
    if entry.thumbnail:
        extras["media$thumbnail"] = {"url": entry.thumbnail, "height": "72", "width": "72"}
    if entry.reply_to:
        ref, href, source = entry.reply_to
        extras["thr$in-reply-to"] = {"href": href, "ref": ref, "source": source, "type": "text/html"}
    if entry.extended:
        extras["gd$extendedProperty"] = [{"name": name, "value": value} for name, value in entry.extended]
    if entry.replies is not None:
        extras["thr$total"] = _t(str(entry.replies))
    return extras


def _t(text: str) -> dict[str, str]:
    return {"$t": text}


def _typed(kind: str, text: str) -> dict[str, str]:
    return {"type": kind, "$t": text}


def _link(link: Link) -> dict[str, str]:
    body = {"rel": link.rel, "type": link.type, "href": link.href, "title": link.title}
    return {name: text for name, text in body.items() if text}


def _author(name: str, url: str | None) -> dict[str, Any]:
    uri = {"uri": _t(url)} if url else {}
    return {"name": _t(name), **uri, "email": _t("noreply@blogger.com")}
