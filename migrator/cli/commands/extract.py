"""`migrator extract`: read posts and comments out of stored pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.single import View, run_single

if TYPE_CHECKING:
    from pathlib import Path


@click.command("extract")
@options.project
@options.quiet
@options.as_json
def command(folder: Path, *, quiet: bool, as_json: bool) -> int:
    """Read posts, pages and comments out of the stored pages. Works offline.

    \b
    Example:  migrator extract --project my-move
    """
    return run_single("extract", folder, View(quiet, as_json))
