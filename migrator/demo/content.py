"""Loads the sample blog's content: posts, pages, comments, pictures and faults are files a person wrote."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

_FENCE = "+++\n"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: `id` is what stands behind `#c`, `parent` another comment's id, `published` is aware."""

    id: str
    author: str
    author_url: str | None
    published: datetime
    html: str
    parent: str | None = None
    deleted: bool = False
    by_owner: bool = False

    @property
    def ms(self) -> int:
        """The time in milliseconds since 1970, as in `?showComment=`."""
        return int(self.published.timestamp()) * 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A post or static page; `path` is its address on the main host, `title` may be empty."""

    id: str
    kind: str  # "post" | "page"
    path: str
    title: str
    body: str
    published: datetime
    labels: tuple[str, ...]
    comments: tuple[Comment, ...]

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of the address, which are those of the local date."""
        return self.published.year, self.published.month


@dataclass(frozen=True, slots=True)
class Picture:
    """One original; `url` has `{}` where the size goes. Of a `tall` one even s1600 is not the original."""

    url: str
    file: str
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Trouble for one URL of the main host: `status` on the numbered `attempts`, or `slow` seconds always."""

    url: str
    status: int = 0
    attempts: tuple[int, ...] = ()
    retry_after: int | None = None
    slow: float = 0.0


@dataclass(frozen=True, slots=True)
class Identity:
    """What the blog says of itself."""

    title: str
    subtitle: str
    id: str
    author: str
    author_url: str
    new_url: str
    zone: ZoneInfo
    main: str
    aliases: tuple[str, ...]
    platform: str

    @property
    def home(self) -> str:
        """Scheme and host of the main address, without a slash."""
        return f"http://{self.main}"


@dataclass(frozen=True)
class Blog:
    """The whole sample: posts newest first, pages oldest first."""

    folder: Path
    identity: Identity
    posts: tuple[Entry, ...]
    pages: tuple[Entry, ...]
    pictures: tuple[Picture, ...]
    faults: tuple[Fault, ...]

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Posts and pages by path."""
        return {entry.path: entry for entry in (*self.posts, *self.pages)}

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """Posts and pages by id."""
        return {entry.id: entry for entry in (*self.posts, *self.pages)}

    @cached_property
    def labels(self) -> dict[str, tuple[Entry, ...]]:
        """Labels in alphabetical order with their posts."""
        names = sorted({label for post in self.posts for label in post.labels})
        return {name: tuple(post for post in self.posts if name in post.labels) for name in names}

    @cached_property
    def months(self) -> tuple[tuple[int, int], ...]:
        """Months that have posts, newest first."""
        return tuple(sorted({post.month for post in self.posts}, reverse=True))

    @cached_property
    def comments(self) -> tuple[tuple[Entry, Comment], ...]:
        """All comments with their post or page, newest first."""
        pairs = [(entry, comment) for entry in self.entries.values() for comment in entry.comments]
        return tuple(sorted(pairs, key=lambda pair: (pair[1].published, pair[1].id), reverse=True))

    @cached_property
    def updated(self) -> datetime:
        """The last time anything changed."""
        return max(self.comments[0][1].published, *(entry.published for entry in self.entries.values()))

    @property
    def image_hosts(self) -> tuple[str, ...]:
        """The hosts pictures are on."""
        return tuple(sorted({picture.url.split("/")[2] for picture in self.pictures}))


def default_content() -> Path:
    """Return the packaged sample's folder, or the checkout's when run from one."""
    package = Path(__file__).parent.parent
    packaged = package / "_examples" / "dear-marigold"
    return packaged if packaged.is_dir() else package.parent / "examples" / "dear-marigold"


def load_content(folder: Path) -> Blog:
    """Load a content folder; OSError, KeyError or TOMLDecodeError when it is damaged."""
    identity = _identity(_toml(folder / "blog.toml"))
    people = _toml(folder / "people.toml")
    posts = [_entry(path, "post", identity, people) for path in sorted((folder / "posts").glob("*.html"))]
    pages = [_entry(path, "page", identity, people) for path in sorted((folder / "pages").glob("*.html"))]
    return Blog(
        folder=folder,
        identity=identity,
        posts=tuple(sorted(posts, key=lambda post: (post.published, post.path), reverse=True)),
        pages=tuple(pages),
        pictures=tuple(Picture(**table) for table in _toml(folder / "images.toml")["images"]),
        faults=tuple(_fault(table) for table in _toml(folder / "faults.toml")["faults"]),
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _identity(table: dict[str, Any]) -> Identity:
    hosts = table["hosts"]
    plain = {name: table[name] for name in ("title", "subtitle", "id", "author", "author_url", "new_url")}
    return Identity(
        **plain,
        zone=ZoneInfo(table["timezone"]),
        main=hosts["main"],
        aliases=tuple(hosts["aliases"]),
        platform=hosts["platform"],
    )


def _fault(table: dict[str, Any]) -> Fault:
    return Fault(**{**table, "attempts": tuple(table.get("attempts", ()))})


def _entry(path: Path, kind: str, identity: Identity, people: dict[str, str]) -> Entry:
    _, head, body = path.read_text(encoding="utf-8").split(_FENCE, 2)
    table = tomllib.loads(head)
    return Entry(
        id=table["id"],
        kind=kind,
        path=table["path"],
        title=table["title"],
        body=body.removesuffix("\n"),
        published=table["published"].replace(tzinfo=identity.zone),
        labels=tuple(table["labels"]),
        comments=_comments(table, identity, people),
    )


def _comments(table: dict[str, Any], identity: Identity, people: dict[str, str]) -> tuple[Comment, ...]:
    rows = table.get("comments", []) + (_crowd(table["crowd"]) if "crowd" in table else [])
    return tuple(
        Comment(
            id=row["id"],
            author=row["author"],
            author_url=identity.author_url if row["author"] == identity.author else people.get(row["author"]),
            published=row["published"].replace(tzinfo=identity.zone),
            html=row["text"],
            parent=rows[row["to"] - 1]["id"] if "to" in row else None,
            deleted=row.get("deleted", False),
            by_owner=row["author"] == identity.author,
        )
        for row in rows
    )


def _crowd(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Make many comments out of few sentences, each comment with a text of its own."""
    openers, closers, names = table["openers"], table["closers"], table["names"]
    return [
        {
            "id": str(table["first_id"] + number * table["id_step"]),
            "author": names[number % len(names)],
            "published": table["start"] + timedelta(seconds=number * table["seconds_apart"]),
            "text": f"{openers[number % len(openers)]} {closers[number // len(openers) % len(closers)]}",
        }
        for number in range(table["count"])
    ]


def plain_text(html: str) -> str:
    """Return a body as text: no tags, entities decoded, single blanks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
