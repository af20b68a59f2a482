"""Where journals put their parts: Dreamwidth's and LiveJournal's styles of all generations, told by selectors.

Core 2 after Dreamwidth's published style layers; LiveJournal's own after public readers of its pages.
"""

from __future__ import annotations

import re

from migrator.platforms._comment_recipe import CONTAINERS, DROPPED, CommentRecipe
from migrator.platforms._markup import Places, with_class
from migrator.platforms._recipes import ELSEWHERE, Recipe

_REPLY = "a[href*='replyto=']"
_LINE_OF_LINKS = ", ".join(f"{tag}:has(> {_REPLY})" for tag in ("p", "td", "small", "font", "li"))
_SMALL_PRINT = "div[style*='font-size']:has(> a[href*='replyto='])"
_NO_BAR = f":not(:has(.ljuser, {_REPLY}))"
_TEXTS = ("comment-content", "b-leaf-article", "comment-text", "commentText", "comment-body", "j-c-text")

COMMENTS = CommentRecipe(
    containers=(
        *CONTAINERS[:-1],
        f"//*[{with_class('b-grove', 'b-tree-root', 'b-tree', 'commentBox')}]",
        CONTAINERS[-1],
    ),
    widgets=".sidebar, #sidebar, form form, nav, .module, [id^=ljqrt], #quickreply, #qrformdiv, .b-watering",
    ids=re.compile(r"^(?:ljcmt|cmt|comment-cmt|t)(\d{1,20})$"),
    units=(".b-leaf, .ljcmt_full",),
    names=(
        ".b-leaf-username-name .i-ljuser-username, .b-leaf-username-name .ljuser b, .comment-poster .ljuser b, .i-ljuser-username b",
        ".ljuser b, .ljuser a[href] b, .i-ljuser-username",
        ".b-leaf-username-name, .anonymous, .commenter-name",
        ".comment-poster",
    ),
    dates=(
        ".datetime span[title], .b-leaf-createdtime, .comment-datetimelink a span, abbr.datetime span, .comment-datetimelink",
        "span[title], .datetime, .commentHeader span, .comment-date, abbr",
        "small, td, .commentHeader, .date",
    ),
    texts=(
        f".{_TEXTS[0]}, .{_TEXTS[1]}, .{_TEXTS[2]}, .{_TEXTS[3]}",
        f".{_TEXTS[4]}, .{_TEXTS[5]}, .talk-comment-box",
        f"[id^=cmtbar] > tr{_NO_BAR} > td, [id^=cmtbar] > tbody > tr{_NO_BAR} > td",
    ),
    dropped=DROPPED
    + ", .ljedittime, .edittime, .b-leaf-actions, .b-leaf-footer, .commentLinkbar, .comment-menu, .comment-interaction-links,"
    " .comment-management-links, .comment-title, .b-leaf-subject, .comment-subject, .commentHeaderSubject, .comment-upic, .userpic,"
    " .b-leaf-editedtime, .b-leaf-modbuttons, .comment_bar_one, .comment_bar_two, .comment-head, .commentHeader,"
    f" a[name^=t], {_LINE_OF_LINKS}, {_SMALL_PRINT}",
    parents=".commentparent a, .b-leaf-actions-parent a, "
    + ", ".join(
        f"{line} a[href*='thread=']"
        for line in (
            *(
                ".b-leaf-actions",
                ".comment-menu",
                ".commentLinkbar",
                ".comment-footer",
                ".comment-interaction-links",
            ),
            *("div[style*=smaller] >", "td >", "font >"),
        )
    ),
    deleted=".deleted, .comment-deleted, .b-leaf-deleted, .b-leaf-suspended, .screened, .b-leaf-screened, .b-leaf-spammed",
    owners=frozenset(("entry-author", "b-leaf-poster")),
)

RECIPE = Recipe(
    bodies=(
        with_class("aentry-post__text", "b-singlepost-body"),
        with_class("entry-content", "e-content"),
        with_class("j-e-text", "asset-body", "entry_text", "entry-text", "entrytext", "entryText", "b-singlepost-bodywrapper"),
        with_class("ljentry", "entry-body", "H3Holder-text", "text-entry"),
        ("self::td[@colspan][ancestor::table[contains(@class, 'entrybox')]][not(.//*[starts-with(@id, 'ljcmt')] or .//a[@name='comments'])]"
        "[not(contains(@class, 'caption'))]"),
        "self::div[contains(translate(@style, ' ', ''), 'margin-left:30px')][not(ancestor-or-self::*[starts-with(@id, 'ljcmt')])]",
    ),
    boxes=with_class("entry-wrapper", "b-singlepost", "aentry", "hentry", "asset", "j-e", "entrybox", "entryHolder", "entry-wrap", "entry")
    + " or self::article",
    elsewhere=ELSEWHERE
    | Places(
        classes=frozenset(("module", "module-wrapper", "b-tree", "b-grove", "b-leaf", "ljcmt_full", "comment-thread", "commentHolder", "j-w")),
        ids=frozenset(("Comments", "commentBox", "secondary", "tertiary", "quickreply")),
    ),
    titles=(
        ".aentry-post__title-text, .aentry-post__title, .b-singlepost-title, .entry-title, .j-e-title, .asset-name, .asset-header h2",
        ".subject, .entry-subject, .entrysubject, .asset-header-content h2",
        "td.caption b, td.caption i, font[size='+1'] b",
    ),
    shown_dates=(
        ".datetime, .aentry-head__date, .b-singlepost-author-date, .entry-date, .j-e-date, abbr.datetime, abbr.updated, abbr.published,"
        " .timestamp, .date, .entry-poster, .asset-meta, .asset-meta-list .item, td.index, td.caption"
    ),
    meta_lines=".poster-info, .header, .entry-metadata, .asset-meta, .j-e-info",
    labels=(
        (".tag a[rel~=tag], .ljtags a, .aentry-tags a, .aentry-post__tags a, .b-singlepost-tags-items a, .entry-tags a, .asset-tags a,"
        " .j-e-tags a, .mdspost-extra__tags a"),
        "a[rel~=tag]",
    ),
    furniture=(
        ".currents, .metadata, .entry-currents, .lj-currents, .b-singlepost-meta, .j-e-currents, .asset-currents, .entry-interaction-links,"
        " .entry-management-links, .action-box, .ljtags, .entry-tags, .tag, .aentry-tags, .b-singlepost-tags, .lj-like, .lj-like-item,"
        " .lj-button, .b-singlepost-standout, .entry-linkbar, .entry-comments-text, .ljad, .adv, .userpic, .entry-userpic, .b-ljforum,"
        " .ljsale, td.meta, td.comments, .i-ljuser-userhead, .i-ljuser-profile, .ljuser > a[href$='/profile'], .datetime, .poster-info,"
        " .lj-recommended, .b-discoveryline, .aentry-post__slot, .appwidget,"
        " font[size='+1']:first-child, table.currents"
    ),
    comments=COMMENTS,
    inside=with_class("ljtags", "entry-tags", "tag") + f" or self::table[.//td[{with_class('meta')}]]"
    " or self::font[@size='+1'][.//b][not(preceding-sibling::*)]",
)  # fmt: skip
