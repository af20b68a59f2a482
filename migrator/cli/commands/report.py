"""`migrator report`: the page a blog owner reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.single import View, run_single

if TYPE_CHECKING:
    from pathlib import Path


@click.command("report")
@options.project
@options.quiet
@options.as_json
def command(folder: Path, *, quiet: bool, as_json: bool) -> int:
    """Write out/report.html, with Markdown, JSON and CSV beside it. Works offline.

    \b
    Example:  migrator report --project my-move
    """
    code = run_single("report", folder, View(quiet, as_json))
    if not as_json:
        click.echo(f"Open {folder / 'out' / 'report.html'} in a browser.")
    return code
