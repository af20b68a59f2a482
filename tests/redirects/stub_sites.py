"""Tiny sites built by the real Hugo and Jekyll from emitted pages, and what a reader of one gets at an old address."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from migrator.prove.engine import running
from migrator.redirects._spelling import decoded, merged_path
from migrator.redirects.proof import Observed
from migrator.redirects.targets._contract import Engine
from migrator.stages.proving import emitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migrator.redirects.proof import Case
    from migrator.redirects.targets._contract import RuleSet, Target

NEW_PAGE = "<!doctype html><title>{{ .Title }}</title>"
_PAGES = re.compile(r"site/(.*)", re.DOTALL)

_CONFIG = """daemon off;
worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    scgi_temp_path {work}/scgi;
    uwsgi_temp_path {work}/uwsgi;
    default_type application/octet-stream;
    types { text/html html htm; }
    absolute_redirect off;
    server { listen 127.0.0.1:{port}; root {out}; }
}
"""
_SERVER = Engine(
    binary="nginx",
    argv=("nginx", "-p", "{work}", "-e", "{work}/error.log", "-c", "{work}/site.conf"),
    wrapper={"site.conf": _CONFIG},
    install_hint="apt-get install nginx",
)


def hugo_static(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Build a Hugo site with the pages in `static`."""
    _new_hugo(folder)
    told = re.search(r"disableKinds = \[.*?\]", files["README.md"].decode())
    (folder / "config.toml").write_text(f'baseURL = "/"\n{told[0] if told else ""}\n', encoding="utf-8")
    _copied(folder / "static", files)
    return _built(folder, "public", "hugo", "--quiet")


def jekyll_pages(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Build a Jekyll site with the pages in its top folder and the settings that the README names."""
    _copied(folder, files)
    told = re.search(r"include: \[.*\]", files["README.md"].decode())
    (folder / "_config.yml").write_text(told[0] if told else "", encoding="utf-8")
    return _built(folder, "_site", "jekyll", "build", "--quiet", "--disable-disk-cache")


def hugo_aliases(folder: Path, lists: Mapping[str, Sequence[str]], new_url: str) -> dict[str, bytes]:
    """Build a Hugo site whose pages name their old addresses as `aliases`."""
    _new_hugo(folder)
    (folder / "config.toml").write_text(f'baseURL = "{new_url}/"\n', encoding="utf-8")
    for number, (page, olds) in enumerate(lists.items()):
        front = json.dumps({"title": "new", "url": page, "aliases": list(olds)})
        (folder / "content" / f"{number}.md").write_text(front + "\n", encoding="utf-8")
    return _built(folder, "public", "hugo", "--quiet")


def jekyll_redirect_from(folder: Path, lists: Mapping[str, Sequence[str]], new_url: str) -> dict[str, bytes]:
    """Build a Jekyll site whose pages name their old addresses as `redirect_from`."""
    config = f'url: "{new_url}"\nplugins: [jekyll-redirect-from]\n'
    folder.mkdir(parents=True)
    (folder / "_config.yml").write_text(config, encoding="utf-8")
    for number, (page, olds) in enumerate(lists.items()):
        front = f"---\npermalink: {json.dumps(page)}\nredirect_from: {json.dumps(list(olds))}\n---\n"
        (folder / f"{number}.md").write_text(front, encoding="utf-8")
    return _built(folder, "_site", "jekyll", "build", "--quiet", "--disable-disk-cache")


@contextmanager
def served(site: Mapping[str, bytes]) -> Iterator[int]:
    """Serve a built site with nginx; yield its port."""
    if shutil.which("nginx") is None and shutil.which("nginx", path="/usr/sbin") is None:
        pytest.skip("nginx is not installed")
    with running(_SERVER, site) as port:
        yield port


def stub_answers(site: Mapping[str, bytes], cases: Sequence[Case], status: int = 301) -> list[Observed]:
    """Ask a built site; a page that points on counts as a redirect to where it points."""
    with served(site) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            return [_seen(connection, case.target, status) for case in cases]
        finally:
            connection.close()


def site_answers(
    build: Callable[[Path, Mapping[str, bytes]], dict[str, bytes]],
    folder: Path,
    target: Target,
    rules: RuleSet,
) -> Callable[[Sequence[Case]], list[Observed]]:
    """Build a site from what a target writes, and return a function that asks it."""
    site = build(folder, emitted(target, rules))
    return lambda cases: stub_answers(site, cases)


def _new_hugo(folder: Path) -> None:
    for name in ("content", "static", "layouts/_default"):
        (folder / name).mkdir(parents=True)
    for name in ("single", "list"):
        (folder / "layouts/_default" / f"{name}.html").write_text(NEW_PAGE, encoding="utf-8")


def _copied(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        page = _PAGES.fullmatch(name)
        if page:
            path = folder / page[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _built(folder: Path, output: str, *command: str) -> dict[str, bytes]:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    plain = {**os.environ, "LC_ALL": "C.UTF-8"}  # Ruby takes names of files for ASCII where no locale is set
    done = subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, check=False)
    if "cannot load such file -- jekyll-redirect-from" in done.stderr:
        pytest.skip("jekyll-redirect-from is not installed")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    place = folder / output
    return {
        PurePosixPath(path.relative_to(place)).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


def _seen(connection: HTTPConnection, target: str, status: int) -> Observed:
    got, place, body = _asked(connection, target)
    if place is not None and _merged(place) == _merged(target) + "/":
        got, place, body = _asked(connection, place)
    page = _Stub(body)
    if place is not None or not page.pointed:
        return Observed(got, () if place is None else (place,))
    both = set(page.pointed.values()) if len(page.pointed) > 1 else page.pointed.items()
    return Observed(status, tuple(map(str, both)))


def _merged(target: str) -> str:
    return merged_path(decoded(target.partition("?")[0])) or ""


def _asked(connection: HTTPConnection, target: str) -> tuple[int, str | None, str]:
    connection.request("GET", target)
    response = connection.getresponse()
    return response.status, response.headers["Location"], response.read().decode("utf-8", "replace")


class _Stub(HTMLParser):
    """Where a page points on, by its canonical link and its refresh: both must say the same."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pointed: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "link" and known.get("rel") == "canonical":
            self.pointed["canonical"] = known["href"] or ""
        if tag == "meta" and known.get("http-equiv") == "refresh":
            self.pointed["refresh"] = (known["content"] or "").removeprefix("0; url=")
