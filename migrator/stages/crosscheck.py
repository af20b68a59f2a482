"""Do the sources agree? Counts and URL sets of feeds, sitemap and crawl, and a finding for every disagreement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHOWN = 5  # URLs named in one finding
CODE = "crawl.disagree"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one source showed: post URLs, comment ids, and the numbers it states itself.

    `posts` is None for a source that is not meant to list posts.
    """

    name: str
    posts: frozenset[str] | None = None
    comments: frozenset[str] = frozenset()
    stated: Mapping[str, int] = field(default_factory=dict)

    def numbers(self) -> dict[str, int]:
        """Return what the source holds, as stored: its own statement, else what was counted."""
        counted = {} if self.posts is None else {"posts": len(self.posts)}
        if self.comments:
            counted["comments"] = len(self.comments)
        return counted | dict(self.stated)


def cross_check(sources: Sequence[Seen], base_url: str) -> list[Finding]:
    """Return the disagreements between sources, and of a source with itself, in a fixed order."""
    return [*_short(sources, base_url), *_unequal(sources)]


def _short(sources: Iterable[Seen], base_url: str) -> Iterable[Finding]:
    """Compare what each source states with what it gave."""
    for source in sources:
        given = {"posts": source.posts, "comments": source.comments}
        for kind, held in given.items():
            stated = source.stated.get(kind)
            if stated is not None and held is not None and stated != len(held):
                yield _finding(
                    base_url, f"{source.name} says it has {_many(stated, kind)}, but gave {len(held)}"
                )


def _unequal(sources: Iterable[Seen]) -> Iterable[Finding]:
    """Compare the post URLs of every source with all that are known."""
    listing = [source for source in sources if source.posts is not None]
    every = frozenset().union(*(source.posts or () for source in listing))
    fullest = max(listing, key=lambda source: len(source.posts or ()), default=None)
    for source in listing:
        missing = sorted(every - (source.posts or frozenset()))
        if missing and fullest is not None:
            known = f"{fullest.name} has" if fullest is not source else "all sources together have"
            count = len(fullest.posts or ()) if fullest is not source else len(every)
            yield _finding(
                missing[0],
                f"{known} {_many(count, 'posts')}, {source.name} found {len(source.posts or ())}:"
                f" missing {_some(missing)}",
            )


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
