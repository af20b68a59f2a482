"""Maps of paths name no host: their rules answer on whatever host asks, under one name that nobody can own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


UNNAMED = "any-host.invalid"  # RFC 6761 keeps .invalid free
ORIGIN = f"http://{UNNAMED}"


def local(url: str) -> str:
    """Return the path and query of a URL on the unnamed host; any other URL as it is."""
    return url.removeprefix(ORIGIN)


def shown_hosts(hosts: Iterable[str]) -> list[str]:
    """Name hosts for a person."""
    return ["any host" if host == UNNAMED else host for host in hosts]
