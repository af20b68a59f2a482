"""robots.txt by RFC 9309: asked once per origin, its Crawl-delay kept, read with protego."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from protego import Protego

from migrator.fetch.failures import FailureKind, FetchError
from migrator.fetch.politeness import service_of
from migrator.urls import host_of, normal, origin_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.fetch.client import Client
    from migrator.model import Page

TOKEN = "migrator"  # noqa: S105 the product token of RFC 9309, section 2.2.1
_MOST_BYTES = 512_000  # RFC 9309, section 2.5
_OK, _SERVER_ERROR = 200, 500


class Robots:
    """Says which URLs may be fetched. `known` are robots.txt pages fetched earlier, by origin. Thread-safe."""

    def __init__(self, client: Client, known: Mapping[str, Page] | None = None, *, obey: bool = True) -> None:
        self._client = client
        self._obey = obey
        self._lock = threading.Lock()
        self._origins: dict[str, threading.Lock] = {}
        self._rules: dict[str, Protego] = {}
        self._fetched: list[Page] = []
        for origin, page in (known or {}).items():
            self._learn(origin, page)

    def allowed(self, url: str) -> bool:
        """Say whether robots.txt allows a URL, fetching it first where it is not known.

        Raises:
            FetchError: it cannot be fetched now, so nobody may assume that anything is allowed.
        """
        if not self._obey:
            return True
        origin = origin_of(normal(url))
        with self._lock:
            turn = self._origins.setdefault(origin, threading.Lock())
        with turn:
            if origin not in self._rules:
                page = self._client.get(f"{origin}/robots.txt")
                if page.status >= _SERVER_ERROR:
                    raise FetchError(FailureKind.STATUS, f"{page.url} answered {page.status}", page)
                self._learn(origin, page)
                with self._lock:
                    self._fetched.append(page)
        return bool(self._rules[origin].can_fetch(url, TOKEN))

    def take_fetched(self) -> tuple[Page, ...]:
        """Return the robots.txt pages fetched since the last call, to be stored."""
        with self._lock:
            pages, self._fetched = tuple(self._fetched), []
        return pages

    def _learn(self, origin: str, page: Page) -> None:
        rules = parse_robots(page)
        delay = rules.crawl_delay(TOKEN)
        if delay:
            self._client.limiter.at_least(service_of(host_of(origin)), float(delay))
        self._rules[origin] = rules


def parse_robots(page: Page) -> Protego:
    """Read a robots.txt answer; anything but 200 forbids nothing (RFC 9309, section 2.3.1.3)."""
    text = page.body[:_MOST_BYTES].decode("utf-8-sig", "replace") if page.status == _OK else ""
    return Protego.parse(text)
