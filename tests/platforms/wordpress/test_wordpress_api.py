"""The REST API of WordPress, page after page, whatever a site's plug-ins make of it."""

from __future__ import annotations

import json

import pytest
from platforms.wordpress.answers import BASE, POST, answer, api, only, records, row

from migrator.model import RecordKind, Site
from migrator.platforms.wordpress import PLUGIN

POSTS = "wp/v2/posts?per_page=100&page=1"


def _next_urls(reading) -> list[str]:
    return [request.url for request in reading.next_requests]


def test_a_post_is_told_with_its_offset_number_and_plain_title():
    post = only(api(POSTS, [row()]))
    assert post.key == POST
    assert post.fields["published"] == "2014-05-01T18:40:00-04:00"
    assert (post.fields["title"], post.fields["source_id"]) == ("Thin & hot", "120")


def test_names_come_from_what_is_embedded():
    terms = [
        [{"taxonomy": "category", "name": "Pizza &amp; pasta"}],
        [{"taxonomy": "post_tag", "name": "heat"}],
    ]
    embedded = {
        "author": [{"name": "Mo", "slug": "mo"}],
        "wp:term": [*terms, [{"taxonomy": "series", "name": "No"}]],
        "wp:featuredmedia": [{"source_url": f"{BASE}/wp-content/uploads/crust.jpg"}],
    }
    post = only(api(POSTS, [row(_embedded=embedded)]))
    assert post.fields["labels"] == ["Pizza & pasta", "heat"]
    assert post.fields["author"] == {"name": "Mo", "url": None, "source_id": "mo"}
    assert post.fields["image"] == f"{BASE}/wp-content/uploads/crust.jpg"


def test_the_next_page_is_asked_for_while_the_header_counts_more():
    reading = api(POSTS, [row()], {"x-wp-totalpages": "2"})
    assert _next_urls(reading) == [f"{BASE}/wp-json/wp/v2/posts?per_page=100&page=2"]
    last = api("wp/v2/posts?per_page=100&page=2", [row()], {"x-wp-totalpages": "2"})
    assert _next_urls(last) == []


def test_without_the_header_a_full_page_means_more():
    assert _next_urls(api(POSTS, [row(id=number) for number in range(100)]))
    assert not _next_urls(api(POSTS, [row()]))


def test_an_empty_page_ends_a_collection_whatever_the_header_says():
    assert _next_urls(api(POSTS, [], {"x-wp-totalpages": "9"})) == []


def test_a_body_behind_a_password_stays_unknown():
    post = only(api(POSTS, [row(content={"rendered": "", "protected": True})]))
    assert "body_html" not in post.fields


def test_a_draft_is_no_post():
    assert api(POSTS, [row(status="draft")]).records == ()


def test_a_short_link_leads_to_its_post():
    alias = only(api(POSTS, [row()]), RecordKind.URL)
    assert (alias.key, alias.fields["leads_to"]) == (f"{BASE}/?p=120", POST)


def test_a_post_of_another_host_is_passed_over():
    assert api(POSTS, [row(link="https://elsewhere.example/x/")]).records == ()


def test_share_buttons_are_no_part_of_a_body_and_lazy_images_get_their_address():
    body = (
        '<p>Roll it.<img src="data:image/gif;base64,R0" data-lazy-src="/wp-content/uploads/a.jpg"></p>'
        '<div class="sharedaddy"><h3>Share this:</h3></div>'
    )
    post = only(api(POSTS, [row(content={"rendered": body})]))
    assert post.fields["body_html"] == f'<p>Roll it.<img src="{BASE}/wp-content/uploads/a.jpg"/></p>'


def test_comments_know_parent_type_and_post():
    told = {
        "id": 62,
        "parent": 61,
        "author_name": "Ann &amp; Bo",
        "author_url": "",
        "date": "2014-05-02T08:00:00",
        "date_gmt": "2014-05-02T12:00:00",
        "content": {"rendered": "<p>Steam.</p>\n"},
        "link": f"{POST}comment-page-2/#comment-62",
        "status": "approved",
        "type": "comment",
    }
    comment = only(api("wp/v2/comments?page=1", [told]), RecordKind.COMMENT)
    assert (comment.key, comment.fields["post"], comment.fields["parent"]) == ("62", POST, "61")
    assert comment.fields["author"] == {"name": "Ann & Bo", "url": None, "source_id": None}
    assert comment.fields["published"] == "2014-05-02T08:00:00-04:00"


def test_a_category_names_its_parent_and_is_an_address():
    told = {
        "id": 4,
        "name": "Pizza",
        "slug": "pizza",
        "taxonomy": "category",
        "parent": 2,
        "count": 3,
        "link": f"{BASE}/category/dinner/pizza/",
    }
    reading = api("wp/v2/categories?page=1", [told])
    assert only(reading, RecordKind.TERM).fields["parent"] == "dinner"
    assert only(reading, RecordKind.URL).key == f"{BASE}/category/dinner/pizza/"


def test_a_file_of_the_media_library_is_an_asset():
    told = {
        "id": 9,
        "source_url": f"{BASE}/wp-content/uploads/a.jpg",
        "link": f"{POST}a/",
        "title": {"rendered": "A"},
    }
    asset = only(api("wp/v2/media?page=1", [told]), RecordKind.ASSET)
    assert (asset.key, asset.fields) == (f"{BASE}/wp-content/uploads/a.jpg", {"title": "A"})


def test_the_root_names_the_blog_and_its_zone():
    told = {"name": "Crumb &amp; Co", "timezone_string": "Europe/Berlin", "namespaces": ["wp/v2"]}
    assert only(api("", told), RecordKind.SITE).fields == {"title": "Crumb & Co", "timezone": "Europe/Berlin"}


@pytest.mark.parametrize(
    "body", ["[", "{}", '{"code": "rest_no_route"}', "[1, null]", '[{"id": []}]', "[[]]"]
)
def test_an_answer_that_is_no_list_of_posts_gives_none(body):
    assert records(answer(f"{BASE}/wp-json/{POSTS}", body, kind="application/json"), RecordKind.POST) == []


def test_a_page_that_announces_another_place_of_the_api_has_it_asked():
    head = f"<html><head><link rel='https://api.w.org/' href='{BASE}/index.php?rest_route=/'></head><body></body></html>"
    urls = _next_urls(answer(f"{BASE}/", head))
    assert urls[0].startswith(f"{BASE}/index.php?rest_route=%2Fwp%2Fv2%2Fposts&per_page=100&page=1")


def test_an_api_by_query_is_read_and_paged_alike():
    url = f"{BASE}/?rest_route=/wp/v2/posts&per_page=100&page=1"
    headers = {"x-wp-totalpages": "2"}
    reading = answer(url, json.dumps([row()]), kind="application/json", headers=headers)
    assert only(reading).key == POST
    assert _next_urls(reading) == [f"{BASE}/?rest_route=%2Fwp%2Fv2%2Fposts&per_page=100&page=2"]


def test_a_blog_of_the_hosted_service_is_asked_for_at_the_service():
    seeds = PLUGIN.seeds(Site(base_url="https://crumb.wordpress.com", platform="wordpress"))
    assert any("/wp/v2/sites/crumb.wordpress.com/posts?" in seed.url for seed in seeds)
