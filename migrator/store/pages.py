"""Fetched pages: the last answer to each URL, bodies compressed, so that every later stage runs offline."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING

from migrator.model import Hop, Page

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_COLUMNS = "url, final_url, status, headers, body"


class Pages:
    """The tables `page`, `hop` and `source`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, page: Page) -> None:
        """Store an answer in place of an earlier one (inside the caller's transaction)."""
        self._db.execute(
            "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?)",
            (
                page.url,
                page.final_url,
                page.status,
                json.dumps(dict(page.headers), sort_keys=True),
                zlib.compress(page.body, 6),
                hashlib.sha256(page.body).hexdigest(),
            ),
        )
        self._db.execute("DELETE FROM hop WHERE page = ?", (page.url,))
        self._db.executemany(
            "INSERT INTO hop VALUES (?, ?, ?, ?, ?)",
            [(page.url, step, hop.url, hop.status, hop.location) for step, hop in enumerate(page.hops)],
        )

    def get(self, url: str) -> Page | None:
        """Return the stored answer to a URL, or None."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM page WHERE url = ?", (url,)).fetchone()
        return None if row is None else self._page(row)

    def all(self) -> Iterator[Page]:
        """Yield every page in URL order, one in memory at a time."""
        urls = [row[0] for row in self._db.execute("SELECT url FROM page ORDER BY url")]
        for url in urls:
            page = self.get(url)
            if page is not None:
                yield page

    def with_header(self, name: str, value: str) -> list[str]:
        """Return the URLs of the pages that have a header with this value, sorted."""
        rows = self._db.execute(
            "SELECT url FROM page WHERE json_extract(headers, ?) = ? ORDER BY url", (f'$."{name}"', value)
        )
        return [row[0] for row in rows]

    def headers(self, name: str) -> dict[str, str]:
        """Return URL → value of a header, for every page that has it."""
        path = f'$."{name}"'
        return dict(
            self._db.execute(
                "SELECT url, json_extract(headers, ?1) FROM page WHERE json_extract(headers, ?1) IS NOT NULL",
                (path,),
            )
        )

    def drop(self, url: str) -> None:
        """Forget the answer to a URL (inside the caller's transaction)."""
        self._db.execute("DELETE FROM page WHERE url = ?", (url,))
        self._db.execute("DELETE FROM hop WHERE page = ?", (url,))

    def shas(self) -> dict[str, str]:
        """Return URL → SHA-256 of the body, for fingerprints."""
        return dict(self._db.execute("SELECT url, body_sha FROM page ORDER BY url"))

    def statuses(self) -> dict[str, int]:
        """Return URL → HTTP status of every fetched page."""
        return dict(self._db.execute("SELECT url, status FROM page ORDER BY url"))

    def finals(self) -> dict[str, str]:
        """Return URL → the URL that answered, for every page that was reached through a redirect."""
        return dict(self._db.execute("SELECT url, final_url FROM page WHERE final_url != url ORDER BY url"))

    def hops(self, url: str) -> tuple[Hop, ...]:
        """Return the redirects met on the way from a URL."""
        rows = self._db.execute("SELECT url, status, location FROM hop WHERE page = ? ORDER BY step", (url,))
        return tuple(Hop(*row) for row in rows)

    def state_source(self, name: str, stated: dict[str, int]) -> None:
        """Store what a source says it holds, e.g. {"posts": 61} (inside the caller's transaction)."""
        self._db.execute(
            "INSERT OR REPLACE INTO source VALUES (?, ?)", (name, json.dumps(stated, sort_keys=True))
        )

    def sources(self) -> dict[str, dict[str, int]]:
        """Return source → what it stated."""
        return {
            name: json.loads(stated)
            for name, stated in self._db.execute("SELECT name, stated FROM source ORDER BY name")
        }

    def _page(self, row: tuple[str, str, int, str, bytes]) -> Page:
        url, final_url, status, headers, body = row
        return Page(
            url=url,
            final_url=final_url,
            status=status,
            headers=json.loads(headers),
            body=zlib.decompress(body),
            hops=self.hops(url),
        )
