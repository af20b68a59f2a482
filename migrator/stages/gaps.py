"""Everything a project lacks, with the reason: pages, images, comments and parts of sources, gathered from all stages."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from migrator.missing import AGAIN, FINE, LACKING, Gap, Missing, code_of, reason_of
from migrator.profiles import site_urls
from migrator.stages.crawl import read_one_by_one

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.settings import Settings
    from migrator.store.project import Project

_One = tuple[Missing, str, str, int]  # why, what, its URL, the exit code it stands for
_NAMED = 3
_WHAT = {"crawl": "pages", "extract": "pages", "media": "images", "read": "parts of sources"}
_GONE = frozenset({404, 410})
_SEPARATE = {"extract.comments": Missing.NOT_FOUND, "extract.comments-elsewhere": Missing.ELSEWHERE}


def gaps(project: Project, settings: Settings) -> tuple[Gap, ...]:
    """Return what is missing by reason and sort of thing, in the order of the reasons; equal projects give equal gaps."""
    found: defaultdict[tuple[Missing, str], list[str]] = defaultdict(list)
    codes: defaultdict[tuple[Missing, str], int] = defaultdict(int)
    for why, what, url, code in _missing(project, settings):
        found[why, what].append(url)
        codes[why, what] = max(codes[why, what], code)
    order = sorted(found, key=lambda key: (list(Missing).index(key[0]), key[1]))
    return tuple(
        Gap(why, what, len(found[why, what]), tuple(sorted(found[why, what])[:_NAMED]), codes[why, what])
        for why, what in order
    )


def _missing(project: Project, settings: Settings) -> Iterator[_One]:
    yield from _troubled(project)
    yield from _unasked(project, settings)
    for url, status in project.pages.statuses().items():
        if status in _GONE:
            yield Missing.ABSENT, "pages", url, FINE
    for finding in project.findings.all("extract"):
        if finding.code in _SEPARATE and finding.severity == "warning":
            yield _SEPARATE[finding.code], "posts' comments", finding.url, FINE


def _troubled(project: Project) -> Iterator[_One]:
    for problem in project.problems.all():
        why = reason_of(problem)
        if why is not None and problem.stage in _WHAT:
            code = code_of(problem.stage, why, retry=problem.retry)
            yield why, _WHAT[problem.stage], problem.url, code


def _unasked(project: Project, settings: Settings) -> Iterator[_One]:
    urls = site_urls(settings.old.platform, settings.old.url, settings.old.hosts)
    for url, _ in project.frontier.urls("crawl", "blocked"):
        if not read_one_by_one(url, urls):
            yield Missing.ROBOTS, "pages", url, LACKING
    for url, _ in project.frontier.urls("crawl", "queued"):
        yield Missing.NOT_TRIED, "pages", url, AGAIN
    for asset in project.assets.all():
        if asset.file is None and asset.problem is None:
            yield Missing.NOT_TRIED, "images", asset.url, FINE
