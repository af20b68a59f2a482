"""Writes the documents of Ghost's two editors as HTML: Lexical, and Mobiledoc before it; what it cannot is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from migrator.loose_json import as_json, rows, table, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from migrator.model import Json

_Node = dict[str, "Json"]
# Bits of Lexical's text formats, from its public source.
_FORMATS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"))
_MARKUPS = frozenset({"a", "b", "strong", "em", "i", "code", "s", "u", "sub", "sup", "del"})
_SECTIONS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside"})
_DEEPEST = 50
_SILENT = frozenset(
    {"paywall", "signup", "email", "email-cta", "cta", "call-to-action"}
)  # no part of a post's text


@dataclass
class Document:
    """A document as HTML, and the names of cards that could not be written; `signs` where Markdown keeps its signs."""

    html: str = ""
    unknown: list[str] = field(default_factory=list)
    signs: bool = False


def lexical(text: str) -> Document:
    """Return a Lexical document as HTML."""
    document = Document()
    root = table(table(as_json(text)).get("root"))
    document.html = _nodes(rows(root.get("children")), document, 0)
    return document


def mobiledoc(text: str) -> Document:
    """Return a Mobiledoc document (version 0.3) as HTML."""
    document = Document()
    told = table(as_json(text))
    sections = told.get("sections")
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, list) and section:
            document.html += _section(section, told, document)
    return document


def markdown_document(text: str) -> Document:
    """Return the text of the first versions, which keeps its signs."""
    return Document(_signs(text), signs=True)


def _signs(markdown: str) -> str:
    return f"<pre>{escape(markdown, quote=False)}</pre>"


# --- Lexical -----------------------------------------------------------------------------------------


def _nodes(nodes: Sequence[_Node], document: Document, depth: int) -> str:
    return "".join(_node(node, document, depth) for node in nodes) if depth < _DEEPEST else ""


def _node(node: _Node, document: Document, depth: int) -> str:
    kind = words(node.get("type")) or ""
    if kind in {"text", "extended-text"}:
        return _formatted(str(node.get("text") or ""), node.get("format"))
    if kind in {"linebreak", "tab"}:
        return "<br>" if kind == "linebreak" else " "
    inner = _nodes(rows(node.get("children")), document, depth + 1)
    tag = _lexical_tag(kind, node)
    if tag:
        return f"<{tag}>{inner}</{tag}>"
    if kind in {"link", "autolink"}:
        return _link(words(node.get("url")), inner)
    return inner or _card(kind, node, document)


def _lexical_tag(kind: str, node: _Node) -> str:
    if kind in {"heading", "extended-heading"}:
        tag = words(node.get("tag")) or "h2"
        return tag if tag in _SECTIONS else "h2"
    if kind == "list":
        return "ol" if node.get("listType") == "number" else "ul"
    return {
        "paragraph": "p", "listitem": "li", "quote": "blockquote", "extended-quote": "blockquote", "aside": "blockquote",
    }.get(kind, "")  # fmt: skip


def _formatted(text: str, bits: Json) -> str:
    shown = escape(text, quote=False)
    for bit, tag in _FORMATS if isinstance(bits, int) else ():
        if isinstance(bits, int) and bits & bit:
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def _link(url: str | None, inner: str) -> str:
    return f'<a href="{escape(url)}">{inner}</a>' if url else inner


# --- Mobiledoc ---------------------------------------------------------------------------------------


def _section(section: list[Json], told: _Node, document: Document) -> str:
    kind = section[0]
    if kind == 1 and len(section) > 2:  # noqa: PLR2004 - [1, tag, markers]
        tag = str(section[1]).lower()
        tag = tag if tag in _SECTIONS else "p"
        return f"<{tag}>{_markers(section[2], told)}</{tag}>"
    if kind == 2 and len(section) > 1:  # noqa: PLR2004 - [2, source]
        return f'<img src="{escape(str(section[1]))}">'
    if kind == 3 and len(section) > 2:  # noqa: PLR2004 - [3, tag, items]
        entries = section[2] if isinstance(section[2], list) else []
        tag = "ol" if section[1] == "ol" else "ul"
        return f"<{tag}>{''.join(f'<li>{_markers(entry, told)}</li>' for entry in entries)}</{tag}>"
    if kind == 10 and len(section) > 1:  # noqa: PLR2004 - [10, number of a card]
        card = _listed(told.get("cards"), section[1])
        payload = table(card[1]) if len(card) > 1 else {}
        return _card(str(card[0]), payload, document) if card else ""
    return ""


def _listed(values: Json, place: Json) -> list[Json]:
    if not isinstance(values, list) or not isinstance(place, int) or not 0 <= place < len(values):
        return []
    found = values[place]
    return found if isinstance(found, list) else []


def _markers(markers: Json, told: _Node) -> str:
    """Return markers as HTML: [kind, opened markups, number of closed ones, text or number of an atom]."""
    pieces: list[str] = []
    opened: list[str] = []
    for marker in markers if isinstance(markers, list) else []:
        if not isinstance(marker, list) or len(marker) < 4:  # noqa: PLR2004 - see above
            continue
        for place in marker[1] if isinstance(marker[1], list) else []:
            start, tag = _markup(_listed(told.get("markups"), place))
            pieces.append(start)
            opened.append(tag)
        pieces.append(escape(str(marker[3]), quote=False) if marker[0] == 0 else "<br>")
        closed = marker[2] if isinstance(marker[2], int) else 0
        pieces += [f"</{opened.pop()}>" for _ in range(min(closed, len(opened)))]
    return "".join([*pieces, *(f"</{tag}>" for tag in reversed(opened))])


def _markup(markup: list[Json]) -> tuple[str, str]:
    tag = str(markup[0]).lower() if markup else "span"
    tag = tag if tag in _MARKUPS else "span"
    pairs = markup[1] if len(markup) > 1 and isinstance(markup[1], list) else []
    named = dict(zip(map(str, pairs[::2]), pairs[1::2], strict=False))
    href = words(named.get("href"))
    return (f'<a href="{escape(href)}">' if tag == "a" and href else f"<{tag}>"), tag


# --- cards -------------------------------------------------------------------------------------------


def _card(kind: str, card: _Node, document: Document) -> str:
    if kind in {"markdown", "card-markdown"}:
        document.signs = True
        return _signs(words(card.get("markdown")) or "")
    writer = _CARDS.get(kind)
    if writer is None:
        if kind and kind not in _SILENT and kind not in {"paragraph", "listitem"}:
            document.unknown.append(kind)
        return ""
    return writer(card)


def _html(card: _Node) -> str:
    return words(card.get("html")) or ""


def _image(card: _Node) -> str:
    source = words(card.get("src"))
    if source is None:
        return ""
    caption = words(card.get("caption"))
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return (
        f'<figure><img src="{escape(source)}" alt="{escape(words(card.get("alt")) or "")}">{below}</figure>'
    )


def _gallery(card: _Node) -> str:
    return "".join(_image(image) for image in rows(card.get("images")))


def _code(card: _Node) -> str:
    return f"<pre><code>{escape(str(card.get('code') or ''), quote=False)}</code></pre>"


def _bookmark(card: _Node) -> str:
    url = words(card.get("url"))
    title = words(table(card.get("metadata")).get("title")) or url or ""
    return f"<p>{_link(url, escape(title, quote=False))}</p>"


def _callout(card: _Node) -> str:
    return f"<blockquote>{words(card.get('calloutText')) or ''}</blockquote>"


def _toggle(card: _Node) -> str:
    return f"<h4>{words(card.get('heading')) or ''}</h4>{words(card.get('content')) or ''}"


def _button(card: _Node) -> str:
    shown = escape(words(card.get("buttonText")) or "", quote=False)
    return f"<p>{_link(words(card.get('buttonUrl')), shown)}</p>"


def _media(tag: str) -> Callable[[_Node], str]:
    def write(card: _Node) -> str:
        source = words(card.get("src"))
        return f'<{tag} controls src="{escape(source)}"></{tag}>' if source else ""

    return write


def _file(card: _Node) -> str:
    shown = words(card.get("fileTitle")) or words(card.get("fileName")) or "File"
    return f"<p>{_link(words(card.get('src')), escape(shown, quote=False))}</p>"


def _rule(_: _Node) -> str:
    return "<hr>"


_CARDS: dict[str, Callable[[_Node], str]] = {
    "html": _html,
    "embed": _html,
    "image": _image,
    "gallery": _gallery,
    "codeblock": _code,
    "code": _code,
    "bookmark": _bookmark,
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "video": _media("video"),
    "audio": _media("audio"),
    "file": _file,
    "hr": _rule,
    "horizontalrule": _rule,
}
