"""The URL inventory: one row per old URL that some source saw or that the platform is known to answer."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.model import OldUrl, UrlKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migrator.model import Post
    from migrator.profiles import SiteUrls
    from migrator.shapes import Shape

_DAY = re.compile(r"-\d{4}-\d\d-\d\d$")
CLOSED_KIND = "platform"  # the source of rows nobody saw but the platform answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the old blog. `sightings` are (URL in any spelling, source), `statuses` fetched URL → status."""

    posts: Sequence[Post]
    sightings: Iterable[tuple[str, str]] = ()
    statuses: Mapping[str, int] = field(default_factory=dict)
    images: Iterable[str] = ()  # canonical URLs of originals that bodies show
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # row → clicks and the like


def build_inventory(urls: SiteUrls, evidence: Evidence) -> tuple[OldUrl, ...]:
    """Return all rows in URL order. Other sites' URLs are left out; images only where the platform keeps them."""
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for url, source in _seen(urls, evidence):
        sources[url].add(source)
    statuses = _statuses(urls, evidence.statuses)
    return tuple(
        OldUrl(
            url=url,
            kind=urls.match(url).kind,
            sources=tuple(sorted(seen)),
            status=statuses.get(url),
            numbers=evidence.numbers.get(url, {}),
        )
        for url, seen in sorted(sources.items())
    )


def _seen(urls: SiteUrls, evidence: Evidence) -> Iterator[tuple[str, str]]:
    for url in _closed(urls, evidence.posts):
        yield url, CLOSED_KIND
    for post in evidence.posts:
        for source in {_undated(source) for source in post.provenance.values()} or {"content"}:
            yield post.key, source
    yield from _sighted(urls, evidence.sightings)
    for image in evidence.images:
        original = urls.original(image)
        if original is not None:
            yield original, "media"


def _undated(source: str) -> str:
    """Return a source without the day a page was kept, and without what is said of it in brackets."""
    return _DAY.sub("", source.partition(" ")[0])


def _closed(urls: SiteUrls, posts: Sequence[Post]) -> Iterator[str]:
    for shape in urls.profile.shapes:
        for fields in _fillings(shape, posts, urls):
            try:
                yield urls.build(shape.id, **fields)
            except (ValueError, KeyError):
                continue  # a label such as ".." has no URL; and some URLs hold what no post tells, such as a slug


def _sighted(urls: SiteUrls, sightings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    memo: dict[str, str | None] = {}
    for spelling, source in sightings:
        if spelling not in memo:
            memo[spelling] = urls.canonical(spelling) if urls.owns(spelling) else None
        url = memo[spelling]
        if url is not None:
            yield url, source


def _fillings(shape: Shape, posts: Sequence[Post], urls: SiteUrls) -> Iterable[Mapping[str, str]]:
    """Return the fields of all URLs of a closed kind; a post's own URL is known without its shape."""
    if shape.one_per == "blog":
        return [{}]
    if shape.one_per == "label":
        return [{"label": label} for label in sorted({label for post in posts for label in post.labels})]
    if shape.one_per in {"month", "year"}:
        return path_months(posts, urls) if shape.one_per == "month" else path_years(posts, urls)
    if shape.one_per in {"post", "page", "entry"} and shape.kind is UrlKind.FEED:
        return [
            {"id": post.source_id}
            for post in posts
            if post.source_id and shape.one_per in {post.kind, "entry"}
        ]
    return []


def path_months(posts: Sequence[Post], urls: SiteUrls) -> list[dict[str, str]]:
    """Return year and month of every month that has posts by their old URLs, which is what the old archives went by."""
    months = sorted({month for post in posts if (month := path_month(post.key, urls))})
    return [{"year": year, "month": month} for year, month in months]


def path_years(posts: Sequence[Post], urls: SiteUrls) -> list[dict[str, str]]:
    """Return every year that has posts by their old URLs."""
    return [{"year": year} for year in sorted({each["year"] for each in path_months(posts, urls)})]


def path_month(url: str, urls: SiteUrls) -> tuple[str, str] | None:
    """Return (year, month) as an old post URL states them, or None."""
    fields = urls.match(url).fields
    return (fields["year"], fields["month"]) if {"year", "month"} <= fields.keys() else None


def _statuses(urls: SiteUrls, fetched: Mapping[str, int]) -> dict[str, int]:
    """Fold the answers to spellings into one per row: the canonical spelling's own, else the best one."""
    found: dict[str, int] = {}
    for url, status in sorted(fetched.items()):
        row = urls.canonical(url)
        if row is not None:
            found[row] = min(status, found.get(row, status))
    return found | {url: status for url, status in fetched.items() if url in found}
