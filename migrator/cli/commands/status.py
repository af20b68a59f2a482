"""`migrator status`: which stages are done, stale or never run, and what the verdicts are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from migrator.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command("status")
@options.project
@options.as_json
def command(folder: Path, *, as_json: bool) -> None:
    """Say how far the migration is, what is stale and why, and what to type next.

    \b
    Example:  migrator status --project my-move
    """
    from migrator.stages.status import overview
    from migrator.store.project import Project

    with Project.open(folder) as project:
        view = overview(project, project.settings())
    if as_json:
        click.echo(json.dumps({"ok": True, "result": view.as_json()}, indent=2))
        return
    for name, state in view.stages.items():
        click.echo(f"  {name:<10} {state}")
    for line in view.deployed:
        click.echo(f"  live       {line}")
    if any(view.verdicts.values()):
        click.echo(
            "  old URLs:  " + ", ".join(f"{count:,} {name}" for name, count in view.verdicts.items() if count)
        )
    if view.carried:
        click.echo(f"  numbers:   {view.carried}")
    if view.missing:
        click.echo("  missing:   " + ", ".join(f"{count:,} {why}" for why, count in view.missing.items()))
    click.echo(f"Next: {view.next_step}")
