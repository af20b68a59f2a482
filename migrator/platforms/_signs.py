"""How a page gives its platform away: signs of different weight, and the host it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from migrator.platforms._contract import Detection
from migrator.platforms._markup import found
from migrator.profiles import load_profile
from migrator.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement


class Sign(NamedTuple):
    """Something in a page that gives its platform away: in words, how telling (0 to 1), and the XPath that finds it."""

    words: str
    weight: float
    xpath: str


class Standing(NamedTuple):
    """Where a page stands: a platform whose own host it may be on, its URL, and how telling that host is (0 to 1)."""

    platform: str
    url: str
    weight: float = 0.8


def detection(tree: HtmlElement | None, signs: Iterable[Sign], standing: Standing | None = None) -> Detection:
    """Return how sure the signs in a page make of its platform; each one takes its share of what doubt is left."""
    doubt, seen = 1.0, []
    for sign in signs if tree is not None else ():
        if tree is not None and found(tree, sign.xpath):
            doubt *= 1 - sign.weight
            seen.append(sign.words)
    if standing is not None and load_profile(standing.platform).hosts.gives(host_of(standing.url)):
        doubt *= 1 - standing.weight
        seen.append("host")
    return Detection(round(1 - doubt, 3), tuple(seen))
