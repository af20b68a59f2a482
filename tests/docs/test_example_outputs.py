"""The finished outputs in examples/ are what the program writes today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

OUTPUTS = Path(__file__).parents[2] / "examples" / "outputs"
SHOWN = {
    "nginx": "redirects/nginx",
    "apache-htaccess": "redirects/apache-htaccess",
    "loss-report.md": "export/loss-report.md",
}


def demo(folder):
    """Run the demo and return its folder of outputs."""
    argv = [sys.executable, "-m", "migrator", "demo", "--quiet", "--out", str(folder)]
    subprocess.run(argv, check=True, capture_output=True, timeout=300)
    return folder / "out"


def files(path):
    if path.is_file():
        return {"": path.read_bytes()}
    return {
        file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return demo(tmp_path_factory.mktemp("demo") / "blog")


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_an_example_output_is_what_the_demo_writes(name, written):
    assert files(OUTPUTS / name) == files(written / SHOWN[name])
