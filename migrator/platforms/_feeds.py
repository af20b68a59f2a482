"""Reads Atom, RSS (0.9 to 2.0), JSON Feed and Google's JSON form of Atom into one shape. No entity, DTD or network is ever used."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

from migrator.html import decode
from migrator.text import DateReader, squeezed

if TYPE_CHECKING:
    from migrator.model import Page

ATOM = "http://www.w3.org/2005/Atom"
_THREAD = "http://purl.org/syndication/thread/1.0"
_SEARCH = ("http://a9.com/-/spec/opensearchrss/1.0/", "http://a9.com/-/spec/opensearch/1.1/")
_MEDIA = "http://search.yahoo.com/mrss/"
_GD = "http://schemas.google.com/g/2005"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_RSS_SPACES = frozenset(
    {
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
    }
)
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_WFW_COMMENT_RSS = "{http://wellformedweb.org/CommentAPI/}commentRss"
_SLASH = "{http://purl.org/rss/1.0/modules/slash/}comments"

_ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*<([\w:]+)",
    re.DOTALL,
)
_FEED_ROOTS = frozenset({b"feed", b"rss", b"rdf:RDF", b"RDF", b"entry", b"atom:feed"})
_SITEMAP_ROOTS = frozenset({b"urlset", b"sitemapindex"})


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One `link` of a feed or entry."""

    rel: str
    type: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, whatever the feed's format. Dates are ISO 8601; `content` is None where the feed cuts it."""

    id: str
    title: str = ""
    published: str | None = None
    updated: str | None = None
    author: str | None = None
    author_url: str | None = None
    labels: tuple[str, ...] = ()
    content: str | None = None
    summary: str | None = None
    links: tuple[FeedLink, ...] = ()
    replies: int | None = None
    in_reply_to: str | None = None  # id of the post
    in_reply_url: str | None = None
    thumbnail: str | None = None
    properties: tuple[tuple[str, str], ...] = ()

    def link(self, rel: str, media_type: str = "") -> str | None:
        """Return the first link of a relation (and type, where given)."""
        return next((one.href for one in self.links if one.rel == rel and media_type in one.type), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: what it says of itself and its entries. `start` is the number of its first entry, from 1."""

    id: str = ""
    title: str | None = None
    subtitle: str | None = None
    total: int | None = None
    start: int = 1
    language: str | None = None
    links: tuple[FeedLink, ...] = ()
    entries: tuple[Entry, ...] = ()

    def link(self, rel: str) -> str | None:
        """Return the first link of a relation."""
        return next((one.href for one in self.links if one.rel == rel), None)


def root_name(body: bytes) -> str:
    """Return the name of an XML body's root element, "" where there is none."""
    match = _ROOT.match(body[:20_000])
    return match[1].decode("ascii", "replace") if match else ""


def is_feed(page: Page) -> bool:
    """True where a body is a feed in one of the formats."""
    return root_name(page.body).encode() in _FEED_ROOTS or _is_google_json(page) or _is_json_feed(page)


def is_sitemap(page: Page) -> bool:
    """True where a body is a sitemap or an index of sitemaps."""
    return root_name(page.body).encode() in _SITEMAP_ROOTS


def _is_google_json(page: Page) -> bool:
    head = page.body[:400].lstrip()
    return head.startswith(b"{") and b'"feed"' in head


def parse_xml(body: bytes) -> etree._Element | None:
    """Parse XML safely and forgivingly; None where nothing can be read."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def parse_feed(page: Page) -> Feed | None:
    """Return a page's feed; None where it is none or cannot be read."""
    if _is_json_feed(page):
        return _json_feed(decode(page.body, page.headers.get("content-type", "")))
    if _is_google_json(page):
        return _google_feed(decode(page.body, page.headers.get("content-type", "")))
    root = parse_xml(page.body)
    if root is None or not isinstance(root.tag, str):
        return None
    name = etree.QName(root).localname
    if name in {"rss", "RDF"}:
        _without_rss_namespaces(root)
        channel = root.find("channel")
        return _rss(channel, root if name == "RDF" else channel) if channel is not None else None
    return _atom(root) if name in {"feed", "entry"} else None


# --- Atom ----------------------------------------------------------------------------------------------


def _atom(root: etree._Element) -> Feed:
    space = etree.QName(root).namespace or ATOM
    entries = root.findall(f"{{{space}}}entry") if etree.QName(root).localname == "feed" else [root]
    return Feed(
        id=_text(root, f"{{{space}}}id"),
        title=_text(root, f"{{{space}}}title") or None,
        subtitle=_text(root, f"{{{space}}}subtitle") or _text(root, f"{{{space}}}tagline") or None,
        total=_number(_open_search(root, "totalResults")),
        start=_number(_open_search(root, "startIndex")) or 1,
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        links=_atom_links(root, space),
        entries=tuple(_atom_entry(entry, space) for entry in entries),
    )


def _atom_entry(entry: etree._Element, space: str) -> Entry:
    author = entry.find(f"{{{space}}}author")
    reply = entry.find(f"{{{_THREAD}}}in-reply-to")
    thumbnail = entry.find(f"{{{_MEDIA}}}thumbnail")
    properties = entry.findall(f"{{{_GD}}}extendedProperty")
    terms = [
        c.get("term") or ""
        for c in entry.findall(f"{{{space}}}category")
        if "#kind" not in (c.get("scheme") or "")
    ]
    return Entry(
        id=_text(entry, f"{{{space}}}id"),
        title=_html_text(entry.find(f"{{{space}}}title")),
        published=iso(_text(entry, f"{{{space}}}published") or _text(entry, f"{{{space}}}issued")),
        updated=iso(_text(entry, f"{{{space}}}updated") or _text(entry, f"{{{space}}}modified")),
        author=_text(author, f"{{{space}}}name") or None if author is not None else None,
        author_url=(_text(author, f"{{{space}}}uri") or None) if author is not None else None,
        labels=tuple(dict.fromkeys(term for term in map(squeezed, terms) if term)),
        content=_markup(entry.find(f"{{{space}}}content")),
        summary=_markup(entry.find(f"{{{space}}}summary")),
        links=_atom_links(entry, space),
        replies=_number(_text(entry, f"{{{_THREAD}}}total")),
        in_reply_to=reply.get("ref") if reply is not None else None,
        in_reply_url=reply.get("href") if reply is not None else None,
        thumbnail=thumbnail.get("url") if thumbnail is not None else None,
        properties=tuple((p.get("name") or "", p.get("value") or "") for p in properties),
    )


def _atom_links(element: etree._Element, space: str) -> tuple[FeedLink, ...]:
    links = element.findall(f"{{{space}}}link")
    return tuple(
        FeedLink(one.get("rel") or "alternate", one.get("type") or "", one.get("href") or "") for one in links
    )


def _open_search(root: etree._Element, name: str) -> str:
    return next((text for space in _SEARCH if (text := _text(root, f"{{{space}}}{name}"))), "")


def _text(element: etree._Element | None, path: str) -> str:
    found = element.find(path) if element is not None else None
    return squeezed("".join(found.itertext())) if found is not None else ""  # type: ignore[arg-type]


def _html_text(element: etree._Element | None) -> str:
    """Return a title as plain text: Atom titles may be text, escaped HTML or XHTML."""
    if element is None:
        return ""
    text = "".join(element.itertext())  # type: ignore[arg-type]
    if element.get("type") == "html":
        from migrator.html import text_of

        text = text_of(text)
    return squeezed(text)


def _markup(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    if len(element):  # xhtml: the markup itself
        pieces = [
            element.text or "",
            *(str(etree.tostring(child, encoding="unicode", method="html")) for child in element),
        ]
        return "".join(pieces).strip()
    text = element.text or ""
    if element.get("type", "text") == "text":
        from html import escape

        return escape(text, quote=False)
    return text


# --- RSS -----------------------------------------------------------------------------------------------


def _without_rss_namespaces(root: etree._Element) -> None:
    """Name RSS 0.9, 1.0 and misdeclared elements as RSS 2.0 does; a resource's address stands in for a missing id."""
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace in _RSS_SPACES:
            element.tag = name.localname
        about = element.get(_ABOUT) if element.tag == "item" else None
        if about and element.find("guid") is None:
            etree.SubElement(element, "guid").text = about


def _rss(channel: etree._Element, holder: etree._Element) -> Feed:
    return Feed(
        id=_text(channel, f"{{{ATOM}}}id"),
        title=_text(channel, "title") or None,
        subtitle=_text(channel, "description") or None,
        total=_number(_open_search(channel, "totalResults")),
        start=_number(_open_search(channel, "startIndex")) or 1,
        language=_text(channel, "language") or _text(channel, f"{{{_DC}}}language") or None,
        links=(FeedLink("alternate", "text/html", _text(channel, "link")), *_atom_links(channel, ATOM)),
        entries=tuple(_rss_entry(entry) for entry in holder.findall("item")),
    )


def _rss_entry(entry: etree._Element) -> Entry:
    full = entry.findtext(f"{{{_CONTENT}}}encoded")
    reply = entry.find(f"{{{_THREAD}}}in-reply-to")
    thumbnail = entry.find(f"{{{_MEDIA}}}thumbnail")
    links = [FeedLink("alternate", "text/html", _text(entry, "link"))]
    replies = _text(entry, _WFW_COMMENT_RSS)
    if replies:
        links.append(FeedLink("replies", "application/rss+xml", replies))
    return Entry(
        id=_text(entry, "guid"),
        title=_text(entry, "title"),
        published=iso(_text(entry, "pubDate") or _text(entry, f"{{{_DC}}}date")),
        updated=iso(_text(entry, f"{{{ATOM}}}updated")),
        author=_text(entry, f"{{{_DC}}}creator") or _rss_name(_text(entry, "author")),
        labels=tuple(
            dict.fromkeys(
                filter(None, (squeezed(c.text or "") for c in entry.iter("category", f"{{{_DC}}}subject")))
            )
        ),
        content=full if full is not None else entry.findtext("description"),
        summary=entry.findtext("description") if full is not None else None,
        links=(*links, *_atom_links(entry, ATOM)),
        replies=_number(_text(entry, f"{{{_THREAD}}}total") or _text(entry, _SLASH)),
        in_reply_to=reply.get("ref") if reply is not None else None,
        in_reply_url=reply.get("href") if reply is not None else None,
        thumbnail=thumbnail.get("url") if thumbnail is not None else None,
    )


def _rss_name(author: str) -> str | None:
    match = re.fullmatch(r"\S+@\S+\s+\((.+)\)", author)
    return match[1] if match else author or None


# --- Google's JSON -------------------------------------------------------------------------------------


def _google_feed(text: str) -> Feed | None:
    try:
        feed = json.loads(text)["feed"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(feed, dict):
        return None
    return Feed(
        id=_t(feed, "id"),
        title=_t(feed, "title") or None,
        subtitle=_t(feed, "subtitle") or None,
        total=_number(_t(feed, "openSearch$totalResults")),
        start=_number(_t(feed, "openSearch$startIndex")) or 1,
        links=_json_links(feed),
        entries=tuple(_json_entry(entry) for entry in _rows(feed, "entry")),
    )


def _json_entry(entry: dict[str, Any]) -> Entry:
    author = next(iter(_rows(entry, "author")), {})
    reply = entry.get("thr$in-reply-to")
    reply = reply if isinstance(reply, dict) else {}
    thumbnail = entry.get("media$thumbnail")
    terms = [
        squeezed(str(c.get("term", "")))
        for c in _rows(entry, "category")
        if "#kind" not in str(c.get("scheme"))
    ]
    return Entry(
        id=_t(entry, "id"),
        title=_t(entry, "title"),
        published=iso(_t(entry, "published")),
        updated=iso(_t(entry, "updated")),
        author=_t(author, "name") or None,
        author_url=_t(author, "uri") or None,
        labels=tuple(dict.fromkeys(filter(None, terms))),
        content=str(entry["content"].get("$t", "")) if isinstance(entry.get("content"), dict) else None,
        summary=_t(entry, "summary") or None,
        links=_json_links(entry),
        replies=_number(_t(entry, "thr$total")),
        in_reply_to=reply.get("ref"),
        in_reply_url=reply.get("href"),
        thumbnail=thumbnail.get("url") if isinstance(thumbnail, dict) else None,
        properties=tuple(
            (str(p.get("name")), str(p.get("value"))) for p in _rows(entry, "gd$extendedProperty")
        ),
    )


def _rows(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = table.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _t(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    return squeezed(str(value.get("$t", ""))) if isinstance(value, dict) else ""


def _json_links(table: dict[str, Any]) -> tuple[FeedLink, ...]:
    return tuple(
        FeedLink(str(one.get("rel", "")), str(one.get("type", "")), str(one.get("href", "")))
        for one in _rows(table, "link")
    )


# --- JSON Feed (jsonfeed.org, versions 1 and 1.1) --------------------------------------------------------


def _is_json_feed(page: Page) -> bool:
    """True where a body says that it is a JSON Feed."""
    return page.body[:4000].lstrip().startswith(b"{") and b"://jsonfeed.org/version/" in page.body[
        :4000
    ].replace(b"\\/", b"/")


def _json_feed(text: str) -> Feed | None:
    """Return a JSON Feed; None where it cannot be read."""
    try:
        feed = json.loads(text)
    except ValueError:
        return None
    if not isinstance(feed, dict):
        return None
    links = [
        FeedLink("alternate", "text/html", _s(feed, "home_page_url")),
        FeedLink("self", "", _s(feed, "feed_url")),
    ]
    return Feed(
        id=_s(feed, "feed_url"),
        title=_s(feed, "title") or None,
        subtitle=_s(feed, "description") or None,
        language=_s(feed, "language") or None,
        links=(*links, FeedLink("next", "", _s(feed, "next_url"))) if _s(feed, "next_url") else tuple(links),
        entries=tuple(_json_feed_entry(entry) for entry in _rows(feed, "items")),
    )


def _json_feed_entry(entry: dict[str, Any]) -> Entry:
    from html import escape

    single = entry.get("author")
    writer = next(iter(_rows(entry, "authors")), single if isinstance(single, dict) else {})
    tags = entry.get("tags")
    text = _s(entry, "content_text")
    return Entry(
        id=_s(entry, "id"),
        title=_s(entry, "title"),
        published=iso(_s(entry, "date_published")),
        updated=iso(_s(entry, "date_modified")),
        author=_s(writer, "name") or None,
        author_url=_s(writer, "url") or None,
        labels=tuple(dict.fromkeys(squeezed(str(tag)) for tag in tags)) if isinstance(tags, list) else (),
        content=str(entry["content_html"])
        if entry.get("content_html")
        else escape(text, quote=False) or None,
        summary=_s(entry, "summary") or None,
        links=(FeedLink("alternate", "text/html", _s(entry, "url")),),
        thumbnail=_s(entry, "image") or None,
    )


def _s(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    return squeezed(str(value)) if isinstance(value, (str, int)) else ""


# --- values --------------------------------------------------------------------------------------------


def iso(text: str) -> str | None:
    """Return a feed's date (RFC 3339 or RFC 822) as ISO 8601 with its offset; None where it cannot be read."""
    if not text:
        return None
    moment = DateReader().read(text)
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.isoformat()
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError):
        return moment.isoformat() if moment else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
