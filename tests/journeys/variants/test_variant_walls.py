"""Blogs behind a warning, in a dynamic view, half moved, or already answering from somewhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from variant_blog import NOTICE, Entry, Reply, Variant, plain_posts
from variant_journey import moved
from variant_markup import page

from migrator.model import Verdict

POSTS = plain_posts(6)


def for_all(reply, posts=POSTS):
    return {post.path: reply for post in posts} | {"/": reply}


def test_pages_behind_a_content_warning_are_made_good_from_the_feeds(tmp_path):
    wall = Reply(status=302, headers=(("Location", "https://www.blogger.example/blogin.g?blogspotURL=x"),))
    with moved(tmp_path / "p", Variant(POSTS, replies=for_all(wall))) as (journey, running):
        assert "post number 3 says" in journey.posts()[POSTS[2].path].body_html
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0
        assert not [host for host, _, _ in running.log if host == "www.blogger.example"]


def test_a_dynamic_view_shows_nothing_and_the_feeds_have_it_all(tmp_path):
    shell = Reply(
        b'<html><head><meta name="generator" content="blogger"><meta name="blogger-template" content="dynamic">'
        b"<title>A plain blog</title></head><body><script>blogger.ui().view();</script></body></html>"
    )
    with moved(tmp_path / "p", Variant(POSTS, replies=for_all(shell))) as (journey, _):
        assert "post number 3 says" in journey.posts()[POSTS[2].path].body_html
        assert journey.posts()[POSTS[2].path].title == "Post number 3"
        assert journey.result.exit_code == 0


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_small_blog_whose_every_page_is_a_notice_keeps_its_posts(tmp_path, count):
    blog = Variant(plain_posts(count), page_notice=f"<p>{NOTICE}</p>")
    with moved(tmp_path / "p", blog) as (journey, _):
        assert len(journey.posts()) == count
        assert journey.moves()["/2009/01/post-number-1.html"] == "/post-number-1/"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_small_blog_without_content_anywhere_is_not_sent_home(tmp_path, count):
    blog = Variant(plain_posts(count), page_notice=f"<p>{NOTICE}</p>", feeds="stubs")
    with moved(tmp_path / "p", blog) as (journey, _):
        assert journey.verdicts()["/2009/01/post-number-1.html"].verdict is Verdict.UNEXPLAINED


def test_some_pages_turned_into_notices_keep_what_the_feeds_have(tmp_path):
    shown = Variant(POSTS)
    notice = Reply(page(replace(shown, page_notice=f"<p>{NOTICE}</p>"), "x", "").encode())
    with moved(tmp_path / "p", replace(shown, replies={POSTS[0].path: notice})) as (journey, _):
        assert "post number 1 says" in journey.posts()[POSTS[0].path].body_html
        assert journey.moves()[POSTS[0].path] == "/post-number-1/"


def test_one_announcement_among_posts_leads_to_the_new_front_page_and_is_not_exported(tmp_path):
    last = Entry(
        "/2012/01/moved.html", "We have moved", POSTS[-1].when.replace(year=2012), f"<p>{NOTICE}</p>", id=88
    )
    with moved(tmp_path / "p", Variant((*POSTS, last))) as (journey, _):
        assert journey.moves()["/2012/01/moved.html"] == "/"
        assert "/2012/01/moved.html" not in journey.posts()


def test_posts_the_old_site_redirects_to_the_new_one_go_there(tmp_path):
    gone = Reply(status=301, headers=(("Location", "https://new.example/new-name/"),))
    blog = Variant(POSTS, feeds="none", replies={POSTS[2].path: gone})
    with moved(tmp_path / "p", blog) as (journey, _):
        assert journey.moves()[POSTS[2].path] == "/new-name/"


def test_posts_the_old_site_sends_to_the_new_front_page_are_not_taken_as_explained(tmp_path):
    home = Reply(status=301, headers=(("Location", "https://new.example/"),))
    blog = Variant(POSTS, feeds="none", replies={POSTS[2].path: home})
    with moved(tmp_path / "p", blog) as (journey, _):
        assert journey.verdicts()[POSTS[2].path].verdict is Verdict.UNEXPLAINED


def test_soft_missing_pages_of_the_old_site_are_no_posts(tmp_path):
    body = b"<html><head><meta name='generator' content='blogger'></head><body><p>Sorry, the page you were looking for in this blog does not exist.</p></body></html>"
    blog = Variant(POSTS, replies={"/2009/01/typo.html": Reply(body, status=404)})
    first = replace(
        POSTS[0], body='<p>As I said <a href="/2009/01/typo.html">there</a> some time ago, friends.</p>'
    )
    with moved(tmp_path / "p", replace(blog, entries=(first, *POSTS[1:]))) as (journey, _):
        assert journey.verdicts()["/2009/01/typo.html"].reason == "gone.not-found"
        assert journey.result.exit_code == 0


FORWARDING = {
    "refresh": '<meta http-equiv="Refresh" content="0; URL=\'{}\'">',
    "canonical": '<link rel="canonical" href="{}">',
    "script": "<script>window.location.href = '{}';</script>",
}


def forwarding(how, target):
    head = FORWARDING[how].format(target)
    return Reply(
        f'<html><head><meta name="generator" content="blogger">{head}</head><body>Moved</body></html>'.encode()
    )


@pytest.mark.parametrize("how", list(FORWARDING))
def test_pages_that_forward_readers_tell_where_their_posts_are(tmp_path, how):
    replies = {post.path: forwarding(how, f"https://new.example/named-{post.id}/") for post in POSTS}
    with moved(tmp_path / "p", Variant(POSTS, feeds="none", replies=replies)) as (journey, _):
        assert journey.moves()[POSTS[2].path] == "/named-1003/"


@pytest.mark.parametrize(
    "target", ["https://new.example/", "https://new.example/search/", "https://evil.example/x/"]
)
def test_pages_that_all_forward_to_one_place_explain_nothing(tmp_path, target):
    replies = {post.path: forwarding("refresh", target) for post in POSTS}
    with moved(tmp_path / "p", Variant(POSTS, feeds="none", replies=replies)) as (journey, _):
        assert {journey.verdicts()[post.path].verdict for post in POSTS} == {Verdict.UNEXPLAINED}
