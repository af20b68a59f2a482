"""Takes out of an archived page what the archive put in: toolbars, scripts, and its own address before every link."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.html import rewrite_urls

if TYPE_CHECKING:
    from collections.abc import Callable

    from migrator.html import UrlPlace
    from migrator.model import Page

_MARKS = (b"WAYBACK TOOLBAR INSERT", b"Wayback Rewrite JS", b"FILE ARCHIVED ON", b"<!-- WB Insert", b"wombat")
_INSERTS = re.compile(
    r"<script[^>]*(?:archive\.org|/_static/|/static/wombat)[^>]*>(?:(?!</head).)*?<!-- End Wayback Rewrite JS Include -->\s*"
    r"|<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->\s*"
    r"|<!-- WB Insert -->.*?<!-- End WB Insert -->\s*"
    r"|<!--\s*(?:FILE ARCHIVED ON|playback timings)(?:(?!-->).)*-->\s*",
    re.DOTALL | re.IGNORECASE,
)
_PREFIXED = re.compile(
    r"(?:(?:https?:)?//[^/?#]+)?/(?:[\w.-]+/)?\d{4,14}(?:[a-z]{2}_)?/((?:https?:/{1,2}[^/]|mailto:).*)",
    re.DOTALL | re.IGNORECASE,
)
_ONE_SLASH = re.compile(r"(?i)^(https?):/(?=[^/])")
_HTML = frozenset({"", "text/html", "application/xhtml+xml"})


def undone(page: Page) -> Page:
    """Return a page as its server sent it, as far as what an archive did to it can be told; else the page itself."""
    if page.content_type not in _HTML or not any(mark in page.body for mark in _MARKS):
        return page
    return replace(page, body=with_links(_INSERTS.sub("", page.body.decode("latin-1")), _public))


def with_links(text: str, rewrite: Callable[[str, UrlPlace], str | None]) -> bytes:
    """Return markup read as Latin-1 with its links rewritten, as bytes: all others stay as they were."""
    return rewrite_urls(text, rewrite).encode("latin-1", "xmlcharrefreplace")


def _public(url: str, place: UrlPlace) -> str | None:  # noqa: ARG001 - the shape `rewrite_urls` asks for
    found = _PREFIXED.fullmatch(url)
    return _ONE_SLASH.sub(r"\1://", found[1]) if found else None
