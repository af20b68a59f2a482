"""Where templates of each kind put a post's parts: conditions for finding, no code."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.platforms._markup import with_class


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to find a post in a page. `bodies`, `boxes` and `elsewhere` are XPath conditions, the others CSS selectors.

    `elsewhere` are places that show other things than the page's own post; `boxes` hold one post with all around it.
    """

    bodies: tuple[str, ...]
    boxes: str
    elsewhere: str
    titles: tuple[str, ...]
    shown_dates: str
    meta_lines: str
    labels: tuple[str, ...]
    furniture: str = ""
    byline_inside: str = ""  # a byline printed as a line of the body
    boxed: bool = False  # take the box itself for the body where no body is found
    wide: str = "false()"  # a box around the post box that still holds no other post


_ARTICLE_BODY = "contains(concat(' ', @itemprop, ' '), ' articleBody ')"

ELSEWHERE = (
    with_class(
        *("related-posts", "related-post", "related_posts", "relatedposts", "popular-posts", "PopularPosts"),
        *("snippet-item", "r-snippetized", "sidebar", "FeaturedPost", "recent-posts", "footer-wrapper"),
        *("comments", "comment", "comment-body", "comment-content", "commentlist", "comment-list", "comments-area"),
        *("comments-body", "comments-content", "comment-thread", "widget_recent_entries", "widget-area", "jp-relatedposts"),
        *("yarpp-related", "wp_rp", "rp4wp-related-posts", "comments-nested"),
    )
    + " or @id='comments' or @id='sidebar' or @id='related-posts' or @id='sidebar-wrapper' or @id='respond'"
    " or @id='secondary' or @id='commentlist' or self::nav or self::aside"
)  # fmt: skip

_TITLES = (
    ".post-title.entry-title, h1.post-title, h2.post-title, h3.post-title, h1.entry-title, h2.entry-title",
    ".entry-title, .post-title, .posttitle, .post-name, .item-title, .storytitle, .entry-header h1, .entry-header h2",
    "h1[itemprop=name], h2[itemprop=name], h3[itemprop=name], h1[itemprop=headline], h2[itemprop=headline], h3[itemprop=headline]",
    "h1",
)
_SHOWN_DATES = (
    ".date-header, .DateHeader, .post-date, .entry-date, .published, .postdate, .posted-on, .post-timestamp, .timestamp-link, .entry-time,"
    " .dateheader, .post-header-date, .publish-date, .publishdate, .post-time, .date, .meta-date, .entry-meta .time,"
    " .post_date, .headline_meta, .postinfo, .post-info .date, .datetime, .posted, .entry-dateline"
)
_META_LINES = (
    "[class*=post-meta], [class*=entry-meta], [class*=posted], [class*=postmeta], [class*=byline], [class*=post-info],"
    " [class*=timestamp], [class*=date], .post-footer, .post-header, .post-footer-line, .PostFooter, .meta, .post-footers, .entry-footer"
)

BLOGGER = Recipe(
    bodies=(
        f"({with_class('post-body')}) and ({with_class('entry-content')})",
        with_class("post-body", "PostBody", "postBody"),
        _ARTICLE_BODY,
        with_class(
            "entry-content",
            "post-content",
            "postbody",
            "post-entry",
            "post_content",
            "article-content",
            "entry",
        ),
    ),
    boxes=with_class(
        *(
            "post",
            "Post",
            "hentry",
            "post-outer",
            "item-post",
            "blog-post",
            "post-outer-container",
            "h-entry",
            "post-wrapper",
        )
    ),
    elsewhere=ELSEWHERE,
    titles=_TITLES,
    shown_dates=_SHOWN_DATES + ", .posted-onnbt",
    meta_lines=_META_LINES,
    labels=(
        ".post-labels a",
        ".blogger-labels a",
        "a[rel~=tag]",
        ".label-link, .labels a, .post-tags a, .entry-tags a",
        "a[href*='/search/label/'], a[href*='/labels/']",
    ),
    byline_inside=".byline-author",  # of Google's own blogs
    boxed=True,
    wide=with_class("Blog") + " or @id='Blog1'",
)

WORDPRESS = Recipe(
    bodies=(
        with_class("entry-content"),
        _ARTICLE_BODY,
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
    titles=_TITLES,
    shown_dates=_SHOWN_DATES,
    meta_lines=_META_LINES + ", small, .date, .author, .postmetadata",
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

GENERIC = Recipe(
    bodies=(
        with_class("entry-content", "e-content"),
        _ARTICLE_BODY,
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
    titles=(*_TITLES[:-1], ".entry-header, .asset-name, .title, h3.title, .node-title, .p-name", "h1"),
    shown_dates=_SHOWN_DATES + ", h2.date, .created, .submitted, .article-date, .post-footers",
    meta_lines=_META_LINES + ", .submitted, .article-meta",
    labels=(
        "a[rel~=tag]",
        ".tag a, .tags a, .entry-tags a, .post-tags a, .blog-categories a, .field-name-field-tags a",
        ".post-footers a[href*='/blog/']",
    ),
    furniture=".currents, .metadata, .entry-interaction-links, .entry-management-links, .footer, .tag, .poster-info, .userpic, .datetime, .entry-title, .js-postMetaLockup, .title, .posted, .date",
)
