"""RSS 0.9 and 1.0 (RDF), RSS 2.0 with a namespace, and JSON Feed give the same entries as the other formats."""

from __future__ import annotations

import json

import pytest

from migrator.model import Page
from migrator.platforms._feeds import is_feed, parse_feed

URL = "http://pier.example/feed"
ITEM = (
    "<title>Rain</title><link>http://pier.example/rain</link><description>Wet.</description>"
    "<dc:date>2004-05-03T10:00:00+02:00</dc:date><dc:creator>Ida</dc:creator><dc:subject>weather</dc:subject>"
)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
RSS_1 = (
    f'<rdf:RDF {RDF} {DC} xmlns="http://purl.org/rss/1.0/"><channel rdf:about="http://pier.example/"><title>Pier</title>'
    f'<link>http://pier.example/</link><dc:language>da</dc:language></channel><item rdf:about="http://pier.example/rain">{ITEM}</item></rdf:RDF>'
)
RSS_09 = f'<rdf:RDF {RDF} {DC} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Pier</title></channel><item>{ITEM}</item></rdf:RDF>'
RSS_2 = f'<rss version="2.0" {DC} xmlns="http://backend.userland.com/rss2"><channel><title>Pier</title><item>{ITEM}</item></channel></rss>'


def _page(text: str) -> Page:
    return Page(url=URL, final_url=URL, status=200, headers={}, body=text.encode())


@pytest.mark.parametrize("text", [RSS_1, RSS_09, RSS_2], ids=["1.0", "0.9", "2.0 with a namespace"])
def test_every_rss_gives_its_entries(text):
    page = _page(text)
    feed = parse_feed(page)
    assert is_feed(page)
    assert feed.title == "Pier"
    entry = feed.entries[0]
    assert (entry.title, entry.published, entry.author, entry.labels, entry.content) == (
        "Rain", "2004-05-03T10:00:00+02:00", "Ida", ("weather",), "Wet.",
    )  # fmt: skip
    assert entry.link("alternate") == "http://pier.example/rain"


def test_an_rdf_item_without_a_guid_is_known_by_its_address():
    assert parse_feed(_page(RSS_1)).entries[0].id == "http://pier.example/rain"


def test_the_language_of_an_rdf_channel_is_known():
    assert parse_feed(_page(RSS_1)).language == "da"


def _json_feed(**item: object) -> Page:
    stated = {
        "id": "7",
        "url": "http://pier.example/rain",
        "title": "Rain",
        "date_published": "2019-05-03T10:00:00Z",
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Pier",
        "next_url": "http://pier.example/feed?2",
        "items": [stated | item],
    }
    return _page(json.dumps(feed))


def test_a_json_feed_is_a_feed_with_a_next_page():
    page = _json_feed(
        content_html="<p>Wet.</p>", authors=[{"name": "Ida", "url": "http://ida.example"}], tags=["weather"]
    )
    feed = parse_feed(page)
    assert is_feed(page)
    assert feed.link("next") == "http://pier.example/feed?2"
    entry = feed.entries[0]
    assert (entry.id, entry.author, entry.author_url, entry.labels) == (
        "7",
        "Ida",
        "http://ida.example",
        ("weather",),
    )
    assert (entry.content, entry.published) == ("<p>Wet.</p>", "2019-05-03T10:00:00+00:00")


def test_plain_text_of_a_json_feed_is_no_markup():
    assert parse_feed(_json_feed(content_text="a < b")).entries[0].content == "a &lt; b"


def test_a_json_feed_of_version_one_names_a_single_author():
    assert parse_feed(_json_feed(author={"name": "Ida"})).entries[0].author == "Ida"


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "https://jsonfeed.org/version/1"',
        '{"version": "https://jsonfeed.org/version/1", "items": 3}',
    ],
)
def test_a_broken_json_feed_gives_no_entries(text):
    feed = parse_feed(_page(text))
    assert feed is None or feed.entries == ()
