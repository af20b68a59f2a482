"""Reads the pages of Tumblr's older export: a title, a text, and a footer with a time and labels (after its public readers)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.html import decode, inner_html, parse_fragment
from migrator.text import DateReader, squeezed

if TYPE_CHECKING:
    from bs4 import Tag

_BODY = re.compile(r"<body\b[^>]*>(.*?)(?:</body>|\Z)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saved page says; `published` is a clock without a zone."""

    title: str | None
    body: str
    published: str | None
    labels: tuple[str, ...]


def saved_page(content: bytes) -> Saved | None:
    """Return the post of a page; None where it has not the export's shape."""
    inside = _BODY.search(decode(content, "text/html"))
    soup = parse_fragment(inside[1]) if inside else None
    footer = soup.find(id="footer") if soup is not None else None
    if soup is None or soup.body is None or footer is None:
        return None
    stamp = footer.find(id="timestamp")
    moment = DateReader("en").read(stamp.get_text()) if stamp is not None else None
    labels = tuple(
        dict.fromkeys(filter(None, (squeezed(tag.get_text()) for tag in footer.find_all(class_="tag"))))
    )
    footer.extract()
    heading = _heading(soup.body)
    title = squeezed(heading.get_text()) if heading is not None else ""
    if heading is not None:
        heading.extract()
    return Saved(title or None, inner_html(soup).strip(), moment.isoformat() if moment else None, labels)


def _heading(body: Tag) -> Tag | None:
    """Return the title: a heading before everything else."""
    for child in body.find_all(True, recursive=False):
        return child if child.name == "h1" else None
    return None
