"""Finds rules that a host cannot tell apart although they answer differently: none of them may be written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import Capabilities, Lowered

    _Place: TypeAlias = tuple[str, str]


def without_twins(
    able: Capabilities, rows: Iterable[Lowered], kept: Collection[_Place] = ()
) -> list[Lowered]:
    """Refuse rules that the host sees as one address with another rule's, or with that of a page that lives there.

    `kept` are (site, decoded path) of such pages: a redirect from one of their spellings would never end.
    """
    lowered = _without_pages(able, rows, kept)
    if able.keeps_twins:
        return lowered
    answers: dict[object, set[tuple[str | None, int]]] = defaultdict(set)
    for row in lowered:
        answers[_folded(row.rule, able)].add((row.rule.target, row.rule.status))
    return [_refused(row) if len(answers[_folded(row.rule, able)]) > 1 else row for row in lowered]


def _without_pages(able: Capabilities, rows: Iterable[Lowered], kept: Collection[_Place]) -> list[Lowered]:
    blind = replace(able, case_sensitive=True) if able.keeps_twins else able
    pages = {(site, blind.one_address(path)) for site, path in kept}
    return [
        _refused(row, "A page that lives on this host")
        if pages and not row.rule.query and (row.rule.host, blind.one_address(row.rule.path)) in pages
        else row
        for row in rows
    ]


def _refused(row: Lowered, other: str = "Another old URL") -> Lowered:
    if row.grade == "refused":
        return row
    reason = (
        f"twin: {other} differs in letter case, a final slash or the name of an index page only,"
        " and this host sees one address."
    )
    return replace(row, grade="refused", reason=reason)


def _folded(rule: RedirectRule, able: Capabilities) -> object:
    return rule.host, able.one_address(rule.path), rule.query
