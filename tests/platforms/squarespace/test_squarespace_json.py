"""Squarespace's JSON: lists paged by the offset an answer names, single posts, and the same keys as pages and feeds."""

from __future__ import annotations

import json

from migrator.html import parse_page
from migrator.model import Page, Reading, RecordKind, Site
from migrator.platforms.squarespace import PLUGIN

BASE = "https://www.river.example"
SITE = Site(base_url=BASE, platform="squarespace")
OTTERS = {
    "id": "64aa", "title": "Otters", "fullUrl": "/journal/otters", "publishOn": 1688896800000, "categories": ["Neighbours & others"], "tags": ["river", "river"],
    "author": {"displayName": "Tom Reed", "id": "51"}, "publicCommentCount": 3,
    "body": '<div class="sqs-layout"><p>Two.</p><div class="sqs-block newsletter-block"><form></form></div><noscript><img src="https://images.squarespace-cdn.example/content/v1/5/o.jpg"></noscript><img class="thumb-image" data-src="https://images.squarespace-cdn.example/content/v1/5/o.jpg"></div>',
}  # fmt: skip


def read(url: str, told: object, content_type: str = "application/json") -> Reading:
    content = told.encode() if isinstance(told, str) else json.dumps(told).encode()
    page = Page(url=url, final_url=url, status=200, headers={"content-type": content_type}, body=content)
    return PLUGIN.read(page, parse_page(content, content_type), SITE)


def listed(*items: dict, collection: dict | None = None, **paging: object) -> dict:
    return {
        "website": {"siteTitle": "River Days", "timeZone": "Europe/London"},
        "collection": collection or {"type": 1},
        "items": list(items),
        "pagination": paging,
    }


def urls(reading: Reading) -> list[str]:
    return [request.url for request in reading.next_requests]


def posts(reading: Reading) -> list:
    return [one for one in reading.records if one.kind is RecordKind.POST]


def test_a_list_goes_on_with_the_offset_the_answer_names() -> None:
    reading = read(f"{BASE}/journal?format=json", listed(OTTERS, nextPage=True, nextPageOffset=1512345678901))
    assert urls(reading) == [f"{BASE}/journal?format=json&offset=1512345678901"]


def test_a_list_ends_without_posts_without_an_offset_and_where_it_turns_on_the_spot() -> None:
    assert urls(read(f"{BASE}/journal?format=json", listed(nextPage=True, nextPageOffset=15))) == []
    assert urls(read(f"{BASE}/journal?format=json", listed(OTTERS, nextPage=False))) == []
    assert (
        urls(read(f"{BASE}/journal?format=json&offset=15", listed(OTTERS, nextPage=True, nextPageOffset=15)))
        == []
    )


def test_a_post_has_its_moment_writer_and_all_it_is_filed_under() -> None:
    (post,) = posts(read(f"{BASE}/journal?format=json", listed(OTTERS)))
    assert post.key == f"{BASE}/journal/otters"
    assert post.fields["published"] == "2023-07-09T10:00:00+00:00"
    assert post.fields["labels"] == ["Neighbours & others", "river"]
    assert post.fields["author"] == {"name": "Tom Reed", "url": None, "source_id": "51"}


def test_a_body_shows_each_picture_once_and_no_form() -> None:
    (post,) = posts(read(f"{BASE}/journal/otters?format=json", {"item": OTTERS}))
    body = str(post.fields["body_html"])
    assert body.count("<img") == 1
    assert "form" not in body


def test_comments_a_script_shows_are_counted_and_said() -> None:
    reading = read(f"{BASE}/journal?format=json", listed(OTTERS))
    assert posts(reading)[0].fields["comments_stated"] == 3
    assert reading.warnings == (
        "3 comments are stated for these posts: a script shows them, so none are read.",
    )


def test_products_and_events_are_no_posts() -> None:
    shop = {"type": 11, "typeName": "products"}
    assert posts(read(f"{BASE}/shop?format=json", listed(OTTERS, collection=shop))) == []


def test_a_draft_or_a_strangers_address_is_no_post() -> None:
    drafts = (
        {**OTTERS, "draft": True},
        {**OTTERS, "fullUrl": "https://evil.example/x"},
        {**OTTERS, "fullUrl": ""},
    )
    assert posts(read(f"{BASE}/journal?format=json", listed(*drafts))) == []


def test_a_page_that_names_its_feed_leads_to_the_list_in_both_forms() -> None:
    link = f'<link rel="alternate" type="application/rss+xml" href="{BASE}/journal?format=rss">'
    reading = read(
        f"{BASE}/", f'<html><head>{link}</head><body id="collection-5"></body></html>', "text/html"
    )
    assert urls(reading) == [f"{BASE}/journal?format=rss", f"{BASE}/journal?format=json"]


def test_page_feed_and_answer_file_a_post_under_one_key() -> None:
    item = f"<item><title>Otters</title><link>{BASE}/journal/otters</link><guid>64aa</guid><description>&lt;p&gt;Two.&lt;/p&gt;</description></item>"
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>River Days</title>{item}</channel></rss>'
    page = '<html><body id="item-64aa"><article class="h-entry"><h1 class="entry-title">Otters</h1><div class="blog-item-content e-content"><p>Two.</p></div></article></body></html>'
    readings = (
        read(f"{BASE}/journal?format=json", listed(OTTERS)),
        read(f"{BASE}/journal?format=rss", rss, "text/xml"),
        read(f"{BASE}/journal/otters", page, "text/html"),
    )
    assert {one.key for reading in readings for one in posts(reading)} == {f"{BASE}/journal/otters"}


def test_an_answer_of_another_shape_gives_nothing() -> None:
    for told in (
        {},
        {"items": 3},
        {"item": []},
        {"items": [None, 1]},
        {"collection": 7, "items": [{"fullUrl": []}]},
    ):
        assert posts(read(f"{BASE}/journal?format=json", told)) == []
