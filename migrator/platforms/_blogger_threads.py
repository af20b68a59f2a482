"""Finds the comments on a Blogger page: where each begins and ends, and which it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bs4 import Tag

from migrator.html import parse_fragment
from migrator.platforms._markup import attribute, found, joined_text, markup, with_class
from migrator.platforms._select import first, matches, remove, select

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bs4 import BeautifulSoup
    from lxml.html import HtmlElement

TEXTS = ".comment-content, .comment-body, .blog-author-comment, .comment-text, .comment_body, .cmt-content, .commenttext"
_CONTAINERS = (
    "//*[@id='comments' or @id='comment'][not(self::a)]",
    f"//*[@id='comment-holder' or @id='comments-block' or {with_class('comments', 'comments-content', 'comment-list', 'blogComments')}]",
    "//*[@id='Blog1' or contains(concat(' ', @class, ' '), ' Blog ')]",
    "//body",
)
_OWN_BOXES = 2  # of the containers above: those that hold comments and nothing else
_WIDGETS = (
    "[class*=recent], [id*=recent], .sidebar, #sidebar, .widget:not(.Blog), #comment-form, .comment-form, .comment-replybox-single,"
    " .comment-replybox-thread, .backlinks-container, #backlinks-container"
)
_ANCHOR = re.compile(r"^(?:comment-)?c?(\d{6,})$")
_SURE_ANCHOR = re.compile(r"^(?:comment-c?|c)(\d{6,})$")  # elsewhere a bare number is a post's anchor
_PERMALINK = re.compile(r"(?:#(?:comment-)?c|/delete-comment\.g\?(?:[^#]*&)?postID=)(\d{6,})$")
_UNITS = "li.comment, div.comment, article.comment, li.comment-item, div.comment-wrap"
_NESTED = ".comment-replies, .inline-thread, li li.comment, .comment-thread"


@dataclass(frozen=True, slots=True)
class CommentBox:
    """One comment's own markup, answers taken out; `parent` is the id of the comment it is nested in."""

    id: str
    own: BeautifulSoup
    parent: str | None


def comment_boxes(tree: HtmlElement) -> tuple[CommentBox, ...]:
    """Return the comments of a page in page order, each id once; widgets that repeat comments are left out."""
    for place, xpath in enumerate(_CONTAINERS):
        containers = found(tree, xpath)
        for container in containers:
            soup = parse_fragment(markup(container))
            remove(soup, _WIDGETS)
            boxes = tuple(_Thread(soup, _ANCHOR if place < _OWN_BOXES else _SURE_ANCHOR).boxes())
            if boxes:
                return boxes
        if containers and place == 0:
            break
    return ()


def anchor_id(text: str) -> str | None:
    """Return the comment id in an element's id or name (`c123`, `comment-123`, `123`), or None."""
    match = _ANCHOR.match(text)
    return match[1] if match else None


def text_element(own: Tag | BeautifulSoup) -> Tag | None:
    """Return the element of a comment that holds its text, where the markup names it."""
    text = first(own, TEXTS)
    if text is not None:
        return text
    return next(
        (dd for dd in own.find_all("dd") if "comment-footer" not in attribute(dd, "class").split()), None
    )


@dataclass(frozen=True)
class _Thread:
    soup: BeautifulSoup
    pattern: re.Pattern[str]

    def boxes(self) -> Iterator[CommentBox]:
        if not self.soup.find(self._has_anchor):
            self._anchor_by_permalinks()
        owners: dict[int, str] = {}
        for comment_id, parts in self._units:
            owners.setdefault(id(parts[0]), comment_id)
        above = {
            comment_id: next((owners[id(up)] for up in parts[0].parents if id(up) in owners), None)
            for comment_id, parts in self._units
        }
        for comment_id, parts in self._units:
            if above[comment_id]:  # taken out, so that each is read once however deep they go
                for part in parts:
                    part.extract()
        for comment_id, parts in self._units:
            yield CommentBox(comment_id, _own_part(parts), above[comment_id])

    @cached_property
    def _units(self) -> list[tuple[str, list[Tag]]]:
        units: dict[str, list[Tag]] = {}
        for tag in self.soup.find_all(self._has_anchor):
            for comment_id in self._anchors(tag):
                known = units.get(comment_id)
                if known is None or not any(text_element(part) or matches(part, TEXTS) for part in known):
                    units[comment_id] = self._unit(tag, comment_id)
        return [(comment_id, parts) for comment_id, parts in units.items() if parts]

    def _anchor_by_permalinks(self) -> None:
        """Give comments without an id of their own the one in their permalink."""
        for box in select(self.soup, _UNITS):
            link = box.find("a", href=_PERMALINK)
            match = _PERMALINK.search(attribute(link, "href"))
            if match:
                box["id"] = f"c{match[1]}"

    def _has_anchor(self, tag: Tag) -> bool:
        return bool(self._anchors(tag))

    def _anchors(self, tag: Tag) -> list[str]:
        values = [attribute(tag, "id"), attribute(tag, "name") if tag.name == "a" else ""]
        return [match[1] for value in values if (match := self.pattern.match(value))]

    def _unit(self, tag: Tag, comment_id: str) -> list[Tag]:
        """Return the elements of the comment that `tag` anchors: one box, or a `dt` with the `dd`s after it."""
        term = tag if tag.name == "dt" else tag.find_parent("dt")
        if term is not None:
            return [term, *_until_term(term)]
        box = tag if tag.name in {"li", "article", "section"} or matches(tag, ".comment") else None
        box = box or tag.find_parent(["li", "article"]) or _closest(tag, _UNITS)
        if box is not None and self._begins_with(box, comment_id):
            return [box]
        if tag.name == "a" and not attribute(tag, "href") and not joined_text(tag):
            parent = tag.parent
            if parent is not None and parent.name in {"div", "p"} and self._is_alone(parent, comment_id):
                return [parent]
            return [tag, *self._until_next(tag, comment_id)]
        return [tag]

    def _begins_with(self, box: Tag, comment_id: str) -> bool:
        """True where `box` begins with this comment (answers inside it come after)."""
        inner = (self._anchors(tag)[0] for tag in box.find_all(self._has_anchor))
        return next(iter(self._anchors(box)), None) == comment_id or next(inner, None) == comment_id

    def _is_alone(self, box: Tag, comment_id: str) -> bool:
        """True where `box` is one comment's: below the container, and with no other comment in it."""
        inside = {other for tag in box.find_all(self._has_anchor) for other in self._anchors(tag)}
        return inside == {comment_id} and box.parent is not self.soup.body

    def _until_next(self, start: Tag, comment_id: str) -> list[Tag]:
        parts = []
        for sibling in _tags_after(start):
            within = [sibling, *sibling.find_all(self._has_anchor)]
            if any(other != comment_id for tag in within for other in self._anchors(tag)):
                break
            parts.append(sibling)
        return parts


def _closest(tag: Tag, selector: str) -> Tag | None:
    return next((up for up in tag.parents if up.name != "[document]" and matches(up, selector)), None)


def _tags_after(start: Tag) -> Iterator[Tag]:
    return (sibling for sibling in start.next_siblings if isinstance(sibling, Tag))


def _until_term(start: Tag) -> list[Tag]:
    parts = []
    for sibling in _tags_after(start):
        if sibling.name == "dt":
            break
        parts.append(sibling)
    return parts


def _own_part(parts: Sequence[Tag]) -> BeautifulSoup:
    soup = parse_fragment("".join(str(part) for part in parts))
    remove(soup, _NESTED)
    return soup
