"""Reads WordPress's REST API: everything a page shows with its ids, threads and exact times, a hundred at a time.

Pingbacks and trackbacks are told to users alone: pages and feeds have them.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import partial
from html import unescape
from typing import TYPE_CHECKING

from migrator.html import text_of
from migrator.model import Link, PageVerdict, Reading, Record, RecordKind, Request
from migrator.platforms._markup import absolute_urls, links_in
from migrator.platforms._wordpress_bodies import cleaned
from migrator.platforms._wordpress_context import post_url, urls_of
from migrator.text import squeezed, with_offset
from migrator.urls import absolute, path_of, query_pairs, with_query, without_fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from migrator.model import Json, Page, Site
    from migrator.profiles import SiteUrls

COLLECTIONS = ("posts", "pages", "comments", "categories", "tags", "media", "users")
_PER_PAGE = 100  # the most WordPress gives
_PRIORITY = 3
_LAST_PAGE = 10_000  # a collection that never ends is a trap
_PLACE = re.compile(r"^(?P<root>/(?:.*/)?wp/v2/(?:sites/[^/]+/)?)(?P<collection>[a-z]+)/?$")
_ROOT = re.compile(r"^(?:.*/wp-json)?/?$")
_EMBEDDED = {"posts": "author,wp:term,wp:featuredmedia", "pages": "author,wp:featuredmedia"}

_Row = dict[str, "Json"]


def rest_requests(root: str) -> tuple[Request, ...]:
    """Return requests for the first page of each collection; `root` is the API's address, with or without `rest_route`."""
    return tuple(
        Request(url=_collection_url(root, name, 1), priority=_PRIORITY, source="rest") for name in COLLECTIONS
    )


def is_rest(page: Page) -> bool:
    """True where a page is an answer of the REST API."""
    route = _route(page.url)
    return page.body.lstrip()[:1] in {b"{", b"["} and (bool(_PLACE.match(route)) or _is_root(page))


def read_rest(page: Page, site: Site) -> Reading:
    """Read one page of a collection, or what the root says of the blog; an answer that is none gives a warning."""
    try:
        told = json.loads(page.body)
    except (ValueError, RecursionError):
        return Reading(kind=PageVerdict.OTHER, warnings=("The API's answer cannot be read.",))
    if isinstance(told, dict) and _is_root(page):
        return Reading(kind=PageVerdict.OTHER, records=_site_record(told, page, site))
    match = _PLACE.match(_route(page.url))
    rows = [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []
    if match is None or not rows:
        return Reading(kind=PageVerdict.OTHER)
    read = _READERS.get(match["collection"])
    records = tuple(record for row in rows for record in read(row, page, urls_of(site))) if read else ()
    return Reading(
        kind=PageVerdict.FEED,
        records=records,
        links=_links(records, page),
        next_requests=_next(page, len(rows)),
    )


def _route(url: str) -> str:
    return dict(query_pairs(url)).get("rest_route") or path_of(url)


def _is_root(page: Page) -> bool:
    route = dict(query_pairs(page.url)).get("rest_route")
    named = bool(_ROOT.match(path_of(page.url))) and (
        route == "/" or path_of(page.url).rstrip("/").endswith("/wp-json")
    )
    return named and b'"namespaces"' in page.body


def _collection_url(root: str, name: str, number: int) -> str:
    asked = [("per_page", str(_PER_PAGE)), ("page", str(number)), ("order", "asc")]
    asked += [("orderby", "id")] if name != "comments" else [("orderby", "date")]
    asked += [("_embed", _EMBEDDED[name])] if name in _EMBEDDED else []
    pairs = dict(query_pairs(root))
    if "rest_route" in pairs:
        route = re.sub(r"wp/v2/.*$", "", pairs["rest_route"].strip("/"))
        return with_query(root.partition("?")[0], (("rest_route", f"/{route}wp/v2/{name}"), *asked))
    base = root.rstrip("/")
    return with_query(f"{base}/{name}" if "/wp/v2" in base else f"{base}/wp/v2/{name}", tuple(asked))


def _next(page: Page, received: int) -> tuple[Request, ...]:
    """Ask for the next page while the header says that there are more, or, without it, while full pages arrive."""
    pairs = dict(query_pairs(page.url))
    number = int(pairs["page"]) if pairs.get("page", "").isdigit() else 1
    stated = page.headers.get("x-wp-totalpages", "")
    more = (
        number < int(stated)
        if stated.isdigit()
        else 'rel="next"' in page.headers.get("link", "") or received >= _PER_PAGE
    )
    if not more or number >= _LAST_PAGE:
        return ()
    kept = tuple((key, value) for key, value in query_pairs(page.url) if key != "page")
    url = with_query(page.url.partition("?")[0], (*kept, ("page", str(number + 1))))
    return (Request(url=url, priority=_PRIORITY, source="rest"),)


def _links(records: tuple[Record, ...], page: Page) -> tuple[Link, ...]:
    found: list[Link] = []
    for record in records:
        body = str(record.fields.get("body_html") or record.fields.get("html") or "")
        found += links_in(body, record.key if record.kind is RecordKind.POST else page.url, page.url)
    return tuple(dict.fromkeys(found))


# --- rows ----------------------------------------------------------------------------------------------


def _site_record(told: Mapping[str, Json], page: Page, site: Site) -> tuple[Record, ...]:
    fields: dict[str, Json] = {
        name: unescape(text)
        for name, key in (("title", "name"), ("description", "description"), ("timezone", "timezone_string"))
        if (text := _text(told.get(key)))
    }
    return (
        (Record(kind=RecordKind.SITE, key=site.base_url, source="rest", url=page.url, fields=fields),)
        if fields
        else ()
    )


def _entry(row: _Row, page: Page, urls: SiteUrls, *, kind: str) -> Iterator[Record]:
    key = _own(row.get("link"), urls)
    if key is None or _text(row.get("status")) not in {"", "publish"}:
        return
    title = squeezed(text_of(_rendered(row.get("title"))))
    fields: dict[str, Json] = {
        "url": key,
        "kind": kind,
        "title": title or None,
        "guid": unescape(_rendered(row.get("guid"))) or None,
        "source_id": _number(row.get("id")),
        "published": _moment(row, "date"),
        "updated": _moment(row, "modified"),
        "author": _author(row),
        "image": _image(row, page),
    }
    known = {name: value for name, value in fields.items() if value is not None or name == "title"}
    known["labels"] = _labels(row)
    content = row.get("content")
    if isinstance(content, dict) and not content.get("protected"):
        body, stub = cleaned(_rendered(content), key, title, urls)
        known |= {"kind": "stub"} if stub else {"body_html": body}
    yield _record(RecordKind.POST, key, page, known)
    short = urls.canonical(f"{urls.base_url}/?{'p' if kind == 'post' else 'page_id'}={fields['source_id']}")
    if short and short != key:
        yield _record(RecordKind.URL, short, page, {"leads_to": key})


def _comment(row: _Row, page: Page, urls: SiteUrls) -> Iterator[Record]:
    number, key = _number(row.get("id")), _own(row.get("link"), urls)
    if number is None or key is None or _text(row.get("status")) not in {"", "approved"}:
        return
    name = squeezed(unescape(_text(row.get("author_name"))))
    parent = _number(row.get("parent"))
    fields: dict[str, Json] = {
        "post": key,
        "parent": parent if parent != "0" else None,
        "author": {"name": name, "url": _text(row.get("author_url")) or None, "source_id": None}
        if name
        else None,
        "html": absolute_urls(_rendered(row.get("content")), key).strip(),
        "kind": _text(row.get("type")) or "comment",
    }
    published = _moment(row, "date")
    yield _record(
        RecordKind.COMMENT, number, page, {**fields, **({"published": published} if published else {})}
    )


def _term(row: _Row, page: Page, urls: SiteUrls) -> Iterator[Record]:
    taxonomy, slug = _text(row.get("taxonomy")), _text(row.get("slug"))
    if taxonomy and slug:
        fields: dict[str, Json] = {
            "name": unescape(_text(row.get("name"))),
            "slug": slug,
            "taxonomy": taxonomy,
        }
        above = path_of(_text(row.get("link"))).rstrip("/").split("/")[-2:-1] if row.get("parent") else []
        fields |= {"parent": above[0]} if above else {}
        described = _text(row.get("description"))
        yield _record(
            RecordKind.TERM,
            f"{taxonomy}/{slug}",
            page,
            fields | ({"description": described} if described else {}),
        )
    if row.get("count"):
        yield from _address(row, page, urls)


def _file(row: _Row, page: Page, urls: SiteUrls) -> Iterator[Record]:
    source = absolute(page.url, _text(row.get("source_url")))
    if source and _text(row.get("source_url")):
        titled = squeezed(text_of(_rendered(row.get("title"))))
        yield _record(RecordKind.ASSET, source, page, {"title": titled} if titled else {})
    yield from _address(row, page, urls)


def _address(row: _Row, page: Page, urls: SiteUrls) -> Iterator[Record]:
    """Yield the address of what is no post: a list of a category or an author, a picture's page."""
    key = _own(row.get("link"), urls)
    if key is not None:
        yield _record(RecordKind.URL, key, page, {})


def _record(kind: RecordKind, key: str, page: Page, fields: Mapping[str, Json]) -> Record:
    return Record(kind=kind, key=key, source="rest", url=page.url, fields=fields)


_READERS: Mapping[str, Callable[[_Row, Page, SiteUrls], Iterator[Record]]] = {
    "posts": partial(_entry, kind="post"),
    "pages": partial(_entry, kind="page"),
    "comments": _comment,
    "categories": _term,
    "tags": _term,
    "media": _file,
    "users": _address,
}


# --- values --------------------------------------------------------------------------------------------


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""


def _rendered(value: Json) -> str:
    return _text(value.get("rendered")) if isinstance(value, dict) else ""


def _number(value: Json) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _own(value: Json, urls: SiteUrls) -> str | None:
    """Return the canonical URL of an address of the blog, without what names a part of it; None for any other."""
    url = absolute(urls.base_url + "/", _text(value)) if _text(value) else None
    return post_url(without_fragment(url), urls) if url and urls.owns(url) else None


def _moment(row: Mapping[str, Json], name: str) -> str | None:
    """Return a time with the offset that the row's two clocks, the blog's and UTC, differ by."""
    try:
        local = datetime.fromisoformat(_text(row.get(name)))
        utc = datetime.fromisoformat(f"{_text(row.get(f'{name}_gmt')).removesuffix('Z')}+00:00")
    except ValueError:
        return _text(row.get(name)) or None
    return (local if local.tzinfo else with_offset(local, utc)).isoformat()


def _embedded(row: Mapping[str, Json], name: str) -> list[Json]:
    held = row.get("_embedded")
    found = held.get(name) if isinstance(held, dict) else None
    return found if isinstance(found, list) else []


def _author(row: Mapping[str, Json]) -> Json:
    for one in _embedded(row, "author"):
        if isinstance(one, dict) and _text(one.get("name")):
            name, login = unescape(_text(one["name"])), _text(one.get("slug"))
            return {"name": name, "url": _text(one.get("url")) or None, "source_id": login or None}
    return None


def _labels(row: Mapping[str, Json]) -> list[Json]:
    terms = [term for group in _embedded(row, "wp:term") if isinstance(group, list) for term in group]
    names = (
        unescape(_text(term.get("name")))
        for term in terms
        if isinstance(term, dict) and term.get("taxonomy") in {"category", "post_tag"}
    )
    return list(dict.fromkeys(name for name in names if name))


def _image(row: Mapping[str, Json], page: Page) -> str | None:
    for one in _embedded(row, "wp:featuredmedia"):
        source = _text(one.get("source_url")) if isinstance(one, dict) else ""
        if source:
            return absolute(page.url, source)
    return None
