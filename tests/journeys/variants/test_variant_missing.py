"""What a live blog does not give: its reason stands in the report, in the run's result and behind the exit code."""

from __future__ import annotations

import pytest
from variant_blog import Reply, Variant, plain_posts
from variant_journey import again, moved

POSTS = plain_posts(5)
LAST = POSTS[-1].path
CASES = {  # what the blog does → (variant, exit code, missing, words in the report)
    "gone": (
        Variant(
            POSTS, replies={"/p/old.html": Reply(status=404)}, page_notice='<a href="/p/old.html">old</a>'
        ),
        0,
        "absent",
        "absent: 1 page",
    ),
    "blocked": (
        Variant(POSTS, robots=f"User-agent: *\nDisallow: /search\nDisallow: {LAST}\nAllow: /\n"),
        1,
        "robots",
        "blocked by robots.txt: 1 page",
    ),
    "too often": (
        Variant(POSTS, replies={LAST: Reply(status=429)}),
        3,
        "rate-limited",
        "rate-limited: 1 page",
    ),
    "broken": (Variant(POSTS, replies={LAST: Reply(status=503)}), 3, "no-answer", "no answer: 1 page"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_missing_page_says_why(tmp_path, name):
    blog, code, why, words = CASES[name]
    with moved(tmp_path / "p", blog) as (journey, _):
        assert (journey.result.exit_code, journey.result.as_json()["missing"]) == (code, {why: 1})
        assert words in journey.report()
        assert f"Missing: {words}" in journey.result.text()


def test_a_whole_blog_misses_nothing(tmp_path):
    with moved(tmp_path / "p", Variant(POSTS)) as (journey, _):
        assert journey.result.as_json()["missing"] == {}
        assert "What is missing" not in journey.report()


def test_a_list_that_fails_in_the_middle_makes_the_run_incomplete_and_goes_on_later(tmp_path):
    second = "/feeds/posts/default?start-index=4&redirect=false&max-results=150"
    broken = Variant(plain_posts(9), caps=(3,), replies={second: Reply(status=503)})
    with moved(tmp_path / "p", broken) as (journey, _):
        assert journey.result.exit_code == 3
        assert "feed" in journey.messages("crawl.disagree")
        broken.replies.clear()
        later = again(journey)
        assert (later.result.exit_code, len(later.posts()), later.messages("crawl.disagree")) == (0, 9, "")
