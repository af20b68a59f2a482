"""What saved pages tell of their blog before anybody reads them: its platform, and its address."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.backups._contract import About
from migrator.profiles import known_profiles, platform_of_host
from migrator.stages.begin import recognise
from migrator.urls import bare_host, host_of, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import Page

_SURE = 0.5


def about_pages(pages: Iterable[Page]) -> About:
    """Return the platform that is surest of one of the pages, and the origin most pages have.

    A platform is known by its own host as well; its blogs may live in a folder, which nobody can tell from pages.
    """
    origins: Counter[str] = Counter()
    best: str | None = None
    signals: tuple[str, ...] = ()
    score = 0.0
    for page in pages:
        origins[origin_of(page.url)] += 1
        if score < _SURE:
            seen = recognise(page)
            if seen.score > score and seen.platform in known_profiles():
                best, signals, score = seen.platform, seen.signals, seen.score
    base_url = _most_common(origins)
    if best is None and base_url is not None:
        best = platform_of_host(host_of(base_url))
        signals = (f"host: {host_of(base_url)}",) if best else ()
    return About(platform=best, base_url=base_url, signals=signals)


def _most_common(origins: Counter[str]) -> str | None:
    """Return the origin that most pages have, where www and http count as the same host's."""
    hosts: Counter[str] = Counter()
    for origin, count in origins.items():
        hosts[bare_host(urlsplit(origin).netloc)] += count
    if not hosts:
        return None
    host = min(hosts, key=lambda one: (-hosts[one], one))
    own = [one for one in origins if bare_host(urlsplit(one).netloc) == host]
    return min(own, key=lambda one: (-origins[one], one))
