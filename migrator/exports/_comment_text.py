"""Turns a stranger's comment into the little markup WordPress lets comments have; nothing else gets through."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

# WordPress's default $allowedtags without their rarely used attributes.
_ALLOWED = frozenset(
    "a abbr acronym b blockquote cite code del em i q s strike strong".split()  # noqa: SIM905
)
_LINES = {
    "br": "\n",
    "p": "\n\n",
    "div": "\n",
    "li": "\n",
    "tr": "\n",
    "h1": "\n\n",
    "h2": "\n\n",
    "h3": "\n\n",
}
_UNSEEN = frozenset({"script", "style", "template", "iframe", "object", "noscript", "svg", "math"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_TRANSPARENT = frozenset(
    {"span", "font", "u", "html", "body", "small", "tt", "ul", "ol", "table", "tbody", "td"}
)


class _Writer(HTMLParser):
    def __init__(self, rewrite: Callable[[str], str | None]) -> None:
        super().__init__(convert_charrefs=True)
        self._rewrite = rewrite
        self._open: list[str] = []
        self._unseen: list[str] = []
        self.pieces: list[str] = []
        self.removed: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        if tag not in _ALLOWED and tag not in _LINES and tag not in _TRANSPARENT:
            self.removed.add(tag)
        if self._unseen:
            return
        self.pieces.append(_LINES.get(tag, ""))
        opening = self._link(attrs) if tag == "a" else f"<{tag}>"
        if tag in _ALLOWED and opening:
            self.pieces.append(opening)
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _LINES:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag in self._unseen:
                del self._unseen[self._unseen.index(tag) :]
        elif tag in self._open:
            self._close_to(tag)
        elif tag != "br":
            self.pieces.append(_LINES.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(escape(_SPACE.sub(" ", data), quote=False))

    def parse_html_declaration(self, i: int) -> int:
        """Take any `<!…>` as a comment: the standard library gives up on broken ones."""
        if self.rawdata.startswith("<!--", i):
            return self.parse_comment(i)
        end = self.rawdata.find(">", i + 2)
        return len(self.rawdata) if end < 0 else end + 1

    def finished(self) -> str:
        self.close()
        if self._open:
            self._close_to(self._open[0])
        return "".join(self.pieces)

    def _close_to(self, tag: str) -> None:
        while self._open:
            last = self._open.pop()
            self.pieces.append(f"</{last}>")
            if last == tag:
                return

    def _link(self, attrs: list[tuple[str, str | None]]) -> str:
        written = (dict(attrs).get("href") or "").strip()
        url = self._rewrite(written) or written
        return f'<a href="{escape(url)}">' if _is_safe(url) else ""


def comment_text(html: str, rewrite: Callable[[str], str | None]) -> tuple[str, frozenset[str]]:
    """Return (comment text, names of elements taken out).

    Line breaks become newlines, which WordPress shows as such; `rewrite` maps a link's URL to its new one.
    """
    if "<" not in html and "&" not in html:
        return escape(_SPACE.sub(" ", html), quote=False).strip(), frozenset()
    writer = _Writer(rewrite)
    writer.feed(html)
    return _at_most_one_empty_line(writer.finished()), frozenset(writer.removed)


def _at_most_one_empty_line(text: str) -> str:
    lines = [line.strip() for line in text.strip().split("\n")]
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return "\n".join(kept)


def _is_safe(url: str) -> bool:
    try:
        return urlsplit(url).scheme.lower() in _SAFE_SCHEMES
    except ValueError:
        return False
