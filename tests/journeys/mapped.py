"""The sample blog crawled and read into a project, and verdicts as rows of a table to compare."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from crawling import quick_client

from migrator.model import Silence
from migrator.stages.crawl import run_crawl
from migrator.stages.extract import run_extract
from migrator.stages.media import run_media
from migrator.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import UrlMapping

EXPECTED = Path(__file__).parents[2] / "examples" / "dear-marigold" / "expected.tsv"
Row = tuple[str, str, str, str]


def fetched_project(folder: Path, settings_text: str) -> Project:
    """Crawl, read and copy the media of the sample blog into a new project, which stays open."""
    project = Project.create(folder, settings_text)
    settings = project.settings()
    with quick_client(settings) as client:
        run_crawl(project, settings, Silence(), client=client)
        run_extract(project, settings, Silence())
        run_media(project, settings, Silence(), client=client)
    return project


def expected_rows(path: Path = EXPECTED) -> dict[str, Row]:
    """Return old URL → (old URL, verdict, new URL, kind) as the sample's own list has it."""
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(table)
        return {row[0]: (row[0], row[1], row[2], row[3]) for row in table}


def mapped_rows(mappings: Iterable[UrlMapping]) -> dict[str, Row]:
    """Return verdicts in the same form."""
    return {each.old: (each.old, str(each.verdict), each.new or "", str(each.kind)) for each in mappings}


def differences(expected: dict[str, Row], found: dict[str, Row]) -> set[str]:
    """Return the old URLs whose rows differ or stand on one side only."""
    return {url for url in expected.keys() | found.keys() if expected.get(url) != found.get(url)}
