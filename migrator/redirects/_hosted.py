"""What targets at hosting services share: spellings of a path, and sites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.redirects._sites import SiteRules, ascii_host, site_of, sites
from migrator.redirects._spelling import (
    decoded,
    encoded_path,
    lower_escapes,
    merged_path,
    percent_encoded,
    split_url,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import RuleSet

GONE = 410
NOT_FOUND = 404
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_WHATWG = "".join(char for char in _ASCII if char not in '"#<>?^`{}')
_HIGH = re.compile("%[89A-Fa-f][0-9A-Fa-f]")  # what browsers write for a raw letter beyond ASCII
_ABSOLUTE = re.compile(r"(?is)https?://([^/?#]*)(.*)")


@dataclass(frozen=True, slots=True)
class Received:
    """A request as a hosting service sees it: the site it is for, the raw path and the raw query."""

    site: str
    path: str
    query: str


def received(rules: RuleSet, host: str, target: str) -> Received | None:
    """Cut up a raw request target; None where no site of ours or no server at all would answer it."""
    absolute = _ABSOLUTE.fullmatch(target)
    rest = (absolute[2] or "/") if absolute else target
    name = ascii_host(absolute[1] if absolute else host)
    site = site_of(rules, name) if name else None
    if site is None or not rest.startswith(("/", "?")) or any(c <= " " or c == "\x7f" for c in rest):
        return None
    path, _, query = rest.partition("#")[0].partition("?")
    return Received(site, path or "/", query)


def published_path(rule: RedirectRule) -> str:
    """Return the encoded path as it was published, or its normal form."""
    parts = split_url(rule.old)
    return percent_encoded_ascii(parts.path or "/") if parts else encoded_path(rule.path)


def percent_encoded_ascii(raw: str) -> str:
    """Encode all bytes of a raw path but visible ASCII."""
    return percent_encoded(raw, _ASCII)


def path_spellings(rule: RedirectRule) -> tuple[str, ...]:
    """Return the encodings of a path that links use, for hosts that compare letter by letter.

    As published, in the normal form, and both with escapes in lower case.
    """
    published = published_path(rule)
    written = (published, encoded_path(rule.path), _HIGH.sub(lambda found: found[0].upper(), published))
    return tuple(dict.fromkeys([*written, *map(lower_escapes, written)]))


def is_spelled_once(rule: RedirectRule) -> bool:
    """True when links have just the decoded path: a pattern over raw paths can stand for the rule."""
    return path_spellings(rule) == (rule.path,)


def whatwg_path(raw: str, kept_too: str = "") -> str:
    """Return the path that `new URL(…).pathname` holds for a raw path: what JavaScript on servers sees.

    Characters outside the path set are encoded, backslashes are slashes, dot segments (also `%2e`) are resolved;
    escapes, double slashes, letter case and the characters `kept_too` stay as written. Source: the WHATWG URL
    standard, path state.
    """
    kept: list[str] = []
    segments = percent_encoded(raw.replace("\\", "/"), _WHATWG + kept_too).removeprefix("/").split("/")
    for number, segment in enumerate(segments, 1):
        plain = re.sub("(?i)%2e", ".", segment)
        if plain in {".", ".."}:
            del kept[len(kept) - (plain == "..") :]
            kept += [""] if number == len(segments) else []
        else:
            kept.append(segment)
    return "/" + "/".join(kept)


def other_in_browsers(rule: RedirectRule) -> bool:
    """True when JavaScript's `URL` makes another address of what was published: a backslash, dots after `//`."""
    return merged_path(decoded(whatwg_path(published_path(rule)))) != rule.path


def cloudflare_problem(rule: RedirectRule) -> str | None:
    """Say why a host that Cloudflare proxies never gets to answer an address, or None."""
    if rule.path.startswith("/cdn-cgi/") or rule.path == "/cdn-cgi":
        return "reserved: Cloudflare answers addresses under /cdn-cgi itself."
    if other_in_browsers(rule):
        return "resolved: Cloudflare sees another address in the one that was published."
    return None


def site_folders(rules: RuleSet) -> Iterator[tuple[str, SiteRules]]:
    """Yield each site with the folder its files go to: none for the only one, else named for its host."""
    found = sites(rules)
    for site in found:
        yield ("" if len(found) == 1 else f"{site.name}/"), site
