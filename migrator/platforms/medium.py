"""Medium: stories of writers and publications, on medium.com or a domain of their own, in all its markups."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.loose_json import person, stated
from migrator.model import PageVerdict, Reading, Record, RecordKind, Request, UrlKind
from migrator.platforms._contract import Detection
from migrator.platforms._feed_posts import FeedHabits
from migrator.platforms._feeds import is_feed
from migrator.platforms._head import articles, meta, structured_author, structured_date, values
from migrator.platforms._hosted import (
    POSTS,
    HostedContext,
    More,
    completed,
    hidden_comments,
    read_other,
)
from migrator.platforms._markup import found, template_links, with_class
from migrator.platforms._medium_bodies import FURNITURE, cleaned, tidy, without_footer
from migrator.platforms._medium_scripts import is_locked, is_response
from migrator.platforms._plain_page import read_in
from migrator.platforms._recipes import ELSEWHERE, META_LINES, SHOWN_DATES, Recipe
from migrator.platforms._signs import Sign, detection
from migrator.profiles import site_urls
from migrator.text import first_number, squeezed
from migrator.urls import path_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.platforms._feeds import Entry

_SIGNS = (
    Sign("app links", 0.95, "//meta[starts-with(@content, 'medium:/')]"),
    Sign("its scripts", 0.9, "//script[contains(., 'window[\"obvInit\"]') or contains(., 'window.obvInit') or contains(., '__APOLLO_STATE__') and contains(., 'mediumUrl')]"),
    Sign("site name", 0.5, "//meta[@property='og:site_name'][@content='Medium']"),
    Sign("paragraph classes", 0.8, f"//*[{with_class('postArticle', 'postArticle-content', 'pw-post-body-paragraph', 'graf', 'graf--p')}]"),
    Sign("pictures", 0.4, "//img[contains(@src, 'miro.medium.') or contains(@src, 'cdn-images-1.medium.') or contains(@src, 'd262ilb51hltx0.cloudfront.')]"),
)  # fmt: skip
_BY_URL = {
    UrlKind.POST: PageVerdict.POST,
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
    UrlKind.SEARCH: PageVerdict.INDEX,
    UrlKind.SYSTEM: PageVerdict.OTHER,
}
_NUMBER = re.compile(r"(?:^|[/-])([0-9a-f]{8,16})/?$")
_APP = re.compile(r"^medium://?p/([0-9a-f]{8,16})")
_SECTIONS = f"*[{with_class('section-content')}]"
_RECIPE = Recipe(
    bodies=(
        f"({with_class('postArticle-content')}) and not(ancestor::*[{with_class('responsesStreamWrapper', 'js-responsesWrapper', 'postArticle--response')}])",
        f"child::section and descendant::{_SECTIONS}",
        with_class("post-content-inner", "section-content"),
        "child::section and ancestor-or-self::article",
        "self::section and ancestor::article",
        "self::article",
    ),
    boxes=with_class("postArticle") + " or self::article",
    elsewhere=ELSEWHERE,
    titles=(".graf--title, .pw-post-title, [data-testid=storyTitle]",),
    shown_dates=SHOWN_DATES + ", time.post-date, [data-testid=storyPublishDate]",
    meta_lines=META_LINES + ", .postMetaInline, .js-postMetaLockup",
    labels=(
        ".tags--postTags a, ul.tags a, .post-tags a, .postTags a",
        "a[href*='/tagged/'], a[href*='medium.com/tag/'], a[href^='/tag/']",
    ),
    furniture=FURNITURE,
    tidy=tidy,
)  # fmt: skip
_TITLED = f"//*[{with_class('graf--title', 'pw-post-title')} or @data-testid='storyTitle']"
_WRITERS = (
    "//*[@data-testid='authorName']",
    f"//*[{with_class('postMetaInline--author', 'postMetaInline-authorLockup', 'postMetaLockup')}]//a[normalize-space()]",
    "//a[@rel='author'][normalize-space()]",
    f"//*[{with_class('post-authors', 'post-header-author', 'post-item-meta-item--author')}]//a[normalize-space()]",
)
_TAGS = "//a[contains(@href, '/tagged/') or contains(@href, '/tag/')][not(ancestor::p)][not(ancestor::nav)]"
_COUNTS = (
    f"//*[{with_class('pw-responses-count', 'js-responsesCount')} or @data-action='scroll-to-responses']"
)
_CUT = "The page shows only the beginning: the rest of the story is for paying members."
_RESPONSE = "This is a response to another story: it is no post of the blog."
_LIST_PRIORITY = 12


def _whole(entry: Entry) -> str | None:
    """A feed's body, cleaned; None where the feed only has the beginning of a story for members."""
    content = entry.content
    if content is None or "medium-feed-link" in content or "medium-feed-snippet" in content:
        return None
    return cleaned(without_footer(content), entry.title)


_HABITS = FeedHabits(body=_whole)


class Medium:
    """Medium, as a writer's blog, a publication or a custom domain.

    Its markup of 2013–15 and 2016–19 by its class names, that since then by its test ids, ids of paragraphs and JSON-LD;
    feeds, sitemaps and addresses as its public pages link them.
    """

    name = "medium"
    version = 1

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely Medium made the page."""
        if is_feed(page):
            own = b"<generator>Medium</generator>" in page.body[:4000]
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        return detection(tree, _SIGNS)

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return feeds, the sitemap of a domain of one's own, and the lists of all posts."""
        base, parts = site.base_url, urlsplit(site.base_url)
        feed = f"{parts.scheme}://{parts.netloc}/feed{parts.path}"
        lists = (f"{base}/archive", f"{base}/latest", f"{base}/all", f"{base}/")
        return (
            Request(url=f"{base}/sitemap/sitemap.xml", priority=1, source="sitemap"),
            Request(url=feed, priority=2, source="feed"),
            *(Request(url=url, priority=_LIST_PRIORITY, source="crawl") for url in lists),
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read a feed, a sitemap or an HTML page."""
        other = read_other(page, tree, site, self.name, _HABITS)
        if other is not None:
            return _numbered(other, site) if other.kind is PageVerdict.FEED else other
        assert tree is not None  # read_other answers for pages without markup
        return _read_html(MediumContext(page, tree, site, self.name))


@dataclass(frozen=True)
class MediumContext(HostedContext):
    """One page of Medium."""

    @cached_property
    def kind(self) -> PageVerdict | None:
        """What the URL says the page is; a story's ends with its number."""
        url = self.urls.match(self.page.final_url)
        if _NUMBER.search(path_of(self.page.final_url)):
            return PageVerdict.POST
        if url.shape == "about":
            return PageVerdict.PAGE
        told = _BY_URL.get(url.kind)
        return PageVerdict.INDEX if told is None and not self.number and self._is_list else told

    @property
    def _is_list(self) -> bool:
        return meta(self.tree, "og:type") != "article"

    @cached_property
    def number(self) -> str | None:
        """The story's number, in hexadecimal."""
        links = values(self.tree, "//meta[starts-with(@content, 'medium:/')]/@content")
        told = next((match[1] for link in links if (match := _APP.match(link))), None)
        by_url = _NUMBER.search(path_of(self.page.final_url))
        return told or (by_url[1] if by_url else None)

    @cached_property
    def stated_title(self) -> str | None:
        """The title: a heading that is marked as one, else what the page states for other programs."""
        shown = (squeezed(heading.text_content()) for heading in found(self.tree, _TITLED))
        told = (
            squeezed(headline)
            for one in articles(self.tree)
            if isinstance(headline := one.get("headline"), str)
        )
        return next((title for title in (*shown, *told) if title), None)


def _read_html(context: MediumContext) -> Reading:
    tree = context.tree
    if context.number and is_response(tree, context.number):
        links = template_links(tree, context.page.final_url, context.page.url, ())
        return Reading(kind=PageVerdict.OTHER, links=links, warnings=(_RESPONSE,))
    reading = read_in(context, _RECIPE, context.kind)
    if reading.kind not in POSTS:
        return reading
    more = More(_stated(context), warnings=(_CUT,) if is_locked(tree) else ())
    reading = completed(reading, more)
    if context.number and reading.kind is PageVerdict.POST:
        reading = replace(reading, records=(*reading.records, *_alias(context.number, context.key, context)))
    return hidden_comments(reading, tree, _count(tree), None)


def _stated(context: MediumContext) -> dict[str, Json]:
    shown = (squeezed(writer.text_content()) for xpath in _WRITERS for writer in found(context.tree, xpath))
    tags = (squeezed(tag.text_content()).lstrip("#") for tag in found(context.tree, _TAGS))
    return stated(
        {
            "published": structured_date(context.tree),  # the day shown often has no year
            "source_id": context.number,
            "author": structured_author(context.tree) or person(next((name for name in shown if name), None)),
            "labels": [tag for tag in dict.fromkeys(tags) if tag],
        }
    )


def _count(tree: HtmlElement) -> int | None:
    numbers = (first_number(squeezed(element.text_content())) for element in found(tree, _COUNTS))
    return next((number for number in numbers if number is not None), None)


# --- numbers -----------------------------------------------------------------------------------------


def _alias(number: str, key: str, context: MediumContext) -> tuple[Record, ...]:
    """Return the story's short address, which leads to it."""
    return _short(number, key, context.site, context.page.url)


def _short(number: str, key: str, site: Site, page: str) -> tuple[Record, ...]:
    if urlsplit(site.base_url).path:  # below a writer's or publication's path there are none
        return ()
    url = f"{site.base_url}/p/{number}"
    return (Record(kind=RecordKind.URL, key=url, source="html", url=page, fields={"leads_to": key}),)


def _numbered(reading: Reading, site: Site) -> Reading:
    """Return a feed's reading with the number of each story."""
    urls = site_urls("medium", site.base_url, site.hosts)
    records: list[Record] = []
    for record in reading.records:
        number = _NUMBER.search(path_of(record.key)) if record.kind is RecordKind.POST else None
        if number is None or not urls.owns(record.key):
            records.append(record)
            continue
        records.append(replace(record, fields={**record.fields, "source_id": number[1]}))
        records += _short(number[1], record.key, site, record.url)
    return replace(reading, records=tuple(records))


PLUGIN = Medium()
