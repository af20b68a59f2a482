"""Digests of tables, from which stages tell whether their inputs changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

# table → the columns that matter to later stages, in a fixed order
_QUERIES = {
    "page": "SELECT url, final_url, status, body_sha FROM page ORDER BY url",
    "job": "SELECT url, state FROM job WHERE state != 'queued' ORDER BY url",
    "source-reading": "SELECT page, fingerprint FROM reading WHERE page NOT LIKE 'http%' ORDER BY page",
    "entity": "SELECT kind, key, fields FROM entity ORDER BY kind, key",
    "link": "SELECT page, url, kind FROM link ORDER BY page, url, kind",
    "asset": "SELECT url, file, media_type, size, sha256, problem FROM asset ORDER BY url",
    "asset-url": "SELECT url FROM asset ORDER BY url",
    "old_url": "SELECT url, kind, status FROM old_url ORDER BY url",
    "number": "SELECT url, name, value FROM number ORDER BY url, name",
    "verdict": "SELECT url, kind, verdict, new, reason, note, confidence, final FROM verdict ORDER BY url",
    "decision": "SELECT url, verdict, new, note FROM decision ORDER BY url",
    "problem": "SELECT stage, url, kind, message FROM problem ORDER BY stage, url, kind",
    "finding": "SELECT stage, code, url, message FROM finding ORDER BY stage, code, url, message",
    "relocated": "SELECT value FROM meta WHERE key = 'relocated'",
    "stage": "SELECT name, report FROM stage WHERE name != 'report' ORDER BY name",
}


def digest(db: sqlite3.Connection, table: str) -> str:
    """Return the SHA-256 of a table's contents in key order."""
    total = hashlib.sha256()
    for row in db.execute(_QUERIES[table]):
        total.update(repr(row).encode("utf-8", "surrogatepass"))
    return total.hexdigest()
