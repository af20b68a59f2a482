"""Orders one post's comments so that every reply follows what it answers, thread by thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.exports._moments import CommentMoments, comment_moment
from migrator.html import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from migrator.model import Comment

ANONYMOUS = "Anonymous"


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment with its moment, its place among the post's comments (from 0) and that of what it answers."""

    comment: Comment
    moment: datetime
    place: int
    parent: int | None


def split_placeholders(comments: Sequence[Comment]) -> tuple[list[Comment], list[Comment]]:
    """Return (kept, dropped): dropped are placeholders of deleted comments with neither text nor replies."""
    by_id = {comment.id: comment for comment in comments}
    needed: set[str] = set()
    for comment in comments:
        if comment.deleted and not text_of(comment.html):
            continue
        ancestor: Comment | None = comment
        while ancestor is not None and ancestor.id not in needed:
            needed.add(ancestor.id)
            ancestor = by_id.get(ancestor.parent or "")
    kept = [comment for comment in comments if comment.id in needed]
    return kept, [comment for comment in comments if comment.id not in needed]


def threads(comments: Sequence[Comment], posted: datetime, zone: ZoneInfo) -> list[list[Placed]]:
    """Return the top-level threads in the given order, each with its replies depth first.

    `posted` dates undated comments. A parent that is not there, or that is its own descendant, counts as none.
    """
    moments = CommentMoments(zone)
    places: dict[str, int] = {}
    result: list[list[Placed]] = []
    for thread in _depth_first(comments):
        result.append([])
        for comment in thread:
            places[comment.id] = len(places)
            moment = moments.place(author_name(comment), comment_moment(comment, posted))
            parent = places.get(comment.parent or "")
            place = places[comment.id]
            result[-1].append(Placed(comment, moment, place, None if parent == place else parent))
    return result


def author_name(comment: Comment) -> str:
    """Return the name a comment is shown under."""
    return (comment.author.name.strip() if comment.author else "") or ANONYMOUS


def _depth_first(comments: Sequence[Comment]) -> Iterator[list[Comment]]:
    known = {comment.id for comment in comments}
    replies: dict[str, list[Comment]] = {}
    for comment in comments:
        if comment.parent in known:
            replies.setdefault(comment.parent or "", []).append(comment)
    roots = [comment for comment in comments if comment.parent not in known]
    seen: set[str] = set()
    for root in [*roots, *comments]:
        if root.id not in seen:
            yield list(_descend(root, replies, seen))


def _descend(root: Comment, replies: dict[str, list[Comment]], seen: set[str]) -> Iterator[Comment]:
    stack = [root]
    while stack:
        comment = stack.pop()
        if comment.id not in seen:
            seen.add(comment.id)
            yield comment
            stack.extend(reversed(replies.get(comment.id, [])))
