"""Points the links and images inside bodies and comments to the new site."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from migrator.html import UrlPlace, rewrite_urls
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.exports._contract import Content
    from migrator.exports._roll import Media

_REMEMBERED = 50_000


class Links:
    """Where old URLs lead. `media` is canonical URL → attachment."""

    def __init__(self, content: Content, media: Mapping[str, Media]) -> None:
        self._content = content
        self._media = media
        self._lead = lru_cache(_REMEMBERED)(
            self._find
        )  # everything is rendered twice: to weigh, then to write

    def body(self, html: str, base: str) -> tuple[str, list[str]]:
        """Return (`html` with its URLs rewritten, canonical URLs of the media it shows or links to)."""
        used: list[str] = []

        def one(url: str, _place: UrlPlace) -> str | None:
            new, shown = self._resolved(base, url)
            if shown is not None:
                used.append(shown)
            return new

        return rewrite_urls(html, one), used

    def reference(self, base: str, url: str) -> str | None:
        """Return what a URL written in the page `base` becomes; None where it stays as written."""
        return self._resolved(base, url)[0]

    def _resolved(self, base: str, url: str) -> tuple[str | None, str | None]:
        full = None if url.startswith("#") else absolute(base, url)
        if full is None:
            return None, None
        new, shown = self._lead(full)
        return new or (full if _is_relative(url) else None), shown

    def _find(self, full: str) -> tuple[str | None, str | None]:
        """Return (new URL of an absolute old one, canonical URL of the attachment it shows)."""
        asset = self._content.asset_url(full)
        if asset is None:
            return self._content.new_url(full), None
        return (self._media[asset].address, asset) if asset in self._media else (asset, None)


def _is_relative(url: str) -> bool:
    return not url.startswith("//") and "://" not in url.partition("?")[0]
