"""Whole pages: posts, static pages and every kind of list, in the template generation of their time."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from migrator.demo.comments_html import comment_section
from migrator.demo.entries_html import days, static_page
from migrator.demo.markup import older_path, script_text, style_of
from migrator.demo.pictures import first_picture
from migrator.demo.sidebar import sidebar

if TYPE_CHECKING:
    from migrator.demo.content import Entry
    from migrator.demo.markup import Style, View

INDEX_SIZE = 7


@dataclass(frozen=True, slots=True)
class Step:
    """A link of the pager: where and what it says."""

    path: str
    words: str
    css: str = "blog-pager-older-link"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that lists posts. `path` is its canonical path and query, `year` the archive unfolded."""

    path: str
    posts: tuple[Entry, ...]
    title: str = ""
    page_type: str = "index"
    style: Style = "threaded"
    year: int = 0
    steps: tuple[Step, ...] = ()
    status: str = ""


def list_page(view: View, listing: Listing) -> str:
    """Return a page with a list of posts."""
    view = view.styled(listing.style)
    pager = view.fill("pager", links="\n".join(_step_link(view, step) for step in listing.steps))
    parts = _frame(view, listing.path, listing.title, listing.page_type) | {
        "posts": days(view, listing.posts),
        "pager": pager,
        "status": f"<div class='status-msg-wrap'>{listing.status}</div>" if listing.status else "",
        "sidebar": "" if view.style == "mobile" else sidebar(view, listing.path.split("?")[0], listing.year),
    }
    return view.fill("page", **parts)


def item_page(view: View, entry: Entry, comment_page: int, *, mobile: bool) -> str:
    """Return the page of one post or static page."""
    style = style_of(entry.published.year) if entry.kind == "post" else "threaded"
    view = view.styled("mobile" if mobile else style, single=True)
    page_type = "item" if entry.kind == "post" else "static_page"
    parts = _frame(view, entry.path, entry.title, page_type, entry) | {
        "posts": days(view, [entry]) if entry.kind == "post" else static_page(view, entry),
        "comments": comment_section(view, entry, comment_page),
        "pager": _neighbours(view, entry),
        "sidebar": "" if view.style == "mobile" else sidebar(view, entry.path, entry.published.year),
    }
    return view.fill("page", **parts)


def index_steps(view: View, shown: tuple[Entry, ...], done: int) -> tuple[Step, ...]:
    """Return the pager of home and of the pages behind it; `done` posts came before those shown."""
    chain = _chain(view)
    steps = [Step(path, str(number), "showpageNum") for number, path in enumerate(chain, 1)]
    if done:
        back = chain[max(0, done // INDEX_SIZE - 1)]
        newer = back + "&reverse-paginate=true" if back != "/" else back
        steps.append(Step(newer, "Newer Posts", "blog-pager-newer-link"))
    if shown and shown[-1] is not view.blog.posts[-1]:
        size = done + len(shown)
        steps.append(Step(older_path(shown[-1].published, INDEX_SIZE, size), "Older Posts"))
    return tuple(steps)


def _chain(view: View) -> list[str]:
    """The addresses of all index pages, as a page-number widget lists them."""
    posts = view.blog.posts
    ends = range(INDEX_SIZE, len(posts), INDEX_SIZE)
    return ["/", *(older_path(posts[end - 1].published, INDEX_SIZE, end) for end in ends)]


def _frame(view: View, path: str, title: str, page_type: str, entry: Entry | None = None) -> dict[str, str]:
    """Return what every page has: head, titles, script context, feed links, and empty places for the rest."""
    page_title = f"{view.blog.identity.title}: {title}" if title else view.blog.identity.title
    parts = dict.fromkeys(("comments", "pager", "status", "sidebar"), "")
    parts |= {"canonical": view.url(path), "page_title": escape(page_title)}
    parts["head"] = view.share("head", canonical=parts["canonical"], entry_links=_entry_links(view, entry))
    parts["context"] = view.share(
        "context",
        url_js=script_text(view.blog.identity.home + path),
        canonical_js=script_text(view.blog.identity.home + path),
        page_type=page_type,
        entry_id=f"'postId': '{entry.id}', " if page_type == "item" and entry else "",
        page_name_js=script_text(title),
        page_title_js=script_text(page_title),
        blog_title_js=script_text(view.blog.identity.title),
    )
    return parts | {"feed_links": _feed_links(view, entry), "page_list": _page_list(view)}


def _entry_links(view: View, entry: Entry | None) -> str:
    if entry is None:
        return ""
    links = view.share("entry-links", id=entry.id)
    picture = first_picture(view.blog, entry, "w1200-h630-p-nu")
    if view.style != "threaded" or not picture:
        return links
    url, title = view.entry_url(entry), escape(entry.title)
    return links + "\n" + view.share("social", url=url, title=title, image=escape(picture))


def _feed_links(view: View, entry: Entry | None) -> str:
    path = f"/feeds/{entry.id}/comments/default" if entry else "/feeds/posts/default"
    words = "Post Comments (Atom)" if entry else "Posts (Atom)"
    link = f"<a class='feed-link' href='{view.url(path)}' target='_blank' type='application/atom+xml'>{words}</a>"
    return f"<div class='feed-links'>\nSubscribe to:\n{link}\n</div>"


def _page_list(view: View) -> str:
    links = [
        f"<li><a href='{view.entry_url(page)}'>{escape(page.title)}</a></li>" for page in view.blog.pages
    ]
    return "\n".join([f"<li><a href='{view.url('/')}'>Home</a></li>", *links])


def _neighbours(view: View, entry: Entry) -> str:
    """Return the pager of an item page: the newer and the older post."""
    steps = []
    if entry.kind == "post":
        at = view.blog.posts.index(entry)
        if at:
            steps.append(Step(view.blog.posts[at - 1].path, "Newer Post", "blog-pager-newer-link"))
        if at + 1 < len(view.blog.posts):
            steps.append(Step(view.blog.posts[at + 1].path, "Older Post"))
    return view.fill("pager", links="\n".join(_step_link(view, step) for step in steps))


def _step_link(view: View, step: Step) -> str:
    return f"<span><a class='{step.css}' href='{view.url(step.path)}' title='{step.words}'>{step.words}</a></span>"


def label_listing(view: View, label: str, posts: tuple[Entry, ...], shown: tuple[Entry, ...]) -> Listing:
    """Return a label's page with its own pager."""
    path = "/search/label/" + quote(label, safe="")
    status = f"<div class='status-msg-body'>Showing posts with label <b>{escape(label)}</b>. <a href='{view.url('/')}'>Show all posts</a></div>"
    steps: tuple[Step, ...] = ()
    if shown and shown[-1] is not posts[-1]:
        before = shown[-1].published.isoformat()
        older = f"{path}?updated-max={before}&max-results=20&start={len(shown)}&by-date=false"
        steps = (Step(older, "Older Posts"),)
    return Listing(path, shown, label, steps=steps, status=status)
