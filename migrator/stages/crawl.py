"""Reads the old blog: feeds, sitemap, archives, home page and links, politely, resumably, each URL once."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from migrator import registry
from migrator.errors import SiteError, UsageError
from migrator.fetch.client import REDIRECTS, Client
from migrator.fetch.failures import FetchError
from migrator.fetch.robots import Robots
from migrator.fetch.workers import Workers
from migrator.html import parse_page
from migrator.model import Finding, Page, Problem, Request, StageReport, UrlKind
from migrator.profiles import SiteUrls, site_urls
from migrator.stages.crosscheck import Seen, cross_check
from migrator.stages.discovery import Discovery
from migrator.stages.estimates import estimate
from migrator.stages.extract import guarded
from migrator.stages.fetch_queue import drain
from migrator.stages.sources import Summary, lists_entries, observed, site_of, summary_of
from migrator.urls import origin_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.model import Progress, Reading
    from migrator.settings import Settings
    from migrator.store.project import Project

STAGE = "crawl"
# Headers that say something about the page; the others change with every answer.
_KEPT_HEADERS = frozenset(
    [
        "content-disposition",
        "content-language",
        "content-type",
        "date",
        "etag",
        "last-modified",
        "link",
        "location",
        "refresh",
        "server",
        "x-pingback",
        "x-powered-by",
        "x-robots-tag",
    ]
)
_LISTS = frozenset({UrlKind.LABEL, UrlKind.SEARCH})
_CRAWLED = "crawl"  # the source that is what was read, not what somebody lists
_SHOWN = 5  # URLs named in one finding
_OK, _NOT_MODIFIED, _BAD = 200, 304, 400
_PATIENCE = 12  # URLs that fail one after another until the site counts as gone


@dataclass(frozen=True, slots=True)
class Task:
    """One URL for a worker, with the headers of a conditional request."""

    request: Request
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a worker brings back: an answer and what it says, a failure, or robots.txt's refusal (neither)."""

    request: Request
    page: Page | None = None
    reading: Reading | None = None
    failure: FetchError | None = None
    unreadable: str = ""
    robots: tuple[Page, ...] = ()


def run_crawl(
    project: Project,
    settings: Settings,
    progress: Progress,
    *,
    client: Client | None = None,
    refresh: bool = False,
) -> StageReport:
    """Fetch everything of the old blog that is not fetched yet; `refresh` asks again for what may have changed.

    Raises:
        UsageError: the settings say that there is no live blog.
        SiteError: the blog cannot be reached, or refuses every request.
        KeyboardInterrupt: after what had arrived was stored; the next run goes on.
    """
    if not settings.crawl.live:
        raise UsageError(
            f"{settings.old.url} is not asked for anything: live = false under [crawl] in migrator.toml.",
            "Type: migrator read   for the sources named there, or set live = true if the blog answers.",
        )
    own = client or Client(settings.crawl, settings.network)
    try:
        if refresh:
            project.set_meta("robots", "{}")
        crawl = _Crawl(project, settings, progress, own)
        crawl.run(refresh=refresh)
    except KeyboardInterrupt:
        own.stop()
        raise
    finally:
        if client is None:
            own.close()
    return _report(project, settings, crawl.read)


class _Crawl:
    def __init__(self, project: Project, settings: Settings, progress: Progress, client: Client) -> None:
        self.project = project
        self.settings = settings
        self.progress = progress
        self.client = client
        self.platform: Any = registry.load("platform", settings.old.platform)
        self.urls = site_urls(settings.old.platform, settings.old.url, settings.old.hosts)
        self.site = site_of(settings, self.urls)
        obey = settings.crawl.robots == "obey"
        self.robots = Robots(client, known_robots(project), obey=obey)
        self.discovery = Discovery(self.urls)
        self.stated: Counter[str] = Counter()
        self.seeds: list[str] | None = []  # while not None, nothing but these is fetched
        self.read: dict[str, Summary] = {}
        self.outstanding = 0
        self.settled = 0
        self.failed_in_a_row = 0

    def run(self, *, refresh: bool) -> None:
        seeds = self.platform.seeds(self.site)
        with self.project.transaction():
            states = ("failed", "blocked", "done") if refresh else ("failed", "blocked")
            self.project.frontier.requeue(STAGE, *states)
            self.project.frontier.add(STAGE, seeds)
        queued = [url for url, _ in self.project.frontier.urls(STAGE, "queued")]
        self.outstanding = len(queued)
        workers = Workers(self._fetch, self.settings.crawl.connections)
        try:
            wanted = {request.url for request in seeds}
            self._look_first([url for url in queued if url in wanted], workers)
            self._read_all(workers)
        finally:
            workers.stop(wait=False)

    def _look_first(self, seeds: list[str], workers: Workers[Task, Fetched]) -> None:
        """Fetch the entry points alone, then say what the rest will cost."""
        if not seeds:
            return
        self.progress.start(f"Looking at {self.site.base_url}", len(seeds))
        self.seeds = seeds
        drain(self, workers, self._depth)
        self._refuse_silence()
        cost = estimate(self.stated, self.outstanding, self.settings.crawl)
        known = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.stated.items()) if count)
        self.progress.finish(f"{known or 'No feed states how much there is'}: {cost.text()}")

    def _read_all(self, workers: Workers[Task, Fetched]) -> None:
        self.seeds = None
        if not self.outstanding:
            return
        self.settled = 0
        self.progress.start("Reading the blog", self.outstanding)
        drain(self, workers, self._depth)
        counts = self.project.frontier.counts(STAGE)
        told = ", ".join(f"{count:,} {state}" for state, count in counts.items())
        self.progress.finish(f"Read the blog: {told}")

    @property
    def _depth(self) -> int:
        return 2 * self.settings.crawl.connections

    def take(self, count: int, flying: set[str]) -> list[tuple[str, Task]]:
        """Return the next tasks of the frontier."""
        if self.failed_in_a_row >= _PATIENCE:
            return []
        if self.seeds is not None:
            chosen, self.seeds = self.seeds[:count], self.seeds[count:]
            return [(url, self._task(Request(url=url))) for url in chosen]
        return [(one.url, self._task(one)) for one in self.project.frontier.next(STAGE, count, flying)]

    def _task(self, request: Request) -> Task:
        return Task(request, conditions(self.project.pages.get(request.url)))

    def _fetch(self, task: Task) -> Fetched:
        """Run in a worker: no project, no state but the client's."""
        url = task.request.url
        try:
            if not self.robots.allowed(url):
                return Fetched(task.request, robots=self.robots.take_fetched())
            page = self.client.get(url, headers=task.headers, follow=self._follows)
        except FetchError as failure:
            return Fetched(task.request, failure=failure, robots=self.robots.take_fetched())
        reading = guarded(lambda: self._read(page))
        robots = self.robots.take_fetched()
        if isinstance(reading, str):
            return Fetched(task.request, page, unreadable=reading, robots=robots)
        return Fetched(task.request, page, reading, robots=robots)

    def _follows(self, url: str) -> bool:
        return self.urls.owns(url) and self.robots.allowed(url)

    def _read(self, page: Page) -> Reading | None:
        if page.status != _OK or self.discovery.elsewhere(page):
            return None
        tree = parse_page(page.body, page.headers.get("content-type", ""))
        look = getattr(self.platform, "leads", self.platform.read)
        reading: Reading = look(page, tree, self.site)
        return reading

    def settle(self, result: Fetched) -> str:
        """Commit one answer with everything it leads to."""
        for robots_page in result.robots:
            store_robots(self.project, robots_page, self.urls)
        request, page = result.request, result.page
        fresh = [] if page is None else self.discovery.fresh(page, result.reading)
        with self.project.transaction():
            self.project.problems.clear(STAGE, request.url)
            self.outstanding += self.project.frontier.add(STAGE, fresh) - 1
            if result.unreadable:
                self.project.problems.put(
                    Problem(stage=STAGE, url=request.url, kind="unreadable", message=result.unreadable)
                )
            if page is not None:
                self._store(page)
                self.project.frontier.settle(request.url, "done")
            elif result.failure is not None:
                self.project.problems.put(_problem(request.url, result.failure))
                self.project.frontier.settle(request.url, "failed", error=result.failure.message)
            else:
                self.project.frontier.settle(request.url, "blocked", attempts=0)
        if result.reading is not None and lists_entries(request.url, self.urls):
            self.read[request.url] = summary_of(result.reading, self.urls)
        self._tell(result)
        return request.url

    def _store(self, page: Page) -> None:
        if page.status == _NOT_MODIFIED:
            return
        body = b"" if self.discovery.elsewhere(page) else page.body
        self.project.pages.put(replace(lasting(page), body=body, final_url=self._end(page)))

    def _end(self, page: Page) -> str:
        """Return where a URL ended, even where a redirect led out of the blog and was not followed."""
        left = page.status in REDIRECTS and page.hops and not self.urls.owns(page.hops[-1].location)
        return page.hops[-1].location if left else page.final_url

    def _tell(self, result: Fetched) -> None:
        self.settled += 1
        self.failed_in_a_row = self.failed_in_a_row + 1 if result.failure else 0
        if result.reading is not None and self.seeds is not None:
            for kind, count in result.reading.counts.items():
                self.stated[kind] = max(self.stated[kind], count)
        if self.seeds is None:
            self.progress.grow(self.settled + self.outstanding)
        self.progress.advance(failed=int(result.failure is not None))

    def _refuse_silence(self) -> None:
        """End with a sentence where not even the entry points answer."""
        robots = f"{self.site.base_url}/robots.txt"
        statuses = {url: status for url, status in self.project.pages.statuses().items() if url != robots}
        if any(status < _BAD for status in statuses.values()):
            return
        with self.project.transaction():  # the next run must ask again
            self.project.frontier.requeue(STAGE, "done", "failed", "blocked")
        self.project.set_meta("robots", "{}")
        trouble = next(iter(self.project.problems.all(STAGE)), None)
        base = self.site.base_url
        if trouble is not None:
            raise SiteError(
                f"{base} cannot be read: {trouble.message}.",
                "Check the address in migrator.toml and your connection, then run the same command again.",
            )
        if not statuses:
            raise SiteError(
                f"{base}/robots.txt forbids every request.",
                'If the blog is yours, set robots = "ignore" under [crawl] in migrator.toml.',
            )
        raise SiteError(
            f"{base} refuses every request (status {', '.join(map(str, sorted(set(statuses.values()))))}).",
            "Check the address in migrator.toml; a private blog must be readable for this machine.",
        )


def conditions(stored: Page | None) -> dict[str, str]:
    """Return the headers that ask only for what changed since a page was stored (RFC 9110, section 13)."""
    if stored is None or stored.hops or stored.status != _OK:
        return {}
    asked = {"if-none-match": "etag", "if-modified-since": "last-modified"}
    return {name: stored.headers[source] for name, source in asked.items() if source in stored.headers}


def lasting(page: Page) -> Page:
    """Return a page with those headers only that say something about it."""
    kept = {name: value for name, value in page.headers.items() if name in _KEPT_HEADERS}
    return replace(page, headers=kept)


def known_robots(project: Project) -> dict[str, Page]:
    """Return the robots.txt answers stored by an earlier run, by origin."""
    found = {}
    for origin, (status, text) in json.loads(project.meta("robots") or "{}").items():
        url = f"{origin}/robots.txt"
        found[origin] = Page(url=url, final_url=url, status=status, headers={}, body=text.encode())
    return found


def store_robots(project: Project, page: Page, urls: SiteUrls) -> None:
    """Keep a robots.txt answer for later runs; the blog's own is a row of the inventory as well."""
    known = json.loads(project.meta("robots") or "{}")
    known[origin_of(page.url)] = [page.status, page.body.decode("utf-8", "replace")]
    project.set_meta("robots", json.dumps(known, sort_keys=True))
    row = urls.canonical(page.url) if urls.owns(page.url) else None
    if row == page.url:
        with project.transaction():
            project.frontier.add(STAGE, [Request(url=row, priority=0, source="robots")])
            project.frontier.settle(row, "done")
            project.pages.put(lasting(page))


def _problem(url: str, failure: FetchError) -> Problem:
    return Problem(stage=STAGE, url=url, kind=str(failure.kind), message=failure.message, retry=failure.retry)


def _report(project: Project, settings: Settings, read: Mapping[str, Summary]) -> StageReport:
    urls = site_urls(settings.old.platform, settings.old.url, settings.old.hosts)
    sources = observed(project, settings, urls, read)
    with project.transaction():
        for source in sources:
            project.pages.state_source(source.name, source.numbers())
    findings = [
        *_forbidden(project, urls),
        *_not_tried(project),
        *_unlisted(sources, urls),
        *cross_check(sources, urls.base_url),
    ]
    return StageReport(
        stage=STAGE, counts=_counts(project), findings=findings, problems=tuple(project.problems.all(STAGE))
    )


def _forbidden(project: Project, urls: SiteUrls) -> list[Finding]:
    """Say what robots.txt kept from being read, save for lists of posts that are read one by one anyway."""
    blocked = [url for url, _ in project.frontier.urls(STAGE, "blocked") if not read_one_by_one(url, urls)]
    if not blocked:
        return []
    some = ", ".join(blocked[:_SHOWN]) + (
        f" and {len(blocked) - _SHOWN:,} more" if len(blocked) > _SHOWN else ""
    )
    message = f"robots.txt of the old blog forbids {len(blocked):,} addresses that were to be read: {some}"
    hint = (
        'If the blog is yours, set robots = "ignore" under [crawl] in migrator.toml; the report will say so.'
    )
    return [Finding(code="crawl.robots", severity="warning", url=blocked[0], message=message, hint=hint)]


def read_one_by_one(url: str, urls: SiteUrls) -> bool:
    """True for a list of posts, each of which is read anyway: it is no loss that nobody may ask for the list."""
    return urls.match(url).kind in _LISTS


def _not_tried(project: Project) -> list[Finding]:
    """Say what was left because so many addresses before it gave no answer."""
    left = [url for url, _ in project.frontier.urls(STAGE, "queued")]
    if not left:
        return []
    message = f"{len(left):,} addresses were not tried, as too many before them gave no answer"
    hint = "Run the same command again: it goes on with them."
    return [Finding(code="crawl.not-tried", severity="warning", url=left[0], message=message, hint=hint)]


def _unlisted(sources: list[Seen], urls: SiteUrls) -> list[Finding]:
    """Say when no feed or sitemap names the posts: what links led to may not be all there is."""
    crawled = any(source.held.get("posts") for source in sources if source.name == _CRAWLED)
    if not crawled or any(source.held.get("posts") for source in sources if source.name != _CRAWLED):
        return []
    message = (
        "No feed and no sitemap lists this blog's posts: they were found by links alone, and may not be all."
    )
    hint = (
        "In Blogger, set Settings → Site feed → Allow blog feed to Full, then type: migrator crawl --refresh. "
        'Lists of older posts are read too with robots = "ignore" under [crawl].'
    )
    return [Finding(code="crawl.unlisted", severity="warning", url=urls.base_url, message=message, hint=hint)]


def _counts(project: Project) -> dict[str, int]:
    states = project.frontier.counts(STAGE)
    statuses = Counter(project.pages.statuses().values())
    return {
        "fetched": statuses[_OK],
        "not-found": statuses[404] + statuses[410],
        "blocked": states.get("blocked", 0),
        "failed": states.get("failed", 0),
        "queued": states.get("queued", 0),
    }
