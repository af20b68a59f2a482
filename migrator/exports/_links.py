"""Points the links and images inside bodies and comments to the new site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.html import UrlPlace, rewrite_urls
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.exports._contract import Content
    from migrator.exports._roll import Media


@dataclass(frozen=True, slots=True)
class Links:
    """Where old URLs lead. `media` is canonical URL → attachment."""

    content: Content
    media: Mapping[str, Media]

    def body(self, html: str, base: str) -> tuple[str, list[str]]:
        """Return (`html` with its URLs rewritten, canonical URLs of the media it shows or links to)."""
        used: list[str] = []

        def one(url: str, _place: UrlPlace) -> str | None:
            shown = self._asset(base, url)
            if shown is not None:
                used.append(shown)
            return self.reference(base, url)

        return rewrite_urls(html, one), used

    def reference(self, base: str, url: str) -> str | None:
        """Return what a URL written in the page `base` becomes; None where it stays as written."""
        full = None if url.startswith("#") else absolute(base, url)
        if full is None:
            return None
        asset = self.content.asset_url(full)
        if asset is not None:
            return self.media[asset].address if asset in self.media else asset
        new = self.content.new_url(full)
        if new is not None:
            return new
        return full if _is_relative(url) else None

    def _asset(self, base: str, url: str) -> str | None:
        full = absolute(base, url)
        asset = None if full is None else self.content.asset_url(full)
        return asset if asset in self.media else None


def _is_relative(url: str) -> bool:
    return not url.startswith("//") and "://" not in url.partition("?")[0]
