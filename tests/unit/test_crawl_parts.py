"""The pure parts of the crawl: what is followed, what sources disagree on, what it will cost."""

from __future__ import annotations

import pytest

from migrator.model import Hop, Link, LinkKind, Page, PageVerdict, Reading, Record, RecordKind, Request
from migrator.profiles import site_urls
from migrator.settings import CrawlSettings
from migrator.stages.crawl import conditions
from migrator.stages.crosscheck import Seen, cross_check
from migrator.stages.discovery import Discovery, is_trap
from migrator.stages.estimates import duration, estimate, size

BASE = "http://dear.example"


def page(path: str = "/", final: str | None = None, **more: object) -> Page:
    told = {"status": 200, "headers": {}, "body": b"x", **more}
    return Page(url=BASE + path, final_url=final or BASE + path, **told)


def linking(*urls: str, kind: LinkKind = LinkKind.TEMPLATE) -> Reading:
    return Reading(kind=PageVerdict.INDEX, links=tuple(Link(f"{BASE}/", url, kind) for url in urls))


def found(*urls: str, kind: LinkKind = LinkKind.TEMPLATE) -> list[str]:
    discovery = Discovery(site_urls("blogger", BASE, ["dear.blogspot.example"]))
    return [request.url for request in discovery.fresh(page(), linking(*urls, kind=kind))]


@pytest.mark.parametrize(
    "spelling",
    [
        f"{BASE}/2010/05/x.html?m=1",
        f"{BASE}/2010/05/x.html?showComment=1300000000000#c42",
        f"{BASE}/2010/05/x.html?utm_source=feed&utm_medium=rss",
        f"{BASE}/2010/05/x.html?action=toggle&widgetId=A&dir=open&toggle=MONTHLY-1",
        "https://www.dear.example/2010/05/x.html#comments",
        "http://dear.blogspot.co.uk/2010/05/x.html",
        f"{BASE}/2010/05/x.html?commentPage=2",
    ],
)
def test_spellings_of_a_post_are_one_request(spelling: str) -> None:
    assert found(spelling, f"{BASE}/2010/05/x.html") == [f"{BASE}/2010/05/x.html"]


def test_a_query_that_means_something_stays() -> None:
    assert found(f"{BASE}/search?q=pie&m=1") == [f"{BASE}/search?q=pie"]


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/2010/05/x.html",
        f"{BASE}/feeds/posts/default/-/Work",
        f"{BASE}/favicon.ico",
        f"{BASE}/photos/cat.jpg",
        f"{BASE}/x/x/x/x/",
        f"{BASE}/" + "a" * 2000,
        "not a url",
    ],
)
def test_what_a_crawl_has_no_use_for_is_not_queued(url: str) -> None:
    assert found(url) == []


def test_images_are_left_to_the_media_stage() -> None:
    assert found(f"{BASE}/pic", kind=LinkKind.IMAGE) == []


def test_a_request_is_returned_once() -> None:
    discovery = Discovery(site_urls("blogger", BASE))
    assert len(discovery.fresh(page(), linking(f"{BASE}/p/about.html"))) == 1
    assert discovery.fresh(page("/2010/"), linking(f"{BASE}/p/about.html?m=1")) == []


def test_next_requests_keep_their_query() -> None:
    url = f"{BASE}/2010/05/x.html?commentPage=2"
    reading = Reading(
        kind=PageVerdict.POST, next_requests=(Request(url=url, priority=55, source="comment-page"),)
    )
    assert Discovery(site_urls("blogger", BASE)).fresh(page(), reading) == [
        Request(url=url, priority=55, source="comment-page")
    ]


def test_posts_named_by_a_feed_are_requested() -> None:
    record = Record(kind=RecordKind.POST, key=f"{BASE}/2010/05/x.html", source="feed", url="", fields={})
    stranger = Record(
        kind=RecordKind.POST, key="http://else.example/2010/05/x.html", source="feed", url="", fields={}
    )
    reading = Reading(kind=PageVerdict.FEED, records=(record, stranger))
    requests = Discovery(site_urls("blogger", BASE)).fresh(page("/feeds/posts/default"), reading)
    assert [(request.url, request.source) for request in requests] == [(record.key, "feed")]


def test_a_redirect_to_another_row_is_requested_and_one_to_itself_is_not() -> None:
    discovery = Discovery(site_urls("blogger", BASE))
    moved = page(
        "/2010/05/x.html",
        f"{BASE}/2010/05/y.html",
        hops=(Hop(f"{BASE}/2010/05/x.html", 302, f"{BASE}/2010/05/y.html"),),
    )
    assert [one.url for one in discovery.fresh(moved, None)] == [f"{BASE}/2010/05/y.html"]
    same = page(
        "/2010/05/z.html",
        "https://dear.example/2010/05/z.html",
        hops=(Hop(f"{BASE}/2010/05/z.html", 301, "https://dear.example/2010/05/z.html"),),
    )
    assert discovery.fresh(same, None) == []


def test_a_deep_path_is_a_trap_and_a_post_is_not() -> None:
    assert is_trap("/a" * 13)
    assert not is_trap("/2010/10/10/10-ways.html")


def test_a_missing_post_is_named_with_both_numbers() -> None:
    posts = frozenset(f"{BASE}/2010/05/{number}.html" for number in range(61))
    sources = [
        Seen("feed", {"posts": posts}, {"posts": 61}),
        Seen("crawl", {"posts": posts - {f"{BASE}/2010/05/7.html"}}),
    ]
    (finding,) = cross_check(sources, BASE)
    assert finding.message == f"feed has 61 posts, crawl found 60: missing {BASE}/2010/05/7.html"


def test_many_missing_posts_are_counted() -> None:
    posts = frozenset(f"{BASE}/2010/05/{number}.html" for number in range(9))
    (finding,) = cross_check([Seen("feed", {"posts": posts}), Seen("crawl", {"posts": frozenset()})], BASE)
    assert finding.message.endswith("and 4 more")


def test_sources_that_each_lack_something_are_both_told() -> None:
    one, two = frozenset({f"{BASE}/2010/05/1.html"}), frozenset({f"{BASE}/2010/05/2.html"})
    findings = cross_check([Seen("feed", {"posts": one}), Seen("sitemap", {"posts": two})], BASE)
    assert [finding.message.split(":")[0] for finding in findings] == [
        "all sources together have 2 posts, feed found 1",
        "feed has 1 post, sitemap found 1",
    ]


def test_a_source_that_lists_no_pages_is_not_compared_on_pages() -> None:
    pages = frozenset({f"{BASE}/p/about.html"})
    assert (
        cross_check([Seen("page-feed", {"pages": pages}), Seen("feed", {"posts": frozenset()})], BASE) == []
    )


def test_comments_a_feed_states_but_does_not_give_are_told() -> None:
    (finding,) = cross_check([Seen("comment-feed", {"comments": frozenset({"1"})}, {"comments": 3})], BASE)
    assert finding.message == "comment-feed says it has 3 comments, but gave 1"


def test_an_estimate_counts_posts_archives_and_images() -> None:
    cost = estimate({"posts": 1000}, 5, CrawlSettings(rate=2))
    assert (cost.requests, cost.seconds) == (3100, 1550)
    assert "3,100 requests, 26 minutes" in cost.text()


def test_an_estimate_without_media_is_smaller_and_never_below_the_queue() -> None:
    assert estimate({"posts": 10}, 700, CrawlSettings(media=False)).requests == 700


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "5 seconds"), (91, "2 minutes"), (3600, "1 h 00 min"), (9000, "2 h 30 min")]
)
def test_durations_read_well(seconds: int, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"), [(12, "12 bytes"), (1500, "1.5 KB"), (2_000_000, "2.0 MB"), (3_100_000_000, "3.1 GB")]
)
def test_sizes_read_well(count: int, words: str) -> None:
    assert size(count) == words


def test_only_a_page_with_validators_is_asked_for_conditionally() -> None:
    told = {"etag": '"1"', "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert conditions(page(headers=told)) == {
        "if-none-match": '"1"',
        "if-modified-since": told["last-modified"],
    }
    assert conditions(page(headers=told, status=404)) == {}
    assert conditions(page(headers=told, hops=(Hop("a", 301, "b"),))) == {}
    assert conditions(None) == {}
