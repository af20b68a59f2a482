"""The sample blog, crawled for real: nothing missing, nothing forbidden asked, nothing asked twice after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from urllib.parse import unquote

import pytest
from crawling import quick_client, stored

from migrator.demo.content import default_content, load_content
from migrator.model import RecordKind, Silence
from migrator.stages.crawl import run_crawl
from migrator.stages.extract import run_extract
from migrator.stages.media import run_media
from migrator.store.project import Project

HOME = "http://dearmarigold.example"
CRAWL_AND_DIE = """
import os, pathlib, signal, sys
from migrator.model import Silence
from migrator.stages.crawl import run_crawl
from migrator.store.project import Project

class Mortal(Silence):
    left = int(sys.argv[2])
    def advance(self, *_, **__):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

with Project.open(pathlib.Path(sys.argv[1])) as project:
    run_crawl(project, project.settings(), Mortal())
"""


@pytest.fixture(scope="module")
def content():
    return load_content(default_content())


def crawled(folder, text):
    """Crawl into a project, made where there is none yet, and return the report."""
    if not folder.exists():
        Project.create(folder, text).close()
    with Project.open(folder) as project:
        settings = project.settings()
        with quick_client(settings) as client:
            return run_crawl(project, settings, Silence(), client=client)


def test_with_robots_obeyed_every_post_and_comment_is_found(
    tmp_path, sample_server, sample_settings, content
):
    report = crawled(tmp_path / "p", sample_settings(sample_server))
    with Project.open(tmp_path / "p") as project:
        run_extract(project, project.settings(), Silence())
        pages = {
            unquote(url.removeprefix(HOME))
            for url, status in project.pages.statuses().items()
            if status == 200
        }
        comments = {group[0].key for group in project.records.groups(RecordKind.COMMENT)}
    assert {entry.path for entry in content.entries.values()} <= pages
    assert comments == {comment.id for _, comment in content.comments}
    assert report.problems == ()
    assert report.findings == []


def test_what_robots_forbids_is_not_asked_but_has_a_row(tmp_path, sample_server, sample_settings, content):
    report = crawled(tmp_path / "p", sample_settings(sample_server))
    assert not [target for _, _, target, _ in sample_server.log if target.startswith("/search")]
    with Project.open(tmp_path / "p") as project:
        blocked = [url for url, _ in project.frontier.urls("crawl", "blocked")]
    assert len([url for url in blocked if "/search/label/" in url]) == len(content.labels)
    assert report.counts["blocked"] == len(blocked)


def test_every_url_is_asked_once(tmp_path, sample_server, sample_settings):
    crawled(tmp_path / "p", sample_settings(sample_server))
    asked = [(host, target) for _, host, target, _ in sample_server.log]
    assert len(asked) == len(set(asked))
    assert not [target for _, target in asked if "showComment" in target or "m=1" in target]


def test_faults_heal_and_leave_no_trace(tmp_path, sample_server, faulty_server, sample_settings):
    crawled(tmp_path / "clean", sample_settings(sample_server))
    crawled(tmp_path / "faulty", sample_settings(faulty_server))
    assert {status for *_, status in faulty_server.log} >= {429, 503}
    assert stored(tmp_path / "faulty") == stored(tmp_path / "clean")


def test_the_sources_agree_on_the_sample(tmp_path, sample_server, sample_settings, content):
    crawled(tmp_path / "p", sample_settings(sample_server))
    with Project.open(tmp_path / "p") as project:
        stated = project.pages.sources()
    assert {name: told.get("posts") for name, told in stated.items() if "posts" in told} == {
        "crawl": len(content.posts),
        "feed": len(content.posts),
        "sitemap": len(content.posts),
    }
    assert stated["comment-feed"] == {"comments": len(content.comments)}


def test_every_picture_is_copied_at_its_original_size(tmp_path, sample_server, sample_settings, content):
    crawled(tmp_path / "p", sample_settings(sample_server))
    with Project.open(tmp_path / "p") as project:
        settings = project.settings()
        run_extract(project, settings, Silence())
        with quick_client(settings) as client:
            report = run_media(project, settings, Silence(), client=client)
        copied = {(project.media / asset.file).read_bytes() for asset in project.assets.all() if asset.file}
    assert copied == {(content.folder / "images" / picture.file).read_bytes() for picture in content.pictures}
    assert report.counts["failed"] == 0


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_three_times_no_committed_url_is_asked_again(tmp_path, sample_server, sample_settings):
    text = sample_settings(sample_server)
    crawled(tmp_path / "whole", text)
    folder = tmp_path / "killed"
    Project.create(folder, text).close()
    sample_server.log.clear()
    committed: set[str] = set()
    for commits in (4, 30, 90):
        before = len(sample_server.log)
        child = subprocess.run(
            [sys.executable, "-c", CRAWL_AND_DIE, str(folder), str(commits)],
            env={**os.environ, "PYTHONWARNINGS": "error"},
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert child.returncode == -signal.SIGKILL, child.stderr.decode()
        assert not committed & asked_since(sample_server, before)
        committed = {row[0] for row in stored(folder)["job"] if row[4] != "queued"}
    before = len(sample_server.log)
    crawled(folder, text)
    assert len(committed) > 120
    assert not committed & asked_since(sample_server, before)
    assert stored(folder) == stored(tmp_path / "whole")


def asked_since(server, count):
    return {f"http://{host}{target}" for _, host, target, _ in server.log[count:]}
