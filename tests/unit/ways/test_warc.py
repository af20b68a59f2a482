"""Web archive files as a way in and out: what wget wrote, what we write, and files that are damaged."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from archive import OLD, STUB, post, settings_of
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from migrator.errors import InputError
from migrator.exports.warc import response_record
from migrator.model import Page, Silence
from migrator.settings import SourceSettings
from migrator.stages.content import ProjectContent
from migrator.stages.export import run_export
from migrator.stages.extract import CAPTURED_HEADER, run_extract
from migrator.stages.map import run_map
from migrator.stages.read import run_read
from migrator.stages.ways import way_of
from migrator.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migrator.model import StageReport

ROSES = f"{OLD}/2010/05/roses.html"


def record(
    url: str, body: bytes, moment: str = "2014-03-02T10:00:00Z", status: int = 200, **headers: str
) -> bytes:
    named = {
        "content-type": "text/html",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return response_record(Page(url=url, final_url=url, status=status, headers=named, body=body), moment)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", settings_of("kept.warc.gz")) as made:
        yield made


def read(project: Project, *records: bytes) -> StageReport:
    (project.folder / "kept.warc.gz").write_bytes(b"".join(records))
    return run_read(project, project.settings(), Silence())


def told(project: Project, url: str = ROSES) -> tuple[str, bytes]:
    page = project.pages.get(url)
    assert page is not None
    return page.headers[CAPTURED_HEADER], page.body


def test_an_answer_is_stored_with_the_day_it_was_received(project: Project) -> None:
    report = read(project, record(ROSES, post("Roses")), record("http://elsewhere.example/", b"<p>no</p>"))
    assert told(project) == ("warc 2014-03-02", post("Roses"))
    assert report.counts == {"addresses": 1, "stored pages": 1}


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_newest_answer_that_shows_the_post_is_kept_wherever_it_stands(
    project: Project, *, newest_first: bool
) -> None:
    records = [
        record(ROSES, post("Roses", "The oldest words of all, written down once."), "2011-01-01T00:00:00Z"),
        record(ROSES, post("Roses"), "2014-03-02T00:00:00Z"),
        record(ROSES, STUB, "2024-01-01T00:00:00Z"),
    ]
    read(project, *(reversed(records) if newest_first else records))
    assert told(project) == ("warc 2014-03-02", post("Roses"))


def test_a_redirect_and_a_missing_page_are_evidence(project: Project) -> None:
    read(
        project,
        record(f"{OLD}/2010/05/old.html", b"", status=301, location="/2010/05/roses.html"),
        record(f"{OLD}/2010/05/no.html", b"no", status=404),
    )
    assert project.pages.finals() == {f"{OLD}/2010/05/old.html": ROSES}
    assert project.pages.statuses()[f"{OLD}/2010/05/no.html"] == 404


def written(kind: str, url: str, body: bytes, http: list[tuple[str, str]], **named: str) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    sent = StatusAndHeaders("200 OK", http, protocol="HTTP/1.1")
    digests = {"WARC-Payload-Digest": named.pop("digest", "sha1:X"), "WARC-Block-Digest": "sha1:Y"}
    headers = {"WARC-Date": "2015-01-01T00:00:00Z", **digests, **named}
    made = writer.create_warc_record(
        url, kind, payload=io.BytesIO(body), length=len(body), http_headers=sent, warc_headers_dict=headers
    )
    writer.write_record(made)
    return out.getvalue()


def test_bodies_in_chunks_and_compressed_are_decoded(project: Project) -> None:
    packed = gzip.compress(post("Roses"), mtime=0)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    sent = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    read(project, written("response", ROSES, chunked, sent))
    assert told(project)[1] == post("Roses")


def test_a_revisit_of_another_address_has_that_one_s_body(project: Project) -> None:
    sent = [("Content-Type", "text/html")]
    first = written("response", f"{OLD}/2010/05/copy.html", post("Roses"), sent, digest="sha1:SAME")
    again = written("revisit", ROSES, b"", sent, digest="sha1:SAME")
    read(project, again, first)
    assert told(project) == ("warc 2015-01-01", post("Roses"))


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_gives_what_is_whole_and_says_so(project: Project, cut: float) -> None:
    whole = record(ROSES, post("Roses"))
    rest = record(f"{OLD}/2010/06/x.html", post("X", "Other words, many of them, and " * 500))
    report = read(project, whole, rest[: int(len(rest) * cut)])
    assert list(project.pages.statuses()) == [ROSES]
    assert [problem.kind for problem in report.problems] == ["unreadable"]


def test_a_file_that_is_no_warc_is_refused(project: Project) -> None:
    path = project.folder / "migrator.toml"
    path.write_text(settings_of("kept.warc.gz") + 'way = "warc"\n', encoding="utf-8")
    with pytest.raises(InputError, match="is no web archive file"):
        read(project, b"hello")


def test_a_wacz_is_a_zip_of_such_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as packed:
        packed.writestr("archive/one.warc.gz", record(ROSES, post("Roses")))
        packed.writestr("pages/pages.jsonl", "{}")
    source = SourceSettings(place="a.wacz")
    about = way_of(source, tmp_path).about(source, tmp_path)
    assert (about.platform, about.base_url) == ("blogger", OLD)


def test_the_archive_s_own_toolbar_and_links_are_taken_out(project: Project) -> None:
    body = post("Roses").replace(
        b"<body>",
        b"<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><div>toolbar</div><!-- END WAYBACK TOOLBAR INSERT -->"
        b'<a href="/web/20140302100000/http://dear.example/p/about.html">a</a>'
        b'<img src="//web.archive.org/web/20140302100000im_/http://1.bp.blogspot.example/x.png">',
    )
    read(project, record(ROSES, body))
    kept = told(project)[1]
    assert b"toolbar" not in kept
    assert b'href="http://dear.example/p/about.html"' in kept
    assert b'src="http://1.bp.blogspot.example/x.png"' in kept


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is missing")
@pytest.mark.engine
def test_a_file_wget_wrote_is_read(project: Project, served_post: str) -> None:
    words = ["wget", "-q", "-e", f"http_proxy={served_post}", f"--warc-file={project.folder / 'kept'}"]
    subprocess.run([*words, "-O", "/dev/null", ROSES], check=True, timeout=60, env={"PATH": "/usr/bin:/bin"})
    report = run_read(project, project.settings(), Silence())
    assert report.counts["stored pages"] == 1
    assert told(project)[1] == post("Roses")


def test_what_is_stored_comes_back_whole_out_of_the_file_we_write(project: Project, tmp_path: Path) -> None:
    read(project, record(ROSES, post("Roses")), record(f"{OLD}/a.html", b"", status=301, location=ROSES))
    run_extract(project, project.settings(), Silence())
    run_map(project, project.settings(), Silence())
    run_export(project, project.settings(), Silence(), ["warc"])
    with Project.create(tmp_path / "again", settings_of("kept.warc.gz")) as again:
        shutil.copy(project.out / "export/warc/blog.warc.gz", again.folder / "kept.warc.gz")
        run_read(again, again.settings(), Silence())
        pages = [list(one.pages.all()) for one in (project, again)]
    assert pages[0] == pages[1]
    assert len(pages[0]) == 2


def test_every_record_of_the_file_we_write_passes_warcio_s_own_check(project: Project) -> None:
    read(project, record(ROSES, post("Roses"), content_language="de"))
    run_extract(project, project.settings(), Silence())
    run_map(project, project.settings(), Silence())
    content = ProjectContent(project, project.settings())
    assert [page.headers["content-language"] for page in content.pages()] == ["de"]
    report = run_export(project, project.settings(), Silence(), ["warc"])
    assert [found.code for found in report.findings] == []
