"""Makes the HTML that Movable Type shows of an entry's stored text, by the entry's own setting for line breaks."""

from __future__ import annotations

import re

_BLOCK = re.compile(
    r"</?(?:h[1-6]|table|ol|dl|ul|menu|dir|p|pre|center|form|fieldset|select|blockquote|address|div|hr|script|style|object|iframe"
    r"|figure|section|article|video|audio|noscript)\b|<!--",
    re.IGNORECASE,
)
_HAS_BREAKS = re.compile(r"<(?:p|br|div|table|ul|ol|blockquote|h[1-6])\b", re.IGNORECASE)
_RAW = re.compile(r"<(pre|script|style|textarea)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_HELD = re.compile(r"\x00(\d+)\x00")
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LINE_END = re.compile(r"[ \t]*\n")
_AS_IT_IS = frozenset({"0", "richtext", "wysiwyg", "none", "html", "blockeditor", "block_editor"})
_LANGUAGES = {"markdown": "Markdown", "textile": "Textile"}


def language_of(breaks: str) -> str | None:
    """Return the markup language a setting names; None for HTML, with or without line breaks to convert."""
    return next((name for word, name in _LANGUAGES.items() if breaks.lower().startswith(word)), None)


def shown(text: str, breaks: str) -> str:
    """Return the HTML of a text. `breaks` is the entry's CONVERT BREAKS; where it is "", the text's own tags decide."""
    if breaks.lower() in _AS_IT_IS or (not breaks and _HAS_BREAKS.search(text)):
        return text.strip()
    return with_paragraphs(text)


def with_paragraphs(text: str) -> str:
    """Make blank lines paragraphs and line ends breaks, but for paragraphs that begin with a block of their own."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\0{len(held) - 1}\0"

    pieces = _BLANK.split(_RAW.sub(hold, text.replace("\0", "")).strip())
    html = "\n\n".join(_paragraph(piece.strip("\n")) for piece in pieces if piece.strip())
    return _HELD.sub(lambda match: held[int(match[1])], html)


def _paragraph(piece: str) -> str:
    if _BLOCK.match(piece.lstrip()) or _HELD.match(piece.lstrip()):
        return piece
    broken = _LINE_END.sub("<br>\n", piece.strip())
    return f"<p>{broken}</p>"
