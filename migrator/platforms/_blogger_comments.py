"""Reads the comments of a Blogger page: threaded lists, definition lists, classic lists, and lists in scripts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bs4 import Tag

from migrator.html import inner_html, parse_fragment
from migrator.platforms._markup import (
    absolute_urls,
    attribute,
    found,
    joined_text,
    markup,
    text_in,
    with_class,
)
from migrator.text import DateReader, Evidence, first_number, squeezed, with_clock, with_offset
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bs4 import BeautifulSoup
    from lxml.html import HtmlElement

    from migrator.model import Json

_CONTAINERS = (
    "//*[@id='comments']",
    f"//*[@id='comment-holder' or @id='comments-block' or {with_class('comments', 'comments-content', 'comment-list')}]",
    "//*[@id='Blog1' or contains(concat(' ', @class, ' '), ' Blog ')]",
    "//body",
)
_WIDGETS = (
    "[class*=recent], [id*=recent], .sidebar, #sidebar, .widget:not(.Blog), #comment-form, .comment-form, .comment-replybox-single,"
    " .comment-replybox-thread, .backlinks-container, #backlinks-container"
)
_ANCHOR = re.compile(r"^(?:comment-)?c?(\d{6,})$")
_STAMP = re.compile(r"[?&]showComment=(\d{10,14})")
_UNITS = "li.comment, div.comment, article.comment, li.comment-item, div.comment-wrap"
_TEXTS = ".comment-content, .comment-body, .blog-author-comment, .comment-text, .comment_body, .cmt-content, .commenttext"
_DATES = (
    ".datetime a, .comment-timestamp a, a.comment-data-link, a.comment-timestamp",
    "a[href*='showComment=']",
    "a[title='comment permalink'], .comment-footer a[href*='#c'], .comment-date, .comment-time, .comment-timestamp, .datetime, time, abbr",
)
_NAMES = (".comment-header cite.user, cite.user", ".comment-author cite, .comment-author .fn, .fn", "cite")
_DROPPED = ".comment-actions, .item-control, .comment-footer, .comment-timestamp, .comment-reply, .delete-comment-icon, .avatar-image-container"
_OWNER = ".blog-author, .blog-author-comment, .icon.blog-author"
_DELETED = ".deleted-comment, .comment-deleted"
_SAID = re.compile(
    r"\s+(?:said|says|wrote|writes|dijo|dice|ha\s+dicho|disse|escreveu|a\s+dit|a\s+écrit|hat\s+gesagt|sagte|meinte|schrieb|sagt|ha\s+detto|"
    r"zei|sade|sa|sagde|sier|skrev|kirjoitti|sanoi|powiedział(?:\(?a\)?)?|pisze|řekl(?:\(?a\)?)?|povedal(?:\(?a\)?)?|mondta|írta|spunea|a\s+spus|"
    r"dedi\s+ki|dedi|yazdı|сказал(?:\(?а\)?)?|каза|написа(?:л|в)?|пише|είπε|mengatakan|berkata|nói|กล่าวว่า|אמר\S*|يقول|قال|va\s+dir|ha\s+dit|dixo)"
    r"\s*(?:\.{2,}|…|:)?\s*$|\s*(?:さんのコメント|さんは書きました|說|说|님의\s*말|님이\s*말했습니다|:|:)\s*(?:\.{2,}|…|:)?\s*$|\s*(?:\.{3}|…)\s*$",
    re.IGNORECASE,
)
_BY = re.compile(r"^\s*(?:by|por|von|par|da|door|av|от|przez|comment\s+by|posted\s+by)\s+", re.IGNORECASE)


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

    def published(self, reader: DateReader) -> str | None:
        """The comment's time in ISO 8601, exact where a stamp is known, in the offset the page's clock reveals."""
        shown = reader.read(self.shown)
        if self.stamp is None:
            return shown.isoformat() if shown else None
        moment = datetime.fromtimestamp(self.stamp / 1000, UTC).replace(microsecond=0)
        if isinstance(shown, datetime):
            return with_offset(shown, moment).isoformat()
        clock = reader.time(self.shown)
        return (with_clock(clock, moment) if clock else moment).isoformat()

    @property
    def evidence(self) -> Evidence:
        """What this comment's date teaches about the site's dates."""
        if self.stamp is None:
            return Evidence(self.shown)
        day = datetime.fromtimestamp(self.stamp / 1000, UTC).date()
        return Evidence(
            self.shown, day.fromordinal(day.toordinal() - 1), day.fromordinal(day.toordinal() + 1)
        )


@dataclass(frozen=True)
class _Thread:
    soup: BeautifulSoup
    base: str

    @cached_property
    def units(self) -> list[tuple[str, list[Tag]]]:
        """Comment ids in page order, each with the elements that make up that comment."""
        units: dict[str, list[Tag]] = {}
        for tag in self.soup.find_all(_has_anchor):
            for comment_id in _anchors(tag):
                known = units.get(comment_id)
                if known is None or not any(_text_of(part) or part.css.match(_TEXTS) for part in known):
                    units[comment_id] = _unit(tag, comment_id)
        return [(comment_id, parts) for comment_id, parts in units.items() if parts]

    @cached_property
    def said(self) -> str:
        """What the template writes after a commenter's name ("said…"), learned where the name is a link."""
        for tag in self.soup.select("dt.comment-author"):
            links = [link for link in tag.find_all("a", href=True) if joined_text(link)]
            tail = (
                squeezed("".join(str(s) for s in links[-1].next_siblings if not isinstance(s, Tag)))
                if links
                else ""
            )
            if tail:
                return tail
        return ""

    def comments(self) -> Iterator[FoundComment]:
        owners: dict[int, str] = {}
        for comment_id, parts in self.units:
            owners.setdefault(id(parts[0]), comment_id)
        above = {
            i: next((owners[id(up)] for up in parts[0].parents if id(up) in owners), None)
            for i, parts in self.units
        }
        for comment_id, parts in self.units:
            if above[comment_id]:
                _taken_out(parts)
        for comment_id, parts in self.units:
            yield self._comment(comment_id, parts, above[comment_id])

    def _comment(self, comment_id: str, parts: list[Tag], parent: str | None) -> FoundComment:
        own = _own_part(parts)
        permalink = _first(own, _DATES)
        stamps = [m[1] for a in own.find_all("a", href=True) if (m := _STAMP.search(attribute(a, "href")))]
        text = _text_of(own)
        deleted = bool(own.select_one(_DELETED))
        name, url = self._author(own, text)
        return FoundComment(
            id=comment_id,
            name=name,
            url=url,
            shown=joined_text(permalink),
            stamp=_milliseconds(stamps[0]) if stamps else None,
            html=self._html(text),
            parent=parent,
            deleted=deleted,
            by_owner=bool(own.select_one(_OWNER)),
        )

    def _html(self, text: Tag | None) -> str:
        if text is None:
            return ""
        copy = parse_fragment(text.decode_contents(formatter="minimal"))
        for tag in copy.select(_DROPPED):
            tag.decompose()
        return absolute_urls(inner_html(copy), self.base).strip()

    def _author(self, own: BeautifulSoup, text: Tag | None) -> tuple[str | None, str | None]:
        for selector in _NAMES:
            tag = _first(own, (selector,))
            if tag is not None and joined_text(tag) and not _inside(tag, text):
                link = tag if tag.name == "a" else tag.find("a", href=True)
                return joined_text(tag), self._url(link)
        holder = _first(
            own,
            (
                ".comment-author, .comment-data, .comment-header, .commenter, .comment-poster, .comment-footer",
            ),
        )
        return self._byline(holder) if holder is not None else (None, None)

    def _byline(self, holder: Tag) -> tuple[str | None, str | None]:
        for link in holder.find_all("a", href=True):
            if joined_text(link) and not _is_permalink(link):
                return joined_text(link), self._url(link)
        return _named(holder, self.said) or None, None

    def _url(self, link: object) -> str | None:
        return (
            absolute(self.base, attribute(link, "href"))
            if isinstance(link, Tag) and attribute(link, "href")
            else None
        )


def find_comments(tree: HtmlElement, base: str) -> tuple[FoundComment, ...]:
    """Return the comments of a page in page order, each id once; widgets that repeat comments are left out."""
    for xpath in _CONTAINERS:
        containers = found(tree, xpath)
        for container in containers:
            soup = parse_fragment(markup(container))
            for widget in soup.select(_WIDGETS):
                if not widget.decomposed:
                    widget.decompose()
            comments = tuple(_Thread(soup, base).comments())
            if comments:
                return comments
        if containers and xpath == _CONTAINERS[0]:
            break
    return tuple(_scripted(tree, base))


def comments_stated(tree: HtmlElement) -> int | None:
    """Return how many comments the page says it has; None where it names no number."""
    for box in found(tree, "//*[@data-num-comments]"):
        return first_number(box.get("data-num-comments") or "")
    headings = found(tree, "//*[@id='comments']/*[self::h2 or self::h3 or self::h4 or self::h5][1]")
    for heading in headings:
        return first_number(heading.text_content())
    return None


# --- the parts of one comment --------------------------------------------------------------------------


def _has_anchor(tag: Tag) -> bool:
    return bool(_anchors(tag))


def _anchors(tag: Tag) -> list[str]:
    values = [attribute(tag, "id"), attribute(tag, "name") if tag.name == "a" else ""]
    return [match[1] for value in values if (match := _ANCHOR.match(value))]


def _unit(tag: Tag, comment_id: str) -> list[Tag]:
    """Return the elements of the comment that `tag` anchors: one box, or a `dt` with the `dd`s after it."""
    term = tag if tag.name == "dt" else tag.find_parent("dt")
    if term is not None:
        return [term, *_until(term, "dt")]
    box = tag if tag.name in {"li", "article", "section"} or "comment" in (tag.get("class") or []) else None
    box = box or tag.find_parent(["li", "article"]) or _closest(tag, _UNITS)
    if box is not None and _only(box, comment_id):
        return [box]
    if tag.name == "a" and not attribute(tag, "href") and not joined_text(tag):
        parent = tag.parent
        if (
            parent is not None
            and parent.name in {"div", "p"}
            and _only(parent, comment_id)
            and _text_of(parent)
        ):
            return [parent]
        return [tag, *_until_anchor(tag, comment_id)]
    return [box or tag]


def _closest(tag: Tag, selector: str) -> Tag | None:
    return next((up for up in tag.parents if up.name != "[document]" and up.css.match(selector)), None)


def _only(box: Tag, comment_id: str) -> bool:
    """True where `box` begins with this comment (replies inside it come after)."""
    first = next((a for a in _anchors(box)), None) or next(
        (_anchors(t)[0] for t in box.find_all(_has_anchor)), None
    )
    return first == comment_id


def _tags_after(start: Tag) -> Iterator[Tag]:
    return (sibling for sibling in start.next_siblings if isinstance(sibling, Tag))


def _until(start: Tag, name: str) -> list[Tag]:
    parts = []
    for sibling in _tags_after(start):
        if sibling.name == name:
            break
        parts.append(sibling)
    return parts


def _until_anchor(start: Tag, comment_id: str) -> list[Tag]:
    parts = []
    for sibling in _tags_after(start):
        within = [sibling, *sibling.find_all(_has_anchor)]
        if any(other != comment_id for tag in within for other in _anchors(tag)):
            break
        parts.append(sibling)
    return parts


def _taken_out(parts: Sequence[Tag]) -> None:
    """Take an answer out of the comment it is nested in, so that each is read once however deep they go."""
    for part in parts:
        part.extract()


def _own_part(parts: Sequence[Tag]) -> BeautifulSoup:
    """Return a copy of a comment's elements without the replies nested in them."""
    soup = parse_fragment("".join(str(part) for part in parts))
    for nested in soup.select(".comment-replies, .inline-thread, li li.comment, .comment-thread"):
        if not nested.decomposed:
            nested.decompose()
    return soup


def _text_of(own: Tag | BeautifulSoup) -> Tag | None:
    text = own.select_one(_TEXTS)
    if text is not None:
        return text
    return next((dd for dd in own.find_all("dd") if "comment-footer" not in (dd.get("class") or [])), None)


def _first(own: Tag | BeautifulSoup, selectors: Iterable[str]) -> Tag | None:
    text = _text_of(own)
    for selector in selectors:
        for tag in own.select(selector):
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


def _named(holder: Tag, said: str) -> str:
    copy = parse_fragment(str(holder))
    for tag in copy.select(f"{_DROPPED}, a[href], script, img"):
        tag.decompose()
    text = text_in(copy)
    if said and text.endswith(said):
        return text[: -len(said)].strip()
    text = re.sub(
        r"[,\s]+(?:at|on|am|um|à|a las|às|alle|om|kl\.?)?\s*$", "", _BY.sub("", text), flags=re.IGNORECASE
    )
    return _SAID.sub("", text).strip(" ,:")


def _milliseconds(digits: str) -> int:
    return int(digits) if len(digits) > 11 else int(digits) * 1000  # noqa: PLR2004 - seconds until 5138


# --- comments in scripts -------------------------------------------------------------------------------

_SCRIPTED = re.compile(r"\bvar\s+items\s*=\s*(?=\[)")


def _scripted(tree: HtmlElement, base: str) -> Iterator[FoundComment]:
    for script in found(tree, "//script[contains(., 'var items')]"):
        text = script.text or ""
        start = _SCRIPTED.search(text)
        if start is None:
            continue
        try:
            rows, _ = json.JSONDecoder(strict=False).raw_decode(text, start.end())
        except ValueError:
            continue
        for row in rows:
            comment = _from_script(row, base) if isinstance(row, dict) else None
            if comment is not None:
                yield comment


def _from_script(row: dict[str, Json], base: str) -> FoundComment | None:
    match = _ANCHOR.match(str(row.get("id") or ""))
    if match is None:
        return None
    author = row.get("author")
    writer = author if isinstance(author, dict) else {}
    profile = writer.get("profileUrl")
    stamp = str(row.get("timestamp") or "")
    body = str(row.get("body") or "")
    parent = _ANCHOR.match(str(row.get("parentId") or ""))
    return FoundComment(
        id=match[1],
        name=squeezed(str(writer.get("name") or "")) or None,
        url=absolute(base, profile) if isinstance(profile, str) and profile else None,
        shown=str(row.get("displayTime") or ""),
        stamp=_milliseconds(stamp) if stamp.isdigit() else None,
        html=absolute_urls(body, base),
        parent=parent[1] if parent else None,
        deleted="deleted-comment" in body,
        by_owner="blog-author" in str(row.get("deleteclass") or ""),
    )
