"""WordPress, self-hosted or on wordpress.com: detection, seeds, and which reader an answer goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import PageVerdict, Reading, Request
from migrator.platforms._contract import Detection
from migrator.platforms._feeds import is_feed, is_sitemap
from migrator.platforms._signs import Sign, detection
from migrator.platforms._sitemaps import sitemap_requests
from migrator.platforms._wordpress_context import WordPressContext, urls_of
from migrator.platforms._wordpress_feed import read_feed
from migrator.platforms._wordpress_page import read_html
from migrator.platforms._wordpress_rest import is_rest, read_rest, rest_requests
from migrator.urls import host_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Page, Site

_SIGNALS = (
    Sign("generator", 0.95, "//meta[@name='generator'][starts-with(@content, 'WordPress')]"),
    Sign("files below wp-content", 0.8, "//link[contains(@href, '/wp-content/') or contains(@href, '/wp-includes/')] | //script[contains(@src, '/wp-content/') or contains(@src, '/wp-includes/')]"),
    Sign("pingback or REST address", 0.6, "//link[contains(@href, 'xmlrpc.php') or @rel='https://api.w.org/']"),
    Sign("comment form", 0.5, "//form[contains(@action, 'wp-comments-post.php')]"),
)  # fmt: skip
_HOSTED = ".wordpress.com"
_HOSTED_API = "https://public-api.wordpress.com/wp/v2/sites"
_SITEMAPS = ("/wp-sitemap.xml", "/sitemap_index.xml", "/sitemap.xml")


class WordPress:
    """WordPress (self-hosted or wordpress.com)."""

    name = "wordpress"
    version = 2
    sources_in_utc = ("feed", "comment-feed")

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely WordPress made the page."""
        if is_feed(page):
            own = b"wordpress.org/?v=" in page.body or b"wordpress.com/" in page.body[:2000]
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        return detection(tree, _SIGNALS)

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the API, sitemaps, feeds and the home page."""
        base = site.base_url
        sitemaps = (Request(url=f"{base}{path}", priority=1, source="sitemap") for path in _SITEMAPS)
        hosted = rest_requests(f"{_HOSTED_API}/{host_of(base)}/") if host_of(base).endswith(_HOSTED) else ()
        return (
            Request(url=f"{base}/wp-json/", priority=0, source="rest"),
            *(hosted or rest_requests(f"{base}/wp-json/")),
            *sitemaps,
            Request(url=f"{base}/feed/", priority=2, source="feed"),
            Request(url=f"{base}/comments/feed/", priority=2, source="comment-feed"),
            Request(url=f"{base}/", priority=12, source="crawl"),
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read an answer of the API, a feed, a sitemap or an HTML page."""
        if page.status >= 400:  # noqa: PLR2004 - HTTP errors
            return Reading(kind=PageVerdict.ERROR)
        if is_rest(page):
            return read_rest(page, site)
        if is_feed(page):
            return read_feed(page, site)
        if is_sitemap(page):
            urls = urls_of(site)
            requests = sitemap_requests(page, lambda url: urls.canonical(url) if urls.owns(url) else None)
            return Reading(kind=PageVerdict.OTHER, next_requests=requests)
        if tree is None:
            return Reading(kind=PageVerdict.OTHER)
        return read_html(WordPressContext(page, tree, site))


PLUGIN = WordPress()
