"""`migrator read`: take in backup files, numbers and other sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.single import View, run_single

if TYPE_CHECKING:
    from pathlib import Path


@click.command("read")
@click.argument("places", nargs=-1, metavar="[PLACE]...")
@options.project
@options.quiet
@options.as_json
def command(places: tuple[str, ...], folder: Path, *, quiet: bool, as_json: bool) -> int:
    """Take in what [[sources]] in migrator.toml names, and the PLACEs typed, which are added there.

    A place is a backup, saved pages or an archive; or what Search Console, GA4, Ahrefs, Semrush, Majestic or Screaming
    Frog counted of each URL (CSV, XLSX, zip). Only what changed is read again.

    \b
    Example:  migrator read search-console.zip --project my-move && migrator run --project my-move
    """
    if places:
        from migrator.stages.add_sources import add_sources
        from migrator.store.project import Project

        with Project.open(folder):
            added = add_sources(folder, places)
        if not (quiet or as_json):
            for place in added:
                click.echo(f"Added to migrator.toml: {place}", err=True)
    return run_single("read", folder, View(quiet, as_json))
