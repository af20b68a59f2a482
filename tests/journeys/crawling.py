"""A small blog behind a real server, and a platform that reads it: what the crawl's tests stand on."""

from __future__ import annotations

import json
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from migrator.fetch.client import Client, Surroundings
from migrator.model import Link, LinkKind, PageVerdict, Reading, Record, RecordKind, Request
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migrator.model import Page, Site
    from migrator.settings import Settings

BASE = "http://dear.example"
FEED = "/feeds/posts/default"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))


class FakeClock:
    """Time that jumps instead of passing."""

    def __init__(self) -> None:
        self.time = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.time += seconds

    def stop(self) -> None:
        pass


class PlainPlatform:
    """Reads a JSON feed and the links of HTML pages."""

    name = "plain"
    version = 1

    def seeds(self, site: Site) -> tuple[Request, ...]:
        return (
            Request(url=f"{site.base_url}{FEED}?max-results=3", priority=1, source="feed"),
            Request(url=f"{site.base_url}/", priority=5, source="home"),
        )

    def read(self, page: Page, tree, site: Site) -> Reading:
        if page.content_type == "application/json":
            return self._feed(page, site)
        links = (
            [] if tree is None else [link for node in tree.iter("a", "img") if (link := _link(page, node))]
        )
        return Reading(kind=PageVerdict.POST, links=tuple(links))

    def _feed(self, page: Page, site: Site) -> Reading:
        told = json.loads(page.body)
        records = [
            Record(kind=RecordKind.POST, key=site.base_url + path, source="feed", url=page.url, fields={})
            for path in told["posts"]
        ]
        more = [Request(url=site.base_url + path, priority=2, source="feed") for path in told["next"]]
        return Reading(
            kind=PageVerdict.FEED,
            records=tuple(records),
            next_requests=tuple(more),
            counts={"posts": told["total"]},
        )


def _link(page: Page, node) -> Link | None:
    url = absolute(page.final_url, node.get("href") or node.get("src") or "")
    kind = LinkKind.IMAGE if node.tag == "img" else LinkKind.BODY
    return Link(page.url, url, kind) if url else None


@dataclass
class Blog:
    """Paths and what they answer; `faults` are statuses sent first, `log` every request target."""

    paths: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: dict[str, list[int]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    address: str = ""

    def page(self, path: str, *links: str, status: int = 200, images: tuple[str, ...] = ()) -> None:
        html = "".join(f'<a href="{link}">x</a>' for link in links)
        html += "".join(f'<img src="{image}">' for image in images)
        self.paths[path] = (status, "text/html", f"<html><body>{html}</body></html>".encode())

    def feed(self, target: str, total: int, posts: list[str], more: list[str]) -> None:
        body = json.dumps({"total": total, "posts": posts, "next": more}).encode()
        self.paths[target] = (200, "application/json", body)

    def robots(self, text: str) -> None:
        self.paths["/robots.txt"] = (200, "text/plain", text.encode())

    def requests(self) -> Counter[str]:
        return Counter(self.log)


def small_blog() -> Blog:
    """Seven posts in a paged feed, with every kind of trap in the links."""
    blog = Blog()
    posts = [f"/2010/05/post-{number}.html" for number in range(1, 8)]
    blog.robots("User-agent: *\nDisallow: /search\nAllow: /\n")
    blog.feed(f"{FEED}?max-results=3", 7, posts[:3], [f"{FEED}?max-results=3&start-index=4"])
    blog.feed(f"{FEED}?max-results=3&start-index=4", 7, posts[3:6], [f"{FEED}?max-results=3&start-index=7"])
    blog.feed(f"{FEED}?max-results=3&start-index=7", 7, posts[6:], [])
    blog.page(
        "/", *posts, "/2010/05/", "/search/label/Work", "/p/about.html", "/search?updated-max=2010-05-01"
    )
    blog.page("/2010/05/", *posts, "/?m=1")
    blog.page("/p/about.html", "/gone.html", "mailto:me@dear.example", "https://elsewhere.example/")
    for path in posts:
        traps = [f"{path}?showComment=12{n}#c{n}" for n in range(3)] + [
            f"{path}?m=1",
            f"{BASE}{path}#comments",
        ]
        blog.page(path, *traps, *posts, "/2010/05/?action=toggle", "/a/b/a/b/a/b/a/b/")
    return blog


@contextmanager
def running(blog: Blog) -> Iterator[Blog]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(blog))
    server.daemon_threads = True
    blog.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield blog
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(blog: Blog) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            blog.log.append(self.path)
            blog.asked[self.path] = {name.lower(): value for name, value in self.headers.items()}
            status, kind, body = blog.paths.get(self.path, (404, "text/html", b"<p>nothing</p>"))
            extra = blog.headers.get(self.path, {})
            if blog.faults.get(self.path):
                status, body = blog.faults[self.path].pop(0), b"fault"
            elif extra.get("ETag") and extra["ETag"] == self.headers.get("If-None-Match"):
                status, body = 304, b""
            self.send_response(status)
            self.send_header("Content-Type", kind)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def settings_text(blog: Blog, extra: str = "") -> str:
    return f"""
[old]
url = "{BASE}"
[new]
url = "https://new.example"
[crawl]
rate = 10000
attempts = 3
{extra}
[network.resolve]
"{BASE}" = "{blog.address}"
"http://1.bp.blogspot.example" = "{blog.address}"
"http://pictures.example" = "{blog.address}"
"""


def quick_client(settings: Settings) -> Client:
    return Client(settings.crawl, settings.network, Surroundings(clock=FakeClock()))


def stored(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return everything two crawls must agree on."""
    import sqlite3

    db = sqlite3.connect(folder / "migration.sqlite")
    queries = {
        "page": "SELECT url, final_url, status, json_remove(headers, '$.date'), body_sha FROM page ORDER BY url",
        "hop": "SELECT page, step, url, status, location FROM hop ORDER BY page, step",
        "job": "SELECT url, stage, priority, source, state, error FROM job ORDER BY url",
        "link": "SELECT page, url, kind FROM link ORDER BY page, url, kind",
        "source": "SELECT name, stated FROM source ORDER BY name",
        "asset": "SELECT url, file, media_type, size, sha256, problem FROM asset ORDER BY url",
        "problem": "SELECT stage, url, kind, message FROM problem ORDER BY stage, url",
    }
    try:
        return {name: db.execute(query).fetchall() for name, query in queries.items()}
    finally:
        db.close()
