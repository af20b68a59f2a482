"""Records (what one source says) and entities (their merge), as typed nouns."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from migrator.model import Author, Comment, Post, Record, RecordKind, Site

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from migrator.merge import Merged


class Records:
    """The tables `record` and `reading`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def replace(self, page: str, fingerprint: str, kind: str, records: Iterable[Record]) -> None:
        """Store what one page says in place of an earlier reading of it (inside the caller's transaction)."""
        self._db.execute("DELETE FROM record WHERE page = ?", (page,))
        self._db.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?)", _rows(page, records))
        self.finish(page, fingerprint, kind)

    def forget(self, page: str) -> None:
        """Drop what a page or source said, and that it was read (inside the caller's transaction)."""
        self._db.execute("DELETE FROM record WHERE page = ?", (page,))
        self._db.execute("DELETE FROM reading WHERE page = ?", (page,))

    def append(self, page: str, records: Iterable[Record]) -> int:
        """Store more of what a source says; what it said before of the same key stands. Return how many were new."""
        before = self._db.total_changes
        self._db.executemany("INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?)", _rows(page, records))
        return self._db.total_changes - before

    def finish(self, page: str, fingerprint: str, kind: str) -> None:
        """Note that a page or source was read to its end."""
        self._db.execute("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", (page, fingerprint, kind))

    def mark(self, kind: str, records: Iterable[Record]) -> None:
        """Store records in place of those their pages gave, and call these pages' kind otherwise."""
        for record in records:
            self._db.execute(
                "UPDATE record SET fields = ? WHERE kind = ? AND key = ? AND source = ? AND page = ?",
                (
                    json.dumps(dict(record.fields), sort_keys=True),
                    str(record.kind),
                    record.key,
                    record.source,
                    record.url,
                ),
            )
            self._db.execute("UPDATE reading SET kind = ? WHERE page = ?", (kind, record.url))

    def readings(self) -> dict[str, tuple[str, str]]:
        """Return page URL → (fingerprint, kind of page) of every stored reading."""
        return {
            page: (fp, kind)
            for page, fp, kind in self._db.execute("SELECT page, fingerprint, kind FROM reading")
        }

    def keys(self, kind: RecordKind) -> Iterator[tuple[str, str]]:
        """Yield (key, source) of the records of a kind, in key order."""
        yield from self._db.execute(
            "SELECT DISTINCT key, source FROM record WHERE kind = ? ORDER BY key, source", (str(kind),)
        )

    def of(self, kind: RecordKind, key: str) -> list[Record]:
        """Return what all sources say of one entity, in (source, page) order."""
        rows = self._db.execute(
            "SELECT source, page, fields FROM record WHERE kind = ? AND key = ? ORDER BY source, page",
            (str(kind), key),
        )
        return [
            Record(kind=kind, key=key, source=source, url=page, fields=json.loads(fields))
            for source, page, fields in rows
        ]

    def groups(self, kind: RecordKind) -> Iterator[list[Record]]:
        """Yield the records of one entity at a time, in key order, each list in (source, page) order."""
        rows = self._db.execute(
            "SELECT key, source, page, fields FROM record WHERE kind = ? ORDER BY key, source, page",
            (str(kind),),
        )
        group: list[Record] = []
        for key, source, page, fields in rows:
            if group and group[0].key != key:
                yield group
                group = []
            group.append(Record(kind=kind, key=key, source=source, url=page, fields=json.loads(fields)))
        if group:
            yield group


def _rows(page: str, records: Iterable[Record]) -> Iterator[tuple[str, str, str, str, str]]:
    for record in records:
        fields = json.dumps(dict(record.fields), sort_keys=True)
        yield str(record.kind), record.key, record.source, page, fields


class Entities:
    """The table `entity`: posts, comments and the site, merged."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def replace_all(self, kind: RecordKind, entities: Iterable[Merged]) -> int:
        """Store all entities of one kind in place of the earlier ones; return how many."""
        self._db.execute("DELETE FROM entity WHERE kind = ?", (str(kind),))
        rows = [
            (
                str(kind),
                e.key,
                e.fields.get("post"),
                json.dumps(dict(e.fields), sort_keys=True),
                json.dumps(dict(e.provenance), sort_keys=True),
            )
            for e in entities
        ]
        self._db.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?)", rows)
        return len(rows)

    def posts(self) -> Iterator[Post]:
        """Yield all posts, then all pages, each in (date, URL) order; undated ones last."""
        for key in self.post_keys():
            post = self.post(key)
            if post is not None:
                yield post

    def post_keys(self) -> list[str]:
        """Return the keys of all posts, then of all pages, each in (date, URL) order; undated ones last."""
        rows = self._db.execute(
            "SELECT key FROM entity WHERE kind = 'post' ORDER BY"
            " json_extract(fields, '$.kind') = 'page', json_extract(fields, '$.published') IS NULL,"
            " CAST(strftime('%s', json_extract(fields, '$.published')) AS INTEGER), key"
        )
        return [row[0] for row in rows]

    def post(self, key: str) -> Post | None:
        """Return one post or page, or None where there is none with that key."""
        row = self._db.execute(
            "SELECT fields, provenance FROM entity WHERE kind = 'post' AND key = ?", (key,)
        ).fetchone()
        return None if row is None else post_of(key, json.loads(row[0]), json.loads(row[1]))

    def comments(self, post: str) -> list[Comment]:
        """Return the comments of a post in page order."""
        rows = self._db.execute(
            # without a hint SQLite reads all comments for each post: both keys begin with `kind`
            "SELECT key, fields, provenance FROM entity INDEXED BY entity_parent"
            " WHERE kind = 'comment' AND parent = ? ORDER BY"
            " CAST(strftime('%s', json_extract(fields, '$.published')) AS INTEGER),"
            " json_extract(fields, '$.position'), key",
            (post,),
        )
        return [
            comment_of(key, json.loads(fields), json.loads(provenance)) for key, fields, provenance in rows
        ]

    def comment_posts(self) -> dict[str, str]:
        """Return comment id → key of its post, without reading what the comments say."""
        return dict(self._db.execute("SELECT key, parent FROM entity WHERE kind = 'comment' ORDER BY key"))

    def stray_comments(self) -> Iterator[Comment]:
        """Yield the comments whose post is not known, by id."""
        rows = self._db.execute(
            "SELECT key, fields, provenance FROM entity AS c WHERE kind = 'comment' AND NOT EXISTS"
            " (SELECT 1 FROM entity AS p WHERE p.kind = 'post' AND p.key = c.parent) ORDER BY key"
        ).fetchall()
        for key, fields, provenance in rows:
            yield comment_of(key, json.loads(fields), json.loads(provenance))

    def site(self) -> Site | None:
        """Return the old blog as its pages describe it, or None before extraction."""
        row = self._db.execute("SELECT key, fields FROM entity WHERE kind = 'site'").fetchone()
        if row is None:
            return None
        known = {
            name: value for name, value in json.loads(row[1]).items() if name in Site.__dataclass_fields__
        }
        return Site(**{"platform": "", **known, "base_url": row[0]})

    def counts(self) -> dict[str, int]:
        """Return the number of posts, pages and comments."""
        kinds = self._db.execute(
            "SELECT CASE WHEN kind = 'post' THEN json_extract(fields, '$.kind') ELSE kind END AS k, count(*)"
            " FROM entity WHERE kind != 'site' GROUP BY k"
        )
        found = dict(kinds.fetchall())
        return {
            "posts": found.get("post", 0),
            "pages": found.get("page", 0),
            "comments": found.get("comment", 0),
        }


def post_of(key: str, fields: dict[str, Any], provenance: dict[str, str] | None = None) -> Post:
    """Build a Post from merged fields; unknown ones are left out."""
    known = {
        name: value
        for name, value in fields.items()
        if name in Post.__dataclass_fields__ and value is not None
    }
    known["labels"] = tuple(known.get("labels", ()))
    return Post(**{"url": key, **_typed(known), "key": key, "provenance": provenance or {}})


def comment_of(key: str, fields: dict[str, Any], provenance: dict[str, str] | None = None) -> Comment:
    """Build a Comment from merged fields; unknown ones are left out. A subject line becomes the text's first, in bold."""
    known = {
        name: value
        for name, value in fields.items()
        if name in Comment.__dataclass_fields__ and value is not None
    }
    if fields.get("subject"):
        known["html"] = f"<p><b>{escape(str(fields['subject']))}</b></p>{known.get('html', '')}"
    return Comment(**{"post": "", **_typed(known), "id": key, "provenance": provenance or {}})


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    typed = dict(fields)
    for name in ("published", "updated"):
        if name in typed:
            typed[name] = datetime.fromisoformat(typed[name])
    if isinstance(typed.get("author"), dict):
        author = typed["author"]
        typed["author"] = Author(
            name=author.get("name") or "", url=author.get("url"), source_id=author.get("source_id")
        )
    return typed
