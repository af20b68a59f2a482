"""Do the sources agree? Counts and URL sets of feeds, sitemap and crawl, and a finding for every disagreement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHOWN = 5  # URLs named in one finding
CODE = "crawl.disagree"
LISTED = ("posts", "pages")  # kinds whose URLs are compared between sources


@dataclass(frozen=True, slots=True)
class Seen:
    """What one source showed, and the numbers it states itself.

    `held` is kind → keys: URLs for "posts" and "pages", ids for "comments". A kind that is not there is one
    this source is not meant to list.
    """

    name: str
    held: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stated: Mapping[str, int] = field(default_factory=dict)

    def numbers(self) -> dict[str, int]:
        """Return how much there is of each kind: its own statement, else what was counted."""
        return {kind: len(keys) for kind, keys in self.held.items()} | dict(self.stated)


def cross_check(sources: Sequence[Seen], base_url: str) -> list[Finding]:
    """Return the disagreements between sources, and of a source with itself, in a fixed order."""
    unequal = [finding for kind in LISTED for finding in _unequal(sources, kind)]
    return [*_short(sources, base_url), *unequal]


def _short(sources: Iterable[Seen], base_url: str) -> Iterable[Finding]:
    """Compare what each source states with what it gave."""
    for source in sources:
        for kind, stated in sorted(source.stated.items()):
            given = len(source.held.get(kind, ()))
            if stated != given:
                message = f"{source.name} says it has {_many(stated, kind)}, but gave {given}"
                yield _finding(base_url, message)


def _unequal(sources: Iterable[Seen], kind: str) -> Iterable[Finding]:
    """Compare the URLs every source lists with all that are known."""
    listing = [source for source in sources if kind in source.held]
    every = frozenset().union(*(source.held[kind] for source in listing))
    fullest = max(listing, key=lambda source: len(source.held[kind]), default=None)
    for source in listing:
        missing = sorted(every - source.held[kind])
        if missing:
            known = _together(fullest, source, kind, len(every))
            found = f"{source.name} found {len(source.held[kind])}: missing {_some(missing)}"
            yield _finding(missing[0], f"{known}, {found}")


def _together(fullest: Seen | None, source: Seen, kind: str, every: int) -> str:
    if fullest is None or fullest is source:
        return f"all sources together have {_many(every, kind)}"
    return f"{fullest.name} has {_many(len(fullest.held[kind]), kind)}"


def _finding(url: str, message: str) -> Finding:
    return Finding(
        code=CODE,
        severity="warning",
        url=url,
        message=message,
        hint="Open the URLs named: a draft, a deleted post or a page that answers only at times explains most cases.",
    )


def _some(urls: Sequence[str]) -> str:
    more = f" and {len(urls) - _SHOWN} more" if len(urls) > _SHOWN else ""
    return ", ".join(urls[:_SHOWN]) + more


def _many(count: int, kind: str) -> str:
    return f"{count} {kind if count != 1 else kind.removesuffix('s')}"
