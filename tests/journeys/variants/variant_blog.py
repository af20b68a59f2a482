"""Small Blogger blogs in words: their entries, and how each of them departs from the ordinary."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

NOTICE = (
    "This site has moved, please update your bookmarks; if you were looking for a post, use the search, archives or "
    'categories at the new domain. <a href="https://new.example/">new.example</a>'
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


@dataclass(frozen=True)
class Remark:
    """A reader's comment."""

    id: int
    name: str = "Reader"
    text: str = "A remark."
    when: datetime = datetime(2010, 6, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """A post or page. `alternate` replaces its link in the feed ("" for none, as drafts have)."""

    path: str
    title: str
    when: datetime
    body: str = "<p>Some words that make a post a post, and not a notice.</p>"
    labels: tuple[str, ...] = ()
    id: int = 0
    author: str = "Ann"
    remarks: tuple[Remark, ...] = ()
    stated: int | None = None
    alternate: str | None = None

    @property
    def static(self) -> bool:
        return self.path.startswith("/p/")

    @property
    def count(self) -> int:
        return len(self.remarks) if self.stated is None else self.stated

    @property
    def month(self) -> str:
        return self.path[1:8]


@dataclass(frozen=True)
class Reply:
    """An answer of the server as it is sent."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Variant:
    """A blog. `replies` are answers that come first: key is path with query, or "//host" before it."""

    entries: tuple[Entry, ...]
    host: str = "plain.blogspot.example"
    other_hosts: tuple[str, ...] = ()  # answer as the blog itself does
    alias_hosts: tuple[str, ...] = ()  # redirect to the blog's host
    title: str = "A plain blog"
    language: str = "en"
    zone: str = "America/New_York"
    scheme: str = "http"
    feeds: str = "full"  # full | short | stubs | none
    caps: tuple[int, ...] = (150,)  # entries of the first, second, … feed page; the last one holds on
    total: int | None = None
    page_notice: str | None = None
    sitemap: bool = True
    archives: bool = True
    robots: str = "User-agent: *\nDisallow: /search\nAllow: /\n"
    comments: str = "dl"  # dl | anchors | plain | disqus
    comment_feeds: bool = True
    a_page: int = 200  # comments shown on one page
    listed: int = 5  # posts on the home page
    replies: dict[str, Reply] = field(default_factory=dict)
    machine_dates: bool = True  # a template that names dates in ISO 8601 too
    date_format: str = "%A, %B %d, %Y"

    @property
    def base(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def posts(self) -> tuple[Entry, ...]:
        """Newest first."""
        dated = [entry for entry in self.entries if not entry.static and entry.alternate != ""]
        return tuple(sorted(dated, key=lambda entry: entry.when, reverse=True))

    @property
    def pages(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.static)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def at(self, path: str) -> Entry | None:
        return next((e for e in self.entries if e.path == path and e.alternate != ""), None)


def plain_posts(count: int, first: datetime = datetime(2009, 1, 15, 15, 0, tzinfo=UTC)) -> tuple[Entry, ...]:
    """Return posts three weeks apart, with a label each and no comments."""
    found = []
    for number in range(1, count + 1):
        when = first + timedelta(days=21 * (number - 1))
        found.append(
            Entry(
                path=f"/{when:%Y/%m}/post-number-{number}.html",
                title=f"Post number {number}",
                when=when,
                body=f"<p>This is what post number {number} says, at some length and quite calmly.</p>",
                labels=("Odd" if number % 2 else "Even",),
                id=1000 + number,
            )
        )
    return tuple(found)


ABOUT = Entry(
    "/p/about.html", "About", plain_posts(1)[0].when, "<p>All about this very blog and me.</p>", id=1900
)


def with_remarks(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    first = replace(entries[0], remarks=(Remark(9000001, text="First!"), Remark(9000002, text="Second.")))
    return (first, *entries[1:], ABOUT)


def moved_blog(**changes: object) -> Variant:
    """Return a blog whose every page shows only the notice."""
    return Variant(with_remarks(plain_posts(6)), **{"page_notice": f"<p>{NOTICE}</p>", **changes})
