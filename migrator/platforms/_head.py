"""What a page's head and JSON-LD state about its post: title, author, date, description, image, site."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrator.platforms._markup import found, with_class
from migrator.text import DateReader, letters, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from migrator.model import Json


def values(tree: HtmlElement, *xpaths: str) -> Iterator[str]:
    """Yield the non-empty texts that XPaths to attributes or text find, squeezed, in the order of the XPaths."""
    for xpath in xpaths:
        result = tree.xpath(xpath)
        for value in result if isinstance(result, list) else []:
            text = squeezed(str(value))
            if text:
                yield text


def meta(tree: HtmlElement, name: str) -> str | None:
    """Return the content of a `meta` by its name or property."""
    return next(values(tree, f"//meta[@property='{name}' or @name='{name}']/@content"), None)


def site_name(tree: HtmlElement) -> str | None:
    """Return the blog's name: og:site_name, else what its feed is called."""
    named = meta(tree, "og:site_name")
    if named:
        return named
    title = next(
        values(tree, "//link[@rel='alternate'][contains(@type, 'atom') or contains(@type, 'rss')]/@title"), ""
    )
    name = re.sub(r"(?:^|\s*[-–»:|]\s*)(?:Atom|RSS|Feed|All posts)\b.*$", "", title, flags=re.IGNORECASE)
    return name or _header(tree)


def _header(tree: HtmlElement) -> str | None:
    """Return the text of the first heading that the template names as the blog's."""
    named = with_class("blogTitle", "blogtitle", "blog-title", "site-title", "titlewrapper", "site-name")
    headings = found(
        tree, f"//*[@id='blog-title' or @id='site-title' or {named}] | //*[@id='Header1' or @id='header']//h1"
    )
    return next((text for heading in headings if (text := squeezed(heading.text_content()))), None)


def stated_title(tree: HtmlElement, blog: str | None, stated: str | None = None) -> str | None:
    """Return the post's title as the head states it, without the blog's name; None where that is all it states."""
    for text in (stated, *_titles(tree, blog)):
        title = squeezed(text or "")
        if title and letters(title) != letters(blog or ""):
            return title
    return None


def _titles(tree: HtmlElement, blog: str | None) -> Iterator[str]:
    for text in values(
        tree, "//meta[@property='og:title']/@content", "//head/title/text()", "//title/text()"
    ):
        name = squeezed(blog or "")
        if name and text.startswith(f"{name}:"):
            yield text[len(name) + 1 :]
            continue
        shorter = re.sub(rf"\s*[-|–—:»·•/]\s*{re.escape(name)}\s*$", "", text) if name else text
        yield re.sub(rf"^{re.escape(name)}\s*[-|–—:»·•/]\s*", "", shorter) if name else shorter


def structured(tree: HtmlElement) -> Iterator[dict[str, Json]]:
    """Yield the page's JSON-LD objects, graphs unfolded; what is no JSON is passed over."""
    for script in found(tree, "//script[@type='application/ld+json']"):
        try:
            loaded = json.loads(script.text or "", strict=False)
        except ValueError:
            continue
        waiting = loaded if isinstance(loaded, list) else [loaded]
        for graph in waiting:
            if isinstance(graph, dict):
                yield graph
                inner = graph.get("@graph")
                waiting.extend(inner if isinstance(inner, list) else [])


def articles(tree: HtmlElement) -> Iterator[dict[str, Json]]:
    """Yield the JSON-LD objects that describe a post."""
    for graph in structured(tree):
        kinds = graph.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and name.endswith(("Posting", "Article")) for name in names):
            yield graph


def structured_date(tree: HtmlElement) -> str | None:
    """Return the date of publication that JSON-LD or article:published_time states, in ISO 8601."""
    stated = [graph.get("datePublished") for graph in articles(tree)]
    for value in (*stated, meta(tree, "article:published_time")):
        moment = DateReader().read(value) if isinstance(value, str) else None
        if moment:
            return moment.isoformat()
    return None


_DAYS = (
    "//*[contains(concat(' ', @itemprop, ' '), ' datePublished ')][not(ancestor::*[contains(@itemtype, 'Comment')])]/@*[name()='content' or name()='datetime']",
    "//*[contains(@property, 'dc:date') or contains(@property, 'dc:created') or contains(@property, 'schema:dateCreated')]/@content",
    "//meta[@property='article:published' or @property='og:article:published_time' or @property='og:published_time']/@content",
    (
        "//meta[contains('|dc.date|dc.date.issued|dcterms.created|dcterms.issued|date|pubdate|publish-date|publication_date|parsely-pub-date|sailthru.date|',"
        " concat('|', translate(@name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), '|'))]/@content"
    ),
)


def stated_day(tree: HtmlElement) -> str | None:
    """Return the date of publication that microdata, Dublin Core or other meta elements state, in ISO 8601."""
    for value in values(tree, *_DAYS):
        moment = DateReader().read(value)
        if moment:
            return moment.isoformat()
    return None


def structured_author(tree: HtmlElement) -> dict[str, Json] | None:
    """Return the author that JSON-LD or a meta element names."""
    for graph in articles(tree):
        writer = graph.get("author")
        writer = writer[0] if isinstance(writer, list) and writer else writer
        name = writer.get("name") if isinstance(writer, dict) else writer
        if isinstance(name, str) and squeezed(name):
            return {"name": squeezed(name), "url": None, "source_id": None}
    named = meta(tree, "author") or meta(tree, "article:author")
    return {"name": named, "url": None, "source_id": None} if named and "://" not in named else None
