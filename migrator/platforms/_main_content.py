"""The last resort where no template is known: asks a main-content library which text is the post, and finds its element.

The library names the text; markup, pictures and films stay those of the page. Whatever comes of it is a guess and says so.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from lxml import etree

from migrator.platforms._bodies import weight
from migrator.platforms._markup import Places, found, outside
from migrator.text import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

LOCATED = "No known template: the body is where the main-content library trafilatura sees the text, a guess."
DENSEST = "No known template: the body is the densest part of the page."
_FRAMES = Places(tags=frozenset(("footer", "header", "form")))
_LEAST = 80  # letters of a body that is worth the guess
_LINE = 12  # letters of a line that tells one place from another
_COVERED = 0.9  # of the letters named, in an element that holds the text
_LARGEST = 2_000_000  # bytes of a page that the library is asked about


def main_element(tree: HtmlElement, elsewhere: Places) -> tuple[HtmlElement, str] | None:
    """Return the element that most likely holds a page's text, and the warning it deserves; None where nothing does."""
    named = _named_text(tree)
    element = located(tree, named.split("\n")) if named is not None else None
    if element is not None and element.tag != "body" and weight(element) >= _LEAST:
        return element, LOCATED
    dense = densest(tree, elsewhere)
    return (dense, DENSEST) if dense is not None else None


def located(tree: HtmlElement, lines: Sequence[str]) -> HtmlElement | None:
    """Return the smallest element of a page that holds nearly all of some lines of text; None for too few letters."""
    wanted = [text for line in lines if len(text := letters(line)) >= _LINE]
    here: HtmlElement | None = tree.find(".//body")
    if not wanted or here is None:
        return None
    least = _COVERED * sum(map(len, wanted))
    while True:
        inner = next(
            (child for child in here.iterchildren(etree.Element) if _holds(child, wanted, least)), None
        )
        if inner is None:
            return here
        here = inner


def _holds(element: HtmlElement, wanted: Sequence[str], least: float) -> bool:
    text = letters(str(element.text_content()))
    return len(text) >= least and sum(len(line) for line in wanted if line in text) >= least


def _named_text(tree: HtmlElement) -> str | None:
    """Return what trafilatura takes for the page's text; None where it is not installed, or sees none."""
    markup = etree.tostring(tree, encoding="unicode", method="html")
    if len(markup) > _LARGEST:
        return None
    try:
        library = import_module("trafilatura")
    except ImportError:
        return None
    text = library.extract(markup, include_comments=False, include_tables=False, fast=True)
    return text if isinstance(text, str) else None


def densest(tree: HtmlElement, elsewhere: Places) -> HtmlElement | None:
    """Return the element whose own paragraphs say most, for where the library is not at hand."""
    scores: dict[HtmlElement, float] = {}
    for paragraph in outside(tree, "//body//p | //body//div[br]", elsewhere | _FRAMES):
        linked = sum(len(link.text_content()) for link in found(paragraph, ".//a"))
        score = max(0, len(paragraph.text_content()) - 2 * linked)
        parent = paragraph.getparent() if paragraph.tag == "p" else paragraph
        if parent is not None:
            scores[parent] = scores.get(parent, 0) + score
    best = max(scores, key=lambda element: scores[element], default=None)
    return best if best is not None and weight(best) >= _LEAST else None
