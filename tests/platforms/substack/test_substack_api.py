"""Substack's archive, posts and comments as JSON: paged by what was received, threads whole, payers' posts said."""

from __future__ import annotations

import json

from migrator.html import parse_page
from migrator.model import Page, Reading, RecordKind, Site
from migrator.platforms.substack import PLUGIN

BASE = "https://letters.example"
SITE = Site(base_url=BASE, platform="substack", hosts=("kettle.substack.example",))
ARCHIVE = f"{BASE}/api/v1/archive?sort=new&search=&offset=%d&limit=50"
LID = {
    "id": 501,
    "slug": "the-lid",
    "title": "The lid",
    "audience": "everyone",
    "post_date": "2022-03-12T07:30:05.123Z",
    "canonical_url": f"{BASE}/p/the-lid",
    "comment_count": 4,
}
COMMENTS = f"{BASE}/api/v1/post/501/comments?token=&all_comments=true&sort=oldest_first&post=https:%2F%2Fletters.example%2Fp%2Fthe-lid"
THREAD = {"comments": [
    {"id": 7, "name": "Wen", "handle": "wen", "user_id": 3, "body": "Leave it on.\n\nAlways <b>on</b>.", "date": "2022-03-12T08:00:00.000Z", "children": [
        {"id": 8, "name": "Nora Pell", "body": "No.", "date": "2022-03-12T09:00:00.000Z", "metadata": {"is_author": True}, "children": []}]},
    {"id": 9, "name": None, "body": None, "deleted": True, "children": []},
]}  # fmt: skip


def read(url: str, told: object, content_type: str = "application/json") -> Reading:
    content = told.encode() if isinstance(told, str) else json.dumps(told).encode()
    page = Page(url=url, final_url=url, status=200, headers={"content-type": content_type}, body=content)
    return PLUGIN.read(page, parse_page(content, content_type), SITE)


def urls(reading: Reading) -> list[str]:
    return [request.url for request in reading.next_requests]


def test_the_archive_goes_on_after_as_many_posts_as_were_received() -> None:
    reading = read(
        ARCHIVE % 24, [LID, {**LID, "slug": "b", "canonical_url": f"{BASE}/p/b", "comment_count": 0}]
    )
    assert urls(reading)[0] == ARCHIVE % 26
    assert urls(read(ARCHIVE % 26, [])) == []


def test_comments_are_asked_for_where_a_post_has_some_and_say_whose_they_are() -> None:
    reading = read(
        ARCHIVE % 0,
        [LID, {**LID, "id": 502, "slug": "b", "canonical_url": f"{BASE}/p/b", "comment_count": 0}],
    )
    assert urls(reading)[1:] == [COMMENTS]


def test_page_feed_archive_and_answer_file_a_post_under_one_key() -> None:
    item = f"<item><title>The lid</title><link>{BASE}/p/the-lid</link><guid>{BASE}/p/the-lid</guid></item>"
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>K</title><generator>Substack</generator>{item}</channel></rss>'
    page = '<html><body><div class="body markup"><p>Leave it off.</p></div></body></html>'
    readings = (
        read(ARCHIVE % 0, [LID]),
        read(f"{BASE}/api/v1/posts/the-lid", {**LID, "body_html": "<p>Leave it off.</p>"}),
        read(f"{BASE}/feed", rss, "text/xml"),
        read(f"{BASE}/p/the-lid?utm_source=x", page, "text/html"),
    )
    keys = {
        record.key for reading in readings for record in reading.records if record.kind is RecordKind.POST
    }
    assert keys == {f"{BASE}/p/the-lid"}


def test_a_thread_keeps_parents_owners_and_deleted_stubs() -> None:
    comments = [one for one in read(COMMENTS, THREAD).records if one.kind is RecordKind.COMMENT]
    told = [
        (one.key, one.fields["parent"], one.fields["deleted"], one.fields.get("by_owner", False))
        for one in comments
    ]
    assert told == [("7", None, False, False), ("8", "7", False, True), ("9", None, True, False)]
    assert [one.fields["position"] for one in comments] == [0, 1, 2]
    assert {one.fields["post"] for one in comments} == {f"{BASE}/p/the-lid"}


def test_a_comments_text_is_text_and_no_markup() -> None:
    first = read(COMMENTS, THREAD).records[0]
    assert first.fields["html"] == "<p>Leave it on.</p><p>Always &lt;b&gt;on&lt;/b&gt;.</p>"
    assert first.fields["author"] == {"name": "Wen", "url": "https://substack.com/@wen", "source_id": "3"}


def test_a_comments_own_address_leads_to_its_post() -> None:
    known = {
        one.key: one.fields["leads_to"]
        for one in read(COMMENTS, THREAD).records
        if one.kind is RecordKind.URL
    }
    assert known[f"{BASE}/p/the-lid/comment/8"] == f"{BASE}/p/the-lid"


def test_comments_of_nobody_knows_which_post_are_said_and_left() -> None:
    for url in (COMMENTS.partition("&post=")[0], COMMENTS.replace("%2Fletters.example", "%2Fevil.example")):
        reading = read(url, THREAD)
        assert (reading.records, len(reading.warnings)) == ((), 1)


def test_endless_replies_to_replies_are_cut() -> None:
    comment: dict = {"id": 0, "body": "x", "children": []}
    for number in range(1, 300):
        comment = {"id": number, "body": "x", "children": [comment]}
    records = read(COMMENTS, {"comments": [comment]}).records
    assert 100 <= sum(one.kind is RecordKind.COMMENT for one in records) < 300


def test_a_post_for_payers_gives_no_body_and_says_so() -> None:
    reading = read(
        f"{BASE}/api/v1/posts/x", {**LID, "audience": "only_paid", "body_html": "<p>Beginning</p>"}
    )
    assert "body_html" not in reading.records[0].fields
    assert reading.warnings


def test_a_feed_entry_that_ends_with_read_more_is_no_whole_body() -> None:
    link = f"{BASE}/p/the-lid"
    body = f'&lt;p&gt;Beginning&lt;/p&gt;&lt;p&gt;&lt;a href="{link}"&gt;Read more&lt;/a&gt;&lt;/p&gt;'
    item = f'<item><title>The lid</title><link>{link}</link><content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">{body}</content:encoded></item>'
    reading = read(
        f"{BASE}/feed",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>K</title>{item}</channel></rss>',
        "text/xml",
    )
    assert "body_html" not in reading.records[0].fields


def test_pictures_are_the_uploads_themselves() -> None:
    picture = "https://substackcdn.com/image/fetch/$s_!aB!,w_1456/https%3A%2F%2Fsubstack-post-media.s3.amazonaws.example%2Fpublic%2Fimages%2Fpot.png"
    reading = read(f"{BASE}/api/v1/posts/the-lid", {**LID, "body_html": f'<p><img src="{picture}"></p>'})
    assert 'src="https://substack-post-media.s3.amazonaws.example/public/images/pot.png"' in str(
        reading.records[0].fields["body_html"]
    )


def test_an_answer_of_another_shape_gives_nothing() -> None:
    for told in ({}, [1], {"posts": None}, "null", {"slug": 3, "canonical_url": "//["}):
        assert [one for one in read(ARCHIVE % 0, told).records if one.kind is RecordKind.POST] == []
