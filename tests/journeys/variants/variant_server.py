"""Serves a variant on loopback under its public names, and a new WordPress site that already has the posts."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

import variant_markup as markup
from variant_blog import PNG, Entry, Reply, Variant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MISSING = Reply(b"<html><body><h1>Not found</h1></body></html>", 404)
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif)$", re.IGNORECASE)


@dataclass
class Running:
    """A running server: `log` holds (host, target, headers) of every request."""

    address: str
    log: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    @property
    def targets(self) -> list[str]:
        return [target for _, target, _ in self.log]


def answer(blog: Variant, host: str, target: str) -> Reply:
    """Return what the blog answers for a host and a request target."""
    own = blog.replies.get(f"//{host}{target}") or (
        blog.replies.get(target) if host in {blog.host, *blog.other_hosts} else None
    )
    if own is not None:
        return own
    if host in blog.alias_hosts:
        return Reply(status=301, headers=(("Location", blog.base + target),))
    if host not in {blog.host, *blog.other_hosts}:
        return Reply(PNG, kind="image/png") if _IMAGE.search(target) else MISSING
    path, _, query = target.partition("?")
    return _route(blog, unquote(path), {key: values[0] for key, values in parse_qs(query).items()})


def _route(blog: Variant, path: str, asked: Mapping[str, str]) -> Reply:
    for pattern, route in _ROUTES:
        match = re.fullmatch(pattern, path)
        if match:
            return route(blog, asked, *match.groups())
    entry = blog.at(path)
    if entry is None:
        return MISSING
    number = asked.get("commentPage", "1")
    return _html(markup.entry_page(blog, entry, int(number) if number.isdigit() else 1))


def _html(text: str) -> Reply:
    return Reply(text.encode("utf-8", "surrogatepass"))


def _xml(text: str) -> Reply:
    return Reply(text.encode(), kind="application/atom+xml; charset=UTF-8")


def _home(blog: Variant, asked: Mapping[str, str]) -> Reply:
    posts = blog.posts
    before = asked.get("updated-max")
    if before:
        posts = tuple(post for post in posts if blog.local(post.when).isoformat() < before.replace(" ", "+"))
    shown = posts[: blog.listed]
    stamp = blog.local(shown[-1].when).isoformat() if len(posts) > len(shown) else ""
    older = f"/search?updated-max={stamp.replace('+', '%2B')}&max-results={blog.listed}" if stamp else ""
    return _html(markup.listing(blog, shown, "", older))


def _archive(blog: Variant, _: Mapping[str, str], year: str, month: str | None = None) -> Reply:
    start = f"/{year}/" + (f"{month}/" if month else "")
    posts = [post for post in blog.posts if post.path.startswith(start)]
    return _html(markup.listing(blog, posts, start)) if posts and blog.archives else MISSING


def _label(blog: Variant, _: Mapping[str, str], label: str) -> Reply:
    return _html(markup.listing(blog, [post for post in blog.posts if label in post.labels], label))


def _posts(blog: Variant, asked: Mapping[str, str]) -> Reply:
    drafts = [entry for entry in blog.entries if entry.alternate == ""]
    return _feed(blog, "posts", [*blog.posts, *drafts], asked)


def _pages(blog: Variant, asked: Mapping[str, str]) -> Reply:
    return _feed(blog, "pages", blog.pages, asked)


def _feed(blog: Variant, name: str, entries: Sequence[Entry], asked: Mapping[str, str]) -> Reply:
    if blog.feeds == "none":
        return MISSING
    rows = [markup.entry_row(blog, entry, blog.page_notice or "") for entry in entries]
    return _cut(blog, name, rows, asked, total=blog.total if name == "posts" else None)


def _cut(
    blog: Variant, name: str, rows: Sequence[str], asked: Mapping[str, str], *, total: int | None = None
) -> Reply:
    start, wish = int(asked.get("start-index", "1")), int(asked.get("max-results", "25"))
    sizes = [*blog.caps]
    cap = sizes[0] if start == 1 else sizes[min(1, len(sizes) - 1)]
    shown = rows[start - 1 : start - 1 + min(wish, cap)]
    return _xml(markup.feed(blog, name, shown, start, len(rows) if total is None else total))


def _all_comments(blog: Variant, asked: Mapping[str, str]) -> Reply:
    if not blog.comment_feeds or blog.feeds == "none":
        return MISSING
    rows = [markup.remark_row(blog, e, r) for e in blog.entries for r in e.remarks]
    return _cut(blog, "comments", rows, asked)


def _comments(blog: Variant, asked: Mapping[str, str], number: str) -> Reply:
    entry = next((one for one in blog.entries if one.id == int(number)), None)
    if entry is None or not blog.comment_feeds or blog.feeds == "none":
        return MISSING
    return _cut(blog, "comments", [markup.remark_row(blog, entry, r) for r in entry.remarks], asked)


def _sitemap(blog: Variant, _: Mapping[str, str]) -> Reply:
    urls = [blog.base + post.path for post in blog.posts]
    return _xml(markup.sitemap(urls)) if blog.sitemap else MISSING


def _page_sitemap(blog: Variant, _: Mapping[str, str]) -> Reply:
    return _xml(markup.sitemap(blog.base + one.path for one in blog.pages)) if blog.sitemap else MISSING


def _robots(blog: Variant, _: Mapping[str, str]) -> Reply:
    return Reply(blog.robots.encode(), kind="text/plain")


_ROUTES: tuple[tuple[str, Callable[..., Reply]], ...] = (
    (r"/(?:index\.html)?", _home),
    (r"/search/?", _home),
    (r"/(\d{4})/", _archive),
    (r"/(\d{4})/(\d\d)/", _archive),
    (r"/(\d{4})_(\d\d)_01_archive\.html", _archive),
    (r"/search/label/(.+)", _label),
    (r"/feeds/posts/default", _posts),
    (r"/feeds/pages/default", _pages),
    (r"/feeds/comments/default", _all_comments),
    (r"/feeds/(\d+)/comments/default", _comments),
    (r"/sitemap\.xml", _sitemap),
    (r"/sitemap-pages\.xml", _page_sitemap),
    (r"/robots\.txt", _robots),
)


@contextmanager
def served(*sites: Callable[[str, str], Reply | None]) -> Iterator[Running]:
    """Run a server that asks each site in turn; the first that does not say None answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Asked)
    server.daemon_threads = True
    running = Running(f"http://127.0.0.1:{server.server_address[1]}")
    server.sites, server.running = sites, running  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.running.log.append((host, self.path, headers))
        found = (site(host, self.path) for site in self.server.sites)
        self._send(self._unchanged(next((reply for reply in found if reply is not None), MISSING), headers))

    def _unchanged(self, reply: Reply, headers: Mapping[str, str]) -> Reply:
        tag = dict(reply.headers).get("ETag")
        return replace(reply, status=304, body=b"") if tag and headers.get("if-none-match") == tag else reply

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        pass


def wordpress(
    host: str, posts: Sequence[Mapping[str, object]], pages: Sequence[Mapping[str, object]] = ()
) -> Callable[[str, str], Reply | None]:
    """Return a new site that answers REST requests for its posts and pages, and nothing else."""

    def site(asked: str, target: str) -> Reply | None:
        if asked != host:
            return None
        path = target.partition("?")[0]
        rows = {"/wp-json/wp/v2/posts": posts, "/wp-json/wp/v2/pages": pages}.get(path)
        if path in {"/wp-json/wp/v2/categories", "/wp-json/wp/v2/tags", "/wp-json/wp/v2/media"}:
            rows = ()
        if rows is None:
            return MISSING
        headers = (("X-WP-Total", str(len(rows))), ("X-WP-TotalPages", "1"))
        return Reply(json.dumps(list(rows)).encode(), kind="application/json", headers=headers)

    return site
