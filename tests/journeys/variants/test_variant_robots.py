"""robots.txt that stands in the way of the blog's own owner, or that cannot be had."""

from __future__ import annotations

import pytest
from variant_blog import Reply, Variant, plain_posts
from variant_journey import again, moved

from migrator.errors import SiteError
from migrator.model import Verdict

EVERYTHING = "User-agent: *\nDisallow: /\n"
FEEDS = "User-agent: *\nDisallow: /search\nDisallow: /feeds\nAllow: /\n"


def test_an_owner_is_told_how_to_read_a_blog_that_forbids_everything(tmp_path):
    with (
        pytest.raises(SiteError) as caught,
        moved(tmp_path / "p", Variant(plain_posts(3), robots=EVERYTHING)),
    ):
        pass
    assert 'robots = "ignore"' in caught.value.hint


def test_the_owner_may_ignore_it_and_the_report_says_so(tmp_path):
    blog = Variant(plain_posts(3), robots=EVERYTHING)
    with moved(tmp_path / "p", blog, crawl='robots = "ignore"') as (journey, _):
        assert len(journey.posts()) == 3
        assert journey.result.exit_code == 0
        assert "robots.txt" in journey.report()


def test_forbidden_feeds_leave_the_pages_and_the_owner_is_told(tmp_path):
    with moved(tmp_path / "p", Variant(plain_posts(7), robots=FEEDS)) as (journey, running):
        assert not [target for target in running.targets if target.startswith("/feeds")]
        assert len(journey.posts()) == 7
        message = journey.messages("crawl.robots")
        assert "robots.txt" in message
        assert "/feeds/posts/default" in message


def test_forbidden_searches_alone_are_nothing_to_tell(tmp_path):
    with moved(tmp_path / "p", Variant(plain_posts(7))) as (journey, _):
        assert journey.findings("crawl.robots") == []


def test_ignoring_robots_later_reads_what_was_left_out(tmp_path):
    blog = Variant(plain_posts(7), robots=FEEDS)
    with moved(tmp_path / "p", blog) as (journey, running):
        toml = journey.project.folder / "migrator.toml"
        text = toml.read_text(encoding="utf-8").replace("attempts = 1", 'attempts = 1\nrobots = "ignore"')
        toml.write_text(text, encoding="utf-8")
        later = again(journey)
        assert [target for target in running.targets if target.startswith("/feeds/posts")]
        assert later.findings("crawl.robots") == []


def test_a_robots_txt_that_fails_forbids_all_until_it_answers(tmp_path):
    blog = Variant(plain_posts(2), replies={"/robots.txt": Reply(status=503)})
    with pytest.raises(SiteError, match=r"robots\.txt answered 503"), moved(tmp_path / "p", blog):
        pass


def test_a_missing_robots_txt_forbids_nothing(tmp_path):
    blog = Variant(plain_posts(2), replies={"/robots.txt": Reply(status=404)})
    with moved(tmp_path / "p", blog) as (journey, _):
        assert len(journey.posts()) == 2
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0
