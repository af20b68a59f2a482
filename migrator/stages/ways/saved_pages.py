"""The way in through saved pages: a mirror made by wget or HTTrack, or what a browser's "Save as" wrote."""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from migrator.errors import InputError
from migrator.fetch.containers import opened
from migrator.model import Detection, Page, Problem, Record, RecordKind
from migrator.stages.ways import path_of_source
from migrator.stages.ways._captures import Judge, kept_answer
from migrator.stages.ways._looks import about_pages
from migrator.stages.ways._origins import (
    WEB_PAGE_ENDINGS,
    Origin,
    by_path,
    httrack_list,
    is_html_name,
    likeliest,
    marked,
    page_in,
    stated,
)
from migrator.stages.ways._undone import undone, with_links
from migrator.urls import absolute, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migrator.backups._contract import About, Container
    from migrator.html import UrlPlace
    from migrator.settings import SourceSettings
    from migrator.stages.ways._contract import Desk

_NAME = "saved"
_LOOKED_AT = 100
_NAMED = 5
_LIKELY, _PERHAPS = 0.45, 0.3
_HEAD = 4096
_XML = "application/xml"
_NO_PAGES = ("hts-cache/", "hts-log.txt")
_PARTS = "_files"  # ends the name of the folder a browser puts a page's images and frames in
_INDEX = b"<!-- Mirror and index made by HTTrack"
_WHOLE = ("http:", "https:", "//", "#", "data:", "mailto:", "javascript:", "tel:")


class SavedPages:
    """A folder or zip of saved pages, or one of them."""

    name = "saved-pages"
    title = 'saved pages (a folder or zip of a wget or HTTrack mirror, or of a browser\'s "Save as")'
    version = 1

    def recognises(self, source: SourceSettings, folder: Path) -> Detection:
        """Look for pages, and for what the programs that save them leave in them."""
        path = path_of_source(source, folder)
        if not path.exists():
            return Detection(0.0)
        with opened(path) as given:
            heads = [given.head(name)[:_HEAD] for name in islice(_members(given), _LOOKED_AT)]
        if any(marked(head) for head in heads):
            return Detection(_LIKELY, ("saved by a browser or HTTrack",))
        pages = any(b"<html" in head.lower() or b"<!doctype html" in head.lower() for head in heads)
        return Detection(_PERHAPS, ("pages",)) if pages else Detection(0.0)

    def about(self, source: SourceSettings, folder: Path) -> About:
        """Return what the first pages say of their blog."""
        with opened(path_of_source(source, folder)) as given:
            return about_pages(_first_pages(given))

    def read(self, source: SourceSettings, desk: Desk) -> Iterator[Page | Record | Problem]:
        """Yield each page under the address it had, with its links as they were."""
        with opened(path_of_source(source, desk.folder)) as given:
            names = list(_members(given))
            if not names:
                raise InputError(
                    f"{given.name} holds no saved pages.", "Name the folder with the .html files."
                )
            yield from _Reading(given, names, desk).run()


def _members(given: Container) -> Iterator[str]:
    for name in given.names():
        parts = any(part in name for part in _NO_PAGES) or f"{_PARTS}/" in name
        if is_html_name(name) and not parts:
            yield name


def _first_pages(given: Container) -> Iterator[Page]:
    """Yield pages whose address is said in them or in HTTrack's list."""
    listed = httrack_list(given)
    for name in islice(_members(given), _LOOKED_AT):
        head = given.head(name)
        origin = listed.get(name) or marked(head)
        if origin is not None:
            yield Page(url=origin.url, final_url=origin.url, status=200, headers={}, body=head)


@dataclass
class _Known:
    """Which member was which address; `lost` are members whose address nobody knows."""

    origins: dict[str, Origin] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    strangers: Counter[str] = field(default_factory=Counter)


class _Reading:
    """One folder: first every page's address, then the pages."""

    def __init__(self, given: Container, names: list[str], desk: Desk) -> None:
        self.given = given
        self.names = names
        self.desk = desk
        self.urls = desk.urls
        self.members = frozenset(given.names())
        self.judge = Judge(desk.site, desk.urls)
        self.known = self._addresses()

    def run(self) -> Iterator[Page | Record | Problem]:
        best: dict[str, int] = {}
        for name, origin in self.known.origins.items():
            row = self.urls.canonical(origin.url)
            if row is None or not self.urls.owns(origin.url):
                continue
            if row not in best:
                yield Record(kind=RecordKind.URL, key=row, source=_NAME, url=row, fields={})
            page = self._page(name, row, origin)
            grade = int(self.judge.grade(page))
            if grade > best.get(row, -1):
                best[row] = grade
                yield page
        yield from self._unknown()

    def _addresses(self) -> _Known:
        listed = httrack_list(self.given)
        roots = [self.given.name]
        known = _Known()
        for name in self.names:
            head = self.given.head(name)
            if _INDEX in head:
                continue
            origin = listed.get(name) or marked(head) or self._guessed(name, head, roots)
            if origin is None:
                known.lost.append(name)
            else:
                known.origins[name] = origin
        return known

    def _guessed(self, name: str, head: bytes, roots: list[str]) -> Origin | None:
        own = stated(head, self.urls)
        url = likeliest(by_path(name, roots, self.urls), own, self.urls)
        return Origin(url, how="its own word" if url == own else "its path") if url is not None else None

    def _page(self, name: str, row: str, origin: Origin) -> Page:
        with self.given.open(name) as stream:
            body, kind = _unpacked(name, stream.read(self.desk.settings.crawl.max_bytes))
        plain = undone(Page(url=row, final_url=row, status=200, headers={"content-type": kind}, body=body))
        if kind != _XML:
            links = _Links(name, origin.url, self)
            plain = replace(plain, body=with_links(plain.body.decode("latin-1"), links.before))
        return kept_answer(plain, _NAME, origin.moment)

    def address_of(self, member: str) -> str | None:
        """Return the address of a member, if it is a page whose address is known."""
        origin = self.known.origins.get(member)
        return origin.url if origin is not None else None

    def _unknown(self) -> Iterator[Problem]:
        lost = self.known.lost
        if lost:
            some = ", ".join(lost[:_NAMED]) + (" …" if len(lost) > _NAMED else "")
            pages = "page does" if len(lost) == 1 else "pages do"
            message = f"{self.given.name}: {len(lost):,} saved {pages} not say which address it was: {some}"
            yield Problem(stage="read", url="", kind="absent", message=message)


def _unpacked(name: str, content: bytes) -> tuple[bytes, str]:
    """Return a saved page and its type; a browser's single file holds it among its images."""
    if name.lower().endswith(WEB_PAGE_ENDINGS):
        return page_in(content) or (b"", "text/html")
    feed = content.lstrip()[:5] == b"<?xml" and b"<html" not in content[:1000].lower()
    return content, _XML if feed else "text/html"


@dataclass(frozen=True)
class _Links:
    """Gives the links of one saved page their addresses back."""

    name: str
    url: str
    reading: _Reading

    def before(self, link: str, place: UrlPlace) -> str | None:  # noqa: ARG002 - the shape `rewrite_urls` asks for
        """Return what a link was before the page was saved; None where it still is what it was."""
        if not link or link.lower().startswith(_WHOLE):
            return None
        path = without_fragment(link)
        fragment = link[len(path) :]
        for spelled in (unquote(path), unquote(path.partition("?")[0])):
            member = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), spelled))
            found = self.reading.address_of(member)
            if found is not None:
                return found + fragment
            if member in self.reading.members:
                return self._file(member)
        return None

    def _file(self, member: str) -> str | None:
        """Return the address of a file that is no page: below a host's folder its path tells it."""
        found = by_path(member, [self.reading.given.name], self.reading.urls)
        if found:
            return found[0]
        mirrored = member.split("/")
        host = mirrored[0]
        looks = "." in host and urlsplit(f"//{host}").hostname == host and len(mirrored) > 1
        return absolute("", f"http://{member}") if looks and not host.endswith(_PARTS) else None


PLUGIN = SavedPages()
