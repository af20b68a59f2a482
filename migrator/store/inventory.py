"""The URL inventory: old URLs, who saw them, the verdict on each, and what a person decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import OldUrl, UrlKind, UrlMapping, Verdict

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_VERDICT = "url, kind, verdict, new, reason, note, confidence, final"


class Inventory:
    """The tables `old_url`, `sighting`, `number`, `verdict` and `decision`. Writes happen inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def replace_urls(self, urls: Iterable[OldUrl]) -> int:
        """Store the whole inventory in place of the earlier one; return the number of rows."""
        self._db.execute("DELETE FROM old_url")
        self._db.execute("DELETE FROM sighting")
        self._db.execute("DELETE FROM number")
        count = 0
        for row in urls:
            self._db.execute("INSERT INTO old_url VALUES (?, ?, ?)", (row.url, str(row.kind), row.status))
            self._db.executemany(
                "INSERT INTO sighting VALUES (?, ?)", [(row.url, source) for source in row.sources]
            )
            self._db.executemany(
                "INSERT INTO number VALUES (?, ?, ?)",
                [(row.url, name, count) for name, count in row.numbers.items()],
            )
            count += 1
        return count

    def urls(self) -> Iterator[OldUrl]:
        """Yield every old URL with its sources, in URL order."""
        rows = self._db.execute(
            "SELECT o.url, o.kind, o.status, group_concat(s.source, ' ') FROM old_url o"
            " LEFT JOIN sighting s ON s.url = o.url GROUP BY o.url ORDER BY o.url"
        )
        numbers = self.numbers()
        for url, kind, status, sources in rows:
            seen = tuple(sorted((sources or "").split()))
            yield OldUrl(
                url=url, kind=UrlKind(kind), sources=seen, status=status, numbers=numbers.get(url, {})
            )

    def row(self, url: str) -> OldUrl | None:
        """Return one old URL with its sources and numbers, or None where there is no such row."""
        found = self._db.execute("SELECT kind, status FROM old_url WHERE url = ?", (url,)).fetchone()
        if found is None:
            return None
        sources = self._db.execute("SELECT source FROM sighting WHERE url = ? ORDER BY source", (url,))
        numbers = self._db.execute("SELECT name, value FROM number WHERE url = ? ORDER BY name", (url,))
        return OldUrl(
            url=url,
            kind=UrlKind(found[0]),
            sources=tuple(source for (source,) in sources),
            status=found[1],
            numbers=dict(numbers.fetchall()),
        )

    def numbers(self) -> dict[str, dict[str, int]]:
        """Return old URL → its clicks, linking domains and so on; rows without any are left out."""
        found: dict[str, dict[str, int]] = {}
        for url, name, value in self._db.execute("SELECT url, name, value FROM number ORDER BY url, name"):
            found.setdefault(url, {})[name] = value
        return found

    def judged_numbers(self) -> Iterator[tuple[Verdict, dict[str, int]]]:
        """Yield the verdict on each old URL that has numbers, and them."""
        numbers = self.numbers()
        for url, verdict in self._db.execute("SELECT url, verdict FROM verdict ORDER BY url"):
            if url in numbers:
                yield Verdict(verdict), numbers[url]

    def replace_verdicts(self, mappings: Iterable[UrlMapping]) -> int:
        """Store all verdicts in place of the earlier ones; return how many."""
        self._db.execute("DELETE FROM verdict")
        rows = [
            (m.old, str(m.kind), str(m.verdict), m.new, m.reason, m.note, m.confidence, int(m.final))
            for m in mappings
        ]
        self._db.executemany("INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return len(rows)

    def mappings(self) -> Iterator[UrlMapping]:
        """Yield every verdict in URL order."""
        for row in self._db.execute(f"SELECT {_VERDICT} FROM verdict ORDER BY url"):
            yield _mapping(row)

    def mapping(self, url: str) -> UrlMapping | None:
        """Return the verdict on one old URL, or None where there is none."""
        row = self._db.execute(f"SELECT {_VERDICT} FROM verdict WHERE url = ?", (url,)).fetchone()
        return None if row is None else _mapping(row)

    def verdict_counts(self) -> dict[str, int]:
        """Return verdict → number of old URLs; every verdict is a key."""
        found = dict(self._db.execute("SELECT verdict, count(*) FROM verdict GROUP BY verdict").fetchall())
        return {str(verdict): found.get(str(verdict), 0) for verdict in Verdict}

    def decisions(self) -> dict[str, tuple[Verdict, str | None, str]]:
        """Return old URL → (verdict, new URL, note) as decided by a person."""
        rows = self._db.execute("SELECT url, verdict, new, note FROM decision ORDER BY url")
        return {url: (Verdict(verdict), new, note) for url, verdict, new, note in rows}

    def decide(self, url: str, verdict: Verdict, new: str | None, note: str) -> None:
        """Store a person's decision on one old URL."""
        self._db.execute(
            "INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?)", (url, str(verdict), new, note)
        )

    def withdraw(self, url: str) -> None:
        """Forget a person's decision on one old URL."""
        self._db.execute("DELETE FROM decision WHERE url = ?", (url,))


def _mapping(row: tuple[str, str, str, str | None, str, str, float, int]) -> UrlMapping:
    old, kind, verdict, new, reason, note, confidence, final = row
    return UrlMapping(
        old=old,
        kind=UrlKind(kind),
        verdict=Verdict(verdict),
        new=new,
        reason=reason,
        note=note,
        confidence=confidence,
        final=bool(final),
    )
