"""Finds verdicts that fight each other: two posts on one new URL, chains, loops, and what nobody can explain."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from migrator.model import Finding, UrlKind, UrlMapping, Verdict
from migrator.rekey.verdicts import same_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migrator.profiles import SiteUrls

_ANSWERED = frozenset({Verdict.MOVED, Verdict.KEPT})
_SHARED = frozenset({"stub", "redirected"})  # reasons for which several entries lead to one place


def find_conflicts(mappings: Sequence[UrlMapping], urls: SiteUrls) -> tuple[Finding, ...]:
    """Return a finding per URL that fights another one or itself, in code and URL order."""
    found = [*_collisions(mappings), *_chains(mappings, urls), *_unexplained(mappings)]
    return tuple(sorted(found, key=lambda finding: (finding.code, finding.url)))


def _collisions(mappings: Iterable[UrlMapping]) -> Iterator[Finding]:
    """Two posts on one new URL: one of them would be lost. A person may decide so, and is told."""
    by_new: defaultdict[str, list[UrlMapping]] = defaultdict(list)
    for mapping in mappings:
        if mapping.new and mapping.kind in {UrlKind.POST, UrlKind.PAGE} and mapping.reason not in _SHARED:
            by_new[mapping.new].append(mapping)
    for new, rivals in by_new.items():
        computed = sum(rival.reason != "decision" for rival in rivals)
        for rival in rivals if len(rivals) > 1 else ():
            others = ", ".join(other.old for other in rivals if other is not rival)
            yield Finding(
                code="map.collision",
                severity="error" if computed > 1 else "warning",
                url=rival.old,
                message=f"It goes to {new}, and so does {others}.",
                hint="Decide another new URL for one of them in `migrator review`.",
            )


def _chains(mappings: Sequence[UrlMapping], urls: SiteUrls) -> Iterator[Finding]:
    """A new URL that is itself an old URL which moves on: the reader takes two hops, or never arrives."""
    known = {mapping.old: mapping for mapping in mappings}
    for mapping in mappings:
        if mapping.verdict is not Verdict.MOVED or not mapping.new:
            continue
        if same_address(mapping.old, mapping.new):
            yield _finding("map.self", mapping, f"It leads to itself: {mapping.new}.")
            continue
        trail = _trail(mapping, known, urls)
        if trail and trail[-1] == mapping.old:
            yield _finding("map.loop", mapping, f"It leads in a circle: {' → '.join((mapping.old, *trail))}.")
        elif trail:
            yield _finding(
                "map.chain", mapping, f"Its new URL {mapping.new} is an old URL with a rule of its own."
            )


def _trail(mapping: UrlMapping, known: Mapping[str, UrlMapping], urls: SiteUrls) -> list[str]:
    """Return the old URLs with rules that a reader passes after the first hop; stops where one comes back."""
    trail: list[str] = []
    new: str | None = mapping.new
    while new is not None:
        following = known.get(_row_at(new, urls))
        if (
            following is None
            or following.verdict not in {Verdict.MOVED, Verdict.GONE}
            or following.old in trail
        ):
            break
        trail.append(following.old)
        new = following.new if following.old != mapping.old else None
    return trail


def _row_at(new: str, urls: SiteUrls) -> str:
    """Return the old URL that stands at this very address after the move, if any."""
    row = urls.canonical(new) if urls.owns(new) else None
    return row if row is not None and same_address(row, new) else ""


def _unexplained(mappings: Iterable[UrlMapping]) -> Iterator[Finding]:
    for mapping in mappings:
        if mapping.verdict is Verdict.UNEXPLAINED:
            yield Finding(
                code="map.unexplained",
                severity="warning",
                url=mapping.old,
                message=mapping.note or "Nobody can say what becomes of this URL.",
                hint="Decide in `migrator review`: a new URL, gone, or ignored.",
            )


def _finding(code: str, mapping: UrlMapping, message: str) -> Finding:
    return Finding(
        code=code,
        severity="error",
        url=mapping.old,
        message=message,
        hint="Decide another new URL in `migrator review`, or choose another permalink structure.",
    )
