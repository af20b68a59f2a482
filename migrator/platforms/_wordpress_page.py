"""Completes what a theme shows of a post with what WordPress prints beside it: ids, counts, pages of comments."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from migrator.model import PageVerdict, Reading, Record, RecordKind, Request
from migrator.platforms._comment_services import comment_service
from migrator.platforms._head import structured_date, values
from migrator.platforms._markup import base_of, found, outside, template_links
from migrator.platforms._plain_page import read_in
from migrator.platforms._recipes import COMMENT_PLACES
from migrator.platforms._wordpress_context import post_url
from migrator.platforms._wordpress_recipe import WORDPRESS
from migrator.platforms._wordpress_rest import rest_requests
from migrator.text import first_number, letters, squeezed
from migrator.urls import absolute, path_of, query_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from migrator.model import Json
    from migrator.platforms._wordpress_context import WordPressContext

_POSTS = frozenset((PageVerdict.POST, PageVerdict.PAGE))
_FEEDS = {"rss2": "feed", "comments-rss2": "comment-feed"}  # where permalinks are plain
_PER_PAGE = 10_000  # places kept for the comments of one page of comments
_MOST_PAGES = 500
_COMMENT_PAGES_PRIORITY = 55
_PAGE_OF_COMMENTS = re.compile(r"/comment-page-(\d+)(?:/|$)")
_CLASSES = re.compile(r"(?:tag|category)-(?!uncategorized$)([\w%-]+)")
_TERM_LINK = re.compile(r"/(category|tag)/(?:[^/]+/)*([^/]+)/?$")
_LONGEST_TERM = 80  # characters
_ONE = re.compile(r"^\W*(?:one|an?|ein[e]?|une?|un[oa]|uma?|een|één|jeden|один|1)\b", re.IGNORECASE)
_HEADINGS = (
    (
        "//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::div or self::span or self::p]"
        "[@id='comments' or @id='comments-title' or contains(@class, 'comments-title') or contains(@class, 'comments-header')"
        " or contains(@class, 'comment-title') or contains(@class, 'comments_intro') or contains(@class, 'wpd-thread-info')"
        " or contains(@class, 'comments-heading')]"
        "[not(.//ol or .//ul or .//li or .//form)]"
    ),
    "//*[@id='comments']/descendant::*[self::h2 or self::h3 or self::h4]",
    "//*[contains(@class, 'commentlist') or contains(@class, 'comment-list')]/preceding-sibling::*[1][self::h2 or self::h3 or self::h4]",
)
_LINKS_TO_COMMENTS = (
    "//a[contains(@href, '#comments') or contains(@href, '#respond') or contains(@href, '#disqus_thread')]"
)
_AT = re.compile(r"(?:^|[—–|-]\s)\s*(?P<name>[^@|—–]{2,40}?)\s+@\s+\d{1,2}[:.]\d\d")


def read_html(context: WordPressContext) -> Reading:
    """Read a page of a post with its comments, or say what other page it is."""
    base = base_of(context.tree, context.page.final_url)
    if context.is_part:
        links = template_links(context.tree, base, context.page.url, ())
        note = "This is a part or a copy of a post; the post itself is at its permalink."
        return Reading(kind=PageVerdict.OTHER, links=links, warnings=(note,))
    reading = read_in(context, WORDPRESS, context.kind)
    announced = _announced(context)
    if reading.kind not in _POSTS:
        return replace(reading, next_requests=announced)
    pages = _comment_pages(context, base)
    records = tuple(_completed(context, record, pages) for record in reading.records)
    shown = sum(record.kind is RecordKind.COMMENT for record in records)
    stated = comments_stated(context.tree, _title(records))
    requests = tuple(
        Request(url=url, priority=_COMMENT_PAGES_PRIORITY, source="comments") for url in pages.values()
    )
    return replace(
        reading,
        records=(*(_with_stated(record, stated) for record in records), *_aliases(context)),
        next_requests=(*announced, *requests),
        counts={"comments": stated} if stated is not None else {},
        warnings=(*reading.warnings, *_missing(context, stated, shown)),
    )


def _completed(context: WordPressContext, record: Record, pages: Mapping[int, str]) -> Record:
    if record.kind is RecordKind.POST:
        return replace(record, fields=_post_fields(context, record.fields))
    place = record.fields.get("position")
    number = context.comment_page or _unnumbered(pages)
    if record.kind is RecordKind.COMMENT and isinstance(place, int):
        return replace(record, fields={**record.fields, "position": (number - 1) * _PER_PAGE + place})
    return record


def _post_fields(context: WordPressContext, fields: Mapping[str, Json]) -> dict[str, Json]:
    stated: dict[str, Json] = {
        "source_id": context.post_id,
        "published": _published(context, fields.get("published")),
        "comments_service": comment_service(context.tree),
        "author": fields.get("author") or _author_at(context),
    }
    labels = fields.get("labels") or _labels_by_class(context)
    return {
        **fields,
        "labels": labels,
        **{name: value for name, value in stated.items() if value is not None},
    }


def _with_stated(record: Record, stated: int | None) -> Record:
    if record.kind is not RecordKind.POST or stated is None:
        return record
    return replace(record, fields={**record.fields, "comments_stated": stated})


def _published(context: WordPressContext, shown: Json) -> str | None:
    """Return the moment the head states where it is on the day shown; else what is shown, else the permalink's day."""
    told = structured_date(context.tree)
    if isinstance(shown, str):
        day_only = len(shown) == len("2010-05-31")
        return told if day_only and told is not None and told.startswith(f"{shown}T") else shown
    span = context.span
    whole = (
        told
        if told is not None and (span is None or span[0].isoformat() <= told[:10] <= span[1].isoformat())
        else None
    )
    return whole or (span[0].isoformat() if span is not None and span[0] == span[1] else None)


def _author_at(context: WordPressContext) -> Json:
    """Return the writer of a line like "Filed under: Bread — Mo @ 7:30 am", as WordPress's first themes had it."""
    lines = outside(context.tree, "//*[contains(concat(' ', @class, ' '), ' meta ')]", COMMENT_PLACES)
    for line in lines:
        match = _AT.search(squeezed(line.text_content()))
        if match:
            return {"name": match["name"].strip(), "url": None, "source_id": None}
    return None


def _labels_by_class(context: WordPressContext) -> list[Json]:
    """Return the terms `post_class()` prints for themes that show none: by name where a link tells it, else by slug."""
    boxes = found(context.tree, "//*[contains(concat(' ', @class, ' '), ' type-post ')]")
    if len(boxes) != 1:
        return []
    matches = [_CLASSES.fullmatch(word) for word in (boxes[0].get("class") or "").split()]
    slugs = [(match[0], match[1]) for match in matches if match and not match[1].isdigit()]
    names = _term_names(context) if slugs else {}
    return list(dict.fromkeys(names.get(word, unquote(slug)) for word, slug in slugs))


def _term_names(context: WordPressContext) -> dict[str, str]:
    """Return "category-<slug>" or "tag-<slug>" → name, from the page's links to lists of posts."""
    names: dict[str, str] = {}
    for link in found(context.tree, "//a[contains(@href, '/category/') or contains(@href, '/tag/')]"):
        match = _TERM_LINK.search(path_of(link.get("href") or ""))
        name = squeezed(link.text_content())
        if match and name and len(name) <= _LONGEST_TERM:
            names.setdefault(f"{match[1]}-{match[2]}", name)
    return names


def _title(records: tuple[Record, ...]) -> str:
    return next(
        (str(record.fields.get("title") or "") for record in records if record.kind is RecordKind.POST), ""
    )


def _aliases(context: WordPressContext) -> Iterator[Record]:
    """Yield the addresses by number that lead to this post: they work on every WordPress."""
    short = context.post_id and context.urls.canonical(f"{context.urls.base_url}/?p={context.post_id}")
    if short and short != context.key:
        yield Record(
            kind=RecordKind.URL,
            key=short,
            source="html",
            url=context.page.url,
            fields={"leads_to": context.key},
        )


def _announced(context: WordPressContext) -> tuple[Request, ...]:
    """Return requests to the API and the feeds where the page says that they are elsewhere than usual."""
    url = context.page.final_url
    requests: list[Request] = []
    for href in values(context.tree, "//link[@rel='https://api.w.org/']/@href"):
        root = absolute(url, href) or ""
        requests += rest_requests(root) if "rest_route=" in root else ()
    for href in values(context.tree, "//link[@rel='alternate'][@type='application/rss+xml']/@href"):
        source = _FEEDS.get(dict(query_pairs(absolute(url, href) or "")).get("feed", ""))
        feed = absolute(url, href) if source else None
        if (
            feed
            and source
            and context.owns(feed)
            and not {"p", "cat", "tag"} & dict(query_pairs(feed)).keys()
        ):
            requests.append(Request(url=feed, priority=2, source=source))
    return tuple(requests)


# --- comments ------------------------------------------------------------------------------------------


def comments_stated(tree: HtmlElement, title: str) -> int | None:
    """Return how many comments a page says it has; None where it does not say so in digits or as "one"."""
    for xpath in _HEADINGS:
        for heading in found(tree, xpath):
            number = _count(squeezed(heading.text_content()), title)
            if number is not None:
                return number
    for link in outside(tree, _LINKS_TO_COMMENTS, COMMENT_PLACES):
        text = squeezed(link.text_content())
        if re.fullmatch(r"\D{0,20}\d{1,6}\D{0,30}", text):
            return first_number(text)
    return None


def _count(text: str, title: str) -> int | None:
    """Return the number a heading begins or ends with, the post's title in it left out."""
    whole = squeezed(title)
    bare = text.replace(whole, " ") if whole else text
    bare = re.sub(r"[“„«\"‘].*[”“»\"’]", " ", bare)
    match = re.search(r"(?:^|[\s(\[])(\d{1,3}(?:[.,]\d{3})+|\d{1,6})(?=$|[\s)\]:])", bare)
    if match:
        return first_number(match[1])
    return 1 if _ONE.match(bare) and len(letters(bare)) < len(letters(text)) + 1 and _is_short(bare) else None


def _is_short(text: str) -> bool:
    return len(text.split()) <= 6  # noqa: PLR2004 - "One thought on", "Ein Kommentar zu"


def _comment_pages(context: WordPressContext, base: str) -> dict[int, str]:
    """Return page number → URL of the other pages of this post's comments, those between the ones linked included."""
    seen: dict[int, str] = {}
    hrefs = context.tree.xpath("//a[contains(@href, 'comment-page-') or contains(@href, 'cpage=')]/@href")
    for href in hrefs if isinstance(hrefs, list) else []:
        url = absolute(base, str(href).partition("#")[0])
        number = _page_number(url) if url else None
        if (
            url
            and number
            and number <= _MOST_PAGES
            and post_url(_without_page(url), context.urls) == context.key
        ):
            seen.setdefault(number, url)
    if not seen:
        return {}
    pattern = next(iter(seen.items()))
    every = {number: seen.get(number) or _numbered(pattern, number) for number in range(1, max(seen) + 1)}
    return {number: url for number, url in every.items() if number != context.comment_page}


def _page_number(url: str) -> int | None:
    match = _PAGE_OF_COMMENTS.search(path_of(url))
    text = match[1] if match else dict(query_pairs(url)).get("cpage", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else None  # noqa: PLR2004 - pages


def _without_page(url: str) -> str:
    return re.sub(r"([?&])cpage=\d+&?", r"\1", url).rstrip("?&")


def _numbered(pattern: tuple[int, str], number: int) -> str:
    known, url = pattern
    return url.replace(f"comment-page-{known}", f"comment-page-{number}").replace(
        f"cpage={known}", f"cpage={number}"
    )


def _unnumbered(pages: Mapping[int, str]) -> int:
    """Return the number of the page at the permalink: the last one where older ones are linked from page 1 on."""
    return max(pages) + 1 if 1 in pages else 1


def _missing(context: WordPressContext, stated: int | None, shown: int) -> tuple[str, ...]:
    service = comment_service(context.tree)
    if service is not None and (stated or 0) > shown:
        return (f"Comments are kept by {service}: the page states {stated} and shows {shown}.",)
    if service is not None and stated is None and not shown:
        return (f"Comments are kept by {service}; the page does not say how many there are.",)
    if stated is not None and stated != shown:
        return (f"The page states {stated} comments and shows {shown}.",)
    return ()
