"""Joins an earlier move to this one, so that the oldest addresses reach the newest ones in one hop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from migrator.model import Finding, UrlMapping, Verdict
from migrator.redirects._sites import ascii_host, bare
from migrator.redirects._spelling import beginning, decoded, merged_path, query_pairs, split_url
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
    steps = _Steps(_Index(earlier.mappings), _Index(later.mappings))
    new_host = _host(new_url_of(later.mappings) or "")
    rows: list[UrlMapping] = []
    findings = [*earlier.findings, *later.findings]
    stay = 0
    for row in map(steps.within_earlier, earlier.mappings):
        following = steps.later.find(row.new) if row.new else None
        if following is not None:
            rows.append(_joined(row, following))
        elif row.new is None or _host(row.new) == new_host:
            rows.append(row)
            stay += row.new is not None
        else:
            findings.append(_lost(row, steps.later.near(row.new)))
    if stay:
        findings.append(_stays(stay))
    known = {replace(row, note="") for row in rows}
    rest = (row for row in later.mappings if replace(row, note="") not in known)
    return PairList((*rows, *rest), tuple(findings))


def flat(moves: PairList, new_url: str | None = None) -> PairList:
    """Follow chains within one list, over the hosts that are left, to the new site; loops stay for the compiler to refuse.

    Without `new_url` the new site is where most rows lead.
    """
    new_host = _host(new_url or new_url_of(moves.mappings) or "")
    beginnings = {beginning(row.new) for row in moves.mappings if row.new}
    if {_host(one) for one in beginnings} <= {new_host}:
        return moves
    steps = _Steps(
        _Index(moves.mappings),
        _Index(row for row in moves.mappings if row.new and _host(row.new) == new_host),
    )
    rows = []
    for row in moves.mappings:
        if row.new and _host(row.new) != new_host:
            end = steps.within_earlier(row)
            following = steps.later.find(end.new) if end.new else None
            rows.append(_joined(end, following) if following else row if end.new else end)
        else:
            rows.append(row)
    return replace(moves, mappings=tuple(rows))


def composed_all(earlier: Sequence[PairList], latest: PairList) -> PairList:
    """Join several earlier moves, the oldest first, to the latest."""
    for moves in reversed(earlier):
        latest = composed(moves, latest)
    return latest


class _Steps:
    """Two lists of moves, of which the earlier one may hold chains of its own."""

    def __init__(self, earlier: _Index, later: _Index) -> None:
        self._earlier = earlier
        self.later = later

    def within_earlier(self, row: UrlMapping) -> UrlMapping:
        """Return a row with its chain followed as far as the earlier list knows, or until the later one does."""
        seen = {row.old}
        while row.new and row.new not in seen and self.later.find(row.new) is None:
            following = self._earlier.find(row.new)
            if following is None or following.old in seen or following.new == row.new:
                break
            seen |= {row.new, following.old}
            row = _joined(row, following)
        return row


class _Index:
    """Finds the row of a move that answers a URL: the same path, its fragment if a row has it, the most query parameters it asks for."""

    def __init__(self, rows: Iterable[UrlMapping]) -> None:
        self._loose: dict[_Place, str] | None = None
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
        fitting = [(query, row) for query, row in (*own, *any_fragment) if query <= asked]
        best = [row for query, row in fitting if query == fitting[0][0] and row.old == fitting[0][1].old]
        return best[0] if len({(row.new, row.status) for row in best}) == 1 else None

    def near(self, url: str | None) -> str:
        """Return an old URL that differs in nothing but letter case, a final slash or its query; else nothing."""
        if self._loose is None:
            self._loose = {_loosely(place): rows[0][1].old for (place, _), rows in self._rows.items()}
        place = _place(url or "")
        return self._loose.get(_loosely(place), "") if place else ""


def _loosely(place: _Place) -> _Place:
    return place[0], place[1].casefold().rstrip("/")


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
    verdict = Verdict.KEPT if _is_same(new, row.old) else Verdict.MOVED
    return replace(row, verdict=verdict, new=new, status=status)


def _is_same(new: str, old: str) -> bool:
    """True for one address, whatever scheme, `www.` or encoding it is written with."""
    same_place = _place(new) == _place(old) and _place(new) is not None
    return new == old or (same_place and _query(new) == _query(old) and _fragment(new) == _fragment(old))


def _with_fragment(new: str, before: str) -> str:
    """Keep the fragment of the address in between, as a browser does on its way."""
    fragment = _fragment(before)
    return f"{new}#{fragment}" if fragment and "#" not in new else new


def _lost(row: UrlMapping, near: str) -> Finding:
    why = f"An earlier move sent it to {row.new}, and this move does not say where that went."
    hint = (
        f" It names {near}, which is another address for a server: list both, if they are one page."
        if near
        else ""
    )
    return Finding(code="redirect.earlier-lost", severity="error", url=row.old, message=why + hint)


def _stays(count: int) -> Finding:
    why = f"{count:,} addresses of an earlier move lead to pages that this move does not name: they stay as they were."
    return Finding(code="redirect.earlier-stays", severity="info", url="", message=why)
