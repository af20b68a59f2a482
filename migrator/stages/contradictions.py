"""What a person is told where sources contradict each other, or none of them knows the blog's clock."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from migrator.differing import source_words
from migrator.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migrator.differing import Difference
    from migrator.merge import Merged
    from migrator.model import Json


_PARTS = {"titles": "title", "texts": "body_html", "dates": "published", "authors": "author"}
_DAY = re.compile(r" \d{4}-\d\d-\d\d$")


def difference_findings(found: Iterable[tuple[str, Difference]]) -> Iterator[Finding]:
    """Yield a finding for each difference; `found` are (URL of the post, difference)."""
    for url, difference in found:
        yield Finding(
            code=f"extract.differs.{difference.field}",
            severity="warning" if difference.field in {"title", "published"} else "info",
            url=url,
            message=difference.sentence(),
            hint="All of them are shown by: migrator inspect URL --project FOLDER",
        )


def count_findings(counts: Mapping[str, Mapping[str, int]], kept: Mapping[str, Merged]) -> Iterator[Finding]:
    """Yield a finding for each post of which the page and a backup hold different comments."""
    for url, told in counts.items():
        if url in kept:
            said = ", ".join(f"{source_words(source)} holds {count:,}" for source, count in told.items())
            message = f"Comments: {said}. All of them are kept, and none is counted twice."
            yield Finding(code="extract.differs.comments", severity="info", url=url, message=message)


def origins(posts: Iterable[Merged], comments: Iterable[Merged]) -> dict[str, Json]:
    """Return sort of content → source in words → how much of it came from there; days of archives are left out."""
    found: dict[str, Counter[str]] = {name: Counter() for name in (*_PARTS, "comments")}
    for post in posts:
        for name, part in _PARTS.items():
            if post.fields.get(part) is not None:
                found[name][_undated(post.provenance[part])] += 1
    for comment in comments:
        if comment.provenance:
            source = comment.provenance.get("html") or min(comment.provenance.values())
            found["comments"][_undated(source)] += 1
    return {name: dict(sorted(counts.items())) for name, counts in found.items() if counts}


def _undated(source: str) -> str:
    return _DAY.sub("", source_words(source.partition(" (")[0]))


def zone_findings(zone: str | None, posts: Mapping[str, Merged]) -> Iterator[Finding]:
    """Say that UTC stands in for a zone that no source tells: near midnight the day, and the month, depend on it."""
    dated = sum(bool(post.fields.get("published")) for post in posts.values())
    if zone is None and dated:
        yield Finding(
            code="extract.zone",
            severity="warning",
            url="",
            message=(
                f"No source tells the blog's time zone: UTC is taken for the dates of {dated:,} posts and pages, so that"
                " those written near midnight may get another day."
            ),
            hint='Write timezone = "America/New_York" (an IANA name) under [old] in migrator.toml, then: migrator run',
        )
