"""Which capture of a page to take: the newest that shows what stood there, and not a stub, an error or another page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from migrator import registry
from migrator.html import parse_page
from migrator.model import PageVerdict, RecordKind, UrlKind
from migrator.stages.crawl import lasting
from migrator.stages.extract import CAPTURED_HEADER, guarded, reader_of
from migrator.stages.ways._undone import undone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from migrator.fetch.wayback import Capture
    from migrator.model import Page, Site
    from migrator.profiles import SiteUrls

OK = 200
_DAY = 8  # digits
_TYPES = frozenset(
    [
        "",
        "unk",
        "text/html",
        "application/xhtml+xml",
        "text/xml",
        "application/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "warc/revisit",
    ]
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_CONTENT = frozenset({PageVerdict.STUB, PageVerdict.ERROR})
_SURE = 0.5
_FIRST = 3  # captures tried one by one from the newest; then in growing steps


def is_page(media_type: str) -> bool:
    """True for types that pages and feeds have, and for captures whose type is not known."""
    return media_type.partition(";")[0].strip().lower() in _TYPES


class Grade(IntEnum):
    """What a page shows: nothing that belongs there, some text (as a page of whoever has the domain now), the post."""

    NOTHING = 0
    TEXT = 1
    CONTENT = 2


@dataclass(frozen=True)
class Judge:
    """Says whether a page shows what its address stood for, by the platform's own reading of it."""

    site: Site
    urls: SiteUrls

    @cached_property
    def _platform(self) -> Any:
        return registry.load("platform", reader_of(self.site.platform))

    def grade(self, page: Page) -> Grade:
        """Read a page as `extract` will, and say what it shows."""
        if page.status != OK:
            return Grade.NOTHING
        tree = parse_page(page.body, page.headers.get("content-type", ""))
        reading = guarded(lambda: self._platform.read(page, tree, self.site))
        if isinstance(reading, str) or reading.kind in _NO_CONTENT:
            return Grade.NOTHING
        kind = self.urls.match(page.url).kind
        if kind is UrlKind.FEED:
            return Grade.CONTENT if reading.kind is PageVerdict.FEED else Grade.NOTHING
        posts = [
            one.fields
            for one in reading.records
            if one.kind is RecordKind.POST and one.fields.get("body_html")
        ]
        if kind in {UrlKind.POST, UrlKind.PAGE} and not posts:
            return Grade.NOTHING
        dated = any(fields.get("published") for fields in posts)
        return Grade.CONTENT if dated or self._platform.detect(page, tree).score >= _SURE else Grade.TEXT


def kept_answer(page: Page, archive: str, moment: str) -> Page:
    """Return an answer as it is stored: what says something about it, and that an archive kept it, and since when.

    `moment` is UTC in up to 14 digits; "" where nobody knows.
    """
    changed = undone(page)
    headers = {name: value for name, value in lasting(changed).headers.items() if name != "date"}
    day = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}" if len(moment) >= _DAY else ""
    headers[CAPTURED_HEADER] = f"{archive} {day}".strip()
    if day:
        then = datetime.strptime(f"{moment:0<14}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        headers["date"] = format_datetime(then, usegmt=True)
    return replace(changed, headers=headers)


def in_order(captures: Sequence[Capture], suspects: Mapping[str, int]) -> list[Capture]:
    """Return the captures to try: newest first, one for each content, then in growing steps back to the oldest.

    `suspects` is digest → number of addresses that show it: what many addresses show alike comes last.
    """
    shown = _shown(captures)
    found = sorted(shown, key=lambda one: (suspects.get(one.digest, 0) > _FIRST, _later(one)))
    return [found[place] for place in _steps(len(found))]


def spread(captures: Sequence[Capture], most: int) -> list[Capture]:
    """Return up to `most` captures of different content, the newest first, evenly from the newest to the oldest."""
    found = sorted(_shown(captures), key=_later)
    if len(found) <= most:
        return found
    return [found[place * (len(found) - 1) // (most - 1)] for place in range(most)]


def _shown(captures: Sequence[Capture]) -> list[Capture]:
    """Return the newest capture of each content that is a page."""
    newest: dict[str, Capture] = {}
    for capture in sorted(captures, key=_later):
        if capture.status in {OK, None} and is_page(capture.media_type):
            newest.setdefault(capture.digest, capture)
    return list(newest.values())


def _later(capture: Capture) -> int:
    return -int(capture.moment)


def _steps(count: int) -> list[int]:
    """Return 0, 1, 2, then places at growing distances, and the last: few even of hundreds."""
    places, place, step = list(range(min(_FIRST, count))), _FIRST, 1
    while place < count:
        places.append(place)
        step *= 2
        place += step
    return [*places, count - 1] if count and places[-1] != count - 1 else places


def redirect_among(captures: Sequence[Capture]) -> Capture | None:
    """Return the newest capture of a redirect, where nothing else was ever captured but errors."""
    found = [capture for capture in captures if capture.status in _REDIRECTS]
    return max(found, key=lambda one: one.moment, default=None)


def error_among(captures: Sequence[Capture]) -> Capture | None:
    """Return the newest capture of an address that never was captured with anything but "not found" or "gone"."""
    if not captures or any(capture.status not in {404, 410} for capture in captures):
        return None
    return max(captures, key=lambda one: one.moment)
