"""What a page of an unknown blog is, before its post is read: one post or a list of them, by address, markup and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.dates import span_in
from migrator.model import PageVerdict, UrlKind
from migrator.platforms._generic_comments import guessed_comments, structured_comments
from migrator.platforms._generic_recipe import GENERIC
from migrator.platforms._head import meta, site_name, structured, values
from migrator.platforms._hosted import HostedContext
from migrator.platforms._listed_comments import listed_comments
from migrator.platforms._markup import found, outermost, outside, with_class
from migrator.text import letters, squeezed
from migrator.urls import absolute, path_of, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lxml.html import HtmlElement

    from migrator.platforms._comment_recipe import CommentRecipe
    from migrator.platforms._listed_comments import ListedComment

_BY_ADDRESS = {
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.SEARCH: PageVerdict.INDEX,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
}
_LISTS = re.compile(
    r"/(?:tags?|categor(?:y|ies|ia|ie)|topics?|labels?|authors?|archives?|archiv)(?:/[^/]+)?/?(?:index\.\w+)?$"
    r"|/page/?\d+/?$|/\d{4}(?:/\d\d?)?(?:/\d\d?)?/?(?:index\.\w+)?$|[?&](?:page|paged|cat|tag|start|offset)=",
    re.IGNORECASE,
)
_STATIC = re.compile(
    r"/(?:about(?:-?(?:me|us|this-\w+))?|contact(?:-?(?:me|us))?|impressum|datenschutz|privacy(?:-policy)?|imprint|colophon|legal|faq|links|now|uses"
    r"|sobre(?:-mi|-nosotros)?|acerca(?:-de)?|contacto|a-propos|chi-sono|ueber(?:-mich)?|kontakt|over(?:-mij)?|om(?:-mig|-oss)?|o-mnie|cv|resume|books|projects)"
    r"(?:/|\.\w+|/index\.\w+)?$",
    re.IGNORECASE,
)
_LIST_WORDS = frozenset(
    ("home", "index", "archive", "archives", "category", "tag", "taxonomy", "front", "list", "home-template", "tag-template", "page-taxonomy")
)  # fmt: skip
_POST_WORDS = frozenset(
    ("single", "single-post", "post", "post-template", "layout--post", "layout--single", "node-type-blog", "node-type-article", "page-node-type-article", "article")
)  # fmt: skip
_PAGE_WORDS = frozenset(("page", "layout--page", "page-template", "node-type-page", "page-node-type-page"))
_LIST_TYPES = frozenset(("Blog", "CollectionPage", "SearchResultsPage", "ItemList"))
_POST_TYPES = ("Posting", "Article")
_SEPARATORS = re.compile(r"\s+[-|–—:»«·•/~]+\s+|:\s+")
_FEW = 2


@dataclass(frozen=True)
class GenericContext(HostedContext):
    """One page of a blog of any make."""

    @cached_property
    def blog_title(self) -> str | None:
        """The blog's name: as the page states it, as its feed did, else what a title has besides the post's heading."""
        return site_name(self.tree) or self.site.title or self._beside_heading()

    def _beside_heading(self) -> str | None:
        title = next(values(self.tree, "//head/title/text()"), "")
        headings = {letters(str(heading.text_content())) for heading in found(self.tree, "//h1 | //h2")} - {
            ""
        }
        pieces = [squeezed(piece) for piece in _SEPARATORS.split(title)]
        if len(pieces) < _FEW:
            return None
        if letters("".join(pieces[:-1])) in headings:
            return pieces[-1]
        return pieces[0] if letters("".join(pieces[1:])) in headings else None

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The day, or the month, that the address names."""
        return span_in(path_of(self.page.final_url))

    def comments(self, base: str, recipe: CommentRecipe) -> tuple[ListedComment, ...]:
        """Return the comments of a known kind of list, of schema.org's scripts, or of lists that only look like one."""
        return (
            listed_comments(self.tree, base, recipe)
            or structured_comments(self.tree, base)
            or guessed_comments(self.tree, base)
        )

    @cached_property
    def kind(self) -> PageVerdict:
        """What the page is."""
        listing = self._listing_by_address()
        if listing is not None:
            return listing
        words = {word for body in found(self.tree, "//body") for word in (body.get("class") or "").split()}
        types = {kind for graph in structured(self.tree) for kind in _types(graph.get("@type"))}
        boxes = self._entries_leading_on()
        if (
            boxes >= _FEW
            and not (words & _POST_WORDS)
            and not any(one.endswith(_POST_TYPES) for one in types)
        ):
            return PageVerdict.ARCHIVE if _LISTS.search(self.page.final_url) else PageVerdict.INDEX
        if words & _LIST_WORDS and not words & (_POST_WORDS | _PAGE_WORDS) and not self._shows_one_body():
            return PageVerdict.INDEX
        if types & _LIST_TYPES and not any(one.endswith(_POST_TYPES) for one in types):
            return PageVerdict.INDEX
        if any(one.endswith(_POST_TYPES) for one in types) or meta(self.tree, "og:type") == "article":
            return PageVerdict.POST
        return self._by_itself(words)

    def _listing_by_address(self) -> PageVerdict | None:
        kind = _BY_ADDRESS.get(self.urls.match(self.page.final_url).kind)
        if kind is PageVerdict.ARCHIVE and meta(self.tree, "og:type") == "article":
            return None  # a post that lives where others keep their lists
        return kind

    def _by_itself(self, words: set[str]) -> PageVerdict:
        """Tell a static page from a post where nothing names either: pages stand in the site's own menu and bear no date."""
        if words & _PAGE_WORDS and not words & _POST_WORDS and not self._is_dated():
            return PageVerdict.PAGE
        if _STATIC.search(path_of(self.page.final_url)) and not self._is_dated():
            return PageVerdict.PAGE
        if self._is_in_menu() and not self._is_dated():
            return PageVerdict.PAGE
        return PageVerdict.POST if self._holds_text() else PageVerdict.OTHER

    def _is_dated(self) -> bool:
        dates = "//time[@datetime] | //*[contains(@itemprop, 'datePublished')] | //abbr[contains(@class, 'published')] | //meta[@property='article:published_time']"
        return self.span is not None or bool(outside(self.tree, dates, GENERIC.elsewhere))

    def _is_in_menu(self) -> bool:
        own = without_fragment(self.page.final_url)
        menus = f"//nav//a/@href | //header[not(ancestor::article)]//a/@href | //*[@id='menu' or @id='nav' or @id='navigation' or {with_class('menu', 'nav', 'navbar')}]//a/@href"
        return any(absolute(own, link) == own for link in values(self.tree, menus))

    def _holds_text(self) -> bool:
        return len(letters(" ".join(values(self.tree, "//body//p//text()", "//body//div[br]/text()")))) > 0

    def _shows_one_body(self) -> bool:
        sure = outermost(
            outside(self.tree, f"//body//*[{GENERIC.bodies[0]} or {GENERIC.bodies[1]}]", GENERIC.elsewhere)
        )
        return len(sure) == 1

    def _entries_leading_on(self) -> int:
        """Return how many different posts the boxes of the page lead to by their headings."""
        boxes = outermost(outside(self.tree, f"//body//*[{GENERIC.boxes}]", GENERIC.elsewhere))
        return len(set(filter(None, (self._led_to(box) for box in boxes))))

    def _led_to(self, box: HtmlElement) -> str | None:
        links = found(
            box,
            ".//*[self::h1 or self::h2 or self::h3]//a[@href] | .//a[@href][h1 or h2 or h3] | .//a[contains(@class, 'u-url')]",
        )
        for link in links:
            target = absolute(self.page.final_url, link.get("href") or "")
            if target and self.owns(target) and path_of(target) != path_of(self.page.final_url):
                return without_fragment(target)
        return None


def _types(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
