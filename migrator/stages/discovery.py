"""Which URLs a page leads to: variants collapsed to one row before anything is queued, traps left out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from migrator.model import Link, LinkKind, RecordKind, Request, UrlKind
from migrator.urls import normal, path_of, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import Page, Reading
    from migrator.profiles import SiteUrls

# What is queued when a page links to it. Label and search pages get a row too; robots.txt decides on them.
_PRIORITIES = {
    UrlKind.HOME: 10,
    UrlKind.ARCHIVE: 30,
    UrlKind.POST: 50,
    UrlKind.PAGE: 50,
    UrlKind.OTHER: 70,
    UrlKind.LABEL: 80,
    UrlKind.SEARCH: 90,
}
_SOURCES = {UrlKind.FEED: "feed", UrlKind.SITEMAP: "sitemap"}
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|svg|ico|tiff?|avif)$", re.IGNORECASE)
_LONGEST = 1500  # characters; the platforms' own URLs are far shorter
_DEEPEST = 12  # path segments
_MOST_REPEATS = 3  # of one path segment, as relative links that feed on themselves make
_MEMO = 300_000  # spellings remembered


class Discovery:
    """Turns what a page says into requests; remembers every spelling it has judged."""

    def __init__(self, urls: SiteUrls) -> None:
        self._urls = urls
        self._memo: dict[str, Request | None] = {}
        self._queued: set[Request] = set()

    def fresh(self, page: Page, reading: Reading | None) -> list[Request]:
        """Return the requests a page leads to that were not returned before, in URL order."""
        found = set(self.redirected(page))
        if reading is not None:
            found.update(self._followed(reading.next_requests))
            found.update(self._linked(reading.links))
            found.update(self._named(reading, _SOURCES.get(self._urls.match(page.url).kind, "link")))
        found -= self._queued
        self._queued |= found
        return sorted(found, key=lambda request: (request.url, request.priority, request.source))

    def redirected(self, page: Page) -> list[Request]:
        """Return the request for the row a redirect ended at, where it is another one of the same blog."""
        if not page.hops or not self.elsewhere(page):
            return []
        target = self._urls.canonical(page.final_url)
        return [Request(url=target, priority=50, source="redirect")] if target else []

    def elsewhere(self, page: Page) -> bool:
        """True where a URL was answered by a different row of the same blog."""
        return self._urls.canonical(page.final_url) != self._urls.canonical(page.url)

    def _followed(self, requests: Iterable[Request]) -> list[Request]:
        return [
            Request(url=normal(without_fragment(one.url)), priority=one.priority, source=one.source)
            for one in requests
        ]

    def _linked(self, links: Iterable[Link]) -> Iterable[Request]:
        for link in links:
            if link.kind is LinkKind.IMAGE:
                continue
            url = self._without_noise(without_fragment(link.url))
            if url not in self._memo:
                if len(self._memo) >= _MEMO:
                    self._memo.clear()
                self._memo[url] = self._judge(url)
            request = self._memo[url]
            if request is not None:
                yield request

    def _named(self, reading: Reading, source: str) -> Iterable[Request]:
        """Yield the posts a source names; their keys are canonical old URLs."""
        for record in reading.records:
            if record.kind is RecordKind.POST and self._urls.owns(record.key):
                url = without_fragment(record.key)  # a post may be a place in an archive's page
                yield Request(url=url, priority=_PRIORITIES[UrlKind.POST], source=source)

    def _without_noise(self, url: str) -> str:
        """Drop a query that is nothing but noise, so that its endless spellings are one entry of the memo."""
        address, _, query = url.partition("?")
        noise = self._urls.profile.noise
        for piece in query.split("&"):
            key = piece.partition("=")[0]
            if key not in noise.parameters and not key.startswith(noise.prefixes or ("\0",)):
                return url
        return address

    def _judge(self, url: str) -> Request | None:
        if not self._urls.owns(url) or len(url) > _LONGEST:
            return None
        canonical = self._urls.canonical(url)
        if canonical is None:
            return None
        priority = _PRIORITIES.get(self._urls.match(canonical).kind)
        if priority is None or is_trap(path_of(canonical)):
            return None
        return Request(url=canonical, priority=priority, source="link")


def is_trap(path: str) -> bool:
    """True for paths no blog publishes: endlessly nested ones, and files that are images, fetched elsewhere."""
    segments = [segment for segment in path.split("/") if segment]
    most = max(Counter(segments).values(), default=0)
    return len(segments) > _DEEPEST or most > _MOST_REPEATS or bool(_IMAGE_FILE.search(path))
