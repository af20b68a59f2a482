"""Where reading a Blogger blog begins: the sources that name every post first, pages after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import Request
from migrator.platforms._blogger_feed import PAGE_SIZE
from migrator.profiles import site_urls
from migrator.urls import with_query

if TYPE_CHECKING:
    from migrator.model import Site

_FEEDS = (("feed-posts", "feed"), ("feed-pages", "page-feed"), ("feed-comments", "comment-feed"))


def blogger_seeds(site: Site) -> tuple[Request, ...]:
    """Return feeds, sitemaps and the home page, in this order."""
    urls = site_urls("blogger", site.base_url, site.hosts)
    # A blog that sends its readers to a feed service redirects its own feed; `redirect=false` keeps it home.
    query = (("redirect", "false"), ("start-index", "1"), ("max-results", str(PAGE_SIZE)))
    feeds = [
        Request(url=with_query(urls.build(shape), query), priority=priority, source=source)
        for priority, (shape, source) in enumerate(_FEEDS)
    ]
    sitemaps = [
        Request(url=urls.build(shape), priority=10, source="sitemap")
        for shape in ("sitemap", "sitemap-pages")
    ]
    return (*feeds, *sitemaps, Request(url=urls.build("home"), priority=12, source="crawl"))
