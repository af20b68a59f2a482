"""One question to a site, for verbs that only want to know whether and how it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.errors import SiteError
from migrator.fetch.client import Client
from migrator.fetch.failures import FetchError
from migrator.settings import CrawlSettings, NetworkSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from migrator.model import Page
    from migrator.settings import Settings

_ATTEMPTS = 2


def ask(url: str, network: NetworkSettings) -> Page:
    """Fetch one URL with few retries.

    Raises:
        SiteError: no answer.
    """
    with Client(CrawlSettings(attempts=_ATTEMPTS), network) as client:
        try:
            return client.get(url)
        except FetchError as error:
            raise SiteError(
                f"{error}.",
                "Check the address in a browser. Where a private or test address stands for it is told by `migrator init"
                " --resolve ORIGIN=ADDRESS`, or under [network.resolve] in migrator.toml.",
            ) from error


def quick_get(settings: Settings) -> Callable[[str], Page | None]:
    """Return a function that fetches a URL with few retries, or gives None where nobody answers."""

    def get(url: str) -> Page | None:
        try:
            return ask(url, settings.network)
        except SiteError:
            return None

    return get
