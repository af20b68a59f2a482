"""What a journal's scripts know of its comments: who answers whom, which are deleted, which are shown cut, how many.

LiveJournal's `LJ_cmtinfo` after the code both services published, its `Site.page` after public readers of its pages.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from migrator.html import text_of
from migrator.model import Record, RecordKind
from migrator.platforms._markup import absolute_urls, found, with_class
from migrator.text import first_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from migrator.model import Json

_COMMENT_INFO = re.compile(r"\bLJ_cmtinfo\s*=\s*(?=\{)")
_SITE_PAGE = re.compile(r"\bSite\.page\s*=\s*(?=\{)")
_ID = re.compile(r"(?:ljcmt|cmt|t)(\d{1,20})")
_CUT = f"//*[{with_class('partial', 'b-leaf-collapsed', 'b-leaf-seemore')}]"
_STATED = f"//*[{with_class('entry-readlink', 'comments-count', 'b-xylem-cell-amount', 'aentry-post__comments-count')}]"
_STUB = re.compile(
    r"\(?\s*(?:(?:deleted|screened|suspended|suspicious|spam) comment|comment (?:deleted|screened)"
    r"|(?:удал[её]нный|скрытый|заблокированный) комментарий|комментарий (?:удал[её]н|скрыт))\s*\)?",
    re.IGNORECASE,
)
_PER_ID = 256  # comments' numbers in addresses are ids times 256 plus a small number
_LATEST = 4_102_444_800  # 2100: a stamp beyond is none


@dataclass(frozen=True, slots=True)
class Thread:
    """One comment as the scripts know it; `cut` where the page shows it without its text."""

    id: str
    parent: str | None = None
    deleted: bool = False
    cut: bool = False
    fields: Mapping[str, Json] = field(default_factory=dict)  # what else they hold: author, date, text


@dataclass(frozen=True, slots=True)
class Threads:
    """All a page's scripts and markup say of its comments beside their texts; `stated` is how many there are."""

    known: Mapping[str, Thread] = field(default_factory=dict)
    stated: int | None = None

    @property
    def cut(self) -> frozenset[str]:
        """The comments shown without their text."""
        return frozenset(one.id for one in self.known.values() if one.cut and not one.deleted)


def threads_of(tree: HtmlElement, base: str) -> Threads:
    """Return what a page knows of its comments."""
    known: dict[str, Thread] = {}
    stated = None
    for script in found(tree, "//script[contains(., 'LJ_cmtinfo') or contains(., 'Site.page')]"):
        text = script.text or ""
        for comment_id, about in _assigned(text, _COMMENT_INFO).items():
            if comment_id.isdecimal() and isinstance(about, dict):
                known[comment_id] = _by_comment_info(comment_id, about)
        page = _assigned(text, _SITE_PAGE)
        count = page.get("replycount")
        stated = count if isinstance(count, int) and count >= 0 else stated
        for one in _by_site_page(page, base):
            known[one.id] = one
    for comment_id in _cut_in_markup(tree):
        known.setdefault(comment_id, Thread(comment_id, cut=True))
    return Threads(known, _shown_count(tree) if stated is None else stated)


def _assigned(script: str, name: re.Pattern[str]) -> dict[str, Json]:
    """Return the object a script assigns to a name; empty where it is no JSON."""
    start = name.search(script)
    if start is None:
        return {}
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(script, start.end())
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _by_comment_info(comment_id: str, about: dict[str, Json]) -> Thread:
    deleted = bool(_flag(about, "deleted") or _flag(about, "screened"))
    return Thread(comment_id, _id(about.get("parent")), deleted, "full" in about and not _flag(about, "full"))


def _by_site_page(page: dict[str, Json], base: str) -> Iterator[Thread]:
    comments = page.get("comments")
    for one in comments if isinstance(comments, list) else []:
        number = _id(one.get("dtalkid")) if isinstance(one, dict) else None
        if number is None or not isinstance(one, dict):
            continue
        deleted = any(_flag(one, name) for name in ("deleted", "screened", "suspended"))
        cut = not isinstance(one.get("article"), str) or ("loaded" in one and not _flag(one, "loaded"))
        yield Thread(number, _id(one.get("parent")), deleted, cut, _stated_fields(one, base))


def _stated_fields(one: dict[str, Json], base: str) -> dict[str, Json]:
    name, stamp, article = one.get("uname") or one.get("dname"), one.get("ctime_ts"), one.get("article")
    profile = one.get("journal_url") or one.get("profile_url")
    fields: dict[str, Json] = {}
    if isinstance(name, str) and name:
        url = profile if isinstance(profile, str) and profile.startswith(("http://", "https://")) else None
        fields["author"] = {"name": name, "url": url, "source_id": None}
    if isinstance(stamp, int) and 0 < stamp < _LATEST:
        fields["published"] = datetime.fromtimestamp(stamp, UTC).isoformat()
    if isinstance(article, str):
        fields["html"] = absolute_urls(article, base).strip()
    subject = one.get("subject")
    if isinstance(subject, str) and text_of(subject):
        fields["subject"] = text_of(subject)
    return fields


def _flag(about: Mapping[str, Json], name: str) -> bool:
    return str(about.get(name) or "0") not in {"0", "", "false", "False"}


def _id(value: Json) -> str | None:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text if text.isdecimal() and text != "0" else None


def _cut_in_markup(tree: HtmlElement) -> Iterator[str]:
    for mark in found(tree, _CUT):
        around = (mark, *mark.iterancestors(), *mark.iterdescendants())
        ids = (_ID.fullmatch(element.get("id") or "") for element in around)
        number = next((match[1] for match in ids if match), None)
        if number is not None:
            yield number


def _shown_count(tree: HtmlElement) -> int | None:
    for place in found(tree, _STATED):
        number = first_number(place.text_content())
        if number is not None:
            return number
    return None


def told_comments(shown: tuple[Record, ...], threads: Threads, url: str, post: str) -> tuple[Record, ...]:
    """Return the comments of a page as its markup and its scripts together tell them, cut ones left out."""
    records = {record.key: record for record in shown if record.key not in threads.cut}
    told = {key: _joined(record, threads.known.get(key)) for key, record in records.items()}
    for one in threads.known.values():
        if one.id not in told and not one.cut and one.fields.get("html") is not None:
            told[one.id] = _scripted(one, url, post)
    return tuple(map(_placed, told.values()))


def _placed(record: Record) -> Record:
    """Number a comment by its id, which counts on in time, whichever page or view shows it; know a stub by its words."""
    fields = dict(record.fields)
    if record.key.isdecimal():
        fields["position"] = int(record.key) // _PER_ID
    if not fields.get("author") and _STUB.fullmatch(text_of(str(fields.get("html") or ""))):
        fields |= {"deleted": True, "html": ""}
    return replace(record, fields=fields)


def _joined(record: Record, thread: Thread | None) -> Record:
    if thread is None:
        return record
    fields = dict(record.fields)
    fields["parent"] = thread.parent or fields.get("parent")
    fields["deleted"] = thread.deleted or fields.get("deleted") or False
    if not fields.get("published") and thread.fields.get("published"):
        fields["published"] = thread.fields["published"]
    return Record(kind=record.kind, key=record.key, source=record.source, url=record.url, fields=fields)


def _scripted(thread: Thread, url: str, post: str) -> Record:
    fields: dict[str, Json] = {
        "post": post,
        "parent": thread.parent,
        "author": None,
        "published": None,
        "html": "",
        "kind": "comment",
        "by_owner": False,
        "deleted": thread.deleted,
    }
    return Record(
        kind=RecordKind.COMMENT, key=thread.id, source="html", url=url, fields=fields | dict(thread.fields)
    )
