"""Comments as each template generation prints them: flat lists first, threads since 2011."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from migrator.demo.markup import clock, control_id, count_of, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.demo.content import Comment, Entry
    from migrator.demo.markup import View

PER_PAGE = 200


def comment_section(view: View, entry: Entry, page: int = 1) -> str:
    """Return the comments below a post; of more than 200 the asked page, counted from 1."""
    if view.style == "classic":
        count = f"{len(entry.comments)} Comments:"
    else:
        count = count_of(len(entry.comments)) + ":"
    shown = entry.comments[(page - 1) * PER_PAGE : page * PER_PAGE]
    flat = view.style in {"classic", "layouts"}
    items = "\n".join(_flat(view, entry, one) for one in shown) if flat else _threads(view, entry, shown)
    paging = _paging(view, entry, page, len(shown))
    return view.fill("comments", id=entry.id, count=count, items=items, paging=paging)


def _flat(view: View, entry: Entry, comment: Comment) -> str:
    template = "comment-owner" if comment.by_owner else "comment"
    return view.fill(template, **_facts(view, entry, comment))


def _threads(view: View, entry: Entry, shown: Sequence[Comment]) -> str:
    return "".join(_thread(view, entry, one, shown) for one in shown if one.parent is None)


def _thread(view: View, entry: Entry, comment: Comment, shown: Sequence[Comment]) -> str:
    answers = "".join(_thread(view, entry, one, shown) for one in shown if one.parent == comment.id)
    replies = view.fill("replies", id=comment.id, items=answers) if answers else ""
    owner = " blog-author" if comment.by_owner else ""
    return view.fill("comment", **_facts(view, entry, comment), owner=owner, replies=replies)


def _facts(view: View, entry: Entry, comment: Comment) -> dict[str, str]:
    return {
        "id": comment.id,
        "author": _author(comment),
        "text": _text(comment),
        "url": view.entry_url(entry),
        "ms": str(comment.ms),
        "time": clock(comment.published),
        "date": stamp(comment.published),
        "pid": control_id(comment.id),
    }


def _author(comment: Comment) -> str:
    name = escape(comment.author)
    if comment.author_url is None:
        return name
    return f'<a href="{escape(comment.author_url)}" rel="nofollow">{name}</a>'


def _text(comment: Comment) -> str:
    return f'<span class="deleted-comment">{comment.html}</span>' if comment.deleted else comment.html


def _paging(view: View, entry: Entry, page: int, shown: int) -> str:
    total = len(entry.comments)
    if view.style != "layouts" or total <= PER_PAGE:
        return ""
    start = (page - 1) * PER_PAGE
    pages = -(-total // PER_PAGE)
    return view.fill(
        "paging",
        first=_step(view, entry, page - 1, "‹ Older", pages),
        range=f"{start + 1} – {start + shown} of {total}",
        last=_step(view, entry, page + 1, "Newer ›", pages),
    )


def _step(view: View, entry: Entry, page: int, words: str, pages: int) -> str:
    name = "paging-control" if 1 <= page <= pages else "unneeded-paging-control"
    target = min(max(page, 1), pages)
    return f"<a class='{name}' href='{view.entry_url(entry)}?commentPage={target}'>{words}</a>"
