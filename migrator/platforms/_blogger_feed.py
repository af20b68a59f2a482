"""Turns Blogger's feeds into records: what a template hides (ids, offsets, threading) and where to read on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.html import inner_html, parse_fragment
from migrator.model import Link, PageVerdict, Reading, Record, RecordKind, Request, UrlKind
from migrator.platforms._blogger_archives import place_of
from migrator.platforms._bylines import profile_id
from migrator.platforms._feeds import Entry, Feed, parse_feed
from migrator.platforms._markup import absolute_urls, links_in
from migrator.platforms._notices import is_moved_notice, remove_notices
from migrator.platforms._select import select
from migrator.profiles import SiteUrls, site_urls
from migrator.urls import absolute, path_of, query_pairs, with_query, without_fragment

if TYPE_CHECKING:
    from migrator.model import Json, Page, Site

PAGE_SIZE = 150  # asked for; what arrives may be less (Blogger's cap was 500, 150 and 100 over the years)
COMMENT_FEED_PRIORITY = 20

_POST_ID = re.compile(r"\.(?:post|page)-(\d+)$")
_RELATED = re.compile(r"/comments/default/(\d+)")
_COMMENT_PATH = re.compile(r"/feeds/(?:\d+/)?comments/")
_PAGES_PATH = re.compile(r"/feeds/pages/")
_FEED_FOOTER = (
    ".blogger-post-footer, .feedflare"  # added to every entry by the blog's or a feed service's settings
)
_LISTS = frozenset({UrlKind.HOME, UrlKind.ARCHIVE, UrlKind.LABEL, UrlKind.SEARCH, UrlKind.FEED})
_SHORT = "/summary"
_MOST_READ = 200_000  # entries; a feed that never ends is a trap


def read_feed(page: Page, site: Site) -> Reading:
    """Read one page of a posts, pages or comments feed; a feed that cannot be read gives a warning."""
    feed = parse_feed(page)
    if feed is None or not (feed.id or feed.title or feed.entries):
        return Reading(kind=PageVerdict.FEED, warnings=("The feed cannot be read.",))
    urls = site_urls("blogger", site.base_url, site.hosts)
    source = _source(page)
    records: list[Record] = []
    links: list[Link] = []
    for entry in feed.entries:
        record = _record(entry, source, page, urls)
        if record is not None:
            records.append(record)
            links += links_in(
                entry.content or "", record.key if record.kind is RecordKind.POST else page.url, page.url
            )
    if source == "feed" and not _is_part(page, urls):
        records.append(_site_record(feed, page, site))
    return Reading(
        kind=PageVerdict.FEED,
        records=tuple(records),
        links=tuple(dict.fromkeys(links)),
        next_requests=(*_next_page(page, feed, urls), *_comment_feeds(feed, source, urls)),
        counts=_counts(feed, source, page, urls),
    )


def _source(page: Page) -> str:
    path = path_of(page.url)
    if _COMMENT_PATH.search(path):
        return "comment-feed"
    return "page-feed" if _PAGES_PATH.search(path) else "feed"


def _is_part(page: Page, urls: SiteUrls) -> bool:
    return urls.match(page.url).shape in {"feed-label", "feed-post", "feed-page"}


def _counts(feed: Feed, source: str, page: Page, urls: SiteUrls) -> dict[str, int]:
    blog_wide = urls.match(page.url).shape not in {
        "feed-label",
        "feed-post",
        "feed-page",
        "feed-post-comments",
    }
    noun = {"feed": "posts", "page-feed": "pages", "comment-feed": "comments"}[source]
    return {noun: feed.total} if feed.total is not None and blog_wide else {}


def _site_record(feed: Feed, page: Page, site: Site) -> Record:
    blog = re.search(r"blog-(\d+)", feed.id)
    stated: dict[str, Json] = {
        "title": feed.title,
        "description": feed.subtitle,
        "source_id": blog[1] if blog else None,
        "language": feed.language,
    }
    known = {name: value for name, value in stated.items() if value is not None}
    return Record(kind=RecordKind.SITE, key=site.base_url, source="feed", url=page.url, fields=known)


def _record(entry: Entry, source: str, page: Page, urls: SiteUrls) -> Record | None:
    if source == "comment-feed" or entry.in_reply_to:
        return _comment(entry, page, urls)
    return _post(entry, source, page, urls)


# --- posts and pages -----------------------------------------------------------------------------------


def _post(entry: Entry, source: str, page: Page, urls: SiteUrls) -> Record | None:
    key = _post_key(absolute(page.url, entry.link("alternate") or "#"), urls)
    if key is None:
        return None
    fields: dict[str, Json] = {
        "url": key,
        "kind": _kind(entry, key, source, urls),
        "title": entry.title or None,
        "labels": list(entry.labels),
        "guid": entry.id or None,
    }
    number = _POST_ID.search(entry.id)
    image = entry.thumbnail and urls.original(entry.thumbnail)
    optional: dict[str, Json] = {
        "source_id": number[1] if number else None,
        "published": entry.published,
        "updated": entry.updated,
        "author": _author(entry),
        "comments_stated": entry.replies,
        "image": image,
    }
    fields |= {name: value for name, value in optional.items() if value is not None}
    body = _body(entry, page)
    if body is not None:
        cleaned, stub = _cleaned(body, entry.title, key, urls)
        fields["body_html"] = absolute_urls(cleaned, key)
        if stub:
            fields["kind"] = "stub"
    return Record(kind=RecordKind.POST, key=key, source=source, url=page.url, fields=fields)


def _post_key(address: str | None, urls: SiteUrls) -> str | None:
    """Return the key of a post by its permalink; None for another site's, and for a whole list."""
    if address is None or not urls.owns(address):
        return None
    return place_of(address, urls) or (
        None if urls.match(address).kind in _LISTS else urls.canonical(address)
    )


def _body(entry: Entry, page: Page) -> str | None:
    """Return the whole body, or None where the feed only has a summary of it."""
    if entry.content is None or _SHORT in path_of(page.url):
        return None
    cut = entry.content == (entry.summary or None)
    return None if cut else entry.content


def _cleaned(body: str, title: str, key: str, urls: SiteUrls) -> tuple[str, bool]:
    """Return a feed's body without the feed's own footer and notices, and whether nothing but a notice is left."""
    soup = parse_fragment(body)
    footers = select(soup, _FEED_FOOTER)
    for footer in footers:
        footer.decompose()
    stub = is_moved_notice(soup, urls.owns, key)
    changed = remove_notices(soup, title, urls.owns, key) if not stub else False
    return (inner_html(soup) if footers or changed else body), stub


def _kind(entry: Entry, key: str, source: str, urls: SiteUrls) -> str:
    static = source == "page-feed" or ".page-" in entry.id or urls.match(key).kind is UrlKind.PAGE
    return "page" if static else "post"


def _author(entry: Entry) -> dict[str, Json] | None:
    if not entry.author:
        return None
    url = absolute("http://www.blogger.com/", entry.author_url) if entry.author_url else None
    return {"name": entry.author, "url": url, "source_id": profile_id(url)}


# --- comments ------------------------------------------------------------------------------------------


def _comment(entry: Entry, page: Page, urls: SiteUrls) -> Record | None:
    number = _POST_ID.search(entry.id)
    post = _post_of(entry, urls)
    if number is None or post is None:
        return None
    properties = dict(entry.properties)
    related = _RELATED.search(entry.link("related") or "")
    fields: dict[str, Json] = {
        "post": post,
        "parent": related[1] if related and related[1] != number[1] else None,
        "author": _author(entry),
        "kind": "comment",
        "deleted": properties.get("blogger.contentRemoved") == "true"
        or "deleted-comment" in (entry.content or ""),
    }
    if entry.published:
        fields["published"] = entry.published
    if "blog-author" in properties.get("blogger.itemClass", ""):
        fields["by_owner"] = True
    if entry.content is not None and _SHORT not in path_of(page.url):
        fields["html"] = absolute_urls(entry.content, post)
    return Record(kind=RecordKind.COMMENT, key=number[1], source="comment-feed", url=page.url, fields=fields)


def _post_of(entry: Entry, urls: SiteUrls) -> str | None:
    for url in (entry.in_reply_url, entry.link("alternate")):
        place = place_of(url, urls) if url and absolute(url, "") else None
        if place is not None:
            return place
        target = without_fragment(url) if url else ""
        if (
            absolute(target, "")
            and urls.owns(target)
            and urls.match(target).kind in {UrlKind.POST, UrlKind.PAGE}
        ):
            return urls.canonical(target)
    return None


# --- reading on ----------------------------------------------------------------------------------------


def _next_page(page: Page, feed: Feed, urls: SiteUrls) -> tuple[Request, ...]:
    received = len(feed.entries)
    after = feed.start + received
    if received == 0 or after > _MOST_READ or not _goes_on(feed, after):
        return ()
    kept = tuple((k, v) for k, v in query_pairs(page.url) if k != "start-index")
    url = with_query(_on_site(page, urls), (("start-index", str(after)), *kept))
    return (Request(url=url, priority=5, source=_source(page)),)


def _goes_on(feed: Feed, after: int) -> bool:
    """True where more may come; a total that is already exceeded lies, so the feed is read to its end."""
    if feed.link("next") is not None:
        return True
    return feed.total is not None and (after <= feed.total or after > feed.total + 1)


def _on_site(page: Page, urls: SiteUrls) -> str:
    return page.url.partition("?")[0] if urls.owns(page.url) else urls.base_url + path_of(page.url)


def _comment_feeds(feed: Feed, source: str, urls: SiteUrls) -> tuple[Request, ...]:
    """Ask for each commented post's own feed: the blog-wide one may stop early."""
    if source == "comment-feed":
        return ()
    numbers = [m[1] for e in feed.entries if e.replies and (m := _POST_ID.search(e.id))]
    return tuple(comment_feed(number, urls) for number in numbers)


def comment_feed(post_id: str, urls: SiteUrls) -> Request:
    """Return the request for the comments of one post."""
    url = urls.build("feed-post-comments", id=post_id)
    return Request(
        url=with_query(url, (("start-index", "1"), ("max-results", str(PAGE_SIZE)))),
        priority=COMMENT_FEED_PRIORITY,
        source="comment-feed",
    )
