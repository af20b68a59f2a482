"""Lists of addresses and server logs as ways in: evidence that an address existed, and how often it was asked for."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from archive import OLD, Archive, Reading, post, running, settings_of

from migrator.errors import InputError
from migrator.model import RecordKind, Silence
from migrator.settings import SourceSettings
from migrator.stages.read import run_read
from migrator.stages.ways import way_of
from migrator.stages.ways.access_log import hit_of
from migrator.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.model import StageReport

ROSES = f"{OLD}/2010/05/roses.html"
BROWSER = "Mozilla/5.0 (X11)"


def line(target: str, status: int = 200, day: int = 2, agent: str = BROWSER, host: str = "") -> str:
    front = f"{host}:80 " if host else ""
    return f'{front}203.0.113.9 - - [{day:02}/Mar/2014:10:15:00 +0100] "GET {target} HTTP/1.1" {status} 512 "-" "{agent}"'


def read(folder: Path, name: str, content: bytes) -> tuple[StageReport, dict[str, dict]]:
    with Project.create(folder / "p", settings_of(name)) as project:
        (project.folder / name).write_bytes(content)
        report = run_read(project, project.settings(), Silence())
        rows = {group[0].key: dict(group[0].fields) for group in project.records.groups(RecordKind.URL)}
    return report, rows


def text(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


# --- logs --------------------------------------------------------------------------------------------


def test_a_log_counts_people_and_robots_and_the_last_day(tmp_path: Path) -> None:
    _, rows = read(
        tmp_path,
        "access.log",
        text(
            line("/2010/05/roses.html"),
            line("/2010/05/roses.html?m=1", day=9),
            line("/2010/05/roses.html", agent="Googlebot/2.1"),
        ),
    )
    assert rows == {ROSES: {"hits": 2, "robot_hits": 1, "status": 200, "last_seen": "2014-03-09"}}


def test_a_packed_log_is_read_as_it_is(tmp_path: Path) -> None:
    _, rows = read(tmp_path, "access.log.2.gz", gzip.compress(text(line("/2010/05/roses.html")), mtime=0))
    assert list(rows) == [ROSES]


def test_what_no_page_is_and_what_nobody_had_is_left_out(tmp_path: Path) -> None:
    _, rows = read(
        tmp_path,
        "access.log",
        text(
            line("/2010/05/roses.html"),
            line("/wp-login.php", 404),
            line("/2010/05/no.html", 404),
            line("/style.css"),
            line("//evil.example/"),
            line("/boom", 500),
        ),
    )
    assert list(rows) == [f"{OLD}/2010/05/no.html", ROSES]
    assert rows[f"{OLD}/2010/05/no.html"]["status"] == 404


def test_requests_for_another_host_of_the_same_server_are_left_out(tmp_path: Path) -> None:
    _, rows = read(
        tmp_path,
        "access.log",
        text(
            line("/2010/05/roses.html", host="www.dear.example"),
            line("/2010/05/x.html", host="other.example"),
        ),
    )
    assert list(rows) == [ROSES]


def test_no_address_of_a_reader_is_kept(tmp_path: Path) -> None:
    read(tmp_path, "access.log", text(line("/2010/05/roses.html")))
    assert b"203.0.113.9" not in (tmp_path / "p" / "migration.sqlite").read_bytes()


def test_lines_that_are_none_are_counted(tmp_path: Path) -> None:
    report, _ = read(
        tmp_path, "access.log", text(line("/2010/05/roses.html"), line("/"), "rubbish", line("/"))
    )
    assert [problem.message for problem in report.problems] == [
        "1 lines of access.log could not be understood"
    ]


@pytest.mark.parametrize(
    "told",
    [
        {
            "request": {"method": "GET", "host": "dear.example", "uri": "/a"},
            "status": 200,
            "ts": 1393755300.5,
        },
        {"time": "2014-03-02T10:15:00+00:00", "request": "GET /a HTTP/1.1", "status": "200"},
        {"@timestamp": "2014-03-02T10:15:00Z", "request_uri": "/a", "status": 200, "http_user_agent": "x"},
        {"time_local": "02/Mar/2014:10:15:00 +0000", "uri": "/a", "status": 200, "host": {"odd": 1}},
    ],
)
def test_json_lines_of_several_servers_are_understood(told: dict) -> None:
    hit = hit_of(json.dumps(told))
    assert hit is not None
    assert (hit.target, hit.status, hit.when and hit.when.date().isoformat()) == ("/a", 200, "2014-03-02")


@pytest.mark.parametrize(
    "told", ["", "{", "{}", "[1]", '{"uri": "/a"}', "GET / HTTP/1.0", '1 - - [x] "GET / H" 200 1']
)
def test_other_lines_are_none_of_a_log(told: str) -> None:
    assert hit_of(told) is None


def test_a_damaged_packed_log_is_an_error_a_person_can_read(tmp_path: Path) -> None:
    packed = gzip.compress(text(*[line(f"/2010/05/{n}.html") for n in range(3000)]), mtime=0)
    with pytest.raises(InputError, match="cannot be read to its end"):
        read(tmp_path, "access.log.gz", packed[:-2000])


# --- lists -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("urls.txt", text(ROSES, "# a remark", "http://elsewhere.example/", "/p/about.html")),
        ("urls.csv", text("url,title", f'"{ROSES}","Roses, and rain"', f"{OLD}/p/about.html,About")),
        (
            "sitemap.xml",
            f"<urlset><url><loc>{ROSES}</loc></url><url><loc>{OLD}/p/about.html</loc></url></urlset>".encode(),
        ),
        ("urls.txt.gz", gzip.compress(text(ROSES, f"{OLD}/p/about.html"), mtime=0)),
    ],
)
def test_a_list_names_addresses_in_any_form(tmp_path: Path, name: str, content: bytes) -> None:
    report, rows = read(tmp_path, name, content)
    assert sorted(rows) == [ROSES, f"{OLD}/p/about.html"]
    assert report.problems == ()


def test_a_dead_blog_is_asked_for_nothing_on_a_list(tmp_path: Path) -> None:
    with running(Archive()) as server:
        extra = f'[network.resolve]\n"{OLD}" = "{server.address}"'
        with Project.create(tmp_path / "p", settings_of("urls.txt", extra)) as project:
            (project.folder / "urls.txt").write_bytes(text(ROSES, f"{OLD}/p/about.html"))
            run_read(project, project.settings(), Silence())
        assert server.log == []


class _Live(Archive):
    def answer(self, target: str) -> tuple[int, bytes, dict[str, str]]:
        answers = {
            "/robots.txt": (200, b"User-agent: *\nDisallow: /p/\n"),
            "/2010/05/roses.html": (200, post("Roses")),
            "/2010/05/busy.html": (429, b""),
        }
        status, body = answers.get(target, (404, b"no"))
        return status, body, {"Content-Type": "text/html"}


def test_a_live_blog_is_asked_politely_and_each_refusal_has_its_word(tmp_path: Path) -> None:
    with running(_Live()) as server:
        extra = f'[network.resolve]\n"{OLD}" = "{server.address}"'
        settings = settings_of("urls.txt", extra).replace(
            "live = false", "live = true\nrate = 1000\nattempts = 2"
        )
        with Project.create(tmp_path / "p", settings) as project:
            names = ("2010/05/roses.html", "p/about.html", "2010/05/busy.html", "2010/05/no.html")
            (project.folder / "urls.txt").write_bytes(text(*[f"{OLD}/{name}" for name in names]))
            report = Reading(project).run()
            statuses = project.pages.statuses()
    assert statuses == {ROSES: 200, f"{OLD}/2010/05/no.html": 404}
    assert [(one.kind, one.retry) for one in report.problems] == [("rate-limited", True), ("robots", False)]
    assert "/p/about.html" not in server.log


def test_a_list_tells_the_address_and_a_platform_s_own_host(tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_bytes(
        text(*[f"http://marigold.typepad.example/{n}.html" for n in range(4)])
    )
    source = SourceSettings(place="urls.txt")
    way = way_of(source, tmp_path)
    about = way.about(source, tmp_path)
    assert (way.name, about.base_url, about.platform) == (
        "url-list",
        "http://marigold.typepad.example",
        "typepad",
    )


def test_prose_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("Dear reader,\nsee http://a.example/ for more.\nYours\nMarigold\n")
    with pytest.raises(InputError, match="Nobody knows what"):
        way_of(SourceSettings(place="readme.txt"), tmp_path)
