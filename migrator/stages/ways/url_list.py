"""The way in for lists of old addresses: lines, a column of a table, or a sitemap; fetched where the blog still answers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.backups._contract import About
from migrator.errors import InputError
from migrator.fetch.client import REDIRECTS
from migrator.fetch.containers import opened
from migrator.fetch.failures import FetchError
from migrator.fetch.lines import is_packed, lines_of, unpacked_head
from migrator.fetch.robots import Robots
from migrator.model import Detection, Problem, Record, RecordKind, UrlKind
from migrator.profiles import platform_of_host
from migrator.stages.crawl import lasting
from migrator.stages.ways import path_of_source
from migrator.urls import absolute, host_of, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from migrator.backups._contract import Container
    from migrator.fetch.client import Client
    from migrator.model import Page
    from migrator.settings import SourceSettings
    from migrator.stages.ways._contract import Desk

_NAME = "url-list"
_HEAD = 8192
_LOOKED_AT = 30  # lines
_ENOUGH = 0.6  # of them must hold an address
_SURE = 0.35
_ENDINGS = (".txt", ".csv", ".tsv", ".xml", ".gz", ".list", ".urls")
_URL = re.compile(r"https?://[^\s\"'<>;\t]+")
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]+)", re.IGNORECASE)
_PATH = re.compile(r"/[^\s,;\"'<>]*")
_SITEMAP = b"<urlset", b"<sitemapindex"
_FETCHED = frozenset({UrlKind.POST, UrlKind.PAGE, UrlKind.HOME, UrlKind.ARCHIVE, UrlKind.FEED, UrlKind.OTHER})
_NAMED = 5
_BUSY = frozenset({429, 503})
_PATIENCE = 20  # failures in a row


class UrlList:
    """Addresses one on a line, in the first column that has them, or in a sitemap."""

    name = _NAME
    title = "a list of old addresses (lines, CSV or a sitemap)"
    version = 1

    def recognises(self, source: SourceSettings, folder: Path) -> Detection:
        """Look at the first lines."""
        path = path_of_source(source, folder)
        if not path.exists() or path.is_dir():
            return Detection(0.0)
        with opened(path) as given:
            return Detection(_SURE, ("addresses",)) if _lists(given) else Detection(0.0)

    def about(self, source: SourceSettings, folder: Path) -> About:
        """Return the origin most of the first addresses have."""
        with opened(path_of_source(source, folder)) as given:
            heads = [
                unpacked_head(given.head(name), _HEAD).decode("utf-8", "replace") for name in _lists(given)
            ]
        origins = Counter(
            origin_of(url) for head in heads for line in head.splitlines() for url in _in_line(line, "")
        )
        if not origins:
            return About()
        base_url = min(origins, key=lambda one: (-origins[one], one))
        return About(base_url=base_url, platform=platform_of_host(host_of(base_url)))

    def read(self, source: SourceSettings, desk: Desk) -> Iterator[Page | Record | Problem]:
        """Yield each address of the blog; where the blog is live, its answer too, politely and robots.txt permitting."""
        rows: dict[str, None] = {}
        with opened(path_of_source(source, desk.folder)) as given:
            names = _lists(given)
            if not names:
                raise InputError(
                    f"{given.name} holds no list of addresses.", "Write one address on each line."
                )
            for name in names:
                with given.open(name) as stream:
                    for line in lines_of(stream, name, packed=is_packed(given.head(name))):
                        for url in _in_line(
                            line.decode("utf-8-sig", "replace"), origin_of(desk.urls.base_url)
                        ):
                            row = desk.urls.canonical(url) if desk.urls.owns(url) else None
                            if row is not None and row not in rows:
                                rows[row] = None
                                yield Record(kind=RecordKind.URL, key=row, source=_NAME, url=row, fields={})
        yield from asked(rows, desk)


def _lists(given: Container) -> list[str]:
    names = [name for name in given.names() if name.lower().endswith(_ENDINGS) or len(given.names()) == 1]
    return [name for name in names if _is_list(given, name)]


def _is_list(given: Container, name: str) -> bool:
    head = unpacked_head(given.head(name), _HEAD)
    if any(mark in head for mark in _SITEMAP):
        return True
    text = head.decode("utf-8", "replace").splitlines()[:_LOOKED_AT]
    lines = [line for line in text if line.strip() and not line.startswith("#")]
    told = lines[:-1] or lines
    if not told or any("<" in line or '" ' in line for line in told):
        return False
    found = sum(bool(_in_line(line, "http://any.example")) for line in told[1:] or told)
    return found >= _ENOUGH * len(told[1:] or told)


def _in_line(line: str, origin: str) -> list[str]:
    """Return the addresses of a line: those of a sitemap, the first one of a table's row, or a bare path."""
    if "<loc>" in line.lower():
        return [url for url in _LOC.findall(line) if absolute("", url.replace("&amp;", "&"))]
    text = line.strip().lstrip("\ufeff").strip('"')
    if not text or text.startswith("#"):
        return []
    found = _URL.search(text)
    if found:
        url = absolute("", found[0].split(",")[0] if "," in text else found[0])
        return [url] if url else []
    cell = _PATH.match(text)
    url = absolute(origin, cell[0]) if cell and origin and not text.startswith("//") else None
    return [url] if url else []


def asked(rows: Iterable[str], desk: Desk) -> Iterator[Page | Problem]:
    """Ask a live blog for each row the project has no page of, and say what was not given and why; no other blog."""
    wanted = [row for row in rows if desk.urls.match(row).kind in _FETCHED and not desk.stored(row)]
    if desk.settings.crawl.live and wanted:
        yield from _fetched(wanted, desk)


def _fetched(wanted: list[str], desk: Desk) -> Iterator[Page | Problem]:
    told: dict[str, list[str]] = {}
    failures = 0
    desk.progress.grow(2 * len(wanted))
    with desk.fetching() as client:
        robots = Robots(client, obey=desk.settings.crawl.robots == "obey")
        for row in wanted:
            if failures >= _PATIENCE:
                told.setdefault("not-tried", []).append(row)
                continue
            try:
                page = _answer(row, client, robots, desk)
            except FetchError as error:
                failures += 1
                told.setdefault(_why(error), []).append(row)
                continue
            failures = 0
            if page is None:
                told.setdefault("robots", []).append(row)
            else:
                yield page
    for kind, rows in sorted(told.items()):
        some = ", ".join(rows[:_NAMED]) + (" …" if len(rows) > _NAMED else "")
        message = f"{len(rows):,} addresses of the list were not read ({kind}): {some}"
        yield Problem(
            stage="read", url="", kind=kind, message=message, retry=kind not in {"robots", "unreadable"}
        )


def _why(error: FetchError) -> str:
    if error.page is not None and error.page.status in _BUSY:
        return "rate-limited"
    return "unreachable" if error.retry else "unreadable"


def _answer(row: str, client: Client, robots: Robots, desk: Desk) -> Page | None:
    """Return the answer as the crawl would store it; None where robots.txt forbids the question."""
    if not robots.allowed(row):
        return None
    page = lasting(client.get(row, follow=lambda url: desk.urls.owns(url) and robots.allowed(url)))
    moved = page.hops and desk.urls.canonical(page.final_url) != desk.urls.canonical(row)
    left = page.status in REDIRECTS and page.hops
    if not (moved or left):
        return page
    return replace(page, body=b"", final_url=page.hops[-1].location)


PLUGIN = UrlList()
