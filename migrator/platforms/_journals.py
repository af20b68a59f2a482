"""Reads LiveJournal and Dreamwidth, which grew from one program: entries, threads of comments, calendars, feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.model import PageVerdict, Reading, Record, Request, UrlKind
from migrator.platforms._contract import Detection
from migrator.platforms._feed_posts import FeedHabits, read_posts_feed
from migrator.platforms._feeds import is_feed, is_sitemap
from migrator.platforms._journal_recipe import COMMENTS, RECIPE
from migrator.platforms._journal_threads import Threads, threads_of, told_comments
from migrator.platforms._markup import base_of, found, template_links, with_class
from migrator.platforms._plain_page import read_plain
from migrator.platforms._signs import Sign, Standing, detection
from migrator.platforms._sitemaps import sitemap_requests
from migrator.profiles import site_urls
from migrator.text import squeezed
from migrator.urls import absolute, query_pairs, with_query, without_fragment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.platforms._feeds import Entry
    from migrator.profiles import SiteUrls

_HTTP_ERRORS = 400
_KINDS = {
    UrlKind.HOME: PageVerdict.INDEX,
    UrlKind.LABEL: PageVerdict.ARCHIVE,
    UrlKind.ARCHIVE: PageVerdict.ARCHIVE,
    UrlKind.POST: PageVerdict.POST,
}
_UNTITLED = re.compile(
    r"[(\[]?\s*(?:no subject|untitled|без темы|без названия|без теми)\s*[)\]]?", re.IGNORECASE
)
_WARNED = re.compile(r"/(?:misc/|journal/)?adult_(?:concepts|explicit|content)\b")
_CUT_LINK = re.compile(r"#cutid\d")
_LJUSER = f"*[{with_class('ljuser', 'i-ljuser')} or @data-ljuser or @*[name()='lj:user']]"
_POSTERS = with_class(
    *("poster", "entry-poster", "aentry-head__username", "b-singlepost-author-user", "entry-userinfo", "asset-author"),
    *("j-e-user", "entry-author", "user-info", "poster-info", "entry_userinfo"),
)  # fmt: skip
_PLACES = with_class(
    "ljcmt_full",
    "b-leaf",
    "comment",
    "comment-thread",
    "sidebar",
    "module",
    "entry-content",
    "b-singlepost-body",
)
_PERSONAL = re.compile(r'"?is_personal"?\s*:\s*"?1\b')
_JOURNAL = re.compile(r'"?currentJournal"?\s*:\s*"([\w-]+)"')
_FLAT = "flat"
_MOST_PAGES = 2000
_FEED_HEAD = 4000  # bytes in which a feed says what made it
_TELLING_HOST = 0.9
_SEEDS = (
    ("feed-posts", 1, "feed"),
    ("feed-atom", 2, "feed"),
    ("calendar", 5, "crawl"),
    ("home", 12, "crawl"),
    ("labels", 14, "crawl"),
)


@dataclass(frozen=True, slots=True)
class Journals:
    """One of the services as a platform.

    `signals` give its pages away, `feed_marks` do so in feeds.
    `flat` is the query that shows all comments one below the other.
    """

    name: str
    version: int
    flat: tuple[tuple[str, str], ...]
    signals: tuple[Sign, ...]
    feed_marks: tuple[bytes, ...]

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely the service made the page."""
        if is_feed(page):
            own = any(mark in page.body[:_FEED_HEAD] for mark in self.feed_marks)
            return Detection(0.95, ("generator",)) if own else Detection(0.0)
        standing = Standing(self.name, page.final_url, _TELLING_HOST) if tree is not None else None
        return detection(tree, self.signals, standing)

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return the feeds, the calendar that lists every month, the list of tags and the home page."""
        urls = site_urls(self.name, site.base_url, site.hosts)
        return tuple(
            Request(url=urls.build(shape), priority=priority, source=source)
            for shape, priority, source in _SEEDS
        )

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read an entry with its comments, a list or a feed."""
        return _read(page, tree, site, self)


def _read(page: Page, tree: HtmlElement | None, site: Site, service: Journals) -> Reading:
    if page.status >= _HTTP_ERRORS:
        return Reading(kind=PageVerdict.ERROR)
    urls = site_urls(service.name, site.base_url, site.hosts)
    if is_feed(page):
        return read_posts_feed(page, site, urls, FeedHabits(title=_feed_title, body=_feed_body))
    if is_sitemap(page):
        requests = sitemap_requests(page, lambda url: urls.canonical(url) if urls.owns(url) else None)
        return Reading(kind=PageVerdict.OTHER, next_requests=requests)
    if tree is None:
        return Reading(kind=PageVerdict.OTHER)
    if _asks_for_age(page, tree):
        links = template_links(tree, base_of(tree, page.final_url), page.url, ())
        told = "It asks readers to confirm their age, and shows nothing of the entry."
        return Reading(kind=PageVerdict.OTHER, links=links, warnings=(told,))
    kind = _KINDS.get(urls.match(page.final_url).kind)
    return _entry(page, tree, site, _Entry(service, urls, kind))


@dataclass(frozen=True, slots=True)
class _Entry:
    service: Journals
    urls: SiteUrls
    kind: PageVerdict | None


def _entry(page: Page, tree: HtmlElement, site: Site, entry: _Entry) -> Reading:
    """Read an entry's page under its canonical address, whichever view of its comments it shows."""
    key = entry.urls.canonical(page.url) or page.url
    reading = read_plain(replace(page, url=key), tree, site, RECIPE, entry.kind)
    if reading.kind is not PageVerdict.POST or not reading.records:
        return reading
    base = base_of(tree, page.final_url)
    threads = threads_of(tree, base)
    post, *comments = reading.records
    told = told_comments(tuple(comments), threads, page.url, key)
    subjects = _subjects(tree)
    told = tuple(_with_subject(record, subjects) for record in told)
    wanted = () if _says_nothing(post, page) else (_with_author(post, tree, base),)
    number = threads.stated
    more = _next(page, tree, _Shown(entry, threads, told, key))
    missing = number is not None and number > len(told)
    warned = (f"The page states {number} comments and shows {len(told)}.",) if missing else ()
    return replace(
        reading,
        records=(
            *(replace(one, url=page.url) for one in wanted),
            *(replace(one, url=page.url) for one in told),
        ),
        next_requests=more,
        counts={"comments": number} if number is not None else {},
        warnings=(*reading.warnings, *warned),
    )


def _says_nothing(post: Record, page: Page) -> bool:
    """True for a further page of comments that leaves the entry out."""
    return bool({key for key, _ in query_pairs(page.url)} & {"page", "thread"}) and not post.fields.get(
        "body_html"
    )


def _feed_title(entry: Entry) -> str | None:
    return None if _UNTITLED.fullmatch(entry.title) else entry.title or None


def _feed_body(entry: Entry) -> str | None:
    """Return an entry's text; None where the feed stops at a cut, or holds a summary only."""
    body = entry.content
    return None if body is None or _CUT_LINK.search(body) else body


def _asks_for_age(page: Page, tree: HtmlElement) -> bool:
    if _WARNED.search(page.final_url):
        return True
    asked = tree.xpath("//form/@action")
    return any(_WARNED.search(str(action)) for action in asked) if isinstance(asked, list) else False


# --- who wrote -----------------------------------------------------------------------------------------


def _with_author(post: Record, tree: HtmlElement, base: str) -> Record:
    fields = dict(post.fields)
    title = fields.get("title")
    if isinstance(title, str) and _UNTITLED.fullmatch(squeezed(title)):
        fields["title"] = None
    writer = _writer(tree, base) or _journal_owner(tree)
    if writer is not None:
        fields["author"] = writer
    return replace(post, fields=fields)


def _writer(tree: HtmlElement, base: str) -> dict[str, Json] | None:
    """Return who posted: the user named beside the entry, in a community not the journal's owner."""
    outside = f"[not(ancestor-or-self::*[{_PLACES}])]"
    for xpath in (
        f"//*[{_POSTERS}]{outside}//{_LJUSER}",
        f"//{_LJUSER}{outside}[not(ancestor::*[@id='comments'])]",
    ):
        for user in found(tree, xpath):
            named = _user(user, base)
            if named is not None:
                return named
    return None


def _user(user: HtmlElement, base: str) -> dict[str, Json] | None:
    links = found(user, ".//a[@href][normalize-space(.)]")
    shown = found(user, ".//*[contains(@class, 'i-ljuser-username')] | .//b")
    name = squeezed(shown[0].text_content()) if shown else ""
    stated = next((str(value) for key, value in user.attrib.items() if key in {"data-ljuser", "lj:user"}), "")
    href = links[-1].get("href") if links else None
    name = name or stated
    return {"name": name, "url": absolute(base, href) if href else None, "source_id": None} if name else None


def _journal_owner(tree: HtmlElement) -> dict[str, Json] | None:
    """Return the owner of a personal journal, where nobody else can post."""
    personal = bool(found(tree, f"//*[{with_class('journal-type-P')}]"))
    scripts = [script.text or "" for script in found(tree, "//script[not(@src)]")]
    if not personal and not any(_PERSONAL.search(script) for script in scripts):
        return None
    named = next((match[1] for script in scripts if (match := _JOURNAL.search(script))), None)
    return {"name": named, "url": None, "source_id": None} if named else None


def _subjects(tree: HtmlElement) -> dict[str, str]:
    """Return the subjects that comments show, which are no part of their texts, by the comments' ids."""
    kinds = with_class("comment-title", "b-leaf-subject", "comment-subject", "commentHeaderSubject")
    subjects: dict[str, str] = {}
    for heading in found(tree, f"//*[{kinds}]"):
        subject = squeezed(heading.text_content())
        ids = (COMMENTS.ids.match(up.get("id") or "") for up in heading.iterancestors())
        number = next((match[1] for match in ids if match), None)
        if number and subject and not _UNTITLED.fullmatch(subject):
            subjects.setdefault(number, subject)
    return subjects


def _with_subject(record: Record, subjects: dict[str, str]) -> Record:
    subject = record.fields.get("subject") or subjects.get(record.key)
    return replace(record, fields={**record.fields, "subject": subject}) if subject else record


# --- reading on ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shown:
    entry: _Entry
    threads: Threads
    comments: tuple[Record, ...]
    key: str


def _next(page: Page, tree: HtmlElement, shown: _Shown) -> tuple[Request, ...]:
    """Return where the comments go on: the flat view where a threaded one hides some, then its further pages.

    A flat view that still hides some is asked thread by thread, the topmost of each.
    """
    query = dict(query_pairs(page.url))
    last = _last_page(page, tree, shown)
    if query.get("view") == _FLAT:
        pages = range(2, last + 1) if "page" not in query else ()
        found_pages = [with_query(shown.key, (*shown.entry.service.flat, ("page", str(n)))) for n in pages]
        return tuple(_request(url) for url in (*found_pages, *_hidden(shown)))
    if "thread" in query:
        return tuple(_request(url) for url in _hidden(shown) if f"thread={query['thread']}" not in url)
    stated = shown.threads.stated or 0
    if last > 1 or shown.threads.cut or stated > len(shown.comments):
        return (_request(with_query(shown.key, shown.entry.service.flat)),)
    return ()


def _hidden(shown: _Shown) -> list[str]:
    known, cut = shown.threads.known, shown.threads.cut
    topmost = [comment for comment in sorted(cut, key=int) if known[comment].parent not in cut]
    return [with_query(shown.key, (("thread", comment),)) for comment in topmost]


def _last_page(page: Page, tree: HtmlElement, shown: _Shown) -> int:
    """Return the highest number among links to pages of this entry's comments."""
    base, numbers = base_of(tree, page.final_url), [1]
    for link in found(tree, "//a[contains(@href, 'page=')]"):
        target = absolute(base, link.get("href") or "")
        number = dict(query_pairs(target)).get("page", "") if target else ""
        own = target is not None and shown.entry.urls.canonical(without_fragment(target)) == shown.key
        if own and number.isdecimal() and len(number) < len(str(_MOST_PAGES)) + 1:
            numbers.append(min(int(number), _MOST_PAGES))
    return max(numbers)


def _request(url: str) -> Request:
    return Request(url=url, priority=20, source="comments")
