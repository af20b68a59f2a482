"""A blog whose every page now only says that it has moved: content comes from its feeds, or from the new site."""

from __future__ import annotations

from variant_blog import NOTICE, moved_blog
from variant_journey import moved

from migrator.model import Verdict


def test_posts_are_recovered_from_the_feeds_when_every_page_is_a_notice(tmp_path):
    with moved(tmp_path / "p", moved_blog()) as (journey, _):
        posts = journey.posts()
        assert len(posts) == 7
        assert "what post number 3 says" in posts["/2009/02/post-number-3.html"].body_html
        assert NOTICE[:20] not in journey.wxr()
        assert journey.moves()["/2009/02/post-number-3.html"] == "/post-number-3/"
        assert journey.moves()["/p/about.html"] == "/about/"
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0


def test_comments_of_a_moved_blog_come_from_its_comment_feeds(tmp_path):
    with moved(tmp_path / "p", moved_blog()) as (journey, _):
        found = journey.comments("/2009/01/post-number-1.html")
        assert [comment.html for comment in found] == ["First!", "Second."]


def test_a_person_is_told_that_the_pages_hold_only_a_notice(tmp_path):
    with moved(tmp_path / "p", moved_blog()) as (journey, _):
        assert "7 pages show only a notice" in journey.messages("extract.replaced")
