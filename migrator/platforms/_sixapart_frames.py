"""Frames posts that stand between a heading and a line of facts without an element of their own.

The default templates of TypePad's and Movable Type's early years printed them so, comments right behind.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml.html import Element

from migrator.platforms._markup import found, with_class
from migrator.platforms._sixapart_recipe import BEHIND, RECIPE

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = frozenset(("h1", "h2", "h3"))
_LINE = f"//body//*[{with_class('posted', 'post-footers')}][not({BEHIND})]"
_FRAMED = f"//body//*[{' or '.join(RECIPE.bodies)}]"


def framed(tree: HtmlElement) -> HtmlElement:
    """Return the tree, or a copy in which its one bare post has a box and a body; several such posts stay bare."""
    lines = found(tree, _LINE)
    if len(lines) != 1 or found(tree, _FRAMED):
        return tree
    heading = _heading(lines[0])
    if heading is None:
        return tree
    places = {element: place for place, element in enumerate(tree.iter())}
    whole = deepcopy(tree)
    nodes = list(whole.iter())
    _frame(nodes[places[heading]], nodes[places[lines[0]]])
    return whole


def _heading(line: HtmlElement) -> HtmlElement | None:
    """Return the heading a line's post begins with: the one after the day's, else the first."""
    headings = [one for one in line.itersiblings(preceding=True) if one.tag in _HEADINGS][::-1]
    titled = (two for one, two in pairwise(headings) if one.getnext() is two)
    return next(titled, headings[0] if headings else None)


def _frame(heading: HtmlElement, line: HtmlElement) -> None:
    box, body = Element("div", {"class": "entry"}), Element("div", {"class": "entry-body"})
    body.text, heading.tail = heading.tail, None
    for piece in list(heading.itersiblings()):
        if piece is line:
            break
        body.append(piece)
    heading.addprevious(box)
    heading.set("class", f"{heading.get('class') or ''} entry-header".strip())
    box.extend([heading, body, line])
