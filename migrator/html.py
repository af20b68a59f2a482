"""HTML without I/O: parse a page, parse a fragment, rewrite the URLs inside one, read its plain text."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from html import escape, unescape
from html.entities import html5
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from lxml import etree
from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

_MARKUP_TYPES = frozenset(
    {"", "text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain"}
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARATION_BYTES = 4096
# Labels that the WHATWG Encoding Standard (section 4.2) reads as a larger encoding than their name says.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-7": "utf-8",
}


class UrlPlace(StrEnum):
    """What a URL inside a fragment is there for."""

    LINK = "link"  # a reader follows it
    IMAGE = "image"  # an image shown in the page
    MEDIA = "media"  # audio, video, subtitles, plug-ins
    FRAME = "frame"  # another page shown inside this one
    RESOURCE = "resource"  # scripts and style sheets
    CITE = "cite"  # the source of a quotation or change
    FORM = "form"  # where a form is sent


# (element, attribute) → place; "*" stands for any element. From the HTML standard's index of attributes.
_PLACES = {
    ("a", "href"): UrlPlace.LINK,
    ("area", "href"): UrlPlace.LINK,
    ("img", "longdesc"): UrlPlace.LINK,
    ("img", "src"): UrlPlace.IMAGE,
    ("img", "srcset"): UrlPlace.IMAGE,
    ("source", "srcset"): UrlPlace.IMAGE,
    ("input", "src"): UrlPlace.IMAGE,
    ("image", "href"): UrlPlace.IMAGE,
    ("image", "xlink:href"): UrlPlace.IMAGE,
    ("video", "poster"): UrlPlace.IMAGE,
    ("*", "background"): UrlPlace.IMAGE,
    ("*", "style"): UrlPlace.IMAGE,
    ("video", "src"): UrlPlace.MEDIA,
    ("audio", "src"): UrlPlace.MEDIA,
    ("source", "src"): UrlPlace.MEDIA,
    ("track", "src"): UrlPlace.MEDIA,
    ("embed", "src"): UrlPlace.MEDIA,
    ("object", "data"): UrlPlace.MEDIA,
    ("iframe", "src"): UrlPlace.FRAME,
    ("frame", "src"): UrlPlace.FRAME,
    ("script", "src"): UrlPlace.RESOURCE,
    ("link", "href"): UrlPlace.RESOURCE,
    ("*", "cite"): UrlPlace.CITE,
    ("form", "action"): UrlPlace.FORM,
    ("button", "formaction"): UrlPlace.FORM,
    ("input", "formaction"): UrlPlace.FORM,
}
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?""")
_TAG_NAME = re.compile(r"<[a-zA-Z][^\s/>]*")
_REFERENCE = re.compile(r"&#?\w+;?")
_CANDIDATE = re.compile(r"[\s,]*([^\s,](?:\S*[^\s,])?)([^,(]|\([^)]*\))*")
_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)""", re.IGNORECASE)

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "title"})
_LINED = frozenset({"pre", "textarea", "script", "style", "listing", "xmp"})
_WHITE_SPACE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_LINE_END = re.compile(r"[ \t]*[\r\n]+[ \t\r\n]*")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLOCK, _BREAK = "\x1e", "\x1f"
_BREAKS = re.compile(f" *[{_BLOCK}{_BREAK}][ {_BLOCK}{_BREAK}]*")
_MOST_BREAKS = 2


# --- pages -------------------------------------------------------------------------------------------


def parse_page(body: bytes, content_type: str) -> HtmlElement | None:
    """Parse a whole page; None if the body holds no markup or the type says it is something else.

    `content_type` is the header as sent ("" when there was none). The charset is that of the byte order mark,
    else of the header, else of the page's own declaration, else UTF-8 if the bytes allow it, else windows-1252
    (the order of the HTML standard, section 13.2.3).
    """
    if content_type.split(";", maxsplit=1)[0].strip().lower() not in _MARKUP_TYPES:
        return None
    text = decode(body, content_type)
    return _tree(text) if "<" in text else None


def decode(body: bytes, content_type: str) -> str:
    """Decode a page's bytes; never fails. Stray bytes of a UTF-8 page are read as windows-1252."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    stated = _HEADER_CHARSET.search(content_type)
    declared = _DECLARED_CHARSET.search(body[:_DECLARATION_BYTES])
    label = stated[1] if stated else declared[1].decode("ascii") if declared else ""
    encoding = _encoding_named(label) or _guessed(body)
    if encoding == "utf-8":
        return body.decode("utf-8", "migrator.cp1252")
    return body.decode(encoding, "replace")


def _encoding_named(label: str) -> str | None:
    try:
        found = codecs.lookup(label.strip().lower()) if label else None
    except LookupError:
        return None
    if found is None or not found._is_text_encoding:  # noqa: SLF001 - the only way to ask; base64 is a codec too
        return None
    return _WIDER.get(found.name, found.name)


def _guessed(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("migrator.cp1252", _stray_bytes)


# One class for all elements: choosing one for forms and inputs, as lxml's own parser does, costs a call for each element met.
_CLASSES = etree.ElementDefaultClassLookup(
    element=lxml_html.HtmlElement,
    comment=lxml_html.HtmlComment,
    pi=lxml_html.HtmlProcessingInstruction,
    entity=lxml_html.HtmlEntity,
)


def _tree(text: str) -> HtmlElement | None:
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        return lxml_html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing but comments or space
        return None


# --- fragments ---------------------------------------------------------------------------------------


def parse_fragment(html: str) -> BeautifulSoup:
    """Parse a post's or comment's markup with the lxml builder; the fragment is inside `.body`."""
    return BeautifulSoup(f"<html><body>{html.replace(chr(0), '')}</body></html>", "lxml")


def inner_html(soup: BeautifulSoup) -> str:
    """Return a parsed fragment's markup again, without the html and body elements around it."""
    return "" if soup.body is None else soup.body.decode_contents(formatter="minimal")


def rewrite_urls(html: str, rewrite: Callable[[str, UrlPlace], str | None]) -> str:
    """Return `html` with its URLs replaced; every byte that is not a changed attribute's value stays.

    `rewrite` gets each URL as written (character references decoded, outer space off) and returns the new
    one, or None to leave it. Covered are URL attributes, `srcset` lists and `url()` in `style`; comments and
    the text of scripts are not markup and stay as they are.
    """
    tags = _StartTags(html)
    pieces: list[str] = []
    done = 0
    for start, end in tags.spans:
        for left, right, value in _changes(html[start:end], rewrite):
            pieces += [html[done : start + left], f'"{_quotable(value)}"']
            done = start + right
    return "".join([*pieces, html[done:]])


def _quotable(value: str) -> str:
    return escape(value, quote=False).replace('"', "&quot;")


class _StartTags(HTMLParser):
    """Finds where start tags stand in a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self.spans: list[tuple[int, int]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        start = self._place()
        self.spans.append((start, start + len(self.get_starttag_text() or "")))

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def parse_html_declaration(self, i: int) -> int:
        """Take any `<!…>` as a comment: the standard library gives up on broken ones."""
        if self.rawdata.startswith("<!--", i):
            return self.parse_comment(i)
        end = self.rawdata.find(">", i + 2)
        return len(self.rawdata) if end < 0 else end + 1


class _Kept(_StartTags):
    """Finds what line breaks matter in: start tags, preformatted text, scripts and styles."""

    def __init__(self, html: str) -> None:
        self._open = ""  # the element whose end is awaited
        self._depth = 0
        self._began = 0
        super().__init__(html)
        if self._open:
            self.spans.append((self._began, len(html)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._open:
            super().handle_starttag(tag, attrs)
            if tag in _LINED or _WHITE_SPACE.search(dict(attrs).get("style") or ""):
                self._open, self._depth, self._began = tag, 1, self._place()
        elif tag == self._open:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == self._open
        if self._open and not self._depth:
            self.spans.append((self._began, self._place()))
            self._open = ""


def fold_lines(html: str) -> str:
    """Return `html` with each line break in running text as a space: browsers show the same.

    For importers whose site shows line breaks that were only there to wrap the source.
    """
    if "\n" not in html and "\r" not in html:
        return html
    pieces: list[str] = []
    done = 0
    for start, end in sorted(_Kept(html).spans):
        if end > done:
            pieces += [_LINE_END.sub(" ", html[done:start]), html[max(start, done) : end]]
            done = end
    return "".join([*pieces, _LINE_END.sub(" ", html[done:])])


def _changes(tag: str, rewrite: Callable[[str, UrlPlace], str | None]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, new value) of each attribute value to be replaced, quotes included in the span."""
    name = _TAG_NAME.match(tag)
    if name is None:
        return
    element = name[0][1:].lower()
    for match in _ATTRIBUTE.finditer(tag, name.end()):
        attribute = match[1].lower()
        place = _PLACES.get((element, attribute)) or _PLACES.get(("*", attribute))
        group = match.lastindex or 1
        if place is None or group == 1:
            continue
        old = attribute_text(match[group])
        new = _rewritten(attribute, old, lambda url, place=place: rewrite(url, place))  # type: ignore[misc]
        if new != old:
            quoted = int(group != 4)  # noqa: PLR2004 - the fourth group is the value without quotes
            yield match.start(group) - quoted, match.end(group) + quoted, new


def _rewritten(attribute: str, value: str, rewrite: Callable[[str], str | None]) -> str:
    if attribute == "srcset":
        return _spliced(value, _CANDIDATE, rewrite)
    if attribute == "style":
        return _spliced(value, _CSS_URL, rewrite)
    url = value.strip(" \t\r\n\f")
    new = rewrite(url) if url else None
    return value if new is None or new == url else new


def _spliced(value: str, pattern: re.Pattern[str], rewrite: Callable[[str], str | None]) -> str:
    pieces: list[str] = []
    done = 0
    for match in pattern.finditer(value):
        group = next(number for number in (1, 2, 3) if match[number] is not None)
        new = rewrite(match[group])
        if new is not None and new != match[group]:
            pieces += [value[done : match.start(group)], _list_safe(new)]
            done = match.end(group)
    return "".join([*pieces, value[done:]])


def _list_safe(url: str) -> str:
    """Escape what would end a URL inside `srcset` or `url()`."""
    return re.sub(r"[\s\"'(),\\]", lambda match: f"%{ord(match[0]):02X}", url)


def attribute_text(raw: str) -> str:
    """Decode character references as an attribute value has them: `?a=1&copy=2` stays as it is."""
    return _REFERENCE.sub(lambda match: _reference(match, raw), raw)


def _reference(match: re.Match[str], raw: str) -> str:
    text = match[0]
    if text.endswith(";") or text.startswith("&#"):
        return unescape(text)
    return html5[text[1:]] if text[1:] in html5 and raw[match.end() : match.end() + 1] != "=" else text


# --- text --------------------------------------------------------------------------------------------


def text_of(html: str) -> str:
    """Return a fragment's plain text: a line per block, `<br>` as a line break, at most one empty line."""
    tree = _tree(f"<html><body>{html}</body></html>")
    return "" if tree is None else element_text(tree)


def element_text(element: HtmlElement) -> str:
    """Return the plain text inside an element, as `text_of` does; scripts and styles are left out."""
    text = "".join(_pieces(element))
    return _BREAKS.sub(lambda match: _line_breaks(match[0]), _SPACE.sub(" ", text)).strip(" \n")


def _line_breaks(run: str) -> str:
    return "\n" * min(max(run.count(_BREAK), 1), _MOST_BREAKS)


def _pieces(element: HtmlElement) -> Iterator[str]:
    silent = preformatted = 0
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        step = 1 if event == "start" else -1
        if tag:
            silent += step * (tag in _SILENT)
            preformatted += step * (tag == "pre")
            yield _BREAK if tag == "br" and event == "end" else _BLOCK if tag in _BLOCKS else ""
        inside = node.text if event == "start" else node.tail if node is not element else None
        if inside and not silent and not (event == "start" and not tag):
            text = inside.replace(_BLOCK, "").replace(_BREAK, "")
            yield text.replace("\n", _BREAK) if preformatted else text
