"""Reads Ghost's Content API, whose public key its own search and membership scripts carry in every page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.loose_json import count, person, rows, stated, table, words
from migrator.model import Link, PageVerdict, Reading, Record, RecordKind, Request
from migrator.platforms._markup import absolute_urls, found, links_in
from migrator.profiles import site_urls
from migrator.urls import absolute, path_of, query_pairs, with_query

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.profiles import SiteUrls

_PAGE_SIZE = 50  # asked for; what arrives may be less (15 is the default, 100 the most since version 6)
_PRIORITY = 5
_LISTS = ("posts", "pages")
_KEYED = "//script[@data-key][@data-api or @data-ghost or @data-sodo-search]"
_MOST_PAGES = 10_000


def api_requests(tree: HtmlElement, url: str) -> tuple[Request, ...]:
    """Return requests for the first pages of posts and pages, where a script of the page names the API's key."""
    for script in found(tree, _KEYED):
        key = script.get("data-key") or ""
        root = absolute(url, script.get("data-api") or "/ghost/api/content/") or ""
        if not key.isalnum() or "/ghost/api/" not in path_of(root):
            continue
        asked = (("key", key), ("include", "tags,authors"), ("limit", str(_PAGE_SIZE)), ("page", "1"))
        return tuple(
            Request(url=with_query(f"{root.rstrip('/')}/{name}/", asked), priority=_PRIORITY, source="rest")
            for name in _LISTS
        )
    return ()


def read_api(page: Page, told: dict[str, Json], site: Site) -> Reading:
    """Read one page of posts or pages; what only members may read is said."""
    urls = site_urls("ghost", site.base_url, site.hosts)
    found_rows = [(row, name) for name in _LISTS for row in rows(told.get(name))]
    records = tuple(
        record for row, name in found_rows if (record := _record(row, name, page, urls)) is not None
    )
    cut = [
        record.key
        for record, (row, _) in zip(records, found_rows, strict=False)
        if row.get("access") is False
    ]
    links: dict[Link, None] = {}
    for record in records:
        links |= dict.fromkeys(links_in(str(record.fields.get("body_html") or ""), record.key, record.key))
    paging = table(table(told.get("meta")).get("pagination"))
    total, names = count(paging.get("total")), [name for name in _LISTS if name in told]
    return Reading(
        kind=PageVerdict.FEED,
        records=records,
        links=tuple(links),
        next_requests=_next(page, paging) if found_rows else (),
        counts={names[0]: total} if names and total is not None else {},
        warnings=(f"{len(cut)} posts are for members: only their beginnings are public.",) if cut else (),
    )


def _next(page: Page, paging: dict[str, Json]) -> tuple[Request, ...]:
    number = count(paging.get("next"))
    asked = dict(query_pairs(page.url))
    if not number or number > _MOST_PAGES or str(number) == asked.get("page"):
        return ()
    pairs = tuple((asked | {"page": str(number)}).items())
    return (Request(url=with_query(page.url.partition("?")[0], pairs), priority=_PRIORITY, source="rest"),)


def _record(row: dict[str, Json], name: str, page: Page, urls: SiteUrls) -> Record | None:
    target = absolute(page.url, words(row.get("url")) or "")
    if target is None or not urls.owns(target):
        return None
    key = urls.canonical(target) or target
    fields = post_fields(row, "page" if name == "pages" else "post")
    body = words(row.get("html"))
    if body is not None and row.get("access") is not False:
        fields["body_html"] = absolute_urls(body, key)
    return Record(kind=RecordKind.POST, key=key, source="rest", url=page.url, fields={"url": key, **fields})


def post_fields(row: dict[str, Json], kind: str) -> dict[str, Json]:
    """Return the fields of a post as the API and backups name them, without its body."""
    writer = table(row.get("primary_author")) or next(iter(rows(row.get("authors"))), {})
    labels: list[Json] = [
        tag for one in rows(row.get("tags")) if (tag := words(one.get("name"))) and not tag.startswith("#")
    ]
    website = words(writer.get("website"))
    safe = website if website and urlsplit(website).scheme in {"http", "https"} else None
    told: dict[str, Json] = {
        "title": words(row.get("title")),
        "published": words(row.get("published_at")),
        "updated": words(row.get("updated_at")),
        "author": person(words(writer.get("name")), safe, words(writer.get("slug"))),
        "description": words(row.get("custom_excerpt")) or words(row.get("meta_description")),
        "image": words(row.get("feature_image")),
        "guid": words(row.get("id")),
        "source_id": words(row.get("comment_id")) or words(row.get("id")),
    }
    return {"kind": kind, "labels": labels, **stated(told)}
