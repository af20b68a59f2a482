"""Media files and the links found in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import Asset, Link, LinkKind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator


class Assets:
    """The table `asset`. Writes happen inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, asset: Asset) -> None:
        """Store one asset in place of an earlier row."""
        self._db.execute(
            "INSERT OR REPLACE INTO asset VALUES (?, ?, ?, ?, ?, ?)",
            (asset.url, asset.file, asset.media_type, asset.size, asset.sha256, asset.problem),
        )

    def all(self) -> Iterator[Asset]:
        """Yield every asset in URL order."""
        for url, file, media_type, size, sha256, problem in self._db.execute(
            "SELECT * FROM asset ORDER BY url"
        ):
            yield Asset(url=url, file=file, media_type=media_type, size=size, sha256=sha256, problem=problem)


class Links:
    """The table `link`. Writes happen inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def replace(self, page: str, links: Iterable[Link]) -> None:
        """Store the links of one page in place of the earlier ones.

        A link of the template is stored once for the whole blog, with an empty page: every page repeats some
        250 of them, which would be over a million rows for 5,000 posts. It stays when its page is read again.
        """
        self._db.execute("DELETE FROM link WHERE page = ?", (page,))
        self.append(page, links)

    def append(self, page: str, links: Iterable[Link]) -> None:
        """Store more links of one page or source."""
        self._db.executemany(
            "INSERT OR IGNORE INTO link VALUES (?, ?, ?)",
            [("" if link.kind is LinkKind.TEMPLATE else page, link.url, str(link.kind)) for link in links],
        )

    def all(self) -> Iterator[Link]:
        """Yield every link in (page, URL) order."""
        for page, url, kind in self._db.execute("SELECT page, url, kind FROM link ORDER BY page, url, kind"):
            yield Link(page, url, LinkKind(kind))

    def urls(self, *kinds: LinkKind) -> list[str]:
        """Return the distinct URLs linked to, of the given kinds (all kinds when none is given), sorted."""
        marks = ", ".join("?" for _ in kinds)
        where = f"WHERE kind IN ({marks})" if kinds else ""
        rows = self._db.execute(
            f"SELECT DISTINCT url FROM link {where} ORDER BY url", [str(k) for k in kinds]
        )
        return [row[0] for row in rows]

    def image_headers(self, name: str) -> dict[str, str]:
        """Return image → the largest value a header has among the stored pages that show it."""
        rows = self._db.execute(
            "SELECT link.url, max(json_extract(page.headers, ?1)) FROM link JOIN page ON page.url = link.page"
            " WHERE link.kind = 'image' AND json_extract(page.headers, ?1) IS NOT NULL GROUP BY link.url",
            (f'$."{name}"',),
        )
        return dict(rows.fetchall())
