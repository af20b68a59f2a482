"""The nouns of a migration: frozen dataclasses that every stage and plug-in speaks in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class UrlKind(StrEnum):
    """What an old URL was for."""

    HOME = "home"
    POST = "post"
    PAGE = "page"
    ARCHIVE = "archive"
    LABEL = "label"
    SEARCH = "search"
    FEED = "feed"
    SITEMAP = "sitemap"
    IMAGE = "image"
    SYSTEM = "system"
    OTHER = "other"


class Verdict(StrEnum):
    """The one answer every old URL ends with."""

    MOVED = "moved"
    KEPT = "kept"
    GONE = "gone"
    IGNORED = "ignored"
    NO_REDIRECT = "no redirect possible"
    UNEXPLAINED = "unexplained"


class HostAnswer(StrEnum):
    """Who answers an old host after the move."""

    PLATFORM = "platform"
    REPOINTED_DOMAIN = "repointed-domain"
    SAME_DOMAIN = "same-domain"
    OWN_SERVER = "own-server"
    NOBODY = "nobody"

    @property
    def configurable(self) -> bool:
        """True where a web server of the owner can answer with real redirects."""
        return self in {HostAnswer.REPOINTED_DOMAIN, HostAnswer.SAME_DOMAIN, HostAnswer.OWN_SERVER}


class Proof(StrEnum):
    """How far a rule set has been proved."""

    NONE = "none"
    SIMULATED = "simulated"
    PROVED = "proved"
    LIVE = "live"


# --- fetched -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a redirect chain: `url` answered `status` and pointed to `location` (absolute)."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A URL a stage wants fetched. Lower `priority` goes first; `url` is public, never a test address."""

    url: str
    priority: int = 50
    source: str = "crawl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One fetched URL: the public URL asked for, the URL that answered, and the decoded body bytes."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    hops: tuple[Hop, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case; empty when the server sent none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


# --- read out of pages -------------------------------------------------------------------------------


class RecordKind(StrEnum):
    """What a record is about."""

    SITE = "site"
    POST = "post"  # posts and static pages: field "kind" is "post" or "page"
    COMMENT = "comment"
    TERM = "term"  # key "<taxonomy>/<slug>"; fields name, slug, taxonomy, parent (a slug), description
    ASSET = "asset"  # a media file a source knows of; key its URL; fields title, description
    URL = "url"  # an old URL a source knows of, whatever is there; fields may hold numbers, e.g. hits


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one source says about one entity.

    `key` is the canonical old URL of a post or page, the platform's id of a comment, the base URL of a
    site; see `RecordKind` for the others. `source` names the reading ("html", "feed", "comment-feed", "backup:wxr").
    `fields` holds only what this source states: an absent field is unknown, a null one is known to be empty. Field names are those of `Post`,
    `Comment` and `Site`; datetimes are ISO 8601 strings, an author is {"name", "url", "source_id"}.
    """

    kind: RecordKind
    key: str
    source: str
    url: str
    fields: Mapping[str, Json]


class LinkKind(StrEnum):
    """Where in a page a link stood."""

    BODY = "body"  # inside a post's or page's body or a comment
    IMAGE = "image"  # img src/srcset, or a link to an image file, in a body
    TEMPLATE = "template"  # anywhere else


@dataclass(frozen=True, slots=True)
class Link:
    """A reference found in a page: `url` is absolute and as written save for resolution."""

    from_url: str
    url: str
    kind: LinkKind


class PageVerdict(StrEnum):
    """What kind of page a reader found (the `kind` of `migrator inspect`)."""

    POST = "post"
    PAGE = "page"
    ARCHIVE = "archive"
    INDEX = "index"
    FEED = "feed"
    STUB = "stub"  # nothing but a "this blog has moved" notice
    ERROR = "error"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All a platform reads out of one page."""

    kind: PageVerdict
    records: tuple[Record, ...] = ()
    links: tuple[Link, ...] = ()
    next_requests: tuple[Request, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)  # what the source states, e.g. {"posts": 61}
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detection:
    """How sure a plug-in is that something is its own (0 to 1), and the signals it saw, in words a person can check."""

    score: float
    signals: tuple[str, ...] = ()


# --- entities ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One end of the move. `base_url` ends without a slash, e.g. `https://blog.example`."""

    base_url: str
    platform: str
    title: str | None = None
    description: str | None = None
    language: str | None = None
    timezone: str | None = None  # IANA name
    source_id: str | None = None
    hosts: tuple[str, ...] = ()  # further hosts known to be the same blog
    date_order: str | None = None  # how the whole blog writes days as numbers: "DMY", "MDY" or "YMD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A writer of posts or comments."""

    name: str
    url: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post or static page. `key` and `url` are the canonical old URL; dates are aware."""

    key: str
    url: str
    kind: str = "post"  # "post" | "page"
    source_id: str | None = None
    title: str | None = None
    body_html: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    author: Author | None = None
    labels: tuple[str, ...] = ()
    description: str | None = None
    image: str | None = None  # featured image, canonical asset URL
    guid: str | None = None  # the id readers' feed programs know it by
    comments_stated: int | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)  # field → source


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A reader's comment. `post` is the post's key, `parent` another comment's id in the same post."""

    id: str
    post: str
    parent: str | None = None
    author: Author | None = None
    published: datetime | None = None
    html: str = ""
    kind: str = "comment"  # "comment" | "pingback" | "trackback"
    deleted: bool = False
    by_owner: bool = False
    position: int = 0
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A label. `slug` is the one it will have on the new site."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One media file. `url` is the canonical URL of the original size, whatever sizes pages show.

    `file` is its name inside the project's media folder once fetched and verified (`media_type`, `size` in
    bytes and `sha256` are then set); `problem` says why it could not be fetched.
    """

    url: str
    file: str | None = None
    media_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    problem: str | None = None


# --- decided -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OldUrl:
    """A row of the URL inventory: a canonical old URL, what it is for, and who saw it."""

    url: str
    kind: UrlKind
    sources: tuple[str, ...] = ()
    status: int | None = None  # what the old site answered, if it was asked
    numbers: Mapping[str, int] = field(default_factory=dict, hash=False)  # of `migrator.numbers.NUMBERS`


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlMapping:
    """The verdict on one old URL. `new` is set for moved and kept, a strict ASCII absolute URL.

    `reason` names the rule ("post.slug-kept", "gone.deleted"), `note` the fact behind it for a person.
    `final` is False while the new URL is predicted and True once it was seen on the new site.
    """

    old: str
    kind: UrlKind
    verdict: Verdict
    new: str | None = None
    reason: str = ""
    note: str = ""
    confidence: float = 1.0
    final: bool = False
    status: int | None = None  # what a person's own list asks for; None: 301 for moved, 410 for gone


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectRule:
    """What a server must answer for one old URL.

    `path` is the decoded path (Unicode, leading slash); `query` are decoded key/value pairs that must all be
    present (any order, other parameters allowed); `target` a strict ASCII absolute URL, None for 410.
    Without a query condition every query matches, and the query is dropped. `old` is the old URL as it was
    published, where it is known: the spelling a reader's browser sends.
    """

    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    target: str | None = None
    status: int = 301
    reason: str = ""
    old: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Trouble with one URL inside a stage; the run goes on. `retry` is True when a later run may heal it."""

    stage: str
    url: str
    kind: str
    message: str
    retry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of a check or a reconciliation, shown to a person."""

    code: str
    severity: str  # "error" | "warning" | "info"
    url: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    """What a stage did, in numbers and sentences; equal inputs give equal reports."""

    stage: str
    counts: Mapping[str, int]
    findings: Sequence[Finding] = ()
    problems: Sequence[Problem] = ()
    details: Mapping[str, Json] = field(default_factory=dict)  # what `report` and `status` show of the stage


class Progress(Protocol):
    """What a stage tells about itself while it runs; the command line draws it."""

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a phase; `total` may be unknown, and may grow through `grow`."""
        ...

    def grow(self, total: int) -> None:
        """State a new total for the running phase."""
        ...

    def advance(self, count: int = 1, *, failed: int = 0, note: str = "") -> None:
        """Count work done; `note` says what a wait is for."""
        ...

    def finish(self, summary: str) -> None:
        """End the phase with one permanent line."""
        ...


class Silence:
    """A Progress that says nothing."""

    def start(self, label: str, total: int | None = None) -> None:
        """Say nothing."""

    def grow(self, total: int) -> None:
        """Say nothing."""

    def advance(self, count: int = 1, *, failed: int = 0, note: str = "") -> None:
        """Say nothing."""

    def finish(self, summary: str) -> None:
        """Say nothing."""
