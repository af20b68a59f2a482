"""Where templates of each kind put a post's parts: conditions for finding, no code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.platforms._comment_recipe import CommentRecipe
from migrator.platforms._markup import Places

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to find a post in a page. `bodies` and `boxes` are XPath conditions, the others CSS selectors.

    `elsewhere` are places that show other things than the page's own post; `boxes` hold one post with all around it.
    `foreign` are those of them that cannot hold it even in broken markup: an open sidebar swallows all that follows.
    `inside` is the XPath condition of facts printed into the body's element: they count as standing around it.
    `tidy` is given the parsed body and the title, for what no selector can tell of a platform's own editor.
    """

    bodies: tuple[str, ...]
    boxes: str
    elsewhere: Places
    titles: tuple[str, ...]
    shown_dates: str
    meta_lines: str
    labels: tuple[str, ...]
    furniture: str = ""
    byline_inside: str = ""  # a byline printed as a line of the body
    boxed: bool = False  # take the box itself for the body where no body is found
    comments: CommentRecipe = CommentRecipe()  # noqa: RUF009 - frozen
    wide: str = "false()"  # a box around the post box that still holds no other post
    others: str = ""  # CSS: what shows other posts in such a box
    foreign: Places | None = None
    inside: str = ""
    author_boxes: str = ""  # CSS: boxes that introduce a writer at length
    tidy: Callable[[BeautifulSoup, str], None] | None = None


ARTICLE_BODY = "contains(concat(' ', @itemprop, ' '), ' articleBody ')"

ELSEWHERE = Places(
    classes=frozenset(
        (
            *("related-posts", "related-post", "related_posts", "relatedposts", "popular-posts", "PopularPosts"),
            *("snippet-item", "r-snippetized", "sidebar", "FeaturedPost", "recent-posts", "footer-wrapper"),
            *("comments", "comment", "comment-body", "comment-content", "commentlist", "comment-list", "comments-area"),
            *("comments-body", "comments-content", "comment-thread", "widget_recent_entries", "widget-area", "jp-relatedposts"),
            *("yarpp-related", "wp_rp", "rp4wp-related-posts", "comments-nested"),
        )
    ),
    ids=frozenset(("comments", "sidebar", "related-posts", "sidebar-wrapper", "respond", "secondary", "commentlist")),
    tags=frozenset(("nav", "aside")),
)  # fmt: skip

COMMENT_PLACES = Places(
    classes=frozenset(("comments", "comment", "comment-body", "commentlist", "comment-list", "comments-area", "related-posts")),
    ids=frozenset(("comments", "respond", "commentlist")),
)  # fmt: skip
TITLES = (
    ".post-title.entry-title, h1.post-title, h2.post-title, h3.post-title, h1.entry-title, h2.entry-title",
    ".entry-title, .post-title, .posttitle, .post-name, .item-title, .storytitle, .entry-header h1, .entry-header h2",
    "h1[itemprop=name], h2[itemprop=name], h3[itemprop=name], h1[itemprop=headline], h2[itemprop=headline], h3[itemprop=headline]",
    "h1",
)
SHOWN_DATES = (
    ".date-header, .DateHeader, .post-date, .entry-date, .published, .postdate, .posted-on, .post-timestamp, .timestamp-link, .entry-time,"
    " .dateheader, .post-header-date, .publish-date, .publishdate, .post-time, .date, .meta-date, .entry-meta .time,"
    " .post_date, .headline_meta, .postinfo, .post-info .date, .datetime, .posted, .entry-dateline"
)
META_LINES = (
    "[class*=post-meta], [class*=entry-meta], [class*=posted], [class*=postmeta], [class*=byline], [class*=post-info],"
    " [class*=timestamp], [class*=date], .post-footer, .post-header, .post-footer-line, .PostFooter, .meta, .post-footers, .entry-footer"
)
