"""Cleans bodies that feeds and the REST API hand out: plug-ins write into them as they do into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.html import inner_html, parse_fragment
from migrator.platforms._markup import (
    absolute_urls,
    attribute,
    joined_text,
    remove_furniture,
    show_lazy_images,
)
from migrator.platforms._notices import is_moved_notice, remove_notices
from migrator.platforms._wordpress_recipe import WORDPRESS
from migrator.urls import absolute

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from migrator.profiles import SiteUrls

_LONGEST_SOURCE_LINE = 400  # characters of "The post X appeared first on Y."


def cleaned(body: str, key: str, title: str, urls: SiteUrls) -> tuple[str, bool]:
    """Return a body without furniture and notices, its URLs absolute, and whether nothing but a moving notice is left."""
    soup = parse_fragment(body)
    if is_moved_notice(soup, urls.owns, key):
        return body, True
    remove_furniture(soup, WORDPRESS.furniture)
    show_lazy_images(soup)
    _remove_source_line(soup, key, urls)
    remove_notices(soup, title, urls.owns, key)
    return absolute_urls(inner_html(soup), key).strip(), False


def _remove_source_line(soup: BeautifulSoup, key: str, urls: SiteUrls) -> None:
    """Drop what SEO plug-ins end a feed's entry with: a line that links to the post itself and to the blog."""
    paragraphs = soup.find_all("p")
    last = paragraphs[-1] if paragraphs else None
    if last is None or len(joined_text(last)) > _LONGEST_SOURCE_LINE:
        return
    found = [absolute(key, attribute(link, "href")) for link in last.find_all("a", href=True)]
    targets = {urls.canonical(url) for url in found if url}
    if key in targets and targets <= {key, urls.canonical(f"{urls.base_url}/")} and len(targets) > 1:
        last.decompose()
