"""Reads sitemaps and their indexes: which URLs a site says it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from migrator.model import Request
from migrator.platforms._feeds import parse_xml
from migrator.text import squeezed
from migrator.urls import absolute, normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from migrator.model import Page

_SITEMAP_PRIORITY = 15
_PAGE_PRIORITY = 50
_MOST = 50_000  # URLs in one file, by the protocol


def sitemap_requests(page: Page, canonical: Callable[[str], str | None]) -> tuple[Request, ...]:
    """Return requests for what a sitemap lists: further sitemaps as written, pages in canonical form.

    `canonical` returns None for URLs that are not the site's own; those are passed over.
    """
    root = parse_xml(page.body)
    if root is None:
        return ()
    index = etree.QName(root).localname == "sitemapindex"
    found: dict[str, Request] = {}
    for place in _places(root):
        url = absolute(page.url, place)
        own = canonical(url) if url else None
        if url and own:
            target = normal(url) if index else own
            priority = _SITEMAP_PRIORITY if index else _PAGE_PRIORITY
            found.setdefault(target, Request(url=target, priority=priority, source="sitemap"))
    return tuple(found.values())


def _places(root: etree._Element) -> list[str]:
    texts = [
        squeezed(place.text or "")
        for entry in root.iterchildren()
        for place in entry.iterchildren()
        if isinstance(place.tag, str) and etree.QName(place).localname == "loc"
    ]
    return [text for text in texts if text][:_MOST]
