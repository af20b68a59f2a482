"""A stranger installs the wheel into an empty environment and runs the demo from it."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*argv, cwd):
    done = subprocess.run(
        [str(word) for word in argv], cwd=cwd, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build sdist → wheel, install the wheel into a new environment, return its `migrator`."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder / "dist", ROOT, cwd=folder)
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel, cwd=folder)
    return python.with_name("migrator")


@pytest.mark.wheel
def test_demo_runs_from_the_wheel(installed, tmp_path):
    said = run(installed, "demo", "--out", tmp_path / "demo", cwd=tmp_path)
    assert (tmp_path / "demo" / "out" / "report.html").exists()
    assert "unexplained" not in said


@pytest.mark.wheel
def test_the_wheel_carries_mappings_and_examples(installed, tmp_path):
    code = (
        "from migrator.profiles import mappings_folder; from migrator.demo.content import default_content;"
        "print(mappings_folder().name, default_content().parent.name)"
    )
    assert run(installed.with_name("python"), "-c", code, cwd=tmp_path).split() == ["_mappings", "_examples"]
