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
@click.option(
    "--refresh", is_flag=True, help="Ask again for every page, and take only what has changed since."
)
@options.quiet
@options.as_json
def command(folder: Path, *, refresh: bool, quiet: bool, as_json: bool) -> int:
    """Fetch the old blog: feeds, sitemap, archives, pages. Resumable; asks politely.

    \b
    Example:  migrator crawl --project my-move
    """
    choices = {"refresh": True} if refresh else None
    return run_single("crawl", folder, View(quiet, as_json), choices=choices)
