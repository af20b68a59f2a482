"""Reads comment lists of other platforms: WordPress, TypePad, Movable Type, Dreamwidth and what looks like them."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from bs4 import Tag
from lxml import etree

from migrator.html import parse_fragment
from migrator.platforms._markup import (
    absolute_urls,
    attribute,
    found,
    joined_text,
    markup,
    outermost,
    text_in,
)
from migrator.platforms._meta_lines import name_before_facts
from migrator.platforms._select import first, matches, may_match, remove, select
from migrator.text import DateOrder, DateReader, Evidence, letters
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bs4 import BeautifulSoup
    from bs4.element import PageElement
    from lxml.html import HtmlElement

    from migrator.platforms._comment_recipe import CommentRecipe

_SAYS = re.compile(
    r"\s*(?:says|said|sagt|schreibt|dice|dijo|dit|disse|scrive|zegt|skriver|пишет|говорит|meint|wrote|commented|kommentierte)?\s*[::…]?\s*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^\s*(?:(?:comment|pingback|trackback)\s+(?:by|from|von|de|di)|(?:pingback|trackback)\s*:|posted\s+by|geschrieben\s+von|by|von|par|por)"
    r"\s*:?\s+",
    re.IGNORECASE,
)
# Drupal's mark on the name of a visitor who is not logged in.
_UNVERIFIED = re.compile(
    r"\s*\((?:not\s+verified|nicht\s+überprüft|non\s+vérifié|no\s+verificado|non\s+verificato|niet\s+gecontroleerd|não\s+verificado"
    r"|niezweryfikowany|не\s+проверено|inte\s+verifierad)\)$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"^\W*(pingback|trackback)\b\s*(?::|by\b|from\b|von\b|de\b|di\b)", re.IGNORECASE)
_PING_LISTS = re.compile(
    r"(?:^|[-_\s])(?:(ping)(?:back)?s?|(trackback)s?)(?:[-_]?list|$|[-_\s])", re.IGNORECASE
)
_PINGS = frozenset({"pingback", "trackback"})
# What WordPress quotes from a page that links here; early themes show it as any other comment.
_EXCERPT = re.compile(r"(?:<p>)?\s*\[(?:\.\.\.|…)\].*\[(?:\.\.\.|…)\]\s*(?:</p>)?", re.DOTALL)
_OUTER = 3  # a comment's wrappers, of which one may bear the owner's class
_IN_NAMES = "time, .says, .comment-meta, .datetime, .screen-reader-text, img, small, .comment-date"
_DEPTH = re.compile(r"(?:^|\s)(?:comment[-_]|b-tree-twig-)?(?:depth[-_]|level[-_]|(?<=twig-))(\d+)")
_INDENT = re.compile(r"(?:margin|padding)-left\s*:\s*(\d+)px")


@dataclass(frozen=True, slots=True)
class ListedComment:
    """One comment of a list; `shown` is its date as printed, `machine` as markup states it."""

    id: str
    name: str | None
    url: str | None
    shown: str
    machine: str
    html: str
    parent: str | None
    kind: str
    by_owner: bool
    deleted: bool = False

    def published(self, reader: DateReader) -> str | None:
        """The comment's time in ISO 8601; None where it cannot be read."""
        moment = DateReader().read(self.machine) if self.machine else None
        moment = moment or reader.read(self.shown)
        return moment.isoformat() if moment else None

    @property
    def says_something(self) -> bool:
        """False for a box with a comment's id and nothing of a comment in it."""
        return bool(letters(self.html) or self.kind in _PINGS or self.deleted or (self.name and self.shown))

    @property
    def evidence(self) -> Evidence:
        """What this comment's date teaches about the site's dates."""
        return Evidence(self.shown)


@dataclass
class _Listing:
    soup: BeautifulSoup
    base: str
    recipe: CommentRecipe
    path: list[tuple[int, str]] = field(default_factory=list)  # depth and id of the comments above this one
    named: bool = False  # the comments' ids are the platform's, not counted here

    @cached_property
    def units(self) -> list[tuple[str, Tag]]:
        """Comment ids with their elements, in page order."""
        units: dict[str, Tag] = {}
        for tag in self.soup.find_all(id=self.recipe.ids):
            match = self.recipe.ids.match(attribute(tag, "id"))
            if match and match[1] not in units and not (tag.name == "a" and not joined_text(tag)):
                units[match[1]] = tag
        inner = {i for i, tag in units.items() if any(self._same(tag, other) for other in units.values())}
        self.named = bool(units)
        return [(i, tag) for i, tag in units.items() if i not in inner] or self._unnamed()

    def _same(self, tag: Tag, other: Tag) -> bool:
        """True where `tag` lies in `other` and is only another handle on the same comment."""
        if not any(up is other for up in tag.parents):
            return False
        mine, its = (self.recipe.ids.match(attribute(one, "id")) for one in (tag, other))
        return bool(mine and its and mine[1] == its[1])

    def _unnamed(self) -> list[tuple[str, Tag]]:
        for selector in self.recipe.units:
            tags = select(self.soup, selector)
            if tags:
                return [
                    (attribute(tag, "data-comment-id") or self._anchored(tag) or str(number), tag)
                    for number, tag in enumerate(tags, 1)
                ]
        return []

    @cached_property
    def _ids(self) -> dict[int, str]:
        """The comments' ids by the identity of their elements."""
        return {id(tag): comment_id for comment_id, tag in self.units}

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._ids.values())

    def _around(self, inner: Tag) -> str | None:
        """Return the id of the closest comment that an element stands in."""
        return next((self._ids[id(up)] for up in inner.parents if id(up) in self._ids), None)

    def comments(self) -> Iterator[ListedComment]:
        above = {i: self._around(tag) for i, tag in self.units}
        depths = {i: self._by_depth(i, tag) for i, tag in self.units}
        parents = {i: self._stated_parent(i, tag) or above[i] or depths[i] for i, tag in self.units}
        for comment_id, tag in self.units:
            if above[comment_id]:
                tag.extract()
        for comment_id, tag in self.units:
            yield self._comment(comment_id, tag, parents[comment_id])

    def _anchored(self, tag: Tag) -> str | None:
        """Return the id in the empty anchor that stands right before a comment."""
        before = tag.find_previous_sibling()
        if not isinstance(before, Tag) or before.name != "a" or joined_text(before):
            return None
        match = self.recipe.ids.match(attribute(before, "id") or attribute(before, "name"))
        return match[1] if match else None

    def _stated_parent(self, comment_id: str, tag: Tag) -> str | None:
        """Return the parent that an attribute or a link to it names."""
        stated = [attribute(tag, name) for name in self.recipe.parent_attributes]
        links = select(tag, self.recipe.parents)
        stated += [
            attribute(link, "href").rpartition("#")[2] for link in links if self._around(link) == comment_id
        ]
        for text in stated:
            match = self.recipe.ids.match(text)
            named = match[1] if match else text
            if named != comment_id and named in self._known:
                return named
        return None

    @cached_property
    def indents(self) -> bool:
        """True where boxes after a comment hold the answers to it, as Drupal writes them."""
        return first(self.soup, ".indented") is not None

    def _by_depth(self, comment_id: str, tag: Tag) -> str | None:
        level = _level(tag)
        if level is None and self.indents:
            level = sum("indented" in attribute(up, "class").split() for up in tag.parents)
        if level is None:
            return None
        while self.path and self.path[-1][0] >= level:
            self.path.pop()
        above = self.path[-1][1] if self.path else None
        self.path.append((level, comment_id))
        return above

    def _comment(self, comment_id: str, tag: Tag, parent: str | None) -> ListedComment:
        own = _own(tag)
        text = self._first(own, self.recipe.texts)
        name = self._first(own, self.recipe.names, text)
        date = self._first(own, self.recipe.dates, text, _reads_as_date) or self._first(
            own, self.recipe.dates, text
        )
        classes = {
            word for up in (tag, tag.parent) if up is not None for word in attribute(up, "class").split()
        }
        kind = _kind(tag, classes, (joined_text(own), joined_text(name)))
        name = name or (first(own, "a[href]") if kind in _PINGS else None)
        link = _link_of(name)
        html = (
            ""
            if _is_bare(kind, text, name)
            else self._html(text, own, [piece for piece in (name, date) if piece is not None])
        )
        if kind == "comment" and link is not None and _EXCERPT.fullmatch(html.strip()):
            kind = "pingback"
        return ListedComment(
            id=comment_id,
            name=_name(name),
            url=absolute(self.base, attribute(link, "href")) if link is not None else None,
            shown=_shown(date),
            machine=attribute(date, "datetime"),
            html=html,
            parent=parent,
            kind=kind,
            by_owner=not self.recipe.owners.isdisjoint(classes)
            or any(
                not self.recipe.owners.isdisjoint(attribute(part, "class").split())
                for part in select(own, "[class]")[:_OUTER]
            ),
            deleted=first(own, self.recipe.deleted) is not None,
        )

    def _first(
        self,
        own: Tag,
        selectors: Sequence[str],
        text: Tag | None = None,
        fits: Callable[[Tag], bool] = lambda _: True,
    ) -> Tag | None:
        for selector in selectors:
            for tag in select(own, selector):
                inside = (
                    text is not None
                    and any(up is text for up in (tag, *tag.parents))
                    and not self._in_meta(tag, text)
                )
                if (joined_text(tag) or attribute(tag, "datetime")) and not inside and fits(tag):
                    return tag
        return None

    def _in_meta(self, tag: Tag, text: Tag) -> bool:
        """True where `tag` stands in a byline inside the text's element (`.comment-body` often holds both)."""
        for up in (tag, *tag.parents):
            if up is text:
                return False
            if matches(up, self.recipe.dropped):
                return True
        return False

    def _html(self, text: Tag | None, own: Tag, meta: Sequence[Tag]) -> str:
        holder = text if text is not None else _beside(own, meta)
        bare = copy(holder)
        remove(bare, self.recipe.dropped)
        return absolute_urls(bare.decode_contents(formatter="minimal"), self.base).strip()


def listed_comments(tree: HtmlElement, base: str, recipe: CommentRecipe) -> tuple[ListedComment, ...]:
    """Return the comments of a page in page order, widgets that repeat them left out."""
    for xpath in recipe.containers:
        best: tuple[ListedComment, ...] = ()
        known: dict[str, ListedComment] = {}  # of all lists: pings often have one of their own
        holders = [_holder(container, recipe) for container in outermost(found(tree, xpath))]
        for holder in (one for one in holders if one is not None):
            soup = parse_fragment(markup(holder))
            remove(soup, recipe.widgets)
            listing = _Listing(soup, base, recipe)
            comments = tuple(comment for comment in listing.comments() if comment.says_something)
            if listing.named and not _in_widget(holder):
                known |= {comment.id: comment for comment in comments if comment.id not in known}
            best = max(best, comments, key=len)
        if best:
            return max(best, tuple(known.values()), key=len)
    return ()


def _in_widget(holder: HtmlElement) -> bool:
    return any("widget" in (up.get("class") or "").split() for up in (holder, *holder.iterancestors()))


def _holder(container: HtmlElement, recipe: CommentRecipe) -> HtmlElement | None:
    """Return the smallest element in a container with all that may be comments in it; None where nothing may be one."""
    units = ", ".join(recipe.units)
    marks = [
        element
        for element in container.iter(etree.Element)
        if recipe.ids.match((element.get("id") or "").strip()) or may_match(element, units)
    ]
    if not marks:
        return None
    first, *others = ([mark, *mark.iterancestors()] for mark in marks)
    shared = frozenset(first).intersection(*others)
    path = list(takewhile(lambda up: up is not container, (up for up in first if up in shared)))
    widgets = [place for place, up in enumerate(path) if may_match(up, recipe.widgets)]
    narrow = max(widgets[-1] + 1 if widgets else 0, int(bool(path) and path[0] in marks))
    return path[narrow] if narrow < len(path) else container


def _level(tag: Tag) -> int | None:
    """Return how deep a comment's class, or its indentation in pixels, says it stands; None where neither tells."""
    for box in (tag, tag.parent):
        depth = _DEPTH.search(attribute(box, "class"))
        if depth:
            return int(depth[1])
    indent = _INDENT.search(attribute(tag, "style"))
    return int(indent[1]) if indent else None


def _own(tag: Tag) -> Tag:
    """Return a box with a copy of a comment's element and of the definitions that follow a term."""
    box = Tag(name="div")
    for part in (tag, *_definitions(tag)):
        box.append(copy(part))
    remove(box, "ul.children, ol.children")
    return box


def _definitions(tag: Tag) -> Iterator[Tag]:
    if tag.name != "dt":
        return
    for sibling in tag.next_siblings:
        if isinstance(sibling, Tag) and sibling.name == "dt":
            return
        if isinstance(sibling, Tag):
            yield sibling


def _beside(own: Tag, meta: Sequence[Tag]) -> Tag:
    """Return what follows a comment's name and date in its element, or what stands before them if nothing does."""
    unit = own.find(True)
    if not isinstance(unit, Tag):
        return own
    children = list(unit.children)
    above = {id(up) for one in meta for up in (one, *one.parents)}
    places = [place for place, child in enumerate(children) if id(child) in above]
    after = _box(children[max(places, default=-1) + 1 :])
    return after if letters(after.get_text()) else _box(children[: min(places, default=0)])


def _box(parts: Sequence[PageElement]) -> Tag:
    box = Tag(name="div")
    for part in parts:
        box.append(copy(part))
    return box


def _reads_as_date(tag: Tag) -> bool:
    return bool(attribute(tag, "datetime")) or DateReader(None, DateOrder.DMY).read(text_in(tag)) is not None


def _shown(date: Tag | None) -> str:
    """Return a date as printed, or the whole one in its title where "2 years ago" is printed."""
    title = attribute(date, "title")
    if (
        title
        and date is not None
        and not _reads_as_date(date)
        and DateReader(None, DateOrder.DMY).read(title)
    ):
        return title
    return text_in(date)


def _link_of(name: Tag | None) -> Tag | None:
    """Return the link on a name, in it or around it."""
    if name is None or name.name == "a":
        return name
    called = _name(name) or ""
    links = (
        link
        for link in name.find_all("a", href=True)
        if joined_text(link) in called and "#" not in attribute(link, "href")
    )
    return next(links, None) or name.find_parent("a", href=True)


def _is_bare(kind: str, text: Tag | None, name: Tag | None) -> bool:
    """True for a ping of which a theme shows nothing but where it came from."""
    inside = text is None or any(up is text for up in (name.parents if name is not None else ()))
    return kind in _PINGS and inside and name is not None and name.name == "a"


def _kind(tag: Tag, classes: Collection[str], texts: Iterable[str]) -> str:
    """Return what a comment is by its class, by what it calls itself, or by the list it stands in."""
    stated = next((kind for kind in sorted(_PINGS) if kind in classes), None)
    called = next((match for text in texts if (match := _CALLED.match(text))), None)
    if stated or called or "comment" in classes:
        return stated or (called[1].lower() if called else "comment")
    for up in tag.parents:
        match = _PING_LISTS.search(f"{attribute(up, 'class')} {attribute(up, 'id')}")
        if match:
            return "pingback" if match[1] else "trackback"
    return "comment"


def _name(tag: Tag | None) -> str | None:
    if tag is None:
        return None
    bare = copy(tag)
    remove(bare, _IN_NAMES)
    text = _UNVERIFIED.sub("", _BY.sub("", joined_text(bare)))
    if any(char.isdigit() for char in text) and _reads_as_date(bare):  # a byline: "Comment by X - date"
        links = [link for link in bare.find_all("a", href=True) if "#" not in attribute(link, "href")]
        text = joined_text(links[0]) if links else name_before_facts(text) or text
    return _SAYS.sub("", text).strip(" ,|:") or None
