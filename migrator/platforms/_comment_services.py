"""Recognises services that keep a blog's comments in their own house, where neither feeds nor pages hold them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SERVICES = (
    ("Disqus", re.compile(r"disqus_thread|disqus_shortname|disqus_url|disqus\.com/", re.IGNORECASE)),
    ("IntenseDebate", re.compile(r"intensedebate\.com|idcomments", re.IGNORECASE)),
    ("Facebook", re.compile(r"fb-comments|fb:comments|/plugins/comments", re.IGNORECASE)),
    ("HaloScan or Echo", re.compile(r"haloscan\.com|js-kit\.com|echoenabled\.com", re.IGNORECASE)),
    ("Enetation", re.compile(r"enetation\.co\.uk", re.IGNORECASE)),
    ("Google+", re.compile(r"g-comments|plus\.google\.com/comments|cmt_iframe_holder", re.IGNORECASE)),
    ("Livefyre", re.compile(r"livefyre", re.IGNORECASE)),
    ("Commento, Isso or utterances", re.compile(r"commento\.js|isso-thread|utteranc\.es", re.IGNORECASE)),
)
_PLACES = ("//script/@src", "//script/text()", "//iframe/@src", "//@id", "//@class", "//a[@onclick]/@href")


def comment_service(tree: HtmlElement) -> str | None:
    """Return the name of the service a page takes comments from; None where the blog keeps them itself."""
    values = (tree.xpath(place) for place in _PLACES)
    text = "\n".join(str(one) for found in values if isinstance(found, list) for one in found)
    return next((name for name, mark in _SERVICES if mark.search(text)), None)
