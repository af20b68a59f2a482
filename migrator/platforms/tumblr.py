"""Tumblr as a source: its posts from the first public API and feeds, pages of any theme, replies from notes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from migrator.html import inner_html, parse_fragment, text_of
from migrator.model import Link, PageVerdict, Reading, Record, RecordKind, Request, UrlKind
from migrator.platforms._contract import Detection
from migrator.platforms._feed_posts import FeedHabits, read_posts_feed
from migrator.platforms._feeds import is_feed, is_sitemap, parse_xml, root_name
from migrator.platforms._head import structured_author, structured_date, values
from migrator.platforms._markup import absolute_urls, base_of, found, inner_markup, links_in, with_class
from migrator.platforms._plain_page import read_plain
from migrator.platforms._signs import Sign, Standing, detection
from migrator.platforms._sitemaps import sitemap_requests
from migrator.platforms._tumblr_recipe import RECIPE
from migrator.profiles import site_urls
from migrator.text import letters, squeezed
from migrator.tumblr_posts import TumblrPost, told_post
from migrator.urls import absolute, query_pairs, with_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.profiles import SiteUrls

_SIGNALS = (
    Sign("app links", 0.95, "//meta[contains(@content, 'tumblr://x-callback-url')]"),
    Sign("controls of Tumblr", 0.9, "//iframe[@id='tumblr_controls' or contains(@src, 'assets.tumblr.com/')]"),
    Sign("theme files", 0.7, "//link[contains(@href, 'assets.tumblr.com/') or contains(@href, 'static.tumblr.com/')] | //script[contains(@src, 'assets.tumblr.com/') or contains(@src, 'static.tumblr.com/')]"),
    Sign("notes", 0.6, f"//ol[{with_class('notes')}]/li[{with_class('note')}]"),
    Sign("theme options", 0.5, "//meta[starts-with(@name, 'if:') or starts-with(@name, 'color:') or starts-with(@name, 'text:')]"),
)  # fmt: skip
_ERRORS = 400
_API = "tumblr"
_SIZE = 50  # posts asked for; the API's most
_MOST = 300_000
_KINDS = {
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.SEARCH: PageVerdict.INDEX,
    UrlKind.POST: PageVerdict.POST,
    UrlKind.PAGE: PageVerdict.PAGE,
}
_WITH_WORDS = "post"
_BLOG_NAME = re.compile(r"[?&]blogName=([\w-]+)")
_SAID = f"//ol[{with_class('notes')}]//li[{with_class('reply', 'with_commentary')}]"
_HEADING = f"self::h1 or self::h2 or self::h3 or self::h4 or {with_class('title', 'post-title', 'post_title', 'link')}"
_MASTHEAD = "@id='header' or @id='sidebar' or @id='title' or @id='description' or " + with_class(
    "sidebar", "blog-title", "top-blog-header", "header-wrapper", "site-title", "description"
)
_MORE_NOTES = f"//*[{with_class('more_notes_link', 'more_notes_link_container')}]"


class Tumblr:
    """Tumblr blogs, on tumblr.com or a domain of their own."""

    name = "tumblr"
    version = 1

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely Tumblr made the page."""
        if root_name(page.body) == _API:
            return Detection(0.99, ("its API",))
        if is_feed(page):
            own = re.search(rb"<generator>Tumblr", page.body[:4000]) is not None
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        return detection(tree, _SIGNALS, Standing(self.name, page.final_url) if tree is not None else None)

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the API, the sitemap, the feed, the archive and the home page."""
        base = site.base_url
        return (
            Request(url=f"{base}/api/read?num={_SIZE}&start=0", priority=1, source="feed"),
            Request(url=f"{base}/sitemap.xml", priority=2, source="sitemap"),
            Request(url=f"{base}/rss", priority=3, source="feed"),
            Request(url=f"{base}/archive", priority=11, source="crawl"),
            Request(url=f"{base}/", priority=12, source="crawl"),
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read an answer of the API, a feed, a sitemap or a page of any theme."""
        if page.status >= _ERRORS:
            return Reading(kind=PageVerdict.ERROR)
        urls = site_urls(self.name, site.base_url, site.hosts)
        if root_name(page.body) == _API:
            return _read_api(page, site, urls)
        if is_feed(page):
            return read_posts_feed(page, site, urls, FeedHabits(title=lambda _: None, settled=_settled(urls)))
        if is_sitemap(page):
            requests = sitemap_requests(page, lambda url: urls.canonical(url) if urls.owns(url) else None)
            return Reading(kind=PageVerdict.OTHER, next_requests=requests)
        if tree is None or (page.hops and not urls.owns(page.final_url)):
            return Reading(kind=PageVerdict.OTHER)
        return _read_html(page, tree, site, urls)


class _settled:  # noqa: N801 - reads as a condition
    """Whether a feed's link is a permalink with its words: feeds of some years gave the bare number."""

    def __init__(self, urls: SiteUrls) -> None:
        self._urls = urls

    def __call__(self, url: str) -> bool:
        return self._urls.match(url).shape == _WITH_WORDS


# --- the API -------------------------------------------------------------------------------------------


def _read_api(page: Page, site: Site, urls: SiteUrls) -> Reading:
    root = parse_xml(page.body)
    listed = root.find("posts") if root is not None else None
    if root is None or listed is None:
        return Reading(kind=PageVerdict.FEED, warnings=("The API's answer cannot be read.",))
    posts = [told_post(post) for post in listed.iterfind("post")]
    records = tuple(record for post in posts if (record := _api_record(post, page, urls)) is not None)
    links = (
        link
        for record in records
        for link in links_in(str(record.fields["body_html"]), record.key, record.key)
    )
    total, start = _number(listed.get("total")), _number(listed.get("start")) or 0
    after = start + len(posts)
    more = bool(posts) and after < min(total or 0, _MOST)
    return Reading(
        kind=PageVerdict.FEED,
        records=(*records, *_site_record(root.find("tumblelog"), page, site)),
        links=tuple(dict.fromkeys(links)),
        next_requests=(_api_page(page, urls, after),) if more else (),
        counts={"posts": total} if total is not None and "tagged" not in dict(query_pairs(page.url)) else {},
    )


def _api_page(page: Page, urls: SiteUrls, start: int) -> Request:
    kept = tuple(pair for pair in query_pairs(page.url) if pair[0] != "start")
    place = page.url.partition("?")[0] if urls.owns(page.url) else f"{urls.base_url}/api/read"
    return Request(url=with_query(place, (*kept, ("start", str(start)))), priority=1, source="feed")


def _api_record(post: TumblrPost, page: Page, urls: SiteUrls) -> Record | None:
    target = absolute(page.url, post.url) if post.url else None
    key = urls.canonical(target) if target and urls.owns(target) else None
    if key is None or post.state != "published":
        return None
    author: Json = {"name": post.author, "url": None, "source_id": None} if post.author else None
    fields: dict[str, Json] = {
        "url": key,
        "kind": "post",
        "title": post.title,
        "labels": list(post.labels),
        "source_id": post.id or None,
        "body_html": absolute_urls(post.body, key),
    }
    optional: dict[str, Json] = {"published": post.published, "author": author}
    fields |= {name: value for name, value in optional.items() if value is not None}
    return Record(kind=RecordKind.POST, key=key, source="feed", url=page.url, fields=fields)


def _site_record(blog: HtmlElement | None, page: Page, site: Site) -> tuple[Record, ...]:
    if blog is None:
        return ()
    stated: dict[str, Json] = {
        "title": blog.get("title"),
        "description": text_of(blog.text or ""),
        "timezone": blog.get("timezone"),
    }
    known = {name: value for name, value in stated.items() if value}
    base = site.base_url
    return (Record(kind=RecordKind.SITE, key=base, source="feed", url=page.url, fields=known),)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < len("1000000000") else None


# --- pages ---------------------------------------------------------------------------------------------


def _read_html(page: Page, tree: HtmlElement, site: Site, urls: SiteUrls) -> Reading:
    key = _key(page, tree, urls)
    reading = read_plain(
        replace(page, url=key), tree, site, RECIPE, _KINDS.get(urls.match(page.final_url).kind)
    )
    if reading.kind not in {PageVerdict.POST, PageVerdict.PAGE} or not reading.records:
        return reading
    base = base_of(tree, page.final_url)
    post = _completed(reading.records[0], tree, urls)
    replies = tuple(_replies(tree, base, post))
    links: list[Link] = []
    for reply in replies:
        links += links_in(str(reply.fields.get("html") or ""), base, page.url)
    records = tuple(replace(record, url=page.url) for record in (post, *replies))
    hidden = (
        ("Further notes are loaded by a script: replies among them are not read.",)
        if found(tree, _MORE_NOTES)
        else ()
    )
    return replace(
        reading,
        records=records,
        links=tuple(dict.fromkeys((*reading.links, *links))),
        warnings=(*reading.warnings, *hidden),
    )


def _key(page: Page, tree: HtmlElement, urls: SiteUrls) -> str:
    """Return a post's permalink with its words, by which API and feed know it too."""
    own = urls.canonical(page.final_url) or urls.canonical(page.url) or page.url
    number = urls.match(own).fields.get("id")
    for stated in values(tree, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        target = absolute(page.final_url, stated)
        known = urls.canonical(target) if target and urls.owns(target) else None
        if known and number and urls.match(known).fields.get("id") == number:
            return known
    return own


def _completed(post: Record, tree: HtmlElement, urls: SiteUrls) -> Record:
    fields = dict(post.fields)
    fields["published"] = structured_date(tree) or fields.get("published")
    number = urls.match(post.key).fields.get("id")
    if number:
        fields["source_id"] = number
    name = next(
        (match[1] for text in values(tree, "//meta/@content") if (match := _BLOG_NAME.search(text))), None
    )
    writer: Json = {"name": name, "url": None, "source_id": None} if name else None
    fields["author"] = writer or structured_author(tree) or fields.get("author")
    linked = _linked_title(tree, number) if number else None
    if linked or not _is_heading(fields.get("title"), tree):
        fields["title"] = linked
    body = _without_heading(fields.get("body_html"), fields.get("title"))
    fields["body_html"] = _with_link(body, fields.get("title"), tree, urls)
    return replace(
        post, fields={name: value for name, value in fields.items() if value is not None or name == "title"}
    )


def _linked_title(tree: HtmlElement, number: str) -> str | None:
    """Return the heading that leads to the post itself."""
    links = found(tree, f"//body//*[{_HEADING}]/descendant-or-self::a[contains(@href, '/post/{number}')]")
    return next((text for link in links if (text := squeezed(link.text_content()))), None)


def _with_link(body: Json, title: Json, tree: HtmlElement, urls: SiteUrls) -> Json:
    """Return the body of a post that is a link, which themes make of its title, with this link."""
    wanted = letters(title) if isinstance(title, str) else ""
    for link in (
        found(tree, f"//body//*[{_HEADING}]/descendant-or-self::a[starts-with(@href, 'http')]")
        if wanted
        else ()
    ):
        url = link.get("href") or ""
        if letters(link.text_content()) == wanted and not urls.owns(url) and absolute(url, "") is not None:
            text = body if isinstance(body, str) else ""
            return (
                text
                if escape(url) in text
                else f'<p><a href="{escape(url)}">{escape(str(title))}</a></p>\n{text}'
            )
    return body


def _is_heading(title: Json, tree: HtmlElement) -> bool:
    """True where the page shows a title as the post's; what only its head states sums up an untitled post."""
    wanted = letters(title) if isinstance(title, str) else ""
    headings = found(tree, f"//body//*[{_HEADING}][not(ancestor-or-self::*[{_MASTHEAD}])]")
    return bool(wanted) and any(letters(heading.text_content()) == wanted for heading in headings)


def _without_heading(body: Json, title: Json) -> Json:
    """Return a body without the heading its theme puts before it."""
    if not isinstance(body, str) or not isinstance(title, str):
        return body
    soup = parse_fragment(body)
    heading = soup.find(["h1", "h2", "h3"])
    if heading is None or letters(heading.get_text()) != letters(title):
        return body
    before = "".join(str(text) for text in heading.find_all_previous(string=True))
    if letters(before):
        return body
    heading.extract()
    return inner_html(soup).strip()


# --- notes ---------------------------------------------------------------------------------------------


def _replies(tree: HtmlElement, base: str, post: Record) -> Iterator[Record]:
    """Yield notes that say something: replies, and reblogs with a commentary. Notes show no date and have no id."""
    for note in reversed(found(tree, _SAID)):
        text = next(iter(found(note, f".//*[{with_class('answer_content')}] | .//blockquote")), None)
        name = next(iter(found(note, f".//*[{with_class('action')}]//a[@href][normalize-space(.)]")), None)
        html = absolute_urls(inner_markup(text), base).strip() if text is not None else ""
        if not letters(text_of(html)):
            continue
        who = squeezed(name.text_content()) if name is not None else ""
        reblog = "reblog" in (note.get("class") or "").split()
        url = absolute(base, name.get("href") or "") if name is not None else None
        fields: dict[str, Json] = {
            "post": post.key,
            "parent": None,
            "author": {"name": who, "url": url, "source_id": None} if who else None,
            "published": None,
            "html": html,
            "kind": "trackback" if reblog else "comment",
            "by_owner": False,
            "deleted": False,
        }
        marks = f"{post.key}\n{who}\n{text_of(html)}".encode("utf-8", "surrogatepass")
        number = hashlib.sha256(marks).hexdigest()[:16]
        yield Record(
            kind=RecordKind.COMMENT, key=f"note-{number}", source="html", url=post.url, fields=fields
        )


PLUGIN = Tumblr()
