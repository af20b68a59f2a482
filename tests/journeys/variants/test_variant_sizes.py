"""The smallest blogs, a big one, and runs that stop in the middle or begin again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial

import pytest
from variant_blog import Reply, Variant, plain_posts
from variant_journey import Journey, again, moved, settings_text
from variant_server import answer, served

from migrator.model import Silence, Verdict
from migrator.settings import load_settings
from migrator.stages.crawl import run_crawl
from migrator.stages.run import Plan, run_all
from migrator.store.project import Project

HOSTS = '"blog.example" = "repointed-domain"'


def files(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_an_empty_blog_moves_its_home_and_feeds(tmp_path):
    with moved(tmp_path / "p", Variant((), host="blog.example"), hosts=HOSTS, redirects="") as (journey, _):
        assert journey.moves()["/"] == "/"
        assert journey.moves()["/feeds/posts/default"] == "/feed/"
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0
        assert journey.result.exit_code == 0, journey.result.errors
        assert (journey.out / "report.html").exists()


def test_an_empty_blog_without_any_feed_is_not_taken_for_a_broken_one(tmp_path):
    with moved(tmp_path / "p", Variant((), feeds="none", sitemap=False)) as (journey, _):
        assert journey.result.exit_code == 0


def test_one_post_is_a_whole_blog(tmp_path):
    with moved(tmp_path / "p", Variant(plain_posts(1), host="blog.example"), hosts=HOSTS, redirects="") as (
        journey,
        _,
    ):
        assert journey.moves()["/2009/01/post-number-1.html"] == "/post-number-1/"
        assert journey.moves()["/2009/"] == "/2009/"
        assert journey.result.exit_code == 0, journey.result.errors


def crowded(count):
    """Return a blog of many posts in few months."""
    posts = plain_posts(count)
    return tuple(
        replace(
            post,
            path=f"/{2005 + number % 10}/{1 + number % 12:02}/post-number-{number}.html",
            when=post.when.replace(year=2005 + number % 10, month=1 + number % 12, day=1 + number % 28),
        )
        for number, post in enumerate(posts, 1)
    )


def test_a_blog_of_three_hundred_posts_loses_none_and_asks_nothing_twice(tmp_path):
    with moved(tmp_path / "p", Variant(crowded(300), archives=False)) as (journey, running):
        assert len(journey.posts()) == 300
        assert journey.result.exit_code == 0
        assert len(running.targets) == len(set(running.targets))
        assert len([old for old in journey.moves() if "post-number" in old]) == 300


class Impatient(Silence):
    """A person who presses Ctrl-C after some answers."""

    def __init__(self, answers: int) -> None:
        self.left = answers

    def advance(self, *_: object, **__: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("answers", [1, 4, 15])
def test_a_crawl_stopped_by_a_person_goes_on_and_ends_the_same(tmp_path, answers):
    blog = Variant(plain_posts(20))
    with served(partial(answer, blog)) as running:
        with Project.create(tmp_path / "stopped", settings_text(blog, running, {})) as project:
            settings = project.settings()
            with pytest.raises(KeyboardInterrupt):
                run_crawl(project, settings, Impatient(answers))
            kept = set(project.pages.statuses())
            running.log.clear()
            run_all(project, settings, Plan(prove=False), Silence())
            asked = {f"{blog.base}{target}" for target in running.targets}
            assert not kept & asked
        with Project.create(tmp_path / "left-alone", settings_text(blog, running, {})) as project:
            run_all(project, project.settings(), Plan(prove=False), Silence())
        assert files(tmp_path / "stopped" / "out") == files(tmp_path / "left-alone" / "out")


def test_a_refresh_asks_only_whether_pages_changed_and_reads_those_that_did(tmp_path):
    one, two, three = plain_posts(3)
    shown = Variant((one, two, three))
    tagged = {
        one.path: replace(answer(shown, shown.host, one.path), headers=(("ETag", '"one"'),)),
        two.path: replace(answer(shown, shown.host, two.path), headers=(("ETag", '"two"'),)),
    }
    replies = dict(tagged)
    blog = replace(shown, replies=replies, feeds="none")
    with moved(tmp_path / "p", blog) as (journey, running):
        changed = replace(two, body="<p>These words were put here only yesterday, after much thought.</p>")
        replies[two.path] = replace(
            answer(replace(shown, entries=(one, changed, three)), shown.host, two.path),
            headers=(("ETag", '"new"'),),
        )
        running.log.clear()
        settings = load_settings(journey.project.folder / "migrator.toml")
        run_crawl(journey.project, settings, Silence(), refresh=True)
        asked = {target: headers for _, target, headers in running.log}
        assert asked[one.path]["if-none-match"] == '"one"'
        assert "only yesterday" in again(journey).posts()[two.path].body_html
        assert "post number 1 says" in journey.posts()[one.path].body_html


def test_a_post_deleted_since_the_last_run_is_kept_and_its_end_is_told(tmp_path):
    posts = plain_posts(3)
    replies: dict[str, Reply] = {}
    with moved(tmp_path / "p", Variant(posts, replies=replies)) as (journey, _):
        replies[posts[0].path] = Reply(status=404)
        settings = load_settings(journey.project.folder / "migrator.toml")
        run_crawl(journey.project, settings, Silence(), refresh=True)
        assert posts[0].path in again(journey).posts()


def test_a_run_with_nothing_new_asks_nothing(tmp_path):
    with moved(tmp_path / "p", Variant(plain_posts(3))) as (journey, running):
        before = files(journey.out)
        running.log.clear()
        result = again(journey).result
        assert running.log == []
        assert dict(result.ran) == {}
        assert files(journey.out) == before


def test_a_blog_that_fails_for_a_while_is_finished_by_the_next_run(tmp_path):
    posts = plain_posts(6)
    replies: dict[str, Reply] = {posts[2].path: Reply(status=500), "/2009/02/": Reply(status=503)}
    with moved(tmp_path / "p", Variant(posts, replies=replies)) as (journey, _):
        assert journey.result.exit_code == 3
        assert "Run the same command again" in journey.result.text()
        replies.clear()
        later: Journey = again(journey)
        assert later.result.exit_code == 0
        assert later.posts()[posts[2].path].provenance["body_html"] == "html"
