"""The last stage: gathers what the project knows and writes the pages a person looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.errors import OutputError
from migrator.model import StageReport
from migrator.report.html import render_html
from migrator.report.model import Dated, ReportInputs
from migrator.report.text import render_json, render_markdown
from migrator.report.url_map import render_csv
from migrator.report.view import build_view
from migrator.stages.gaps import gaps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from migrator.model import HostAnswer, Progress
    from migrator.settings import Settings
    from migrator.store.project import Project

_STAGES = ("crawl", "read", "extract", "media", "relocate", "map", "readback", "redirects", "export")


def run_report(project: Project, settings: Settings, progress: Progress) -> StageReport:
    """Write report.html, report.md, report.json and url-map.csv; equal projects give equal bytes.

    Raises:
        OutputError: the files cannot be written.
    """
    progress.start("report")
    view = build_view(gather(project, settings))
    pages = {
        "report.html": render_html(view),
        "report.md": render_markdown(view),
        "report.json": render_json(view),
        "url-map.csv": render_csv(view.rows),
    }
    _write(project, pages)
    progress.finish(view.headline)
    return StageReport(stage="report", counts={"urls": view.found, "files": len(pages)})


def gather(project: Project, settings: Settings) -> ReportInputs:
    """Read everything the report is made from; changes nothing."""
    site = project.entities.site()
    states = {name: project.stage_state(name) for name in _STAGES}
    return ReportInputs(
        title=(site.title if site else None) or _host(settings.old.url),
        old_url=settings.old.url,
        new_url=settings.new.url,
        robots_ignored=settings.crawl.robots == "ignore",
        urls=project.inventory.urls(),
        mappings=project.inventory.mappings(),
        posts=_dated(project),
        hosts=_hosts(settings),
        findings={name: tuple(project.findings.all(name)) for name in _STAGES},
        problems=tuple(project.problems.all()),
        stages={name: state[1] for name, state in states.items() if state is not None},
        stated=project.pages.sources(),
        gaps=gaps(project, settings),
    )


def _dated(project: Project) -> Iterator[Dated]:
    for post in project.entities.posts():
        years = tuple(_year(comment.published) for comment in project.entities.comments(post.key))
        yield Dated(post.kind, _year(post.published), years)


def _year(moment: datetime | None) -> int | None:
    return None if moment is None else moment.year


def _hosts(settings: Settings) -> dict[str, HostAnswer | None]:
    return {_host(settings.old.url): None, **settings.old.answers}


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _write(project: Project, pages: dict[str, str]) -> None:
    try:
        project.out.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (project.out / name).write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise OutputError(
            f"The report cannot be written: {error.strerror}.", f"Check that {project.out} may be written to."
        ) from error
