"""The main host's addresses: one table from path to page, as plain functions of the request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from migrator.demo.answers import Answer, Ask, page, redirect
from migrator.demo.feed_routes import feed_answer
from migrator.demo.lists import archive_file, home, label, month, search, year
from migrator.demo.markup import View
from migrator.demo.pages import item_page
from migrator.demo.sitemaps import page_sitemap, robots, sitemap

Fields: TypeAlias = Mapping[str, str]
Route: TypeAlias = Callable[[View, Ask, Fields], Answer | None]
Lister: TypeAlias = Callable[[View, Ask, Fields], str | None]

_FAVICON = bytes.fromhex(
    "0000010001000101000001001800300000001600000028000000010000000200000001001800"
    "0000000000000000000000000000000000000000000000003399ff0000000000"
)


def routed(view: View, ask: Ask) -> Answer | None:
    """Return the answer of the main host; None when the address leads nowhere."""
    if ask.path in view.blog.entries:
        return _entry(view, ask, ask.path)
    for pattern, route in _ROUTES:
        if match := pattern.fullmatch(ask.path):
            return route(view, ask, match.groupdict())
    return feed_answer(view.blog, ask, ask.path)


def missing(view: View) -> Answer:
    """Return the 404 page."""
    message = "Sorry, the page you were looking for in this blog does not exist."
    return page(view.share("error", message=message), status=404)


def _entry(view: View, ask: Ask, path: str) -> Answer:
    number = ask.parameters.get("commentPage", "1")
    comment_page = int(number) if number.isdigit() and number != "0" else 1
    mobile = ask.parameters.get("m") == "1"
    return page(item_page(view, view.blog.entries[path], comment_page, mobile=mobile))


def _root(view: View, ask: Ask, fields: Fields) -> Answer | None:
    fragment = ask.parameters.get("_escaped_fragment_", "")
    if fragment in view.blog.entries:
        return _entry(view, ask, fragment)
    return page(search(view, ask, fields) if ask.parameters.get("q") else home(view, ask, fields))


def _without_country(view: View, ask: Ask, fields: Fields) -> Answer:
    return redirect(view.blog.identity.home + replace(ask, path=fields["rest"] or "/").target)


def _dynamic(view: View, _: Ask, fields: Fields) -> Answer:
    return page(view.share("dynamic", view=fields["name"]))


def _sitemap(view: View, ask: Ask, _: Fields) -> Answer | None:
    return sitemap(view.blog, ask.parameters.get("page"))


def _page_sitemap(view: View, _: Ask, __: Fields) -> Answer:
    return page_sitemap(view.blog)


def _robots(view: View, _: Ask, __: Fields) -> Answer:
    return robots(view.blog)


def _favicon(_: View, __: Ask, ___: Fields) -> Answer:
    return Answer(200, _FAVICON, "image/x-icon")


def _preview(view: View, _: Ask, __: Fields) -> Answer:
    return redirect(f"http://{view.blog.identity.platform}/")


def _list(lister: Lister) -> Route:
    def route(view: View, ask: Ask, fields: Fields) -> Answer | None:
        text = lister(view, ask, fields)
        return page(text) if text is not None else None

    return route


_TABLE: dict[str, Route] = {
    r"/(?:index\.html)?": _root,
    r"/ncr(?P<rest>/.*)?": _without_country,
    r"/view/(?P<name>\w+)": _dynamic,
    r"/(?P<year>\d{4})/?": _list(year),
    r"/(?P<year>\d{4})/(?P<month>\d{2})/?": _list(month),
    r"/(?P<year>\d{4})_(?P<month>\d{2})_(?P<day>\d{2})(?:_[A-Za-z]\w*?)?_archive\.html": _list(archive_file),
    r"/search/label/(?P<label>[^/]+)/?": _list(label),
    r"/search/?": _list(search),
    r"/sitemap\.xml": _sitemap,
    r"/sitemap-pages\.xml": _page_sitemap,
    r"/robots\.txt": _robots,
    r"/favicon\.ico": _favicon,
    r"/b/(?:post|blog)-preview": _preview,
}
_ROUTES = tuple((re.compile(pattern), route) for pattern, route in _TABLE.items())
