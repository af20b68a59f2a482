"""Reads a plain map of old and new URLs (CSV or TSV), so that redirects need no project."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.model import Finding, UrlKind, UrlMapping, Verdict
from migrator.redirects._sites import ascii_host
from migrator.redirects._spelling import split_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAMES = {
    "old": ("old", "old url", "old_url", "source", "from", "origin"),
    "new": ("new", "new url", "new_url", "target", "to", "destination"),
    "status": ("status", "code", "type", "status code"),
    "reason": ("reason", "note", "comment"),
}
_COLUMNS = tuple(_NAMES)
_MOVED = {"", "301", "moved"}
_GONE = {"410", "gone"}


@dataclass(frozen=True, slots=True)
class Sites:
    """The origins that paths in a map belong to, e.g. `http://old.example`; None: only full URLs are read."""

    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class PairList:
    """The rows that could be read, and a finding with the line number for each that could not."""

    mappings: tuple[UrlMapping, ...]
    findings: tuple[Finding, ...]


class _BadRow(Exception):  # noqa: N818 (becomes a finding)
    pass


def read_pairs(text: str, name: str, sites: Sites | None = None) -> PairList:
    """Read rows of old URL, new URL and, if present, status (301 or 410) and reason.

    A heading line is recognised; without one the columns are in that order. Tab, comma and semicolon
    separate. Empty lines and lines that begin with `#` are skipped. `name` is used in messages.

    Raises:
        InputError: no row could be read.
    """
    where = sites or Sites()
    mappings: list[UrlMapping] = []
    findings: list[Finding] = []
    columns: dict[str, int] | None = None
    for line, row in _rows(text):
        if columns is None:
            columns = _heading(row)
            if columns is not None:
                continue
            columns = {column: place for place, column in enumerate(_COLUMNS)}
        try:
            mappings.append(_mapping(row, columns, where))
        except _BadRow as bad:
            findings.append(_finding(f"{name}, line {line}: {bad}", row))
    if not mappings:
        first = f" {findings[0].message}" if findings else ""
        raise InputError(
            f"{name} holds no usable row.{first}",
            "Write one pair on each line: old URL, comma, new URL. Paths need --old-site and --new-site.",
        )
    return PairList(tuple(mappings), tuple(findings))


def old_hosts_of(mappings: Iterable[UrlMapping]) -> tuple[str, ...]:
    """Return the hosts of all old URLs, sorted."""
    parts = (split_url(mapping.old) for mapping in mappings)
    return tuple(sorted({host for part in parts if part and (host := ascii_host(part.host))}))


def new_url_of(mappings: Iterable[UrlMapping]) -> str | None:
    """Return the origin most new URLs have, the first in the alphabet if several; None without any."""
    parts = (split_url(mapping.new) for mapping in mappings if mapping.new)
    counts = Counter(f"{part.scheme}://{part.host}" for part in parts if part)
    return min(counts, key=lambda origin: (-counts[origin], origin), default=None)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            cells = next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))
        except (csv.Error, StopIteration):
            cells = [line]
        yield number, [cell.strip() for cell in cells]


def _heading(row: list[str]) -> dict[str, int] | None:
    words = [cell.lower() for cell in row]
    found = {
        column: words.index(word) for column, names in _NAMES.items() for word in names[::-1] if word in words
    }
    return found if {"old", "new"} <= found.keys() else None


def _mapping(row: list[str], columns: dict[str, int], sites: Sites) -> UrlMapping:
    cells = {column: row[place] if place < len(row) else "" for column, place in columns.items()}
    old = _absolute(cells["old"], sites.old, "--old-site")
    status = cells.get("status", "").lower()
    reason = cells.get("reason", "") or "map"
    if status in _GONE:
        return UrlMapping(old=old, kind=UrlKind.OTHER, verdict=Verdict.GONE, reason=reason)
    if status not in _MOVED:
        raise _BadRow(f"the status is {status!r}, but only 301 and 410 end a move for good.")
    if not cells["new"]:
        raise _BadRow("there is no new URL, and the status is not 410.")
    new = _absolute(cells["new"], sites.new, "--new-site")
    verdict = Verdict.KEPT if new == old else Verdict.MOVED
    return UrlMapping(old=old, kind=UrlKind.OTHER, verdict=verdict, new=new, reason=reason)


def _absolute(cell: str, site: str | None, option: str) -> str:
    if split_url(cell) is not None:
        return cell
    if not cell.startswith("/") or cell.startswith("//"):
        raise _BadRow(f"{cell!r} is neither an http(s) URL nor a path.")
    if site is None:
        raise _BadRow(f"{cell!r} is a path, so {option} is needed.")
    return site.rstrip("/") + cell


def _finding(message: str, row: list[str]) -> Finding:
    return Finding(code="redirect.bad-row", severity="error", url=row[0] if row else "", message=message)
