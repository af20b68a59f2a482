"""The order of the stages, and what makes each of them stale."""

from __future__ import annotations

import hashlib
import importlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import migrator
from migrator.errors import UsageError
from migrator.stages.ways import stamps
from migrator.store.digest import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migrator.model import Json, Progress, StageReport
    from migrator.settings import Settings
    from migrator.store.project import Project


_PARTLY = "partly"
_WHOLE = frozenset(
    {"against", "compact", "live", "prove", "trial", "refresh"}
)  # choices that leave nothing out


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a migration: the tables and settings (sections, or single keys) whose change makes it run again."""

    name: str
    function: str  # "module:function" below migrator.stages
    tables: tuple[str, ...]
    sections: tuple[str, ...]
    needs: str | None = None  # the stage without which there is nothing to work on

    def run(
        self, project: Project, settings: Settings, progress: Progress, choices: Mapping[str, object]
    ) -> StageReport:
        """Do the work; `choices` are the keyword arguments of this stage alone."""
        module, _, function = self.function.partition(":")
        work: Callable[..., StageReport] = getattr(
            importlib.import_module(f"migrator.stages.{module}"), function
        )
        return work(project, settings, progress, **choices)


STAGES = (
    Stage("crawl", "crawl:run_crawl", (), ("old", "crawl.robots", "crawl.max_bytes")),
    Stage("read", "read:run_read", (), ("old", "sources")),
    Stage("extract", "extract:run_extract", ("page", "source-reading"), ("old",)),
    Stage("media", "media:run_media", ("asset-url",), ("old", "crawl.robots", "crawl.max_bytes")),
    Stage("relocate", "relocate:run_relocate", ("page", "job", "entity"), ("old", "new")),
    Stage(
        "map",
        "map:run_map",
        ("page", "source-reading", "job", "entity", "link", "asset", "decision", "relocated"),
        ("old", "new", "export"),
        "extract",
    ),
    Stage("readback", "readback:run_readback", ("old_url",), ("new",)),
    Stage(
        "redirects",
        "redirects:run_redirects",
        ("verdict", "number", "entity"),
        ("old", "new", "redirects"),
        "map",
    ),
    Stage("export", "export:run_export", ("entity", "asset", "verdict"), ("old", "new", "export"), "map"),
    Stage(
        "report",
        "report:run_report",
        ("entity", "old_url", "number", "verdict", "problem", "finding", "stage"),
        ("old", "new", "crawl"),
    ),
)


def wanted_stages(settings: Settings) -> tuple[Stage, ...]:
    """Return the stages a migration has: no crawl without a live blog, nothing to read without sources."""
    left_out = {"crawl"} if not settings.crawl.live else set()
    left_out |= {"read"} if not settings.sources else set()
    return tuple(stage for stage in STAGES if stage.name not in left_out)


def stage_named(name: str) -> Stage:
    """Return a stage by name.

    Raises:
        KeyError: no such stage.
    """
    return next(stage for stage in STAGES if stage.name == name)


def require_needed(project: Project, stage: Stage) -> None:
    """Check that the stage whose results this one works on has run.

    Raises:
        UsageError: it has not.
    """
    if stage.needs is not None and project.stage_state(stage.needs) is None:
        raise UsageError(
            f"`{stage.name}` has nothing to work on: `{stage.needs}` has never run.",
            "Type: migrator run   It does everything that is to do, in order.",
        )


def fingerprint(project: Project, settings: Settings, stage: Stage) -> str:
    """Return the digest of everything that decides what a stage would produce."""
    sections = {name: _told(settings, name) for name in stage.sections}
    parts = [migrator.__version__, stage.name, json.dumps(sections, sort_keys=True)]
    parts += [digest(project.db, table) for table in stage.tables]
    if "sources" in stage.sections:
        parts += stamps(project.folder, settings)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _told(settings: Settings, name: str) -> Any:
    """Return a section of the settings, or one key of it ("crawl.robots")."""
    section, _, key = name.partition(".")
    told = settings.model_dump(mode="json", include={section})[section]
    return told[key] if key else told


def stale(project: Project, settings: Settings, stage: Stage) -> str | None:
    """Say why a stage must run, or None when its last run still stands."""
    state = project.stage_state(stage.name)
    if state is None:
        return "never run"
    if state[0] == _PARTLY:
        return "only a part of it was made"
    if state[0] != fingerprint(project, settings, stage):
        return "its inputs or settings changed"
    if state[1].get("retry"):
        return "some URLs failed and can be tried again"
    return None


def run_stage(
    project: Project,
    settings: Settings,
    stage: Stage,
    progress: Progress,
    choices: Mapping[str, object] | None = None,
) -> StageReport:
    """Run one stage under the project's lock and record it.

    With `choices` that leave something out (any but those of `_WHOLE`) it is recorded as partly done, so that
    the next `run` completes it.
    """
    wishes = choices or {}
    with project.stage_lock(stage.name):
        report = stage.run(project, settings, progress, wishes)
        retry = sum(problem.retry for problem in report.problems)
        with project.transaction():
            project.findings.replace(stage.name, report.findings)
        told: dict[str, Json] = {**report.details, "counts": dict(report.counts), "retry": retry}
        whole = wishes.keys() <= _WHOLE
        project.finish_stage(stage.name, fingerprint(project, settings, stage) if whole else _PARTLY, told)
    return report
