"""Runs every stage that is stale, in order, and says how it went and what to do next."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrator import missing, registry
from migrator.model import Verdict
from migrator.rekey.pairs import load_pair
from migrator.rekey.schemes import parse_scheme
from migrator.stages.extract import reader_of
from migrator.stages.gaps import gaps
from migrator.stages.pipeline import Stage, run_stage, stale, wanted_stages
from migrator.stages.redirects import check_targets, on_trial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.missing import Gap
    from migrator.model import Json, Progress, StageReport
    from migrator.settings import Settings
    from migrator.store.project import Project

_FINE, _PROBLEMS = 0, 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person asked of `run`; `prove` names targets, or means all or none; `trial` None: as before."""

    imported: bool = False
    media: bool = True
    prove: bool | tuple[str, ...] = True
    trial: bool | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: the stages that ran, the verdicts, and the sentences that come next."""

    exit_code: int
    ran: Mapping[str, Mapping[str, int]]
    verdicts: Mapping[str, int]
    errors: tuple[str, ...]
    steps: tuple[str, ...]
    report: Path
    lacking: tuple[Gap, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """Return the result as JSON values."""
        return {
            "ran": {name: dict(counts) for name, counts in self.ran.items()},
            "verdicts": dict(self.verdicts),
            "errors": list(self.errors),
            "missing": dict(missing.totals(self.lacking)),
            "next": list(self.steps),
            "report": str(self.report),
        }

    def text(self) -> str:
        """Return the summary a person reads."""
        total = sum(self.verdicts.values())
        lines = [
            f"{total:,} old addresses: " + ", ".join(f"{n:,} {v}" for v, n in self.verdicts.items() if n)
        ]
        lines += [f"  ! {error}" for error in self.errors]
        lines += [f"Missing: {missing.told(self.lacking)}"] if self.lacking else []
        lines += [f"Report: {self.report}", *self.steps]
        return "\n".join(lines)


def plan(project: Project, settings: Settings, wish: Plan) -> dict[str, str | None]:
    """Return stage → why it would run now, or None where its last run still stands."""
    return {stage.name: _reason(project, settings, stage, wish) for stage in _stages(project, settings, wish)}


def run_all(project: Project, settings: Settings, wish: Plan, progress: Progress) -> RunResult:
    """Run all stale stages; trouble with single URLs does not stop the stages after it.

    Raises:
        UsageError, ConfigError: the settings name something that a later stage does not know.
    """
    check_words(settings)
    if wish.imported:
        project.set_meta("imported", "yes")
    reports: dict[str, StageReport] = {}
    for stage in _stages(project, settings, wish):
        reread = _asks_the_new_site(stage) and (
            wish.imported or (stage.name == "readback" and "map" in reports)
        )
        if reread or _reason(project, settings, stage, wish) is not None:
            choices = {"prove": wish.prove, "trial": wish.trial} if stage.name == "redirects" else {}
            reports[stage.name] = run_stage(project, settings, stage, progress, choices)
    return _result(project, settings, reports)


def check_words(settings: Settings) -> None:
    """Check what only late stages look at, before hours of reading are spent.

    Raises:
        UsageError: no such platform, move, target or format, or a target for hosts nobody answers in that way.
        ConfigError: no permalink structure, or a wrong mapping file.
    """
    registry.load("platform", reader_of(settings.old.platform))
    load_pair(settings.old.platform, settings.new.platform)
    if settings.new.permalink is not None:
        parse_scheme(settings.new.permalink)
    check_targets(settings)
    for name in settings.export.formats:
        registry.load("export", name)


def _asks_the_new_site(stage: Stage) -> bool:
    return stage.name in {"relocate", "readback"}


def _reason(project: Project, settings: Settings, stage: Stage, wish: Plan) -> str | None:
    """Say why a stage is to run: it is stale, or its rules are to be proved, or made temporary or permanent."""
    why = stale(project, settings, stage)
    if why is not None or stage.name != "redirects":
        return why
    if wish.trial not in {None, on_trial(project)}:
        return "the rules' status is to change"
    state = project.stage_state(stage.name)
    unproved = wish.prove is True and state is not None and state[1].get("prove") is not True
    return "its rules were not put to the real servers" if unproved else None


def _stages(project: Project, settings: Settings, wish: Plan) -> tuple[Stage, ...]:
    left_out = set() if wish.media else {"media"}
    if not wish.imported and project.meta("imported") is None:
        left_out.add("readback")
    return tuple(stage for stage in wanted_stages(settings) if stage.name not in left_out)


def _result(project: Project, settings: Settings, reports: Mapping[str, StageReport]) -> RunResult:
    verdicts = project.inventory.verdict_counts()
    errors = tuple(finding.message for finding in project.findings.all() if finding.severity == "error")
    lacking = gaps(project, settings)
    code = _FINE
    if errors or verdicts[str(Verdict.UNEXPLAINED)] or any(gap.code == missing.LACKING for gap in lacking):
        code = _PROBLEMS
    if any(problem.retry for problem in project.problems.all()):
        code = missing.AGAIN
    return RunResult(
        exit_code=code,
        ran={name: report.counts for name, report in reports.items()},
        verdicts=verdicts,
        errors=errors,
        steps=next_steps(project, settings),
        report=project.out / "report.html",
        lacking=lacking,
    )


def next_steps(project: Project, settings: Settings) -> tuple[str, ...]:
    """Return what a person does next, as sentences with exact menus and commands."""
    if any(problem.retry for problem in project.problems.all()):
        return ("Some URLs could not be fetched yet. Run the same command again to try them once more.",)
    if project.meta("imported") is None:
        permalink = json_text(project, "map", "permalink") or settings.new.permalink or "/%postname%/"
        return (
            "Paused before the import. Next:",
            f"  1. In WordPress: Settings → Permalinks → Custom Structure: {permalink}{_compared(project, permalink)}",
            "  2. Tools → Import → WordPress: the files of out/export/wxr in order (its README.md says how)",
            f"  3. Then type: {typed(project, 'run --imported')}",
        )
    if any(not mapping.final for mapping in project.inventory.mappings() if mapping.verdict is Verdict.MOVED):
        return (
            "Not everything is on the new site yet: see the findings in the report, then type: "
            + typed(project, "run --imported"),
        )
    if on_trial(project):
        return (
            "The new addresses are final, the redirects on trial: temporary ones (302) that no browser keeps. Next:",
            "  1. Install out/redirects on the host that answers the old addresses, and try them for some days",
            f"  2. Then make them permanent: {typed(project, 'redirects --final')}, and install them once more",
        )
    return ("The rules are final. Next: install out/redirects on the host that answers the old addresses.",)


def typed(project: Project, words: str) -> str:
    """Return a command as a person types it for this project."""
    where = "" if project.folder == Path() else f" --project {shlex.quote(str(project.folder))}"
    return f"migrator {words}{where}"


def _compared(project: Project, permalink: str) -> str:
    """Say how many posts need a rule under the chosen permalinks, and under the others."""
    state = project.stage_state("map")
    needed = state[1].get("permalink_rules") if state else None
    if not isinstance(needed, dict) or permalink not in needed:
        return ""
    if len(set(needed.values())) == 1:
        return f"\n     ({needed[permalink]} posts need a rule then, as with any other structure)"
    others = [f"{rules} with {other}" for other, rules in needed.items() if other != permalink]
    return f"\n     ({needed[permalink]} posts need a rule then; it would be {', '.join(others)})"


def json_text(project: Project, stage: str, key: str) -> str | None:
    """Return a text a stage told in its report, or None."""
    state = project.stage_state(stage)
    value = state[1].get(key) if state else None
    return value if isinstance(value, str) else None
