"""The extract stage over a stored crawl of the sample blog: merged posts, comments, images, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from platforms.blogger.reading import sample, sample_page

from migrator.html import text_of
from migrator.model import LinkKind, Page, Silence
from migrator.platforms.blogger import PLUGIN
from migrator.stages import extract
from migrator.stages.extract import run_extract
from migrator.store.project import Project
from migrator.text import letters

SETTINGS = """
[old]
url = "http://dearmarigold.example"
platform = "blogger"
[new]
url = "https://askmarigold.example"
"""
STUBS = {"/2012/11/weve-moved.html", "/p/we-have-moved.html"}
FEEDS = ["/feeds/posts/default", "/feeds/pages/default", "/feeds/comments/default"]


def _feed_pages(path: str):
    start = 1
    while True:
        fetched = sample_page(f"{path}?start-index={start}&max-results=150")
        yield fetched
        received = fetched.body.count(b"<entry>")
        if not received:
            return
        start += received


def _crawled():
    for path in FEEDS:
        yield from _feed_pages(path)
    for path in sample().entries:
        yield sample_page(path)


@pytest.fixture(scope="module")
def crawl() -> list[Page]:
    return list(_crawled())


@pytest.fixture
def project(tmp_path, crawl):
    with Project.create(tmp_path / "move", SETTINGS) as opened:
        with opened.transaction():
            for page in crawl:
                opened.pages.put(page)
        yield opened


@pytest.fixture(scope="module")
def extracted(tmp_path_factory, crawl):
    """The project after one run, for tests that only look."""
    with Project.create(tmp_path_factory.mktemp("extract") / "move", SETTINGS) as opened:
        with opened.transaction():
            for page in crawl:
                opened.pages.put(page)
        yield opened, _run(opened)


def _run(project):
    return run_extract(project, project.settings(), Silence())


def _url(path: str) -> str:
    return sample().identity.home + path


def test_posts_and_pages_are_exactly_the_blogs(extracted):
    project, _ = extracted
    wanted = {
        _url(path): (
            entry.kind,
            entry.id,
            entry.published,
            tuple(sorted(entry.labels)),
            letters(text_of(entry.body)),
        )
        for path, entry in sample().entries.items()
        if path not in STUBS
    }
    told = {
        post.key: (
            post.kind,
            post.source_id,
            post.published,
            tuple(sorted(post.labels)),
            letters(text_of(post.body_html)),
        )
        for post in project.entities.posts()
    }
    assert told == wanted


def test_comments_are_exactly_the_blogs(extracted):
    project, _ = extracted
    told = {
        (post.key, c.id, c.author.name, c.published, c.parent, c.deleted, c.by_owner)
        for post in project.entities.posts()
        for c in project.entities.comments(post.key)
    }
    assert told == {
        (_url(path), c.id, c.author, c.published, c.parent, c.deleted, c.by_owner)
        for path, entry in sample().entries.items()
        for c in entry.comments
    }


def test_the_site_knows_its_name_zone_and_id(extracted):
    project, _ = extracted
    site = project.entities.site()
    assert (site.title, site.timezone, site.source_id) == (
        sample().identity.title,
        "America/New_York",
        sample().identity.id,
    )


def test_every_field_names_its_source(extracted):
    project, _ = extracted
    post = next(iter(project.entities.posts()))
    assert (post.provenance["published"], post.provenance["body_html"]) == ("feed", "html")


def test_stubs_are_said_and_are_no_posts(extracted):
    project, report = extracted
    assert {finding.url for finding in report.findings if finding.code == "extract.stub"} == {
        _url(path) for path in STUBS
    }
    assert not {_url(path) for path in STUBS} & {post.key for post in project.entities.posts()}


def test_images_are_noted_once_at_their_original_size(extracted):
    project, _ = extracted
    urls = [asset.url for asset in project.assets.all()]
    assert urls
    assert all(
        "/s0/" in url or url.endswith("=s0") or "/1600/" in url
        for url in urls
        if "blogger" in url or "ggpht" in url
    )
    assert len(urls) == len(set(urls))


def test_images_of_bodies_are_links_of_their_own_kind(extracted):
    project, _ = extracted
    assert project.links.urls(LinkKind.IMAGE)


def test_what_has_not_changed_is_not_read_again(project, monkeypatch):
    first = _run(project)
    monkeypatch.setattr(extract, "read_page", lambda *_: pytest.fail("read again"))
    assert _run(project).counts == first.counts


def test_a_changed_page_is_read_again(project):
    _run(project)
    path = "/2005/04/small.html"
    page = sample_page(path)
    changed = page.body.replace(b"</body>", b"<!-- changed --></body>")
    with project.transaction():
        project.pages.put(
            Page(url=page.url, final_url=page.url, status=200, headers=page.headers, body=changed)
        )
    before = project.records.readings()[page.url]
    _run(project)
    assert project.records.readings()[page.url] != before


def test_a_page_that_breaks_its_reader_is_a_problem_and_the_others_are_read(project, monkeypatch):
    broken = _url("/2005/04/small.html")
    read = type(PLUGIN).read

    def breaking(self, page, tree, site):
        if page.url == broken:
            raise ZeroDivisionError("odd markup")
        return read(self, page, tree, site)

    monkeypatch.setattr(type(PLUGIN), "read", breaking)
    report = _run(project)
    assert [(problem.url, problem.kind) for problem in report.problems] == [(broken, "unreadable")]
    assert broken in {post.key for post in project.entities.posts()}  # the feed still knows it
    assert report.counts["posts"] == len(sample().posts) - 1


def test_a_clock_without_zone_shows_the_blogs_zone(tmp_path):
    path = "/2005/04/small.html"
    with Project.create(
        tmp_path / "one", SETTINGS.replace("[new]", 'timezone = "America/New_York"\n[new]')
    ) as project:
        with project.transaction():
            project.pages.put(sample_page(path))
        _run(project)
        (post,) = project.entities.posts()
        entry = sample().entries[path]
        assert post.published.isoformat() == entry.published.replace(second=0).isoformat()


def test_a_clock_of_an_unknown_zone_is_taken_for_utc_and_says_so(tmp_path):
    page = sample_page("/2005/04/small.html")
    timeless = replace(page, body=page.body.replace(b"showComment=", b"x="))
    with Project.create(tmp_path / "one", SETTINGS) as project:
        with project.transaction():
            project.pages.put(timeless)
        _run(project)
        (post,) = project.entities.posts()
        assert post.published.utcoffset().total_seconds() == 0
        assert "UTC assumed" in post.provenance["published"]


def test_a_clock_is_read_in_the_zone_that_the_stamps_of_comments_reveal(tmp_path):
    with Project.create(tmp_path / "one", SETTINGS) as project:
        with project.transaction():
            project.pages.put(sample_page("/2005/04/small.html"))
        _run(project)
        (post,) = project.entities.posts()
        assert post.published.utcoffset().total_seconds() == -4 * 3600


def test_missing_comments_are_counted(tmp_path):
    entry = max(sample().entries.values(), key=lambda one: len(one.comments))
    with Project.create(tmp_path / "one", SETTINGS) as project:
        with project.transaction():
            project.pages.put(sample_page(entry.path))
        report = _run(project)
        (finding,) = [f for f in report.findings if f.code == "extract.comments"]
        assert str(len(entry.comments)) in finding.message
        assert finding.severity == "warning"
