"""What each source of a crawl showed, read again from the stored pages, so that a resumed crawl knows it too."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from migrator import registry
from migrator.model import RecordKind, Site, UrlKind
from migrator.stages.crosscheck import Seen
from migrator.stages.extract import guarded, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from migrator.model import Reading
    from migrator.profiles import SiteUrls, UrlMatch
    from migrator.settings import Settings
    from migrator.store.project import Project

_OK = 200


# What the parts of a platform are called in reports; other shapes keep their id.
_WORDS = {"feed-posts": "feed", "feed-pages": "page-feed", "feed-comments": "comment-feed"}
_KINDS = {UrlKind.POST: "posts", UrlKind.PAGE: "pages"}


@dataclass(frozen=True, slots=True)
class Summary:
    """What one page of a feed or sitemap lists: kind → keys, and the numbers it states."""

    held: Mapping[str, frozenset[str]]
    stated: Mapping[str, int]


@dataclass
class _Tally:
    held: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stated: dict[str, int] = field(default_factory=dict)

    def add(self, summary: Summary) -> None:
        for kind, keys in summary.held.items():
            self.held[kind] |= keys
        for kind, count in summary.stated.items():
            self.stated[kind] = max(self.stated.get(kind, 0), count)

    def seen(self, name: str) -> Seen:
        held = {kind: frozenset(keys) for kind, keys in sorted(self.held.items())}
        return Seen(name, held, self.stated)


def site_of(settings: Settings, urls: SiteUrls) -> Site:
    """Return the old blog as far as the settings know it."""
    return Site(
        base_url=urls.base_url,
        platform=settings.old.platform,
        timezone=settings.old.timezone,
        hosts=tuple(sorted(settings.old.hosts)),
    )


def lists_entries(url: str, urls: SiteUrls) -> bool:
    """True for a feed or sitemap."""
    return urls.match(url).kind in {UrlKind.FEED, UrlKind.SITEMAP}


def observed(
    project: Project, settings: Settings, urls: SiteUrls, known: Mapping[str, Summary]
) -> list[Seen]:
    """Return what feeds, sitemap and crawled pages showed, in name order, the crawl last.

    `known` are the pages this run has read; those of earlier runs are read again from the project.
    """
    platform: Any = registry.load("platform", settings.old.platform)
    site = site_of(settings, urls)
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    crawled: dict[str, set[str]] = {name: set() for name in _KINDS.values()}
    for url, status in project.pages.statuses().items():
        match = urls.match(url)
        if status != _OK:
            continue
        if match.kind in _KINDS and _is_itself(project, urls, url):
            crawled[_KINDS[match.kind]].add(urls.canonical(url) or url)
        elif lists_entries(url, urls):
            tallies[_name(match)].add(known.get(url) or _read_again(project, platform, site, url, urls))
    found = [tally.seen(name) for name, tally in sorted(tallies.items())]
    return [*found, Seen("crawl", {kind: frozenset(keys) for kind, keys in crawled.items()})]


def _read_again(project: Project, platform: Any, site: Site, url: str, urls: SiteUrls) -> Summary:
    page = project.pages.get(url)
    reading = "" if page is None else guarded(partial(read_page, platform, page, site))
    return Summary({}, {}) if isinstance(reading, str) else summary_of(reading, urls)


def summary_of(reading: Reading, urls: SiteUrls) -> Summary:
    """Return what a feed or sitemap lists as its own entries."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    for record in reading.records:
        if record.kind is RecordKind.COMMENT:
            held["comments"].add(record.key)
    for url in _named(reading):
        noun = _KINDS.get(urls.match(url).kind)
        if noun:
            held[noun].add(urls.canonical(url) or url)
    return Summary({kind: frozenset(keys) for kind, keys in held.items()}, dict(reading.counts))


def _is_itself(project: Project, urls: SiteUrls, url: str) -> bool:
    """True unless a redirect led to another row."""
    hops = project.pages.hops(url)
    return not hops or urls.canonical(hops[-1].location) == urls.canonical(url)


def _name(match: UrlMatch) -> str:
    return "sitemap" if match.kind is UrlKind.SITEMAP else _WORDS.get(match.shape, match.shape)


def _named(reading: Reading) -> Iterator[str]:
    """Yield the URLs a feed or sitemap lists as its own entries."""
    yield from (record.key for record in reading.records if record.kind is RecordKind.POST)
    yield from (request.url for request in reading.next_requests)
