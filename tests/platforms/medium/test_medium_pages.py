"""Medium's feeds, numbers and addresses: short addresses lead to stories, cut feeds give no body, responses are no posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.html import parse_page
from migrator.model import Page, PageVerdict, Reading, RecordKind, Site
from migrator.platforms.medium import PLUGIN

FIXTURES = Path(__file__).parent / "fixtures"
BASE = "https://counter.example"
SITE = Site(base_url=BASE, platform="medium")
ENCODED = "http://purl.org/rss/1.0/modules/content/"


def read(url: str, body: str | bytes, site: Site = SITE) -> Reading:
    content = body.encode() if isinstance(body, str) else body
    page = Page(url=url, final_url=url, status=200, headers={}, body=content)
    return PLUGIN.read(page, parse_page(content, ""), site)


def feed(link: str, body: str) -> str:
    entry = f'<item><title>Stamps, ranked</title><link>{link}</link><guid isPermaLink="false">https://medium.com/p/1a2b3c4d5e6f</guid><category>stamps</category><content:encoded xmlns:content="{ENCODED}"><![CDATA[{body}]]></content:encoded></item>'
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Notes</title><generator>Medium</generator>{entry}</channel></rss>'


def posts(reading: Reading) -> list:
    return [one for one in reading.records if one.kind is RecordKind.POST]


def test_a_feed_and_a_page_file_a_story_under_one_key() -> None:
    link = f"{BASE}/stamps-ranked-1a2b3c4d5e6f"
    readings = (
        read(f"{BASE}/feed", feed(f"{link}?source=rss-1a----4", "<p>The heron.</p>")),
        read(link, (FIXTURES / "2017-graf.html").read_bytes()),
    )
    assert {one.key for reading in readings for one in posts(reading)} == {link}
    assert {one.fields["source_id"] for reading in readings for one in posts(reading)} == {"1a2b3c4d5e6f"}


def test_a_storys_short_address_leads_to_it() -> None:
    reading = read(f"{BASE}/stamps-ranked-1a2b3c4d5e6f", (FIXTURES / "2017-graf.html").read_bytes())
    known = {one.key: one.fields["leads_to"] for one in reading.records if one.kind is RecordKind.URL}
    assert known == {f"{BASE}/p/1a2b3c4d5e6f": f"{BASE}/stamps-ranked-1a2b3c4d5e6f"}


def test_a_feed_gives_a_body_without_title_counter_and_the_way_back() -> None:
    body = (
        '<h3>Stamps, ranked</h3><figure><img src="https://cdn-images-1.medium.com/max/1024/1*a.png"></figure><p>The heron.</p>'
        '<img src="https://medium.com/_/stat?event=post.clientViewed" width="1" height="1"><hr><p><a href="x">Stamps, ranked</a> was originally published in'
        ' <a href="y">Notes</a> on Medium, where people are continuing the conversation.</p>'
    )
    (post,) = posts(read(f"{BASE}/feed", feed(f"{BASE}/stamps-ranked-1a2b3c4d5e6f", body)))
    assert (
        post.fields["body_html"]
        == '<figure><img src="https://cdn-images-1.medium.com/max/1024/1*a.png"/></figure><p>The heron.</p>'
    )


def test_a_feed_that_cuts_a_story_for_members_gives_no_body() -> None:
    body = '<div class="medium-feed-item"><p class="medium-feed-snippet">The heron</p><p class="medium-feed-link"><a href="x">Continue reading</a></p></div>'
    (post,) = posts(read(f"{BASE}/feed", feed(f"{BASE}/stamps-ranked-1a2b3c4d5e6f", body)))
    assert "body_html" not in post.fields


@pytest.mark.parametrize("name", ["2018-response", "2024-response"])
def test_a_response_is_no_post(name: str) -> None:
    reading = read(f"{BASE}/x-7c6b5a4f3e2d", (FIXTURES / f"{name}.html").read_bytes())
    assert (reading.kind, reading.records) == (PageVerdict.OTHER, ())


def test_a_story_whose_readers_responses_stand_in_its_script_is_a_post() -> None:
    text = (
        (FIXTURES / "2024-response.html")
        .read_text(encoding="utf-8")
        .replace('Post:6d5c4b3a2f1e":{', 'Post:999999999999":{')
    )
    assert len(posts(read(f"{BASE}/mine-rang-too-6d5c4b3a2f1e", text))) == 1


@pytest.mark.parametrize(
    ("base", "feed_url"),
    [
        ("https://medium.example/@ruth", "https://medium.example/feed/@ruth"),
        ("https://medium.example/counter-notes", "https://medium.example/feed/counter-notes"),
        ("https://counter.example", "https://counter.example/feed"),
    ],
)
def test_the_feed_of_a_blog_in_a_folder_stands_above_it(base: str, feed_url: str) -> None:
    assert feed_url in {seed.url for seed in PLUGIN.seeds(Site(base_url=base, platform="medium"))}


def test_a_list_of_stories_is_no_post() -> None:
    reading = read("https://ruth.medium.example/", (FIXTURES / "writer-list.html").read_bytes())
    assert (reading.kind, posts(reading)) == (PageVerdict.INDEX, [])
