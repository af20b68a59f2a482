"""What `init` learns from archives and saved pages before anything is read, and without asking an old host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archive import OLD, Archive, post, running

from migrator.errors import SiteError, UsageError
from migrator.model import Page
from migrator.settings import NetworkSettings, SourceSettings
from migrator.stages.begin_sources import Wanted, old_blog
from migrator.stages.ways._looks import about_pages

if TYPE_CHECKING:
    from pathlib import Path

NEW = "https://new.example"
SOURCE = (SourceSettings(place=f"wayback:{OLD}/"),)


def network(archive: Archive) -> NetworkSettings:
    return NetworkSettings(resolve={"https://web.archive.org": archive.address})


def test_the_platform_is_known_by_the_newest_home_page_that_has_one(tmp_path: Path) -> None:
    archive = Archive()
    archive.keep("2014-03-02", "/", post("Roses"))
    archive.keep("2024-03-02", "/", b"<html><body>This domain is for sale.</body></html>")
    with running(archive):
        found = old_blog(Wanted(None), NEW, SOURCE, tmp_path, network(archive))
    assert (found.blog.platform, found.blog.base_url) == ("blogger", OLD)
    assert [target.partition("?")[0][:23] for target in archive.log] == [
        "/cdx/search/cdx",
        "/web/20240302120000id_/",
        "/web/20140302120000id_/",
    ]


def test_a_platform_that_is_named_needs_no_look(tmp_path: Path) -> None:
    archive = Archive()
    with running(archive):
        found = old_blog(Wanted(None, platform="blogger"), NEW, SOURCE, tmp_path, network(archive))
    assert (found.blog.platform, archive.log) == ("blogger", [])


def test_an_archive_without_the_blog_leaves_the_platform_to_a_person(tmp_path: Path) -> None:
    with running(Archive()) as archive, pytest.raises(UsageError, match="which platform the blog ran on"):
        old_blog(Wanted(None), NEW, SOURCE, tmp_path, network(archive))


def test_an_archive_that_does_not_answer_is_told_with_a_way_on(tmp_path: Path) -> None:
    dead = NetworkSettings(resolve={"https://web.archive.org": "http://127.0.0.1:9"})
    with pytest.raises(SiteError, match="The Wayback Machine does not answer"):
        old_blog(Wanted(None), NEW, SOURCE, tmp_path, dead)


def page(url: str) -> Page:
    return Page(url=url, final_url=url, status=200, headers={}, body=b"<html>x</html>")


def test_a_blog_in_a_folder_of_its_host_is_found_by_what_its_addresses_look_like() -> None:
    host = "http://marigold.typepad.example"
    pages = [page(f"{host}/letters/2010/05/{name}.html") for name in ("a", "b", "c")]
    about = about_pages([*pages, page(f"{host}/about.html")])
    assert (about.platform, about.base_url) == ("typepad", f"{host}/letters")
