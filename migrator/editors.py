"""What the editors of hosted platforms leave in a post's body, be it in a page, an answer of an API or a backup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from migrator.html import inner_html, parse_fragment, rewrite_urls
from migrator.text import letters

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup, Tag

    from migrator.html import UrlPlace

SUBSTACK_FURNITURE = (
    ".subscription-widget-wrap, .subscription-widget-wrap-editor, .subscribe-widget, .subscription-widget, .button-wrapper, .captioned-button-wrap,"
    " .install-substack-app-embed, .install-substack-app-embed-link, .paywall, .paywall-jump, .paywall-content, .header-anchor-parent,"
    " .header-anchor-widget, .image-link-expand, .post-ufi, .post-footer, .share-dialog, .visibility-check, .directMessage, .community-chat,"
    " .post-contributor-footer, .restack-image, .view-image, .post-preview-tail, .form-group, form"
)
_FETCHED = re.compile(
    r"^https?://[^/]+/image/(?:fetch|upload)/(?:[^/]*/)*?(https?(?:%3A%2F%2F|://).+)$", re.IGNORECASE
)
_HEADINGS = ("h1", "h2", "h3", "h4")


def substack_body(body: str) -> str:
    """Return a body without subscribe boxes and buttons, its pictures under the addresses of the uploads themselves."""
    soup = parse_fragment(body)
    for piece in soup.select(SUBSTACK_FURNITURE):
        piece.decompose()
    return with_uploads(inner_html(soup))


def with_uploads(body: str) -> str:
    """Return a body whose pictures have the addresses of the uploads themselves."""
    return rewrite_urls(body, _upload) if "/image/" in body else body


def upload_of(url: str) -> str:
    """Return the address of the upload that a resized copy's address ends with; any other URL as it is."""
    fetched = _FETCHED.match(url)
    if fetched is None:
        return url
    return unquote(fetched[1]) if "%3a" in fetched[1][:12].lower() else fetched[1]


def _upload(url: str, _place: UrlPlace) -> str | None:
    original = upload_of(url)
    return None if original == url else original


def remove_medium_title(soup: BeautifulSoup, title: str, is_part: Callable[[Tag], bool]) -> None:
    """Drop a story's title, its first heading, with labels and lines above it; pictures may stand there and stay.

    `is_part` tells which elements are the author's.
    """
    first = soup.find(_HEADINGS)
    if first is not None and title and letters(first.get_text()) == letters(title):
        for text in first.find_all_previous(string=True):
            if letters(str(text)) and not any(is_part(up) for up in text.parents):
                text.extract()
        first.decompose()
    for line in soup.find_all("hr"):
        if not any(letters(str(text)) for text in line.find_all_previous(string=True)):
            line.decompose()
