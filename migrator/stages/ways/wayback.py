"""The way in through a web archive: lists what it has of a blog, and fetches the best capture of each address."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from migrator.errors import InputError, SiteError
from migrator.fetch.client import REDIRECTS, Client
from migrator.fetch.failures import FailureKind, FetchError
from migrator.fetch.wayback import Capture, parse_listing, place_of
from migrator.model import Detection, Hop, Page, Problem, Record, RecordKind, UrlKind
from migrator.profiles import platform_of_host
from migrator.settings import CrawlSettings
from migrator.stages.archived_images import GENTLE, be_gentle
from migrator.stages.begin import recognise
from migrator.stages.discovery import is_trap
from migrator.stages.estimates import Estimate, duration, size
from migrator.stages.ways._captures import (
    OK,
    Grade,
    Judge,
    error_among,
    in_order,
    is_page,
    kept_answer,
    redirect_among,
    spread,
)
from migrator.stages.ways._contract import About
from migrator.urls import absolute, host_of, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from migrator.fetch.wayback import Archive, Listing
    from migrator.model import Json
    from migrator.profiles import SiteUrls
    from migrator.settings import NetworkSettings, SourceSettings
    from migrator.stages.ways._contract import Desk

_NAME = "wayback"
_ATTEMPTS = 3  # for a list that comes cut off
_PATIENCE = 5  # failures in a row after which an archive is left in peace
_HOME_TRIES = 6
_SURE = 0.5
_TEXTS = 3  # captures with text that nothing tells to be a post's, after which the newest of them is taken
_EDITIONS = 40  # of one feed, evenly over its years
_LONGEST = 1500  # characters of an address
_NAMED = 5
_PAGE_BYTES = 40_000
_ERROR = 500
_BUSY = frozenset({429, 503})
_REFUSING = frozenset({401, 403, 451})
_ORDER = {
    UrlKind.POST: 0,
    UrlKind.PAGE: 0,
    UrlKind.HOME: 1,
    UrlKind.FEED: 1,
    UrlKind.ARCHIVE: 2,
    UrlKind.OTHER: 3,
}


@dataclass
class _Told:
    """What did not come out right, by its kind: how many addresses, and a few of them."""

    counts: Counter[str] = field(default_factory=Counter)
    named: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, url: str) -> None:
        self.counts[kind] += 1
        if len(self.named[kind]) < _NAMED:
            self.named[kind].append(url)

    def problems(self, archive: str) -> Iterator[Problem]:
        says = {
            "absent": f"the {archive} has no page of {{}}",
            "robots": f"the {archive} does not show {{}}",
            "rate-limited": f"the {archive} wants to be asked for {{}} later",
            "not-tried": f"the {archive} was not asked for {{}}",
            "unreadable": f"the {archive} could not send {{}}",
        }
        for kind, count in sorted(self.counts.items()):
            some = ", ".join(self.named[kind]) + (" …" if count > _NAMED else "")
            which = f"{count:,} address{'es' if count != 1 else ''}: {some}"
            retry = kind not in {"absent", "robots"}
            yield _problem(kind, says[kind].format(which), retry=retry)


class Wayback:
    """Captures of the Wayback Machine, or of any archive that runs pywb."""

    name = _NAME
    title = "the Wayback Machine (wayback:https://old.example/blog/)"
    version = 1

    def recognises(self, source: SourceSettings, folder: Path) -> Detection:  # noqa: ARG002 - the contract's shape
        """Look at the scheme."""
        found = place_of(source.place)
        return Detection(1.0, ("scheme",)) if found else Detection(0.0)

    def about(self, source: SourceSettings, folder: Path) -> About:  # noqa: ARG002 - the contract's shape
        """Return the address it names, and the platform whose own hosts it is on."""
        wanted = _place(source)[1]
        platform = platform_of_host(host_of(wanted))
        signals = (f"host: {host_of(wanted)}",) if platform else ()
        return About(base_url=wanted.rstrip("/"), platform=platform, signals=signals)

    def home(self, source: SourceSettings, network: NetworkSettings) -> Page | None:
        """Return the newest capture of the home page that some platform knows; else the newest.

        Raises:
            SiteError: the archive does not answer.
        """
        archive, wanted = _place(source)
        with Client(CrawlSettings(attempts=_ATTEMPTS), network) as client:
            try:
                return _home(client, archive, wanted)
            except FetchError as error:
                raise SiteError(
                    f"The {archive.name} does not answer: {error}.",
                    "Try again later, or name the platform with --platform and go on without.",
                ) from error

    def read(self, source: SourceSettings, desk: Desk) -> Iterator[Page | Record | Problem]:
        """Yield each address the archive knows, and for each the capture that shows most recently what stood there."""
        archive, wanted = _place(source)
        with desk.fetching() as client:
            be_gentle(client, archive, desk.settings)
            captures: list[Capture] = []
            for found in _listed(client, archive, wanted, desk):
                if isinstance(found, Problem):
                    yield found
                else:
                    captures += found
            yield from _Taking(client, archive, desk, captures).run()


def _place(source: SourceSettings) -> tuple[Archive, str]:
    found = place_of(source.place)
    if found is None:
        raise InputError(
            f"{source.place} names no address in a web archive.",
            "Write it like wayback:https://name.typepad.com/blog/",
        )
    return found


def _problem(kind: str, message: str, *, retry: bool = False) -> Problem:
    return Problem(stage="read", url="", kind=kind, message=message, retry=retry)


def _home(client: Client, archive: Archive, wanted: str) -> Page | None:
    listing = parse_listing(client.get(archive.listing_url(wanted, exact=True)).body)
    first = None
    for capture in in_order(listing.captures, {})[:_HOME_TRIES]:
        page = _answer(client, archive, capture, wanted)
        if page.status != OK:
            continue
        first = first or page
        if recognise(page).score >= _SURE:
            return page
    return first


# --- lists -------------------------------------------------------------------------------------------


def _listed(
    client: Client, archive: Archive, wanted: str, desk: Desk
) -> Iterator[Problem | tuple[Capture, ...]]:
    """Yield all captures, answer by answer; each answer is noted, so that a later run goes on behind it."""
    number, resume = 0, None
    while True:
        name = f"list {number}"
        known = desk.notes.get(name)
        if known is not None:
            listing = _from_note(known)
        else:
            listing = _asked(client, archive.listing_url(wanted, resume))
            if listing.trouble:
                yield _of_list(archive, listing)
            if listing.trouble and not listing.captures:
                return
            if not listing.trouble:
                desk.notes.put(name, _as_note(listing))
        if number == 0 and not listing.captures:
            yield _problem("absent", f"the {archive.name} has nothing of {wanted}")
        yield listing.captures
        if listing.resume is None or listing.trouble:
            return
        number, resume = number + 1, listing.resume


def _asked(client: Client, url: str) -> Listing:
    """Ask for a list, again where it comes cut off; a list that is not whole is never taken for one."""
    listing = parse_listing(b"?")
    for _ in range(_ATTEMPTS):
        try:
            page = client.get(url)
        except FetchError as error:
            busy = error.page is not None and error.page.status in _BUSY
            return replace(listing, trouble=f"{_BUSY_WORDS if busy else ''}{error.message}")
        listing = parse_listing(page.body)
        if page.status in _REFUSING:
            return replace(listing, trouble="the archive does not show this site", refused=True)
        if page.status != OK:
            return replace(listing, captures=(), trouble=f"the list's address answered {page.status}")
        if not listing.trouble or listing.refused:
            return listing
    return listing


_BUSY_WORDS = "it wants to be asked later: "


def _of_list(archive: Archive, listing: Listing) -> Problem:
    if listing.refused:
        return _problem(
            "robots", f"the {archive.name} does not show this site: blocked by robots.txt or its owner"
        )
    kind = "rate-limited" if listing.trouble.startswith(_BUSY_WORDS) else "unreadable"
    message = (
        f"the list of the {archive.name} is not whole: {listing.trouble}; what it holds beyond is not known"
    )
    return _problem(kind, message, retry=True)


def _as_note(listing: Listing) -> str:
    return json.dumps([listing.resume, [list(asdict(one).values()) for one in listing.captures]])


def _from_note(text: str) -> Listing:
    resume, rows = json.loads(text)
    return replace(parse_listing(b""), captures=tuple(Capture(*row) for row in rows), resume=resume)


# --- captures ----------------------------------------------------------------------------------------


class _Taking:
    """Takes one capture of each address out of an archive."""

    def __init__(self, client: Client, archive: Archive, desk: Desk, captures: Sequence[Capture]) -> None:
        self.client = client
        self.archive = archive
        self.desk = desk
        self.judge = Judge(desk.site, desk.urls)
        self.rows = _rows(captures, desk.urls)
        self.suspects = _suspects(self.rows)
        self.told = _Told()
        self.failures = 0

    def run(self) -> Iterator[Page | Record | Problem]:
        for row, captures in sorted(self.rows.items()):
            yield _sighting(row, captures)
        wanted = [row for row in self._ordered() if not self.desk.stored(row)]
        editions = [one for one in self._editions() if not self.desk.stored(one[0])]
        self._tell(len(wanted) + len(editions))
        for row in wanted:
            page = self._guarded(row, partial(self._best, row))
            if page is not None:
                yield page
        for url, row, capture in editions:
            page = self._guarded(url, partial(self._edition, row, capture))
            if page is not None and self.judge.grade(page) is Grade.CONTENT:
                yield replace(page, url=url)
        yield from self.told.problems(self.archive.name)

    def _ordered(self) -> list[str]:
        kinds = {row: self.desk.urls.match(row).kind for row in self.rows}
        return sorted(
            (row for row, kind in kinds.items() if kind in _ORDER), key=lambda row: (_ORDER[kinds[row]], row)
        )

    def _tell(self, wanted: int) -> None:
        seconds = max(GENTLE, 1 / self.desk.settings.crawl.rate)
        cost = Estimate(wanted, int(wanted * seconds), wanted * _PAGE_BYTES)
        known = sum(map(len, self.rows.values()))
        self.desk.progress.finish(
            f"{self.archive.name}: {len(self.rows):,} addresses in {known:,} captures; "
            f"about {cost.requests:,} requests, {duration(cost.seconds)}, {size(cost.size)}"
        )
        self.desk.progress.start(f"Taking pages out of the {self.archive.name}", len(self.rows) + wanted)

    def _editions(self) -> Iterator[tuple[str, str, Capture]]:
        """Yield earlier editions of feeds, each under an address of its own: together they hold posts no page shows."""
        for row in sorted(self.rows):
            if self.desk.urls.match(row).kind is UrlKind.FEED:
                for capture in spread(self.rows[row], _EDITIONS)[1:]:
                    yield f"{row}#{_NAME}-{capture.moment}", row, capture

    def _edition(self, row: str, capture: Capture) -> Page | None:
        page = _answer(self.client, self.archive, capture, row)
        return page if page.status == OK else None

    def _guarded(self, row: str, take: Callable[[], Page | None]) -> Page | None:
        """Return the answer to store for an address; trouble is told, and leaves it to a later run."""
        if self.failures >= _PATIENCE:
            self.told.add("not-tried", row)
            return None
        try:
            page = take()
        except FetchError as error:
            self.failures += 1
            self.told.add(_kind(error), row)
            return None
        self.failures = 0
        if page is None:
            self.told.add("absent", row)
        return page

    def _best(self, row: str) -> Page | None:
        """Return the newest capture that shows what stood there, else the newest at all, else a redirect or error."""
        captures = self.rows[row]
        found: list[tuple[Grade, Page]] = []
        broken: FetchError | None = None
        for capture in in_order(captures, self.suspects):
            try:
                page = _answer(self.client, self.archive, capture, row)
            except FetchError as error:
                if not _is_broken(error):
                    raise
                broken = error
                continue
            if page.status == OK or page.hops:  # a redirect may be listed as something else
                found.append((self.judge.grade(page), page))
            texts = sum(grade is Grade.TEXT for grade, _ in found)
            if texts >= _TEXTS or (found and found[-1][0] is Grade.CONTENT):
                break
        if found:
            return max(found, key=lambda one: (one[0], one[1].status == OK))[1]
        if broken is not None:
            raise broken
        return self._fallback(row, captures)

    def _fallback(self, row: str, captures: Sequence[Capture]) -> Page | None:
        led, gone = redirect_among(captures), error_among(captures)
        if led is not None:
            page = _answer(self.client, self.archive, led, row)
            return page if page.hops else None
        if gone is not None:
            empty = Page(url=row, final_url=row, status=gone.status or OK, headers={}, body=b"")
            return kept_answer(empty, _NAME, gone.moment)
        return None


def _answer(client: Client, archive: Archive, capture: Capture, row: str) -> Page:
    """Fetch one capture as the answer to the public URL; a redirect that was captured is not followed."""

    def same(url: str) -> bool:
        led = archive.original(url)
        return led is not None and _bare(led[1]) == _bare(capture.url)

    page = client.get(archive.capture_url(capture), follow=same)
    told = archive.original(page.final_url)
    taken = replace(capture, moment=told[0].ljust(14, "0")) if told else capture
    plain = Page(url=row, final_url=row, status=page.status, headers=page.headers, body=page.body)
    led = _led_to(archive, capture, page)
    if led is not None:
        plain = replace(plain, final_url=led, body=b"", hops=(Hop(row, page.status, led),))
    return kept_answer(plain, _NAME, taken.moment)


def _led_to(archive: Archive, capture: Capture, page: Page) -> str | None:
    """Return where a captured redirect led: archives put their own address before it, or send it as it was."""
    location = page.headers.get("location")
    if page.status not in REDIRECTS or not location:
        return None
    inside = absolute(page.final_url, location)
    told = archive.original(inside) if inside else None
    return told[1] if told else absolute(capture.url, location)


def _bare(url: str) -> str:
    """Return a URL without what archives take for one and the same: scheme and www."""
    rest = url.partition("://")[2].lower().removeprefix("www.").partition("#")[0]
    return rest.partition(":80/")[0] + "/" + rest.partition(":80/")[2] if ":80/" in rest else rest


def _rows(captures: Sequence[Capture], urls: SiteUrls) -> dict[str, list[Capture]]:
    """Put the captures of all spellings of an address together; what is no page of the blog is left out."""
    rows: defaultdict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        if len(capture.url) > _LONGEST or not is_page(capture.media_type) or not urls.owns(capture.url):
            continue
        row = urls.canonical(capture.url)
        if row is not None and not is_trap(path_of(row)):
            rows[row].append(capture)
    return dict(rows)


def _suspects(rows: dict[str, list[Capture]]) -> dict[str, int]:
    """Return digest → number of addresses that were captured with it: an error page answered with 200."""
    counts = Counter(
        digest
        for captures in rows.values()
        for digest in {one.digest for one in captures if one.status in {OK, None}}
    )
    return dict(counts)


def _sighting(row: str, captures: Sequence[Capture]) -> Record:
    days = sorted(capture.day for capture in captures)
    fields: dict[str, Json] = {"captures": len(captures), "first_seen": days[0], "last_seen": days[-1]}
    return Record(kind=RecordKind.URL, key=row, source=_NAME, url=row, fields=fields)


def _is_broken(error: FetchError) -> bool:
    """True where an archive cannot send one capture, though it sends others."""
    status = error.page.status if error.page is not None else 0
    return error.kind in {FailureKind.BROKEN, FailureKind.TOO_LARGE} or (
        status >= _ERROR and status not in _BUSY
    )


def _kind(error: FetchError) -> str:
    status = error.page.status if error.page is not None else 0
    if status in _BUSY:
        return "rate-limited"
    return "unreadable" if _is_broken(error) else "not-tried"


PLUGIN = Wayback()
