"""Writes the README's console blocks anew from what the program prints: python tests/docs/refresh_readme.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

from test_readme import BLOCK, README, replay


def refreshed(match):
    with tempfile.TemporaryDirectory() as folder:
        return f"<!-- run: {match[1]} -->\n```console\n{replay(match[2], Path(folder))}```"


if __name__ == "__main__":
    README.write_text(
        BLOCK.sub(refreshed, README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
    )
