"""Saved pages as a way in: whose addresses are known by a comment, a list, the page's own word, or its path."""

from __future__ import annotations

import quopri
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from archive import OLD, post, settings_of

from migrator.model import Silence
from migrator.settings import SourceSettings
from migrator.stages.extract import CAPTURED_HEADER
from migrator.stages.read import run_read
from migrator.stages.ways import way_of
from migrator.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migrator.model import StageReport

ROSES = "/2010/05/roses.html"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", settings_of("mirror")) as made:
        yield made


def read(project: Project, **files: bytes) -> StageReport:
    return read_files(project, files)


def read_files(project: Project, files: dict[str, bytes]) -> StageReport:
    for name, body in files.items():
        path = project.folder / "mirror" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return run_read(project, project.settings(), Silence())


def urls(project: Project) -> list[str]:
    return [url.removeprefix(OLD) for url in project.pages.statuses()]


def body(project: Project, path: str = ROSES) -> bytes:
    page = project.pages.get(OLD + path)
    assert page is not None
    return page.body


def linked(text: str, head: str = "") -> bytes:
    return (
        post("Roses")
        .replace(b"<body>", f"<body>{text}".encode())
        .replace(b"<head>", f"<head>{head}".encode())
    )


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("dear.example/2010/05/roses.html", ROSES),
        ("http/www.dear.example/2010/05/roses.html", ROSES),
        ("dear.example/index.html", "/"),
        ("dear.example/2010/05/index.html", "/2010/05/"),
        ("dear.example/2010/05/roses.html?m=1.html", ROSES),
        ("dear.example/2010/05/roses.html@m=1.html", ROSES),
        ("dear.example/search/label/Roses.html", "/search/label/Roses"),
        ("dear.example/feeds/posts/default", "/feeds/posts/default"),
    ],
)
def test_a_path_below_a_folder_called_like_the_host_is_the_address(
    project: Project, name: str, path: str
) -> None:
    read_files(project, {name: post("Roses")})
    assert urls(project) == [path]


def test_a_folder_called_like_the_host_may_be_the_one_that_is_named(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", settings_of("dear.example")) as project:
        path = project.folder / "dear.example/2010/05/roses.html"
        path.parent.mkdir(parents=True)
        path.write_bytes(post("Roses"))
        run_read(project, project.settings(), Silence())
        assert urls(project) == [ROSES]


@pytest.mark.parametrize(
    "mark",
    [
        f"<!-- saved from url=(00{len(OLD + ROSES)}){OLD}{ROSES} -->",
        f"<!-- Mirrored from dear.example{ROSES} by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 02 Mar 2014 10:15:00 GMT -->",
        f"<!--\n Page saved with SingleFile \n url: {OLD}{ROSES} \n saved date: Sun Mar 02 2014 10:15:00 GMT+0100 (CET)\n-->",
        f'<link rel="canonical" href="{OLD}{ROSES}">',
        f'<meta property="og:url" content="{OLD}{ROSES}">',
    ],
)
def test_a_page_says_itself_which_address_it_was(project: Project, mark: str) -> None:
    report = read_files(project, {"Roses.html": linked("", mark)})
    assert (urls(project), report.problems) == ([ROSES], ())


def test_the_day_a_program_saved_a_page_is_kept(project: Project) -> None:
    mark = f"<!-- Mirrored from dear.example{ROSES} by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 02 Mar 2014 10:15:00 GMT -->"
    read_files(project, {"a.html": linked("", mark)})
    assert project.pages.headers(CAPTURED_HEADER) == {OLD + ROSES: "saved 2014-03-02"}


def test_a_page_s_own_word_is_not_believed_against_its_path(project: Project) -> None:
    wrong = f'<link rel="canonical" href="{OLD}/">'
    read_files(project, {"dear.example/2010/05/roses.html": linked("", wrong)})
    assert urls(project) == [ROSES]


def test_pages_whose_address_nobody_knows_are_counted_and_named(project: Project) -> None:
    report = read_files(project, {"Roses.html": post("Roses"), "dear.example/p/about.html": post("About")})
    (problem,) = report.problems
    assert (problem.kind, problem.retry) == ("absent", False)
    assert problem.message == "mirror: 1 saved page does not say which address it was: Roses.html"


def test_links_a_mirror_made_local_are_the_old_addresses_again(project: Project) -> None:
    links = (
        '<a href="../../index.html">h</a><a href="../06/x.html#c1">x</a><a href="../../search%3Fq=a.html">q</a>'
        '<a href="http://elsewhere.example/">e</a><img src="../../../1.bp.blogspot.example/a/s320/rose.png">'
    )
    read_files(
        project,
        {
            "dear.example/2010/05/roses.html": linked(links),
            "dear.example/2010/06/x.html": post("X"),
            "dear.example/index.html": post("Home"),
            "dear.example/search?q=a.html": post("Found"),
            "1.bp.blogspot.example/a/s320/rose.png": b"\x89PNG",
        },
    )
    kept = body(project)
    for link in (
        f'"{OLD}/"',
        f'"{OLD}/2010/06/x.html#c1"',
        f'"{OLD}/search?q=a"',
        '"http://elsewhere.example/"',
        '"http://1.bp.blogspot.example/a/s320/rose.png"',
    ):
        assert link.encode() in kept


def test_a_page_with_unchanged_links_stays_as_it_was_to_the_byte(project: Project) -> None:
    page = linked('<a href="/p/about.html">a</a> caf\xe9 <b>x</B>').replace("é".encode(), b"\xe9")
    read_files(project, {"dear.example/2010/05/roses.html": page})
    assert body(project) == page


def test_of_two_copies_of_an_address_the_one_with_the_post_is_kept(project: Project) -> None:
    read_files(
        project,
        {
            "dear.example/2010/05/roses.html": b"<html><body>Loading</body></html>",
            "dear.example/2010/05/roses.html?m=1.html": post("Roses"),
        },
    )
    assert body(project) == post("Roses")


def test_the_frames_a_browser_saved_beside_a_page_are_no_pages(project: Project) -> None:
    mark = f"<!-- saved from url=(00{len(OLD + ROSES)}){OLD}{ROSES} -->"
    report = read_files(
        project, {"Roses.html": linked("", mark), "Roses_files/saved_resource.html": b"<html>like</html>"}
    )
    assert (urls(project), report.problems) == ([ROSES], ())


MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: {url}
Subject: Roses
Date: Sun, 2 Mar 2014 10:15:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----b"


------b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: {url}

{page}
------b
Content-Type: image/png
Content-Location: http://1.bp.blogspot.example/a/rose.png

x
------b--
"""


def test_a_browser_s_single_file_holds_its_page(project: Project) -> None:
    page = quopri.encodestring(post("Roses")).decode("ascii")
    text = MHTML.format(url=OLD + ROSES, page=page).replace("\n", "\r\n")
    read_files(project, {"Roses.mhtml": text.encode()})
    assert body(project).strip() == post("Roses")
    assert project.pages.headers(CAPTURED_HEADER) == {OLD + ROSES: "saved 2014-03-02"}


def test_links_that_climb_out_of_the_folder_lead_nowhere(project: Project) -> None:
    (project.folder / "secret.html").write_bytes(b"<html>secret</html>")
    link = '<a href="../../../../secret.html">s</a>'
    read_files(project, {"dear.example/2010/05/roses.html": linked(link)})
    assert link.encode() in body(project)
    assert urls(project) == [ROSES]


def test_what_the_pages_say_tells_the_platform_and_the_address(tmp_path: Path) -> None:
    mark = f"<!-- saved from url=(00{len(OLD + ROSES)}){OLD}{ROSES} -->"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_bytes(linked("", mark))
    source = SourceSettings(place="pages")
    way = way_of(source, tmp_path)
    about = way.about(source, tmp_path)
    assert (way.name, about.platform, about.base_url) == ("saved-pages", "blogger", OLD)


@pytest.mark.engine
@pytest.mark.parametrize("program", ["wget", "httrack"])
def test_a_mirror_that_a_real_program_made_is_read(project: Project, served_blog: str, program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is missing")
    mirror = project.folder / "mirror"
    words = {
        "wget": f"wget -q -e http_proxy={served_blog} -e robots=off --mirror --adjust-extension --convert-links -P {mirror} {OLD}/",
        "httrack": f"httrack {OLD}/ -O {mirror} -P {served_blog.removeprefix('http://')} -q -s0 -%v0 --disable-security-limits",
    }
    subprocess.run(words[program].split(), check=False, timeout=120, capture_output=True)
    report = run_read(project, project.settings(), Silence())
    assert urls(project) == ["/", ROSES, "/search?q=roses"]
    assert report.problems == ()
    assert f'href="{OLD}{ROSES}"'.encode() in body(project, "/")
    assert b"They like rain." in body(project)
