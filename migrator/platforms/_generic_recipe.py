"""Where blogs of any make put a post's parts and its comments: what microformats, schema.org and common themes agree on."""

from __future__ import annotations

import re

from migrator.platforms import _comment_recipe as usual
from migrator.platforms._comment_recipe import CommentRecipe
from migrator.platforms._markup import Places, with_class
from migrator.platforms._recipes import ARTICLE_BODY, ELSEWHERE, META_LINES, SHOWN_DATES, TITLES, Recipe

_COMMENTS = CommentRecipe(
    containers=(
        usual.CONTAINERS[0],
        usual.CONTAINERS[1],
        f"//*[@id='isso-root' or @id='isso-thread' or @id='commento-comments-area-root' or {with_class('js-comments', 'commentslist', 'comments_list', 'serendipity_comments', 'comment-wrapper', 'page__comments')}]",
        *usual.CONTAINERS[2:],
    ),
    ids=re.compile(
        r"^(?:li-|div-|dsq-|wc-)?(?:(?:serendipity_)?comments?|cmt|c|reply|respuesta|kommentar|isso|commento-comment-card)"
        r"(?:_|-|_comment)?(?:id-)?(\d{1,20}|[0-9a-f]{16,64})$",
        re.IGNORECASE,
    ),
    units=(
        "[itemtype*='schema.org/Comment'], [itemtype*='schema.org/UserComments'], .u-comment, .p-comment, .h-cite",
        *usual.UNITS,
        ".serendipity_comment, .isso-comment, .commento-card, .js-comment, .static-comment, .comment-box, .comment-block, .comment-row",
    ),
    names=(
        ".p-author .p-name, .comment-author .fn, cite.fn, b.fn, .comment-author-name, .comment_author, .commenter, [itemprop=author] [itemprop=name]",
        ".comment__author, .comment_source_url, .commenter-name, .isso-author, .commento-name, .p-author, .h-card, [itemprop=author], [itemprop=creator]",
        *usual.NAMES[1:],
        ".comment_source, .comment-by, .comment-username, .submitted a.username, .submitted .username",
    ),
    dates=(
        "time[datetime], .dt-published",
        ".comment__date, .comment__time, .comment-time, .isso-permalink, .commento-timeago[title]",
        *usual.DATES[1:],
        ".comment_source_date, .comment-submitted",
    ),
    texts=(
        ".field-name-comment-body, .field--name-comment-body, [itemprop=text], [itemprop=commentText], .e-content, .p-content, .isso-text, .commento-body, .comment__text",
        *usual.TEXTS,
        ".serendipity_commentBody, .comment-message, .message",
    ),
    dropped=usual.DROPPED
    + ", .isso-comment-footer, .isso-comment-header, .commento-options, .comment__author, .comment__date, .comment__avatar-wrapper,"
    " .comment_source, .submitted, .links, .u-in-reply-to, .p-author, .dt-published, .comment_links, ul.links",
)

# Posts of others stand in these, and answers to the post.
_FOREIGN = ELSEWHERE | Places(
    classes=frozenset(
        (
            *("u-comment", "p-comment", "h-cite", "serendipity_comment", "serendipity_comments", "isso-comment", "js-comments"),
            *("static-comment", "page__comments", "page__related", "related", "widget", "sidebar-widget", "author__content", "comment-wrapper"),
            *("toc", "page__share", "masthead", "site-footer", "site-header", "footer", "breadcrumbs", "pagination", "block-block-content", "block-block"),
        )
    ),
    ids=frozenset(("isso-thread", "disqus_thread", "commento", "related", "sidebar-first", "sidebar-second", "serendipityLeftSideBar", "serendipityRightSideBar", "footer", "header")),
)  # fmt: skip

GENERIC = Recipe(
    bodies=(
        with_class("entry-content", "e-content"),
        ARTICLE_BODY,
        with_class(
            *("entry-body", "blogbody", "post-body", "post-content", "post_content", "storycontent", "asset-body", "gh-content"),
            *("post__content", "post-article", "entry__content", "page__content", "article-entry", "serendipity_entry_body"),
            *("postcontent", "blog-content", "blog-post-content", "post-entry", "single-content", "post-full-content"),
        ),
        with_class(
            *("blog-item-content", "article-body", "article-content", "article__body", "field-name-body", "field--name-body"),
            *("article__content", "article_body", "articleBody", "body-content", "contenttext", "itembody", "itemtext"),
            *("content-body", "node-content", "wsite-blog-post-content", "blog-post__body"),
        ),
        with_class("section-content", "entry", "post-text", "markup", "story-body", "postArticle-content", "text"),
        with_class("body", "story", "prose", "rte", "markdown-body", "md-content") + " or @id='post-content' or @id='entry-content' or @id='article-body'",
        ("contains(@class, 'field-name-') and contains(concat(@class, ' '), 'body ') and not(contains(@class, 'comment-body'))"
        " or contains(@class, 'field--name-') and (contains(concat(@class, ' '), 'body ') or contains(@class, 'body field--')) and not(contains(@class, 'comment-body'))"),
        "self::article",
        "@id='content' and count(.//p) > 1 and count(.//h1) = 1",
    ),
    boxes=with_class(
        *("post", "hentry", "h-entry", "entry", "entry-wrapper", "blog", "asset", "postArticle", "article", "node"),
        *("serendipity_entry", "post-single", "blog-post", "single-post", "item"),
    )
    + " or self::article",
    elsewhere=_FOREIGN,
    titles=(
        "h1.p-name, h2.p-name, h1.entry-title, h2.entry-title, h1.post-title, h2.post-title, .post-title.entry-title, h3.post-title",
        *TITLES[1:3],
        ".entry-header, .asset-name, .title, h3.title, .node-title, .p-name, .page__title, .article-title, .post__title, .headline, .single-title",
        "h1",
        "header h2, article > h2:first-child",
    ),
    shown_dates=SHOWN_DATES
    + ", h2.date, .created, .field--name-created, .submitted, .node__submitted, .article-date, .post-footers, .dt-published, .page__date, .page__meta-date, .post__date, .pubdate,"
    " .serendipity_date, .date-text, .entry__date, .blog-date, .publication-date, time",
    meta_lines=META_LINES
    + ", .submitted, .article-meta, .page__meta, .post__meta, .serendipity_entryFooter, .serendipity_byline, [class*=dateline], [class*=infoline]",
    labels=(
        "a[rel~=tag], a.p-category",
        ".p-category",
        ".tag a, .tags a, .tag-list a, .taglist a, .entry-tags a, .post-tags a, .blog-categories a, .field-name-field-tags a, .field--name-field-tags a, .page__taxonomy-item, .post__tags a",
        ".article-tag-list-link, .serendipity_freeTag a, .categories a, .category a, .serendipity_entryFooter a[href*='/categories/'], [class*=taxonomy] a[href*='/taxonomy/term/'], [class*=field--name] a[href*='/taxonomy/term/']",
        "[itemprop=keywords] a",
        ".post-footers a[href*='/blog/']",
    ),
    furniture=(
        ".currents, .metadata, .entry-interaction-links, .entry-management-links, .footer, .tag, .poster-info, .userpic, .datetime, .entry-title,"
        " .js-postMetaLockup, .title, .posted, .date, .page__title, .page__meta, .page__share, .page__taxonomy, .post__title, .post__meta, .p-name:not(a),"
        " .dt-published, .toc, .sharing, .article-share-link, .article-footer, .article-header, .entry-meta, .post-meta, .post-tags, .tags, .pagination,"
        " .serendipity_entryFooter, .serendipity_freeTag, .submitted, ul.links, .byline, .post-info, header:first-child, footer:first-child, [rel=prev], [rel=next], .headerlink, .anchor"
    ),
    inside="self::header[not(preceding-sibling::*)] or self::footer[not(following-sibling::*)] or "
    + with_class(
        *("post-meta", "entry-meta", "article-meta", "byline", "submitted", "page__meta", "post__meta", "posted", "date", "dateline"),
        *("post-info", "serendipity_entryFooter", "dt-published", "p-author", "tags", "post-tags", "article-header", "article-footer"),
    ),
    comments=_COMMENTS,
    wide=with_class("node", "post", "hentry", "h-entry", "serendipity_entry", "post-single", "blog-post"),
)  # fmt: skip
