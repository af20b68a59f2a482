"""The crawl finds everything, asks for nothing twice, and tells where its sources disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crawling import BASE, FEED, Blog, PlainPlatform, quick_client, running, settings_text, small_blog, stored

from migrator import registry
from migrator.errors import SiteError
from migrator.model import Silence, StageReport
from migrator.stages.crawl import run_crawl
from migrator.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

POSTS = [f"{BASE}/2010/05/post-{number}.html" for number in range(1, 8)]


@pytest.fixture(autouse=True)
def _plain_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "load", lambda _kind, _name: PlainPlatform())


@pytest.fixture
def blog():
    with running(small_blog()) as served:
        yield served


class Narrator(Silence):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def finish(self, summary: str) -> None:
        self.lines.append(summary)


def crawl(folder: Path, blog: Blog, extra: str = "", **options: object) -> StageReport:
    if not folder.exists():
        Project.create(folder, settings_text(blog, extra)).close()
    with Project.open(folder) as project:
        settings = project.settings()
        with quick_client(settings) as client:
            progress = options.pop("progress", Silence())
            return run_crawl(project, settings, progress, client=client, **options)


def states(folder: Path) -> dict[str, str]:
    return {row[0]: row[4] for row in stored(folder)["job"]}


def test_every_post_is_found_and_fetched_once(tmp_path: Path, blog: Blog) -> None:
    report = crawl(tmp_path / "p", blog)
    assert {url for url, *_ in stored(tmp_path / "p")["page"]} >= set(POSTS)
    assert max(blog.requests().values()) == 1
    assert report.findings == []


def test_url_multipliers_are_collapsed_before_queueing(tmp_path: Path, blog: Blog) -> None:
    crawl(tmp_path / "p", blog)
    assert not [
        target for target in blog.log if "showComment" in target or "m=1" in target or "toggle" in target
    ]
    assert len(blog.log) == 3 + 1 + 1 + 1 + 1 + 7 + 1  # feeds, robots, home, archive, page, posts, gone


def test_label_and_search_pages_are_blocked_rows_when_robots_forbids_them(tmp_path: Path, blog: Blog) -> None:
    report = crawl(tmp_path / "p", blog)
    assert not [target for target in blog.log if target.startswith("/search")]
    found = states(tmp_path / "p")
    assert found[f"{BASE}/search/label/Work"] == "blocked"
    assert report.counts["blocked"] == 2


def test_robots_may_be_ignored_by_the_owner(tmp_path: Path, blog: Blog) -> None:
    crawl(tmp_path / "p", blog, 'robots = "ignore"')
    assert "/search/label/Work" in blog.log
    assert "/robots.txt" not in blog.log


def test_a_missing_page_is_settled_and_no_problem(tmp_path: Path, blog: Blog) -> None:
    report = crawl(tmp_path / "p", blog)
    assert states(tmp_path / "p")[f"{BASE}/gone.html"] == "done"
    assert report.problems == ()
    assert report.counts["not-found"] >= 1


def test_links_to_other_sites_are_not_fetched(tmp_path: Path, blog: Blog) -> None:
    crawl(tmp_path / "p", blog)
    assert not [url for url in states(tmp_path / "p") if not url.startswith(BASE)]


def test_paths_that_repeat_themselves_are_left_out(tmp_path: Path, blog: Blog) -> None:
    crawl(tmp_path / "p", blog)
    assert not [target for target in blog.log if target.startswith("/a/b")]


def test_faults_heal_and_leave_no_trace(tmp_path: Path, blog: Blog) -> None:
    crawl(tmp_path / "clean", blog)
    blog.faults = {"/2010/05/post-3.html": [503, 500], f"{FEED}?max-results=3": [429], "/robots.txt": [503]}
    report = crawl(tmp_path / "faulty", blog)
    assert report.counts["failed"] == 0
    assert stored(tmp_path / "faulty") == stored(tmp_path / "clean")


def test_two_crawls_store_the_same_whatever_the_threads_do(tmp_path: Path, blog: Blog) -> None:
    one = crawl(tmp_path / "a", blog, "connections = 1")
    eight = crawl(tmp_path / "b", blog, "connections = 8")
    assert one == eight
    assert stored(tmp_path / "a") == stored(tmp_path / "b")


def test_a_url_that_fails_to_the_end_is_a_problem_and_the_next_run_heals_it(
    tmp_path: Path, blog: Blog
) -> None:
    blog.faults = {"/2010/05/post-3.html": [500] * 3}
    report = crawl(tmp_path / "p", blog)
    assert [(problem.url, problem.retry) for problem in report.problems] == [(POSTS[2], True)]
    assert report.counts["failed"] == 1
    blog.log.clear()
    healed = crawl(tmp_path / "p", blog)
    assert blog.log == ["/2010/05/post-3.html"]
    assert (healed.problems, healed.counts["failed"]) == ((), 0)


def test_a_complete_crawl_asks_for_nothing_more(tmp_path: Path, blog: Blog) -> None:
    first = crawl(tmp_path / "p", blog)
    blog.log.clear()
    assert crawl(tmp_path / "p", blog) == first
    assert blog.log == []


def test_a_refresh_asks_only_for_what_changed(tmp_path: Path, blog: Blog) -> None:
    blog.headers["/"] = {"ETag": '"home-1"'}
    crawl(tmp_path / "p", blog)
    before = stored(tmp_path / "p")
    blog.page("/2010/05/post-2.html", "/2010/05/post-8.html")
    blog.page("/2010/05/post-8.html")
    crawl(tmp_path / "p", blog, refresh=True)
    assert blog.asked["/"]["if-none-match"] == '"home-1"'
    after = stored(tmp_path / "p")
    assert [row for row in after["page"] if row[0] == f"{BASE}/"] == [
        row for row in before["page"] if row[0] == f"{BASE}/"
    ]
    assert f"{BASE}/2010/05/post-8.html" in {row[0] for row in after["page"]}


def test_a_post_the_feed_has_and_the_crawl_lost_is_named(tmp_path: Path, blog: Blog) -> None:
    blog.page("/2010/05/post-5.html", status=404)
    report = crawl(tmp_path / "p", blog)
    assert [finding.code for finding in report.findings] == ["crawl.disagree"]
    assert report.findings[0].message == f"feed has 7 posts, crawl found 6: missing {POSTS[4]}"


def test_a_feed_that_gives_less_than_it_states_is_told(tmp_path: Path, blog: Blog) -> None:
    blog.feed(f"{FEED}?max-results=3&start-index=7", 7, [], [])
    report = crawl(tmp_path / "p", blog)
    assert "feed says it has 7 posts, but gave 6" in [finding.message for finding in report.findings]


def test_a_redirect_inside_the_blog_leads_to_its_target_row(tmp_path: Path, blog: Blog) -> None:
    blog.paths["/gone.html"] = (302, "text/html", b"")
    blog.headers["/gone.html"] = {"Location": "/2010/05/hidden.html"}
    blog.page("/2010/05/hidden.html")
    crawl(tmp_path / "p", blog)
    rows = {row[0]: row for row in stored(tmp_path / "p")["page"]}
    assert rows[f"{BASE}/gone.html"][1:3] == (f"{BASE}/2010/05/hidden.html", 200)
    assert f"{BASE}/2010/05/hidden.html" in rows
    assert stored(tmp_path / "p")["hop"] == [
        (f"{BASE}/gone.html", 0, f"{BASE}/gone.html", 302, f"{BASE}/2010/05/hidden.html")
    ]


def test_a_redirect_out_of_the_blog_is_recorded_and_not_followed(tmp_path: Path, blog: Blog) -> None:
    blog.paths["/gone.html"] = (301, "text/html", b"")
    blog.headers["/gone.html"] = {"Location": "http://pictures.example/x"}
    crawl(tmp_path / "p", blog)
    assert "/x" not in blog.log
    assert [row[4] for row in stored(tmp_path / "p")["hop"]] == ["http://pictures.example/x"]


def test_the_cost_is_told_before_the_long_part(tmp_path: Path, blog: Blog) -> None:
    narrator = Narrator()
    crawl(tmp_path / "p", blog, progress=narrator)
    assert narrator.lines[0].startswith("7 posts: about ")
    assert "requests" in narrator.lines[0]


def test_an_unreachable_blog_is_one_clear_error_and_the_next_run_starts_again(tmp_path: Path) -> None:
    with running(small_blog()) as blog:
        pass  # nobody listens any more
    with pytest.raises(SiteError, match="cannot be read"):
        crawl(tmp_path / "p", blog)
    assert set(states(tmp_path / "p").values()) == {"queued"}


def test_a_blog_that_refuses_everything_is_one_clear_error(tmp_path: Path, blog: Blog) -> None:
    for path in blog.paths:
        blog.page(path, status=403)
    with pytest.raises(SiteError, match="refuses every request"):
        crawl(tmp_path / "p", blog)


def test_a_robots_txt_that_forbids_everything_names_the_way_out(tmp_path: Path, blog: Blog) -> None:
    blog.robots("User-agent: *\nDisallow: /\n")
    with pytest.raises(SiteError) as caught:
        crawl(tmp_path / "p", blog)
    assert 'robots = "ignore"' in caught.value.hint
    assert set(blog.log) == {"/robots.txt"}


def test_a_blog_that_goes_away_in_the_middle_is_left_alone(tmp_path: Path, blog: Blog) -> None:
    extra = [f"/2011/01/more-{number:03}.html" for number in range(60)]
    blog.page("/p/about.html", *extra)
    for path in extra:
        blog.faults[path] = [500] * 3
    report = crawl(tmp_path / "p", blog, "connections = 1")
    assert report.counts["failed"] < 20
    assert report.counts["queued"] > 40
    assert any(problem.retry for problem in report.problems)


def test_an_interrupt_keeps_what_arrived_and_the_next_run_goes_on(tmp_path: Path, blog: Blog) -> None:
    class Impatient(Silence):
        calls = 0

        def advance(self, *_: object, **__: object) -> None:
            self.calls += 1
            if self.calls == 6:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crawl(tmp_path / "p", blog, progress=Impatient())
    kept = {row[0].removeprefix(BASE) for row in stored(tmp_path / "p")["page"]}
    blog.log.clear()
    crawl(tmp_path / "p", blog)
    assert not kept & {target for target in blog.log if "?" not in target}
    crawl(tmp_path / "q", blog)
    assert stored(tmp_path / "p") == stored(tmp_path / "q")
