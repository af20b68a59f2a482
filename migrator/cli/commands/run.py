"""`migrator run`: the whole job, up to the import and, after it, to final rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.progress import progress

if TYPE_CHECKING:
    from pathlib import Path


@click.command("run")
@options.project
@click.option(
    "--imported", is_flag=True, help="The import is done: read the new site and make the rules final."
)
@click.option("--no-media", is_flag=True, help="Do not fetch images.")
@click.option(
    "--prove/--no-prove", default=True, help="Prove the redirects on the real server where it is installed."
)
@click.option("--dry-run", is_flag=True, help="Only say which stages would run, and why.")
@options.trial
@options.quiet
@options.as_json
def command(
    folder: Path,
    *,
    imported: bool,
    no_media: bool,
    prove: bool,
    dry_run: bool,
    trial: bool | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Do everything that is to do: crawl, extract, media, map, redirects, export, report.

    Safe to stop and to repeat: only what changed is done again. Pauses before the import and says what to do.

    \b
    Example:  migrator run            then, after the import:  migrator run --imported
    """
    from migrator.stages.run import Plan, plan, run_all
    from migrator.store.project import Project

    wish = Plan(imported=imported, media=not no_media, prove=prove, trial=trial)
    with Project.open(folder) as project:
        settings = project.settings()
        if dry_run:
            _show_plan(plan(project, settings, wish), as_json=as_json)
            return 0
        result = run_all(project, settings, wish, progress(quiet=quiet or as_json))
    if as_json:
        click.echo(
            json.dumps(
                {"ok": result.exit_code == 0, "exit": result.exit_code, "result": result.as_json()}, indent=2
            )
        )
    else:
        click.echo(result.text())
    return result.exit_code


def _show_plan(steps: dict[str, str | None], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"ok": True, "result": {"plan": steps}}, indent=2))
        return
    for name, reason in steps.items():
        click.echo(f"  {name:<10} {'would run: ' + reason if reason else 'up to date'}")
