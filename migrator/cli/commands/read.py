"""`migrator read`: take in backup files and other sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.single import View, run_single

if TYPE_CHECKING:
    from pathlib import Path


@click.command("read")
@options.project
@options.quiet
@options.as_json
def command(folder: Path, *, quiet: bool, as_json: bool) -> int:
    """Take in what [[sources]] in migrator.toml names: backup files and the like. Only what changed is read again.

    \b
    Example:  migrator read --project my-move
    """
    return run_single("read", folder, View(quiet, as_json))
