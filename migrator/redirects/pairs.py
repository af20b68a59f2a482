"""Turns rows of old and new URLs into verdicts, so that redirects need no project; bad rows are named, never guessed."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.model import Finding, UrlKind, UrlMapping, Verdict
from migrator.redirects._sites import ascii_host
from migrator.redirects._spelling import beginning, has_control, percent_encoded, split_url
from migrator.redirects._unnamed import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CODE = re.compile(r"(?<!\d)([1-5]\d\d)(?!\d)")
_STATUSES = {301, 302, 303, 307, 308}
_WORDS = {  # what people write instead of a number; None: whatever is usual
    **dict.fromkeys(("", "-", "moved", "redirect", "redirected", "ok", "yes"), None),
    **dict.fromkeys(
        (
            "permanent",
            "moved permanently",
            "permanent redirect",
            "permanently",
            "dauerhaft",
            "permanente",
            "true",
        ),
        301,
    ),
    **dict.fromkeys(("temporary", "temp", "temporary redirect", "moved temporarily", "found", "false"), 302),
    "see other": 303,
    **dict.fromkeys(
        ("gone", "deleted", "removed", "gelöscht", "entfernt", "supprimé", "supprimée", "eliminado"), 410
    ),
}
_GONE = 410
_GONE_TOLD = {"410", "gone", "410 gone", "gone (410)"}  # in place of a new URL
AROUND = " \t\u00a0\u200b\u200c\u200d\u2060\ufeff"  # what copying leaves at the ends of a cell
_FILE_ENDINGS = "html?|xhtml|shtml|php\\d?|aspx?|jsp|cgi|cfm|pl|pdf|xml|txt|md|jpe?g|png|gif"
_BARE_HOST = re.compile(
    rf"(?i)(?:www\.[^\s/?#@]+|[\w-]+(?:\.[\w-]+)*\.(?!(?:{_FILE_ENDINGS})[:/?#])[^\W\d_]{{2,}}(?::\d+)?(?=[/?#]))(?:[/?#].*)?"
)


@dataclass(frozen=True, slots=True)
class Sites:
    """The origins that paths in a map belong to, e.g. `http://old.example`; None: not told."""

    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class PairList:
    """The rows that could be read, and a finding with the line number for each that could not."""

    mappings: tuple[UrlMapping, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as it stands in a file; `place` is "line 3", `fault` says why it cannot be read at all."""

    place: str
    old: str = ""
    new: str = ""
    status: str = ""
    reason: str = ""
    fault: str = ""


class _BadRow(Exception):  # noqa: N818 (becomes a finding)
    pass


_WRITE = "Write one pair on each line: old URL, comma, new URL. Paths need --old-site and --new-site."


def pair_list(
    rows: Iterable[Row], name: str, sites: Sites, findings: Sequence[Finding] = (), hint: str = _WRITE
) -> PairList:
    """Read rows; `findings` are what the file's own reader has already noticed, `name` is used in messages.

    Where all old URLs are paths and nobody says of which site, they belong to one unnamed host, and so do the
    paths among the new ones.

    Raises:
        InputError: no row could be read.
    """
    where, listed = _filled(sites, rows)
    mappings: list[UrlMapping] = []
    found = list(findings)
    for row in listed:
        try:
            mappings.append(_mapping(row, where))
        except _BadRow as bad:
            found.append(bad_row(f"{name}, {row.place}: {bad}", row.old))
    if not mappings:
        first = (
            f" {found[0].message}" if found else " There is nothing in it that names an old and a new URL."
        )
        more = f" And {len(found) - 1:,} more like this." if len(found) > 1 else ""
        raise InputError(f"{name} holds no usable row.{first}{more}", hint)
    return PairList(tuple(mappings), tuple(found))


def bad_row(message: str, url: str = "") -> Finding:
    """Return the finding for a row that is kept out."""
    return Finding(code="redirect.bad-row", severity="error", url=url, message=message)


def old_hosts_of(mappings: Iterable[UrlMapping]) -> tuple[str, ...]:
    """Return the hosts of all old URLs, sorted."""
    parts = map(split_url, {beginning(mapping.old) for mapping in mappings})
    return tuple(sorted({host for part in parts if part and (host := ascii_host(part.host))}))


def new_url_of(mappings: Iterable[UrlMapping]) -> str | None:
    """Return the origin most new URLs have, the first in the alphabet if several; None without any."""
    beginnings = Counter(beginning(mapping.new) for mapping in mappings if mapping.new)
    counts: Counter[str] = Counter()
    for origin, count in beginnings.items():
        if part := split_url(origin):
            counts[f"{part.scheme}://{part.host}"] += count
    return min(counts, key=lambda origin: (-counts[origin], origin), default=None)


def _filled(sites: Sites, rows: Iterable[Row]) -> tuple[Sites, Iterable[Row]]:
    """Return whose the paths are, and all rows again: looking stops at the first address with a host."""
    if sites.old is not None:
        return sites, rows
    seen: list[Row] = []
    following = iter(rows)
    for row in following:
        seen.append(row)
        if not row.fault and split_url(_with_scheme(row.old)):
            return sites, itertools.chain(seen, following)
    return Sites(old=ORIGIN, new=sites.new or ORIGIN), seen


def _mapping(row: Row, sites: Sites) -> UrlMapping:
    if row.fault:
        raise _BadRow(row.fault)
    old = _absolute(_with_scheme(row.old.strip(AROUND)), sites.old, "--old-site")
    status, reason, new = _status(row.status), _readable(" ".join(row.reason.split())), row.new.strip(AROUND)
    if new.lower() in _GONE_TOLD and status in {None, _GONE}:
        status, new = _GONE, ""
    if status == _GONE:
        if new:
            raise _BadRow(f"its status is {row.status!r}, and yet a new URL stands beside it.")
        return UrlMapping(
            old=old, kind=UrlKind.OTHER, verdict=Verdict.GONE, reason=reason or "map", note=row.place
        )
    if not new:
        raise _BadRow("there is no new URL, and the status is not 410, which is for pages that are gone.")
    new = _new_url(new, sites.new)
    return UrlMapping(
        old=old,
        kind=UrlKind.OTHER,
        verdict=Verdict.KEPT if new == old else Verdict.MOVED,
        new=new,
        reason=reason or "map",
        note=row.place,
        status=status,
    )


@lru_cache(maxsize=256)
def _status(cell: str) -> int | None:
    """Return the status a cell asks for, in numbers or words; None for the usual one."""
    text = " ".join(cell.lower().split())
    codes = {int(code) for code in _CODE.findall(text)}
    if len(codes) == 1:
        (code,) = codes
        if code in {*_STATUSES, _GONE}:
            return code
    elif not codes and text in _WORDS:
        return _WORDS[text]
    raise _BadRow(f"the status is {cell!r}, but only {_LISTED} answer an old URL.")


_LISTED = "301, 302, 303, 307, 308 and 410"


def _with_scheme(cell: str) -> str:
    """Put `http://` in front of a host that begins a cell: rules do not look at the scheme of old URLs."""
    return f"http://{cell}" if _BARE_HOST.fullmatch(cell) else cell


def _new_url(cell: str, site: str | None) -> str:
    """Return a new URL as a browser asks for it: other letters and spaces percent-encoded, the host in ASCII."""
    if _BARE_HOST.fullmatch(cell):
        raise _BadRow(f"{cell!r} lacks https:// (or http://) in front of the host.")
    url = _absolute(cell, site, "--new-site")
    if _PLAIN_URL.fullmatch(url):
        return url
    found = re.match(r"(?i)(https?)://([^/?#:@]+)(:\d+)?(?=[/?#]|$)", url)
    if found is None:
        return url
    scheme, host, port = found[1].lower(), ascii_host(found[2]) or found[2], found[3] or ""
    usual = port == _USUAL_PORTS[scheme]
    return f"{scheme}://{host}{'' if usual else port}{percent_encoded(url[found.end() :], _AS_THEY_ARE)}"


_PLAIN_URL = re.compile(r"https?://[a-z0-9.-]+(?:[/?#][!-~]*)?")
_USUAL_PORTS = {"http": ":80", "https": ":443"}
_AS_THEY_ARE = "".join(map(chr, range(0x21, 0x7F)))


def _readable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _absolute(cell: str, site: str | None, option: str) -> str:
    if has_control(cell):
        raise _BadRow(f"{cell!r} holds a line break or another control character.")
    if not cell.isascii() and any("\ud800" <= letter <= "\udfff" for letter in cell):
        raise _BadRow(f"{_readable(cell)!r} is not UTF-8: save the list as “CSV UTF-8”, then try again.")
    if split_url(beginning(cell)) is not None:
        return cell
    if not cell.startswith("/") or cell.startswith("//"):
        raise _BadRow(f"{cell!r} is neither an http(s) URL nor a path, which begins with a slash.")
    if site is None:
        raise _BadRow(f"{cell!r} is a path, so {option} is needed.")
    return site.rstrip("/") + cell
