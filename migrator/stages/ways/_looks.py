"""What saved pages tell of their blog before anybody reads them: its platform, and its address."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.backups._contract import About
from migrator.model import UrlKind
from migrator.profiles import known_profiles, platform_of_host, site_urls
from migrator.stages.begin import recognise
from migrator.urls import bare_host, host_of, origin_of, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import Page

_SURE = 0.5


def about_pages(pages: Iterable[Page]) -> About:
    """Return the platform that is surest of one of the pages, and the origin most pages have.

    A platform is known by its own host as well.
    """
    origins: Counter[str] = Counter()
    urls: list[str] = []
    best: str | None = None
    signals: tuple[str, ...] = ()
    score = 0.0
    for page in pages:
        origins[origin_of(page.url)] += 1
        urls.append(page.url)
        if score < _SURE:
            seen = recognise(page)
            if seen.score > score and seen.platform in known_profiles():
                best, signals, score = seen.platform, seen.signals, seen.score
    base_url = _most_common(origins)
    hosted = platform_of_host(host_of(base_url)) if score < _SURE and base_url is not None else None
    if hosted is not None and base_url is not None:
        best, signals = hosted, (f"host: {host_of(base_url)}",)
    if best is not None and base_url is not None:
        base_url = _with_folder(base_url, best, urls)
    return About(platform=best, base_url=base_url, signals=signals)


def _with_folder(origin: str, platform: str, urls: list[str]) -> str:
    """Return the address below which the platform knows most of the URLs: a blog may live in a folder of its host."""
    folders = Counter(path_of(url).split("/")[1] for url in urls if path_of(url).count("/") > 1)
    bases = [origin, *(f"{origin}/{name}" for name, _ in folders.most_common(1) if name)]
    return max(bases, key=lambda base: _known_below(base, platform, urls))


def _known_below(base: str, platform: str, urls: list[str]) -> int:
    site = site_urls(platform, base)
    return sum(site.owns(url) and site.match(url).kind is not UrlKind.OTHER for url in urls)


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
