"""robots.txt and the sitemaps: an index, 25 posts to a page, and one list of static pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from migrator.demo.answers import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.demo.answers import Answer
    from migrator.demo.content import Blog, Entry

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = "text/xml; charset=UTF-8"
_SIZE = 25


def robots(blog: Blog) -> Answer:
    """Return the rules Blogger gives every blog: `/search` is off limits."""
    lines = (
        "User-agent: Mediapartners-Google",
        "Disallow: ",
        "",
        "User-agent: *",
        "Disallow: /search",
        "Allow: /",
        "",
        f"Sitemap: {blog.identity.home}/sitemap.xml",
        "",
    )
    return page("\n".join(lines), "text/plain; charset=UTF-8")


def sitemap(blog: Blog, number: str | None) -> Answer | None:
    """Return the index, or the page asked for, counted from 1; None past the end."""
    count = -(-len(blog.posts) // _SIZE)
    if number is None:
        places = (f"{blog.identity.home}/sitemap.xml?page={one}" for one in range(1, count + 1))
        body = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
        return page(_document("sitemapindex", body), _XML)
    if not number.isdigit() or not 1 <= int(number) <= count:
        return None
    return page(_urls(blog, blog.posts[(int(number) - 1) * _SIZE : int(number) * _SIZE]), _XML)


def page_sitemap(blog: Blog) -> Answer:
    """Return the sitemap of the static pages."""
    return page(_urls(blog, blog.pages), _XML)


def _urls(blog: Blog, entries: Iterable[Entry]) -> str:
    rows = (
        f"<url><loc>{escape(blog.identity.home + entry.path)}</loc><lastmod>{entry.published.isoformat()}</lastmod></url>"
        for entry in entries
    )
    return _document("urlset", "".join(rows))


def _document(root: str, body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SPACE}">{body}</{root}>\n'
