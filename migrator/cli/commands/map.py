"""`migrator map`: one verdict per old URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.single import View, run_single

if TYPE_CHECKING:
    from pathlib import Path


@click.command("map")
@options.project
@options.quiet
@options.as_json
def command(folder: Path, *, quiet: bool, as_json: bool) -> int:
    """Give every old URL its verdict and new URL. Works offline.

    \b
    Example:  migrator map --project my-move
    """
    return run_single("map", folder, View(quiet, as_json))
