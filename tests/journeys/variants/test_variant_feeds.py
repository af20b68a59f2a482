"""Feeds that are cut, missing, capped, doubled or that lie about how much there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from variant_blog import Entry, Remark, Reply, Variant, plain_posts
from variant_journey import moved

from migrator.model import Verdict

EMPTY_FEED = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">'
    "<id>tag:blogger.com,1999:blog-77</id><title>A plain blog</title></feed>"
)


def words(journey):
    return {path: post.body_html for path, post in journey.posts().items()}


def test_a_short_feed_leaves_bodies_to_the_pages(tmp_path):
    long = replace(plain_posts(1)[0], body="<p>" + "Many words that a summary would cut. " * 20 + "End.</p>")
    with moved(tmp_path / "p", Variant((long, *plain_posts(3)[1:]), feeds="short")) as (journey, _):
        assert words(journey)[long.path].endswith("End.</p>")
        assert {post.provenance["body_html"] for post in journey.posts().values()} == {"html"}
        assert journey.result.exit_code == 0


@pytest.mark.parametrize("empty", [None, EMPTY_FEED])
def test_without_feeds_and_sitemap_everything_is_found_by_following_links(tmp_path, empty):
    target = "/feeds/posts/default?redirect=false&start-index=1&max-results=150"
    replies = {} if empty is None else {target: Reply(empty.encode(), kind="application/atom+xml")}
    blog = Variant(plain_posts(23), feeds="none", sitemap=False, replies=replies)
    with moved(tmp_path / "p", blog) as (journey, _):
        assert len(journey.posts()) == 23
        assert "may not be all" in journey.messages("crawl.unlisted")
        assert journey.posts()["/2009/02/post-number-3.html"].labels == ("Odd",)
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0
        assert journey.result.exit_code == 0


def test_without_feeds_sitemap_and_archive_links_older_posts_are_followed(tmp_path):
    blog = Variant(
        plain_posts(23), feeds="none", sitemap=False, archives=False, robots="User-agent: *\nAllow: /\n"
    )
    with moved(tmp_path / "p", blog) as (journey, _):
        assert len(journey.posts()) == 23


def test_a_source_that_names_fewer_posts_than_the_others_is_told(tmp_path):
    posts = plain_posts(4)
    hidden = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://plain.blogspot.example{posts[0].path}</loc></url></urlset>'
    blog = Variant(posts, replies={"/sitemap.xml": Reply(hidden.encode(), kind="text/xml")})
    with moved(tmp_path / "p", blog) as (journey, _):
        assert "sitemap found 1: missing" in journey.messages("crawl.disagree")


def test_a_cap_that_changes_between_pages_loses_nothing(tmp_path):
    with moved(tmp_path / "p", Variant(plain_posts(60), caps=(40, 7), sitemap=False)) as (journey, running):
        assert len(journey.posts()) == 60
        asked = [t for t in running.targets if t.startswith("/feeds/posts")]
        assert len(asked) == 4
        assert "disagree" not in "".join(found.code for found in journey.findings())


@pytest.mark.parametrize("total", [3, 0, 500])
def test_a_total_that_lies_loses_no_posts(tmp_path, total):
    blog = Variant(plain_posts(30), caps=(10,), total=total, sitemap=False, archives=False, listed=2)
    with moved(tmp_path / "p", blog) as (journey, running):
        assert len(journey.posts()) == 30
        assert len([t for t in running.targets if t.startswith("/feeds/posts")]) <= 5
        assert f"says it has {total} posts" in journey.messages("crawl.disagree")


@pytest.mark.parametrize("changes", [{"sitemap": False}, {"feeds": "none"}])
def test_one_source_that_lists_the_posts_is_enough(tmp_path, changes):
    with moved(tmp_path / "p", Variant(plain_posts(3), **changes)) as (journey, _):
        assert journey.findings("crawl.unlisted") == []


def test_entries_that_come_twice_are_one_post(tmp_path):
    posts = plain_posts(5)
    doubled = (*posts, replace(posts[2], labels=("Odd", "Late")))
    with moved(tmp_path / "p", Variant(doubled)) as (journey, _):
        assert len(journey.posts()) == 5


def test_drafts_in_a_feed_are_no_posts_and_are_told(tmp_path):
    draft = Entry("/draft", "Not yet", datetime(2010, 1, 1, tzinfo=UTC), id=50, alternate="")
    with moved(tmp_path / "p", Variant((*plain_posts(3), draft))) as (journey, _):
        assert len(journey.posts()) == 3
        assert journey.result.exit_code == 0


def test_an_entry_that_lives_on_another_host_is_not_taken_for_ours(tmp_path):
    guest = Entry(
        "/2010/01/guest.html",
        "Guest",
        datetime(2010, 1, 1, tzinfo=UTC),
        id=51,
        alternate="http://other.example/x",
    )
    posts = plain_posts(3)
    with moved(tmp_path / "p", Variant((*posts, guest), replies={guest.path: Reply(status=404)})) as (
        journey,
        _,
    ):
        assert [path for path in journey.posts() if "other.example" in path] == []
        assert "http://other.example/x" not in journey.verdicts()


def test_a_feed_sent_elsewhere_by_the_old_site_is_read_at_home(tmp_path):
    away = Reply(status=302, headers=(("Location", "http://feeds.feedburner.example/plain"),))
    blog = Variant(plain_posts(4), replies={"/feeds/posts/default": away, "/atom.xml": away})
    with moved(tmp_path / "p", blog) as (journey, _):
        assert {post.provenance["guid"] for post in journey.posts().values()} == {"feed"}
        assert journey.moves()["/feeds/posts/default"] == "/feed/"


def test_a_feed_page_that_breaks_off_keeps_what_it_gave(tmp_path):
    broken = Reply(
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><entry><title>Half',
        kind="text/xml",
    )
    target = "/feeds/posts/default?redirect=false&start-index=1&max-results=150"
    with moved(tmp_path / "p", Variant(plain_posts(4), replies={target: broken})) as (journey, _):
        assert len(journey.posts()) == 4


def test_comments_are_found_where_only_posts_feeds_fail(tmp_path):
    first, *rest = plain_posts(3)
    blog = Variant((replace(first, remarks=(Remark(8000001, text="Well said"),)), *rest), feeds="none")
    with moved(tmp_path / "p", blog) as (journey, _):
        assert [comment.id for comment in journey.comments(first.path)] == ["8000001"]


def test_posts_that_a_feed_knows_by_an_archive_alone_are_never_melted_into_one(tmp_path):
    posts = plain_posts(4)
    anchored = [
        replace(post, alternate=f"http://plain.blogspot.example/2009_01_01_archive.html#{post.id}")
        for post in posts
    ]
    with moved(tmp_path / "p", Variant(tuple(anchored))) as (journey, _):
        assert not [path for path in journey.posts() if "archive" in path]
        assert "feed says it has 4 posts, but gave 0" in journey.messages("crawl.disagree")
