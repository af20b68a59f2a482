"""Turns rows of old and new URLs into verdicts, so that redirects need no project; bad rows are named, never guessed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.model import Finding, UrlKind, UrlMapping, Verdict
from migrator.redirects._sites import ascii_host
from migrator.redirects._spelling import has_control, split_url
from migrator.redirects._unnamed import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAMES: Mapping[str, frozenset[str]] = {
    "old": frozenset(
        {
            "old",
            "old url",
            "old path",
            "source",
            "source url",
            "from",
            "origin",
            "redirect from",
            "old address",
        }
    ),
    "new": frozenset(
        {
            "new",
            "new url",
            "new path",
            "target",
            "target url",
            "to",
            "destination",
            "redirect to",
            "new address",
        }
    ),
    "status": frozenset(
        {"status", "code", "type", "status code", "statuscode", "http code", "redirect type"}
    ),
    "reason": frozenset({"reason", "note", "comment", "title"}),
}
COLUMNS = tuple(NAMES)
_STATUSES = {
    "": None,
    "moved": None,
    "permanent": 301,
    "temporary": 302,
    **{str(status): status for status in (301, 302, 303, 307, 308)},
}
_GONE = {"410", "gone"}


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


def pair_list(rows: Iterable[Row], name: str, sites: Sites, findings: Sequence[Finding] = ()) -> PairList:
    """Read rows; `findings` are what the file's own reader has already noticed, `name` is used in messages.

    Where all old URLs are paths and nobody says of which site, they belong to one unnamed host, and so do the
    paths among the new ones.

    Raises:
        InputError: no row could be read.
    """
    listed = list(rows)
    where = _filled(sites, listed)
    mappings: list[UrlMapping] = []
    found = list(findings)
    for row in listed:
        try:
            mappings.append(_mapping(row, where))
        except _BadRow as bad:
            found.append(bad_row(f"{name}, {row.place}: {bad}", row.old))
    if not mappings:
        first = f" {found[0].message}" if found else ""
        raise InputError(
            f"{name} holds no usable row.{first}",
            "Write one pair on each line: old URL, comma, new URL. Paths need --old-site and --new-site.",
        )
    return PairList(tuple(mappings), tuple(found))


def bad_row(message: str, url: str = "") -> Finding:
    """Return the finding for a row that is kept out."""
    return Finding(code="redirect.bad-row", severity="error", url=url, message=message)


def heading(words: Sequence[str]) -> dict[str, int] | None:
    """Return column → place when a row names the columns: old URL and at least one other thing about it."""
    found = columns_of(words)
    return found if "old" in found and ({"new", "status"} & found.keys()) else None


def columns_of(words: Sequence[str]) -> dict[str, int]:
    """Return column → place for the words that name one, however they are spelled."""
    plain = [" ".join(word.lower().replace("_", " ").replace("-", " ").split()) for word in words]
    return {
        column: min(plain.index(name) for name in names if name in plain)
        for column, names in NAMES.items()
        if names.intersection(plain)
    }


def old_hosts_of(mappings: Iterable[UrlMapping]) -> tuple[str, ...]:
    """Return the hosts of all old URLs, sorted."""
    parts = (split_url(mapping.old) for mapping in mappings)
    return tuple(sorted({host for part in parts if part and (host := ascii_host(part.host))}))


def new_url_of(mappings: Iterable[UrlMapping]) -> str | None:
    """Return the origin most new URLs have, the first in the alphabet if several; None without any."""
    parts = (split_url(mapping.new) for mapping in mappings if mapping.new)
    counts = Counter(f"{part.scheme}://{part.host}" for part in parts if part)
    return min(counts, key=lambda origin: (-counts[origin], origin), default=None)


def _filled(sites: Sites, rows: Sequence[Row]) -> Sites:
    usable = [row for row in rows if row.old and not row.fault]
    if sites.old is not None or any(split_url(row.old) for row in usable):
        return sites
    return Sites(old=ORIGIN, new=sites.new or ORIGIN)


def _mapping(row: Row, sites: Sites) -> UrlMapping:
    if row.fault:
        raise _BadRow(row.fault)
    old = _absolute(row.old, sites.old, "--old-site")
    status, reason = row.status.lower(), " ".join(row.reason.split()) or "map"
    if status in _GONE:
        return UrlMapping(old=old, kind=UrlKind.OTHER, verdict=Verdict.GONE, reason=reason)
    if status not in _STATUSES:
        raise _BadRow(f"the status is {row.status!r}, but only {_LISTED} answer an old URL.")
    if not row.new:
        raise _BadRow("there is no new URL, and the status is not 410.")
    new = _absolute(row.new, sites.new, "--new-site")
    verdict = Verdict.KEPT if new == old else Verdict.MOVED
    return UrlMapping(
        old=old, kind=UrlKind.OTHER, verdict=verdict, new=new, reason=reason, status=_STATUSES[status]
    )


_LISTED = "301, 302, 303, 307, 308 and 410"


def _absolute(cell: str, site: str | None, option: str) -> str:
    if has_control(cell):
        raise _BadRow(f"{cell!r} holds a line break or another control character.")
    if split_url(cell) is not None:
        return cell
    if not cell.startswith("/") or cell.startswith("//"):
        raise _BadRow(f"{cell!r} is neither an http(s) URL nor a path.")
    if site is None:
        raise _BadRow(f"{cell!r} is a path, so {option} is needed.")
    return site.rstrip("/") + cell
