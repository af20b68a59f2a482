"""What a Blogger page says about itself outside its text: the settings in its scripts, ids, language, kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.model import PageVerdict, UrlKind
from migrator.platforms._head import site_name
from migrator.platforms._markup import found, with_class
from migrator.profiles import SiteUrls, site_urls
from migrator.urls import absolute, path_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Page, Site

_PAIR = re.compile(r"'(\w+)':\s*'((?:[^'\\]|\\.)*)'")
_JS_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{2,3})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_DIGITS = re.compile(r"\d{4,}")
_COMMENT_FEED = re.compile(r"/feeds/(\d+)/comments/")
_POST_ID = re.compile(r"[?&;]postID=(\d+)", re.IGNORECASE)
_BLOG_ID = re.compile(
    r"(?:targetBlogID=|blogID=|/feeds/|/navbar(?:-iframe)?\.g\?targetBlogID=)(\d{5,})", re.IGNORECASE
)

_PAGE_TYPES = {
    "item": PageVerdict.POST,
    "static_page": PageVerdict.PAGE,
    "archive": PageVerdict.ARCHIVE,
    "error_page": PageVerdict.ERROR,
}
_URL_KINDS = {
    UrlKind.POST: PageVerdict.POST,
    UrlKind.PAGE: PageVerdict.PAGE,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.SEARCH: PageVerdict.INDEX,
}
_FTP_POSTS = re.compile(r"/\d{4}/\d{2}/[^/]+\.html?$")  # blogs published by FTP live in any folder
_FTP_LISTS = re.compile(r"/labels/[^/]+\.html?$|_archive\.html?$|/archives?/?$")


@dataclass(frozen=True)
class PageContext:
    """One HTML page of a Blogger blog and what is known about it before its text is read."""

    page: Page
    tree: HtmlElement
    site: Site

    @property
    def date_order(self) -> str | None:
        """The order in which the whole blog is known to write days as numbers."""
        return self.site.date_order

    @cached_property
    def urls(self) -> SiteUrls:
        """The URL algebra of the blog."""
        return site_urls("blogger", self.site.base_url, self.site.hosts)

    @cached_property
    def settings(self) -> dict[str, str]:
        """The page's own settings as Blogger's scripts carry them (`pageType`, `postId`, `locale`, …)."""
        for script in found(self.tree, "//script[contains(., '_SetDataContext')]"):
            text = (script.text_content() or "").partition("_SetDataContext")[2]
            return {name: unescaped(value) for name, value in reversed(_PAIR.findall(text))}
        return {}

    @cached_property
    def canonical_link(self) -> str | None:
        """The page's `rel=canonical` (else og:url), absolute."""
        for xpath in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
            values = self.tree.xpath(xpath)
            if isinstance(values, list) and values:
                return absolute(self.page.final_url, str(values[0]))
        return None

    @cached_property
    def key(self) -> str:
        """The canonical old URL of this page."""
        for url in (self.canonical_link, self.page.final_url, self.page.url):
            canonical = self.urls.canonical(url) if url and self.urls.owns(url) else None
            if canonical and self.urls.match(canonical).kind in {UrlKind.POST, UrlKind.PAGE}:
                return canonical
        for url in (self.page.url, self.page.final_url):
            if self.urls.owns(url):
                return self.urls.canonical(url) or url
        return self.page.url

    @cached_property
    def post_id(self) -> str | None:
        """Blogger's id of the one post or page shown, digits; None on lists and where it is not said."""
        stated = self.settings.get("postId") or self.settings.get("pageId")
        if stated:
            return stated
        for xpath, pattern in (
            ("//link[@rel='alternate']/@href", _COMMENT_FEED),
            ("//meta[@itemprop='postId']/@content", _DIGITS),
            (f"//a[{with_class('comment-link')}]/@href | //iframe[@id='comment-editor']/@src", _POST_ID),
            ("//*[starts-with(@id, 'post-body-')]/@id", _DIGITS),
            (f"//*[{with_class('post')}]/a[not(@href)]/@name", _DIGITS),
        ):
            ids = self._ids(xpath, pattern)
            if len(ids) == 1:
                return ids.pop()
        return None

    def _ids(self, xpath: str, pattern: re.Pattern[str]) -> set[str]:
        values = self.tree.xpath(xpath)
        matches = (pattern.search(str(value)) for value in (values if isinstance(values, list) else []))
        return {match[match.lastindex or 0] for match in matches if match}

    @cached_property
    def blog_id(self) -> str | None:
        """Blogger's id of the blog, digits."""
        stated = self.settings.get("blogId")
        ids = self._ids("//link/@href | //iframe/@src | //a/@href", _BLOG_ID) if not stated else set()
        return stated or (ids.pop() if len(ids) == 1 else None)

    @cached_property
    def language(self) -> str | None:
        """The language dates are written in: the blog's locale, else what the page declares."""
        declared = self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        return (
            self.settings.get("locale") or self.site.language or self.tree.get("xml:lang") or declared or None
        )

    @cached_property
    def blog_title(self) -> str | None:
        """The blog's name."""
        return self.settings.get("title") or site_name(self.tree)

    @property
    def stated_title(self) -> str | None:
        """The post's title as the page's settings state it."""
        return self.settings.get("pageName")

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The days between which the permalink says the post was published, with a day's room for zones."""
        fields = self.urls.match(self.key).fields if self.owns(self.key) else {}
        if not {"year", "month"} <= fields.keys():
            return None
        first = date(int(fields["year"]), int(fields["month"]), 1)
        return first - timedelta(days=1), first + timedelta(days=32)

    def owns(self, url: str) -> bool:
        """True where a URL belongs to the blog."""
        return self.urls.owns(url)

    @cached_property
    def kind(self) -> PageVerdict:
        """What the page is, by its own settings, its URL, its body's class, its number of posts; in this order."""
        if self.page.status >= 400:  # noqa: PLR2004 - HTTP errors
            return PageVerdict.ERROR
        by_url = self._kind_by_url()
        stated = self.settings.get("pageType")
        if stated in _PAGE_TYPES:
            return _PAGE_TYPES[stated]
        if stated == "index":
            return by_url if by_url in {PageVerdict.ARCHIVE, PageVerdict.INDEX} else PageVerdict.INDEX
        return by_url or self._kind_by_markup()

    def _kind_by_url(self) -> PageVerdict | None:
        for url in (self.page.final_url, self.page.url, self.canonical_link):
            if not url:
                continue
            known = self.urls if self.urls.owns(url) else _any_blog(url)
            kind = _URL_KINDS.get(known.match(url).kind) if known else None
            if kind:
                return kind
            if _FTP_LISTS.search(path_of(url)):
                return PageVerdict.ARCHIVE
            if _FTP_POSTS.search(path_of(url)):
                return PageVerdict.POST
        return None

    def _kind_by_markup(self) -> PageVerdict:
        classes = f" {' '.join(element.get('class') or '' for element in found(self.tree, '//body'))} "
        if " item-view " in classes:
            return PageVerdict.POST
        posts = len(found(self.tree, f"//*[{with_class('post-body', 'PostBody')}]"))
        if posts > 1:
            return PageVerdict.INDEX
        return PageVerdict.POST if posts == 1 else PageVerdict.OTHER


def _any_blog(url: str) -> SiteUrls | None:
    from migrator.urls import origin_of

    return None if absolute(url, "") is None else site_urls("blogger", origin_of(url))


def unescaped(text: str) -> str:
    """Return a JavaScript string literal's value."""

    def one(match: re.Match[str]) -> str:
        hexa, unicode, octal, plain = match.groups()
        if hexa or unicode:
            return chr(int(hexa or unicode, 16))
        return chr(int(octal, 8)) if octal else _PLAIN_ESCAPES.get(plain, plain)

    return _JS_ESCAPE.sub(one, text)
