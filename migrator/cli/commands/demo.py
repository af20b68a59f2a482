"""`migrator demo`: the whole job on the bundled sample blog, offline."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import click

from migrator.cli import options
from migrator.cli.progress import progress
from migrator.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_OLD, _NEW = "http://dearmarigold.example", "https://askmarigold.example"
_DEMO_RATE = 1000.0  # the sample blog is on this machine


@click.command("demo")
@click.option(
    "--out", type=options.FOLDER, default="demo-blog", help="Where to put the project (default: demo-blog)."
)
@click.option("--force", is_flag=True, help="Replace an earlier demo in that folder.")
@options.quiet
@options.as_json
def command(out: Path, *, force: bool, quiet: bool, as_json: bool) -> int:
    """Serve the sample blog on this machine, move it, prove the redirects, and show the report.

    \b
    Example:  migrator demo
    """
    from migrator.demo.content import default_content
    from migrator.demo.server import SampleServer
    from migrator.stages.run import Plan, run_all
    from migrator.store.project import Project

    _make_room(out, force=force)
    with SampleServer(default_content()) as server:
        if not as_json:
            click.echo(f"Moving the sample blog {_OLD} to {_NEW} …", err=True)
        with Project.create(out, _settings(server.resolve)) as project:
            result = run_all(
                project, project.settings(), Plan(prove=("nginx",)), progress(quiet=quiet or as_json)
            )
            proofs = project.stage_state("redirects")
    if as_json:
        click.echo(
            json.dumps(
                {"ok": result.exit_code == 0, "exit": result.exit_code, "result": result.as_json()}, indent=2
            )
        )
        return result.exit_code
    click.echo(result.text())
    click.echo(_proof_lines(proofs[1] if proofs else {}))
    return result.exit_code


def _make_room(out: Path, *, force: bool) -> None:
    if not out.exists() or not any(out.iterdir()):
        return
    ours = (out / "migrator.toml").exists() and _OLD in (out / "migrator.toml").read_text(encoding="utf-8")
    if not (force and ours):
        raise OutputError(
            f"{out} is not empty.", "Name another folder with --out, or replace an earlier demo with --force."
        )
    shutil.rmtree(out)


def _settings(resolve: dict[str, str]) -> str:
    from migrator.model import HostAnswer
    from migrator.stages.begin import Choices, settings_text

    hosts = {
        "dearmarigold.example": HostAnswer.REPOINTED_DOMAIN,
        "www.dearmarigold.example": HostAnswer.REPOINTED_DOMAIN,
        "dearmarigold.blogspot.example": HostAnswer.PLATFORM,
    }
    return settings_text(
        Choices(
            old_url=_OLD,
            new_url=_NEW,
            platform="blogger",
            signals=("the bundled sample",),
            hosts=hosts,
            timezone="America/New_York",
            resolve=resolve,
            rate=_DEMO_RATE,
        )
    )


def _proof_lines(told: Mapping[str, Any]) -> str:
    lines = [
        f"  {name}: {proof['rules']:,} rules, {_proof(proof)}"
        for name, proof in told.get("targets", {}).items()
    ]
    return "\n".join(["Redirects:", *lines])


def _proof(told: Mapping[str, Any]) -> str:
    if told["proof"] == "none":
        return "a list for people and programs"
    how = "proved on the real server" if told["proof"] == "proved" else "simulated"
    return f"{how}: {told['asked']:,} requests, {told['failed']} wrong answers"
