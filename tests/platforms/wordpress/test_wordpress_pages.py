"""What WordPress prints beside a post: pages of comments, counts, numbers, copies."""

from __future__ import annotations

import pytest
from lxml import html
from platforms.wordpress.answers import BASE, POST, answer, only, records

from migrator.model import PageVerdict, RecordKind
from migrator.platforms._wordpress_page import comments_stated


def _page(
    after: str, *, url: str = POST, classes: str = "single postid-120", head: str = "", text: str = "Roll it."
) -> str:
    body = f"<article id='post-120' class='post-120 post type-post hentry'><h1 class='entry-title'>Thin crust</h1><div class='entry-content'><p>{text}</p></div></article>"
    return answer(url, f"<html><head>{head}</head><body class='{classes}'>{body}{after}</body></html>")


def _comment(number: int) -> str:
    return f"<li id='comment-{number}' class='comment'><cite class='fn'>Ann</cite><div class='comment-content'><p>Text {number}</p></div></li>"


def _urls(reading) -> list[str]:
    return [request.url for request in reading.next_requests]


def test_all_pages_of_comments_are_asked_for():
    links = f"<a href='{POST}comment-page-3/#comments'>Older</a>"
    reading = _page(f"<div id='comments'><ol class='commentlist'>{_comment(9)}</ol>{links}</div>")
    assert _urls(reading) == [f"{POST}comment-page-{number}/" for number in (1, 2, 3)]


def test_pages_of_comments_by_query_are_asked_for_as_well():
    url = f"{BASE}/?p=120"
    reading = _page(f"<a href='{BASE}/?p=120&amp;cpage=1#comments'>Older</a>", url=url)
    assert _urls(reading) == [f"{BASE}/?p=120&cpage=1"]


def test_pages_of_another_posts_comments_are_not():
    assert _urls(_page(f"<a href='{BASE}/other/comment-page-2/#comment-5'>Ann on Other</a>")) == []


def test_a_page_of_comments_belongs_to_its_post():
    reading = _page(f"<ol class='commentlist'>{_comment(9)}</ol>", url=f"{POST}comment-page-2/")
    assert only(reading).key == POST
    assert only(reading, RecordKind.COMMENT).fields["post"] == POST


def test_comments_keep_their_order_over_pages():
    older = f"<div id='comments'><ol class='commentlist'>{_comment(1)}</ol><a href='{POST}#comments'>Newer</a></div>"
    newer = f"<div id='comments'><ol class='commentlist'>{_comment(9)}</ol><a href='{POST}comment-page-1/#comments'>Older</a></div>"
    first = only(_page(older, url=f"{POST}comment-page-1/"), RecordKind.COMMENT)
    second = only(_page(newer), RecordKind.COMMENT)
    assert first.fields["position"] < second.fields["position"]


@pytest.mark.parametrize(
    ("heading", "stated"),
    [
        ("3 Responses to “Top 10 crusts”", 3),
        ("One thought on “Top 10 crusts”", 1),
        ("Ein Kommentar zu Top 10 crusts", 1),
        ("Comments (12)", 12),
        ("1,204 comments", 1204),
        ("Leave a comment", None),
        ("Comments", None),
    ],
)
def test_the_number_of_comments_is_read_from_their_heading(heading, stated):
    tree = html.fromstring(f"<html><body><div id='comments'><h3>{heading}</h3></div></body></html>")
    assert comments_stated(tree, "Top 10 crusts") == stated


def test_a_count_that_is_not_met_is_a_warning():
    reading = _page(
        f"<div id='comments'><h2 class='comments-title'>5 comments</h2><ol class='commentlist'>{_comment(9)}</ol></div>"
    )
    assert reading.warnings == ("The page states 5 comments and shows 1.",)


@pytest.mark.parametrize(
    ("markup", "service"),
    [
        ("<div id='disqus_thread'></div>", "Disqus"),
        (
            "<script src='https://www.intensedebate.com/js/wordpressTemplateCommentWrapper2.php'></script>",
            "IntenseDebate",
        ),
        ("<div id='livefyre-comments'></div>", "Livefyre"),
    ],
)
def test_comments_that_others_keep_are_reported_with_the_count_shown(markup, service):
    reading = _page(f"<p class='meta'><a href='{POST}#comments'>14 comments</a></p>{markup}")
    assert reading.warnings == (f"Comments are kept by {service}: the page states 14 and shows 0.",)
    assert only(reading).fields["comments_service"] == service


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("<link rel='shortlink' href='https://crumb.example/?p=120'>", ""),
        (
            "<link rel='alternate' type='application/json' href='https://crumb.example/wp-json/wp/v2/posts/120'>",
            "",
        ),
        ("", "<form action='/wp-comments-post.php'><input id='comment_post_ID' value='120'></form>"),
    ],
)
def test_a_posts_number_is_found_and_leads_to_it(head, after):
    reading = _page(after, classes="single", head=head)
    assert only(reading).fields["source_id"] == "120"
    alias = only(reading, RecordKind.URL)
    assert (alias.key, alias.fields["leads_to"]) == (f"{BASE}/?p=120", POST)


def test_the_second_part_of_a_post_is_no_post():
    reading = _page("", url=f"{POST}2/", classes="single postid-120 single-paged-2")
    assert (reading.kind, records(reading, RecordKind.POST)) == (PageVerdict.OTHER, [])
    assert reading.warnings


def test_the_moment_in_the_head_is_taken_on_the_day_shown():
    head = "<meta property='article:published_time' content='2014-05-01T22:40:00+00:00'>"
    shown = "<p class='entry-meta'>May 1, 2014</p>"
    page = f"<html lang='en-US'><head>{head}</head><body class='single'><div class='post hentry'><h1 class='entry-title'>T</h1>{shown}<div class='entry-content'><p>x</p></div></div></body></html>"
    assert only(answer(f"{BASE}/t/", page)).fields["published"] == "2014-05-01T22:40:00+00:00"
    other = page.replace("May 1", "May 2")
    assert only(answer(f"{BASE}/t/", other)).fields["published"] == "2014-05-02"


def test_a_permalinks_day_dates_a_post_that_shows_none():
    assert only(_page("")).fields["published"] == "2014-05-01"


def test_categories_in_classes_get_the_name_that_a_link_tells():
    body = "<div class='post-1 post type-post category-new-york tag-84 tag-heat'><h1 class='entry-title'>T</h1><div class='entry-content'><p>x</p></div></div>"
    page = f"<html><body class='single'>{body}<ul id='sidebar'><li><a href='{BASE}/category/new-york/'>New York</a></li></ul></body></html>"
    assert only(answer(POST, page)).fields["labels"] == ["New York", "heat"]


def test_a_moving_notice_is_no_post():
    text = (
        "This blog has moved to <a href='https://new.example/'>new.example</a>. Please update your bookmarks."
    )
    assert _page("", text=text).kind is PageVerdict.STUB
