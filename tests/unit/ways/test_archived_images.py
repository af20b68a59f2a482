"""Images of a dead blog: copied out of the archive that kept the pages, and each that is nowhere said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archive import OLD, Archive, FakeClock, post, reading

from migrator.fetch.client import Client, Surroundings
from migrator.model import Silence, StageReport
from migrator.stages.extract import run_extract
from migrator.stages.media import run_media

if TYPE_CHECKING:
    from pathlib import Path

    from archive import Reading

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))
ROSE = f"{OLD}/uploads/rose.png"
SHOWS = f'Words that were written a long time ago. <img src="{ROSE}">'


class _Nearest(Archive):
    """An archive that answers with the capture nearest to the moment asked for, as real ones do."""

    def _capture(self, target: str) -> tuple[int, bytes, dict[str, str]]:
        asked, _, url = target.removeprefix("/web/").partition("id_/")
        moments = sorted(moment for moment, kept in self.captures if kept == url)
        nearest = min(moments, key=lambda one: abs(int(one) - int(asked)), default=asked)
        if nearest != asked:
            return 302, b"", {"Location": f"/web/{nearest}id_/{url}"}
        return super()._capture(target)


@pytest.fixture
def blog() -> Archive:
    archive = _Nearest()
    archive.keep("2014-03-02", "/2010/05/roses.html", post("Roses", SHOWS))
    return archive


def copied(found: Reading) -> StageReport:
    found.run()
    project = found.project
    run_extract(project, project.settings(), Silence())
    settings = project.settings()
    with Client(settings.crawl, settings.network, Surroundings(clock=FakeClock())) as client:
        return run_media(project, settings, Silence(), client=client)


def test_an_image_is_copied_as_it_was_when_its_page_was_kept(tmp_path: Path, blog: Archive) -> None:
    blog.keep("2014-03-05", "/uploads/rose.png", PNG)
    blog.keep("2024-03-05", "/uploads/rose.png", b"<html>for sale</html>")
    with reading(tmp_path / "p", blog) as found:
        report = copied(found)
        (asset,) = found.project.assets.all()
    assert (report.counts["copied"], report.problems, asset.size) == (1, (), len(PNG))


def test_an_image_that_no_archive_has_is_named(tmp_path: Path, blog: Archive) -> None:
    with reading(tmp_path / "p", blog) as found:
        report = copied(found)
    (problem,) = report.problems
    assert (problem.kind, problem.retry) == ("missing", False)
    assert problem.message.endswith("and the Wayback Machine has no copy")


def test_an_archive_that_is_busy_is_asked_again_by_a_later_run(tmp_path: Path, blog: Archive) -> None:
    blog.keep("2014-03-05", "/uploads/rose.png", PNG)
    with reading(tmp_path / "p", blog) as found:
        found.run()
        blog.faults["capture"] = [(429, b"", {})] * 3
        first = copied(found)
        again = copied(found)
    assert [problem.retry for problem in first.problems] == [True]
    assert (again.counts["copied"], again.problems) == (1, ())
