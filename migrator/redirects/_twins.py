"""Finds rules that a host cannot tell apart although they answer differently: none of them may be written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import Capabilities, Lowered


def without_twins(able: Capabilities, rows: Iterable[Lowered]) -> list[Lowered]:
    """Refuse rules that the host sees as one address although they answer differently."""
    lowered = list(rows)
    if able.keeps_twins:
        return lowered
    answers: dict[object, set[tuple[str | None, int]]] = defaultdict(set)
    for row in lowered:
        answers[_folded(row.rule, able)].add((row.rule.target, row.rule.status))
    return [_refused(row) if len(answers[_folded(row.rule, able)]) > 1 else row for row in lowered]


def _refused(row: Lowered) -> Lowered:
    if row.grade == "refused":
        return row
    reason = (
        "twin: Another old URL differs in letter case, a final slash or the name of an index page only,"
        " and this host sees one address."
    )
    return replace(row, grade="refused", reason=reason)


def _folded(rule: RedirectRule, able: Capabilities) -> object:
    return rule.host, able.one_address(rule.path), rule.query
