"""Joins an earlier move to this one, so that the oldest addresses reach the newest ones in one hop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from migrator.model import Finding, UrlMapping, Verdict
from migrator.redirects._sites import ascii_host, bare
from migrator.redirects._spelling import decoded, merged_path, query_pairs, split_url
from migrator.redirects.pairs import PairList, new_url_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Place: TypeAlias = tuple[str, str]  # host without www, decoded path
_TEMPORARY = {302, 303, 307}


def composed(earlier: PairList, later: PairList) -> PairList:
    """Send every old URL of the earlier move where the later one sent its successor; the later rows follow.

    An earlier row whose new URL the later move does not name stays as it is if that URL is on the new site, and
    is left out with a finding if it is on a host that is being left. Rows that contradict each other are both
    kept here: the compiler reports them.
    """
    index = _Index(later.mappings)
    new_host = _host(new_url_of(later.mappings) or "")
    rows: list[UrlMapping] = []
    findings = [*earlier.findings, *later.findings]
    stay = 0
    for row in earlier.mappings:
        following = index.find(row.new) if row.new else None
        if following is not None:
            rows.append(_joined(row, following))
        elif row.new is None or _host(row.new) == new_host:
            rows.append(row)
            stay += row.new is not None
        else:
            findings.append(_lost(row))
    if stay:
        findings.append(_stays(stay))
    known = set(rows)
    return PairList((*rows, *(row for row in later.mappings if row not in known)), tuple(findings))


def composed_all(earlier: Sequence[PairList], latest: PairList) -> PairList:
    """Join several earlier moves, the oldest first, to the latest."""
    for moves in reversed(earlier):
        latest = composed(moves, latest)
    return latest


class _Index:
    """Finds the row of a move that answers a URL: the same path, its fragment if a row has it, the most query parameters it asks for."""

    def __init__(self, rows: Iterable[UrlMapping]) -> None:
        self._rows: dict[tuple[_Place, str], list[tuple[frozenset[tuple[str, str]], UrlMapping]]] = {}
        for row in rows:
            if (place := _place(row.old)) is not None:
                self._rows.setdefault((place, _fragment(row.old)), []).append((_query(row.old), row))
        for found in self._rows.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def find(self, url: str) -> UrlMapping | None:
        place = _place(url)
        asked = _query(url)
        if place is None:
            return None
        own, any_fragment = self._rows.get((place, _fragment(url)), []), self._rows.get((place, ""), [])
        return next((row for query, row in (*own, *any_fragment) if query <= asked), None)


def _place(url: str) -> _Place | None:
    parts = split_url(url)
    path = merged_path(decoded(parts.path or "/")) if parts else None
    return (_host(url), path) if path is not None else None


def _host(url: str) -> str:
    parts = split_url(url)
    return bare(ascii_host(parts.host) or parts.host) if parts else ""


def _query(url: str) -> frozenset[tuple[str, str]]:
    parts = split_url(url)
    return frozenset(query_pairs(parts.query if parts else None))


def _fragment(url: str) -> str:
    return url.partition("#")[2]


def _joined(row: UrlMapping, following: UrlMapping) -> UrlMapping:
    if following.new is None:
        return replace(row, verdict=Verdict.GONE, new=None, status=None)
    status = following.status if following.status in _TEMPORARY else row.status
    new = following.new if _fragment(following.old) else _with_fragment(following.new, row.new or "")
    verdict = Verdict.KEPT if new == row.old else Verdict.MOVED
    return replace(row, verdict=verdict, new=new, status=status)


def _with_fragment(new: str, before: str) -> str:
    """Keep the fragment of the address in between, as a browser does on its way."""
    fragment = _fragment(before)
    return f"{new}#{fragment}" if fragment and "#" not in new else new


def _lost(row: UrlMapping) -> Finding:
    why = f"An earlier move sent it to {row.new}, and this move does not say where that went."
    return Finding(code="redirect.earlier-lost", severity="error", url=row.old, message=why)


def _stays(count: int) -> Finding:
    why = f"{count:,} addresses of an earlier move lead to pages that this move does not name: they stay as they were."
    return Finding(code="redirect.earlier-stays", severity="info", url="", message=why)
