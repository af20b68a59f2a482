"""`migrator crawl`: fetch the old blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.single import View, run_single

if TYPE_CHECKING:
    from pathlib import Path


@click.command("crawl")
@options.project
@options.quiet
@options.as_json
def command(folder: Path, *, quiet: bool, as_json: bool) -> int:
    """Fetch the old blog: feeds, sitemap, archives, pages. Resumable; asks politely.

    \b
    Example:  migrator crawl --project my-move
    """
    return run_single("crawl", folder, View(quiet, as_json))
