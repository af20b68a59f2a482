"""A blog whose every page now only says that it has moved: content comes from its feeds, or from the new site."""

from __future__ import annotations

import pytest
from variant_blog import NOTICE, moved_blog
from variant_journey import again, moved

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


WORDS = {
    "no-link": "This site has moved, please update your bookmarks; if you were looking for a post, use the search, "
    "archives or categories at the new domain.",
    "japanese": "ブログは終わりました。ありがとうございました。",
    "nothing": "",
}


@pytest.mark.parametrize("words", list(WORDS))
@pytest.mark.parametrize(
    "shape", ["<p>{}</p>", '<div class="post hentry"><div class="post-body">{} </div></div>']
)
def test_any_words_that_every_page_shows_alike_are_a_notice(tmp_path, words, shape):
    with moved(tmp_path / "p", moved_blog(page_notice=shape.format(WORDS[words]))) as (journey, _):
        assert "what post number 3 says" in journey.posts()["/2009/02/post-number-3.html"].body_html
        assert "bookmarks" not in journey.wxr()


@pytest.mark.parametrize("words", ["no-link", "japanese"])
@pytest.mark.parametrize(
    "shape", ["<p>{}</p>", '<div class="post hentry"><div class="post-body">{} </div></div>']
)
def test_without_any_content_such_pages_are_no_posts_and_stay_unexplained(tmp_path, words, shape):
    blog = moved_blog(page_notice=shape.format(WORDS[words]), feeds="none")
    with moved(tmp_path / "p", blog) as (journey, _):
        assert journey.posts() == {}
        verdicts = journey.verdicts()
        assert verdicts["/2009/02/post-number-3.html"].reason == "unexplained.replaced"
        assert again(journey).result.verdicts == journey.result.verdicts
