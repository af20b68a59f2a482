"""Cleans bodies of Substack's editor: no subscribe boxes or buttons, and pictures under the address of the upload itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from migrator.html import inner_html, parse_fragment, rewrite_urls
from migrator.platforms._select import remove

if TYPE_CHECKING:
    from migrator.html import UrlPlace

FURNITURE = (
    ".subscription-widget-wrap, .subscription-widget-wrap-editor, .subscribe-widget, .subscription-widget, p.button-wrapper, .button-wrapper,"
    " .captioned-button-wrap, .install-substack-app-embed, .install-substack-app-embed-link, .paywall, .paywall-jump, .paywall-content,"
    " .header-anchor-parent, .header-anchor-widget, .image-link-expand, .post-ufi, .post-footer, .share-dialog, .visibility-check,"
    " .directMessage, .community-chat, .post-contributor-footer, .restack-image, .view-image, .post-preview-tail, .form-group, form"
)
_FETCHED = re.compile(
    r"^https?://[^/]+/image/(?:fetch|upload)/(?:[^/]*/)*?(https?(?:%3A%2F%2F|://).+)$", re.IGNORECASE
)


def cleaned(body: str) -> str:
    """Return a body without what the service puts between an author's paragraphs."""
    soup = parse_fragment(body)
    remove(soup, FURNITURE)
    return rewrite_urls(inner_html(soup), _upload)


def upload_of(url: str) -> str:
    """Return the address of the upload that a resized copy's address ends with; any other URL as it is."""
    fetched = _FETCHED.match(url)
    if fetched is None:
        return url
    return unquote(fetched[1]) if "%3a" in fetched[1][:12].lower() else fetched[1]


def _upload(url: str, _place: UrlPlace) -> str | None:
    original = upload_of(url)
    return None if original == url else original
