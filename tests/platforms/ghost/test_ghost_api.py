"""Ghost's Content API and feeds: paged by what was received, under the keys its pages have."""

from __future__ import annotations

import json

from migrator.html import parse_page
from migrator.model import Page, Reading, RecordKind, Site
from migrator.platforms.ghost import PLUGIN

BASE = "https://garden.example"
SITE = Site(base_url=BASE, platform="ghost")
API = f"{BASE}/ghost/api/content/posts/?key=1f0a&include=tags%2Cauthors&limit=50&page="
POST = {
    "id": "62ae5f", "title": "What the hedge remembers", "url": f"{BASE}/what-the-hedge-remembers/", "html": "<p>Every cut.</p>", "access": True,
    "published_at": "2022-06-19T05:00:00.000+00:00", "tags": [{"name": "Hedges"}, {"name": "#letters"}], "primary_author": {"name": "Ida", "slug": "ida", "website": "javascript:x"},
}  # fmt: skip


def read(url: str, body: bytes | str | dict | list, content_type: str = "application/json") -> Reading:
    content = (
        body
        if isinstance(body, bytes)
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )
    page = Page(url=url, final_url=url, status=200, headers={"content-type": content_type}, body=content)
    return PLUGIN.read(page, parse_page(content, content_type), SITE)


def answer(*posts: dict, **paging: int | None) -> dict:
    return {"posts": list(posts), "meta": {"pagination": paging}}


def feed(*slugs: str) -> str:
    entries = "".join(
        f"<item><title>{slug}</title><link>{BASE}/{slug}/</link><guid>{slug}</guid></item>" for slug in slugs
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>A Small Garden</title><generator>Ghost 0.9</generator>{entries}</channel></rss>'


def urls(reading: Reading) -> list[str]:
    return [request.url for request in reading.next_requests]


def test_a_page_with_the_key_leads_to_the_lists_of_posts_and_pages() -> None:
    page = f'<html><body class="home-template"><script data-key="1f0a" data-api="{BASE}/ghost/api/content/"></script></body></html>'
    asked = urls(read(f"{BASE}/", page, "text/html"))
    assert [url.partition("?")[0] for url in asked] == [
        f"{BASE}/ghost/api/content/posts/",
        f"{BASE}/ghost/api/content/pages/",
    ]
    assert all("key=1f0a" in url and "page=1" in url for url in asked)


def test_a_key_that_is_none_is_not_asked_with() -> None:
    page = '<html><body class="home-template"><script data-key="x&amp;y=/../" data-api="/ghost/api/content/"></script></body></html>'
    assert urls(read(f"{BASE}/", page, "text/html")) == []


def test_the_api_and_the_page_file_a_post_under_one_key() -> None:
    (record,) = read(API + "1", answer(POST, next=None, total=1)).records
    assert record.key == f"{BASE}/what-the-hedge-remembers/"
    assert (record.fields["labels"], record.fields["published"]) == (
        ["Hedges"],
        "2022-06-19T05:00:00.000+00:00",
    )
    assert record.fields["author"] == {"name": "Ida", "url": None, "source_id": "ida"}


def test_the_next_page_is_the_one_the_answer_names() -> None:
    (url,) = urls(read(API + "1", answer(POST, page=1, next=2, total=99)))
    assert url == API + "2"


def test_an_answer_without_posts_or_that_names_itself_ends_the_list() -> None:
    assert urls(read(API + "3", answer(page=3, next=4))) == []
    assert urls(read(API + "3", answer(POST, page=3, next=3))) == []


def test_a_post_for_members_is_said_and_its_beginning_is_no_body() -> None:
    reading = read(API + "1", answer({**POST, "access": False}))
    assert "body_html" not in reading.records[0].fields
    assert reading.warnings


def test_a_strangers_post_in_an_answer_is_passed_over() -> None:
    assert read(API + "1", answer({**POST, "url": "https://evil.example/x/"})).records == ()


def test_an_answer_of_another_shape_gives_nothing() -> None:
    for told in ({}, {"posts": 3}, {"posts": [1, None]}, {"errors": [{"type": "x"}]}):
        assert read(API + "1", told).records == ()


def test_the_feed_goes_on_below_a_number_while_it_has_posts() -> None:
    assert urls(read(f"{BASE}/rss/", feed("a", "b"), "text/xml")) == [f"{BASE}/rss/2/"]
    assert urls(read(f"{BASE}/rss/7/", feed("a"), "text/xml")) == [f"{BASE}/rss/8/"]
    assert urls(read(f"{BASE}/rss/8/", feed(), "text/xml")) == []


def test_the_feed_of_a_later_version_has_no_further_pages() -> None:
    assert urls(read(f"{BASE}/rss/", feed("a").replace("Ghost 0.9", "Ghost 5.80"), "text/xml")) == []


def test_a_feed_that_never_ends_is_left() -> None:
    assert urls(read(f"{BASE}/rss/300/", feed("a"), "text/xml")) == []


def test_posts_of_a_feed_have_the_keys_of_their_pages() -> None:
    posts = [
        one.key for one in read(f"{BASE}/rss/", feed("a"), "text/xml").records if one.kind is RecordKind.POST
    ]
    assert posts == [f"{BASE}/a/"]
