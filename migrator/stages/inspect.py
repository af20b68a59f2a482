"""Reads one page outside any project, for `migrator inspect`: which platform made it, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator import registry
from migrator.html import parse_page, text_of
from migrator.model import Page, Record, RecordKind, Site
from migrator.urls import absolute, origin_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json, Reading
    from migrator.platforms._contract import Platform

_NOWHERE = "http://unknown.invalid/unknown"  # matches no shape of any platform


def inspect_page(body: bytes, url: str | None, content_type: str) -> dict[str, Json]:
    """Return what a page says: kind, platform, title, published, author, labels, body_html, body_text, comments.

    `url` may be unknown; the page's own canonical link then stands in for it. Absent values are null.
    """
    tree = parse_page(body, content_type)
    address = url or _own_address(tree) or _NOWHERE
    page = Page(url=address, final_url=address, status=200, headers={"content-type": content_type}, body=body)
    platform, signals = detected(page, tree)
    site = Site(base_url=origin_of(address), platform=platform.name)
    reading = platform.read(page, tree, site)
    return {
        "kind": str(reading.kind),
        "platform": platform.name,
        "signals": list(signals),
        "url": url or (address if address != _NOWHERE else None),
        **_post(reading),
        "comments": _comments(reading),
        "counts": dict(reading.counts),
        "warnings": list(reading.warnings),
    }


def detected(page: Page, tree: HtmlElement | None) -> tuple[Platform, tuple[str, ...]]:
    """Return the platform that is surest of a page, and its signals; the generic reader when none is."""
    best: Platform = registry.load("platform", "generic")
    highest = 0.0
    signals: tuple[str, ...] = ()
    for name in registry.names("platform"):
        platform: Platform = registry.load("platform", name)
        detection = platform.detect(page, tree)
        if detection.score > highest:
            best, highest, signals = platform, detection.score, detection.signals
    return best, signals


def _own_address(tree: HtmlElement | None) -> str | None:
    if tree is None:
        return None
    for xpath in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        values = tree.xpath(xpath)
        if isinstance(values, list) and values:
            return absolute(str(values[0]), "")
    return None


def _post(reading: Reading) -> dict[str, Json]:
    posts = [record for record in reading.records if record.kind is RecordKind.POST]
    fields = posts[0].fields if len(posts) == 1 and reading.kind not in {"feed", "archive"} else {}
    author = fields.get("author")
    body = fields.get("body_html")
    return {
        "title": fields.get("title"),
        "published": fields.get("published"),
        "updated": fields.get("updated"),
        "author": author.get("name") if isinstance(author, dict) else author,
        "author_url": author.get("url") if isinstance(author, dict) else None,
        "labels": fields.get("labels") or [],
        "description": fields.get("description"),
        "image": fields.get("image"),
        "source_id": fields.get("source_id"),
        "comments_stated": fields.get("comments_stated"),
        "body_html": body,
        "body_text": text_of(body) if isinstance(body, str) else None,
    }


def _comments(reading: Reading) -> list[Json]:
    return [_comment(record) for record in reading.records if record.kind is RecordKind.COMMENT]


def _comment(record: Record) -> dict[str, Json]:
    fields = record.fields
    author = fields.get("author")
    html = fields.get("html")
    return {
        "id": record.key,
        "author": author.get("name") if isinstance(author, dict) else None,
        "author_url": author.get("url") if isinstance(author, dict) else None,
        "published": fields.get("published"),
        "text": text_of(html) if isinstance(html, str) else None,
        "html": html,
        "parent": fields.get("parent"),
        "type": fields.get("kind") or "comment",
        "deleted": fields.get("deleted") or False,
        "by_owner": fields.get("by_owner") or False,
    }
