"""Posts and static pages as the three template generations and the mobile one print them."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from migrator.demo.content import plain_text
from migrator.demo.markup import clock, control_id, count_of, label_path, long_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrator.demo.content import Entry
    from migrator.demo.markup import View

JUMP = "<a name='more'></a>"
_SNIPPET = 140


def days(view: View, posts: Sequence[Entry]) -> str:
    """Return posts under one date header per day; later posts of a day stand under the same header."""
    groups = groupby(posts, key=lambda post: post.published.date())
    return "\n".join(_day(view, list(group)) for _, group in groups)


def _day(view: View, posts: Sequence[Entry]) -> str:
    date = long_date(posts[0].published, padded=view.style == "classic")
    return view.fill("day", date=date, posts="\n".join(post_block(view, post) for post in posts))


def static_page(view: View, page: Entry) -> str:
    """Return a static page, which has no date header."""
    return view.fill(
        "day" if view.style == "mobile" else "day-undated", date="", posts=post_block(view, page)
    )


def post_block(view: View, entry: Entry) -> str:
    """Return one post as it stands on its own page or, cut at the jump, on a list."""
    if view.style == "mobile" and not view.single:
        return view.fill("index-post", **_facts(view, entry), snippet=escape(_snippet(entry)))
    cut = JUMP in entry.body and not view.single
    body = entry.body.split(JUMP)[0] if cut else entry.body
    parts = _facts(view, entry) | {"body": body, "title": _title(view, entry)}
    parts |= {"more": _more(view, entry) if cut else "", "related": _related(view, entry)}
    return view.fill("post", **parts, **_footer(view, entry, parts))


def _facts(view: View, entry: Entry) -> dict[str, str]:
    return {
        "id": entry.id,
        "url": view.entry_url(entry),
        "title": escape(entry.title),
        "iso": entry.published.isoformat(),
        "time": clock(entry.published),
    }


def _title(view: View, entry: Entry) -> str:
    return view.fill("title", **_facts(view, entry)) if entry.title else ""


def _more(view: View, entry: Entry) -> str:
    return view.fill("more", url=view.entry_url(entry), title=escape(entry.title))


def _footer(view: View, entry: Entry, parts: dict[str, str]) -> dict[str, str]:
    """Return the footer's pieces; the newest generation has a template of its own for it."""
    pieces = {
        "labels": label_links(view, entry.labels),
        "comment_link": _comment_link(view, entry),
        "quickedit": view.share("quickedit", id=entry.id, pid=control_id(entry.id)),
        "share": view.share("share", id=entry.id),
    }
    if view.style != "threaded":
        return pieces
    return {"footer": view.fill("footer", **(parts | pieces)) if entry.kind == "post" else ""}


def _comment_link(view: View, entry: Entry) -> str:
    count = count_of(len(entry.comments), none="0")
    return view.fill("comment-link", id=entry.id, url=view.entry_url(entry), count=count)


def label_links(view: View, labels: Iterable[str]) -> str:
    """Return the line of labels under a post; empty without labels."""
    links = [f"<a href='{view.url(label_path(name))}' rel='tag'>{escape(name)}</a>" for name in labels]
    return view.fill("labels", links=",\n".join(links)) if links else ""


def _related(view: View, entry: Entry) -> str:
    """Return a "you might also like" box, as third-party widgets put into item pages."""
    if not view.single or not entry.labels or view.style not in {"layouts", "threaded"}:
        return ""
    others = [post for post in view.blog.labels[entry.labels[0]] if post.id != entry.id and post.title]
    links = [f"<li><a href='{view.entry_url(post)}'>{escape(post.title)}</a></li>" for post in others[:3]]
    return view.fill("related", links="\n".join(links))


def _snippet(entry: Entry) -> str:
    text = plain_text(entry.body.split(JUMP)[0])
    return text if len(text) <= _SNIPPET else text[:_SNIPPET].rpartition(" ")[0] + "..."
