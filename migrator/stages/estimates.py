"""What a crawl will cost, said before its first long fetch: requests, time and disk."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.settings import CrawlSettings

_PAGE_BYTES = 15_000  # of one page, compressed, and what is read out of it
_IMAGE_BYTES = 250_000
_IMAGES_A_POST = 2
_ARCHIVES_A_POST = 0.1  # month, year and other pages besides the posts
_LATENCY = 0.5  # seconds until a typical old blog answers


@dataclass(frozen=True, slots=True)
class Estimate:
    """Requests, seconds and bytes still to come; rounded up, and never exact."""

    requests: int
    seconds: int
    size: int

    def text(self) -> str:
        """Return one line for a person."""
        return f"about {self.requests:,} requests, {duration(self.seconds)}, {size(self.size)}"


def estimate(stated: Mapping[str, int], queued: int, crawl: CrawlSettings) -> Estimate:
    """Estimate the rest of a crawl from what the sources state and what is queued already."""
    posts = stated.get("posts", 0)
    requests = max(queued, math.ceil(posts * (1 + _ARCHIVES_A_POST)))
    images = posts * _IMAGES_A_POST if crawl.media else 0
    rate = min(crawl.rate, crawl.connections / _LATENCY)

    seconds = math.ceil((requests + images) / rate)
    return Estimate(requests + images, seconds, requests * _PAGE_BYTES + images * _IMAGE_BYTES)


def duration(seconds: int) -> str:
    """Return seconds in words, to the minute above a minute and a half."""
    if seconds < 90:  # noqa: PLR2004
        return f"{seconds} seconds"
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} minutes"


def size(count: int) -> str:
    """Return bytes in words."""
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"
