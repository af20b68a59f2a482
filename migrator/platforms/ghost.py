"""Ghost, self-hosted or on Ghost(Pro): all its default themes, others by their shared classes, its Content API and feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.loose_json import person, stated
from migrator.model import PageVerdict, Reading, Request, UrlKind
from migrator.platforms._contract import Detection
from migrator.platforms._feed_posts import FeedHabits
from migrator.platforms._feeds import is_feed
from migrator.platforms._ghost_api import api_requests, read_api
from migrator.platforms._head import structured_author, structured_date, values
from migrator.platforms._hosted import (
    POSTS,
    HostedContext,
    More,
    completed,
    hidden_comments,
    loaded,
    read_other,
)
from migrator.platforms._markup import found, with_class
from migrator.platforms._plain_page import read_in
from migrator.platforms._recipes import ARTICLE_BODY, ELSEWHERE, META_LINES, SHOWN_DATES, TITLES, Recipe
from migrator.platforms._signs import Sign, detection
from migrator.text import first_number, squeezed
from migrator.urls import absolute, path_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site

_SIGNS = (
    Sign("generator", 0.95, "//meta[@name='generator'][starts-with(@content, 'Ghost')]"),
    Sign("member and search scripts", 0.8, "//script[@data-ghost or @data-ghost-comments or @data-sodo-search or @data-api[contains(., '/ghost/api/')]]"),
    Sign("style of editor cards", 0.5, "//*[contains(@class, 'kg-card')] | //link[contains(@href, '/public/cards.min.css')]"),
    Sign("body class", 0.3, f"//body[{with_class('post-template', 'page-template', 'home-template', 'tag-template', 'author-template')}]"),
    Sign("theme classes", 0.3, f"//*[{with_class('gh-content', 'gh-article', 'gh-head', 'gh-canvas', 'post-full-content')}]"),
)  # fmt: skip
_KINDS = (
    ("post-template", PageVerdict.POST),
    ("page-template", PageVerdict.PAGE),
    ("tag-template", PageVerdict.ARCHIVE),
    ("author-template", PageVerdict.ARCHIVE),
    ("home-template", PageVerdict.INDEX),
    ("paged", PageVerdict.INDEX),
    ("error-template", PageVerdict.ERROR),
)
_BY_URL = {
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
}
_RECIPE = Recipe(
    bodies=(
        with_class("gh-content"),
        f"self::section[{with_class('post-full-content')}]//*[{with_class('post-content')}]",
        with_class("post-full-content"),
        with_class("post-content", "single-content", "article-content", "c-content", "content-body"),
        with_class("kg-canvas", "entry-content", "post-body", "m-article__content", "l-post-content"),
        ARTICLE_BODY,
        "self::article",
    ),
    boxes="self::article or " + with_class("post", "post-full", "article", "gh-article", "single-post"),
    elsewhere=ELSEWHERE,
    titles=(
        ".gh-article-title, .article-title, .post-full-title, h1.post-title, .single-title, .m-heading__title, .c-post-hero__title, h1[itemprop=headline]",
        *TITLES[1:-1],
        "h1",
    ),
    shown_dates=SHOWN_DATES + ", .byline-meta-date, .post-full-meta-date, .gh-article-meta-date, .single-meta-date, .article-date, .date-published",
    meta_lines=META_LINES + ", .post-full-meta, .article-byline, .gh-article-meta, .single-meta, .post-full-byline",
    labels=(
        ".post-full-tags a, .article-tag a, .gh-article-tag, .single-tags a, .post-tag, a.post-card-primary-tag, .m-article__tags a",
        ".post-meta a[href*='/tag/'], .post-footer a[href*='/tag/'], .article-header a[href*='/tag/'], header a[href*='/tag/']",
        "a[href*='/tag/']",
    ),
    furniture=(
        ".gh-post-upgrade-cta, .gh-subscribe, .gh-cta, .subscribe-form, .kg-signup-card, .kg-email-card, .kg-email-cta-card, .post-upgrade-cta,"
        " .gh-article-header, .gh-article-meta, .article-header, .post-full-header, .post-header, .single-header, .post-full-footer,"
        " .author-card, .footnotes-share, .read-next, .read-next-feed, .post-share, .gh-comments, #ghost-comments-root, .content-cta,"
        " .post-sneak-peek, .kg-cta-sponsor-label-wrapper, .toc, .gh-toc, .post-navigation, section.post-meta, .post-date, .js-toggle,"
        " .kg-product-card-rating-active-none"
    ),
)  # fmt: skip
_CUT = "The page shows only the beginning: the rest of the post is for members."
_GATES = f"//*[{with_class('gh-post-upgrade-cta', 'post-upgrade-cta', 'content-cta', 'post-sneak-peek')}]"
_HABITS = FeedHabits()
_MOST_FEED_PAGES = 300
_PAGED_FEEDS = re.compile(rb"<generator>Ghost [01]\.")
_FEED_PAGE = re.compile(r"/rss/(?:(\d+)/?)?$")


class Ghost:
    """Ghost blogs of any version, by the markup of its own and of common themes, and by its public APIs.

    From Ghost's documentation (Content API, routing, theme contexts) and the published templates of its default themes.
    """

    name = "ghost"
    version = 1

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely Ghost made the page."""
        if is_feed(page):
            own = re.search(rb"<generator>Ghost ", page.body[:4000]) is not None
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        return detection(tree, _SIGNS)

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the sitemap, the feed and the home page, which names the key of the Content API."""
        base = site.base_url
        return (
            Request(url=f"{base}/sitemap.xml", priority=1, source="sitemap"),
            Request(url=f"{base}/rss/", priority=2, source="feed"),
            Request(url=f"{base}/", priority=3, source="crawl"),
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read an answer of the Content API, a feed, a sitemap or an HTML page."""
        told = loaded(page)
        if isinstance(told, dict) and "/ghost/api/" in path_of(page.url):
            return read_api(page, told, site)
        other = read_other(page, tree, site, self.name, _HABITS)
        if other is not None:
            return _with_next_feed(page, other) if other.kind is PageVerdict.FEED else other
        assert tree is not None  # read_other answers for pages without markup
        return _read_html(GhostContext(page, tree, site, self.name))


@dataclass(frozen=True)
class GhostContext(HostedContext):
    """One page of a Ghost blog."""

    @cached_property
    def kind(self) -> PageVerdict | None:
        """What the theme's `body_class` says the page is, else its URL."""
        classes = " ".join(body.get("class") or "" for body in found(self.tree, "//body")).split()
        told = next((kind for name, kind in _KINDS if name in classes), None)
        if told is not None:
            return told
        return _BY_URL.get(self.urls.match(self.page.final_url).kind)


def _read_html(context: GhostContext) -> Reading:
    tree = context.tree
    reading = read_in(context, _RECIPE, context.kind)
    requests = api_requests(tree, context.page.final_url)
    if reading.kind not in POSTS:
        return completed(reading, More({}, requests))
    warnings = (_CUT,) if found(tree, _GATES) else ()
    reading = completed(reading, More(_stated(context), requests, warnings, structured_date(tree)))
    native = found(tree, "//script[@data-ghost-comments] | //*[@id='ghost-comments-root']")
    return hidden_comments(reading, tree, _comment_count(tree), "Ghost" if native else None)


def _stated(context: GhostContext) -> dict[str, Json]:
    """Return what the head states: Ghost writes the exact moment, the public tags and the writer there itself."""
    tags = list(dict.fromkeys(values(context.tree, "//meta[@property='article:tag']/@content")))
    ids = list(values(context.tree, "//article/@data-post-id", "//script/@data-post-id"))
    return stated(
        {
            "author": structured_author(context.tree) or _shown_author(context),
            "labels": list(tags),
            "source_id": ids[0] if ids else None,
        }
    )


def _shown_author(context: GhostContext) -> Json:
    links = "(//article)[1]//a[contains(@href, '/author/')][normalize-space()]"
    for link in found(context.tree, links):
        url = absolute(context.page.final_url, link.get("href") or "")
        return person(
            squeezed(link.text_content()), url, path_of(url or "").rstrip("/").rpartition("/")[2] or None
        )
    return None


def _comment_count(tree: HtmlElement) -> int | None:
    marked = found(
        tree, f"//*[@data-ghost-comment-count] | //*[{with_class('comment-count', 'gh-comments-count')}]"
    )
    for element in marked:
        number = first_number(squeezed(element.text_content()))
        if number is not None:
            return number
    return None


def _with_next_feed(page: Page, reading: Reading) -> Reading:
    """Ask for the next page of the feed where this one had posts: versions 0 and 1 go on below /rss/2/, later ones stop."""
    place = _FEED_PAGE.search(path_of(page.url))
    number = int(place[1] or 1) if place else 0
    entries = any(
        record.key != page.url and "title" in record.fields and "url" in record.fields
        for record in reading.records
    )
    if not place or not entries or number >= _MOST_FEED_PAGES or not _PAGED_FEEDS.search(page.body[:4000]):
        return reading
    url = f"{page.url.partition('/rss/')[0]}/rss/{number + 1}/"
    return completed(reading, More({}, (Request(url=url, priority=5, source="feed"),)))


PLUGIN = Ghost()
