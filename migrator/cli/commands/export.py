"""`migrator export`: files for the new site's importer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.single import View, run_single

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.settings import Settings


@click.command("export")
@options.project
@click.option(
    "--to", "formats", multiple=True, help="An export format (repeats); see: migrator list exports."
)
@click.option(
    "--part-size", type=click.IntRange(min=50_000), help="Bytes in one part at the most (2,000,000)."
)
@click.option("--part-comments", type=click.IntRange(min=1), help="Comments in one part at the most (2,000).")
@options.quiet
@options.as_json
def command(
    *,
    folder: Path,
    formats: tuple[str, ...],
    part_size: int | None,
    part_comments: int | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Write out/export: WXR parts for WordPress and everything as JSON lines, checked and counted.

    \b
    Example:  migrator export --to wxr --part-size 1000000
    """
    wanted = {"part_size": part_size, "part_comments": part_comments}
    given = {name: value for name, value in wanted.items() if value is not None}

    def change(settings: Settings) -> Settings:
        return settings.model_copy(update={"export": settings.export.model_copy(update=given)})

    choices = {"formats": formats} if formats else None
    return run_single("export", folder, View(quiet, as_json), choices=choices, change=change)
