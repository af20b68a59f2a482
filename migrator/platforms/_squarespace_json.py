"""Reads what a Squarespace site answers to `?format=json`: one post, or a list of them with where the list goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from migrator.html import inner_html, parse_fragment
from migrator.loose_json import count, person, rows, stated, table, words
from migrator.model import Link, PageVerdict, Reading, Record, RecordKind, Request
from migrator.platforms._hosted import settle_pictures
from migrator.platforms._markup import absolute_urls, links_in, show_lazy_images
from migrator.platforms._select import remove
from migrator.profiles import site_urls
from migrator.urls import absolute, query_pairs, with_query, without_fragment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.profiles import SiteUrls

FURNITURE = (
    ".newsletter-block, .socialaccountlinks-block, .socialaccountlinks-v2-block, .sqs-block-summary-v2, .summary-v2-block, .search-block,"
    " .form-block, .comments-block, .squarespace-social-buttons, .sqs-simple-like, .blog-item-author-profile-wrapper, .author-profile,"
    " .item-pagination, .blog-item-pagination, .entry-actions, .entry-title, .blog-item-top-wrapper, .journal-entry-tag,"
    " .blog-item-comments, .squarespace-comments, .tagcloud-block, .archive-block, .donation-block, .share-buttons, .image-block-ratio-handle"
)
_PRIORITY = 3
_BLOG = 1  # type of a collection
_LATEST = 10**14  # milliseconds: a date after the year 5000 is none
_FEEDS = "//link[@rel='alternate'][contains(@type, 'rss')]/@href | //link[@rel='alternate'][contains(@href, 'format=rss')]/@href"


def cleaned(body: str) -> str:
    """Return a body without forms, lists of other posts and copies of its pictures."""
    soup = parse_fragment(body)
    remove(soup, FURNITURE)
    show_lazy_images(soup)
    settle_pictures(soup)
    return inner_html(soup)


def list_requests(tree: HtmlElement, url: str, urls: SiteUrls) -> tuple[Request, ...]:
    """Return requests for the lists whose feeds a page names, as a feed and as JSON."""
    places = tree.xpath(_FEEDS)
    requests: dict[str, Request] = {}
    for place in places if isinstance(places, list) else []:
        feed = absolute(url, str(place))
        if feed is None or not urls.owns(feed):
            continue
        requests.setdefault(feed, Request(url=feed, priority=_PRIORITY, source="feed"))
        if ("format", "rss") in query_pairs(feed):
            listed = with_query(without_fragment(feed).partition("?")[0], (("format", "json"),))
            requests.setdefault(listed, Request(url=listed, priority=_PRIORITY, source="rest"))
    return tuple(requests.values())


def read_json(page: Page, told: dict[str, Json], site: Site) -> Reading:
    """Read one post or page, or a part of a list."""
    urls = site_urls("squarespace", site.base_url, site.hosts)
    single = table(told.get("item"))
    listed = (
        ([single] if single else rows(told.get("items"))) if _is_blog(table(told.get("collection"))) else []
    )
    posts = tuple(record for row in listed if (record := _record(row, page, urls)) is not None)
    links: dict[Link, None] = {}
    for record in posts:
        links |= dict.fromkeys(links_in(str(record.fields.get("body_html") or ""), record.key, record.key))
    return Reading(
        kind=PageVerdict.FEED,
        records=(*posts, *_site(told, page, site)),
        links=tuple(links),
        next_requests=_next(page, table(told.get("pagination"))) if listed and not single else (),
        warnings=_warnings(listed),
    )


def _is_blog(collection: dict[str, Json]) -> bool:
    """True for a list of posts; products, events and galleries answer in the same form."""
    named = words(collection.get("typeName"))
    return "blog" in named if named else collection.get("type") in {None, _BLOG}


def _next(page: Page, paging: dict[str, Json]) -> tuple[Request, ...]:
    offset = count(paging.get("nextPageOffset"))
    asked = dict(query_pairs(page.url))
    if not paging.get("nextPage") or offset is None or asked.get("offset") == str(offset):
        return ()
    pairs = tuple((asked | {"format": "json", "offset": str(offset)}).items())
    return (Request(url=with_query(page.url.partition("?")[0], pairs), priority=_PRIORITY, source="rest"),)


def _warnings(listed: list[dict[str, Json]]) -> tuple[str, ...]:
    comments = sum(
        count(row.get("publicCommentCount")) or count(row.get("commentCount")) or 0 for row in listed
    )
    if not comments:
        return ()
    return (f"{comments} comments are stated for these posts: a script shows them, so none are read.",)


def _record(row: dict[str, Json], page: Page, urls: SiteUrls) -> Record | None:
    address = absolute(urls.base_url + "/", words(row.get("fullUrl")) or "")
    if address is None or not urls.owns(address) or not words(row.get("fullUrl")) or row.get("draft") is True:
        return None
    key = urls.canonical(address) or address
    fields = _fields(row)
    body = words(row.get("body"))
    if body is not None:
        fields["body_html"] = absolute_urls(cleaned(body), key)
    return Record(kind=RecordKind.POST, key=key, source="rest", url=page.url, fields={"url": key, **fields})


def _fields(row: dict[str, Json]) -> dict[str, Json]:
    writer = table(row.get("author"))
    named = [row.get("categories"), row.get("tags")]
    labels = [label for group in named if isinstance(group, list) for one in group if (label := words(one))]
    told: dict[str, Json] = {
        "title": words(row.get("title")),
        "published": _moment(row.get("publishOn") or row.get("addedOn")),
        "updated": _moment(row.get("updatedOn")),
        "author": person(words(writer.get("displayName")), None, words(writer.get("id"))),
        "labels": list(dict.fromkeys(labels)),
        "image": words(row.get("assetUrl")),
        "source_id": words(row.get("id")),
        "guid": words(row.get("id")),
        "comments_stated": count(row.get("publicCommentCount")) or count(row.get("commentCount")),
    }
    return {"kind": "post", **stated(told)}


def _moment(value: Json) -> str | None:
    """Return a time in milliseconds since 1970 as ISO 8601 in UTC."""
    number = count(value)
    return datetime.fromtimestamp(number / 1000, UTC).isoformat() if number and number < _LATEST else None


def _site(told: dict[str, Json], page: Page, site: Site) -> tuple[Record, ...]:
    website = table(told.get("website"))
    known = stated(
        {
            "title": words(website.get("siteTitle")),
            "timezone": words(website.get("timeZone")),
            "language": words(website.get("language")),
        }
    )
    if not known:
        return ()
    return (Record(kind=RecordKind.SITE, key=site.base_url, source="rest", url=page.url, fields=known),)
