"""The project file: stored ones stay readable, strange ones are refused, and one stage writes at a time."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.errors import OutputError, ProjectError
from migrator.model import Silence, Verdict
from migrator.settings import FILE_NAME
from migrator.stages.pipeline import run_stage, stage_named
from migrator.store import schema
from migrator.store.project import DATABASE, Project

STORED = Path(__file__).parent / "project-v1.sql"
SETTINGS = (
    '[old]\nurl = "http://blog.example"\n[old.hosts]\n"blog.example" = "repointed-domain"\n'
    '[new]\nurl = "https://new.example"\n[redirects]\ntargets = ["csv"]\n'
)


@pytest.fixture
def folder(tmp_path):
    """A project folder as version 1 of the schema left it after a whole run."""
    db = sqlite3.connect(tmp_path / DATABASE)
    db.executescript(STORED.read_text(encoding="utf-8"))
    db.close()
    (tmp_path / FILE_NAME).write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def columns(db):
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: [tuple(row[1:]) for row in db.execute(f"PRAGMA table_info({table})")] for table in tables}


def verdicts(project):
    return {row.old: (row.verdict, row.new) for row in project.inventory.mappings()}


def test_a_stored_project_has_the_tables_of_a_new_one(folder, tmp_path_factory):
    fresh = tmp_path_factory.mktemp("fresh")
    with Project.open(folder) as stored, Project.create(fresh, SETTINGS) as new:
        assert columns(stored.db) == columns(new.db)
        assert stored.meta("schema") == new.meta("schema") == str(schema.VERSION)


def test_a_stored_project_still_tells_what_was_read_and_decided(folder):
    with Project.open(folder) as project:
        titles = {post.title for post in project.entities.posts()}
        assert titles == {"Tea", 'Cake & "crumbs"', "About"}
        assert len(project.entities.comments("http://blog.example/2010/05/tea.html")) == 2
        assert project.inventory.verdict_counts()[str(Verdict.MOVED)] == 29


def test_every_offline_stage_runs_on_a_stored_project(folder):
    with Project.open(folder) as project:
        before = verdicts(project)
        for name in ("extract", "map", "redirects", "export", "report"):
            run_stage(project, project.settings(), stage_named(name), Silence())
        assert before.items() <= verdicts(project).items()
        assert "/tea/" in (project.out / "redirects" / "csv" / "redirects.csv").read_text(encoding="utf-8")


def test_a_project_of_a_newer_program_is_refused(folder):
    with Project.open(folder) as project:
        project.set_meta("schema", str(schema.VERSION + 1))
    with pytest.raises(ProjectError, match="made by a newer migrator") as caught:
        Project.open(folder)
    assert "upgrade" in caught.value.hint


def test_a_file_that_is_no_database_is_refused(folder):
    (folder / DATABASE).write_bytes(b"no database at all, only words" * 100)
    with pytest.raises(ProjectError, match="is not a readable project file"):
        Project.open(folder)


def test_a_project_file_that_cannot_be_opened_is_no_bug_and_nothing_to_delete(tmp_path):
    (tmp_path / FILE_NAME).write_text(SETTINGS, encoding="utf-8")
    (tmp_path / DATABASE).mkdir()
    with pytest.raises(OutputError, match="cannot be written") as caught:
        Project.open(tmp_path)
    assert "permissions" in caught.value.hint
    assert "delete" not in caught.value.hint


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        Project.create(tmp_path / "file" / "move", SETTINGS)


def test_a_second_stage_waits_for_the_first_one_and_names_it(folder):
    with (
        Project.open(folder) as project,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as other,
    ):
        held = {"stage": "crawl", "pid": other.pid, "host": platform.node()}
        project.set_meta("lock", json.dumps(held))
        with (
            pytest.raises(ProjectError, match=f"'crawl' is running .*process {other.pid}"),
            project.stage_lock("map"),
        ):
            pass
        other.communicate(b"\n")


def test_the_lock_of_a_dead_program_is_taken_over(folder):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with Project.open(folder) as project:
        project.set_meta("lock", json.dumps({"stage": "crawl", "pid": dead.pid, "host": platform.node()}))
        with project.stage_lock("map"):
            assert json.loads(project.meta("lock"))["pid"] == os.getpid()
        assert project.meta("lock") is None
