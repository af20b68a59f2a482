"""What a WordPress page's address and head say before its post is read: its kind, its ids, its permalink."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.model import PageVerdict, UrlKind
from migrator.platforms._head import values
from migrator.platforms._markup import found
from migrator.platforms._plain_page import PlainContext, is_front
from migrator.profiles import site_urls
from migrator.urls import query_pairs, without_fragment

if TYPE_CHECKING:
    from collections.abc import Callable

    from migrator.model import Site
    from migrator.profiles import SiteUrls

PART = re.compile(r"(?<=/)(?:comment-page-\d+|amp|embed|trackback|feed(?:/(?:rss2?|atom|rdf))?)/?$")
_COMMENT_PAGE = re.compile(r"/comment-page-(\d+)(?:/|$)")
_LISTS = frozenset(("archive", "category", "tag", "author", "date", "tax-post_format"))
_ID_CLASS = re.compile(r"(?:postid|page-id)-(\d+)")
_PAGED = re.compile(r"(?:single|page)-paged-(\d+)")
_COUNTED_KINDS = {
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
    UrlKind.SEARCH: PageVerdict.INDEX,
    UrlKind.HOME: PageVerdict.INDEX,
}
# What `body_class()` says of a page, the surest first.
_KINDS: tuple[tuple[PageVerdict, Callable[[frozenset[str]], bool]], ...] = (
    (PageVerdict.ERROR, lambda words: "error404" in words),
    (PageVerdict.OTHER, lambda words: "attachment" in words and _has(words, "attachmentid-")),
    (PageVerdict.POST, lambda words: bool(words & {"single", "single-post"})),
    (PageVerdict.PAGE, lambda words: "home" not in words and ("page" in words or _has(words, "page-id-"))),
    (PageVerdict.ARCHIVE, lambda words: bool(words & _LISTS)),
    (PageVerdict.INDEX, lambda words: bool(words & {"home", "blog", "search"})),
)


def _has(words: frozenset[str], beginning: str) -> bool:
    return any(word.startswith(beginning) for word in words)


def urls_of(site: Site) -> SiteUrls:
    """Return the blog's URLs as WordPress shapes them."""
    return site_urls("wordpress", site.base_url, site.hosts)


def post_url(url: str, urls: SiteUrls) -> str:
    """Return the canonical URL of the post that a URL shows, a page of its comments or its feed leads to."""
    address, mark, query = without_fragment(url).partition("?")
    whole = PART.sub("", address) + mark + query
    return urls.canonical(whole) or whole


@dataclass(frozen=True)
class WordPressContext(PlainContext):
    """One page of a WordPress blog."""

    @cached_property
    def urls(self) -> SiteUrls:
        """The blog's URLs."""
        return urls_of(self.site)

    @cached_property
    def key(self) -> str:
        """The post's permalink, whichever page of its comments this is."""
        return post_url(self.page.url, self.urls)

    @cached_property
    def body_classes(self) -> frozenset[str]:
        """What `body_class()` printed, and what themes before it did."""
        return frozenset(
            word for body in found(self.tree, "//body") for word in (body.get("class") or "").split()
        )

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The year, month or day the permalink names."""
        fields = self.urls.match(self.key).fields
        if not {"year", "month"} <= fields.keys():
            return None
        year, month, day = int(fields["year"]), int(fields["month"]), int(fields.get("day", 0))
        try:
            first = date(year, month, day or 1)
            return first, first if day else first.replace(day=monthrange(year, month)[1])
        except ValueError:
            return None

    @cached_property
    def post_id(self) -> str | None:
        """The post's number, from the places WordPress itself prints it."""
        for word in sorted(self.body_classes):
            match = _ID_CLASS.fullmatch(word)
            if match:
                return match[1]
        stated = values(
            self.tree,
            "//link[@rel='alternate'][contains(@href, '/wp/v2/')]/@href",
            "//link[@rel='shortlink']/@href",
            "//input[@id='comment_post_ID']/@value",
        )
        for text in stated:
            match = re.search(r"(?:/wp/v2/(?:posts|pages)/|[?&]p(?:age_id)?=|^)(\d{1,18})$", text)
            if match:
                return match[1]
        return None

    @cached_property
    def comment_page(self) -> int | None:
        """The number in the address of a page of comments."""
        match = _COMMENT_PAGE.search(self.page.final_url)
        number = match[1] if match else dict(query_pairs(self.page.final_url)).get("cpage", "")
        return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None  # noqa: PLR2004 - pages

    @property
    def is_part(self) -> bool:
        """True for the second and later pages of a post that is cut into pages, and for its AMP copy."""
        cut = any(_PAGED.fullmatch(word) for word in self.body_classes)
        return cut or bool(found(self.tree, "/html[@amp or @*[name()='⚡']]"))

    @cached_property
    def kind(self) -> PageVerdict | None:
        """What the page is; None where neither its classes nor its address tell."""
        listed = next((kind for kind, holds in _KINDS if holds(self.body_classes)), None)
        if listed is not None:
            return listed
        return PageVerdict.INDEX if is_front(self.page.final_url) else self._kind_by_address()

    def _kind_by_address(self) -> PageVerdict | None:
        listing = _COUNTED_KINDS.get(self.urls.match(self.page.final_url).kind)
        if listing is not None:
            return listing
        forms = found(self.tree, "//form[contains(@action, 'wp-comments-post.php')]")
        boxes = found(self.tree, "//*[contains(concat(' ', @class, ' '), ' type-page ')]")
        if boxes and not found(self.tree, "//*[contains(concat(' ', @class, ' '), ' type-post ')]"):
            return PageVerdict.PAGE
        return PageVerdict.POST if forms else None
