"""TypePad beside single pages: feeds of posts and comments, pages of comments, a blog's folder, detection."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator import registry
from migrator.html import parse_page
from migrator.model import Page, PageVerdict, Reading, RecordKind, Site

FIXTURES = Path(__file__).parent / "fixtures"
BASE = "http://ladders.typepad.example/climbs"
SITE = Site(base_url=BASE, platform="typepad")
POST = f"{BASE}/2012/09/rung-by-rung.html"
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
<title>{title}</title><generator uri="http://www.typepad.com/">TypePad</generator>
<id>tag:typepad.com,2003:weblog-1</id><updated>2012-09-18T13:20:00-04:00</updated>
<entry><title>{title}</title><link rel="alternate" type="text/html" href="{url}"/><id>tag:typepad.com,2003:post-{id}</id>
<published>2012-09-17T17:06:00-04:00</published><updated>2012-09-18T13:20:00-04:00</updated>
<author><name>Ida Rung</name></author><category term="Ladders"/>
<content type="html">&lt;p&gt;One, two. &lt;a href="/climbs/2004/03/first_rungs.html"&gt;First&lt;/a&gt;&lt;/p&gt;</content></entry>
</feed>"""


def read(body: str | bytes, url: str, site: Site = SITE) -> Reading:
    content = body.encode() if isinstance(body, str) else body
    page = Page(url=url, final_url=url, status=200, headers={}, body=content)
    return registry.load("platform", "typepad").read(page, parse_page(content, ""), site)


def test_a_feed_of_posts_names_each_post_by_its_address_with_a_zone() -> None:
    reading = read(ATOM.format(title="Rung by rung", url=POST, id="6a00d8341c01"), f"{BASE}/atom.xml")
    (post,) = [record for record in reading.records if record.kind is RecordKind.POST]
    assert (reading.kind, post.key, post.fields["published"]) == (
        PageVerdict.FEED,
        POST,
        "2012-09-17T17:06:00-04:00",
    )
    assert post.fields["labels"] == ["Ladders"]


@pytest.mark.parametrize("path", ["/comments/atom.xml", "/2012/09/rung-by-rung/comments/atom.xml"])
def test_a_feed_of_comments_gives_comments_of_their_posts_and_no_posts(path: str) -> None:
    url = f"{POST}?cid=6a00d8341c0177bb02#comment-6a00d8341c0177bb02"
    reading = read(ATOM.format(title="Zed on Rung by rung", url=url, id="6a00d8341c0177bb02"), BASE + path)
    (comment,) = reading.records
    assert (comment.kind, comment.key, comment.fields["post"]) == (
        RecordKind.COMMENT,
        "6a00d8341c0177bb02",
        POST,
    )
    assert comment.fields["published"] == "2012-09-17T17:06:00-04:00"


def test_a_feed_that_is_cut_off_gives_what_was_in_it() -> None:
    whole = ATOM.format(title="Rung", url=POST, id="6a00d8341c01")
    reading = read(whole[: whole.index("</entry>")], f"{BASE}/atom.xml")
    assert [record.key for record in reading.records if record.kind is RecordKind.POST] == [POST]


def test_further_pages_of_comments_are_asked_for_and_belong_to_the_post() -> None:
    body = (FIXTURES / "newest-first-2012.html").read_bytes()
    site = Site(base_url="http://www.ladders.example", platform="typepad")
    page_2 = "http://www.ladders.example/2012/09/rung-by-rung/comments/page/2/"
    first = read(body, "http://www.ladders.example/2012/09/rung-by-rung.html", site)
    second = read(body, page_2, site)
    assert [request.url for request in first.next_requests] == [page_2]
    assert {record.fields["post"] for record in second.records if record.kind is RecordKind.COMMENT} == {
        "http://www.ladders.example/2012/09/rung-by-rung.html"
    }
    places = [record.fields["position"] for record in second.records if record.kind is RecordKind.COMMENT]
    assert places == [10_000, 10_001]


def test_a_page_is_read_without_anybody_naming_the_blogs_folder() -> None:
    body = (FIXTURES / "hyphens-2009.html").read_bytes()
    reading = read(
        body,
        f"{BASE}/2009/05/a-rope-that-holds.html",
        Site(base_url="http://ladders.typepad.example", platform="typepad"),
    )
    post = next(record for record in reading.records if record.kind is RecordKind.POST)
    assert post.fields["labels"] == ["Rope and cord", "Shops"]


@pytest.mark.parametrize("name", ["hyphens-2009", "early-2004", "newest-first-2012"])
def test_typepad_knows_its_pages_without_their_generator(name: str) -> None:
    body = (FIXTURES / f"{name}.html").read_bytes().replace(b'name="generator"', b'name="g"')
    page = Page(url=POST, final_url=POST, status=200, headers={}, body=body)
    tree = parse_page(body, "")
    scores = {
        one: registry.load("platform", one).detect(page, tree).score for one in registry.names("platform")
    }
    assert max(scores, key=lambda one: scores[one]) == "typepad"


def test_comments_kept_by_a_service_are_missed_with_the_number_the_page_shows() -> None:
    body = (FIXTURES / "static-page.html").read_text(encoding="utf-8")
    script = '<a href="#comments">7 Comments</a><div id="disqus_thread"></div><script src="http://x.disqus.com/embed.js"></script></body>'
    reading = read(body.replace("</body>", script), f"{BASE}/2012/09/rung-by-rung.html")
    post = next(record for record in reading.records if record.kind is RecordKind.POST)
    assert (post.fields["comments_stated"], post.fields["comments_service"]) == (7, "Disqus")
    assert [note for note in reading.warnings if "7 comments" in note]


def test_a_count_that_the_page_does_not_keep_is_told() -> None:
    body = (
        (FIXTURES / "newest-first-2012.html").read_text(encoding="utf-8").replace("/comments/page/2/", "/x/")
    )
    reading = read(
        body,
        "http://www.ladders.example/2012/09/rung-by-rung.html",
        Site(base_url="http://www.ladders.example", platform="typepad"),
    )
    assert reading.warnings == ("The page states 3 comments and shows 2.",)
