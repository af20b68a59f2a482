"""Comments of pages whose lists no recipe knows: stated in schema.org's scripts, or rows that look like comments."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lxml import etree

from migrator.html import parse_fragment
from migrator.platforms._comment_parts import guessed_parts, machine_date
from migrator.platforms._head import articles
from migrator.platforms._listed_comments import ListedComment
from migrator.platforms._markup import absolute_urls, attribute, found, joined_text, markup, outermost
from migrator.text import DateOrder, DateReader, letters
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from migrator.model import Json

_WORDS = (
    "comment",
    "reply",
    "replies",
    "response",
    "komment",
    "coment",
    "reaktion",
    "reactie",
    "discussion",
    "guestbook",
)
_LISTS = "//*[self::ol or self::ul or self::dl or self::table or self::tbody or self::div or self::section]"
_ROWS = frozenset(("li", "tr", "div", "article", "section", "dt"))
_HALF = 2
_LONGEST_ROW = 20_000  # letters


def structured_comments(tree: HtmlElement, base: str) -> tuple[ListedComment, ...]:
    """Return the comments that a post's JSON-LD carries, answers after what they answer."""
    return tuple(comment for graph in articles(tree) for comment in _stated(graph.get("comment"), None, base))


def _stated(value: Json, parent: str | None, base: str) -> Iterator[ListedComment]:
    for place, one in enumerate(value if isinstance(value, list) else [value], 1):
        if not isinstance(one, dict):
            continue
        own = _id(one, f"{parent or ''}{'.' if parent else ''}{place}")
        writer = one.get("author")
        writer = writer if isinstance(writer, dict) else {"name": writer}
        text = _words(one, "text") or _words(one, "commentText")
        if text:
            yield ListedComment(
                id=own,
                name=_words(writer, "name") or None,
                url=absolute(base, _words(writer, "url")) if _words(writer, "url") else None,
                shown="",
                machine=_words(one, "dateCreated") or _words(one, "datePublished"),
                html=text if "<" in text else escape(text, quote=False),
                parent=parent,
                kind="comment",
                by_owner=False,
            )
        yield from _stated(one.get("comment"), own, base)


def _id(comment: dict[str, Json], otherwise: str) -> str:
    named = _words(comment, "@id") or _words(comment, "url") or _words(comment, "identifier")
    return named.rpartition("#")[2] or otherwise


def _words(table: dict[str, Json], key: str) -> str:
    value = table.get(key)
    return value.strip() if isinstance(value, str) else ""


def guessed_comments(tree: HtmlElement, base: str) -> tuple[ListedComment, ...]:
    """Return the rows of a list whose name speaks of comments, where most of them have a date and a text.

    Tables of forums, plain `ol` and `div` lists of hand-written templates: a row's name, date and text are told apart
    by what they read like. A list without dates is no evidence of comments.
    """
    for box in outermost([one for one in found(tree, _LISTS) if _speaks_of_comments(one)]):
        for holder in box.iter("ol", "ul", "dl", "table", "tbody", "div", "section"):
            rows = [row for row in holder.iterchildren(etree.Element) if row.tag in _ROWS]
            comments = [comment for row in rows if (comment := _row(row, base)) is not None]
            if comments and _HALF * len(comments) >= len(rows):
                numbered = enumerate(comments, 1)
                return tuple(_numbered(comment, number) for number, comment in numbered)
    return ()


def _speaks_of_comments(element: HtmlElement) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return any(word in named for word in _WORDS) and "form" not in named and "respond" not in named.split()


def _row(row: HtmlElement, base: str) -> ListedComment | None:
    if found(row, ".//form | .//textarea | .//ol | .//ul[li[p]]") or len(row.text_content()) > _LONGEST_ROW:
        return None
    parts = guessed_parts(parse_fragment(_plain_row(row)), DateReader(None, DateOrder.DMY), None, None)
    if (
        parts.date is None
        or parts.text is None
        or not letters(joined_text(parts.text))
        or parts.text is parts.date
    ):
        return None
    link = parts.named_in.find("a", href=True) if parts.named_in is not None else None
    return ListedComment(
        id=row.get("id") or "",
        name=parts.name,
        url=absolute(base, attribute(link, "href")) if link is not None else None,
        shown=joined_text(parts.date),
        machine=machine_date(parts.date),
        html=absolute_urls(parts.text.decode_contents(formatter="minimal"), base).strip(),
        parent=None,
        kind="comment",
        by_owner=False,
    )


def _plain_row(row: HtmlElement) -> str:
    """Return a row's markup with the cells of a table as boxes: alone, they are no markup."""
    html = markup(row)
    if row.tag != "tr":
        return html
    cells = (child for child in row.iterchildren("td", "th"))
    return "".join(f"<div>{markup(cell).partition('>')[2].rpartition('<')[0]}</div>" for cell in cells)


def _numbered(comment: ListedComment, number: int) -> ListedComment:
    from dataclasses import replace

    return comment if comment.id else replace(comment, id=str(number))
