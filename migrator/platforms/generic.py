"""Any other blog: hentry, schema.org and Open Graph markup, else the densest text, and says which it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import PageVerdict, Reading, Request
from migrator.platforms._contract import Detection
from migrator.platforms._feeds import is_feed, is_sitemap
from migrator.platforms._markup import with_class
from migrator.platforms._plain_page import is_front, read_plain
from migrator.platforms._recipes import ARTICLE_BODY, ELSEWHERE, META_LINES, SHOWN_DATES, TITLES, Recipe

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Page, Site

_UNSURE = 0.05
_RECIPE = Recipe(
    bodies=(
        with_class("entry-content", "e-content"),
        ARTICLE_BODY,
        with_class(
            "entry-body",
            "blogbody",
            "post-body",
            "post-content",
            "post_content",
            "storycontent",
            "asset-body",
            "gh-content",
        ),
        with_class(
            "blog-item-content",
            "article-body",
            "article-content",
            "article__body",
            "field-name-body",
            "field--name-body",
        ),
        with_class(
            "section-content", "entry", "post-text", "markup", "story-body", "postArticle-content", "text"
        ),
        "self::article",
    ),
    boxes=with_class(
        "post",
        "hentry",
        "h-entry",
        "entry",
        "entry-wrapper",
        "blog",
        "asset",
        "postArticle",
        "article",
        "node",
    )
    + " or self::article",
    elsewhere=ELSEWHERE,
    titles=(*TITLES[:-1], ".entry-header, .asset-name, .title, h3.title, .node-title, .p-name", "h1"),
    shown_dates=SHOWN_DATES + ", h2.date, .created, .submitted, .article-date, .post-footers",
    meta_lines=META_LINES + ", .submitted, .article-meta",
    labels=(
        "a[rel~=tag]",
        ".tag a, .tags a, .entry-tags a, .post-tags a, .blog-categories a, .field-name-field-tags a",
        ".post-footers a[href*='/blog/']",
    ),
    furniture=".currents, .metadata, .entry-interaction-links, .entry-management-links, .footer, .tag, .poster-info, .userpic, .datetime, .entry-title, .js-postMetaLockup, .title, .posted, .date",
)


class Generic:
    """Any blog, by the markup that blogs share; a best effort."""

    name = "generic"
    version = 1

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:  # noqa: ARG002 - the contract's shape
        """Return a score below that of any platform that knows the page."""
        return Detection(_UNSURE, ("no known platform",))

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the home page."""
        return (Request(url=f"{site.base_url}/", priority=12, source="crawl"),)

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read what the page's markup says."""
        if page.status >= 400:  # noqa: PLR2004 - HTTP errors
            return Reading(kind=PageVerdict.ERROR)
        if is_feed(page):
            return Reading(kind=PageVerdict.FEED)
        if tree is None or is_sitemap(page):
            return Reading(kind=PageVerdict.OTHER)
        kind = PageVerdict.INDEX if is_front(page.final_url) else None
        return read_plain(page, tree, site, _RECIPE, kind)


PLUGIN = Generic()
