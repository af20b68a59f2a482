"""URL algebra: absolute, canonical and comparable forms by RFC 3986; pure, no knowledge of any platform."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ESCAPE_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_SAFE = "/!$&'()*+,;=:@%-._~"
_QUERY_SAFE = _PATH_SAFE + "?"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_BREAKS = re.compile(r"[\t\r\n]")
_IS_WHOLE = re.compile(r"https?://[^/?#\\\s]")
_BLANKS = " \t\r\n\x0b\x0c\x00"
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_STRICT = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(?:[/?#](?:[!#$&-;=?-Z\[\]_a-z~]|%[0-9A-Fa-f]{2})*)?")


def absolute(base: str, reference: str) -> str | None:
    """Resolve a link as a browser would; None unless the result is an http(s) URL with a lawful host."""
    return _whole(reference) if _IS_WHOLE.match(reference) else _resolved(base, reference)


@lru_cache(maxsize=65_536)
def _whole(reference: str) -> str | None:
    """Judge a link that names its own host: the same few hundred stand in the template of every page."""
    return _resolved("", reference)


def _resolved(base: str, reference: str) -> str | None:
    try:
        joined = urljoin(base, _slashed(_BREAKS.sub("", reference.strip(_BLANKS))))
        parts = urlsplit(joined)
        _authority(parts)
    except ValueError:
        return None
    return joined if parts.scheme.lower() in _DEFAULT_PORTS else None


def normal(url: str) -> str:
    """Return the RFC 3986 normal form without user name and fragment.

    Strict ASCII; scheme and host in lower case (IDNA), no default port, escapes in upper case and only where
    needed, dot segments resolved, the empty path as `/`.

    Raises:
        ValueError: no absolute http(s) URL with a lawful host.
    """
    parts = urlsplit(_BREAKS.sub("", url.strip(_BLANKS)))
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        raise ValueError(f"{url!r} is no absolute http(s) URL")
    path = _without_dots(_normal_escapes(quote(_bytes_safe(parts.path), safe=_PATH_SAFE))) or "/"
    query = _normal_escapes(quote(_bytes_safe(parts.query), safe=_QUERY_SAFE))
    return urlunsplit((parts.scheme.lower(), _authority(parts), path, query, ""))


def is_strict(url: str) -> bool:
    """True for an absolute http(s) URL that is plain ASCII with every escape whole: safe to write anywhere."""
    return _STRICT.fullmatch(url) is not None and absolute(url, "") is not None


def _slashed(reference: str) -> str:
    # WHATWG URL, "relative slash state": a browser reads `\` as `/` before the query.
    head, mark, tail = re.fullmatch(r"([^?#]*)([?#]?)(.*)", reference, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{head}{mark}{tail}" if "\\" not in head else head.replace("\\", "/") + mark + tail


def _authority(parts: SplitResult) -> str:
    host = _host(parts)
    port = parts.port
    return host if port in {None, _DEFAULT_PORTS.get(parts.scheme.lower())} else f"{host}:{port}"


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name)}]"
    host = name if name.isascii() else name.encode("idna").decode("ascii")
    if not _HOST.fullmatch(host):
        raise ValueError(f"{name!r} is no host name")
    return host


def _bytes_safe(text: str) -> bytes:
    return _ESCAPE_STRAY.sub("%25", text).encode("utf-8", "surrogatepass")


def _normal_escapes(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(one, text)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    pieces = path.split("/")
    for piece in pieces:
        if piece == "..":
            if len(kept) > 1:
                kept.pop()
        elif piece != ".":
            kept.append(piece)
    if pieces[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def host_of(url: str) -> str:
    """Return the host in lower case without port and final dot; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def split_place(place: str) -> tuple[str, str | None]:
    """Return host and folder of `name.example/blog`: the folder is "" where only a slash follows, None where none does."""
    host, slash, folder = place.partition("/")
    folder = folder.strip("/")
    return host, (f"/{folder}" if folder else "") if slash else None


def bare_host(host: str) -> str:
    """Return a host without a leading `www.`: the name under which www and apex are twins."""
    return host.removeprefix("www.")


def origin_of(url: str) -> str:
    """Return `scheme://host[:port]` of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def path_of(url: str) -> str:
    """Return the path as written, `/` when empty."""
    return urlsplit(url).path or "/"


def decoded_path(url: str) -> str:
    """Return the path with escapes decoded as UTF-8 (invalid bytes become surrogates, so nothing is lost)."""
    return unquote_to_bytes(path_of(url)).decode("utf-8", "surrogateescape")


def decoded(text: str) -> str:
    """Return text with escapes decoded as UTF-8; invalid bytes become surrogates, as in `decoded_path`."""
    return unquote(text, errors="surrogateescape")


def query_pairs(url: str) -> tuple[tuple[str, str], ...]:
    """Return the query's pairs, decoded, `+` as space, in order; a key without `=` has an empty value."""
    pairs = []
    for piece in urlsplit(url).query.split("&"):
        if piece:
            key, _, value = piece.partition("=")
            pairs.append((decoded(key.replace("+", " ")), decoded(value.replace("+", " "))))
    return tuple(pairs)


def with_query(url: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """Return the URL with its query replaced and no fragment; values are encoded strictly, spaces as `+`."""
    encoded = "&".join(f"{_query_word(key, '')}={_query_word(value, ':')}" for key, value in pairs)
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, encoded, ""))


def _query_word(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="surrogateescape").replace("%20", "+")


def fragment_of(url: str) -> str:
    """Return the fragment without `#`; empty when there is none."""
    return urlsplit(url).fragment


def without_fragment(url: str) -> str:
    """Return the URL up to its fragment."""
    return url.partition("#")[0]


def old_slug(url: str) -> str:
    """Return the last non-empty path piece, decoded, without the ending of a page (`.html`, `.php` …)."""
    piece = decoded_path(url).rstrip("/").rpartition("/")[2]
    return re.sub(r"\.(?:[sx]?html?|php[0-9]?|aspx?|jsp|cfm)$", "", piece)


def encoded_segment(text: str) -> str:
    """Return text as one path segment: UTF-8, upper-case escapes, `/`, `+` and `&` escaped too."""
    return quote(text, safe="-._~!$'()*,;:@", errors="surrogateescape")


def with_fragment(url: str, fragment: str) -> str:
    """Return the URL with a fragment as strict ASCII; a URL that has one already, or no fragment given, stays."""
    if not fragment or "#" in url:
        return url
    return f"{url}#{quote(_bytes_safe(fragment), safe=_QUERY_SAFE)}"
