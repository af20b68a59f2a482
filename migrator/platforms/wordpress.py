"""WordPress as a source: detection, seeds and best-effort reading of its pages and feeds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.model import PageVerdict, Reading, Request
from migrator.platforms._contract import Detection
from migrator.platforms._feeds import is_feed, is_sitemap
from migrator.platforms._markup import found, with_class
from migrator.platforms._plain_page import is_front, read_plain
from migrator.platforms._recipes import ARTICLE_BODY, ELSEWHERE, META_LINES, SHOWN_DATES, TITLES, Recipe
from migrator.platforms._sitemaps import sitemap_requests
from migrator.profiles import site_urls

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Page, Site

_SIGNALS = (
    ("generator", 0.95, "//meta[@name='generator'][starts-with(@content, 'WordPress')]"),
    ("files below wp-content", 0.8, "//link[contains(@href, '/wp-content/') or contains(@href, '/wp-includes/')] | //script[contains(@src, '/wp-content/') or contains(@src, '/wp-includes/')]"),
    ("pingback or REST address", 0.6, "//link[contains(@href, 'xmlrpc.php') or @rel='https://api.w.org/']"),
    ("comment form", 0.5, "//form[contains(@action, 'wp-comments-post.php')]"),
)  # fmt: skip
_LISTS = re.compile(r"\b(?:home|blog|archive|category|tag|author|search|date)\b")
_RECIPE = Recipe(
    bodies=(
        with_class("entry-content"),
        ARTICLE_BODY,
        with_class(
            "storycontent",
            "post-content",
            "post_content",
            "postcontent",
            "post-entry",
            "entry-body",
            "pf-content",
        ),
        with_class("entry"),
        with_class(
            "post-body",
            "article-content",
            "the-content",
            "single-content",
            "format_text",
        ),
        "starts-with(@id, 'post-') and number(substring(@id, 6)) > 0",
    ),
    boxes=with_class("post", "hentry", "h-entry", "type-post", "type-page", "single-post")
    + " or starts-with(@id, 'post-')",
    elsewhere=ELSEWHERE,
    titles=TITLES,
    shown_dates=SHOWN_DATES,
    meta_lines=META_LINES + ", small, .date, .author, .postmetadata",
    labels=(
        "a[rel~=tag]:not([rel~=category])",
        ".post-tags a, .entry-tags a, .tags a, .tag-links a, .post-meta a[href*='/tag/']",
        "a[rel~=category], .cat-links a, .category a, .post-categories a",
    ),
    furniture=(
        ".sd-block, .sd-social, .sd-like, #jp-post-flair, .wpcnt, .wordads, .wpa, .navigation, .entryfooter, .entry-footer, .postmetadata,"
        " .entry-meta, .post-meta, .entry-utility, [class*=dpsp-], .essb_links, .shariff, .related_post, .wp_rp, .wp_rp_wrap, .page-links,"
        " .tags, .post-tags, .entry-tags, .crp_related, .ssba, .swp_social_panel, .simplesocialbuttons, .heateor_sss_sharing_container,"
        " .wp-socializer, .post-ratings, .kk-star-ratings, .abh_box, .saboxplugin-wrap, .screen-reader-text, .single-post-head,"
        " .cats, .post-head, h1:has(> a[rel=bookmark]), h2:has(> a[rel=bookmark]), .yarpp-related, .addtoany_share_save_container, .st-post-tags"
    ),
)


class WordPress:
    """WordPress (self-hosted or wordpress.com)."""

    name = "wordpress"
    version = 1

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely WordPress made the page."""
        if is_feed(page):
            own = b"wordpress.org/?v=" in page.body or b"wordpress.com/" in page.body[:2000]
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        doubt, signals = 1.0, []
        for signal, weight, xpath in _SIGNALS:
            if tree is not None and found(tree, xpath):
                doubt *= 1 - weight
                signals.append(signal)
        return Detection(round(1 - doubt, 3), tuple(signals))

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the sitemap, the feed and the home page."""
        base = site.base_url
        return (
            Request(url=f"{base}/wp-sitemap.xml", priority=1, source="sitemap"),
            Request(url=f"{base}/feed/", priority=2, source="feed"),
            Request(url=f"{base}/", priority=12, source="crawl"),
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read a page as well as its theme allows."""
        if page.status >= 400:  # noqa: PLR2004 - HTTP errors
            return Reading(kind=PageVerdict.ERROR)
        if is_feed(page):
            return Reading(kind=PageVerdict.FEED)
        if is_sitemap(page):
            urls = site_urls("wordpress", site.base_url, site.hosts)
            requests = sitemap_requests(page, lambda url: urls.canonical(url) if urls.owns(url) else None)
            return Reading(kind=PageVerdict.OTHER, next_requests=requests)
        if tree is None:
            return Reading(kind=PageVerdict.OTHER)
        return read_plain(page, tree, site, _RECIPE, _kind(page, tree))


def _kind(page: Page, tree: HtmlElement) -> PageVerdict | None:
    classes = " ".join(body.get("class") or "" for body in found(tree, "//body"))
    words = set(classes.split())
    if "error404" in words:
        return PageVerdict.ERROR
    if words & {"single", "single-post"}:
        return PageVerdict.POST
    if "page" in words and "home" not in words:
        return PageVerdict.PAGE
    if words & {"archive", "category", "tag", "author", "date"}:
        return PageVerdict.ARCHIVE
    if words & {"home", "blog", "search"} or is_front(page.final_url):
        return PageVerdict.INDEX
    return PageVerdict.POST if found(tree, "//form[contains(@action, 'wp-comments-post.php')]") else None


PLUGIN = WordPress()
