"""The way in through web archive files: WARC (wget, browsertrix, archive services), WACZ and ARC."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from migrator.backups._contract import unreadable
from migrator.errors import InputError
from migrator.fetch.client import REDIRECTS
from migrator.fetch.containers import opened
from migrator.fetch.warc import DamagedError, answers_in, is_warc
from migrator.model import Detection, Hop, Page, Record, RecordKind
from migrator.stages.ways import path_of_source
from migrator.stages.ways._captures import OK, Judge, is_page, kept_answer
from migrator.stages.ways._looks import about_pages
from migrator.urls import absolute, normal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migrator.backups._contract import About, Container
    from migrator.fetch.warc import Kept
    from migrator.model import Problem
    from migrator.settings import SourceSettings
    from migrator.stages.ways._contract import Desk

_NAME = "warc"
_LOOKED_AT = 100  # answers that tell what blog a file is about
_MOST = 50_000_000  # bytes of one answer, where no settings say so
_GONE = frozenset({404, 410})


@dataclass
class _Taken:
    """What is known of each address so far: how good the answer is, and its moment."""

    best: dict[str, tuple[int, str]] = field(default_factory=dict)
    repeats: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # digest → (address, moment)

    def better(self, row: str, rank: tuple[int, str]) -> bool:
        """Say whether an answer is better than any before, and remember it if so."""
        if row in self.best and self.best[row] >= rank:
            return False
        self.best[row] = rank
        return True


class WarcFiles:
    """Web archive files: one, several in a folder, or a WACZ."""

    name = _NAME
    title = "a web archive file (.warc, .warc.gz, .wacz or a folder of them)"
    version = 1

    def recognises(self, source: SourceSettings, folder: Path) -> Detection:
        """Look at the beginnings of files whose names are those of web archives."""
        path = path_of_source(source, folder)
        if not path.exists():
            return Detection(0.0)
        with opened(path) as given:
            return Detection(0.95, ("WARC records",)) if _files(given) else Detection(0.0)

    def about(self, source: SourceSettings, folder: Path) -> About:
        """Return what the first pages in it say of their blog."""
        with opened(path_of_source(source, folder)) as given:
            return about_pages(islice(_pages(given), _LOOKED_AT))

    def read(self, source: SourceSettings, desk: Desk) -> Iterator[Page | Record | Problem]:
        """Yield each address, and each answer that is better than those before it of the same address."""
        with opened(path_of_source(source, desk.folder)) as given:
            names = _files(given)
            if not names:
                raise InputError(
                    f"{given.name} is no web archive file.", "Name a .warc, .warc.gz or .wacz file."
                )
            reading = _Reading(given, desk)
            for name in names:
                yield from reading.run(name)
            for name in names:
                yield from reading.repeated(name)


def _files(given: Container) -> list[str]:
    names = [name for name in given.names() if _may_be(name)] or list(given.names()[:1])
    return [name for name in names if is_warc(given.head(name))]


def _may_be(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith((".warc", ".arc"))


def _pages(given: Container) -> Iterator[Page]:
    for name in _files(given):
        with given.open(name) as stream:
            try:
                for kept in answers_in(stream, _MOST):
                    if (
                        kept.status == OK
                        and not kept.revisit
                        and is_page(kept.headers.get("content-type", ""))
                    ):
                        yield _page(kept, kept.url)
            except DamagedError:
                continue


class _Reading:
    """One source's files, read one after the other."""

    def __init__(self, given: Container, desk: Desk) -> None:
        self.given = given
        self.desk = desk
        self.judge = Judge(desk.site, desk.urls)
        self.taken = _Taken()
        self.seen: set[str] = set()

    def run(self, name: str) -> Iterator[Page | Record | Problem]:
        """Yield what one file holds of the blog."""
        for kept in self._answers(name):
            if not isinstance(kept, tuple):
                yield kept
                continue
            row, answer = kept
            if row not in self.seen:
                self.seen.add(row)
                yield Record(kind=RecordKind.URL, key=row, source=_NAME, url=row, fields={})
            page = self._judged(row, answer)
            if page is not None:
                yield page

    def repeated(self, name: str) -> Iterator[Page]:
        """Yield the pages of addresses that only repeat what another one answered."""
        wanted = {
            digest: [one for one in rows if one[0] not in self.taken.best]
            for digest, rows in self.taken.repeats.items()
        }
        if not any(wanted.values()):
            return
        for kept in self._answers(name):
            if isinstance(kept, tuple) and not kept[1].revisit:
                for row, moment in wanted.get(kept[1].digest, ()):
                    page = kept_answer(_page(kept[1], row), _NAME, moment)
                    if self.taken.better(row, (self.judge.grade(page), moment)):
                        yield page

    def _answers(self, name: str) -> Iterator[tuple[str, Kept] | Problem]:
        with self.given.open(name) as stream:
            try:
                for kept in answers_in(stream, self.desk.settings.crawl.max_bytes):
                    row = self._row(kept)
                    if row is not None:
                        yield row, kept
            except DamagedError as error:
                yield unreadable(f"{self.given.name}: {name} cannot be read to its end: {error}")

    def _row(self, kept: Kept) -> str | None:
        shown = is_page(kept.headers.get("content-type", "")) or kept.revisit
        return self.desk.urls.canonical(kept.url) if shown and self.desk.urls.owns(kept.url) else None

    def _judged(self, row: str, kept: Kept) -> Page | None:
        """Return the answer if it is the best so far: the newest that shows most, else a redirect, else "not found"."""
        if kept.revisit:
            self.taken.repeats.setdefault(kept.digest, []).append((row, kept.moment))
            return None
        page = kept_answer(_page(kept, row), _NAME, kept.moment)
        if page.status == OK:
            rank = int(self.judge.grade(page))
        elif page.hops:
            rank = -1
        elif page.status in _GONE:
            rank = -2
        else:
            return None
        return page if self.taken.better(row, (rank, kept.moment)) else None


def _page(kept: Kept, row: str) -> Page:
    location = kept.headers.get("location")
    led = absolute(kept.url, location) if kept.status in REDIRECTS and location else None
    if led is None:
        return Page(url=row, final_url=row, status=kept.status, headers=kept.headers, body=kept.body)
    end = normal(led)
    return Page(
        url=row,
        final_url=end,
        status=kept.status,
        headers=kept.headers,
        body=b"",
        hops=(Hop(row, kept.status, end),),
    )


PLUGIN = WarcFiles()
