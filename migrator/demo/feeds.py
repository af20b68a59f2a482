"""What the feeds say, before a format is chosen: posts, pages, comments, single entries, and their paging."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from migrator.demo.content import plain_text
from migrator.demo.markup import comment_path, count_of, stamp
from migrator.demo.pictures import first_picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from migrator.demo.content import Blog, Comment, Entry

CAP = 25
ATOM = "application/atom+xml"
_HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a feed or entry."""

    rel: str
    type: str
    href: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: a post, a page or a comment."""

    id: str
    published: datetime
    updated: datetime
    title: str
    content: str
    author: tuple[str, str | None]
    links: tuple[Link, ...]
    labels: tuple[str, ...] = ()
    thumbnail: str | None = None
    replies: int | None = None  # how many comments a post has
    reply_to: tuple[str, str, str] | None = None  # of a comment: its post's id, address and feed address
    extended: tuple[tuple[str, str], ...] = ()
    summary: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A window on entries: `start` counts from 1, `total` is what the whole feed has."""

    id: str
    path: str
    title: str
    subtitle: str
    updated: datetime
    entries: tuple[FeedEntry, ...]
    links: tuple[Link, ...]
    author: tuple[str, str]
    labels: tuple[str, ...] = ()
    total: int = 0
    start: int = 1
    size: int = CAP


def feed_id(blog: Blog, tail: str = "") -> str:
    """Return the tag URI of the blog, or of the post or comment with this id."""
    return f"tag:blogger.com,1999:blog-{blog.identity.id}" + (f".post-{tail}" if tail else "")


def post_entry(blog: Blog, entry: Entry, *, summary: bool = False) -> FeedEntry:
    """Return a post or page as a feed entry; posts end with the footer the owner set for feeds."""
    kind = "posts" if entry.kind == "post" else "pages"
    own = f"http://{blog.identity.platform}/feeds/{blog.identity.id}/{kind}/default/{entry.id}"
    home = blog.identity.home
    replies = count_of(len(entry.comments), "Comment", "0")
    last = max([entry.published, *(comment.published for comment in entry.comments)])
    return FeedEntry(
        id=feed_id(blog, entry.id),
        published=entry.published,
        updated=last,
        title=entry.title,
        content=plain_text(entry.body)[:200] if summary else entry.body + _footer(blog, entry),
        author=(blog.identity.author, blog.identity.author_url),
        links=(
            Link("replies", ATOM, f"{home}/feeds/{entry.id}/comments/default", "Post Comments"),
            Link("replies", _HTML, f"{home}{entry.path}#comment-form", replies),
            Link("edit", ATOM, own),
            Link("self", ATOM, own),
            Link("alternate", _HTML, home + entry.path, entry.title),
        ),
        labels=entry.labels,
        thumbnail=first_picture(blog, entry, "s72-c"),
        replies=len(entry.comments),
        summary=summary,
    )


def _footer(blog: Blog, entry: Entry) -> str:
    if entry.kind != "post":
        return ""
    new = blog.identity.new_url
    words = f'{blog.identity.title} has moved: use the search, archives or categories at <a href="{new}">{new}</a>'
    return f'<div class="blogger-post-footer">{words}</div>'


def comment_entry(blog: Blog, entry: Entry, comment: Comment) -> FeedEntry:
    """Return a comment as a feed entry; a reply's `related` link names the comment it answers."""
    feed = f"http://{blog.identity.platform}/feeds/{blog.identity.id}"
    own = f"{feed}/{entry.id}/comments/default"
    parent = (Link("related", ATOM, f"{own}/{comment.parent}"),) if comment.parent else ()
    removed = (("blogger.contentRemoved", "true"),) if comment.deleted else ()
    kind = "posts" if entry.kind == "post" else "pages"
    return FeedEntry(
        id=feed_id(blog, comment.id),
        published=comment.published,
        updated=comment.published,
        title=plain_text(comment.html)[:60],
        content=comment.html,
        author=(comment.author, comment.author_url),
        links=(
            Link("edit", ATOM, f"{own}/{comment.id}"),
            Link("self", ATOM, f"{own}/{comment.id}"),
            Link("alternate", _HTML, blog.identity.home + comment_path(entry, comment)),
            *parent,
        ),
        reply_to=(
            feed_id(blog, entry.id),
            blog.identity.home + entry.path,
            f"{feed}/{kind}/default/{entry.id}",
        ),
        extended=(*removed, ("blogger.displayTime", stamp(comment.published))),
    )


def window(
    blog: Blog, path: str, query: Mapping[str, str], entries: Sequence[FeedEntry], title: str = ""
) -> Feed:
    """Return the asked part of a feed: at most 25 entries whatever was asked, with a link to the next."""
    chosen = _filtered(entries, query)
    start = max(1, _number(query.get("start-index"), 1))
    size = min(CAP, _number(query.get("max-results"), CAP))
    shown = chosen[start - 1 : start - 1 + size]
    identity = blog.identity
    return Feed(
        id=feed_id(blog) + _scope(path),
        path=path,
        title=title or identity.title,
        subtitle=identity.subtitle,
        updated=max((entry.updated for entry in chosen), default=blog.updated),
        entries=tuple(shown),
        links=_feed_links(blog, path, query, (start + size, size, len(chosen))),
        author=(identity.author, identity.author_url),
        labels=tuple(blog.labels) if "/posts/" in path else (),
        total=len(chosen),
        start=start,
        size=size,
    )


def _scope(path: str) -> str:
    pieces = path.split("/")
    return f".{pieces[2]}.comments" if pieces[2].isdigit() else ".comments" * (pieces[2] == "comments")


def _feed_links(
    blog: Blog, path: str, query: Mapping[str, str], after: tuple[int, int, int]
) -> tuple[Link, ...]:
    """Return the feed's links; `after` is the index that follows, the size of the window and the total."""
    platform = f"http://{blog.identity.platform}/feeds/{blog.identity.id}{path.removeprefix('/feeds')}"
    links = [
        Link("http://schemas.google.com/g/2005#feed", ATOM, blog.identity.home + path),
        Link("self", ATOM, platform + _with(query)),
        Link("alternate", _HTML, blog.identity.home + "/"),
        Link("hub", "", "http://pubsubhubbub.example/"),
    ]
    following, size, total = after
    if size and following <= total:
        paging = {"start-index": str(following), "max-results": str(size)}
        links.append(Link("next", ATOM, platform + _with({**query, **paging})))
    return tuple(links)


def _with(query: Mapping[str, str]) -> str:
    return "?" + urlencode(query) if query else ""


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdigit() else default


def _filtered(entries: Sequence[FeedEntry], query: Mapping[str, str]) -> list[FeedEntry]:
    chosen = [entry for entry in entries if _inside(entry, query)]
    if query.get("q"):
        words = query["q"].lower().split()
        chosen = [entry for entry in chosen if all(word in _searched(entry) for word in words)]
    if query.get("orderby") == "updated":
        chosen.sort(key=lambda entry: entry.updated, reverse=True)
    return chosen


def _searched(entry: FeedEntry) -> str:
    return f"{entry.title} {plain_text(entry.content)}".lower()


def _inside(entry: FeedEntry, query: Mapping[str, str]) -> bool:
    for field in ("published", "updated"):
        moment = getattr(entry, field)
        least, most = (_moment(query.get(f"{field}-{end}")) for end in ("min", "max"))
        if (least and moment < least) or (most and moment >= most):
            return False
    return True


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((text or "").replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def shortened(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Return comment entries as a summary feed shows them."""
    return [replace(entry, content=plain_text(entry.content), summary=True) for entry in entries]
