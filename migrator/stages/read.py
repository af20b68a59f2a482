"""Reads what comes from files and archives instead of the live blog, one entry at a time, into records and pages."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.backups._contract import LEFT_OUT, NOTED, UNREADABLE
from migrator.model import Finding, Page, Problem, RecordKind, StageReport
from migrator.profiles import site_urls
from migrator.stages.finishing import finished
from migrator.stages.sources import site_of
from migrator.stages.ways import path_of_source, stamp, way_of
from migrator.stages.ways._contract import Desk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrator.fetch.client import Client
    from migrator.model import Progress, Record
    from migrator.profiles import SiteUrls
    from migrator.settings import Settings, SourceSettings
    from migrator.stages.ways._contract import Way
    from migrator.store.project import Project

STAGE = "read"
SOURCE_HEADER = "x-migrator-source"  # of a stored page: the source it came from
_PREFIX = "source:"  # of what records of a source name as their page
_BATCH = 50  # entries stored in one transaction
_NAMED = 5  # things named in one finding
_OK = 200
_OTHER_HOST = "other-host"
_TWICE = "twice"
_STORED = "stored pages"
_CONTENT = frozenset({RecordKind.POST, RecordKind.COMMENT})
_NOUNS = {RecordKind.TERM: "terms", RecordKind.ASSET: "files", RecordKind.URL: "addresses"}


@dataclass
class Told:
    """What one source gave, in numbers, and of what it has that is not carried over: how much, and a few names."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[str]] = field(default_factory=dict)
    unfinished: bool = False  # another run may find more

    def leave_out(self, kind: str, what: str) -> None:
        """Count one thing that is not carried over."""
        self.left_out[kind] += 1
        named = self.named.setdefault(kind, [])
        if len(named) < _NAMED:
            named.append(" ".join(what.split())[:100])

    def as_json(self) -> str:
        """Return the numbers and names as text for the project."""
        return json.dumps([self.counts, self.left_out, self.named], sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Told:
        """Return what `as_json` wrote."""
        counts, left_out, named = json.loads(text)
        return Told(Counter(counts), Counter(left_out), named)


def run_read(
    project: Project, settings: Settings, progress: Progress, *, client: Client | None = None
) -> StageReport:
    """Read every source in the settings that changed since it was last read, and forget those no longer named.

    Raises:
        InputError: a source is gone, or is nothing that can be read.
        SiteError: a service that is needed refuses.
        KeyboardInterrupt: after what had arrived was stored; the next run goes on.
    """
    pages = dict(zip(page_names(settings.sources), settings.sources, strict=True))
    reader = _Reader(project, settings, progress, client)
    with project.transaction():
        for page in reader.known - pages.keys():
            reader.forget(page)
            reader.drop_pages(page)
            project.forget_meta(_note(page, ""))
    for page, source in pages.items():
        reader.read(page, source)
    return _report(project, pages)


def page_names(sources: Iterable[SourceSettings]) -> list[str]:
    """Return what records of each source name as their page: its last part, numbered where two are alike."""
    names: list[str] = []
    for source in sources:
        last = source.place.replace("\\", "/").rstrip("/").rpartition("/")[2]
        name = f"{_PREFIX}{source.place if '://' in source.place else last}"
        alike = sum(one == name or one.startswith(f"{name}#") for one in names)
        names.append(f"{name}#{alike + 1}" if alike else name)
    return names


class _Notes:
    """A way's notes on one source, kept in the project."""

    def __init__(self, project: Project, page: str) -> None:
        self._project = project
        self._page = page

    def get(self, name: str) -> str | None:
        return self._project.meta(_note(self._page, name))

    def put(self, name: str, text: str) -> None:
        self._project.set_meta(_note(self._page, name), text)


class _Reader:
    def __init__(
        self, project: Project, settings: Settings, progress: Progress, client: Client | None
    ) -> None:
        self.project = project
        self.urls: SiteUrls = site_urls(settings.old.platform, settings.old.url, settings.old.hosts)
        self.progress = progress
        self.seen: set[str] = set()  # pages of the source being read that are as it has them
        self.desk = Desk(
            folder=project.folder,
            settings=settings,
            site=site_of(settings, self.urls),
            urls=self.urls,
            progress=progress,
            stored=self._stored,
            client=client,
        )
        self.known = {page for page in project.records.readings() if page.startswith(_PREFIX)}

    def forget(self, page: str) -> None:
        """Drop all that a source said, save for the pages it gave (inside a transaction)."""
        self.project.records.forget(page)
        self.project.links.replace(page, ())
        self.project.problems.clear(STAGE, page)

    def drop_pages(self, page: str) -> None:
        """Drop the pages a source gave and does not give any more (inside a transaction)."""
        for url in self.project.pages.with_header(SOURCE_HEADER, page):
            if url not in self.seen:
                self.project.pages.drop(url)
                self.project.records.forget(url)
                self.project.links.replace(url, ())

    def read(self, page: str, source: SourceSettings) -> None:
        """Read one source, unless it is as it was when it was last read to its end."""
        way = way_of(source, self.project.folder)
        fingerprint = self._fingerprint(way, source)
        if self.project.records.readings().get(page, ("",))[0] == fingerprint:
            return
        self.progress.start(f"Reading {page.removeprefix(_PREFIX)}")
        with self.project.transaction():
            self.forget(page)
        told = Told()
        self.seen = set()
        desk = replace(self.desk, notes=_Notes(self.project, page))
        for batch in _batches(way.read(source, desk)):
            with self.project.transaction():
                self._store(page, batch, told)
            self.progress.advance(len(batch))
        self._finish(page, fingerprint, told)

    def _finish(self, page: str, fingerprint: str, told: Told) -> None:
        with self.project.transaction():
            self.drop_pages(page)
            self.project.records.finish(page, "" if told.unfinished else fingerprint, "source")
        kept = len(self.project.pages.with_header(SOURCE_HEADER, page))
        if kept:
            told.counts[_STORED] = kept
        self.project.set_meta(_meta(page), told.as_json())
        self.progress.finish(f"Read {page.removeprefix(_PREFIX)}: {_numbers(told.counts) or 'nothing'}")

    def _fingerprint(self, way: Way, source: SourceSettings) -> str:
        facts = (
            stamp(path_of_source(source, self.project.folder)),
            way.name,
            way.version,
            source,
            self.desk.site,
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def _stored(self, url: str) -> bool:
        present = self.project.pages.get(url)
        found = present is not None and (present.status == _OK or SOURCE_HEADER in present.headers)
        if found:
            self.seen.add(url)
        return found

    def _store(self, page: str, batch: list[Page | Record | Problem], told: Told) -> None:
        records: dict[str, list[Record]] = {}
        for each in batch:
            if isinstance(each, Page):
                self._store_page(page, each)
            elif isinstance(each, Problem):
                self._note(page, each, told)
            elif (ready := finished(each, page, self.urls)) is not None:
                records.setdefault(_noun(ready.record), []).append(ready.record)
                self.project.links.append(page, ready.links)
            elif each.kind in {*_CONTENT, RecordKind.URL}:
                told.leave_out(_OTHER_HOST, each.key)
        for noun, group in records.items():
            new = self.project.records.append(page, group)
            told.counts[noun] += new
            if group[0].kind in _CONTENT and new < len(group):  # parts of one export repeat the rest
                told.left_out[_TWICE] += len(group) - new

    def _store_page(self, page: str, answer: Page) -> None:
        """Keep a page, unless there is a better one: the crawl's own, or that of a source named earlier."""
        self.seen.add(answer.url)
        present = self.project.pages.get(answer.url)
        own = present is None or present.headers.get(SOURCE_HEADER) == page
        if own or (present is not None and present.status != _OK and answer.status == _OK):
            headers = {**answer.headers, SOURCE_HEADER: page}
            self.project.pages.put(replace(answer, headers=headers))

    def _note(self, page: str, problem: Problem, told: Told) -> None:
        if problem.kind in {**LEFT_OUT, **NOTED}:
            told.leave_out(problem.kind, problem.message)
            return
        told.unfinished |= problem.retry
        self.project.problems.put(replace(problem, stage=STAGE, url=problem.url or page))


def _noun(record: Record) -> str:
    if record.kind is RecordKind.POST:
        return "pages" if record.fields.get("kind") == "page" else "posts"
    return _NOUNS.get(record.kind, f"{record.kind}s")


def _batches(found: Iterator[Page | Record | Problem]) -> Iterator[list[Page | Record | Problem]]:
    """Put what is found together for one transaction each; a page, which may have cost a request, waits for nothing."""
    batch: list[Page | Record | Problem] = []
    for each in found:
        batch.append(each)
        if len(batch) >= _BATCH or isinstance(each, Page):
            yield batch
            batch = []
    if batch:
        yield batch


def _meta(page: str) -> str:
    return f"told {page}"


def _note(page: str, name: str) -> str:
    return f"note {page} {name}"


def _numbers(counts: Counter[str]) -> str:
    return ", ".join(
        f"{count:,} {noun}" for noun, count in sorted(counts.items()) if count and noun != "sites"
    )


# --- what a person is told -----------------------------------------------------------------------------


def _report(project: Project, pages: Iterable[str]) -> StageReport:
    counts: Counter[str] = Counter()
    findings: list[Finding] = []
    for page in pages:
        told = Told.from_json(project.meta(_meta(page)) or "[{}, {}, {}]")
        counts.update({noun: count for noun, count in told.counts.items() if noun != "sites"})
        findings += _findings(page.removeprefix(_PREFIX), told)
    problems = tuple(project.problems.all(STAGE))
    findings += [_unread(problem) for problem in problems]
    return StageReport(stage=STAGE, counts=dict(sorted(counts.items())), findings=findings, problems=problems)


def _findings(name: str, told: Told) -> Iterator[Finding]:
    for kind, count in sorted(told.left_out.items()):
        some = ", ".join(told.named.get(kind, ()))
        some += " …" if count > len(told.named.get(kind, ())) and some else ""
        if kind in LEFT_OUT:
            message = f"{name}: {count:,} {_words(kind, count)} not carried over: {some}"
            yield Finding(code="read.left-out", severity=_severity(kind), url="", message=message)
        elif kind in NOTED:
            message = f"{name}: {count:,} {NOTED[kind][count > 1]}: {some}"
            yield Finding(code="read.noted", severity="warning", url="", message=message)
    if told.left_out[_OTHER_HOST]:
        yield _elsewhere(name, told)
    if told.left_out[_TWICE]:
        message = f"{name}: {told.left_out[_TWICE]:,} entries have the address or id of an earlier one; the first was taken"
        yield Finding(code="read.twice", severity="warning", url="", message=message)
    if not sum(told.counts[noun] for noun in ("posts", "pages", "addresses", _STORED)):
        message = f"{name}: no post, page or address of this blog is in it"
        hint = "Is it the right file, and is the address under [old] in migrator.toml the one the blog had?"
        yield Finding(code="read.nothing", severity="error", url="", message=message, hint=hint)


def _words(kind: str, count: int) -> str:
    one, many = LEFT_OUT[kind]
    return f"{one} is" if count == 1 else f"{many} are"


def _severity(kind: str) -> str:
    return "warning" if kind in {"no-permalink", "orphan"} else "info"


def _elsewhere(name: str, told: Told) -> Finding:
    count, urls = told.left_out[_OTHER_HOST], told.named[_OTHER_HOST]
    hosts = sorted({host for url in urls if (host := urlsplit(url).hostname)})
    message = f"{name}: {count:,} entries are on no host of this blog: {', '.join(urls)}"
    hint = f"If {' and '.join(hosts) or 'it'} was this blog too, add it under [old.hosts] in migrator.toml."
    return Finding(code="read.other-host", severity="warning", url="", message=message, hint=hint)


def _unread(problem: Problem) -> Finding:
    return Finding(
        code=f"read.{problem.kind}",
        severity="error" if problem.kind == UNREADABLE else "warning",
        url=problem.url,
        message=problem.message,
        hint="Run the same command again." if problem.retry else "",
    )
