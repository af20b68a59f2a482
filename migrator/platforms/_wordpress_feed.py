"""Reads WordPress's feeds of posts and of comments, newest first, page after page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from migrator.html import text_of
from migrator.model import Link, PageVerdict, Reading, Record, RecordKind, Request
from migrator.platforms._feeds import Entry, Feed, parse_feed
from migrator.platforms._markup import absolute_urls, links_in
from migrator.platforms._wordpress_bodies import cleaned
from migrator.platforms._wordpress_context import post_url, urls_of
from migrator.text import squeezed
from migrator.urls import absolute, fragment_of, query_pairs, with_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model import Json, Page, Site
    from migrator.profiles import SiteUrls

_PRIORITY = 5
_COMMENT_FEED_PRIORITY = 20
_LAST_PAGE = 20_000  # a feed that never ends is a trap
_COMMENT = re.compile(r"(?:^|[#&?])comment-(\d+)$")
_COMMENT_TITLE = re.compile(r"^[^:：]{1,40}[:：]\s*")
_ANSWERS = re.compile(
    r"^\s*(?:<p>)?\s*[^<]{1,40}<a\b[^>]*#comment-(\d+)[\"'][^>]*>[^<]*</a>\s*[.。]?\s*(?:</p>)?",
    re.IGNORECASE,
)
_SHORT_LINK = re.compile(r"[?&](p|page_id)=(\d+)$")


def read_feed(page: Page, site: Site) -> Reading:
    """Read one page of a feed; a feed that cannot be read gives a warning."""
    feed = parse_feed(page)
    if feed is None:
        return Reading(kind=PageVerdict.FEED, warnings=("The feed cannot be read.",))
    urls = urls_of(site)
    records: list[Record] = []
    links: list[Link] = []
    for entry in feed.entries:
        for record in _records(entry, page, urls):
            records.append(record)
            body = str(record.fields.get("body_html") or record.fields.get("html") or "")
            links += links_in(body, record.key if record.kind is RecordKind.POST else page.url, page.url)
    if urls.match(page.url).shape == "feed":
        records += _site_record(feed, page, site)
    return Reading(
        kind=PageVerdict.FEED,
        records=tuple(records),
        links=tuple(dict.fromkeys(links)),
        next_requests=(*_next_page(page, feed, urls), *_comment_feeds(feed, urls)),
    )


def _records(entry: Entry, page: Page, urls: SiteUrls) -> Iterator[Record]:
    link = absolute(page.url, entry.link("alternate") or "") if entry.link("alternate") else None
    if link is None or not urls.owns(link):
        return
    key = post_url(link, urls)
    number = _COMMENT.search(fragment_of(link)) or _COMMENT.search(entry.id)
    if number is not None:
        yield _comment(entry, number[1], key, page)
        return
    short = _SHORT_LINK.search(unescape(entry.id))
    yield _post(entry, key, page, urls, short[2] if short else None)
    alias = urls.canonical(f"{urls.base_url}/?{short[1]}={short[2]}") if short else None
    if alias and alias != key:
        yield Record(kind=RecordKind.URL, key=alias, source="feed", url=page.url, fields={"leads_to": key})


def _post(entry: Entry, key: str, page: Page, urls: SiteUrls, number: str | None) -> Record:
    title = squeezed(text_of(entry.title))
    fields: dict[str, Json] = {
        "url": key,
        "kind": "post",
        "title": title or None,
        "labels": list(entry.labels),
        "guid": entry.id or None,
    }
    stated: dict[str, Json] = {
        "source_id": number,
        "published": entry.published,
        "comments_stated": entry.replies,
        "author": {"name": entry.author, "url": entry.author_url, "source_id": None}
        if entry.author
        else None,
    }
    fields |= {name: value for name, value in stated.items() if value is not None}
    if (
        entry.content is not None and entry.summary is not None
    ):  # a feed of summaries has no content of its own
        body, stub = cleaned(entry.content, key, title, urls)
        fields |= {"kind": "stub"} if stub else {"body_html": body}
    return Record(kind=RecordKind.POST, key=key, source="feed", url=page.url, fields=fields)


def _comment(entry: Entry, number: str, post: str, page: Page) -> Record:
    text = entry.content or ""
    answers = _ANSWERS.match(text)
    fields: dict[str, Json] = {
        "post": post,
        "html": absolute_urls(text[answers.end() :] if answers else text, post).strip(),
    }
    name = entry.author or _COMMENT_TITLE.sub("", entry.title)
    stated: dict[str, Json] = {
        "parent": answers[1] if answers else None,
        "published": entry.published,
        "author": {"name": unescape(name), "url": None, "source_id": None} if name else None,
    }
    fields |= {name: value for name, value in stated.items() if value is not None}
    return Record(kind=RecordKind.COMMENT, key=number, source="comment-feed", url=page.url, fields=fields)


def _site_record(feed: Feed, page: Page, site: Site) -> list[Record]:
    stated: dict[str, Json] = {"title": feed.title, "description": feed.subtitle, "language": feed.language}
    known = {name: value for name, value in stated.items() if value}
    return (
        [Record(kind=RecordKind.SITE, key=site.base_url, source="feed", url=page.url, fields=known)]
        if known
        else []
    )


def _next_page(page: Page, feed: Feed, urls: SiteUrls) -> tuple[Request, ...]:
    """Ask for the page after this one, unless the feed's own address says that it does not count pages.

    A feed of comments has no second page: WordPress counts pages of posts there and shows the newest comments again.
    """
    text = dict(query_pairs(page.url)).get("paged", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004 - pages
    own = feed.link("self")
    deaf = number > 1 and own is not None and dict(query_pairs(own)).get("paged") != text
    counted = urls.match(page.url).shape == "feed" or dict(query_pairs(page.url)).get("feed") == "rss2"
    if not feed.entries or deaf or number >= _LAST_PAGE or not counted:
        return ()
    kept = tuple((key, value) for key, value in query_pairs(page.url) if key != "paged")
    url = with_query(page.url.partition("?")[0], (*kept, ("paged", str(number + 1))))
    return (Request(url=url, priority=_PRIORITY, source="feed"),)


def _comment_feeds(feed: Feed, urls: SiteUrls) -> tuple[Request, ...]:
    """Ask for each commented post's own feed: the blog-wide one may be switched off."""
    found = (entry.link("replies") for entry in feed.entries if entry.replies)
    own = dict.fromkeys(url for url in found if url and urls.owns(url))
    return tuple(Request(url=url, priority=_COMMENT_FEED_PRIORITY, source="comment-feed") for url in own)
