"""Reads comments and trackbacks of Movable Type's and TypePad's templates, whose facts stand in one line of words.

"Posted by: Rosa | March 6, 2004 at 09:00 AM" ends or heads a comment, in a box of its own or between its neighbours.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml.html import Element

from migrator.platforms._bylines import name_only
from migrator.platforms._listed_comments import ListedComment
from migrator.platforms._markup import absolute_urls, found, inner_markup, with_class, without_parts
from migrator.platforms._sixapart_recipe import BEHIND
from migrator.text import DateOrder, DateReader, letters, squeezed
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

_ID = re.compile(r"(?:comment-|c|ping-|trackback-|p)(6a[0-9a-f]{6,}|\d{1,18})")
_PING_ID = re.compile(r"(?:ping-|trackback-|p)\w+")
_REDIRECT = re.compile(r"mt-comments\.cgi\?__mode=red(?:&|;)id=(\d+)")
_FACT_CLASSES = (
    *("comment-footer", "comments-post", "trackback-footer", "comment-header", "comment-meta", "posted", "byline"),
    *("comment-data", "trackback-header"),
)  # fmt: skip
_FACTS = f"descendant::*[{with_class(*_FACT_CLASSES)}]"
_BOXED = (
    (
        "//*[starts-with(@id, 'comment-') or starts-with(@id, 'ping-') or starts-with(@id, 'trackback-')]"
        f"[{with_class('comment', 'trackback', 'ping')} or self::li or self::article]"
    ),
    f"//*[{with_class('comment', 'trackback')}][.//*[{with_class(*_FACT_CLASSES, 'comment-content')}]]",
    f"//*[{with_class('comments-body', 'comment-body')}][.//*[{with_class('comments-post', 'posted')}]]",
)
_LOOSE = f"//*[{with_class('comments-post', 'posted', 'comment-footer', 'trackback-footer')}][{BEHIND}]"
_TEXTS = f"descendant::*[{with_class('comment-content', 'comment-body', 'comment-text', 'comment-entry', 'trackback-content')}]"
_DROPPED = (
    f"descendant::*[{with_class(*_FACT_CLASSES, 'comment-avatar', 'commenter-avatar', 'user-pic', 'comment-reply', 'comment-controls')}]"
    " | descendant::script | descendant::form | descendant::a[@name or @id][not(@href)][not(node())]"
)
_OWNERS = frozenset(
    ("comment-by-author", "entry-author", "comment-author-entry", "bypostauthor", "author-comment")
)
_WRITER = f"descendant::*[{with_class('fn', 'author', 'comment-author', 'commenter')}]"
_WIDGET = re.compile(r"widget|sidebar|recent|module-")
_TRACKED = re.compile(r"^\W*(?:tracked\s+on|trackback(?:ed)?\s+(?:on|from)|listed\s+on)\b", re.IGNORECASE)
_FROM = re.compile(r"^\s*(?:from|von|de|da|van|från)\s+(?P<name>\S.*)", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?:[^\W\d_]+\s+){0,2}(?:by|von|par|por|da|di|door|av|af|przez|oleh|od|от)\s*[::]?\s+", re.IGNORECASE
)
_SPLIT = re.compile(
    r"\s*\|\s*|\s+(?:at|on|am|um|le|à|el|il|alle|om|den|op|в|·|-|–|—|@|/)\s+|\s*[::,]\s+|\s+(?=\d)",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\s+(?:replied\s+to|in\s+reply\s+to)\b.*$|\s*\b(?:said|says|wrote|writes|sagte?|schrieb|schreibt|dijo|dice|dit|scrive)\b\W*$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_NAME = 80  # characters


@dataclass(frozen=True, slots=True)
class _Unit:
    """One comment's markup without the answers in it; `classes` are its own and its wrapper's."""

    id: str | None
    own: HtmlElement
    classes: frozenset[str] = frozenset()
    above: str | None = None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a comment's line of facts tells; `shown` is the date as printed."""

    name: str | None = None
    url: str | None = None
    shown: str = ""
    tracked: bool = False
    answers: str | None = None
    number: str | None = None  # in the address that hides a writer's own


@dataclass(frozen=True)
class FamilyComments:
    """The comments of one page. `language` is that of its dates."""

    tree: HtmlElement
    base: str
    language: str | None = None

    def listed(self) -> tuple[ListedComment, ...]:
        """Return comments and trackbacks in page order."""
        for units in (*(_boxed(self.tree, xpath) for xpath in _BOXED), _between(self.tree)):
            comments = tuple(_numbered(self._comment(unit) for unit in units))
            if comments:
                return comments
        return ()

    def _comment(self, unit: _Unit) -> ListedComment:
        lines = found(unit.own, _FACTS)
        facts = self._facts(lines, unit)
        text = next(iter(found(unit.own, _TEXTS)), unit.own)
        pinged = facts.tracked or not {"trackback", "ping"}.isdisjoint(unit.classes)
        if pinged:
            facts = _pinged(facts, text, self.base)
        machine = (
            one.get("title") or one.get("datetime") or ""
            for one in found(unit.own, "descendant::abbr | descendant::time")
        )
        html = inner_markup(without_parts(text, found(text, _DROPPED)))
        return ListedComment(
            id=unit.id or facts.number or "",
            name=facts.name,
            url=facts.url,
            shown=facts.shown,
            machine=next((stamp for stamp in machine if re.match(r"\d{4}-\d{2}-\d{2}T", stamp)), ""),
            html=absolute_urls(html, self.base).strip(),
            parent=facts.answers or unit.above,
            kind="trackback" if pinged else "comment",
            by_owner=not _OWNERS.isdisjoint(unit.classes),
        )

    def _facts(self, lines: Iterable[HtmlElement], unit: _Unit) -> _Facts:
        """Return what the first line tells, and the date from another one where it has none."""
        told = [self._told(line, unit) for line in lines if letters(line.text_content())]
        best = next((one for one in told if one.name), told[0] if told else _Facts())
        return replace(best, shown=best.shown or next((one.shown for one in told if one.shown), ""))

    def _told(self, line: HtmlElement, unit: _Unit) -> _Facts:
        links = [(squeezed(a.text_content()), (a.get("href") or "").strip()) for a in line.iter("a")]
        written = next((squeezed(one.text_content()) for one in found(line, _WRITER)), "")
        named = next(((text, href) for text, href in links if _names_writer(text, href, self._look)), None)
        answers = (match[1] for _, href in links if (match := _ID.fullmatch(href.rpartition("#")[2])))
        number = _REDIRECT.search(named[1]) if named else None
        whole = squeezed(" ".join(_words(line)))
        head, shown = self._split(whole)
        stamp = next((text for text, _ in links if self._look.read(text)), "")
        name = named[0] if named else _plain_name(written or head)
        target = absolute(self.base, named[1]) if named and named[1] and number is None else None
        return _Facts(
            name=name or None,
            url=target,
            shown=stamp or shown,
            tracked=bool(_TRACKED.match(whole)),
            answers=next((one for one in answers if one != unit.id), None) if unit.id else None,
            number=number[1] if number else None,
        )

    @property
    def _look(self) -> DateReader:
        return DateReader(self.language, DateOrder.MDY)

    def _split(self, line: str) -> tuple[str, str]:
        """Return what stands before the date of a line, and the date; the line itself and "" where there is none."""
        moment = self._look.read(line)
        if moment is None:
            return line, ""
        for place in reversed(list(_SPLIT.finditer(line))):
            tail = line[place.end() :]
            if self._look.read(tail) == moment:
                return line[: place.start()], tail.partition("|")[0].strip()
        return "", line


def _words(line: HtmlElement) -> Iterator[str]:
    """Yield a line's texts without what is there to be clicked on."""
    clicked = {one for one in line.iter("a") if (one.get("href") or "").startswith("javascript:")}
    for one in line.iter():
        if one not in clicked and isinstance(one.tag, str):
            yield one.text or ""
        if one is not line:
            yield one.tail or ""


def _names_writer(text: str, href: str, look: DateReader) -> bool:
    """True for a link that is neither the comment's address nor something to click on."""
    script = href.startswith(("javascript:", "#")) or "#comment-" in href or "#c" in href or "#p" in href
    return bool(letters(text)) and len(text) <= _LONGEST_NAME and not script and look.read(text) is None


def _plain_name(head: str) -> str:
    name = name_only(_ANSWERED.sub("", _LABEL.sub("", _ANSWERED.sub("", head.partition("|")[0]))))
    return name if len(name) <= _LONGEST_NAME and not _TRACKED.match(head) else ""


def _pinged(facts: _Facts, text: HtmlElement, base: str) -> _Facts:
    """Return the facts of a trackback: who sent it stands behind the title of the post that links here."""
    link = next((a for a in text.iter("a") if letters(a.text_content())), None)
    if link is None:
        return facts
    beside = link.getnext()
    behind = f"{link.tail or ''}{beside.text_content() if beside is not None and beside.tag in {'a', 'b', 'strong', 'em', 'cite'} else ''}"
    blog = _FROM.match(squeezed(behind))
    name = squeezed(blog["name"]).strip(" .,[]") if blog else squeezed(link.text_content())
    return replace(facts, name=name[:_LONGEST_NAME] or None, url=absolute(base, link.get("href") or ""))


def _numbered(comments: Iterable[ListedComment]) -> Iterator[ListedComment]:
    """Count comments without an id of their own; leave out boxes that say nothing."""
    seen: set[str] = set()
    for place, comment in enumerate((one for one in comments if one.says_something), 1):
        own = comment.id or str(place)
        if own not in seen:
            seen.add(own)
            yield replace(comment, id=own)


# --- finding ---------------------------------------------------------------------------------------------


def _boxed(tree: HtmlElement, xpath: str) -> Iterator[_Unit]:
    boxes = [box for box in found(tree, xpath) if not _in_widget(box)]
    known = set(boxes)
    for box in boxes:
        inner = [one for one in box.iterdescendants() if one in known]
        around = next((up for up in box.iterancestors() if up in known), None)
        wrapper = box.getparent()
        words = f"{box.get('class') or ''} {wrapper.get('class') or '' if wrapper is not None else ''}"
        ping = {"ping"} if _PING_ID.fullmatch(box.get("id") or "") else set()
        yield _Unit(
            _id_of(box) or _id_beside(box),
            without_parts(box, inner),
            frozenset({*words.split(), *ping}),
            _id_of(around) if around is not None else None,
        )


def _between(tree: HtmlElement) -> Iterator[_Unit]:
    """Yield comments that stand one after another without boxes, each ended by its line of facts."""
    for line in found(tree, _LOOSE):
        box = Element("div")
        own: str | None = None
        pieces: list[HtmlElement] = []
        for before in line.itersiblings(preceding=True):
            own = _id_of(before)
            if _is_end(before) or (own is not None and before.tag == "a"):
                box.text = before.tail
                break
            pieces.append(before)
            if own is not None:
                break
        box.extend([copy(piece) for piece in (*reversed(pieces), line)])
        yield _Unit(own, box)


def _is_end(element: HtmlElement) -> bool:
    classes = (element.get("class") or "").split()
    return element.tag in {"h1", "h2", "h3", "h4"} or not {
        *_FACT_CLASSES,
        "comments-head",
        "comments-header",
    }.isdisjoint(classes)


def _in_widget(element: HtmlElement) -> bool:
    return any(_WIDGET.search(up.get("class") or "") for up in element.iterancestors("div", "ul", "aside"))


def _id_of(element: HtmlElement) -> str | None:
    match = _ID.fullmatch(element.get("id") or element.get("name") or "")
    return match[1] if match else None


def _id_beside(box: HtmlElement) -> str | None:
    """Return the id of the anchor right before a box, or at its beginning."""
    anchors = (next(box.iterchildren(), None), box.getprevious())
    return next((own for one in anchors if one is not None and one.tag == "a" and (own := _id_of(one))), None)
