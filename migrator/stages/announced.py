"""Where an old page itself says that it has moved to: a template that forwards readers names the new URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.html import parse_page
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from migrator.model import Page

_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*['\"]?([^'\"\s]+)", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"(?:window|document|top|self)\.location(?:\.href)?\s*=\s*['\"]([^'\"]+)['\"]"
    r"|location\.(?:replace|assign)\(\s*['\"]([^'\"]+)['\"]"
)
_LINKS = (
    "//link[@rel='canonical']/@href",
    "//meta[@property='og:url']/@content",
)
_REFRESHES = "//meta[translate(@http-equiv, 'REFSH', 'refsh')='refresh']/@content"


def announced_urls(page: Page) -> tuple[str, ...]:
    """Return the absolute URLs a page forwards to or calls its own, the surest first."""
    tree = parse_page(page.body, page.headers.get("content-type", ""))
    if tree is None:
        return ()
    found = (absolute(page.final_url, reference) for reference in _references(tree))
    return tuple(dict.fromkeys(url for url in found if url))


def _references(tree: HtmlElement) -> Iterator[str]:
    for content in _texts(tree, _REFRESHES):
        match = _REFRESH.match(content)
        if match:
            yield match[1]
    for xpath in _LINKS:
        yield from _texts(tree, xpath)
    for script in _texts(tree, "//script/text()"):
        yield from (match[1] or match[2] for match in _SCRIPTED.finditer(script))


def _texts(tree: HtmlElement, xpath: str) -> list[str]:
    values = tree.xpath(xpath)
    return [str(value) for value in values] if isinstance(values, list) else []
