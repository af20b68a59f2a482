r"""How to add an export format: put one file here that ends with `PLUGIN = YourExport()`.

An export does no I/O of its own: it reads `Content` and yields files in order, large ones as chunks. Ids are
assigned here, in (kind, date, URL) order, never by arrival, so that equal content gives equal bytes.
Its fixture is the folder `tests/exports/golden/<name>/`: what the sample content of `tests/exports` gives.

    class Titles:
        name = "titles"
        version = 1

        def write(self, content: Content, options: ExportOptions) -> ExportResult:
            def lines() -> Iterator[bytes]:
                for post in content.posts():
                    yield f"{content.new_url(post.url)}\t{post.title or ''}\n".encode()

            kinds = [post.kind for post in content.posts()]
            counts = {"posts": kinds.count("post"), "pages": kinds.count("page")}
            return ExportResult(files=[ExportFile("titles.tsv", lines())], counts=counts)

        def lint(self, files: Mapping[str, bytes], options: ExportOptions) -> Sequence[Finding]:
            return [Finding(code="titles.tab", severity="error", url=path, message="a line has no tab")
                    for path, text in files.items() if any(b"\t" not in line for line in text.splitlines())]

    PLUGIN = Titles()
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from migrator.model import Asset, Comment, Finding, Page, Post, Site, Term, UrlMapping


class Content(Protocol):
    """What is exported. Posts come in (kind, date, URL) order, comments parent before child."""

    @property
    def old(self) -> Site:
        """The blog as it was."""
        ...

    @property
    def new(self) -> Site:
        """The blog as it will be; `timezone` is the new site's."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The zone local dates are written in: the new site's."""
        ...

    def posts(self) -> Iterator[Post]:
        """All posts, then all static pages."""
        ...

    def post(self, key: str) -> Post:
        """One of the posts, by its key."""
        ...

    def omitted(self, key: str) -> str | None:
        """Why a post does not belong on the new site (it only said "this blog has moved", it is gone); else None."""
        ...

    def comments(self, post: str) -> Sequence[Comment]:
        """The comments of one post (by key), parents before their replies."""
        ...

    def strays(self) -> Iterator[Comment]:
        """Comments on posts that are not known, by id."""
        ...

    def mappings(self) -> Iterator[UrlMapping]:
        """The verdict on every old URL, in URL order."""
        ...

    def assets(self) -> Iterator[Asset]:
        """All media files, by canonical URL."""
        ...

    def pages(self) -> Iterator[Page]:
        """All stored answers of the old blog, by URL; one body in memory at a time."""
        ...

    def term(self, label: str) -> Term:
        """The new site's term of an old label."""
        ...

    def slug(self, url: str) -> str:
        """The slug on the new site of a post, page or asset (by canonical old URL)."""
        ...

    def new_url(self, url: str) -> str | None:
        """The new URL of any old URL in any variant, fragment and meaningful query kept; None if not ours or gone."""
        ...

    def asset_url(self, url: str) -> str | None:
        """The canonical URL of the original of an image URL of any size; None if it is no asset of the blog."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """The person's choices (see `[export]` and `[new]` in migrator.toml)."""

    part_size: int = 2_000_000
    part_comments: int = 2_000
    labels_as: str = "category"
    media_base: str | None = None
    now: datetime | None = None  # what counts as the future, for lint alone; files never depend on it


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file to write; `path` is relative with forward slashes, `chunks` its bytes in order."""

    path: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What one export holds: files, counts per kind, and every difference from the source with its reason.

    A loss whose code is `dropped.<kind>` (a key of `counts`) stands for one thing that is not in the files;
    any other code (`changed.date`) for one that is in there, but not as it was. `url` is its old URL or id.
    """

    files: Sequence[ExportFile]
    counts: Mapping[str, int]
    losses: Sequence[Finding] = ()


class Export(Protocol):
    """A place content goes. All methods are pure."""

    name: str
    version: int

    def write(self, content: Content, options: ExportOptions) -> ExportResult:
        """Render everything. `counts` has those of the keys posts, pages, comments, terms, assets it covers."""
        ...

    def lint(self, files: Mapping[str, bytes], options: ExportOptions) -> Sequence[Finding]:
        """Check written files by the importer's own rules; an empty result means it would import whole."""
        ...
