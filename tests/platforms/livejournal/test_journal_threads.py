"""Journals hide comments: where the reader goes on, and what feeds leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.html import parse_page
from migrator.model import Page, RecordKind, Site
from migrator.platforms.dreamwidth import PLUGIN as DREAMWIDTH
from migrator.platforms.livejournal import PLUGIN as LIVEJOURNAL

HERE = Path(__file__).parent / "fixtures"
THERE = Path(__file__).parents[1] / "dreamwidth" / "fixtures"


def read(plugin, url: str, body: bytes):
    base = url.partition(".example")[0] + ".example"
    page = Page(url=url, final_url=url, status=200, headers={}, body=body)
    return plugin.read(page, parse_page(body, ""), Site(base_url=base, platform=plugin.name))


def test_an_entry_that_hides_comments_leads_to_its_flat_view():
    reading = read(
        LIVEJOURNAL, "https://tallow.livejournal.example/35.html", (HERE / "singlepost.html").read_bytes()
    )
    assert [one.url for one in reading.next_requests] == [
        "https://tallow.livejournal.example/35.html?view=flat&nojs=1"
    ]


def test_an_entry_with_further_pages_of_comments_leads_to_its_flat_view():
    reading = read(
        DREAMWIDTH,
        "http://tidewrack.dreamwidth.example/70923.html",
        (THERE / "practicality.html").read_bytes(),
    )
    assert [one.url for one in reading.next_requests] == [
        "http://tidewrack.dreamwidth.example/70923.html?view=flat"
    ]


def test_an_entry_that_shows_all_its_comments_leads_nowhere():
    reading = read(
        DREAMWIDTH, "http://plumcake.dreamwidth.example/4132.html", (THERE / "site-scheme.html").read_bytes()
    )
    assert reading.next_requests == ()


def test_a_flat_view_leads_to_its_further_pages_and_to_threads_it_still_hides():
    body = (THERE / "practicality.html").read_bytes()
    reading = read(DREAMWIDTH, "http://tidewrack.dreamwidth.example/70923.html?view=flat", body)
    assert [one.url.partition("?")[2] for one in reading.next_requests] == [
        "view=flat&page=2",
        "thread=301323",
    ]


def test_a_thread_does_not_lead_to_itself():
    body = (THERE / "practicality.html").read_bytes()
    assert not read(
        DREAMWIDTH, "http://tidewrack.dreamwidth.example/70923.html?thread=301323", body
    ).next_requests


def test_every_view_of_an_entry_is_read_under_the_entrys_address():
    body = (HERE / "singlepost.html").read_bytes()
    reading = read(LIVEJOURNAL, "https://tallow.livejournal.example/35.html?view=flat&nojs=1", body)
    assert {str(one.fields.get("post", one.key)) for one in reading.records} == {
        "https://tallow.livejournal.example/35.html"
    }


def test_a_comments_subject_is_kept_beside_its_text():
    reading = read(
        DREAMWIDTH, "http://plumcake.dreamwidth.example/4132.html", (THERE / "site-scheme.html").read_bytes()
    )
    subjects = [one.fields.get("subject") for one in reading.records if one.kind is RecordKind.COMMENT]
    assert subjects == ["It hums still", None, None, None]


@pytest.mark.parametrize(
    "script",
    [
        "Site.page = {broken",
        "var LJ_cmtinfo = {'a': 1}",
        'Site.page = {"comments": [1, {"dtalkid": "x"}], "replycount": -4}',
    ],
)
def test_scripts_that_are_no_json_change_nothing(script):
    body = (
        (HERE / "untitled-community.html")
        .read_bytes()
        .replace(b"</head>", f"<script>{script}</script></head>".encode())
    )
    reading = read(LIVEJOURNAL, "http://knot-school.livejournal.example/71.html", body)
    assert len(reading.records) == 1


def test_a_feeds_entry_is_read_whole_or_without_its_text():
    feed = (
        '<rss version="2.0"><channel><title>t</title><generator>LiveJournal / LiveJournal.com</generator>'
        "<item><link>http://saltmarsh.livejournal.example/512.html</link><title>Low water</title>"
        "<pubDate>Sun, 08 Feb 2004 17:20:00 GMT</pubDate><description>Flat.</description></item>"
        "<item><link>http://saltmarsh.livejournal.example/768.html</link>"
        '<description>Long. &lt;a href="http://saltmarsh.livejournal.example/768.html#cutid1"&gt;more&lt;/a&gt;</description></item>'
        "</channel></rss>"
    )
    posts = [
        one
        for one in read(LIVEJOURNAL, "http://saltmarsh.livejournal.example/data/rss", feed.encode()).records
        if one.kind is RecordKind.POST
    ]
    assert [one.fields.get("body_html") for one in posts] == ["Flat.", None]
    assert posts[0].fields["published"] == "2004-02-08T17:20:00+00:00"
