"""How servers cut up the request target they receive, as measured on nginx 1.22 and Apache 2.4.71."""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrator.redirects._sites import ascii_host
from migrator.redirects._spelling import as_bytes, decoded, merged_path, well_encoded

_ABSOLUTE = re.compile(r"(?s)[A-Za-z][A-Za-z0-9+.-]*://([^/?#]+)(.*)")
_LINE_LIMIT = 8190  # bytes of the request line in both servers' default settings
_UNSENT = re.compile(r"[\x00-\x20\x7f]")
_LINE_REST = len("GET  HTTP/1.1")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a server understood: host without port, decoded and normalised path, raw query."""

    host: str
    path: str
    query: str


def unsendable(target: str) -> bool:
    """True for a request target with a space or a control character: the request line would end there."""
    return _UNSENT.search(target) is not None


def nginx_request(host: str, target: str) -> Asked | None:
    """Read a request target as nginx does (`$uri`, `$args`); None where it answers 400 or 414."""
    cut = _cut(host, target.strip(" "))
    if cut is None:
        return None
    name, rest = cut
    raw, _, query = rest.partition("#")[0].partition("?")
    plain = decoded(raw or "/")
    path = merged_path(plain) if well_encoded(raw) and "\0" not in plain else None
    return Asked(name, path, query) if path else None


def apache_request(host: str, target: str, *, keep_slashes: bool) -> Asked | None:
    """Read a request target as Apache does (`REQUEST_URI`, `QUERY_STRING`); None where it answers 4xx.

    `keep_slashes` is `AllowEncodedSlashes NoDecode`: `%2F` stays as written; without it Apache answers 404.
    """
    cut = _cut(host, f"/{target}" if target.startswith("?") else target)
    if cut is None or "#" in cut[1]:
        return None
    name, rest = cut
    raw, _, query = rest.partition("?")
    if not well_encoded(raw):
        return None
    kept = re.sub(r"(?i)%2f", lambda found: found[0].replace("%", "%25"), raw)
    if not keep_slashes and "%2f" in (merged_path(_unreserved_decoded(raw)) or "").lower():
        return None
    path = merged_path(decoded(_unreserved_decoded(kept) or "/"))
    return Asked(name, path, query) if path and "\0" not in path else None


def _unreserved_decoded(raw: str) -> str:
    return re.sub(r"(?i)%2e", ".", raw)


def _cut(host: str, target: str) -> tuple[str, str] | None:
    if unsendable(target):
        return None
    if len(as_bytes(target)) + _LINE_REST > _LINE_LIMIT:
        return None
    absolute = None if target.startswith("/") else _ABSOLUTE.fullmatch(target)
    if absolute is None and not target.startswith("/"):
        return None
    name = ascii_host(absolute[1] if absolute else host)
    return None if name is None else (name, absolute[2] if absolute else target)
