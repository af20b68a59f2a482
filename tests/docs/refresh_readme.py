"""Writes the README's console blocks and examples/outputs anew: python tests/docs/refresh_readme.py."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from test_example_outputs import OUTPUTS, SHOWN, demo
from test_readme import BLOCK, README, replay


def refreshed(match):
    with tempfile.TemporaryDirectory() as folder:
        return f"<!-- run: {match[1]} -->\n```console\n{replay(match[2], Path(folder))}```"


def copy_outputs(folder):
    out = demo(folder)
    for name, place in SHOWN.items():
        shutil.rmtree(OUTPUTS / name, ignore_errors=True)
        copy = shutil.copytree if (out / place).is_dir() else shutil.copyfile
        copy(out / place, OUTPUTS / name)


if __name__ == "__main__":
    README.write_text(
        BLOCK.sub(refreshed, README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        copy_outputs(Path(folder) / "demo")
