"""Substack's export: `posts.csv` with what was published when and for whom, and one HTML file for each post's text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from migrator.backups._contract import About, Detection, left_out, recognised, unreadable
from migrator.editors import substack_body
from migrator.errors import InputError
from migrator.html import decode
from migrator.loose_json import stated
from migrator.model import Problem, Record, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from migrator.backups._contract import Container
    from migrator.model import Json, Site

_SOURCE = "backup:substack"
_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?\"?post_id\"?,\"?post_date\"?,\"?is_published\"?")
_SUBSCRIBE = re.compile(rb"(https?://[\w.-]+)/subscribe\b")
_LARGEST = 64_000_000  # bytes of one post's text
_LOOKED_AT = 200  # files
_FREE = frozenset({"everyone", ""})
_KINDS = {
    "newsletter": "post",
    "podcast": "post",
    "video": "post",
    "thread": "post",
    "": "post",
    "page": "page",
}


class Substack:
    """Substack's own export, as seen in public converters of it.

    Of the zip only `posts.csv` and `posts/<id>.<slug>.html` are opened: the lists of subscribers, of deliveries and of who
    opened what never are. Posts for payers are left out and counted; their addresses stay known.
    """

    name = "substack"
    title = "Substack: the exported zip, or its folder"
    version = 1
    platform = "substack"

    def detect(self, head: bytes, name: str) -> Detection:  # noqa: ARG002 - told by what is in it
        """Say how likely a member is the table of posts: told by its first columns."""
        return Detection(0.95, ("columns of the table of posts",)) if _HEADER.match(head) else Detection(0.0)

    def about(self, given: Container) -> About:
        """Return the address that the posts' own subscribe buttons lead to most often."""
        names = [name for name in given.names() if name.endswith(".html")][:_LOOKED_AT]
        found: Counter[str] = Counter()
        for name in names:
            found.update({base.decode("ascii", "replace") for base in _SUBSCRIBE.findall(given.head(name))})
        most = found.most_common(1)
        sure = bool(most) and 2 * most[0][1] > found.total()
        return About(platform=self.platform, base_url=most[0][0] if sure else None)

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield every post that was public."""
        tables = recognised(self, given)
        if not tables:
            raise InputError(
                f"{given.name} holds no table of Substack's posts.",
                "Name the zip that was exported: it has posts.csv in it.",
            )
        for name in tables:
            texts = _Texts(given, name.rpartition("/")[0], frozenset(given.names()))
            with given.open(name) as stream:
                for row in _rows(stream, name):
                    yield from [row] if isinstance(row, Problem) else _told(row, texts, site)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The files of posts' texts beside a table."""

    given: Container
    folder: str
    members: frozenset[str]

    def of(self, post_id: str) -> str | None:
        """Return a post's text; None where it has no file, or one that is beyond all measure."""
        name = f"{self.folder}/posts/{post_id}.html".removeprefix("/")
        if name not in self.members:
            return None
        with self.given.open(name) as stream:
            content = stream.read(_LARGEST + 1)
        return decode(content, "text/html; charset=utf-8") if len(content) <= _LARGEST else None


def _rows(stream: BinaryIO, name: str) -> Iterator[dict[str, str] | Problem]:
    try:
        with io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="") as text:
            for row in csv.DictReader(text):
                yield {key: (row[key] or "").strip() for key in row if isinstance(key, str)}
    except csv.Error as error:
        yield unreadable(f"{name} is damaged: {error}.")


def _told(row: dict[str, str], texts: _Texts, site: Site) -> Iterator[Record | Problem]:
    post_id = row.get("post_id", "")
    number, _, slug = post_id.partition(".")
    what = row.get("title") or slug or post_id
    if row.get("is_published", "").lower() != "true":
        yield left_out("draft", what)
        return
    if not slug:
        yield left_out("no-permalink", what)
        return
    key = f"{site.base_url}/p/{quote(slug)}"
    if row.get("audience", "") not in _FREE:
        yield left_out("paid", what)
    elif row.get("type", "") not in _KINDS:
        yield left_out("other-kind", f"{row['type']} {what}")
    elif (body := texts.of(post_id)) is None:
        yield unreadable(f"The text of {what!r} is not in the file.")
    else:
        yield Record(
            kind=RecordKind.POST, key=key, source=_SOURCE, url=key, fields=_fields(row, number, body)
        )
        return
    yield Record(kind=RecordKind.URL, key=key, source=_SOURCE, url=key, fields={})


def _fields(row: dict[str, str], number: str, body: str) -> dict[str, Json]:
    told: dict[str, Json] = {
        "title": row.get("title") or None,
        "published": _moment(row.get("post_date", "")),
        "description": row.get("subtitle") or None,
        "source_id": number or None,
    }
    return {
        "kind": _KINDS[row.get("type", "")],
        "body_html": substack_body(body).strip(),
        "labels": [],
        **stated(told),
    }


def _moment(written: str) -> str | None:
    try:
        return datetime.fromisoformat(written).isoformat()
    except ValueError:
        return None


PLUGIN = Substack()
