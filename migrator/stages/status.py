"""How far a project is: the state of every stage, the verdicts, and the next thing to type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator import missing
from migrator.model import Verdict
from migrator.numbers import carried
from migrator.stages.deployed import deployed_lines
from migrator.stages.gaps import gaps
from migrator.stages.pipeline import stale, wanted_stages
from migrator.stages.redirects import on_trial
from migrator.stages.run import typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.model import Json
    from migrator.settings import Settings
    from migrator.store.project import Project


@dataclass(frozen=True, slots=True)
class Overview:
    """Stage → state in words, what is live, verdict → number of old URLs, what the unexplained carry, the next step."""

    stages: Mapping[str, str]
    deployed: tuple[str, ...]
    verdicts: Mapping[str, int]
    next_step: str
    carried: str = ""
    missing: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        """Return the overview as JSON values."""
        return {
            "stages": dict(self.stages),
            "deployed": list(self.deployed),
            "verdicts": dict(self.verdicts),
            "carried": self.carried,
            "missing": dict(self.missing),
            "next": self.next_step,
        }


def overview(project: Project, settings: Settings) -> Overview:
    """Read the state of a project; changes nothing."""
    imported = project.meta("imported") is not None
    reasons = {stage.name: stale(project, settings, stage) for stage in wanted_stages(settings)}
    states = {
        name: "up to date" if reason is None else f"to do: {reason}" for name, reason in reasons.items()
    }
    if not imported:
        states["readback"] = "waits for the import"
        reasons.pop("readback")
    if on_trial(project):
        states["redirects"] += ", on trial: 302, not kept by browsers"
    verdicts = project.inventory.verdict_counts()
    return Overview(
        states,
        tuple(deployed_lines(project)),
        verdicts,
        _next_step(project, reasons, verdicts) + _later(project),
        unexplained_share(project),
        missing.totals(gaps(project, settings)),
    )


def unexplained_share(project: Project) -> str:
    """Return what part of all clicks, links and hits unexplained URLs carry; empty where nothing was counted."""
    rows = project.inventory.judged_numbers()
    return carried(
        ((verdict is Verdict.UNEXPLAINED, numbers) for verdict, numbers in rows), "unexplained URLs"
    )


def _later(project: Project) -> str:
    return f"; when all works: {typed(project, 'redirects --final')}" if on_trial(project) else ""


def _next_step(project: Project, reasons: Mapping[str, str | None], verdicts: Mapping[str, int]) -> str:
    imported = project.meta("imported") is not None
    if any(reasons.values()):
        return typed(project, "run --imported" if imported else "run")
    if verdicts[str(Verdict.UNEXPLAINED)]:
        return f"some old URLs have no verdict yet, see out/report.html; list them with: {typed(project, 'review')}"
    if not imported:
        return f"import out/export/wxr into the new site, then type: {typed(project, 'run --imported')}"
    return "install out/redirects on the host that answers the old addresses (see the README there)"
