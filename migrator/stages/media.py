"""Copies every image at its original size, because old hosts die: resumable, verified, one file an image."""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.fetch.client import Client
from migrator.fetch.failures import FailureKind, FetchError
from migrator.fetch.media import SVG, MediaFile, identify
from migrator.fetch.robots import Robots
from migrator.fetch.workers import Workers
from migrator.model import Asset, Finding, LinkKind, Problem, StageReport
from migrator.profiles import site_urls
from migrator.stages.archived_images import ArchivedImages
from migrator.stages.crawl import known_robots, store_robots
from migrator.stages.estimates import size
from migrator.stages.fetch_queue import drain
from migrator.urls import host_of, normal, without_fragment

if TYPE_CHECKING:
    from migrator.model import Page, Progress
    from migrator.profiles import SiteUrls
    from migrator.settings import Settings
    from migrator.store.project import Project

STAGE = "media"
_OK = 200
_MOST_SIZES = 4  # other sizes asked for when the original is gone
_PATIENCE = 3  # images of one host that fail one after another until the host counts as gone
_NO_ANSWER = frozenset({FailureKind.UNREACHABLE, FailureKind.NO_NAME, FailureKind.TIMEOUT})
_ANSWERED = re.compile(r"it answers (\d{3})")
_SIZE = re.compile(r"[/=][swh]?(\d{2,4})(?:-[^/]*)?(?=/|$)")


@dataclass(frozen=True, slots=True)
class Task:
    """One image: its original, the other sizes pages show, and the answer the crawl has already stored."""

    url: str
    sizes: tuple[str, ...] = ()
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of one image; `problem` where it is missing or smaller than the original."""

    url: str
    file: MediaFile | None = None
    body: bytes = b""
    problem: Problem | None = None
    robots: tuple[Page, ...] = ()


def run_media(
    project: Project, settings: Settings, progress: Progress, *, client: Client | None = None
) -> StageReport:
    """Copy all images that pages and posts show and that are not copied yet.

    Raises:
        KeyboardInterrupt: after what had arrived was stored; the next run goes on.
    """
    if not settings.crawl.media:
        return StageReport(stage=STAGE, counts={})
    own = client or Client(settings.crawl, settings.network)
    try:
        _Copier(project, settings, progress, own).run()
    except KeyboardInterrupt:
        own.stop()
        raise
    finally:
        if client is None:
            own.close()
    return _report(project)


def wanted_images(project: Project, urls: SiteUrls) -> dict[str, tuple[str, ...]]:
    """Return original URL → other sizes seen, the largest first, of every image."""
    sizes: dict[str, set[str]] = {asset.url: set() for asset in project.assets.all()}
    for link in project.links.urls(LinkKind.IMAGE):
        try:
            shown = normal(without_fragment(link))
        except ValueError:
            continue
        original = urls.original(shown) or shown
        sizes.setdefault(original, set())
        if shown != original:
            sizes[original].add(shown)
    return {
        url: tuple(sorted(shown, key=_largest_first))[:_MOST_SIZES] for url, shown in sorted(sizes.items())
    }


def _largest_first(url: str) -> tuple[int, str]:
    found = _SIZE.findall(url)
    return -int(found[-1]) if found else 0, url


class _Copier:
    def __init__(self, project: Project, settings: Settings, progress: Progress, client: Client) -> None:
        self.project = project
        self.progress = progress
        self.client = client
        self.depth = settings.crawl.connections + 1  # every result holds a whole image
        self.threads = settings.crawl.connections
        self.urls = site_urls(settings.old.platform, settings.old.url, settings.old.hosts)
        self.obeys = settings.crawl.robots == "obey"
        self.live = settings.crawl.live
        self.robots = Robots(client, known_robots(project), obey=self.obeys)
        self.archived = ArchivedImages(project, settings, client)
        self.todo: list[Task] = []
        self.copied = 0
        self.size = 0
        self._silent_hosts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def run(self) -> None:
        self.todo = self._missing()[::-1]
        if not self.todo:
            return
        self.progress.start("Copying images", len(self.todo))
        workers = Workers(self._fetch, self.threads)
        try:
            drain(self, workers, self.depth)
        finally:
            workers.stop(wait=False)
        self.progress.finish(f"Copied {self.copied:,} images, {size(self.size)}")

    def _missing(self) -> list[Task]:
        """Return what is not in the media folder, and not known to be gone for good."""
        gone = {one.url for one in self.project.problems.all(STAGE) if not one.retry and self._still(one)}
        known = {asset.url: asset for asset in self.project.assets.all()}
        tasks = []
        for url, sizes in wanted_images(self.project, self.urls).items():
            asset = known.get(url, Asset(url=url))
            if not self._is_there(asset) and not (url in gone and asset.file is None):
                tasks.append(Task(url, sizes, self._crawled(url)))
        return tasks

    def _still(self, problem: Problem) -> bool:
        return (self.obeys or problem.kind != "robots") and not (
            (self.live or self.archived.archives) and problem.kind == "not-tried"
        )

    def _is_there(self, asset: Asset) -> bool:
        if asset.file is None:
            return False
        path = self.project.media / asset.file
        return path.is_file() and path.stat().st_size == asset.size

    def _crawled(self, url: str) -> Page | None:
        page = self.project.pages.get(url) if self.urls.owns(url) else None
        return page if page is not None and page.body else None

    def take(self, count: int, flying: set[str]) -> list[tuple[str, Task]]:
        """Return the next images."""
        tasks = [self.todo.pop() for _ in range(min(count, len(self.todo)))]
        return [(task.url, task) for task in tasks if task.url not in flying]

    def _fetch(self, task: Task) -> Copied:
        """Run in a worker: the original, else the largest size that is still there."""
        try:
            found = self._first_image(task)
        except FetchError as failure:
            found = self._failed(task.url, failure)
        return found if found.file is not None or not self.archived.archives else self._archived(task, found)

    def _archived(self, task: Task, found: Copied) -> Copied:
        """Return an archive's copy of an image that its host does not give."""
        for url in (task.url, *task.sizes):
            try:
                page = self.archived.find(url)
            except FetchError as failure:
                kind, message = str(failure.kind), failure.message
                problem = Problem(stage=STAGE, url=task.url, kind=kind, message=message, retry=failure.retry)
                return replace(found, problem=problem)
            file = identify(task.url, page.body) if page is not None else None
            if page is not None and file is not None:
                note = None if url == task.url else _smaller(task.url, "no archive has it", url)
                return replace(found, file=file, body=page.body, problem=note)
        reason = found.problem.message if found.problem else "it is missing"
        message = f"{reason}, and the {self.archived.names} has no copy"
        return replace(found, problem=Problem(stage=STAGE, url=task.url, kind="missing", message=message))

    def _first_image(self, task: Task) -> Copied:
        reasons: list[str] = []
        if task.page is None and not self.live and self.urls.owns(task.url):
            return self._missing_for_good(task.url, "not-tried", "the old blog is not asked (live = false)")
        for url in (task.url, *task.sizes):
            page = task.page if task.page is not None and url == task.url else self._ask(url)
            if page is None:
                return self._missing_for_good(task.url, "robots", "robots.txt forbids it")
            file = identify(task.url, page.body) if page.status == _OK else None
            if file is not None:
                note = None if url == task.url else _smaller(task.url, reasons[0], url)
                return Copied(task.url, file, page.body, note, self.robots.take_fetched())
            reasons.append(_reason(page))
        return self._missing_for_good(task.url, "missing", reasons[0])

    def _ask(self, url: str) -> Page | None:
        host = host_of(url)
        if self._silent_hosts[host] >= _PATIENCE:
            raise FetchError(FailureKind.UNREACHABLE, f"{host} does not answer")
        if not self.robots.allowed(url):
            return None
        page = self.client.get(url, follow=self.robots.allowed)
        with self._lock:
            self._silent_hosts[host] = 0
        return page

    def _failed(self, url: str, failure: FetchError) -> Copied:
        silent = failure.kind in _NO_ANSWER
        if silent:
            with self._lock:
                self._silent_hosts[host_of(url)] += 1
        # One sentence for all images of a silent host, whichever of them were really asked for.
        message = f"{host_of(url)} does not answer" if silent else failure.message
        kind = "unreachable" if silent else str(failure.kind)
        problem = Problem(stage=STAGE, url=url, kind=kind, message=message, retry=failure.retry)
        return Copied(url, problem=problem, robots=self.robots.take_fetched())

    def _missing_for_good(self, url: str, kind: str, message: str) -> Copied:
        problem = Problem(stage=STAGE, url=url, kind=kind, message=message)
        return Copied(url, problem=problem, robots=self.robots.take_fetched())

    def settle(self, result: Copied) -> str:
        """Write one image into the media folder, then its row."""
        for robots_page in result.robots:
            store_robots(self.project, robots_page, self.urls)
        file, problem = result.file, result.problem
        if file is not None:
            self._write(file.file, result.body)
            asset = Asset(
                url=result.url,
                file=file.file,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
            )
            self.copied += 1
            self.size += file.size
        else:
            asset = Asset(url=result.url, problem=problem.message if problem else None)
        with self.project.transaction():
            self.project.problems.clear(STAGE, result.url)
            if problem is not None:
                self.project.problems.put(problem)
            self.project.assets.put(asset)
        self.progress.advance(failed=int(file is None))
        return result.url

    def _write(self, name: str, body: bytes) -> None:
        """Put a file in place whole or not at all."""
        folder = self.project.media
        folder.mkdir(exist_ok=True)
        part = folder / f".{name}.part"
        part.write_bytes(body)
        part.replace(folder / name)


def answered(asset: Asset) -> int | None:
    """Return the status an image that could not be fetched was answered with; None where that is not the reason."""
    found = _ANSWERED.fullmatch(asset.problem or "")
    return int(found[1]) if found else None


def _reason(page: Page) -> str:
    if page.status != _OK:
        return f"it answers {page.status}"
    return f"it is no image ({page.content_type or 'no media type'})"


def _smaller(url: str, reason: str, shown: str) -> Problem:
    message = f"The original is lost: {reason}. The largest size still there was kept: {shown}"
    return Problem(stage=STAGE, url=url, kind="smaller", message=message)


def _report(project: Project) -> StageReport:
    assets = list(project.assets.all())
    problems = tuple(project.problems.all(STAGE))
    kinds: defaultdict[str, int] = defaultdict(int)
    for problem in problems:
        kinds[problem.kind] += 1
    counts = {
        "images": len(assets),
        "copied": sum(asset.file is not None for asset in assets),
        "smaller": kinds["smaller"],
        "missing": sum(not problem.retry and problem.kind != "smaller" for problem in problems),
        "failed": sum(problem.retry for problem in problems),
    }
    total = sum(asset.size or 0 for asset in assets)
    return StageReport(
        stage=STAGE, counts=counts, findings=_findings(assets), problems=problems, details={"bytes": total}
    )


def _findings(assets: list[Asset]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            code="media.svg",
            severity="info",
            url=asset.url,
            message="This image is an SVG file, which can hold scripts; many sites refuse to upload it.",
            hint="Convert it to PNG if the new site does not take it.",
        )
        for asset in assets
        if asset.media_type == SVG
    )
