"""A blog whose platform was shut down, moved from what a web archive has of it, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from engines.pywb import Captured, archive_with, missing, warc_of
from moving import migrator

from migrator.fetch.asking import ask
from migrator.model import Verdict
from migrator.settings import NetworkSettings
from migrator.stages.ways._undone import undone
from migrator.store.project import Project

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

pytestmark = pytest.mark.engine

OLD, NEW = "http://marigold.typepad.example/letters", "https://askmarigold.example"
ARCHIVE = "http://archive.example"
ROSES, FROST, MOVED = "/2010/05/roses-rain.html", "/2008/01/on-frost.html", "/2009/02/sowing.html"


def page(title: str, text: str, day: str, comments: str = "") -> str:
    """Return a post as TypePad's standard template showed it."""
    return (
        f'<html><head><title>Letters: {title}</title><meta name="generator" content="http://www.typepad.com/">'
        '</head><body class="layout-two-column-right"><div id="alpha"><h2 class="date-header">'
        f'{day}</h2><div class="entry-author-marigold entry-type-post entry" id="entry-6a00d8341c1">'
        f'<h3 class="entry-header">{title}</h3><div class="entry-content"><div class="entry-body"><p>{text}</p></div>'
        f'</div><div class="entry-footer"><p class="entry-footer-info"><span class="post-footers">Posted by Marigold on '
        f"{day} at 10:15 AM</span></p></div></div>{comments}</div></body></html>"
    )


COMMENT = (
    '<div class="comments" id="comments"><h3 class="comments-header">Comments</h3><div class="comments-content">'
    '<div class="comment comment-odd" id="comment-6a00d8341c2"><div class="comment-content"><p>Mine never bloom.</p>'
    '</div><p class="comment-footer">Posted by: Rosa | <a href="#comment-6a00d8341c2">May 04, 2010 at 08:30 AM</a>'
    "</p></div></div></div>"
)
CLOSED = "<html><head><title>Typepad</title></head><body><p>Typepad has been shut down.</p></body></html>"


def to(url: str) -> tuple[tuple[str, str], ...]:
    return ("Content-Type", "text/html"), ("Location", url)


CAPTURES = [
    Captured("2011-01-01T08:00:00Z", f"{OLD}/", page("Rain & roses", "They like rain.", "May 03, 2010")),
    Captured("2011-01-01T08:01:00Z", OLD + ROSES, page("Rain & roses", "They like it dry.", "May 03, 2010")),
    Captured(
        "2014-03-02T08:01:00Z", OLD + ROSES, page("Rain & roses", "They like rain.", "May 03, 2010", COMMENT)
    ),
    Captured("2025-10-02T08:01:00Z", OLD + ROSES, CLOSED),
    Captured("2012-05-06T08:01:00Z", OLD + FROST, page("On frost", "Cover the beds.", "January 11, 2008")),
    Captured("2025-10-02T08:02:00Z", OLD + FROST, CLOSED),
    Captured("2012-05-06T08:03:00Z", OLD + MOVED, "", 301, to("/letters/2008/01/on-frost.html")),
    Captured(
        "2012-05-06T08:04:00Z", f"{OLD}/2008/01/", page("On frost", "Cover the beds.", "January 11, 2008")
    ),
    Captured("2012-05-06T08:05:00Z", f"{OLD}/2007/07/never.html", "no such page", 404),
    Captured("2012-05-06T08:06:00Z", f"{OLD}/style.css", "p{}", headers=(("Content-Type", "text/css"),)),
]


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return migrator("run", "--no-prove", "--no-media", "--quiet", "--project", folder)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the project, and what `init` said."""
    if missing():
        pytest.skip(missing() or "")
    folder = tmp_path_factory.mktemp("archived")
    with archive_with(warc_of(CAPTURES), folder) as origin:
        words = ["init", "--from", f"wayback:{ARCHIVE}/kept/*/{OLD}/", "--resolve", f"{ARCHIVE}={origin}"]
        words += ["--answer", "marigold.typepad.example=own-server", "--permalink", "/%postname%/", NEW]
        words += ["--timezone", "America/New_York"]
        begun = migrator(*words, "--project", folder / "move")
        assert begun.returncode == 0, begun.stderr
        settings = folder / "move" / "migrator.toml"
        text = settings.read_text(encoding="utf-8").replace("# [redirects]", "[redirects]", 1)
        settings.write_text(text.replace('# targets = ["nginx"]', 'targets = ["nginx"]'), encoding="utf-8")
        done = run(folder / "move")
        assert done.returncode in {0, 1}, done.stdout + done.stderr
    return folder / "move", begun.stdout


def test_init_knows_the_platform_by_its_host_and_asks_no_old_one(moved: tuple[Path, str]) -> None:
    assert f"{OLD} is a TypePad blog" in moved[1]
    assert "no old host is asked for anything" in moved[1]


def test_each_post_is_the_newest_capture_that_shows_it(moved: tuple[Path, str]) -> None:
    with Project.open(moved[0]) as project:
        posts = {post.key.removeprefix(OLD): post for post in project.entities.posts()}
    assert [(key, post.title) for key, post in posts.items()] == [
        (FROST, "On frost"),
        (ROSES, "Rain & roses"),
    ]
    assert "They like rain." in posts[ROSES].body_html
    assert posts[ROSES].provenance["body_html"] == "html:wayback-2014-03-02"
    assert posts[FROST].provenance["title"] == "html:wayback-2012-05-06"


def test_comments_are_read_out_of_the_archived_page(moved: tuple[Path, str]) -> None:
    with Project.open(moved[0]) as project:
        (comment,) = project.entities.comments(OLD + ROSES)
    assert comment.provenance["html"] == "html:wayback-2014-03-02"
    assert "Mine never bloom." in comment.html


@pytest.mark.parametrize(
    ("old", "verdict", "new"),
    [
        ("/", Verdict.MOVED, "/"),
        (ROSES, Verdict.MOVED, "/roses-rain/"),
        (MOVED, Verdict.MOVED, "/on-frost/"),
        ("/2008/01/", Verdict.MOVED, "/2008/01/"),
        ("/2007/07/never.html", Verdict.GONE, None),
    ],
)
def test_each_address_the_archive_knows_has_its_verdict(
    moved: tuple[Path, str], old: str, verdict: Verdict, new: str | None
) -> None:
    with Project.open(moved[0]) as project:
        (row,) = [row for row in project.inventory.mappings() if row.old == OLD + old]
        (seen,) = [row for row in project.inventory.urls() if row.url == OLD + old]
    assert (row.verdict, row.new and row.new.removeprefix(NEW)) == (verdict, new)
    assert "wayback" in seen.sources


def test_rules_and_an_import_file_are_written(moved: tuple[Path, str]) -> None:
    out = moved[0] / "out"
    rules = "".join(path.read_text(encoding="utf-8") for path in (out / "redirects/nginx").rglob("*.conf"))
    part = (out / "export/wxr/part-001.xml").read_text(encoding="utf-8")
    assert f"{NEW}/roses-rain/" in rules
    assert "Mine never bloom." in part


def test_the_export_names_the_day_of_each_field(moved: tuple[Path, str]) -> None:
    lines = [
        json.loads(line)
        for path in sorted((moved[0] / "out/export/jsonl").rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    (post,) = [line for line in lines if line.get("key") == OLD + ROSES]
    assert post["provenance"]["published"] == "html:wayback-2014-03-02"


def test_a_second_run_needs_no_archive_any_more(moved: tuple[Path, str]) -> None:
    idle = migrator("run", "--dry-run", "--no-media", "--no-prove", "--project", moved[0])
    assert "would run" not in idle.stdout


LINKED = (
    f'<html><head><title>Letters</title></head><body><p>caf\u00e9 <a href="{OLD}/2008/01/on-frost.html">a</a>'
    f' <a href="http://elsewhere.example/?a=1&amp;b=2">e</a> <img src="{OLD}/.a/6a00d8341c1-800wi"></p></body></html>'
)


def test_what_a_real_archive_put_into_a_page_is_taken_out_to_the_byte(tmp_path: Path) -> None:
    if missing():
        pytest.skip(missing() or "")
    kept = Captured("2014-03-02T08:01:00Z", f"{OLD}/linked.html", LINKED)
    with archive_with(warc_of([kept]), tmp_path) as origin:
        asked = f"{ARCHIVE}/kept/20140302080100mp_/{OLD}/linked.html"
        shown = ask(asked, NetworkSettings(resolve={ARCHIVE: origin}))
    assert shown.body != LINKED.encode()
    assert undone(shown).body == LINKED.encode()
