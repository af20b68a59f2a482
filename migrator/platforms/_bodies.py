"""Finds where a page's one post stands: its body, what spilled out of it, and the box around both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.html import parse_fragment
from migrator.platforms._markup import found, inner_markup, markup, outermost, outside, with_class
from migrator.platforms._select import remove
from migrator.text import letters

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from lxml.html import HtmlElement

    from migrator.platforms._recipes import Recipe

_MORE = with_class("entry-more", "asset-more")
_CLEARS = "self::div[contains(@style, 'clear')]"
# What a template prints into a post's own box when it has no element for the body alone.
_BOXED_PARTS = (
    ".title, .post-title, .posttitle, .entry-title, h1:first-of-type, h2:first-of-type, h3:first-of-type, .date, .date-header,"
    " .byline, .post-footer, .postfooter, .post-header, .posted, .post-info, .post-meta, .meta, .labels, .timestamp"
)


@dataclass(frozen=True, slots=True)
class PostPlace:
    """A post on a page. `body` is None where the template shows none; `boxed` where the box itself is the body."""

    scope: HtmlElement
    body: HtmlElement | None = None
    spilled: tuple[HtmlElement, ...] = ()
    boxed: bool = False

    def body_soup(self) -> BeautifulSoup | None:
        """Return the body's markup, parsed anew, as it is in the page."""
        if self.body is None:
            return None
        template = found(self.body, ".//script[@type='text/template']")
        if template:
            return parse_fragment(template[0].text or "")
        spilled = "".join(markup(element) + _escaped(element.tail) for element in self.spilled)
        soup = parse_fragment(inner_markup(self.body) + spilled)
        if self.boxed:
            remove(soup, _BOXED_PARTS)
        return soup

    @property
    def swallowed(self) -> tuple[HtmlElement, ...]:
        """Return what belongs around the body but stands in it because the author left a tag open."""
        around = f".//*[{with_class('post-footer', 'post-labels', 'post-author', 'post-timestamp')}]"
        return tuple(outermost(found(self.body, around))) if self.body is not None and not self.boxed else ()


def find_place(tree: HtmlElement, recipe: Recipe, post_id: str | None = None) -> PostPlace | None:
    """Return the page's one post, or None where there is neither a body nor a box for one."""
    body = _main_body(tree, recipe, post_id)
    if body is not None:
        return PostPlace(_scope_of(body, recipe), body, _spilled(body))
    boxes = outside(tree, f"//body//*[{recipe.boxes}]", recipe.elsewhere)
    full = [box for box in outermost(boxes) if recipe.boxed and len(letters(box.text_content())) > 0]
    if full:
        return PostPlace(full[0], full[0], boxed=True)
    return PostPlace(boxes[0]) if boxes else None


def post_bodies(tree: HtmlElement, recipe: Recipe, condition: str) -> list[HtmlElement]:
    """Return the elements that meet one of the recipe's body conditions, none inside another, in page order."""
    return outermost(outside(tree, f"//body//*[{condition}]", recipe.elsewhere))


def weight(body: HtmlElement) -> int:
    """Return how much a body says: its letters, and fifty for each picture or film."""
    return len(letters(body.text_content())) + 50 * len(
        found(body, ".//img | .//iframe | .//video | .//object")
    )


def _main_body(tree: HtmlElement, recipe: Recipe, post_id: str | None) -> HtmlElement | None:
    own = found(tree, f"//*[@id='post-body-{post_id}']") if post_id else []
    if own:
        return own[0]
    for places in (recipe.elsewhere, recipe.foreign):
        for condition in recipe.bodies if places is not None else ():
            bodies = outermost(outside(tree, f"//body//*[{condition}]", places or recipe.elsewhere))
            said = [body for body in bodies if not _only_asks(body)]
            if said:
                return max(said, key=weight)
    return None


def _only_asks(body: HtmlElement) -> bool:
    """True where an element named like a body holds a form, for a newsletter or a vote, and no word beside it."""
    if not found(body, ".//form") or found(body, ".//img | .//iframe | .//video | .//object"):
        return False
    words = body.xpath(".//text()[not(ancestor::form or ancestor::script or ancestor::style)]")
    return not letters("".join(map(str, words))) if isinstance(words, list) else False


def _spilled(body: HtmlElement) -> tuple[HtmlElement, ...]:
    """Return what follows a body that a stray end tag closed early.

    Blogger closes a body with a clearing box; a body without one, whose bare siblings lead up to one, goes on there.
    TypePad and Movable Type put what stood behind a jump into an element of its own.
    """
    more = found(body, f"following-sibling::*[{_MORE}]")
    if more:
        return tuple(more)
    if not found(body, f"self::*[{with_class('post-body')}]") or found(body, f"./*[last()][{_CLEARS}]"):
        return ()
    following: list[HtmlElement] = []
    for sibling in body.itersiblings():
        if sibling.get("class") or sibling.get("id"):
            return ()
        if found(sibling, _CLEARS):
            return tuple(following)
        following.append(sibling)
    return ()


def _escaped(text: str | None) -> str:
    from html import escape

    return escape(text or "", quote=False)


def _scope_of(body: HtmlElement, recipe: Recipe) -> HtmlElement:
    """Return the outermost box that belongs to this body's post alone."""
    boxes = []
    for ancestor in body.iterancestors():
        if ancestor.tag in {"body", "html", "main"} or _holds_more(ancestor, recipe):
            break
        boxes.append(ancestor)
    post_boxes = [box for box in boxes if found(box, f"self::*[{recipe.boxes} or self::article]")]
    around = found(body, f"ancestor::*[{recipe.boxes}][1]") if recipe.foreign and not post_boxes else []
    return (post_boxes or around or boxes or [body.getparent()])[-1]


def _holds_more(box: HtmlElement, recipe: Recipe) -> bool:
    lists = with_class("widget", "section", "blog-posts", "hfeed", "main", "content")
    if found(box, f"self::*[{lists}][not({recipe.boxes})]"):
        return True
    foreign = f"@id='comments' or @id='sidebar' or {with_class('sidebar', 'commentlist', 'comment-list')}"
    return not found(box, f"self::*[{recipe.boxes}]") and bool(found(box, f".//*[{foreign}]"))
