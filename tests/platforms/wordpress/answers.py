"""What WordPress answers a program: rows of the API and feeds, made from a few words."""

from __future__ import annotations

import json
from typing import Any

from migrator.html import parse_page
from migrator.model import Page, Reading, Record, RecordKind, Site
from migrator.platforms.wordpress import PLUGIN

BASE = "https://crumb.example"
POST = f"{BASE}/2014/05/01/thin-crust/"
SITE = Site(base_url=BASE, platform="wordpress")


def answer(url: str, body: str, *, kind: str = "text/html", headers: dict[str, str] | None = None) -> Reading:
    """Read an answer to a URL."""
    sent = {"content-type": kind, **(headers or {})}
    page = Page(url=url, final_url=url, status=200, headers=sent, body=body.encode())
    return PLUGIN.read(page, parse_page(page.body, kind) if kind == "text/html" else None, SITE)


def api(query: str, rows: Any, headers: dict[str, str] | None = None) -> Reading:
    """Read an answer of the API below `/wp-json/`."""
    return answer(f"{BASE}/wp-json/{query}", json.dumps(rows), kind="application/json", headers=headers)


def feed(path: str, *entries: str, own: str = "") -> Reading:
    """Read a feed at a path; `own` is the address it gives itself."""
    spaces = "".join(
        f' xmlns:{name}="{uri}"'
        for name, uri in {
            "content": "http://purl.org/rss/1.0/modules/content/",
            "wfw": "http://wellformedweb.org/CommentAPI/",
            "dc": "http://purl.org/dc/elements/1.1/",
            "atom": "http://www.w3.org/2005/Atom",
            "slash": "http://purl.org/rss/1.0/modules/slash/",
        }.items()
    )
    link = f'<atom:link href="{own or BASE + path}" rel="self" type="application/rss+xml"/>'
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    body = f'<?xml version="1.0"?><rss version="2.0"{spaces}><channel><title>Crumb</title>{link}{items}</channel></rss>'
    return answer(BASE + path, body, kind="application/rss+xml")


def row(**more: Any) -> dict[str, Any]:
    """Return a post as the API tells it."""
    told: dict[str, Any] = {
        "id": 120,
        "date": "2014-05-01T18:40:00",
        "date_gmt": "2014-05-01T22:40:00",
        "status": "publish",
        "link": POST,
        "guid": {"rendered": f"{BASE}/?p=120"},
        "title": {"rendered": "Thin &#038; hot"},
        "content": {"rendered": "<p>Roll it.</p>", "protected": False},
    }
    return told | more


def records(reading: Reading, kind: RecordKind) -> list[Record]:
    """Return the records of one kind."""
    return [record for record in reading.records if record.kind is kind]


def only(reading: Reading, kind: RecordKind = RecordKind.POST) -> Record:
    """Return the one record of a kind."""
    (record,) = records(reading, kind)
    return record
