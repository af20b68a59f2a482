"""Runs one stage for its verb and shows its numbers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from migrator import missing
from migrator.cli.endings import OK, PROBLEMS
from migrator.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from migrator.model import StageReport
    from migrator.settings import Settings

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class View:
    """How much a verb says, and in what form."""

    quiet: bool
    as_json: bool


def run_single(
    name: str,
    folder: Path,
    view: View,
    *,
    choices: Mapping[str, object] | None = None,
    change: Callable[[Settings], Settings] | None = None,
) -> int:
    """Run one stage of a project, with settings changed for this once, and return the exit code."""
    from migrator.stages.pipeline import require_needed, run_stage, stage_named
    from migrator.store.project import Project

    with Project.open(folder) as project:
        require_needed(project, stage_named(name))
        settings = project.settings() if change is None else change(project.settings())
        report = run_stage(
            project, settings, stage_named(name), progress(quiet=view.quiet or view.as_json), choices
        )
    code = exit_code(report)
    show(report, code, as_json=view.as_json)
    return code


def exit_code(report: StageReport) -> int:
    """Return the exit code a stage's report stands for: see `migrator.missing` for what could not be read."""
    lacking = missing.exit_code(report.problems)
    blocked = any(finding.code == "crawl.robots" for finding in report.findings)
    if lacking == missing.AGAIN:
        return lacking
    wrong = blocked or any(finding.severity == "error" for finding in report.findings)
    return PROBLEMS if lacking or wrong else OK


def show(report: StageReport, code: int, *, as_json: bool) -> None:
    """Print a stage's numbers and findings."""
    if as_json:
        findings = [asdict(finding) for finding in report.findings]
        problems = [asdict(problem) for problem in report.problems]
        told = {"counts": dict(report.counts), "findings": findings, "problems": problems, **report.details}
        click.echo(json.dumps({"ok": code == OK, "exit": code, "result": told}, indent=2))
        return
    click.echo(f"{report.stage}: " + ", ".join(f"{count:,} {name}" for name, count in report.counts.items()))
    for finding in list(report.findings)[:_SHOWN]:
        click.echo(f"  {finding.severity}: {finding.message}")
    if len(report.findings) > _SHOWN:
        click.echo(f"  … and {len(report.findings) - _SHOWN} more; see out/report.html")
