"""The README's console blocks are what the program prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"<!-- run: (\w+) -->\n```console\n(.*?)```", re.DOTALL)


def blocks():
    return dict(BLOCK.findall(README.read_text(encoding="utf-8")))


def replay(text, folder):
    """Run the `$ ` lines of a block in a folder and return the block as it would print now."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "120",
    }
    told = []
    for command in re.findall(r"^\$ (.*)$", text, re.MULTILINE):
        done = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        told.append(f"$ {command}\n{done.stdout}")
    return "".join(told)


NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")


@pytest.mark.engine
@pytest.mark.skipif(NGINX is None, reason="nginx is not installed: the README's proofs are made on it")
@pytest.mark.parametrize("name", sorted(blocks()))
def test_a_console_block_prints_what_the_readme_shows(name, tmp_path):
    shown = blocks()[name]
    assert "$ " in shown
    assert replay(shown, tmp_path) == shown


def test_every_verb_is_named_in_the_readme():
    text = README.read_text(encoding="utf-8")
    verbs = {path.stem for path in (ROOT / "migrator/cli/commands").glob("*.py")} - {"__init__"}
    assert {verb for verb in verbs if f"migrator {verb}" not in text and f"`{verb}`" not in text} == set()


def test_files_and_folders_named_in_the_readme_exist():
    text = README.read_text(encoding="utf-8")
    named = re.findall(r"`((?:migrator|mappings|tests|examples)/[\w./-]*)`", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
