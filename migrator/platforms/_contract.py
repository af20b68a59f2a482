r"""How to add a source platform: put one file here that ends with `PLUGIN = YourPlatform()`.

A platform does no I/O. It is asked three things: how sure it is that a page is its own, which URLs to begin with,
and what a fetched page says. Paging is `Reading.next_requests`, computed from the entries received, never from the
number asked for. What its URLs are for stands in `mappings/platforms/<name>.toml`, which can do without a file here.
Its fixtures are pages with what they say: `tests/platforms/<name>/fixtures/<page>.html` and `<page>.json`.

    class Leaflet:
        name = "leaflet"
        version = 1

        def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
            ours = tree is not None and tree.xpath("//meta[@name='generator'][@content='Leaflet']")
            return Detection(0.9, ("generator",)) if ours else Detection(0.0)

        def seeds(self, site: Site) -> tuple[Request, ...]:
            return (Request(url=f"{site.base_url}/archive", priority=10),)

        def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
            if tree is None or not tree.xpath("//article"):
                return Reading(kind=PageVerdict.OTHER)
            body = "".join(tostring(part, encoding="unicode") for part in tree.xpath("//article/*[not(self::h1)]"))
            fields = {"title": tree.findtext(".//h1"), "body_html": body, "published": tree.xpath("string(//time/@datetime)")}
            post = Record(kind=RecordKind.POST, key=page.url, source="html", url=page.url, fields=fields)
            return Reading(kind=PageVerdict.POST, records=(post,))

    PLUGIN = Leaflet()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from migrator.model import Detection

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Page, Reading, Request, Site


__all__ = ["Detection", "Guide", "Platform"]


class Platform(Protocol):
    """A place content comes from. All methods are pure."""

    name: str
    version: int  # raised when readings change, so that stored ones are redone

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely the page was made by this platform; `tree` is None when the body is not HTML."""
        ...

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the URLs to begin with, completeness sources (feeds, sitemap, archives) first."""
        ...

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read everything a page says. Bad markup gives fewer records and a warning, never an error."""
        ...


class Guide(Platform, Protocol):
    """A platform that can also say where a page leads without reading its text; optional, a crawl is faster by it."""

    def leads(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Return what `read` does, save for records of HTML pages; links need no kind but `template`."""
        ...
