"""Rewrites links of the old blog: any spelling of an old URL to its new URL, images to their one copy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from migrator.model import UrlKind
from migrator.urls import fragment_of, with_fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from migrator.model import Asset, UrlMapping
    from migrator.profiles import SiteUrls


@dataclass(frozen=True)
class LinkResolver:
    """Answers where a link of an old post leads on the new site.

    `known` is canonical old URL → new URL (None: gone, ignored or unexplained), `unseen` the same for rows the
    inventory does not hold, `media` original image URL → where its copy is, `ids` entry id → canonical old URL.
    """

    urls: SiteUrls
    known: Mapping[str, str | None]
    unseen: Callable[[str], str | None] = lambda _: None
    media: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)

    def new_url(self, url: str) -> str | None:
        """Return the new URL of any spelling of an old URL, its fragment kept; None if not ours, gone or unknown.

        `#c…` and `#comments` stay as they are: the new site carries the same anchors. A post's number after an
        archive's address is how posts without pages of their own were linked: it leads to the post. An image of any size
        gives its copy where media has an address of its own, else the URL of its original.
        """
        window = self.urls.entry_of_window(url)
        if window is not None:
            entry, fragment = window
            return self._page(self.ids.get(entry), fragment_of(url) or fragment)
        if not self.urls.owns(url):
            original = self.urls.original(url)
            return None if original is None else self.media.get(original, original)
        return self._page(self.urls.canonical(url), fragment_of(url))

    def asset_url(self, url: str) -> str | None:
        """Return the canonical URL of an image's original; None where the platform keeps no such image."""
        return self.urls.original(url)

    def _page(self, row: str | None, fragment: str) -> str | None:
        if row is None:
            return None
        if fragment.startswith("!/") and self.urls.match(row).kind is UrlKind.HOME:
            row, fragment = self.urls.canonical(self.urls.base_url + fragment[1:]) or row, ""
        if fragment in self.ids and self.urls.match(row).kind is UrlKind.ARCHIVE:
            row, fragment = self.ids[fragment], ""
        new = self.known[row] if row in self.known else self.unseen(row)
        return None if new is None else with_fragment(new, fragment)


def new_urls(mappings: Iterable[UrlMapping]) -> dict[str, str | None]:
    """Return canonical old URL → new URL of every verdict."""
    return {mapping.old: mapping.new for mapping in mappings}


def media_urls(assets: Iterable[Asset], media_base: str | None) -> dict[str, str]:
    """Return original URL → address of the copy, where the media folder was uploaded somewhere."""
    if media_base is None:
        return {}
    base = media_base.rstrip("/")
    return {asset.url: f"{base}/{quote(asset.file)}" for asset in assets if asset.file}
