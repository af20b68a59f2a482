"""Where Blogger's templates put a post's parts."""

from __future__ import annotations

from migrator.platforms._markup import with_class
from migrator.platforms._recipes import ARTICLE_BODY, ELSEWHERE, META_LINES, SHOWN_DATES, TITLES, Recipe

BLOGGER = Recipe(
    bodies=(
        f"({with_class('post-body')}) and ({with_class('entry-content')})",
        with_class("post-body", "PostBody", "postBody"),
        ARTICLE_BODY,
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
    titles=TITLES,
    shown_dates=SHOWN_DATES + ", .posted-onnbt",
    meta_lines=META_LINES,
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
