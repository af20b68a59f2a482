"""A web archive that speaks as the Wayback Machine does, with the faults it is known for."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from migrator.fetch.client import Client, Surroundings
from migrator.fetch.clock import SystemClock
from migrator.model import Silence, StageReport
from migrator.stages.read import run_read
from migrator.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD = "http://dear.example"
FEED = b'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:blogger.com,1999:blog-1</id></feed>'
NAMES = ["timestamp", "original", "mimetype", "statuscode", "digest"]


class FakeClock(SystemClock):
    """Time that jumps instead of passing."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@dataclass
class Archive:
    """Captures are (moment, URL) → (status, body or location); `faults` come first, one for each request."""

    captures: dict[tuple[str, str], tuple[int, bytes]] = field(default_factory=dict)
    page_size: int = 1000
    faults: dict[str, list[tuple[int, bytes, dict[str, str]]]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    address: str = ""

    def keep(self, day: str, path: str, body: bytes, status: int = 200) -> None:
        self.captures[f"{day.replace('-', '')}120000", f"{OLD}{path}"] = status, body

    def answer(self, target: str) -> tuple[int, bytes, dict[str, str]]:
        kind = "list" if target.startswith("/cdx/search/cdx?") else "capture"
        if self.faults.get(kind):
            return self.faults[kind].pop(0)
        return self._list(target) if kind == "list" else self._capture(target)

    def _list(self, target: str) -> tuple[int, bytes, dict[str, str]]:
        asked = dict(parse_qsl(urlsplit(target).query))
        rows = [
            [moment, url, "text/xml" if "feeds" in url else "text/html", str(status), digest(body)]
            for (moment, url), (status, body) in sorted(self.captures.items(), key=lambda one: one[0][::-1])
        ]
        start = int(asked.get("resumeKey", "k 0").split()[1])
        told: list[list[str]] = rows[start : start + self.page_size]
        if start + self.page_size < len(rows):
            told += [[], [f"k+{start + self.page_size}"]]
        lines = ",\n".join(json.dumps(row) for row in [NAMES, *told])
        return 200, f"[{lines}]\n".encode(), {"Content-Type": "application/json"}

    def _capture(self, target: str) -> tuple[int, bytes, dict[str, str]]:
        moment, _, url = target.removeprefix("/web/").partition("id_/")
        status, body = self.captures.get((moment, url), (404, b"not in archive"))
        headers = {"Content-Type": "text/xml" if "feeds" in url else "text/html"}
        if status in {301, 302}:
            headers["Location"] = f"/web/{moment}id_/{body.decode()}"
        return status, body, headers


def digest(body: bytes) -> str:
    return str(hash(body))


@contextmanager
def running(archive: Archive) -> Iterator[Archive]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            archive.log.append(self.path)
            status, body, headers = archive.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    archive.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield archive
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def post(title: str, text: str = "Words that were written a long time ago, and enough of them.") -> bytes:
    """Return a page as Blogger makes it."""
    return (
        '<html><head><meta name="generator" content="Blogger"></head><body><div class="post hentry">'
        f'<h3 class="post-title entry-title">{title}</h3><div class="post-body entry-content">{text}</div>'
        '<abbr class="published" title="2010-05-03T10:00:00-04:00">May 3</abbr></div></body></html>'
    ).encode()


STUB = post("Roses", 'This blog has moved. Please visit the <a href="https://new.example/">new site</a>.')


def settings_text(archive: Archive, place: str = f"wayback:{OLD}/", extra: str = "") -> str:
    return f"""
[old]
url = "{OLD}"
[new]
url = "https://new.example"
[crawl]
live = false
rate = 10000
attempts = 3
[network.resolve]
"https://web.archive.org" = "{archive.address}"
[[sources]]
place = "{place}"
{extra}
"""


def settings_of(place: str, extra: str = "") -> str:
    """Return the settings of a dead blog whose only source is a file."""
    return f"""
[old]
url = "{OLD}"
timezone = "America/New_York"
[new]
url = "https://new.example"
permalink = "/%postname%/"
[crawl]
live = false
{extra}
[[sources]]
place = "{place}"
"""


@dataclass
class Reading:
    """A project, and what reading its sources once more said."""

    project: Project
    clock: FakeClock = field(default_factory=FakeClock)

    def run(self) -> StageReport:
        settings = self.project.settings()
        around = Surroundings(clock=self.clock)
        with Client(settings.crawl, settings.network, around) as client:
            return run_read(self.project, settings, Silence(), client=client)


@contextmanager
def reading(folder: Path, archive: Archive, **words: str) -> Iterator[Reading]:
    with running(archive), Project.create(folder, settings_text(archive, **words)) as project:
        yield Reading(project)
