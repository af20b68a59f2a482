"""Any other blog, by the markup that blogs share: microformats, schema.org, Open Graph, feeds; else a guess that says so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import Tag

from migrator.html import inner_html, parse_fragment
from migrator.model import PageVerdict, RecordKind, Request
from migrator.platforms._comment_services import count_shown
from migrator.platforms._contract import Detection
from migrator.platforms._feed_posts import FeedHabits
from migrator.platforms._feeds import parse_feed
from migrator.platforms._generic_context import GenericContext
from migrator.platforms._generic_recipe import GENERIC
from migrator.platforms._head import stated_day
from migrator.platforms._hosted import More, completed, hidden_comments, read_other
from migrator.platforms._markup import attribute, base_of, found, joined_text
from migrator.platforms._plain_page import read_in
from migrator.text import DateReader, letters
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Reading, Site

_UNSURE = 0.05
_POSTS = frozenset((PageVerdict.POST, PageVerdict.PAGE))
_FEEDS = "//link[contains(concat(' ', @rel, ' '), ' alternate ')][contains(@type, 'atom') or contains(@type, 'rss') or contains(@type, 'rdf') or contains(@type, 'feed+json')]"
_OF_COMMENTS = re.compile(r"comment|kommentar|coment[aá]rio|reacties|replies", re.IGNORECASE)
_COMMON_FEEDS = (
    "/feed.xml",
    "/atom.xml",
    "/rss.xml",
    "/index.xml",
    "/feed/",
    "/index.rdf",
    "/feeds/all.atom.xml",
)
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
_PAGING = ("next", "prev-archive", "previous")
_BLOCKS = ("p", "div", "h3", "h4", "h5", "small", "center")
_LONGEST_DATE = 40  # characters
_PICTURES = ("img", "video", "iframe", "object")
_HEADINGS = ("h1", "h2", "h3")


class Generic:
    """Any blog, by the markup that blogs share; a best effort."""

    name = "generic"
    version = 2

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:  # noqa: ARG002 - the contract's shape
        """Return a score below that of any platform that knows the page."""
        return Detection(_UNSURE, ("no known platform",))

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return sitemaps and feeds where most programs put them, and the home page, which names its own."""
        base = site.base_url
        sitemaps = (Request(url=f"{base}{path}", priority=1, source="sitemap") for path in _SITEMAPS)
        feeds = (Request(url=f"{base}{path}", priority=2, source="feed") for path in _COMMON_FEEDS)
        return (*sitemaps, *feeds, Request(url=f"{base}/", priority=3, source="crawl"))

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read a feed, a sitemap or what a page's markup says."""
        other = read_other(page, tree, site, self.name, FeedHabits())
        if other is not None:
            return _with_next(page, other)
        assert tree is not None  # anything else is one of the others
        return _read_html(GenericContext(page, tree, site, self.name))


def _read_html(context: GenericContext) -> Reading:
    reading = read_in(context, GENERIC, context.kind)
    feeds = _feeds(context)
    if reading.kind not in _POSTS:
        return replace(reading, next_requests=(*reading.next_requests, *feeds))
    fields = next(record.fields for record in reading.records if record.kind is RecordKind.POST)
    day = context.span[0] if context.span and context.span[0] == context.span[1] else None
    stated: dict[str, Json] = {}
    if not fields.get("published"):
        published = stated_day(context.tree) or (day.isoformat() if day is not None else None)
        stated |= {"published": published} if published is not None else {}
    body = fields.get("body_html")
    if isinstance(body, str):
        body = _without_heading(body, str(fields.get("title") or ""))
        shown, rest = _dated_line(body, DateReader(context.language))
        rest, body = (_without_way_back(text, context.owns) for text in (rest, body))
        undated = "published" not in {**fields, **stated}
        stated |= {"published": shown, "body_html": rest} if shown and undated else {"body_html": body}
    reading = completed(reading, More(stated, feeds))
    return hidden_comments(reading, context.tree, count_shown(context.tree, context.page.final_url))


def _without_heading(body: str, title: str) -> str:
    """Return a body without the heading it begins with, where that is the post's title once more."""
    wanted = letters(title)
    if not wanted or not letters(body):
        return body
    soup = parse_fragment(body)
    heading = soup.find(_HEADINGS)
    before = (
        "".join(str(text) for text in heading.find_all_previous(string=True)) if heading is not None else ""
    )
    if heading is None or letters(before) or letters(joined_text(heading)) != wanted:
        return body
    heading.decompose()
    return inner_html(soup).strip()


def _dated_line(body: str, reader: DateReader) -> tuple[str | None, str]:
    """Return the date that stands alone in a body's first block, with the rest of the body; None where none does."""
    soup = parse_fragment(body)
    blocks = soup.body.find_all(_BLOCKS, recursive=False) if soup.body is not None else []
    block = next((one for one in blocks if joined_text(one)), None)
    before = "".join(str(text) for text in block.find_all_previous(string=True)) if block is not None else ""
    if block is None or letters(before) or len(joined_text(block)) > _LONGEST_DATE:
        return None, body
    moment = reader.read(joined_text(block))
    if moment is None:
        return None, body
    block.decompose()
    return moment.isoformat(), inner_html(soup).strip()


def _without_way_back(body: str, owns: Callable[[str], bool]) -> str:
    """Return a body without what follows its last rule, where that is nothing but links to the blog itself."""
    soup = parse_fragment(body)
    rules = soup.find_all("hr")
    behind = list(rules[-1].next_siblings) if rules else []
    links = [
        link
        for one in behind
        if isinstance(one, Tag)
        for link in (one, *one.find_all("a"))
        if link.name == "a"
    ]
    linked = sum(len(letters(joined_text(link))) for link in links)
    said = sum(len(letters(one.get_text())) for one in behind)
    pictured = any(isinstance(one, Tag) and one.find(_PICTURES) is not None for one in behind)
    if not links or pictured or said > linked or not all(owns(attribute(link, "href")) for link in links):
        return body
    for one in (rules[-1], *behind):
        one.extract()
    return inner_html(soup).strip()


def _feeds(context: GenericContext) -> tuple[Request, ...]:
    """Return the feeds of posts that a page names; those of comments say nothing of which post they answer."""
    base = base_of(context.tree, context.page.final_url)
    urls: dict[str, None] = {}
    for link in found(context.tree, _FEEDS):
        url = absolute(base, link.get("href") or "")
        named = f"{link.get('title') or ''} {url}"
        if url and context.owns(url) and not _OF_COMMENTS.search(named):
            urls.setdefault(url)
    return tuple(Request(url=url, priority=2, source="feed") for url in urls)


def _with_next(page: Page, reading: Reading) -> Reading:
    """Return a feed's reading that asks for the feed's next page, where it names one and this one held posts."""
    feed = parse_feed(page) if reading.kind is PageVerdict.FEED and reading.records else None
    links = [link for rel in _PAGING if feed is not None and (link := feed.link(rel))]
    url = absolute(page.url, links[0]) if links else None
    more = (Request(url=url, priority=5, source="feed"),) if url and url != page.url else ()
    return replace(reading, next_requests=(*reading.next_requests, *more))


PLUGIN = Generic()
