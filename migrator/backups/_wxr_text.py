"""Makes the HTML that WordPress shows of the text it stores: blank lines are paragraphs there, captions shortcodes."""

from __future__ import annotations

import re

_BLOCK = (
    "address|article|aside|blockquote|canvas|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
    "header|hgroup|hr|iframe|li|main|menu|nav|noscript|object|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|"
    "th|thead|tr|ul|video"
)
_STARTS_BLOCK = re.compile(rf"<(?:/?(?:{_BLOCK})\b|!--)", re.IGNORECASE)
_HAS_BLOCK = re.compile(rf"</?(?:{_BLOCK})\b", re.IGNORECASE)
_RAW = re.compile(r"<(pre|script|style|textarea|svg)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_GUTENBERG = re.compile(r"<!-- wp:[a-z]")
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_BREAK = re.compile(r"(?<!>)[ \t]*\n(?!<)|(?<=<br>)\n")
_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b(?P<options>[^\]]*)\](?P<shown>(?:\s*<a\b[^>]*>)?\s*<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*?)"
    r"\[/(?:wp_)?caption\]",
    re.DOTALL,
)
_OLD_WORDS = re.compile(r"""\bcaption=(["'])(.*?)\1""", re.DOTALL)
_HELD = re.compile(r"\x00(\d+)\x00")


def paragraphs(stored: str) -> str:
    """Return the HTML a post's stored text stands for; text made of blocks, or with its own paragraphs, stays as it is."""
    text = _CAPTION.sub(_figure, stored.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if _GUTENBERG.search(text) or "\n" not in text:
        return text if not text or _HAS_BLOCK.search(text) or _GUTENBERG.search(text) else f"<p>{text}</p>"
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\n\n\0{len(held) - 1}\0\n\n"

    pieces = _BLANK.split(_RAW.sub(hold, text.replace("\0", "")).strip("\n"))
    html = "\n".join(_paragraph(piece.strip("\n")) for piece in pieces if piece.strip())
    return _HELD.sub(lambda match: held[int(match[1])], html)


def _paragraph(piece: str) -> str:
    if _HELD.fullmatch(piece.strip()) or _STARTS_BLOCK.match(piece.lstrip()):
        return piece
    if _HAS_BLOCK.search(piece):
        words, _, rest = piece.partition("\n")
        if not _HAS_BLOCK.search(words) and rest:
            return f"<p>{words.strip()}</p>\n{_paragraph(rest)}"
        return piece
    return f"<p>{_BREAK.sub('<br>' + chr(10), piece.strip())}</p>"


def _figure(match: re.Match[str]) -> str:
    old = _OLD_WORDS.search(match["options"])
    words = match["words"].strip() or (old[2] if old else "")
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"<figure>{match['shown'].strip()}{caption}</figure>"
