"""The report stage on a real project folder."""

from __future__ import annotations

import json

import pytest

from migrator.errors import OutputError
from migrator.merge import Merged
from migrator.model import OldUrl, RecordKind, Silence
from migrator.stages.report import run_report
from migrator.store.project import Project

from . import sample

SETTINGS = f"""
[old]
url = "{sample.OLD}"
[old.hosts]
"dearmarigold.example" = "repointed-domain"
[new]
url = "{sample.NEW}"
[crawl]
robots = "ignore"
"""
FILES = ("report.html", "report.json", "report.md", "url-map.csv")
POST = f"{sample.OLD}/2006/01/moving-house-0.html"


@pytest.fixture
def project(tmp_path):
    with Project.create(tmp_path / "move", SETTINGS) as made:
        yield made


def fill(project):
    mappings = sample.posts()
    with project.transaction():
        project.inventory.replace_urls(OldUrl(url=m.old, kind=m.kind) for m in mappings)
        project.inventory.replace_verdicts(mappings)
        project.entities.replace_all(RecordKind.SITE, [merged(sample.OLD, title="Dear Marigold")])
        project.entities.replace_all(
            RecordKind.POST,
            [merged(POST, kind="post", title="Moving", published="2006-01-02T10:00:00-05:00")],
        )
        project.entities.replace_all(
            RecordKind.COMMENT,
            [merged("7", post=POST, published="2007-03-01T10:00:00-05:00"), merged("8", post=POST)],
        )
        project.findings.replace("extract", sample.FINDINGS)
        project.findings.replace("export", sample.LOSSES)
        project.problems.put(sample.PROBLEMS[0])
    for name, told in sample.stages().items():
        project.finish_stage(name, "fp", told)


def merged(key, **fields):
    return Merged(key=key, fields=fields, provenance={})


def run(project):
    return run_report(project, project.settings(), Silence())


def written(project):
    return {name: (project.out / name).read_bytes() for name in FILES}


def test_a_new_project_has_a_report(project):
    report = run(project)
    assert report.counts == {"urls": 0, "files": 4}
    assert b"has not been read yet" in written(project)["report.html"]


def test_the_report_gathers_all_a_project_knows(project):
    fill(project)
    run(project)
    told = json.loads(written(project)["report.json"])
    assert told["title"] == "Dear Marigold"
    assert told["found"] == 88
    assert told["years"] == [
        {"year": 2006, "posts": 1, "comments": 0},
        {"year": 2007, "posts": 0, "comments": 1},
    ]
    assert told["undated"] == 1
    assert told["robots_ignored"] is True
    assert [loss["code"] for loss in told["losses"]] == ["dropped.comments"]
    assert [host["host"] for host in told["hosts"]] == ["dearmarigold.example"]
    assert [target["name"] for target in told["targets"]] == ["apache-htaccess", "nginx"]


def test_two_runs_write_the_same_bytes(project):
    fill(project)
    run(project)
    first = written(project)
    run(project)
    assert written(project) == first


def test_nothing_of_this_machine_is_in_the_report(project):
    fill(project)
    run(project)
    for name, content in written(project).items():
        assert str(project.folder).encode() not in content, name


def test_an_out_folder_that_cannot_be_written_is_said_politely(project):
    project.out.write_text("a file is in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        run(project)
