"""Any other blog: hentry, schema.org and Open Graph markup, else the densest text, and says which it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import PageVerdict, Reading, Request
from migrator.platforms._contract import Detection
from migrator.platforms._feeds import is_feed, is_sitemap
from migrator.platforms._plain_page import is_front, read_plain
from migrator.platforms._recipes import GENERIC

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Page, Site

_UNSURE = 0.05


class Generic:
    """Any blog, by the markup that blogs share; a best effort."""

    name = "generic"
    version = 1

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:  # noqa: ARG002 - the contract's shape
        """Return a score below that of any platform that knows the page."""
        return Detection(_UNSURE, ("no known platform",))

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the home page."""
        return (Request(url=f"{site.base_url}/", priority=12, source="crawl"),)

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read what the page's markup says."""
        if page.status >= 400:  # noqa: PLR2004 - HTTP errors
            return Reading(kind=PageVerdict.ERROR)
        if is_feed(page):
            return Reading(kind=PageVerdict.FEED)
        if tree is None or is_sitemap(page):
            return Reading(kind=PageVerdict.OTHER)
        kind = PageVerdict.INDEX if is_front(page.final_url) else None
        return read_plain(page, tree, site, GENERIC, kind)


PLUGIN = Generic()
