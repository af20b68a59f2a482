"""Draws the first screen of a report for the README: `python tests/report/screenshot.py REPORT.html OUT.png`."""

from __future__ import annotations

import sys
from pathlib import Path

WIDTH, HEIGHT = 1280, 800


def draw(
    report: Path, picture: Path, *, width: int = WIDTH, height: int = HEIGHT, dark: bool = False
) -> None:
    """Write a PNG of what a person sees first when opening the report."""
    from browser import chromium

    with chromium() as browser:
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        page.goto(report.resolve().as_uri())
        page.screenshot(path=picture)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
