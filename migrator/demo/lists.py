"""Which posts a list address shows: home, years, months, weeks, labels, spans of time and searches."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from migrator.demo.content import plain_text
from migrator.demo.markup import style_of
from migrator.demo.pages import INDEX_SIZE, Listing, Step, index_steps, label_listing, list_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from migrator.demo.answers import Ask
    from migrator.demo.content import Blog, Entry
    from migrator.demo.markup import Style, View

_LABEL_SIZE = 20
_CAP = 50


def home(view: View, ask: Ask, _: Mapping[str, str]) -> str:
    """Return the newest posts."""
    shown = view.blog.posts[:INDEX_SIZE]
    steps = index_steps(view, shown, 0)
    style = _style(ask, "threaded")
    return list_page(view, Listing("/", shown, style=style, year=shown[0].published.year, steps=steps))


def year(view: View, ask: Ask, fields: Mapping[str, str]) -> str | None:
    """Return a year's posts; None when it has none."""
    number = int(fields["year"])
    years = sorted({post.published.year for post in view.blog.posts})
    if number not in years:
        return None
    steps = _beside([(f"/{one}/", str(one)) for one in years], f"/{number}/")
    posts = tuple(post for post in view.blog.posts if post.published.year == number)
    return _archive(view, ask, Listing(f"/{number}/", posts, str(number), steps=steps, year=number))


def month(view: View, ask: Ask, fields: Mapping[str, str]) -> str | None:
    """Return a month's posts; None when it has none."""
    asked = int(fields["year"]), int(fields["month"])
    if asked not in view.blog.months:
        return None
    paths = [(f"/{one}/{two:02}/", f"{two:02}/{one}") for one, two in reversed(view.blog.months)]
    path = f"/{asked[0]}/{asked[1]:02}/"
    posts = tuple(post for post in view.blog.posts if post.month == asked)
    title = date(*asked, 1).strftime("%B %Y")
    return _archive(view, ask, Listing(path, posts, title, steps=_beside(paths, path), year=asked[0]))


def archive_file(view: View, ask: Ask, fields: Mapping[str, str]) -> str | None:
    """Return the posts of an old archive file: a month's when it is of the first, else a week's."""
    try:
        first = date(int(fields["year"]), int(fields["month"]), int(fields["day"]))
    except ValueError:
        return None
    next_month = (first + timedelta(days=31)).replace(day=1)
    end = next_month if first.day == 1 else first + timedelta(days=7)
    posts = tuple(post for post in view.blog.posts if first <= post.published.date() < end)
    title = f"{first:%m/%d/%Y} - {end:%m/%d/%Y}"
    path = f"/{first:%Y_%m_%d}_archive.html"
    return _archive(view, ask, Listing(path, posts, title, year=first.year)) if posts else None


def label(view: View, ask: Ask, fields: Mapping[str, str]) -> str:
    """Return a label's posts; of several joined with `+` the posts that have all; never a 404."""
    name, posts = _labelled(view.blog, fields["label"])
    query = ask.parameters
    chosen = [post for post in posts if _before(post, query.get("updated-max"))]
    shown = tuple(chosen[: min(_CAP, _number(query.get("max-results"), _LABEL_SIZE))])
    listing = label_listing(view, name, posts, shown)
    return list_page(view, _in_style(listing, _style(ask, "threaded")))


def search(view: View, ask: Ask, _: Mapping[str, str]) -> str:
    """Return the posts of a search, of a span of time, or the newest ones."""
    query = ask.parameters
    if query.get("q"):
        return _found(view, ask, query["q"])
    if "updated-max" not in query:
        return home(view, ask, {})
    return _span(view, ask, query)


def _span(view: View, ask: Ask, query: Mapping[str, str]) -> str:
    least, most = query.get("updated-min"), query["updated-max"]
    chosen = [
        post for post in view.blog.posts if _before(post, most) and not (least and _before(post, least))
    ]
    shown = tuple(chosen[: min(_CAP, _number(query.get("max-results"), INDEX_SIZE))])
    steps: tuple[Step, ...] = ()
    if least:
        path = f"/search?updated-min={least}&updated-max={most}"
    else:
        done = len(view.blog.posts) - len(chosen)
        path, steps = f"/search?updated-max={most}", index_steps(view, shown, done)
    year_shown = shown[0].published.year if shown else 0
    style = _style(ask, "threaded")
    return list_page(view, Listing(path, shown, style=style, year=year_shown, steps=steps))


def _found(view: View, ask: Ask, words: str) -> str:
    shown = [post for post in view.blog.posts if _matches(post, words)][:_LABEL_SIZE]
    path = "/search?q=" + quote(words, safe="").replace("%20", "+")
    status = f"<div class='status-msg-body'>{len(shown)} posts found.</div>"
    return list_page(view, Listing(path, tuple(shown), style=_style(ask, "threaded"), status=status))


def _matches(post: Entry, words: str) -> bool:
    if words.startswith("label:"):
        return any(piece.removeprefix("label:") in post.labels for piece in words.split("|"))
    text = f"{post.title} {plain_text(post.body)}".lower()
    return all(word in text for word in words.lower().split())


def _archive(view: View, ask: Ask, listing: Listing) -> str:
    style = _style(ask, style_of(listing.year))
    return list_page(view, _in_style(listing, style, "archive"))


def _in_style(listing: Listing, style: Style, page_type: str = "index") -> Listing:
    return Listing(
        listing.path,
        listing.posts,
        listing.title,
        page_type,
        style,
        listing.year,
        listing.steps,
        listing.status,
    )


def _style(ask: Ask, usual: Style) -> Style:
    return "mobile" if ask.parameters.get("m") == "1" else usual


def _beside(paths: Sequence[tuple[str, str]], path: str) -> tuple[Step, ...]:
    """Return links to the archive before and after."""
    at = [one for one, _ in paths].index(path)
    newer = [Step(*paths[at + 1], "blog-pager-newer-link")] if at + 1 < len(paths) else []
    older = [Step(*paths[at - 1])] if at else []
    return (*newer, *older)


def _labelled(blog: Blog, written: str) -> tuple[str, tuple[Entry, ...]]:
    """Return a label and its posts; `+` is a space where such a label exists, else it joins labels."""
    for name in (unquote(written), unquote(written.replace("+", " "))):
        if name in blog.labels:
            return name, blog.labels[name]
    names = [unquote(piece) for piece in written.split("+")]
    posts = tuple(post for post in blog.posts if all(name in post.labels for name in names))
    return "+".join(names), posts


def _before(post: Entry, moment: str | None) -> bool:
    if not moment:
        return True
    try:
        limit = datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError:
        return True
    return limit.tzinfo is None or post.published < limit


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdigit() else default
