"""`migrator review`: what only a person can decide, out as a list and back in."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from migrator.cli import options
from migrator.errors import InputError


@click.command("review")
@options.project
@click.option("--take", "source", metavar="FILE|-", help="Store the decisions of a filled-in list.")
@options.as_json
def command(folder: Path, *, source: str | None, as_json: bool) -> None:
    """List the old URLs that need a decision, as CSV to fill in; --take stores what was filled in.

    \b
    Example:  migrator review > decisions.csv     fill in "Verdict" and "New URL", then:
              migrator review --take decisions.csv && migrator run
    """
    from migrator.stages import review
    from migrator.store.project import Project

    with Project.open(folder) as project:
        if source is None:
            found = review.rows(project)
            told = {"rows": [asdict(row) for row in found]}
            said = review.as_csv(found)
        else:
            taken = review.take(project, _read(source), source)
            told = asdict(taken)
            said = f"{taken.decided:,} decided, {taken.withdrawn:,} taken back. Next: migrator run\n"
    click.echo(json.dumps({"ok": True, "result": told}, indent=2) + "\n" if as_json else said, nl=False)


def _read(source: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise InputError(
            f"{source} cannot be read: {error.strerror}.", "Check the name and its permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{source} is not UTF-8.", "Save it as CSV UTF-8.") from error
