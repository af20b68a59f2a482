"""`migrator doctor`: is everything ready, and if not, what to type."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from migrator.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.stages.doctor import Check


@click.command("doctor")
@options.project
@options.as_json
def command(folder: Path, *, as_json: bool) -> int:
    """Check Python, disk, the servers for --prove, and both sites of the project; one fix per line.

    \b
    Example:  migrator doctor
    """
    from migrator.settings import FILE_NAME
    from migrator.stages import doctor

    checks = list(doctor.machine(folder))
    if (folder / FILE_NAME).exists():
        checks += _project_checks(folder)
    bad = [check for check in checks if not check.ok and check.needed]
    if as_json:
        click.echo(json.dumps({"ok": not bad, "result": [asdict(check) for check in checks]}, indent=2))
    else:
        for check in checks:
            click.echo(
                f"  {'ok ' if check.ok else '!! ' if check.needed else '-- '} {check.name}: {check.found}"
            )
            if not check.ok:
                click.echo(f"       {check.fix}")
    return 1 if bad else 0


def _project_checks(folder: Path) -> list[Check]:
    from migrator.fetch.asking import quick_get
    from migrator.settings import FILE_NAME, load_settings
    from migrator.stages import doctor

    settings = load_settings(folder / FILE_NAME)
    return list(doctor.sites(settings, quick_get(settings)))
