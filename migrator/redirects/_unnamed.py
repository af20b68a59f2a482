"""Maps of paths name no host: their rules answer on whatever host asks, under one name that nobody can own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


UNNAMED = "any-host.invalid"  # RFC 6761 keeps .invalid free
ORIGIN = f"http://{UNNAMED}"


def local(url: str) -> str:
    """Return the path and query of a URL on the unnamed host; any other URL as it is, and one that `//` would make a host of."""
    path = url.removeprefix(ORIGIN)
    return url if path.startswith("//") else path


def told(text: str) -> str:
    """Leave the unnamed host out of words for a person, who never wrote it."""
    return text.replace(ORIGIN, "")


def shown_hosts(hosts: Iterable[str]) -> list[str]:
    """Name hosts for a person."""
    return ["any host" if host == UNNAMED else host for host in hosts]


def where_it_stays(hosts: Sequence[str]) -> str:
    """Say on which site the rules stand beside pages, as the beginning of a sentence."""
    if UNNAMED in hosts:
        return "Choose the site whose addresses these are"
    return f"The new site lives on an old host ({', '.join(hosts)})"
