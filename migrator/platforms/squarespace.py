"""Squarespace 5, 6, 7.0 and 7.1: posts as its templates print them, and as the same addresses answer in JSON and RSS."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.loose_json import person, stated
from migrator.model import PageVerdict, Reading, Request, UrlKind
from migrator.platforms._bylines import name_only
from migrator.platforms._comment_recipe import CommentRecipe
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
    settle_pictures,
)
from migrator.platforms._markup import found, with_class
from migrator.platforms._plain_page import read_in
from migrator.platforms._recipes import ARTICLE_BODY, ELSEWHERE, META_LINES, SHOWN_DATES, Recipe
from migrator.platforms._signs import Sign, detection
from migrator.platforms._squarespace_json import FURNITURE, cleaned, list_requests, read_json
from migrator.text import first_number, squeezed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.platforms._feeds import Entry

_SIGNS = (
    Sign("the service's comment", 0.95, "//comment()[contains(., 'This is Squarespace')]"),
    Sign("site settings in a script", 0.9, "//script[contains(., 'Static.SQUARESPACE_CONTEXT') or contains(., 'SQUARESPACE_ROLLUPS')]"),
    Sign("files of the service", 0.7, "//link[contains(@href, 'squarespace.com/') or contains(@href, 'squarespace-cdn.') or contains(@href, 'static1.squarespace.')] | //script[contains(@src, 'squarespace.com/') or contains(@src, 'static1.squarespace.')]"),
    Sign("blocks of its editor", 0.7, f"//*[{with_class('sqs-layout', 'sqs-block', 'fluid-engine')}]"),
    Sign("journal entries of version 5", 0.9, f"//*[{with_class('journal-entry-wrapper', 'journal-entry-tag', 'journal-entry-text')}]"),
)  # fmt: skip
_BY_URL = {
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
    UrlKind.SEARCH: PageVerdict.INDEX,
}
_COMMENTS = CommentRecipe(
    containers=(f"//*[@id='comments' or {with_class('journal-comment-area', 'journal-comments', 'comments-wrapper')}]",),
    units=(".comment-wrapper, .journal-comment", ".comment"),
    names=(".signature .author, .signature a, .comment-author, .posted-by, .author",),
    dates=(".signature .timestamp, .signature .posted-on, .posted-on, .timestamp, .comment-date",),
    texts=(".comment-text, .body, .comment-body",),
    dropped=".signature, .reply-to-comment, .comment-controls",
)  # fmt: skip
_RECIPE = Recipe(
    bodies=(
        f"({with_class('blog-item-content')}) or (({with_class('e-content')}) and ({with_class('entry-content', 'body')}))",
        with_class("entry-content", "e-content"),
        f"({with_class('body')}) and ancestor::*[{with_class('journal-entry-wrapper', 'journal-entry', 'journal-entry-text')}]",
        f"({with_class('body', 'article-content', 'post-body', 'BlogItem-body')}) and ancestor::article",
        f"({with_class('sqs-layout')}) and ancestor::article",
        ARTICLE_BODY,
        f"({with_class('sqs-layout')}) and ancestor::main",
        with_class("page-section", "sections", "sqs-layout"),
    ),
    boxes=with_class("hentry", "h-entry", "journal-entry-wrapper", "BlogItem", "blog-item-wrapper")
    + " or self::article",
    elsewhere=ELSEWHERE,
    titles=(
        "h1.entry-title, h1.p-name, h2.entry-title, .journal-entry h2.title, .journal-entry-text h2.title, h1.BlogItem-title, .blog-item-title h1",
        ".entry-title, .p-name, .post-title, h2.title, h3.title",
        "h1[data-content-field=title], h2[data-content-field=title]",
        "h1",
    ),
    shown_dates=SHOWN_DATES + ", .blog-meta-item--date, .Blog-meta-item--date, .posted-on, .dt-published, .entry-dateline-link",
    meta_lines=META_LINES + ", .blog-item-meta-wrapper, .journal-entry-tag, .journal-entry-tag-post-title, .entry-header-date",
    labels=(
        (".blog-item-category-wrapper a, .blog-categories a, .blog-categories-list a, .entry-category a, a.blog-item-category, .BlogItem-meta a[href*='/category/'],"
        " a.p-category, .p-category a, .entry-tags a, .blog-tags a, .blog-item-tag-wrapper a, .BlogItem-meta a[href*='/tag/'], .tags a, .tag-element a[href*='/category/'],"
        " .tag-element a[href*='/tag/']"),
        "a[href*='/category/'], a[href*='/tag/']",
    ),
    furniture=FURNITURE,
    comments=_COMMENTS,
    tidy=lambda soup, _: settle_pictures(soup),
)  # fmt: skip
_JOURNAL = f"//*[{with_class('journal-entry-wrapper')}][.//*[{with_class('body')}]]"
_LONGEST_NAME = 80
_BYLINES = f"//*[{with_class('blog-author-name', 'Blog-meta-item--author', 'blog-meta-item--author', 'entry-author', 'author-name', 'p-author', 'posted-by')}]"
_COUNTS = (
    f"//*[{with_class('blog-meta-item--comments', 'comment-count', 'comments-link', 'squarespace-comments', 'sqs-comments-count', 'Blog-meta-item--comments')}]"
    "[not(self::script)]"
)
_NATIVE = f"//*[{with_class('squarespace-comments', 'sqs-comments')} or starts-with(@id, 'comments-')] | //script[contains(., 'squarespace-comments')]"


def _whole(entry: Entry) -> str | None:
    """A feed's body, cleaned: the whole text stands in the description."""
    return None if entry.content is None or "<" not in entry.content else cleaned(entry.content)


_HABITS = FeedHabits(body=_whole)


class Squarespace:
    """Squarespace sites of versions 5 to 7.1.

    From its developer documentation (`?format=json`, `?format=rss`, the fields of collections and blog posts) and from
    public templates. The export it offers is WordPress's, and is read as such.
    """

    name = "squarespace"
    version = 1

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely Squarespace made the page."""
        if is_feed(page):
            own = b"<generator>Site-Server" in page.body[:4000] or b"squarespace.com" in page.body[:4000]
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        return detection(tree, _SIGNS)

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the sitemap, and the home page with the usual place of a blog in JSON, which both tell where to go on."""
        base = site.base_url
        return (
            Request(url=f"{base}/sitemap.xml", priority=1, source="sitemap"),
            Request(url=f"{base}/?format=json", priority=2, source="rest"),
            Request(url=f"{base}/blog?format=json", priority=2, source="rest"),
            Request(url=f"{base}/", priority=3, source="crawl"),
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read an answer in JSON, a feed, a sitemap or an HTML page."""
        told = loaded(page)
        if isinstance(told, dict):
            return read_json(page, told, site)
        other = read_other(page, tree, site, self.name, _HABITS)
        if other is not None:
            return other
        assert tree is not None  # read_other answers for pages without markup
        return _read_html(SquarespaceContext(page, tree, site, self.name))


@dataclass(frozen=True)
class SquarespaceContext(HostedContext):
    """One page of a site."""

    @cached_property
    def kind(self) -> PageVerdict | None:
        """What the body's id and classes say the page is, else its URL."""
        body = next(iter(found(self.tree, "//body")), None)
        name = (body.get("id") or "") if body is not None else ""
        classes = set((body.get("class") or "").split()) if body is not None else set()
        if name.startswith("item-") or "view-item" in classes or "blog-item" in classes:
            return PageVerdict.POST
        if len(found(self.tree, _JOURNAL)) == 1:
            return PageVerdict.POST
        url = self.urls.match(self.page.final_url)
        by_url = _BY_URL.get(url.kind)
        if by_url is not None:
            return by_url
        if name.startswith("collection-") or any(one.startswith("collection-type-") for one in classes):
            blog = "view-list" in classes or any(one.startswith("collection-type-blog") for one in classes)
            return PageVerdict.INDEX if blog else PageVerdict.PAGE
        return self._by_entries(url.kind)

    def _by_entries(self, kind: UrlKind) -> PageVerdict | None:
        entries = found(self.tree, f"//*[{with_class('journal-entry-wrapper', 'hentry', 'h-entry')}]")
        if len(entries) > 1:
            return PageVerdict.INDEX
        if kind in {UrlKind.POST, UrlKind.PAGE}:
            return PageVerdict.POST if entries or kind is UrlKind.POST else PageVerdict.PAGE
        return None


def _read_html(context: SquarespaceContext) -> Reading:
    tree = context.tree
    reading = read_in(context, _RECIPE, context.kind)
    requests = list_requests(tree, context.page.final_url, context.urls)
    if reading.kind not in POSTS:
        return replace(reading, next_requests=requests)
    moment = structured_date(tree) if reading.kind is PageVerdict.POST else None
    reading = completed(reading, More(_stated(tree), requests, moment=moment))
    native = "Squarespace" if found(tree, _NATIVE) else None
    return hidden_comments(reading, tree, _comment_count(tree), native)


def _stated(tree: HtmlElement) -> dict[str, Json]:
    ids = [
        value
        for element in found(tree, "//article[@data-item-id][1]")
        if (value := element.get("data-item-id"))
    ]
    shown = (name_only(squeezed(element.text_content())) for element in found(tree, _BYLINES))
    name = next((name for name in shown if 0 < len(name) <= _LONGEST_NAME), None)
    return stated({"source_id": ids[0] if ids else None, "author": structured_author(tree) or person(name)})


def _comment_count(tree: HtmlElement) -> int | None:
    numbers = (first_number(squeezed(element.text_content())) for element in found(tree, _COUNTS))
    return next((number for number in numbers if number is not None), None)


PLUGIN = Squarespace()
