"""Where Movable Type and TypePad put a post's parts: the default templates of all generations, told by selectors."""

from __future__ import annotations

from migrator.platforms._markup import Places, with_class
from migrator.platforms._recipes import ELSEWHERE, META_LINES, SHOWN_DATES, TITLES, Recipe

FOOTERS = ".posted, .post-footers, .entry-footer-info, .entry-footer, .asset-meta, .entry-meta, .asset-footer, .byline, .post-footer"

_REPLIES = ("comments", "trackback", "trackbacks", "pings")
# The condition of what stands behind a page's post, among comments or trackbacks.
BEHIND = (
    "preceding::*["
    + " or ".join(f"@id='{name}' or @name='{name}'" for name in _REPLIES)
    + f" or {with_class('comments-head', 'comments-header', 'trackbacks-header')}]"
)

RECIPE = Recipe(
    bodies=(
        with_class("entry-content", "asset-content"),
        with_class("asset-body", "entry-body"),
        with_class("blogbody"),
        with_class("entrybody", "post-body", "post-content", "entry-text"),
        with_class("entry"),
    ),
    boxes=with_class("entry", "entry-asset", "asset", "hentry", "entry-individual", "blog", "blogentry"),
    elsewhere=ELSEWHERE
    | Places(
        classes=frozenset(("comments-head", "trackbacks", "trackback", "widget", "module", "archive-list", "sidebar-module")),
        ids=frozenset(("trackbacks", "beta", "gamma", "alpha-nav", "links", "comments-open", "individual-related")),
    ),
    titles=(
        ".asset-name.entry-title, .asset-name, h1.entry-header, h2.entry-header, h3.entry-header, .entry-header",
        *TITLES[:-1],
        "h3.title, h2.title, h1.title, .blogtitle, .entrytitle",
        "h1",
    ),
    shown_dates=SHOWN_DATES + ", h2.date, h2.date-header, .dateline, .post-footers, .entry-footer-info, .byline",
    meta_lines=META_LINES + ", .asset-meta, .asset-footer, .byline, .entry-footer-info",
    labels=(
        ".entry-categories a[rel~=tag], .entry-tags a[rel~=tag], .asset-meta a[rel~=tag], .entry-footer a[rel~=tag], .post-footers a[rel~=tag]",
        ".entry-categories li a, .entry-tags li a, .entry-category a, .entry-footer-categories a, .categories a",
    ),
    furniture=(
        ".posted, .post-footers, .entry-footer, .asset-footer, .entry-header, h3.title, .date-header, h2.date, .entry-footer-links,"
        " .entry-footer-share-links, .asset-more-link, .entry-more-link, .content-nav, .pager, .typepad-share, .tp-share, .post-like,"
        " .entry-categories, .entry-tags, .asset-meta, .asset-header, .trackbacks-info, rdf, .entry-footer-widgets, .facebook-like"
    ),
    inside=(
        with_class("posted", "post-footers", "entry-footer", "entry-footer-info", "asset-meta", "asset-header", "asset-footer", "entry-header")
        + f" or self::h2[{with_class('title', 'date')}] or self::h3[{with_class('title', 'date')}]"
    ),
)  # fmt: skip
