"""Killed at five moments, a run ends with the same files as one left alone."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys

import pytest

MIGRATOR = [sys.executable, "-m", "migrator"]


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def project(folder, text):
    folder.mkdir()
    (folder / "migrator.toml").write_text(text, encoding="utf-8")
    return folder


def finish(folder):
    argv = [*MIGRATOR, "run", "--project", str(folder), "--no-prove", "--quiet"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def killed_after(requests, server, folder):
    """Start a run and kill it once the server has answered so many more requests; True if it was killed."""
    wanted = len(server.log) + requests
    argv = [*MIGRATOR, "run", "--project", str(folder), "--no-prove", "--quiet"]
    child = subprocess.Popen(
        argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while child.poll() is None:
        if len(server.log) >= wanted:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return True
    return False


@pytest.fixture
def left_alone(tmp_path, sample_server, sample_settings):
    folder = project(tmp_path / "left-alone", sample_settings(sample_server))
    finish(folder)
    return tree(folder / "out")


def test_two_runs_give_byte_identical_files(tmp_path, left_alone, sample_server, sample_settings):
    again = project(tmp_path / "again", sample_settings(sample_server))
    finish(again)
    assert tree(again / "out") == left_alone


def test_a_run_killed_five_times_gives_byte_identical_files(
    tmp_path, left_alone, sample_server, sample_settings
):
    folder = project(tmp_path / "killed", sample_settings(sample_server))
    moments = random.Random(5)
    kills = sum(killed_after(moments.randrange(5, 40), sample_server, folder) for _ in range(5))
    assert kills == 5
    finish(folder)
    assert tree(folder / "out") == left_alone


def test_a_second_run_on_a_finished_project_asks_the_old_blog_nothing(
    tmp_path, sample_server, sample_settings
):
    folder = project(tmp_path / "done", sample_settings(sample_server))
    finish(folder)
    asked = len(sample_server.log)
    finish(folder)
    assert len(sample_server.log) == asked
