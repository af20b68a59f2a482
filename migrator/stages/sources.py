"""What each source of a crawl showed, read again from the stored pages, so that a resumed crawl knows it too."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from migrator import registry
from migrator.html import parse_page
from migrator.model import Page, Reading, RecordKind, Site, UrlKind
from migrator.stages.crosscheck import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.profiles import SiteUrls
    from migrator.settings import Settings
    from migrator.store.project import Project

_OK = 200


@dataclass
class _Tally:
    posts: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    stated: dict[str, int] = field(default_factory=dict)


def observed(project: Project, settings: Settings, urls: SiteUrls) -> list[Seen]:
    """Return what feeds, sitemap and crawled pages showed, in name order."""
    platform: Any = registry.load("platform", settings.old.platform)
    site = Site(base_url=urls.base_url, platform=settings.old.platform)
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    crawled: set[str] = set()
    for url, status in project.pages.statuses().items():
        kind = urls.match(url).kind
        if status != _OK:
            continue
        if kind is UrlKind.POST and _is_itself(project, urls, url):
            crawled.add(urls.canonical(url) or url)
        elif kind in {UrlKind.FEED, UrlKind.SITEMAP}:
            page = project.pages.get(url)
            if page is not None:
                reading = platform.read(page, _tree(page), site)
                _count(tallies[_name(urls, url)], reading, urls)
    found = [_seen(name, tally) for name, tally in sorted(tallies.items())]
    return [*found, Seen("crawl", posts=frozenset(crawled))]


def _is_itself(project: Project, urls: SiteUrls, url: str) -> bool:
    """True unless a redirect led to another row."""
    hops = project.pages.hops(url)
    return not hops or urls.canonical(hops[-1].location) == urls.canonical(url)


def _tree(page: Page) -> Any:
    return parse_page(page.body, page.headers.get("content-type", ""))


def _name(urls: SiteUrls, url: str) -> str:
    match = urls.match(url)
    return "sitemap" if match.kind is UrlKind.SITEMAP else match.shape


def _count(tally: _Tally, reading: Reading, urls: SiteUrls) -> None:
    for kind, count in reading.counts.items():
        tally.stated[kind] = max(tally.stated.get(kind, 0), count)
    for record in reading.records:
        if record.kind is RecordKind.COMMENT:
            tally.comments.add(record.key)
    for url in _named(reading):
        if urls.match(url).kind is UrlKind.POST:
            tally.posts.add(urls.canonical(url) or url)


def _named(reading: Reading) -> Iterator[str]:
    """Yield the URLs a feed or sitemap lists as its own entries."""
    yield from (record.key for record in reading.records if record.kind is RecordKind.POST)
    yield from (request.url for request in reading.next_requests)


def _seen(name: str, tally: _Tally) -> Seen:
    return Seen(
        name,
        posts=frozenset(tally.posts) if tally.posts else None,
        comments=frozenset(tally.comments),
        stated=tally.stated,
    )
