"""The widgets beside the posts: archive with counts and toggles, labels, recent comments, earlier posts."""

from __future__ import annotations

import calendar
from datetime import datetime
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from migrator.demo.content import plain_text
from migrator.demo.markup import LAST_CLASSIC, comment_path, label_path

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from migrator.demo.content import Comment, Entry
    from migrator.demo.markup import View

_RECENT = 5
_TOGGLE = "?widgetType=BlogArchive&widgetId=BlogArchive1&action=toggle&dir={way}&toggle={span}"


def sidebar(view: View, here: str, year: int) -> str:
    """Return the sidebar of the page at path `here`; the archive of `year` is unfolded."""
    if view.style == "classic":
        return view.fill("sidebar", recent_posts=_recent_posts(view), archive=_classic_archive(view))
    archive = "\n".join(_year(view, one, here, unfolded=one == year) for one in _years(view))
    return view.fill("sidebar", archive=archive, labels=_labels(view), recent_comments=_recent_comments(view))


def _years(view: View) -> list[int]:
    return [year for year, _ in groupby(year for year, _ in view.blog.months)]


def _recent_posts(view: View) -> str:
    posts = [post for post in view.blog.posts if post.title and post.published.year <= LAST_CLASSIC][:10]
    return "\n".join(f'<li><a href="{view.entry_url(post)}">{escape(post.title)}</a></li>' for post in posts)


def _classic_archive(view: View) -> str:
    return "\n".join(
        f'<li><a href="{view.url(f"/{year}_{month:02}_01_archive.html")}">{calendar.month_name[month]} {year}</a></li>'
        for year, month in reversed(view.blog.months)
    )


def _year(view: View, year: int, here: str, *, unfolded: bool) -> str:
    months = [month for one, month in view.blog.months if one == year]
    count = sum(post.published.year == year for post in view.blog.posts)
    start = datetime(year, 1, 1, tzinfo=view.blog.identity.zone)
    link = f"<a class='post-count-link' href='{_year_link(view, year, count, relative=unfolded)}'>{year}</a>"
    inner = "".join(_month(view, year, month, here) for month in months) if unfolded else ""
    return (
        f"<li class='archivedate {'expanded' if unfolded else 'collapsed'}'>"
        f"{_toggle(view, here, _span('YEARLY', start), way='close' if unfolded else 'open')}\n{link} {_count(count)}"
        f"{f'<ul>{inner}</ul>' if inner else ''}</li>"
    )


def _year_link(view: View, year: int, count: int, *, relative: bool) -> str:
    """The Layouts generation links the unfolded year as a span of time, everything else by its path."""
    if view.style != "layouts" or not relative:
        return view.url(f"/{year}/")
    first, last = (_new_year(one, view.blog.identity.zone) for one in (year, year + 1))
    return view.url(f"/search?updated-min={first}&updated-max={last}&max-results={count}")


def _new_year(year: int, zone: ZoneInfo) -> str:
    return datetime(year, 1, 1, tzinfo=zone).isoformat().replace(":", "%3A")


def _month(view: View, year: int, month: int, here: str) -> str:
    posts = [post for post in view.blog.posts if post.month == (year, month)]
    start = datetime(year, month, 1, tzinfo=view.blog.identity.zone)
    links = "".join(
        f"<li><a href='{view.entry_url(post)}'>{escape(post.title or plain_text(post.body)[:30])}</a></li>"
        for post in posts
    )
    return (
        f"\n<li class='archivedate expanded'>{_toggle(view, here, _span('MONTHLY', start), way='close')}\n"
        f"<a class='post-count-link' href='{view.url(f'/{year}/{month:02}/')}'>{calendar.month_name[month]}</a> "
        f"{_count(len(posts))}<ul class='posts'>{links}</ul></li>"
    )


def _toggle(view: View, here: str, start: str, *, way: str) -> str:
    target = view.url(here + _TOGGLE.format(way=way, span=start))
    arrow = "&#9660;" if way == "close" else "&#9658;"
    return f"<a class='toggle' href='{target}'><span class='zippy'>{arrow}&#160;</span></a>"


def _span(word: str, start: datetime) -> str:
    return f"{word}-{int(start.timestamp()) * 1000}"


def _count(number: int) -> str:
    return f"<span class='post-count' dir='ltr'>({number})</span>"


def _labels(view: View) -> str:
    return "\n".join(
        f"<li><a dir='ltr' href='{view.url(label_path(name))}'>{escape(name)}</a> <span dir='ltr'>({len(posts)})</span></li>"
        for name, posts in view.blog.labels.items()
    )


def _recent_comments(view: View) -> str:
    return "\n".join(_recent(view, *pair) for pair in view.blog.comments[:_RECENT])


def _recent(view: View, entry: Entry, comment: Comment) -> str:
    link = f"<a href='{view.url(comment_path(entry, comment))}'>{escape(comment.author)}</a>"
    text = escape(plain_text(comment.html)[:60])
    return f"<li class='comment' id='c{comment.id}'>{link} on <i>{escape(entry.title)}</i>: <span class='comment-body'>{text}</span></li>"
