"""One path has many spellings on the wire; this file holds the decoded form and all encodings of it."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

_ABSOLUTE = re.compile(r"(?is)(https?)://([^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#(.*))?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ESCAPES = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"
_PATH = _UNRESERVED + "~/:@!$&'()*+,;="  # RFC 3986 pchar and the slash
_FLEXIBLE = ":/?@!$'()*,;~[]|^{}`\\"  # raw or encoded in a query value, depending on who wrote the link
_MOST_FLEXIBLE = 4  # beyond that many different ones only all-raw and all-encoded are listed


class UrlParts(NamedTuple):
    """An absolute URL cut at its delimiters and nothing decoded; `host` is in lower case, port included."""

    scheme: str
    host: str
    path: str
    query: str | None
    fragment: str | None

    @property
    def request_target(self) -> str:
        """What a browser sends after GET; a raw space, which no browser sends, is encoded."""
        target = self.path or "/"
        if self.query is not None:
            target += "?" + self.query
        return target.replace(" ", "%20")


@lru_cache(maxsize=256)  # one URL is looked at several times in a row, the new site's over and over
def split_url(url: str) -> UrlParts | None:
    """Cut an absolute http(s) URL into its parts; None for anything else."""
    found = _ABSOLUTE.fullmatch(url)
    if found is None:
        return None
    scheme, host, path, query, fragment = found.groups()
    return UrlParts(scheme.lower(), host.lower(), path, query, fragment)


def beginning(url: str) -> str:
    """Return a URL up to its path, which `split_url` reads as it reads the whole: a map has few of them."""
    return "/".join(url.split("/", 3)[:3])


def well_encoded(raw: str) -> bool:
    """True when every `%` begins an escape of two hexadecimal digits."""
    return "%" not in raw or _ESCAPES.search(raw) is None


def decoded(raw: str) -> str:
    """Decode percent escapes; bytes that are no UTF-8 become lone surrogates, so nothing is lost."""
    if raw.isascii() and "%" not in raw:
        return raw
    return decoded_bytes(unquote_to_bytes(as_bytes(raw)))


def decoded_bytes(raw: bytes) -> str:
    """Return bytes as a decoded path holds them."""
    return raw.decode("utf-8", "surrogateescape")


def as_bytes(text: str) -> bytes:
    """Return the bytes behind a decoded path."""
    return text.encode("utf-8", "surrogateescape")


def encoded_path(path: str) -> str:
    """Encode a decoded path in RFC 3986's normal form (upper-case escapes)."""
    return percent_encoded(path, _PATH)


def query_pairs(raw: str | None) -> tuple[tuple[str, str], ...]:
    """Decode a query's `name=value` pairs in order; `+` is a space, as in forms."""
    if not raw:
        return ()
    pairs = []
    for piece in raw.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((_form_decoded(name), _form_decoded(value)))
    return tuple(pairs)


def _form_decoded(raw: str) -> str:
    return decoded(raw.replace("+", " "))


def query_spellings(value: str) -> tuple[str, ...]:
    """List the encodings of a query value that links use (escapes in upper case), the commonest first.

    A space is `%20` or `+`, a plus is `%2B`, other delimiters are raw or encoded.
    """
    used = sorted({char for char in value if char in _FLEXIBLE})
    if len(used) > _MOST_FLEXIBLE:
        raw_sets: list[tuple[str, ...]] = [tuple(used), ()]
    else:
        choices = [(char, "") for char in used]
        raw_sets = [tuple(filter(None, chosen)) for chosen in itertools.product(*choices)]
    spaces = ("%20", "+") if " " in value else ("%20",)
    found = [_spelled(value, "".join(raw), space) for raw in raw_sets for space in spaces]
    return tuple(dict.fromkeys(found))


def _spelled(value: str, raw: str, space: str) -> str:
    return percent_encoded(value, _UNRESERVED + raw).replace("%20", space)


def percent_encoded(text: str, safe: str) -> str:
    """Encode every byte of a decoded text but the characters in `safe`, with upper-case escapes."""
    raw, allowed = as_bytes(text), safe.encode("ascii")
    if not raw.translate(None, allowed):
        return text
    spelled = _spellings(allowed)
    return "".join([spelled[byte] for byte in raw])


@lru_cache(maxsize=64)
def _spellings(allowed: bytes) -> tuple[str, ...]:
    return tuple(chr(byte) if byte in allowed else f"%{byte:02X}" for byte in range(256))


def lower_escapes(raw: str) -> str:
    """Write every percent escape in lower case."""
    return re.sub(r"%[0-9A-Fa-f]{2}", lambda found: found[0].lower(), raw)


def escaped_bytes(text: str) -> str:
    """Write bytes that are no UTF-8, held as lone surrogates, as percent escapes."""
    return re.sub("[\udc80-\udcff]", lambda found: f"%{ord(found[0]) - 0xDC00:02X}", text)


def upper_escapes(raw: str) -> str:
    """Write every percent escape in upper case."""
    return re.sub(r"%[0-9A-Fa-f]{2}", lambda found: found[0].upper(), raw)


def has_control(text: str) -> bool:
    """True when a decoded text holds an ASCII control character."""
    return _CONTROL.search(text) is not None


def merged_path(path: str) -> str | None:
    """Collapse slashes and resolve dot segments of a decoded path; None when it climbs above the root."""
    if path.startswith("/") and "//" not in path and "/." not in path:
        return path
    kept: list[str] = []
    pieces = [piece for piece in path.split("/") if piece]
    for piece in pieces:
        if piece == "..":
            if not kept:
                return None
            kept.pop()
        elif piece != ".":
            kept.append(piece)
    is_folder = path.endswith(("/", "/.", "/.."))
    return "/" + "/".join(kept) + ("/" if kept and is_folder else "")
