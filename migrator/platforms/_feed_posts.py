"""Turns the entries of an RSS or Atom feed into records of posts, for platforms whose feeds say nothing of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.model import PageVerdict, Reading, Record, RecordKind, Request, UrlKind
from migrator.platforms._feeds import parse_feed
from migrator.platforms._markup import absolute_urls, links_in
from migrator.urls import absolute, without_fragment

if TYPE_CHECKING:
    from collections.abc import Callable

    from migrator.model import Json, Page, Site
    from migrator.platforms._feeds import Entry, Feed
    from migrator.profiles import SiteUrls

_ENTRIES = frozenset({UrlKind.POST, UrlKind.PAGE})
_POST_PRIORITY = 50


@dataclass(frozen=True, slots=True)
class FeedHabits:
    """What a platform's feeds can be trusted with: `title` and `body` return None where the feed cannot know them.

    `settled` is False for links that are not the permalink but lead to it: such a post is asked for, not recorded.
    """

    title: Callable[[Entry], str | None] = lambda entry: entry.title or None
    body: Callable[[Entry], str | None] = lambda entry: entry.content
    settled: Callable[[str], bool] = lambda _: True


def read_posts_feed(page: Page, site: Site, urls: SiteUrls, habits: FeedHabits) -> Reading:
    """Read a feed of posts; entries of other sites are passed over, a feed that cannot be read gives a warning."""
    feed = parse_feed(page)
    if feed is None or not (feed.id or feed.title or feed.entries):
        return Reading(kind=PageVerdict.FEED, warnings=("The feed cannot be read.",))
    found = [(key, entry) for entry in feed.entries if (key := _key(entry, page, urls)) is not None]
    records = tuple(_record(entry, key, page, habits) for key, entry in found if habits.settled(key))
    links = [
        link
        for record in records
        for link in links_in(str(record.fields.get("body_html") or ""), record.key, record.key)
    ]
    return Reading(
        kind=PageVerdict.FEED,
        records=(*records, *_site(feed, page, site)),
        links=tuple(dict.fromkeys(links)),
        next_requests=tuple(
            Request(url=key, priority=_POST_PRIORITY, source="feed")
            for key in dict.fromkeys(key for key, _ in found if not habits.settled(key))
        ),
    )


def _key(entry: Entry, page: Page, urls: SiteUrls) -> str | None:
    target = absolute(page.url, entry.link("alternate") or entry.link("self") or "")
    if target is None or not urls.owns(target):
        return None
    plain = without_fragment(target)
    return urls.canonical(plain) if urls.match(plain).kind in _ENTRIES else None


def _record(entry: Entry, key: str, page: Page, habits: FeedHabits) -> Record:
    fields: dict[str, Json] = {
        "url": key,
        "kind": "post",
        "labels": list(entry.labels),
        "guid": entry.id or None,
    }
    body = habits.body(entry)
    optional: dict[str, Json] = {
        "title": habits.title(entry),
        "published": entry.published,
        "updated": entry.updated,
        "comments_stated": entry.replies,
        "author": {"name": entry.author, "url": entry.author_url, "source_id": None}
        if entry.author
        else None,
        "body_html": absolute_urls(body, key) if body is not None else None,
    }
    fields |= {name: value for name, value in optional.items() if value is not None}
    return Record(kind=RecordKind.POST, key=key, source="feed", url=page.url, fields=fields)


def _site(feed: Feed, page: Page, site: Site) -> tuple[Record, ...]:
    stated: dict[str, Json] = {
        "title": feed.title,
        "description": feed.subtitle,
        "language": feed.language,
    }
    known = {name: value for name, value in stated.items() if value}
    base = site.base_url
    return (Record(kind=RecordKind.SITE, key=base, source="feed", url=page.url, fields=known),)
