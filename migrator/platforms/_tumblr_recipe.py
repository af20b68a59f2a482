"""Where Tumblr's themes put a post: its official themes and what thousands of others named their parts alike."""

from __future__ import annotations

from migrator.platforms._comment_recipe import CommentRecipe
from migrator.platforms._markup import Places, with_class
from migrator.platforms._recipes import ELSEWHERE, Recipe

_TYPES = (
    "text",
    "photo",
    "photoset",
    "quote",
    "link",
    "chat",
    "conversation",
    "audio",
    "video",
    "answer",
    "ask",
    "regular",
)
_TYPED = " or ".join(f"contains(concat(' ', normalize-space(@class), ' '), ' {one} ')" for one in _TYPES)
_POST = with_class("post", "posts", "entry", "article", "autopagerize_page_element", "hentry", "not-page")

RECIPE = Recipe(
    bodies=(
        with_class("post-content", "post_content", "postcontent", "post-body", "post_body", "entry-content", "post-inner"),
        f"(self::div or self::article or self::section or self::li) and ({_TYPED}) and (self::article or {_POST})",
        with_class("post", "entry"),
        f"self::article[not(ancestor::*[{_POST}])]",
        f"(self::div or self::section) and ({_TYPED})",
        with_class("autopagerize_page_element"),
        "@id='entry' or @id='post' or @id='post-content' or starts-with(@id, 'post-') or starts-with(@id, 'post_')",
    ),
    boxes=f"{_POST} or self::article or @id='entry' or starts-with(@id, 'post-')",
    elsewhere=ELSEWHERE
    | Places(
        classes=frozenset(("notes", "post-notes", "postnotes", "notecontainer", "note", "pagination", "related-posts-wrapper", "description", "sidebar", "panel")),
        ids=frozenset(("notes", "sidebar", "post-notes", "header", "footer", "description", "pagination", "tumblr_controls")),
    ),
    titles=(
        ".post-title, .post_title, .entry-title, .posttitle, h1.title, h2.title, h3.title, a.title, .post-header h1, .post-header h2",
        "h1, h2, h3",
    ),
    shown_dates=(
        ".date, .post-date, .post_date, .timestamp, .post-time, .posted, .date-time, .permalink, .datetime, .post-info, .meta-item.post-date,"
        " .info, .perma, .footer, .post-meta, .postinfo, .time, .date_and_notes"
    ),
    meta_lines=".meta, .metadata, .posted, .post-meta, .postmeta, .info, .footer, .post-footer, .permalink, .p, .details, .postinfo, .post-info",
    labels=(".tags a, .tag a, .post-tags a, .tag-list a, .post-tag, a.tag, .hashtags a", "a[href*='/tagged/']"),
    furniture=(
        ".notes, .post-notes, .postnotes, .notecontainer, #notes, .tags, .post-tags, .tag-list, .hashtags, .date, .post-date, .post_date,"
        " .timestamp, .permalink, .perma, .info, .post-info, .postinfo, .footer, .post-footer, .meta, .post-meta, .postmeta, .inline-meta,"
        " .post-extra, .post-title, .post_title, h1.title, h2.title, h3.title, .entry-title, .note-count, .notecount, .note_count, .like_button, .reblog_button,"
        " .post-controls, .controls, .share, .social, .reblog-link, .source-title, .via, .post-source, .content-source, .pinned,"
        " .tumblr_controls, .disqus, #disqus_thread, .pagination, .date-time, .post-header .datetime, .rb-link, .likebtn, .rebtn, .buttons"
        ", a[href*='/tagged/'], a[href*='tumblr.com/reblog/'], header.post-meta, .post-panel, section.panel, a.title, .metadata, .posted, .links,"
        " .post-notes-count, .post-notes, .asker-portrait, .post-header"
    ),
    comments=CommentRecipe(containers=("//*[@id='no-comments-here']",), units=()),
    inside=(
        with_class(
            *("tags", "post-tags", "tag-list", "date", "post-date", "timestamp", "permalink", "info", "meta", "post-meta"),
            *("footer", "post-info", "perma", "post-title", "post_title", "metadata", "posted", "post-panel", "post-header"),
        )
        + " or self::time or (self::h1 or self::h2 or self::h3) and not(ancestor::blockquote) and not(preceding::text()[normalize-space()]"
        f"[ancestor::*[@id='entry' or self::article or {_POST}]])"
    ),
)  # fmt: skip
