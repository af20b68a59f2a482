r"""How to add a backup format: put one file here that ends with `PLUGIN = YourFormat()`.

A format does no I/O: it gets a container (a file, or the named members of a zip or folder) that others opened safely,
and yields records one by one, so that a 1 GB file takes no more memory than its largest entry. `_xml.py` reads XML
that way. What was never public is not yielded but told with `left_out`; what cannot be understood with `unreadable`.
Keys and a comment's `post` are absolute old URLs; bodies are as the file has them. The stage makes both canonical,
takes moving notices out, and finds links and images. Records of one post from feed, page and backup merge by key.
Being here is being registered. Its fixtures: `tests/backups/<name>/<case>` and `<case>.expected.json` (UPDATE_GOLDENS=1).

    class Leaflet:
        name, title, version, platform = "leaflet", "Leaflet's export, a table with tabs", 1, "leaflet"

        def detect(self, head: bytes, name: str) -> Detection:
            return Detection(0.9, ("first line",)) if head.startswith(b"#leaflet ") else Detection(0.0)

        def about(self, given: Container) -> About:
            with given.open(recognised(self, given)[0]) as stream:
                return About(base_url=stream.readline().decode().split()[1])

        def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
            for name in recognised(self, given):
                with given.open(name) as stream:
                    for line in islice(stream, 1, None):
                        path, status, published, title, body = line.decode().rstrip("\n").split("\t")
                        if status != "public":
                            yield left_out("draft", title)
                            continue
                        url = f"{site.base_url}{path}"
                        fields = {"kind": "post", "title": title, "published": published, "body_html": body}
                        yield Record(kind=RecordKind.POST, key=url, source="backup:leaflet", url=url, fields=fields)

    PLUGIN = Leaflet()
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from migrator.model import Detection, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from typing import BinaryIO

    from migrator.model import Record, Site

__all__ = ["About", "Backup", "Container", "Detection", "left_out", "noted", "recognised", "unreadable"]

STAGE = "read"
UNREADABLE = "unreadable"
SURE = 0.5  # from this score on a format takes a member for its own

LEFT_OUT = {  # kind → what a person reads behind the number one, and behind others
    "draft": ("draft", "drafts"),
    "scheduled": ("post scheduled for later", "posts scheduled for later"),
    "pending": ("post waiting for review", "posts waiting for review"),
    "private": ("private post", "private posts"),
    "password": ("post behind a password", "posts behind a password"),
    "paid": ("post for paying readers or members only", "posts for paying readers or members only"),
    "response": ("answer to somebody's post", "answers to somebody's posts"),
    "trash": ("deleted entry", "deleted entries"),
    "spam": ("comment marked as spam", "comments marked as spam"),
    "unapproved": ("comment nobody has approved", "comments nobody has approved"),
    "orphan": (
        "comment on a post that is left out or missing",
        "comments on posts that are left out or missing",
    ),
    "no-permalink": ("post without an address", "posts without an address"),
    "other-kind": (
        "entry that is neither post, page nor comment",
        "entries that are neither post, page nor comment",
    ),
}

COMPUTED, MARKUP = "computed-permalink", "markup"
NOTED = {  # kind → what a person reads of what is carried over, but not as the file has it
    COMPUTED: (
        "post's address is made of its name and date, as the file does not say it",
        "posts' addresses are made of their names and dates, as the file does not say them",
    ),
    MARKUP: (
        "post is written in a markup language, and keeps its signs",
        "posts are written in a markup language, and keep their signs",
    ),
}


class Container(Protocol):
    """What a person named: one file, or the members of a zip or folder under relative names with slashes."""

    @property
    def name(self) -> str:
        """The last part of the path, for messages."""
        ...

    @property
    def written(self) -> datetime | None:
        """When the newest member was written (aware), as far as that is known."""
        ...

    def names(self) -> Sequence[str]:
        """Return all members, sorted; a single file is its own only member."""
        ...

    def head(self, name: str) -> bytes:
        """Return the first 64 kB of a member."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Open a member at its first byte, as often as wanted; it can be read on, not sought in.

        Raises:
            InputError: not readable, encrypted, or growing beyond all measure.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a source says of its blog; `base_url` is the public address without a final slash."""

    platform: str | None = None
    base_url: str | None = None
    title: str | None = None
    signals: tuple[str, ...] = ()


class Backup(Protocol):
    """A format of files a platform lets its owner download. All methods are free of I/O but on their container."""

    name: str
    title: str
    version: int  # raised when readings change, so that stored ones are redone
    platform: str  # whose URLs the content had; a file of mappings/platforms/

    def detect(self, head: bytes, name: str) -> Detection:
        """Say how likely a member with these first bytes and this name holds content in this format."""
        ...

    def about(self, given: Container) -> About:
        """Return what the beginning of the file says of the blog; whole files are not read for it.

        Raises:
            InputError: it holds several blogs.
        """
        ...

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield what the file says, in its order. Damage gives an `unreadable` problem, never an error.

        Raises:
            InputError: the file as a whole is nothing this format can read.
        """
        ...


def recognised(backup: Backup, given: Container) -> list[str]:
    """Return the members a format takes for its own, sorted by name."""
    return [name for name in given.names() if backup.detect(given.head(name), name).score >= SURE]


def left_out(kind: str, what: str) -> Problem:
    """Return what tells that something was read and is not carried over; `kind` is a key of `LEFT_OUT`."""
    return Problem(stage=STAGE, url="", kind=kind, message=what)


def noted(kind: str, what: str) -> Problem:
    """Return what tells that something is carried over in another way than a person may think; a key of `NOTED`."""
    return Problem(stage=STAGE, url="", kind=kind, message=what)


def unreadable(what: str) -> Problem:
    """Return what tells that a part of a file could not be understood."""
    return Problem(stage=STAGE, url="", kind=UNREADABLE, message=what)
