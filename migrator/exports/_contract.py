"""How to add an export format: put one file here that ends with `PLUGIN = YourExport()`.

An export does no I/O of its own: it reads `Content` and yields files in order, large ones as chunks. Ids are
assigned here, in (kind, date, URL) order, never by arrival, so that equal content gives equal bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from migrator.model import Asset, Comment, Finding, Post, Site, Term


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

    def comments(self, post: str) -> Sequence[Comment]:
        """The comments of one post (by key), parents before their replies."""
        ...

    def assets(self) -> Iterator[Asset]:
        """All media files, by canonical URL."""
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


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file to write; `path` is relative with forward slashes, `chunks` its bytes in order."""

    path: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What one export holds: files, counts per kind, and every difference from the source with its reason."""

    files: Sequence[ExportFile]
    counts: Mapping[str, int]
    losses: Sequence[Finding] = ()


class Export(Protocol):
    """A place content goes. All methods are pure."""

    name: str
    version: int

    def write(self, content: Content, options: ExportOptions) -> ExportResult:
        """Render everything. `counts` has the keys posts, pages, comments, terms, assets."""
        ...

    def lint(self, files: Mapping[str, bytes]) -> Sequence[Finding]:
        """Check written files by the importer's own rules; an empty result means it would import whole."""
        ...
