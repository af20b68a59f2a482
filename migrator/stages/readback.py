"""Reads the new site after the import and replaces predicted new URLs by real ones."""

from __future__ import annotations

import json
import os
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from migrator.errors import ConfigError, SiteError
from migrator.fetch.client import Client, Surroundings
from migrator.fetch.failures import FetchError
from migrator.model import StageReport
from migrator.rekey.newsite import (
    Entry,
    NewSite,
    entry_of,
    listing_of,
    public_links,
    read_rows,
    sitemap_urls,
)
from migrator.rekey.readback import read_back
from migrator.urls import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from migrator.model import Page, Progress
    from migrator.settings import NewSettings, Settings
    from migrator.store.project import Project

STAGE = "readback"
_LIVE = "live"
_OK = 200
_NOT_ALLOWED = frozenset({400, 401, 403})  # WordPress calls drafts a bad parameter for a stranger (6.1)
_PER_PAGE = 100  # WordPress gives no more
_MOST_PAGES = 10_000
_MOST_SITEMAPS = 1_000
_FIELDS = "id,link,slug,generated_slug,title,date_gmt,status"
_STATUSES = "publish,future,draft,pending,private"
_ROUTES = {"posts": "post", "pages": "page"}
_SITEMAPS = ("wp-sitemap.xml", "sitemap.xml", "sitemap_index.xml")


def run_readback(
    project: Project, settings: Settings, progress: Progress, *, client: Client | None = None
) -> StageReport:
    """Compare the map with the new site, correct it, and mark as final what was seen there.

    The report's details hold "via" ("rest" or "sitemap"), "final" (every moved URL is settled) and "live" (kind of
    content → how much of it is on the new site; kinds that cannot be counted are absent).

    Raises:
        SiteError: the new site cannot be read, or refuses the login.
        ConfigError: the password's environment variable is not set.
    """
    progress.start("read the new site")
    if client is None:
        with new_site_client(settings) as own:
            site = read_site(own, settings, progress)
    else:
        site = read_site(client, settings, progress)
    posts = {post.key: replace(post, body_html="") for post in project.entities.posts()}
    confirmed = read_back(project.inventory.mappings(), posts, site, settings.new.url)
    with project.transaction():
        project.inventory.replace_verdicts(confirmed.mappings)
    project.set_meta(_LIVE, json.dumps(sorted(public_links(site))))
    expected = confirmed.counts["posts and pages expected"]
    progress.finish(f"{confirmed.counts['confirmed']:,} of {expected:,} posts and pages are on the new site")
    final = confirmed.counts["confirmed"] == expected
    return StageReport(
        stage=STAGE,
        counts=confirmed.counts,
        findings=confirmed.findings,
        details={"via": site.via, "final": final, "live": dict(confirmed.live)},
    )


def live_urls(project: Project) -> tuple[str, ...]:
    """Return what the new site was last seen to publish; nothing before it was read."""
    kept = project.meta(_LIVE)
    return tuple(json.loads(kept)) if kept else ()


def new_site_client(settings: Settings) -> Client:
    """Return a client that knows the new site's login, where one is configured.

    Raises:
        ConfigError: the password's environment variable is not set.
    """
    login = _login(settings.new)
    passwords = {origin_of(settings.new.url): login} if login else {}
    return Client(settings.crawl, settings.network, Surroundings(passwords=passwords))


def read_site(client: Client, settings: Settings, progress: Progress) -> NewSite:
    """Read all posts, pages, categories and tags over REST, or else all addresses of the sitemaps.

    Raises:
        SiteError: the new site cannot be read, or refuses the login.
    """
    reader = _Reader(client, settings.new, progress)
    for rest in (_Rest(reader.base, pretty=True), _Rest(reader.base, pretty=False)):
        site = reader.over_rest(rest) if settings.new.platform == "wordpress" else None
        if site is not None:
            return site
    return reader.over_sitemaps()


@dataclass(frozen=True, slots=True)
class _Rest:
    """How REST routes are spelled: below `/wp-json`, or in a query where permalinks are plain."""

    base: str
    pretty: bool

    def url(self, route: str, **parameters: str | int) -> str:
        query = urlencode(parameters, safe=",")
        if self.pretty:
            return f"{self.base}/wp-json/wp/v2/{route}?{query}"
        return f"{self.base}/?rest_route=/wp/v2/{route}&{query}"


class _Reader:
    """Asks the new site, page by page."""

    def __init__(self, client: Client, new: NewSettings, progress: Progress) -> None:
        self.base = new.url.rstrip("/")
        self._client = client
        self._progress = progress
        self._login = new.username is not None

    def over_rest(self, rest: _Rest) -> NewSite | None:
        """Read everything over REST; None where the site answers with something else."""
        wish = {"status": _STATUSES, "context": "edit"} if self._login else {}
        entries: list[Entry] = []
        for route, kind in _ROUTES.items():
            rows = self._all_rows(rest, route, {"_fields": _FIELDS, **wish})
            if rows is None:
                return None
            entries += filter(None, (entry_of(row, kind) for row in rows))
        terms = [row for route in ("categories", "tags") for row in self._all_rows(rest, route, {}) or ()]
        return NewSite(
            via="rest",
            entries=tuple(entries),
            listings=tuple(filter(None, map(listing_of, terms))),
            media=self._count(rest, "media"),
            comments=self._count(rest, "comments"),
            sees_drafts=self._login,
        )

    def over_sitemaps(self) -> NewSite:
        """Read all addresses named in the site's sitemaps.

        Raises:
            SiteError: there is no sitemap.
        """
        urls = list(self._sitemap_pages())
        if not urls:
            raise SiteError(
                f"{self.base} shows neither its REST interface nor a sitemap.",
                "Open /wp-json/ in a browser: a security plug-in may hide it. Allow it until the move is done.",
            )
        return NewSite(via="sitemap", entries=tuple(Entry(link=url) for url in urls))

    def _all_rows(self, rest: _Rest, route: str, wish: Mapping[str, str]) -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = []
        for number in range(1, _MOST_PAGES):
            url = rest.url(route, per_page=_PER_PAGE, page=number, orderby="id", order="asc", **wish)
            page = self._get(url)
            self._refuse_login(page)
            rows = read_rows(page.body) if page.status == _OK else None
            if rows is None:
                return None
            found += rows
            if number >= _number(page.headers.get("x-wp-totalpages")):
                break
        return found

    def _count(self, rest: _Rest, route: str) -> int | None:
        page = self._get(rest.url(route, per_page=1, _fields="id"))
        return _number(page.headers.get("x-wp-total")) if page.status == _OK else None

    def _sitemap_pages(self) -> Iterator[str]:
        queue = deque(f"{self.base}/{name}" for name in _SITEMAPS)
        seen: set[str] = set()
        found: dict[str, None] = {}
        while queue and len(seen) < _MOST_SITEMAPS:
            url = queue.popleft()
            if url in seen or origin_of(url) != origin_of(self.base):
                continue
            seen.add(url)
            page = self._get(url)
            maps, pages = sitemap_urls(page.body) if page.status == _OK else ([], [])
            queue.extend(maps)
            found |= dict.fromkeys(pages)
        yield from found

    def _get(self, url: str) -> Page:
        try:
            page = self._client.get(url)
        except FetchError as error:
            raise SiteError(
                f"The new site cannot be read: {error}.",
                f"Check {self.base} in a browser, then type: migrator run --imported",
            ) from error
        self._progress.advance()
        return page

    def _refuse_login(self, page: Page) -> None:
        if self._login and page.status in _NOT_ALLOWED:
            raise SiteError(
                f"{self.base} refuses the login ({page.status}).",
                "Use an application password (Users → Profile) of an editor or administrator.",
            )


def _login(new: NewSettings) -> tuple[str, str] | None:
    if new.username is None:
        return None
    password = os.environ.get(new.password_env or "")
    if not password:
        raise ConfigError(
            f"[new] names the user {new.username!r}, but the environment variable"
            f" {new.password_env or '(password_env is not set)'!r} holds no password.",
            f"Type: export {new.password_env or 'NAME'}='application password'",
        )
    return new.username, password


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
