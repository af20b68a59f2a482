"""Tumblr's API and feeds: every type of post, paging by what arrived, links that are no permalinks."""

from __future__ import annotations

import pytest

from migrator.html import parse_page, text_of
from migrator.model import Page, PageVerdict, Reading, RecordKind, Site
from migrator.platforms.tumblr import PLUGIN

SITE = Site(base_url="http://mothclub.tumblr.example", platform="tumblr")
BASE = SITE.base_url
POST = (
    '<post id="{id}" url="{base}/post/{id}" url-with-slug="{base}/post/{id}/{slug}" type="{type}"'
    ' date-gmt="2011-04-08 01:15:00 GMT" date="Thu, 07 Apr 2011 21:15:00" unix-timestamp="1302225300">{inside}</post>'
)


def post(number: int, inside: str, type_: str = "regular", slug: str = "words") -> str:
    return POST.format(id=number, base=BASE, slug=slug, type=type_, inside=inside)


def read(body: str, path: str = "/api/read?num=50&start=0") -> Reading:
    page = Page(url=BASE + path, final_url=BASE + path, status=200, headers={}, body=body.encode())
    return PLUGIN.read(page, parse_page(page.body, ""), SITE)


def api(posts: str, total: int = 1, start: int = 0) -> Reading:
    blog = (
        '<tumblelog name="mothclub" timezone="US/Eastern" title="Moth Club">We meet by the lamp.</tumblelog>'
    )
    return read(
        f'<?xml version="1.0" encoding="UTF-8"?><tumblr version="1.0">{blog}<posts start="{start}" total="{total}">{posts}</posts></tumblr>'
    )


def test_the_api_gives_title_body_labels_and_a_time_with_the_blogs_offset():
    told = api(
        post(
            7,
            "<regular-title>Chairs</regular-title><regular-body>&lt;p&gt;Warm side.&lt;/p&gt;</regular-body><tag>manners</tag>",
        )
    )
    (record,) = [one for one in told.records if one.kind is RecordKind.POST]
    assert record.key == f"{BASE}/post/7/words"
    assert record.fields["title"] == "Chairs"
    assert record.fields["body_html"] == "<p>Warm side.</p>"
    assert record.fields["labels"] == ["manners"]
    assert record.fields["published"] == "2011-04-07T21:15:00-04:00"
    assert record.fields["source_id"] == "7"


@pytest.mark.parametrize(
    ("type_", "inside", "text"),
    [
        ("quote", "<quote-text>I boil.</quote-text><quote-source>a kettle</quote-source>", "I boil.\n— a kettle"),
        ("link", "<link-text>The lamp</link-text><link-url>http://lamp.example/</link-url><link-description>Warm.</link-description>", "The lamp\nWarm."),
        ("conversation", '<conversation><line name="Up" label="Up:">You first.</line></conversation>', "Up: You first."),
        ("answer", "<question>Why?</question><answer>&lt;p&gt;Lamps.&lt;/p&gt;</answer>", "Why?\nLamps."),
        ("photo", '<photo-caption>Dusk</photo-caption><photo-url max-width="1280">http://p.example/a_1280.jpg</photo-url>', "Dusk"),
        ("video", "<video-caption>Flight</video-caption><video-source>http://v.example/1</video-source>", "http://v.example/1\nFlight"),
    ],
)  # fmt: skip
def test_a_post_of_each_type_becomes_a_body(type_, inside, text):
    (record, _) = api(post(8, inside, type_)).records
    assert text_of(str(record.fields["body_html"])) == text


def test_of_a_photos_sizes_the_largest_is_shown_and_every_photo_of_a_set():
    sizes = '<photo-url max-width="{}">http://p.example/{}_{}.jpg</photo-url>'
    photos = "".join(
        f'<photo caption="{name}">{sizes.format(250, name, 250)}{sizes.format(1280, name, 1280)}</photo>'
        for name in ("a", "b")
    )
    (record, _) = api(post(9, f"<photoset>{photos}</photoset>", "photo")).records
    body = str(record.fields["body_html"])
    assert [f"http://p.example/{name}_1280.jpg" in body for name in ("a", "b")] == [True, True]
    assert "_250" not in body


def test_a_link_that_is_a_script_is_no_link():
    (record, _) = api(
        post(10, "<link-text>x</link-text><link-url>javascript:alert(1)</link-url>", "link")
    ).records
    assert "<a " not in str(record.fields["body_html"])


def test_the_api_is_paged_by_what_arrived_not_by_what_was_asked():
    told = api(post(1, "") + post(2, ""), total=5)
    assert [request.url for request in told.next_requests] == [f"{BASE}/api/read?num=50&start=2"]
    assert told.counts == {"posts": 5}


def test_the_last_page_of_the_api_asks_for_no_more():
    assert api(post(5, ""), total=5, start=4).next_requests == ()


def test_a_reblog_elsewhere_is_no_post_of_this_blog():
    assert not [one for one in read(
        '<tumblr version="1.0"><posts start="0" total="1"><post id="1" url="http://other.tumblr.example/post/1" type="regular"/></posts></tumblr>'
    ).records if one.kind is RecordKind.POST]  # fmt: skip


def test_a_feed_with_bare_numbers_leads_to_the_posts_and_records_none():
    feed = read(
        "<rss version='2.0'><channel><generator>Tumblr (3.0)</generator><title>m</title><item><title>Photo</title>"
        f"<link>{BASE}/post/12</link></item><item><title>Chairs, and what they</title><link>{BASE}/post/13/chairs</link>"
        "<description>&lt;p&gt;x&lt;/p&gt;</description></item></channel></rss>",
        "/rss",
    )
    posts = [record for record in feed.records if record.kind is RecordKind.POST]
    assert [record.key for record in posts] == [f"{BASE}/post/13/chairs"]
    assert "title" not in posts[0].fields
    assert [request.url for request in feed.next_requests] == [f"{BASE}/post/12"]


def test_what_a_consent_page_of_the_service_shows_is_no_post():
    from migrator.model import Hop

    there = "https://www.tumblr.example/privacy/consent?redirect=x"
    page = Page(
        url=f"{BASE}/post/1/x",
        final_url=there,
        status=200,
        headers={},
        body=b"<html><body><article class='post text'><p>We value your privacy.</p></article></body></html>",
        hops=(Hop(f"{BASE}/post/1/x", 302, there),),
    )
    reading = PLUGIN.read(page, parse_page(page.body, ""), SITE)
    assert (reading.kind, reading.records) == (PageVerdict.OTHER, ())
