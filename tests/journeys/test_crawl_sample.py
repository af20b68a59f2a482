"""The sample blog, crawled for real: nothing missing, nothing forbidden asked, nothing asked twice after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from crawling import quick_client, stored

from migrator.demo.content import default_content, load_content
from migrator.demo.server import SampleServer
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

CRAWL_ALOUD = """
import signal

signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background are started without it
import pathlib, sys
from migrator.model import Silence
from migrator.stages.crawl import run_crawl
from migrator.store.project import Project

class Loud(Silence):
    def advance(self, *_, **__):
        print("settled", flush=True)

with Project.open(pathlib.Path(sys.argv[1])) as project:
    run_crawl(project, project.settings(), Loud())
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


def settings_for(server):
    resolve = "\n".join(f"{json.dumps(origin)} = {json.dumps(at)}" for origin, at in server.resolve.items())
    sites = f'[old]\nurl = "{HOME}"\n[new]\nurl = "https://askmarigold.example"\n'
    return f"{sites}[crawl]\nrate = 1000.0\n[network.resolve]\n{resolve}\n"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The sample crawled once without faults: its project folder, the report and the server's log."""
    folder = tmp_path_factory.mktemp("sample") / "whole"
    with SampleServer(default_content(), faults=False) as server:
        report = crawled(folder, settings_for(server))
        log = list(server.log)
        rows = stored(folder)
        with Project.open(folder) as project:
            settings = project.settings()
            run_extract(project, settings, Silence())
            with quick_client(settings) as client:
                media = run_media(project, settings, Silence(), client=client)
    return SimpleNamespace(folder=folder, report=report, log=log, rows=rows, media=media)


def test_with_robots_obeyed_every_post_and_comment_is_found(whole, content):
    with Project.open(whole.folder) as project:
        answers = project.pages.statuses().items()
        comments = {group[0].key for group in project.records.groups(RecordKind.COMMENT)}
    pages = {unquote(url.removeprefix(HOME)) for url, status in answers if status == 200}
    assert {entry.path for entry in content.entries.values()} <= pages
    assert comments == {comment.id for _, comment in content.comments}
    assert (whole.report.problems, whole.report.findings) == ((), [])


def test_what_robots_forbids_is_not_asked_but_has_a_row(whole, content):
    assert not [target for _, _, target, _ in whole.log if target.startswith("/search")]
    blocked = [row[0] for row in whole.rows["job"] if row[4] == "blocked"]
    assert len([url for url in blocked if "/search/label/" in url]) == len(content.labels)
    assert whole.report.counts["blocked"] == len(blocked)


def test_every_url_is_asked_once(whole):
    asked = [(host, target) for _, host, target, _ in whole.log]
    assert len(asked) == len(set(asked))
    assert not [target for _, target in asked if "showComment" in target or "m=1" in target]


def test_the_sources_agree_on_the_sample(whole, content):
    with Project.open(whole.folder) as project:
        stated = project.pages.sources()
    posts = {name: told["posts"] for name, told in stated.items() if "posts" in told}
    assert posts == dict.fromkeys(["crawl", "feed", "sitemap"], len(content.posts))
    assert stated["comment-feed"] == {"comments": len(content.comments)}


def test_every_picture_is_copied_at_its_original_size(whole, content):
    with Project.open(whole.folder) as project:
        copied = {(project.media / asset.file).read_bytes() for asset in project.assets.all() if asset.file}
    images = content.folder / "images"
    assert copied == {(images / picture.file).read_bytes() for picture in content.pictures}
    assert whole.media.counts["failed"] == 0


def test_faults_heal_and_leave_no_trace(tmp_path, whole):
    with SampleServer(default_content()) as faulty:
        crawled(tmp_path / "faulty", settings_for(faulty))
    assert {status for *_, status in faulty.log} >= {429, 503}
    assert stored(tmp_path / "faulty") == whole.rows


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_three_times_no_committed_url_is_asked_again(tmp_path, whole):
    folder = tmp_path / "killed"
    committed = set()
    with SampleServer(default_content(), faults=False) as server:
        Project.create(folder, settings_for(server)).close()
        for commits in (4, 30, 90):
            before = len(server.log)
            die_after(commits, folder)
            assert not committed & asked_since(server, before)
            committed = {row[0] for row in stored(folder)["job"] if row[4] != "queued"}
        before = len(server.log)
        crawled(folder, settings_for(server))
    assert len(committed) > 120
    assert not committed & asked_since(server, before)
    assert stored(folder) == whole.rows


def test_ctrl_c_ends_a_polite_crawl_at_once_and_the_next_run_goes_on(tmp_path, whole):
    folder = tmp_path / "stopped"
    with SampleServer(default_content(), faults=False) as server:
        slow = settings_for(server).replace("rate = 1000.0", "rate = 0.5")
        Project.create(folder, slow).close()
        child = subprocess.Popen(
            [sys.executable, "-c", CRAWL_ALOUD, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert child.stdout.readline() == b"settled\n"
        child.send_signal(signal.SIGINT)
        _, trace = child.communicate(timeout=60)
        assert b"KeyboardInterrupt" in trace
        assert len(server.log) < 5
        kept = {row[0] for row in stored(folder)["job"] if row[4] != "queued"}
        (folder / "migrator.toml").write_text(settings_for(server), encoding="utf-8")
        before = len(server.log)
        crawled(folder, "")
    assert kept
    assert not kept & asked_since(server, before)
    assert stored(folder) == whole.rows


def die_after(commits, folder):
    """Crawl in another process, which kills itself."""
    child = subprocess.run(
        [sys.executable, "-c", CRAWL_AND_DIE, str(folder), str(commits)],
        env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()


def asked_since(server, count):
    return {f"http://{host}{target}" for _, host, target, _ in server.log[count:]}
