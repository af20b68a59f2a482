"""How comment lists of blogs are marked up: selectors for finding, no code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrator.platforms._markup import with_class

CONTAINERS = (
    f"//*[@id='comments' or @id='commentlist' or @id='comment_list' or {with_class('commentlist', 'comment-list')}]",
    f"//*[{with_class('comments', 'comments-content', 'comment-thread', 'comments-area', 'comments-list', 'comments-body')}]",
    "//body",
)
WIDGETS = "[class*=widget], [class*=recent], [id*=recent], .sidebar, #sidebar, #secondary, #respond, .comment-respond, form, nav"
IDS = re.compile(
    r"^(?:li-|div-|dsq-|wc-)?(?:comments?|cmt|c|reply|respuesta|kommentar)(?:_|-|_comment)?(?:id-)?(\d{1,20}|[0-9a-f]{16,40})$",
    re.IGNORECASE,
)
UNITS = (
    "li.comment, div.comment, article.comment, .pingback, .trackback, dt.comment",
    ".comment-item, .comments-body, .comment-entry",
)
NAMES = (
    ".comment-author .fn, cite.fn, b.fn, .comment-author-name, .comment_author, .commenter, [itemprop=author] [itemprop=name]",
    ".comment-poster, .comment-author cite, .comment-author, .commentauthor, .comment-meta cite, .author, cite, .username, .name",
    ".vcard, .comment-name, .comment-user, .comment-by, strong a[rel~=nofollow], .posted b",
)
DATES = (
    "time[datetime]",
    ".comment-date, .comment-time, .comment_time, .commentmetadata a, .comment-meta a, .comment-metadata a, .datetime, .comment_date, .date, abbr",
    ".comment-meta, .commentmetadata, .comment-info, .comment-footer, .comments-post, .posted, .submitted, .metadata, small, .comment-header, .time",
)
TEXTS = (
    ".comment-content, .comment-text, .comment_text, .commenttext, .wc-comment-text, .comment-body-text, [itemprop=text]",
    ".format_text, .comment-entry, .commententry, .comment-the-content, .comment-copy, .comment_content, .comment-inner .text, .content",
    ".comment-body, .comment_body, .commentbody, .body",
)
DROPPED = (
    ".reply, .comment-reply-link, .comment-actions, .comment-meta, .commentmetadata, .comment-author, .comment-metadata, .vcard, .avatar,"
    " .comment-footer, .comment-awaiting-moderation, .says, .edittime, .comment-interaction-links, .comment-likes, .comment-rating,"
    " .jp-relatedposts, .sharedaddy, .comments-post, .commentnumber, .comment-notes, .cs-rating, .wprm-comment-rating, .comment-header"
)
PARENTS = (
    ".commentparent a, a.commentparent, .comment-parent a, a.comment-parent, .parent-link a, a.parent-link"
)
PARENT_ATTRIBUTES = ("data-parentid", "data-parent-id", "data-parent", "data-comment-parent")
DELETED = ".deleted, .comment-deleted, .deleted-comment, .comment-removed"
OWNERS = frozenset(("bypostauthor", "blog-author", "comment-by-author", "entry-author"))


@dataclass(frozen=True, slots=True)
class CommentRecipe:
    """How to find the comments of a page; each field's tuple is tried in order. `containers` are XPaths, the rest CSS.

    `ids` matches the id attribute of a comment's element and captures the comment's own id; where nothing has such
    an id, `units` are the comments. `dropped` is what stands in a comment's text and does not belong to it. `parents` are
    links that end with the id of the comment answered, `owners` the classes of a comment by the blog's own writer.
    """

    containers: tuple[str, ...] = CONTAINERS
    widgets: str = WIDGETS
    ids: re.Pattern[str] = IDS
    units: tuple[str, ...] = UNITS
    names: tuple[str, ...] = NAMES
    dates: tuple[str, ...] = DATES
    texts: tuple[str, ...] = TEXTS
    dropped: str = DROPPED
    parents: str = PARENTS
    parent_attributes: tuple[str, ...] = PARENT_ATTRIBUTES
    deleted: str = DELETED
    owners: frozenset[str] = OWNERS
