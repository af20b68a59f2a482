"""Reads the parts of each comment on a Blogger page: who, when, what, and whether it was removed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bs4 import Tag

from migrator.html import inner_html, parse_fragment
from migrator.platforms._blogger_threads import CommentBox, comment_boxes, text_element
from migrator.platforms._comment_parts import guessed_parts, machine_date
from migrator.platforms._markup import absolute_urls, attribute, found, joined_text, text_in
from migrator.platforms._select import first, remove, select
from migrator.text import DateOrder, DateReader, Evidence, first_number, squeezed, with_clock, with_offset
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bs4 import BeautifulSoup
    from lxml.html import HtmlElement

_STAMP = re.compile(r"[?&]showComment=(\d{10,14})")
_DATES = (
    ".datetime a, .comment-timestamp a, a.comment-data-link, a.comment-timestamp",
    "a[href*='showComment=']",
    "a[title='comment permalink'], .comment-footer a[href*='#c'], .comment-date, .comment-time, .comment-timestamp, .datetime, time, abbr",
    "a[href^='#c'], .commentmetadata small, small",
)
_BYLINES = ".byline, .comment-byline, .comment-meta, .posted"
_NUMBERED = re.compile(r"^\s*#?\d+\s*[.):]\s+(?=\S)")
_NAMES = (
    ".comment-header cite.user, cite.user",
    ".comment_name, .comment-name, .comment_author",
    ".comment-author cite, .comment-author .fn, .fn",
    "cite",
)
_HOLDERS = ".comment-author, .comment-data, .comment-header, .commenter, .comment-poster, .comment-footer, .comment-name"
_DROPPED = ".comment-actions, .item-control, .comment-footer, .comment-timestamp, .comment-reply, .delete-comment-icon, .avatar-image-container"
_OWNER = ".blog-author, .blog-author-comment, .icon.blog-author"
_DELETED = ".deleted-comment, .comment-deleted"
_SAID = re.compile(
    r"\s+(?:said|says|wrote|writes|dijo|dice|ha\s+dicho|disse|escreveu|a\s+dit|a\s+écrit|hat\s+gesagt|sagte|meinte|schrieb|sagt|ha\s+detto|"
    r"zei|sade|sa|sagde|sier|skrev|kirjoitti|sanoi|powiedział(?:\(?a\)?)?|pisze|řekl(?:\(?a\)?)?|povedal(?:\(?a\)?)?|mondta|írta|spunea|a\s+spus|"
    r"dedi\s+ki|dedi|yazdı|сказал(?:\(?а\)?)?|каза|написа(?:л|в)?|пише|είπε|mengatakan|berkata|nói|กล่าวว่า|אמר\S*|يقول|قال|va\s+dir|ha\s+dit|dixo|meint)"
    r"\s*(?:\.{2,}|…|:)?\s*$|\s*(?:さんのコメント|さんは書きました|說|说|님의\s*말|님이\s*말했습니다|:|:)\s*(?:\.{2,}|…|:)?\s*$|\s*(?:\.{3}|…)\s*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^\s*(?:by|por|von|par|da|door|av|от|przez|comment\s+by|posted\s+by)\s+"
    r"|^\s*(?:at|on|am|um|el|a\s+las|à|le|alle|il|em|às|om|den|kl\.?|в|u)?\s*,\s*",
    re.IGNORECASE,
)
# Old templates wrote the time as plain words after the name: "By Ann, at 8:22 AM", "posted by Ann : 8:22 AM".
_WHEN_END = re.compile(
    r"(?:,\s+(?:(?:at|on|am|um|el|à|le|às|om|kl\.?)\s+)?|\s+[:|@–—]\s+|\s*(?:\.{3}|…)\s+)(?=\S*\d|[^\W\d]+\.?\s+\d{1,2}\b).*$",
    re.IGNORECASE,
)
_AT_END = re.compile(r"[,\s]+(?:at|on|am|um|à|a las|às|alle|om|kl\.?)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundComment:
    """One comment as a page shows it; `stamp` is its time in UTC milliseconds where a link carries it."""

    id: str
    name: str | None
    url: str | None
    shown: str
    stamp: int | None
    html: str
    parent: str | None
    deleted: bool
    by_owner: bool
    machine: str = ""  # the date an attribute states

    def published(self, reader: DateReader) -> str | None:
        """The comment's time in ISO 8601, exact where a stamp is known, in the offset the page's clock reveals."""
        shown = DateReader().read(self.machine) or reader.read(self.shown)
        if self.stamp is None:
            return shown.isoformat() if shown else None
        moment = datetime.fromtimestamp(self.stamp / 1000, UTC).replace(microsecond=0)
        if isinstance(shown, datetime):
            return with_offset(shown.replace(tzinfo=None), moment).isoformat()
        clock = reader.time(self.shown)
        return (with_clock(clock, moment) if clock else moment).isoformat()

    @property
    def evidence(self) -> Evidence:
        """What this comment's date teaches about the site's dates."""
        if self.stamp is None:
            return Evidence(self.shown)
        day = datetime.fromtimestamp(self.stamp / 1000, UTC).date()
        return Evidence(self.shown, day - timedelta(days=1), day + timedelta(days=1))


def find_comments(tree: HtmlElement, base: str) -> tuple[FoundComment, ...]:
    """Return the comments that a page's markup shows, in page order."""
    boxes = comment_boxes(tree)
    said = _learned_ending(boxes)
    comments = [_comment(box, base, said) for box in boxes]
    return tuple(_without_number(comment, place) for place, comment in enumerate(comments, 1))


def _without_number(comment: FoundComment, place: int) -> FoundComment:
    """Return a comment whose name is free of the number that the template counts it with."""
    number = f"{place} "
    if comment.name is None or not comment.name.startswith(number):
        return comment
    return replace(comment, name=comment.name.removeprefix(number).strip())


def comments_stated(tree: HtmlElement) -> int | None:
    """Return how many comments the page says it has; None where it names no number."""
    for box in found(tree, "//*[@data-num-comments]"):
        return first_number(box.get("data-num-comments") or "")
    headings = found(tree, "//*[@id='comments']/*[self::h2 or self::h3 or self::h4 or self::h5][1]")
    for heading in headings:
        return first_number(heading.text_content())
    return None


def milliseconds(digits: str) -> int:
    """Return a stamp in milliseconds; old templates print seconds."""
    return int(digits) if len(digits) > 11 else int(digits) * 1000  # noqa: PLR2004 - seconds until 5138


def _comment(box: CommentBox, base: str, said: str) -> FoundComment:
    own = box.own
    text, permalink = text_element(own), _first(own, _DATES)
    name, url = _author(own, text, base, said)
    if text is None and first(own, _BYLINES):
        return _with_byline(box, base)
    if text is None or permalink is None or name is None:
        guess = guessed_parts(own, DateReader(None, DateOrder.DMY), text, name)
        text, permalink = text or guess.text, permalink or guess.date
        if name is None and guess.name is not None:
            name, url = _SAID.sub("", guess.name), _name_url(guess.named_in, base)
    stamps = [m[1] for a in own.find_all("a", href=True) if (m := _STAMP.search(attribute(a, "href")))]
    return FoundComment(
        id=box.id,
        name=_NUMBERED.sub("", name) if name else None,
        url=url,
        shown=joined_text(permalink),
        stamp=milliseconds(stamps[0]) if stamps else None,
        html=_html(text, base),
        parent=box.parent,
        deleted=first(own, _DELETED) is not None,
        by_owner=first(own, _OWNER) is not None,
        machine=machine_date(permalink),
    )


def _with_byline(box: CommentBox, base: str) -> FoundComment:
    """Read a comment that is bare text with a line about it ("posted by X : DATE") at its end."""
    byline = first(box.own, _BYLINES)
    assert byline is not None
    line = byline.extract()
    name = line.find("span") or line.find("a", href=re.compile(r"^https?:"))
    return FoundComment(
        id=box.id,
        name=joined_text(name) if isinstance(name, Tag) else None,
        url=_url(line.find("a", href=re.compile(r"^https?:")), base),
        shown=joined_text(line),
        stamp=None,
        html=_html(box.own.body, base),
        parent=box.parent,
        deleted=first(box.own, _DELETED) is not None,
        by_owner=False,
    )


def _html(text: Tag | None, base: str) -> str:
    if text is None:
        return ""
    copy = parse_fragment(text.decode_contents(formatter="minimal"))
    remove(copy, _DROPPED)
    return absolute_urls(inner_html(copy), base).strip()


# --- names -------------------------------------------------------------------------------------------


def _author(own: BeautifulSoup, text: Tag | None, base: str, said: str) -> tuple[str | None, str | None]:
    for selector in _NAMES:
        tag = _first(own, (selector,))
        if tag is not None and not _inside(tag, text):
            return joined_text(tag), _url(tag if tag.name == "a" else tag.find("a", href=True), base)
    holder = _first(own, (_HOLDERS,))
    holder = holder if holder is not None else own.find("dt")
    if not isinstance(holder, Tag):
        return None, None
    for link in holder.find_all("a", href=True):
        if joined_text(link) and not _is_permalink(link):
            return joined_text(link), _url(link, base)
    return _named(holder, said) or None, None


def _named(holder: Tag, said: str) -> str:
    text = _line(holder)
    if said and text.endswith(said):
        return _BY.sub("", text[: -len(said)].strip()).strip(" ,:")
    return _SAID.sub("", _AT_END.sub("", _WHEN_END.sub("", _BY.sub("", text)))).strip(" ,:")


def _line(holder: Tag) -> str:
    copy = parse_fragment(str(holder))
    remove(copy, f"{_DROPPED}, a[href], script, img")
    lines = [squeezed(line) for line in copy.get_text().split("\n") if squeezed(line)]
    if len(lines) > 1 and lines[-1].endswith(("...", "…")):  # the template's own word stands on its own line
        return " ".join(lines[:-1])
    return text_in(copy)


def _learned_ending(boxes: Sequence[CommentBox]) -> str:
    """Return what the template writes after a commenter's name ("said…"), from links' tails or what all lines share."""
    lines: list[str] = []
    for box in boxes:
        term = box.own.find("dt")
        if not isinstance(term, Tag):
            continue
        links = [
            link for link in term.find_all("a", href=True) if joined_text(link) and not _is_permalink(link)
        ]
        if links:
            tail = squeezed("".join(str(s) for s in links[-1].next_siblings if not isinstance(s, Tag)))
            if tail:
                return tail
        else:
            lines.append(_line(term))
    return _shared_ending(lines)


def _shared_ending(lines: Sequence[str]) -> str:
    words = [line.split(" ") for line in dict.fromkeys(lines) if line]
    if len(words) < 2:  # noqa: PLR2004 - one name shares its end with nobody
        return ""
    shared: list[str] = []
    for place in range(1, min(len(line) for line in words)):
        endings = {line[-place] for line in words}
        if len(endings) > 1:
            break
        shared.insert(0, endings.pop())
    return " ".join(shared)


# --- the parts of one comment --------------------------------------------------------------------------


def _first(own: BeautifulSoup, selectors: Iterable[str]) -> Tag | None:
    text = text_element(own)
    for selector in selectors:
        for tag in select(own, selector):
            if joined_text(tag) and not _inside(tag, text):
                return tag
    return None


def _inside(tag: Tag, text: Tag | None) -> bool:
    return text is not None and (tag is text or any(up is text for up in tag.parents))


def _is_permalink(link: Tag) -> bool:
    href = attribute(link, "href")
    return bool(
        _STAMP.search(href) or re.search(r"#(?:comment-)?c?\d{6,}$", href) or "delete-comment" in href
    )


def _name_url(named_in: Tag | None, base: str) -> str | None:
    links = named_in.find_all("a", href=True) if named_in is not None else []
    return next((_url(link, base) for link in links if not _is_permalink(link)), None)


def _url(link: object, base: str) -> str | None:
    href = attribute(link, "href") if isinstance(link, Tag) else ""
    return absolute(base, href) if href else None
