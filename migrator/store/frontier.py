"""The crawl frontier: which URLs are queued, done, failed or blocked; what makes a crawl resumable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import Request

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


class Frontier:
    """The table `job`. All writes happen inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, stage: str, requests: Iterable[Request]) -> int:
        """Queue URLs not yet known; return how many were new.

        A URL found again keeps its most urgent (priority, source), so that rows do not depend on arrival.
        """
        rows = [(request.url, stage, request.priority, request.source) for request in requests]
        before = self._db.total_changes
        self._db.executemany(
            "INSERT OR IGNORE INTO job (url, stage, priority, source) VALUES (?, ?, ?, ?)", rows
        )
        added = self._db.total_changes - before
        self._db.executemany(
            "UPDATE job SET priority = ?3, source = ?4 WHERE url = ?1 AND stage = ?2"
            " AND (priority, source) > (?3, ?4)",
            rows,
        )
        return added

    def next(self, stage: str, limit: int, without: Iterable[str] = ()) -> list[Request]:
        """Return queued requests, most urgent first, leaving out URLs that are in flight."""
        flying = set(without)
        rows = self._db.execute(
            "SELECT url, priority, source FROM job WHERE stage = ? AND state = 'queued' ORDER BY priority, url LIMIT ?",
            (stage, limit + len(flying)),
        )
        found = [
            Request(url=url, priority=priority, source=source)
            for url, priority, source in rows
            if url not in flying
        ]
        return found[:limit]

    def settle(self, url: str, state: str, *, attempts: int = 1, error: str | None = None) -> None:
        """Record how a URL ended: done, failed (a later run tries again) or blocked."""
        self._db.execute(
            "UPDATE job SET state = ?, attempts = attempts + ?, error = ? WHERE url = ?",
            (state, attempts, error, url),
        )

    def requeue(self, stage: str, *states: str) -> int:
        """Queue URLs in the given states again; return how many."""
        marks = ", ".join("?" for _ in states)
        sql = f"UPDATE job SET state = 'queued' WHERE stage = ? AND state IN ({marks})"
        return self._db.execute(sql, (stage, *states)).rowcount

    def counts(self, stage: str) -> dict[str, int]:
        """Return state → number of URLs."""
        rows = self._db.execute(
            "SELECT state, count(*) FROM job WHERE stage = ? GROUP BY state ORDER BY state", (stage,)
        )
        return dict(rows)

    def urls(self, stage: str, state: str) -> list[tuple[str, str]]:
        """Return (url, source) of every job in a state, in URL order."""
        rows = self._db.execute(
            "SELECT url, source FROM job WHERE stage = ? AND state = ? ORDER BY url", (stage, state)
        )
        return [(url, source) for url, source in rows]
