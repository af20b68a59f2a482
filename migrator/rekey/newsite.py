"""The new site as it describes itself: WordPress's REST answers and sitemaps, read into plain facts.

Fields: https://developer.wordpress.org/rest-api/reference/posts/ (checked on WordPress 6.1).
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLIC = "publish"
_LINK_LIMIT = 2_000  # characters; longer links are no permalinks


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post or page of the new site. `title` is None where the source names none, `published` is aware."""

    link: str
    kind: str | None = None  # "post" | "page"; None where the source does not say
    slug: str | None = None
    title: str | None = None
    published: datetime | None = None
    status: str = "publish"  # publish | draft | pending | future | private


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A category or tag of the new site."""

    link: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """What was read of the new site. `via` is "rest" or "sitemap"; without a login drafts are not seen."""

    via: str
    entries: tuple[Entry, ...]
    listings: tuple[Listing, ...] = ()
    media: int | None = None  # number of files in the media library
    comments: int | None = None  # number of public comments
    sees_drafts: bool = False


def read_rows(body: bytes) -> list[dict[str, Any]] | None:
    """Return the rows of a REST answer, or None where it is no list of objects."""
    try:
        rows = json.loads(body)
    except ValueError:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    return rows


def entry_of(row: dict[str, Any], kind: str) -> Entry | None:
    """Read one post or page of a REST answer; None where it holds no link."""
    link = row.get("link")
    if not isinstance(link, str) or len(link) > _LINK_LIMIT:
        return None
    title = row.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else None
    return Entry(
        link=link,
        kind=kind,
        slug=_text(row.get("slug")) or _text(row.get("generated_slug")),
        title=rendered if isinstance(rendered, str) else None,
        published=_moment(row.get("date_gmt")),
        status=_text(row.get("status")) or "publish",
    )


def listing_of(row: dict[str, Any]) -> Listing | None:
    """Read one category or tag of a REST answer."""
    link, slug = _text(row.get("link")), _text(row.get("slug"))
    return Listing(link=link, slug=slug) if link and slug else None


def sitemap_urls(body: bytes) -> tuple[list[str], list[str]]:
    """Return the sitemaps and the pages a sitemap names; broken XML gives what could be read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(body, parser) if body.strip() else None
    maps: list[str] = []
    pages: list[str] = []
    for parent, url in _locations(root):
        (maps if parent == "sitemap" else pages).append(url)
    return maps, pages


def public_links(site: NewSite) -> set[str]:
    """Return the addresses that anybody can read: posts, pages, categories and tags."""
    return {entry.link for entry in site.entries if entry.status == PUBLIC} | {
        listing.link for listing in site.listings
    }


def comparable(title: str) -> str:
    """Return a title without markup, entities, punctuation and case: what typographers leave alone."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", title))
    return "".join(char for char in plain.casefold() if char.isalnum())


def _locations(root: etree._Element | None) -> Iterator[tuple[str, str]]:
    if root is None:
        return
    for element in root.iter("{*}loc"):
        parent = element.getparent()
        if parent is not None and element.text:
            yield etree.QName(parent).localname, element.text.strip()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else None
    except ValueError:
        return None
