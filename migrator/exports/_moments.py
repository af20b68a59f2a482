"""Gives posts and comments dates that WordPress can tell apart: it knows a post by title, date and type."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from migrator.exports._xml import local_time
from migrator.urls import path_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from migrator.model import Comment, Post

_SECOND = timedelta(seconds=1)
_YEARS = range(1000, 9999)  # what both Python's zones and MySQL's DATETIME can hold
_DATED_PATH = re.compile(r"/(\d{4})/(0[1-9]|1[0-2])/")
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def folded(text: str) -> str:
    """Return the text as a database collation compares it: without case, accents and outer space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.casefold().strip()


class PostMoments:
    """Moves a post's date on by seconds until WordPress cannot take it for another post.

    An untitled post is looked up by date and type alone, so its date must be no other post's.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._titled: set[tuple[str, str, str]] = set()
        self._dates: set[tuple[str, str]] = set()
        self._untitled: set[tuple[str, str]] = set()

    def place(self, kind: str, title: str, moment: datetime) -> datetime:
        """Return the first free moment from `moment` on, in whole seconds, and take it."""
        name = folded(title)
        moment = moment.astimezone(UTC).replace(microsecond=0)
        while self._is_taken(kind, name, local_time(moment, self._zone)):
            moment += _SECOND
        date = local_time(moment, self._zone)
        self._titled.add((kind, name, date))
        self._dates.add((kind, date))
        if not name:
            self._untitled.add((kind, date))
        return moment

    def _is_taken(self, kind: str, name: str, date: str) -> bool:
        if not name:
            return (kind, date) in self._dates
        return (kind, name, date) in self._titled or (kind, date) in self._untitled


class CommentMoments:
    """Keeps (author, date) of one post's comments apart: the importer takes equal ones for the same comment."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._taken: set[tuple[str, str]] = set()

    def place(self, author: str, moment: datetime) -> datetime:
        """Return the first free moment from `moment` on, in whole seconds, and take it."""
        moment = moment.astimezone(UTC).replace(microsecond=0)
        name = folded(author)
        while (name, local_time(moment, self._zone)) in self._taken:
            moment += _SECOND
        self._taken.add((name, local_time(moment, self._zone)))
        return moment


def usable(moment: datetime | None) -> datetime | None:
    """Return the moment if calendars and databases can hold it, else None."""
    return moment if moment is not None and moment.year in _YEARS else None


def post_moment(post: Post, zone: ZoneInfo) -> tuple[datetime, str]:
    """Return a post's date and, where it had none, what it was taken from."""
    published, updated = usable(post.published), usable(post.updated)
    if published is not None:
        return published, ""
    if updated is not None:
        return updated, "the date of its last change"
    dated = _DATED_PATH.search(path_of(post.url))
    if dated is not None and int(dated[1]) in _YEARS:
        return datetime(int(dated[1]), int(dated[2]), 1, tzinfo=zone), "the year and month of its old URL"
    return NO_DATE, "nothing better than 1 January 2000"


def comment_moment(comment: Comment, post: datetime) -> datetime:
    """Return a comment's date, that of its post where it has none."""
    return usable(comment.published) or post
