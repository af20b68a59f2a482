"""Reads pages and feeds of Movable Type and TypePad, which share their templates' words and the feeds' form."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.html import parse_fragment
from migrator.model import PageVerdict, Reading, Record, RecordKind, Request, UrlKind
from migrator.platforms._bylines import author_in
from migrator.platforms._comment_services import comment_service, count_shown
from migrator.platforms._feed_posts import FeedHabits, read_posts_feed
from migrator.platforms._feeds import parse_feed
from migrator.platforms._hosted import More, completed, hidden_comments
from migrator.platforms._markup import absolute_urls, base_of, found, inner_markup, links_in, with_class
from migrator.platforms._plain_page import PlainContext, read_in
from migrator.platforms._sixapart_comments import FamilyComments
from migrator.platforms._sixapart_recipe import BEHIND, RECIPE
from migrator.profiles import site_urls
from migrator.text import squeezed
from migrator.urls import absolute, fragment_of, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.platforms._comment_recipe import CommentRecipe
    from migrator.platforms._feeds import Entry
    from migrator.platforms._listed_comments import ListedComment
    from migrator.profiles import SiteUrls, UrlMatch

_BASE = re.compile(r"(https?://[^/]+(?:/[^/]+)*?)/(?:archives/)?(?:\d{4}/\d{2}/|\d{6}\.|\d{4}_\d{2}|cat_)")
_FOLDER = re.compile(r"(https?://[^/]+(?:/[^/]+)*)/[^/]*")
_KINDS = {
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.SEARCH: PageVerdict.INDEX,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
    UrlKind.POST: PageVerdict.POST,
    UrlKind.PAGE: PageVerdict.PAGE,
}
_BODY_CLASSES = {
    "mt-entry-archive": PageVerdict.POST,
    "mt-page-archive": PageVerdict.PAGE,
    "mt-main-index": PageVerdict.INDEX,
    "mt-archive-index": PageVerdict.ARCHIVE,
    "mt-archive-listing": PageVerdict.ARCHIVE,
    "mt-search-results": PageVerdict.INDEX,
}
_POSTS = frozenset((PageVerdict.POST, PageVerdict.PAGE))
_ENTRY_ID = re.compile(r"(?:entry|page|post)-(6a[0-9a-f]{6,}|\d{1,18})")
_ENTRY_BOXES = f"//*[starts-with(@id, 'entry-') or starts-with(@id, 'page-')][{with_class('entry', 'entry-asset', 'asset', 'hentry')}]"
_COMMENT_ID = re.compile(r"(?:comment-|c)(6a[0-9a-f]{6,}|\d{1,18})")
_COMMENT_PAGES = "//a[contains(@href, '/comments/page/')]"
_LINES = (
    f"//*[{with_class('posted', 'post-footers', 'entry-footer-info', 'entry-footer', 'asset-footer', 'asset-meta', 'entry-categories')}]"
    f"[not({BEHIND})]"
)
_IN_COMMENTS = frozenset(("comment", "comments", "comments-body", "trackbacks", "comments-content"))
_COMMENT_PAGES_PRIORITY = 55
_PER_PAGE = 10_000  # places kept for the comments of one page of comments


@dataclass(frozen=True)
class SixApartContext(PlainContext):
    """One page of a blog on Movable Type or TypePad."""

    platform: str = "movable-type"

    @cached_property
    def urls(self) -> SiteUrls:
        """The blog's URLs; its folder is taken from the page's own address where nobody named it."""
        known = site_urls(self.platform, self.site.base_url, self.site.hosts)
        url = self.page.final_url
        if (
            known.owns(url)
            and known.match(url).kind is not UrlKind.OTHER
            and known.match(url).shape != "category-nested"
        ):
            return known
        base = _BASE.match(url) or (_FOLDER.fullmatch(url) if self.platform == "typepad" else None)
        return site_urls(self.platform, base[1]) if base else known

    @cached_property
    def match(self) -> UrlMatch:
        """What the page's address is for."""
        return self.urls.match(self.page.final_url)

    @cached_property
    def key(self) -> str:
        """The post's permalink, whichever page of its comments this is."""
        if self.match.shape != "post-comments":
            return self.page.url
        fields = self.match.fields
        return self.urls.build("post", year=fields["year"], month=fields["month"], slug=fields["slug"])

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The month or day the permalink names."""
        fields = self.match.fields
        if not {"year", "month"} <= fields.keys():
            return None
        year, month, day = int(fields["year"]), int(fields["month"]), int(fields.get("day", 0))
        try:
            first = date(year, month, day or 1)
        except ValueError:
            return None
        return first, first if day else first.replace(day=monthrange(year, month)[1])

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The ids of the entries the page shows."""
        matches = (_ENTRY_ID.fullmatch(box.get("id") or "") for box in found(self.tree, _ENTRY_BOXES))
        return tuple(dict.fromkeys(match[1] for match in matches if match))

    @cached_property
    def kind(self) -> PageVerdict | None:
        """What the page is; None where neither its classes nor its address tell."""
        words = {word for body in found(self.tree, "//body") for word in (body.get("class") or "").split()}
        told = next((kind for name, kind in _BODY_CLASSES.items() if name in words), None)
        if told is not None:
            return told
        if len(self.entries) > 1:
            return (
                PageVerdict.ARCHIVE
                if self.match.kind in {UrlKind.ARCHIVE, UrlKind.LABEL}
                else PageVerdict.INDEX
            )
        if found(self.tree, f"//*[{with_class('entry-type-page')}]"):
            return PageVerdict.PAGE
        return _KINDS.get(self.match.kind)

    def comments(self, base: str, recipe: CommentRecipe) -> tuple[ListedComment, ...]:
        """Return the comments the page shows, in page order."""
        own = FamilyComments(self.tree, base, self.language).listed()
        return own or super().comments(base, recipe)


def read_html(context: SixApartContext) -> Reading:
    """Read a page of a post with its comments, or say what other page it is."""
    reading = read_in(context, RECIPE, context.kind)
    if reading.kind not in _POSTS:
        return reading
    pages = tuple(_comment_pages(context))
    records = tuple(_completed(context, record) for record in reading.records)
    whole = replace(reading, records=records, next_requests=(*reading.next_requests, *pages))
    number = count_shown(context.tree, context.page.final_url)
    if comment_service(context.tree) is not None:
        return hidden_comments(whole, context.tree, number)
    return whole if number is None else _counted(whole, number, paged=bool(pages))


def _counted(reading: Reading, number: int, *, paged: bool) -> Reading:
    """Return a reading with the number of comments the page states, and a warning where it shows another one."""
    shown = sum(one.kind is RecordKind.COMMENT and one.fields["kind"] == "comment" for one in reading.records)
    note = f"The page states {number} comments and shows {shown}."
    warnings = (note,) if number != shown and not paged else ()
    told = completed(reading, More({"comments_stated": number}, warnings=warnings))
    return replace(told, counts={**told.counts, "comments": number})


def _completed(context: SixApartContext, record: Record) -> Record:
    fields = dict(record.fields)
    if record.kind is RecordKind.POST:
        number = context.match.fields.get("id", "").lstrip("0")
        more: dict[str, Json] = {
            "source_id": number or (context.entries[0] if len(context.entries) == 1 else None),
            "author": fields.get("author") or _author(context),
            "labels": fields.get("labels") or _labels(context),
        }
        return replace(record, fields=fields | {name: value for name, value in more.items() if value})
    place, number = fields.get("position"), context.match.fields.get("number", "1")
    if isinstance(place, int) and context.match.shape == "post-comments" and number.isdigit():
        fields["position"] = (int(number) - 1) * _PER_PAGE + place
    return replace(record, fields=fields)


def _lines(context: SixApartContext) -> Iterator[HtmlElement]:
    """Yield the lines of facts that templates print below or above a post."""
    for line in found(context.tree, _LINES):
        around = {word for up in line.iterancestors() for word in (up.get("class") or "").split()}
        if _IN_COMMENTS.isdisjoint(around):
            yield line


def _author(context: SixApartContext) -> Json:
    base = base_of(context.tree, context.page.final_url)
    for line in _lines(context):
        author: Json = author_in(parse_fragment(f"<div class='posted'>{inner_markup(line)}</div>"), base)
        if author is not None:
            return author
    return None


def _labels(context: SixApartContext) -> list[Json]:
    """Return the names of the lists of posts that a line of facts links to."""
    base = base_of(context.tree, context.page.final_url)
    for line in _lines(context):
        links = ((absolute(base, a.get("href") or ""), squeezed(a.text_content())) for a in line.iter("a"))
        names = [
            name for url, name in links if url and name and context.urls.match(url).kind is UrlKind.LABEL
        ]
        if names:
            return list(dict.fromkeys(names))
    return []


def _comment_pages(context: SixApartContext) -> Iterator[Request]:
    base = base_of(context.tree, context.page.final_url)
    links = (absolute(base, a.get("href") or "") for a in found(context.tree, _COMMENT_PAGES))
    urls = (context.urls.canonical(without_fragment(url)) for url in links if url and context.urls.owns(url))
    for url in dict.fromkeys(urls):
        if url is not None and url != context.page.url and context.urls.match(url).shape == "post-comments":
            yield Request(url=url, priority=_COMMENT_PAGES_PRIORITY, source="comments")


# --- feeds -----------------------------------------------------------------------------------------------


def read_feed(page: Page, site: Site, platform: str) -> Reading:
    """Read a feed of posts, or one of comments."""
    urls = site_urls(platform, site.base_url, site.hosts)
    if "comments" not in urls.match(page.url).shape:
        return read_posts_feed(page, site, urls, FeedHabits())
    feed = parse_feed(page)
    if feed is None:
        return Reading(kind=PageVerdict.FEED, warnings=("The feed cannot be read.",))
    records = tuple(one for entry in feed.entries if (one := _comment(entry, page, urls)) is not None)
    links = (link for one in records for link in links_in(str(one.fields["html"]), page.url, page.url))
    return Reading(kind=PageVerdict.FEED, records=records, links=tuple(dict.fromkeys(links)))


def _comment(entry: Entry, page: Page, urls: SiteUrls) -> Record | None:
    """Return a comment by the anchor in its address; None for an entry that is none, or of another blog."""
    url = absolute(page.url, entry.link("alternate") or "")
    match = _COMMENT_ID.fullmatch(fragment_of(url)) if url else None
    if url is None or match is None or not urls.owns(url):
        return None
    author: dict[str, Json] = {"name": entry.author, "url": entry.author_url, "source_id": None}
    fields: dict[str, Json] = {
        "post": urls.canonical(without_fragment(url)),
        "html": absolute_urls(entry.content or entry.summary or "", url),
        "kind": "comment",
    }
    told: dict[str, Json] = {"published": entry.published, "author": author if entry.author else None}
    fields |= {name: value for name, value in told.items() if value}
    return Record(kind=RecordKind.COMMENT, key=match[1], source="comment-feed", url=page.url, fields=fields)
