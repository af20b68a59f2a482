"""The export stage on a real project folder."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migrator.errors import OutputError, UsageError
from migrator.exports._contract import ExportFile, ExportOptions, ExportResult
from migrator.exports.wxr import PLUGIN
from migrator.merge import Merged
from migrator.model import Asset, RecordKind, Silence, UrlKind, UrlMapping, Verdict
from migrator.stages.content import ProjectContent, parents_first
from migrator.stages.export import export_content, run_export
from migrator.store.project import Project

from .sample import NEW, OLD, comment, post, sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PHOTO = "http://1.bp.blogspot.example/-a/b/s0/cat.jpg"
FIRST, SECOND, MOVED = f"{OLD}/2009/01/first.html", f"{OLD}/2009/01/second.html", f"{OLD}/2009/01/moved.html"
POSTS = (
    (
        FIRST,
        {"kind": "post", "title": "First", "published": "2009-01-01T23:30:00-05:00", "labels": ["Résumé"]},
    ),
    (SECOND, {"kind": "post", "title": "<b>|Second", "published": "1999-01-02T12:00:00-05:00"}),
    (MOVED, {"kind": "post", "title": "Moved", "published": "2010-01-02T12:00:00-05:00", "body_html": ""}),
)
BODY = (
    f'<a href="{OLD}/2009/01/second.html?m=1#more">x</a> <a href="http://www.dearmarigold.example/unknown.html">y</a>'
    '<img src="http://1.bp.blogspot.example/-a/b/s320/cat.jpg">'
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    settings = f'[old]\nurl = "{OLD}"\ntimezone = "America/New_York"\n[new]\nurl = "{NEW}"\n'
    with Project.create(tmp_path / "blog", settings) as made:
        _fill(made)
        yield made


def _fill(project: Project) -> None:
    posts = [Merged(key, {"body_html": BODY, **fields}, {}) for key, fields in POSTS]
    comments = [
        Merged("7", {"post": FIRST, "parent": "8", "published": "2009-01-02T10:00:00Z", "html": "Reply"}, {}),
        Merged("8", {"post": FIRST, "published": "2009-01-02T11:00:00Z", "html": "Root"}, {}),
        Merged("9", {"post": f"{OLD}/2009/01/never-seen.html", "html": "Stray"}, {}),
    ]
    verdicts = [
        UrlMapping(
            old=FIRST,
            kind=UrlKind.POST,
            verdict=Verdict.MOVED,
            new=f"{NEW}/first/",
            reason="post.decided",
        ),
        UrlMapping(
            old=SECOND,
            kind=UrlKind.POST,
            verdict=Verdict.MOVED,
            new=f"{NEW}/second/",
            reason="post.slug-kept",
        ),
        UrlMapping(old=MOVED, kind=UrlKind.POST, verdict=Verdict.MOVED, new=f"{NEW}/", reason="stub"),
    ]
    with project.transaction():
        project.entities.replace_all(RecordKind.POST, posts)
        project.entities.replace_all(RecordKind.COMMENT, comments)
        project.inventory.replace_verdicts(verdicts)
        project.records.replace(MOVED, "", "stub", [])
        project.assets.put(Asset(url=PHOTO, file="cat.jpg"))


def _run(project: Project, *formats: str):
    return run_export(project, project.settings(), Silence(), formats)


def _wxr(project: Project) -> str:
    _run(project, "wxr")
    return (project.out / "export" / "wxr" / "part-001.xml").read_text(encoding="utf-8")


def test_formats_of_the_settings_are_written_with_a_loss_report(project: Project) -> None:
    report = _run(project)
    folder = project.out / "export"
    assert sorted(path.name for path in folder.iterdir()) == [
        "jsonl",
        "loss-report.json",
        "loss-report.md",
        "wxr",
    ]
    assert report.counts["posts"] == 3
    assert report.details["exported"] == {"posts": 2, "pages": 0, "comments": 2, "terms": 1, "assets": 1}
    assert not [finding for finding in report.findings if finding.severity == "error"]


def test_links_lead_where_the_url_map_says(project: Project) -> None:
    text = _wxr(project)
    assert (
        f'<a href="{NEW}/second/#more">x</a> <a href="http://www.dearmarigold.example/unknown.html">y</a>'
        in text
    )
    assert f'<img src="{PHOTO}">' in text


def test_slugs_are_those_of_the_url_map(project: Project) -> None:
    text = _wxr(project)
    assert "<wp:post_name><![CDATA[first]]></wp:post_name>" in text
    assert "<wp:post_name><![CDATA[second]]></wp:post_name>" in text


def test_dates_are_those_of_the_old_blogs_zone(project: Project) -> None:
    text = _wxr(project)
    assert "<wp:post_date><![CDATA[2009-01-01 23:30:00]]></wp:post_date>" in text
    assert "<wp:post_date_gmt><![CDATA[2009-01-02 04:30:00]]></wp:post_date_gmt>" in text


def test_posts_older_than_2001_come_first(project: Project) -> None:
    content = ProjectContent(project, project.settings())
    assert [one.key for one in content.posts()] == [SECOND, FIRST, MOVED]


def test_stub_and_stray_comment_are_left_out_with_a_reason(project: Project) -> None:
    losses = {(f.code, f.url) for f in _run(project, "wxr").findings}
    assert ("dropped.posts", MOVED) in losses
    assert ("dropped.comments", f"{OLD}/2009/01/never-seen.html#c9") in losses


def test_post_decided_to_be_gone_is_left_out(project: Project) -> None:
    gone = UrlMapping(
        old=SECOND, kind=UrlKind.POST, verdict=Verdict.GONE, reason="gone.decided", note="by hand"
    )
    with project.transaction():
        project.inventory.replace_verdicts([gone])
    found = [f.message for f in _run(project, "wxr").findings if f.code == "dropped.posts"]
    assert "its URL is gone: by hand" in found


def test_jsonl_holds_what_wxr_leaves_out(project: Project) -> None:
    _run(project, "jsonl")
    lines = (project.out / "export" / "jsonl" / "blog.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert {row["key"]: row["omitted"] for row in rows if row["kind"] == "post"} == {
        FIRST: None,
        SECOND: None,
        MOVED: "it only says that the blog has moved",
    }
    assert [row["id"] for row in rows if row["kind"] == "comment"] == ["8", "7", "9"]


def test_running_again_gives_the_same_bytes_and_leaves_nothing_behind(project: Project) -> None:
    folder = project.out / "export"
    _run(project)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (folder / "wxr" / "part-999.xml").write_text("left from an earlier run")
    (folder / ".wxr.new").mkdir()
    _run(project)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_unknown_format_gets_the_nearest_spelling(project: Project) -> None:
    with pytest.raises(UsageError) as caught:
        _run(project, "wxrr")
    assert "'wxr'" in caught.value.hint


def test_unwritable_folder_is_a_persons_error(project: Project) -> None:
    project.out.mkdir()
    (project.out / "export").write_text("a file in the way")
    with pytest.raises(OutputError):
        _run(project, "jsonl")


class _Forgetful:
    """An export that says nothing about a post it loses."""

    name = "forgetful"
    version = 1
    path = "posts.txt"

    def write(self, content, _options):
        return ExportResult(
            files=[ExportFile(self.path, [b"x"])], counts={"posts": len(list(content.posts())) - 2}
        )

    def lint(self, _files, _options):
        return []


def test_difference_without_a_listed_reason_is_an_error(tmp_path: Path) -> None:
    report = export_content(sample(), ExportOptions(), [_Forgetful()], tmp_path, Silence())
    assert [(f.code, f.severity) for f in report.findings] == [("export.unexplained-difference", "error")]


def test_export_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    escaping = _Forgetful()
    escaping.path = "../../escaped.txt"
    with pytest.raises(ValueError, match="outside"):
        export_content(sample(), ExportOptions(), [escaping], tmp_path / "export", Silence())
    assert not (tmp_path / "escaped.txt").exists()


def test_markdown_report_escapes_what_comes_from_the_blog(tmp_path: Path) -> None:
    content = sample()
    evil = Asset(url=PHOTO.replace("cat", "dog"), problem="<script>alert(1)</script> | x")
    content.files = [evil]
    export_content(content, ExportOptions(), [PLUGIN], tmp_path, Silence())
    text = (tmp_path / "loss-report.md").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "alert" in text


def test_parents_come_first_and_circles_are_kept() -> None:
    on = post("x", 1)
    numbered = {n: comment(n, on) for n in range(1, 6)}
    ids = {n: one.id for n, one in numbered.items()}
    given = [
        replace(numbered[1], parent=ids[2]),
        replace(numbered[2], parent=ids[3]),
        numbered[3],
        replace(numbered[4], parent=ids[5]),
        replace(numbered[5], parent=ids[4]),
    ]
    assert [one.id for one in parents_first(given)] == [ids[3], ids[2], ids[1], ids[4], ids[5]]
