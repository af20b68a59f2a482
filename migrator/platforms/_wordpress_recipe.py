"""Where WordPress themes of twenty years put a post's parts and its comments: conditions for finding, no code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.platforms import _comment_recipe as usual
from migrator.platforms._comment_recipe import CommentRecipe
from migrator.platforms._markup import with_class
from migrator.platforms._recipes import (
    ARTICLE_BODY,
    COMMENT_PLACES,
    ELSEWHERE,
    META_LINES,
    SHOWN_DATES,
    Recipe,
)

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_NUMBERED_POST = "starts-with(@id, 'post-') and number(substring(@id, 6)) > 0"

# What page builders and block themes call the place of the post itself, classic themes the body, early ones the rest.
_BODIES = (
    with_class("wp-block-post-content", "et_pb_post_content", "elementor-widget-theme-post-content"),
    with_class("entry-content"),
    ARTICLE_BODY,
    with_class(
        *("storycontent", "post-content", "post_content", "postcontent", "post-entry", "entry-body", "pf-content"),
        *("fl-post-content", "td-post-content", "format_text", "entry_content", "entrytext", "post-text", "post_text"),
    ),
    with_class("entry", "snap_preview"),
    with_class(
        *("post-body", "article-content", "the-content", "single-content", "post-article", "article-body", "postbody"),
        *("content-inner", "thecontent", "post-single-content", "itemtext", "contenttext", "post-inner", "story"),
    ),
    _NUMBERED_POST,
)  # fmt: skip

_TITLES = (
    (
        "h1.entry-title, h1.post-title, h1.wp-block-post-title, h2.wp-block-post-title, h2.entry-title, h2.post-title, h3.post-title,"
        " .post-title.entry-title, .elementor-widget-theme-post-title .elementor-heading-title, .fusion-post-title"
    ),
    (
        ".entry-title, .post-title, .posttitle, .storytitle, .post_title, .single-title, .entry-header h1, .entry-header h2, .page-title,"
        " .headline_area h1, .title h1, h1.title, h2.title, .pagetitle, .article-title, .tdb-title-text, .fl-post-title"
    ),
    "h1[itemprop=name], h2[itemprop=name], h1[itemprop=headline], h2[itemprop=headline]",
    "h1",
    ".post > h2, .hentry > h2, .post > h3, .hentry > h3",
)

# Facts that templates print, wherever they stand: around the body, or as lines inside the element that holds it.
_FACTS = with_class(
    *("postmetadata", "entry-meta", "post-meta", "postmeta", "post_meta", "entry-utility", "entryfooter", "entry-footer"),
    *("post-info", "postinfo", "post_info", "post-byline", "byline", "headline_meta", "post-tags", "entry-tags"),
    *("cats", "tags", "tag-links", "tags-links", "cat-links", "st-post-tags", "single-post-head", "post-head", "entry-header"),
    *("post-header", "entry-date", "postdate", "post-date", "entry-categories", "post-categories", "post_tags", "to_comments"),
)  # fmt: skip
_LINKED_HEADING = (
    "(self::h1 or self::h2) and count(*) = 1 and a[contains(concat(' ', @rel, ' '), ' bookmark ')]"
)
# "Tags: a, b" as the last line of the body's element, as WordPress's first default themes print it.
_TAG_LINE = (
    "self::p and not(following-sibling::p) and a[contains(concat(' ', @rel, ' '), ' tag ')]"
    " and count(*) = count(a[contains(concat(' ', @rel, ' '), ' tag ')])"
    " and string-length(normalize-space(text()[1])) < 24 and contains(text()[1], ':')"
)
_TAG_LABEL = re.compile(r"[^\W\d][^:.,]{2,20}:[\s,]*")  # "Mots-clefs :", with the commas between its links

_AROUND = "self::main or @id='content' or @id='primary' or @id='main' or @id='main-content' or " + with_class(
    "content", "widecolumn", "narrowcolumn", "site-main", "site-content", "content-area", "main-content"
)

_LABELS = (
    (
        "a[rel~=tag], a[rel~=category], .cat-links a, .tags-links a, .tag-links a, .post-tags a, .entry-tags a, .post-categories a,"
        " .wp-block-post-terms a, .elementor-post-info__terms-list-item, .entry-categories a, .et_pb_title_meta_container a[rel~=category]"
    ),
    (
        ".tags a, .category a, .cats a, .tag a, .post-category a, .posted-in a, .categories a, .postmetadata a[href*='/category/'],"
        " .postmetadata a[href*='/tag/'], .post-meta a[href*='/category/'], .post-meta a[href*='/tag/'], .entry-meta a[href*='/category/'],"
        " .entry-meta a[href*='/tag/'], .meta a[href*='/category/'], .meta a[href*='?cat='], .postmetadata a[href*='?cat=']"
    ),
)

# Printed into the body by themes and plug-ins; none of it is the author's. Recipe cards stay, the links that jump to them go.
_FURNITURE = (
    ".sd-block, .sd-social, .sd-like, #jp-post-flair, .wpcnt, .wordads, .wpa, .wp-block-jetpack-sharing-buttons, .jp-relatedposts, .jetpack-likes-widget-wrapper,"
    " .wp-block-jetpack-related-posts, .wp-block-jetpack-subscriptions, .sharedaddy, .snap_nopreview, .comment-navigation, .navigation,"
    " .entryfooter, .entry-footer, .postmetadata, .entry-meta, .post-meta, .postmeta, .entry-utility, .post-info, .headline_meta, .post-byline,"
    " [class*=dpsp-], .essb_links, .shariff, .related_post, .wp_rp, .wp_rp_wrap, .page-links, .page-link, .pagelinks, .to_comments, .post_tags, .wp-link-pages, .post-page-numbers, .tags, .post-tags, .entry-tags,"
    " .st-post-tags, .cats, .post-head, .single-post-head, .crp_related, .ssba, .ssba-wrap, .swp_social_panel, .swp-content-locator, .simplesocialbuttons, .heateor_sss_sharing_container,"
    " .wp-socializer, .wpsr-btns, .sociable, .sociable_tagline, .social4i, .socialize-containter, .tweetmeme_button, .tw_button, .digg-button, .topsy_widget_data,"
    " .mashsb-container, .mashsb-main, .nc_socialPanel, .scriptlesssocialsharing, .novashare-buttons, .grow-me-root, .juiz_sps_links, .ssb-sharing-buttons,"
    " .wpusb, .monarch-share, .et_social_inline, .et_social_networks, .fusion-sharing-box, .fusion-meta-info, .related-posts, .fusion-theme-sharing-box,"
    " .elementor-widget-share-buttons, .elementor-widget-post-navigation, .elementor-widget-author-box, .elementor-widget-post-comments, .elementor-widget-posts,"
    " .elementor-widget-post-info, .elementor-widget-theme-post-title, .et_pb_post_title, .et_pb_comments_module, .et_pb_post_nav,"
    " .post-ratings, .kk-star-ratings, .gdrts-rating-block, .rmp-widgets-container, .abh_box, .saboxplugin-wrap, .m-a-box, .pp-multiple-authors-boxes-wrapper,"
    " .molongui-author-box, .ts-fab-wrapper, .wp-biographia-container-top, .wp-biographia-container-bottom, .author-info, .authorbox, .wp-block-post-author,"
    " .yarpp, .yarpp-related, .rp4wp-related-posts, .srp-widget-title, .addtoany_share_save_container, .a2a_kit, .wprm-recipe-jump, .wprm-recipe-print-inline-button, .wprm-recipe-snippet,"
    " .wprm-jump-to-recipe-shortcode, .tasty-recipes-jump-link, .tasty-recipes-quick-links, .mv-create-jtr, .jump-to-recipe, .mv_slot_target,"
    " #toc_container, .ez-toc-container, #ez-toc-container, .lwptoc, .rank-math-block, .wp-block-rank-math-toc-block, .wp-block-yoast-seo-table-of-contents, .toc_wrap, .eztoc-hide,"
    " .printfriendly, .pf-button, .wpptopdfenh, .dkpdf-button-container, .pdf24Plugin-cp, .wp-polls-loading, .mc4wp-form, .mailpoet_form, .convertkit-form, .formkit-form,"
    " .screen-reader-text, .edit-link, .post-edit-link, .wp-block-comments, .wp-block-post-navigation-link, .wp-block-post-terms, .wp-block-post-date,"
    " .wp-block-post-title, .entry-header, .code-block, .quads-location, .adthrive-ad, .ai_widget, .mediavine-ad, .adsninja-ad, .rll-youtube-noscript,"
    " h1:has(> a[rel=bookmark]:only-child), h2:has(> a[rel=bookmark]:only-child), .wp-statistics-popular, .feedzy-rss, .zem_rp_wrap, .zemanta-related, .nrelate, .linkwithin_div,"
    " .ap-disqus-wrap, #disqus_thread, .bialty-hidden, .hidden-title, .subscribe-box, .cta-box, .post-views, .wpp-list, .twitter-share, #facebook_like, .wp_fbl_top, .wp_fbl_bottom"
)

_BY_CLASS = with_class(
    "pinglist", "pings", "pingbacks", "trackbacks", "trackbacklist", "pinglst", "ping-list", "trackback-list"
)


def _without_tag_line(body: BeautifulSoup, _title: str) -> None:
    """Drop a body's last paragraph where it is a label and links to tags, and nothing else."""
    paragraphs = body.select("p")
    last = paragraphs[-1] if paragraphs else None
    tags = last.select("a[rel~=tag]") if last is not None else []
    if last is None or not tags or len(last.find_all(True)) > len(tags):
        return
    label = "".join(last.find_all(string=True, recursive=False)).strip(" ,\n\u00a0")
    if _TAG_LABEL.fullmatch(label):
        last.decompose()


COMMENTS = CommentRecipe(
    containers=(
        (f"//*[@id='comments' or @id='commentlist' or @id='comment_list' or @id='comments-list' or @id='trackbacks-list' or @id='pings' or @id='wpdcom'"
        f" or {with_class('commentlist', 'comment-list', 'wp-block-comment-template', 'wc-thread-list', 'wpd-thread-list', 'comments-list')} or {_BY_CLASS}]"),
        *usual.CONTAINERS[1:],
    ),
    ids=re.compile(
        r"^(?:li-|div-|dsq-|wc-|wpd-|epoch-)?(?:comments?|comm|cmt|c|pingback|trackback|ping)(?:_|-|_comment)?(?:id-)?(\d{1,20})(?:_\d+)?$",
        re.IGNORECASE,
    ),
    units=("[data-comment-id]", *usual.UNITS, "ol.commentlist > li, ol.comment-list > li, .pinglist > li, .pings > li"),
    names=(
        (".comment-author .fn, cite.fn, b.fn, .comment-author-name, .comment_author, .wp-block-comment-author-name, .wpd-comment-author, .wc-comment-author,"
        " [itemprop=author] [itemprop=name], .comment-author-link, .authorname, .fn, .comment-author.meta strong"),
        *usual.NAMES[1:],
        ".comment-header strong, .commenthead strong, .comment-head .name, p > strong:first-child > a, .commentname, .commenter-name",
    ),
    dates=(
        "time[datetime]",
        ".wpd-comment-date[title], .wc-comment-date[title], abbr[title]",
        (".comment-date, .comment-time, .comment_time, .wp-block-comment-date, .commentmetadata a, .comment-meta a, .comment-metadata a, .datetime, .comment_date,"
        " .commentdate, .comment-permalink, .date, abbr"),
        *usual.DATES[2:],
        ".comment-author, .commentauthor, cite, .vcard, p > em:last-child, .comment-head",
    ),
    texts=(
        ".comment-content, .wp-block-comment-content, .comment-text, .comment_text, .commenttext, .wc-comment-text, .wpd-comment-text, .ast-comment-content, .comment-body-text, .comment_area, .comment-inner-text, [itemprop=text]",
        *usual.TEXTS[1:],
    ),
    dropped=usual.DROPPED
    + ", .wpd-comment-footer, .wpd-comment-header, .wc-comment-header, .wc-comment-footer, .wp-block-comment-reply-link, .wp-block-comment-edit-link, .comment-edit-link,"
    " .wp-block-comment-author-name, .wp-block-comment-date, .moderation, .comment-tools, .comment-report, .report-comment, .comment-vote, .ckrating, .gdrts-rating-block,"
    " .comment-likes-list, .sd-block, .jetpack-comment-likes-widget-wrapper, .comment-reply, .comment_num, .comment-arrow, .screen-reader-text, .editlink",
)  # fmt: skip

WORDPRESS = Recipe(
    bodies=_BODIES,
    boxes=with_class("post", "hentry", "h-entry", "type-post", "type-page", "single-post", "elementor-location-single")
    + f" or {_NUMBERED_POST}",
    elsewhere=ELSEWHERE,
    titles=_TITLES,
    shown_dates=SHOWN_DATES
    + ", .wp-block-post-date, .elementor-post-info__item--type-date, .postmetadata, .meta-date, .post-on, .the-date, .entry_date, .byline-date",
    meta_lines=META_LINES
    + ", small, .date, .author, .postmetadata, .et_pb_title_meta_container, .fusion-single-line-meta, .entry-utility, .meta-prep, .info, .entryfooter, .postheader, .byline",
    labels=_LABELS,
    furniture=_FURNITURE,
    comments=COMMENTS,
    wide=_AROUND,
    others="article, ul, ol, dl, table, .hentry, .post, .type-post, .sidebar, [class*=widget], [id*=sidebar], form",
    foreign=COMMENT_PLACES,
    author_boxes="#entry-author-info, .author-info, .author-bio, .author-box, .authorbox, .about-author, .abh_box, .saboxplugin-wrap, .post-author-box,"
    " .author-description, .m-a-box, .author-profile, .fusion-author, .et_pb_team_member, .elementor-author-box, .wp-block-post-author__bio, .author_info,"
    " .authorinfo, #authorbox, #author-box, .about_author, .author-about, .author-area, .author-wrap, .tdb-author-box, .td-author-name-box, .author-link",
    tidy=_without_tag_line,
    inside=f"{_FACTS} or {_LINKED_HEADING} or {_TAG_LINE}",
)  # fmt: skip
