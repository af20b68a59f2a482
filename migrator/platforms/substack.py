"""Substack, on substack.com or a custom domain: pages of every layout by what their script holds, its archive API and feed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.editors import SUBSTACK_FURNITURE, substack_body, with_uploads
from migrator.loose_json import stated
from migrator.model import PageVerdict, Reading, Request, UrlKind
from migrator.platforms._contract import Detection
from migrator.platforms._feed_posts import FeedHabits
from migrator.platforms._feeds import is_feed
from migrator.platforms._head import structured_author, structured_date
from migrator.platforms._hosted import (
    POSTS,
    HostedContext,
    More,
    completed,
    hidden_comments,
    loaded,
    read_other,
    with_bodies,
)
from migrator.platforms._markup import found, with_class
from migrator.platforms._plain_page import read_in
from migrator.platforms._recipes import ELSEWHERE, META_LINES, SHOWN_DATES, TITLES, Recipe
from migrator.platforms._signs import Sign, detection
from migrator.platforms._substack_api import (
    CUT,
    archive_request,
    comment_requests,
    is_cut,
    post_fields,
    preloaded,
    read_api,
)
from migrator.text import first_number, squeezed
from migrator.urls import path_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.platforms._feeds import Entry

_SIGNS = (
    Sign("the page's own script", 0.9, "//script[contains(., 'window._preloads')]"),
    Sign("files of the service", 0.8, "//link[contains(@href, 'substackcdn.')] | //script[contains(@src, 'substackcdn.') or contains(@src, 'substack.com/')]"),
    Sign("body class of its editor", 0.6, "//*[contains(concat(' ', @class, ' '), ' body ') and contains(concat(' ', @class, ' '), ' markup ')]"),
    Sign("subscribe box", 0.4, f"//*[{with_class('subscribe-widget', 'subscription-widget-wrap', 'newsletter-post')}]"),
)  # fmt: skip
_BY_URL = {
    UrlKind.POST: PageVerdict.POST,
    UrlKind.PAGE: PageVerdict.PAGE,
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
    UrlKind.SYSTEM: PageVerdict.OTHER,
}
_BODY = f"({with_class('body')}) and ({with_class('markup')})"
_RECIPE = Recipe(
    bodies=(f"({_BODY}) and not(ancestor::*[{with_class('comment', 'comment-content', 'embedded-post')}])", with_class("markup", "available-content")),
    boxes=with_class("newsletter-post", "single-post") + " or self::article",
    elsewhere=ELSEWHERE,
    titles=("h1.post-title", "h2.post-title, .post-header h1", *TITLES[1:-1], "h1"),
    shown_dates=SHOWN_DATES + ", .post-meta-item.post-date, .post-header [class*=meta]",
    meta_lines=META_LINES + ", .post-header .pencraft, .byline-wrapper",
    labels=(".post-tags a, a.post-tag, a[href*='/t/']",),
    furniture=SUBSTACK_FURNITURE,
)  # fmt: skip
_GATES = f"//*[{with_class('paywall', 'paywall-content')} or @data-testid='paywall']"
_COUNTS = f"//*[{with_class('post-ufi-comment-button')}] | //*[{with_class('comments-page-title', 'comments-heading')}]"
_MORE = re.compile(r"<p>\s*<a\s[^>]*href=\"[^\"]+\"[^>]*>\s*Read more\s*</a>\s*</p>\s*\Z", re.IGNORECASE)


def _whole(entry: Entry) -> str | None:
    """A feed's body, cleaned; None where it ends with a link to the rest, which only payers see."""
    return None if entry.content is None or _MORE.search(entry.content) else substack_body(entry.content)


_HABITS = FeedHabits(body=_whole)


class Substack:
    """Substack publications.

    It documents no API: what its own pages ask for (`/api/v1/archive`, `/api/v1/posts`, comments) is known from them and
    from public readers of them. The archive lists what exists, a post's page or its API answer holds the text.
    """

    name = "substack"
    version = 1

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely Substack made the page."""
        if is_feed(page):
            own = re.search(rb"<generator>Substack", page.body[:4000]) is not None
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        return detection(tree, _SIGNS)

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the list of the archive, the sitemap, the feed and the home page."""
        base = site.base_url
        return (
            archive_request(base, 0),
            Request(url=f"{base}/sitemap.xml", priority=1, source="sitemap"),
            Request(url=f"{base}/feed", priority=2, source="feed"),
            Request(url=f"{base}/about", priority=10, source="crawl"),
            Request(url=f"{base}/", priority=12, source="crawl"),
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read an answer of the API, a feed, a sitemap or an HTML page."""
        if "/api/v1/" in path_of(page.url):
            told = loaded(page)
            if told is not None:
                return read_api(page, told, site)
        other = read_other(page, tree, site, self.name, _HABITS)
        if other is not None:
            return other
        assert tree is not None  # read_other answers for pages without markup
        return _read_html(SubstackContext(page, tree, site, self.name))


@dataclass(frozen=True)
class SubstackContext(HostedContext):
    """One page of a publication."""

    @cached_property
    def kind(self) -> PageVerdict | None:
        """What the page's script or its URL says the page is."""
        by_url = _BY_URL.get(self.urls.match(self.page.final_url).kind)
        if by_url is None and self.post:
            return PageVerdict.POST
        return by_url

    @cached_property
    def post(self) -> dict[str, Json]:
        """The post as the page's script holds it; empty where it holds none."""
        return preloaded(self.tree)

    @property
    def stated_title(self) -> str | None:
        """The title as the page's script states it."""
        title = self.post.get("title")
        return title if isinstance(title, str) else None


def _read_html(context: SubstackContext) -> Reading:
    tree, post = context.tree, context.post
    reading = read_in(context, _RECIPE, context.kind)
    if reading.kind not in POSTS:
        return reading
    told = post_fields(post) if post else stated({"author": structured_author(tree)})
    told.pop("kind", None)
    moment = told.pop("published", None)
    more = More(
        told,
        comment_requests(post, context.key, context.site.base_url),
        (CUT,) if is_cut(post) or found(tree, _GATES) else (),
        moment if isinstance(moment, str) else structured_date(tree),
    )
    reading = with_bodies(completed(reading, more), with_uploads)
    number = told.get("comments_stated")
    stated_count = number if isinstance(number, int) else _comment_count(tree)
    # with the post's number its comments can be asked for; without, they are out of reach
    unreached = "Substack" if reading.kind is PageVerdict.POST and not post else None
    return hidden_comments(reading, tree, stated_count, unreached)


def _comment_count(tree: HtmlElement) -> int | None:
    numbers = (first_number(squeezed(element.text_content())) for element in found(tree, _COUNTS))
    return next((number for number in numbers if number is not None), None)


PLUGIN = Substack()
