"""WordPress's slug rules, so that new URLs can be predicted before anything is imported.

Facts from WordPress 6.1's formatting.php and post.php; checked against the real thing in tests/engines.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from migrator.rekey.php_tags import strip_tags

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

MAX_SLUG = 200  # characters of the stored, percent-encoded slug
FEED_WORDS = frozenset({"feed", "rdf", "rss", "rss2", "atom"})
RESERVED_WORDS = FEED_WORDS | {"embed"}
_NON_ASCII = 0x80

# Letters that lose their accent: those blocks where Unicode's own decomposition gives the answer …
_LETTER_RANGES = (
    (0xAA, 0xAA),
    (0xBA, 0xBA),
    (0xC0, 0x17F),
    (0x1A0, 0x1A1),
    (0x1AF, 0x1B0),
    (0x1CD, 0x1DC),
    (0x218, 0x21B),
    (0x1EA0, 0x1EF9),
)
# … and the letters and signs where it does not.
_LETTERS = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Þ": "TH", "þ": "th", "Ð": "D", "ð": "d", "Đ": "D",
    "đ": "d", "Ø": "O", "ø": "o", "Ħ": "H", "ħ": "h", "Ŀ": "L", "ŀ": "l", "Ł": "L", "ł": "l",
    "Ŧ": "T", "ŧ": "t", "Ŋ": "N", "ŋ": "n", "ŉ": "n", "ß": "s", "ı": "i", "ĸ": "k", "ɑ": "a",
    "€": "E", "£": "",
}  # fmt: skip
_GERMAN = {"Ä": "Ae", "ä": "ae", "Ö": "Oe", "ö": "oe", "Ü": "Ue", "ü": "ue", "ß": "ss"}
_DANISH = {"Æ": "Ae", "æ": "ae", "Ø": "Oe", "ø": "oe", "Å": "Aa", "å": "aa"}
_SERBIAN = {"Đ": "DJ", "đ": "dj"}

_TO_HYPHEN = (
    "\u00a0\u2013\u2014\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
)
_ENTITIES_TO_HYPHEN = ("&nbsp;", "&#160;", "&ndash;", "&#8211;", "&mdash;", "&#8212;")
_DROPPED = (
    "\u00ad¡¿«»‹›‘’“”‚‛„‟•©®°…™´\u02ca\u0301\u0341\u0300\u0304\u030c"
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff\ufffc"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flavour:
    """What makes one WordPress spell slugs unlike another: its language and its PHP."""

    locale: str = "en_US"
    intl: bool = True  # PHP's intl extension composes accents first
    final_sigma: bool = True  # PHP 8.3 and later write a capital sigma at a word's end as ς


STANDARD = Flavour()


def sanitize_title(text: str, fallback: str = "", flavour: Flavour = STANDARD) -> str:
    """Return the slug WordPress makes of a title, a term's name or a wished-for slug.

    Lower-case ASCII; other scripts stay as lower-case percent-escapes of UTF-8, at most 200 characters before
    punctuation is dropped. `fallback` is returned where nothing is left.
    """
    plain = strip_tags(remove_accents(_encodable(text), flavour))
    escaped = encode_cut(_lower(_keep_escapes(plain), flavour).encode(), MAX_SLUG).lower()
    return _dashed(_punctuated(escaped)) or fallback


def remove_accents(text: str, flavour: Flavour = STANDARD) -> str:
    """Return the text with Latin letters bared of their accents, as WordPress bares them."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text) if flavour.intl else text
    if flavour.locale == "ca":
        composed = composed.replace("l·l", "ll")
    return composed.translate(_letters(flavour.locale))


def encode_cut(octets: bytes, limit: int, *, ascii_too: bool = False) -> str:
    """Percent-encode non-ASCII (with `ascii_too` also reserved ASCII) and cut whole characters to `limit`.

    Octets are grouped by their lead octet alone, as WordPress does, so broken UTF-8 has an answer too.
    """
    pieces: list[str] = []
    room = limit
    waiting = b""
    for octet in octets:
        piece = _ascii(octet, escape=ascii_too) if octet < _NON_ASCII else ""
        if octet >= _NON_ASCII:
            waiting += bytes((octet,))
        size = _width(waiting[0]) if octet >= _NON_ASCII else 0
        if len(piece) + size * 3 > room:
            break
        if size and len(waiting) == size:
            piece, waiting = "".join(f"%{each:x}" for each in waiting), b""
        pieces.append(piece)
        room -= len(piece)
    return "".join(pieces)


def unique_slug(slug: str, taken: Container[str], kind: str = "post", permalink: str = "/%postname%/") -> str:
    """Return the slug WordPress gives a published post, page or attachment that asks for `slug`.

    `taken` are the slugs already given that this one may not equal. `kind` is "post", "page" or "attachment".
    """
    if slug not in taken and not is_reserved(slug, kind, permalink):
        return slug
    return next(candidate for candidate in _numbered(slug) if candidate not in taken)


def is_reserved(slug: str, kind: str = "post", permalink: str = "/%postname%/") -> bool:
    """Say whether WordPress refuses a slug for a new post even when no other has it."""
    if slug in RESERVED_WORDS:
        return True
    if kind == "page":
        return re.fullmatch(r"(page)?[0-9]+\n?", slug) is not None
    return kind == "post" and _looks_like_date(slug, permalink)


def unique_term_slug(slug: str, taken: Container[str]) -> str:
    """Return the slug of a term of one taxonomy whose wished-for slug may be taken there."""
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"


def truncate_slug(slug: str, limit: int = MAX_SLUG) -> str:
    """Cut a slug to `limit` characters without leaving half an escaped character or a hyphen at the end."""
    if len(slug) > limit:
        decoded = unquote_to_bytes(slug.replace("+", " "))
        slug = slug[:limit] if decoded == slug.encode() else encode_cut(decoded, limit, ascii_too=True)
    return slug.rstrip("-")


def _numbered(slug: str) -> Iterator[str]:
    number = 2
    while True:
        yield f"{truncate_slug(slug, MAX_SLUG - len(str(number)) - 1)}-{number}"
        number += 1


def _looks_like_date(slug: str, permalink: str) -> bool:
    if not re.fullmatch(r"[0-9]+", slug) or int(slug) == 0:
        return False
    tags = [part for part in permalink.split("/") if part]
    if "%postname%" not in tags:
        return False
    place = tags.index("%postname%")
    before = tags[place - 1] if place else ""
    limits = {"": None, "%year%": 13, "%monthnum%": 32}
    if before not in limits:
        return False
    limit = limits[before]
    return limit is None or int(slug) < limit


@cache
def _letters(locale: str) -> dict[int, str]:
    table = {ord(letter): base for letter, base in _decomposed()}
    table |= {ord(letter): base for letter, base in {**_LETTERS, **_local(locale)}.items()}
    return table


def _local(locale: str) -> dict[str, str]:
    if locale.startswith("de"):
        return _GERMAN
    if locale in {"sr_RS", "bs_BA"}:
        return _SERBIAN
    return _DANISH if locale == "da_DK" else {}


def _decomposed() -> Iterator[tuple[str, str]]:
    for first, last in _LETTER_RANGES:
        for letter in map(chr, range(first, last + 1)):
            base = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
            if base.isascii():
                yield letter, base


def _encodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode("utf-8")


def _keep_escapes(text: str) -> str:
    marked = re.sub(r"%([a-fA-F0-9]{2})", r"---\1---", text).replace("%", "")
    return re.sub(r"---([a-fA-F0-9]{2})---", r"%\1", marked)


def _lower(text: str, flavour: Flavour) -> str:
    return text.lower() if flavour.final_sigma else text.replace("Σ", "σ").lower()


def _ascii(octet: int, *, escape: bool) -> str:
    return quote(chr(octet), safe="") if escape else chr(octet)


def _width(lead: int) -> int:
    if lead < 0xE0:  # noqa: PLR2004  UTF-8 lead octets: RFC 3629, section 3
        return 2
    return 3 if lead < 0xF0 else 4  # noqa: PLR2004


def _punctuated(escaped: str) -> str:
    return _without_signs(_hyphens(escaped)).replace(_escape("×"), "x")


def _hyphens(text: str) -> str:
    for mark in ("/", *(_escape(letter) for letter in _TO_HYPHEN), *_ENTITIES_TO_HYPHEN):
        text = text.replace(mark, "-")
    return text


def _without_signs(text: str) -> str:
    for sign in map(_escape, _DROPPED):
        text = text.replace(sign, "")
    return text


def _escape(letter: str) -> str:
    return quote(letter, safe="").lower()


def _dashed(text: str) -> str:
    without_entities = re.sub(r"&[^\n]+?;", "", text).replace(".", "-")
    kept = re.sub(r"[^%a-z0-9 _-]", "", without_entities)
    return re.sub(r"[ -]+", "-", kept).strip("-")
