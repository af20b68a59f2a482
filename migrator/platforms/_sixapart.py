"""What Movable Type and TypePad have in common as sources: one program, and the service made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.model import PageVerdict, Reading, Request
from migrator.platforms._contract import Detection
from migrator.platforms._feeds import is_feed, is_sitemap
from migrator.platforms._signs import Sign, detection
from migrator.platforms._sixapart_frames import framed
from migrator.platforms._sixapart_page import SixApartContext, read_feed, read_html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Page, Site

_HEAD = 2000  # bytes of a feed in which it names its program


@dataclass(frozen=True)
class SixApart:
    """One of the two. `starts` are path, priority and source of what is asked first."""

    name: str
    version: int
    signs: tuple[Sign, ...]
    starts: tuple[tuple[str, int, str], ...]
    feeds: bytes  # what its feeds say of their generator

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely the program made the page."""
        if is_feed(page):
            own = self.feeds in page.body[:_HEAD]
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        return detection(tree, self.signs)

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the feeds, the list of archives and the home page."""
        return tuple(
            Request(url=f"{site.base_url}{path}", priority=priority, source=source)
            for path, priority, source in self.starts
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read a feed or an HTML page."""
        if page.status >= 400:  # noqa: PLR2004 - HTTP errors
            return Reading(kind=PageVerdict.ERROR)
        if is_feed(page):
            return read_feed(page, site, self.name)
        if tree is None or is_sitemap(page):
            return Reading(kind=PageVerdict.OTHER)
        return read_html(SixApartContext(page, framed(tree), site, self.name))
