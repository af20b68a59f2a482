"""What readers of hosted platforms share: answers that are no HTML, and facts a page states in JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.html import decode
from migrator.loose_json import as_json, stated
from migrator.model import PageVerdict, Reading, RecordKind
from migrator.platforms._comment_services import comment_service
from migrator.platforms._feed_posts import FeedHabits, read_posts_feed
from migrator.platforms._feeds import is_feed, is_sitemap
from migrator.platforms._markup import attribute
from migrator.platforms._plain_page import PlainContext
from migrator.platforms._sitemaps import sitemap_requests
from migrator.profiles import site_urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bs4 import BeautifulSoup
    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Record, Request, Site
    from migrator.profiles import SiteUrls

POSTS = frozenset((PageVerdict.POST, PageVerdict.PAGE))
_BAD = 400
_DAY = len("2020-01-01")
_LARGEST_JSON = 50_000_000  # bytes


@dataclass(frozen=True)
class HostedContext(PlainContext):
    """One page of a blog whose platform's URLs are described; its post is filed under its canonical address."""

    platform: str = ""

    @cached_property
    def urls(self) -> SiteUrls:
        """The blog's URLs."""
        return site_urls(self.platform, self.site.base_url, self.site.hosts)

    @cached_property
    def key(self) -> str:
        """The post's permalink, whatever spelling was asked for."""
        return self.urls.canonical(self.page.url) or self.page.url


def read_other(
    page: Page, tree: HtmlElement | None, site: Site, name: str, habits: FeedHabits
) -> Reading | None:
    """Read an error, a feed, a sitemap or what is no markup; None for an HTML page."""
    if page.status >= _BAD:
        return Reading(kind=PageVerdict.ERROR)
    urls = site_urls(name, site.base_url, site.hosts)
    if is_feed(page):
        return read_posts_feed(page, site, urls, habits)
    if is_sitemap(page):
        requests = sitemap_requests(page, lambda url: urls.canonical(url) if urls.owns(url) else None)
        return Reading(kind=PageVerdict.OTHER, next_requests=requests)
    return Reading(kind=PageVerdict.OTHER) if tree is None else None


# --- JSON --------------------------------------------------------------------------------------------


def loaded(page: Page) -> Json:
    """Return what a JSON answer holds; None where it is none."""
    head = page.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if page.status >= _BAD or head not in {b"{", b"["} or len(page.body) > _LARGEST_JSON:
        return None
    return as_json(decode(page.body, page.headers.get("content-type", "")))


# --- readings ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class More:
    """What a page states besides its markup: fields of its post, further requests and what a person must know.

    `moment` is when it was published, in ISO 8601, by a clock that may be another than that of the day shown.
    """

    fields: dict[str, Json]
    requests: tuple[Request, ...] = ()
    warnings: tuple[str, ...] = ()
    moment: str | None = None


def completed(reading: Reading, more: More) -> Reading:
    """Return a reading whose post has the stated fields too."""
    records = tuple(
        replace(record, fields=_completed(record.fields, more)) if record.kind is RecordKind.POST else record
        for record in reading.records
    )
    return replace(
        reading,
        records=records,
        next_requests=(*reading.next_requests, *more.requests),
        warnings=(*reading.warnings, *more.warnings),
    )


def _completed(fields: Mapping[str, Json], more: More) -> dict[str, Json]:
    shown = fields.get("published")
    days_differ = isinstance(shown, str) and (len(shown) > _DAY or (more.moment or "")[:_DAY] != shown)
    moment: dict[str, Json] = {} if more.moment is None or days_differ else {"published": more.moment}
    return {**fields, **moment, **more.fields}


def with_bodies(reading: Reading, repaired: Callable[[str], str]) -> Reading:
    """Return a reading in which the bodies of posts are repaired."""

    def repair(record: Record) -> Record:
        body = record.fields.get("body_html")
        if record.kind is not RecordKind.POST or not isinstance(body, str):
            return record
        return replace(record, fields={**record.fields, "body_html": repaired(body)})

    return replace(reading, records=tuple(map(repair, reading.records)))


def hidden_comments(
    reading: Reading, tree: HtmlElement, number: int | None, own: str | None = None
) -> Reading:
    """Return a reading that says what comments a script shows; `own` names the platform's service where it is in the page."""
    service = comment_service(tree) or own
    shown = sum(record.kind is RecordKind.COMMENT for record in reading.records)
    facts: dict[str, Json] = {"comments_stated": number, "comments_service": service}
    counts = reading.counts if number is None else {**reading.counts, "comments": number}
    warnings: tuple[str, ...] = ()
    if number and number != shown:
        warnings = (f"The page states {number} comments and shows {shown}: a script loads them.",)
    elif service and not shown and number is None:
        warnings = (f"Comments are kept by {service} and shown by a script: none are in the page.",)
    return replace(completed(reading, More(stated(facts), warnings=warnings)), counts=counts)


# --- pictures ----------------------------------------------------------------------------------------


def settle_pictures(soup: BeautifulSoup) -> None:
    """Give pictures that only their sources name an address of their own, and drop copies for browsers without scripts."""
    for image in soup.find_all("img"):
        if not attribute(image, "src") and (url := _largest(attribute(image, "srcset"))):
            image["src"] = url
    for picture in soup.find_all("picture"):
        inner = picture.find("img")
        sources = [attribute(source, "srcset") for source in picture.find_all("source")]
        url = next((url for url in map(_largest, reversed(sources)) if url), "")
        if inner is not None and not attribute(inner, "src") and url:
            inner["src"] = url
    for copy in soup.find_all("noscript"):
        if copy.find("img") is not None:
            beside = copy.parent.find_all("img") if copy.parent is not None else []
            shown = [
                one
                for one in beside
                if one.find_parent("noscript") is None and _is_real(attribute(one, "src"))
            ]
            copy.decompose() if shown else copy.unwrap()
    for image in soup.find_all("img", src=False):
        image.decompose()


def _is_real(source: str) -> bool:
    return bool(source) and not source.startswith("data:")


def _largest(srcset: str) -> str:
    """Return the address a srcset names last, which is by custom the largest."""
    last = srcset.strip().rstrip(",").rpartition(", ")[2].split()
    return last[0] if last else ""
