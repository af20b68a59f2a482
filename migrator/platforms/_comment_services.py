"""Recognises services that keep a blog's comments in their own house, and says how many comments that costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from migrator.platforms._head import articles
from migrator.text import first_number
from migrator.urls import absolute, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

# What each service makes templates print into ids, classes and addresses, in lower case; the first that is found counts.
_SERVICES = (
    ("Disqus", ("disqus_thread", "disqus_shortname", "disqus_url", "disqus.com/")),
    ("IntenseDebate", ("intensedebate.com", "idcomments")),
    ("Facebook", ("fb-comments", "fb:comments", "/plugins/comments")),
    ("HaloScan or Echo", ("haloscan.com", "js-kit.com", "echoenabled.com")),
    ("Enetation", ("enetation.co.uk",)),
    ("Google+", ("g-comments", "plus.google.com/comments", "cmt_iframe_holder")),
    ("Livefyre", ("livefyre",)),
    ("HyperComments", ("hypercomments",)),
    ("Commento, Isso or utterances", ("commento.js", "commento.io", "isso-thread", "utteranc.es")),
    ("giscus", ("giscus.app",)),
    ("Cusdis", ("cusdis_thread", "cusdis.com")),
    ("Remark42", ("remark42", "remark_config")),
    ("Hyvor Talk", ("talk.hyvor.com", "hyvor-talk")),
    ("Talkyard", ("talkyard-comments", "comments-for-")),
    ("Gitalk or Gitment", ("gitalk", "gitment")),
    ("Waline, Valine or Twikoo", ("waline", "valine", "twikoo")),
    ("FastComments", ("fastcomments",)),
    ("GraphComment", ("graphcomment",)),
    ("Muut", ("muut.com",)),
    ("Discourse", ("discourse-comments", "discourseembed")),
    ("Cackle", ("mc-container", "cackle.me")),
    ("Viafoura", ("viafoura",)),
    ("OpenWeb", ("spot.im/", "spot-im")),
)
_PLACES = tuple(
    etree.XPath(place, smart_strings=False)
    for place in (
        "//script/@src",
        "//script/text()",
        "//iframe/@src",
        "//@id",
        "//@class",
        "//a[@onclick]/@href",
        "//link[@rel='preconnect' or @rel='dns-prefetch']/@href",
    )
)
_COUNTERS = (
    "//*[@itemprop='commentCount' or contains(@itemprop, 'interactionCount')]",
    "//a[contains(@href, '#disqus_thread') or contains(@href, '#isso-thread') or contains(@href, '#commento')]",
    (
        "//*[contains(@class, 'comment-count') or contains(@class, 'comments-count') or contains(@class, 'commentcount')"
        " or contains(@class, 'comment_count') or contains(@class, 'fb_comments_count')]"
    ),
    "//a[substring-after(@href, '#') = 'comments' or substring-after(@href, '#') = 'respond']",
    "//*[@id='comments']/*[self::h2 or self::h3 or self::h4]",
)


def comment_service(tree: HtmlElement) -> str | None:
    """Return the name of the service a page takes comments from; None where the blog keeps them itself."""
    values = (place(tree) for place in _PLACES)
    text = "\n".join(str(one) for found in values if isinstance(found, list) for one in found).lower()
    return next((name for name, marks in _SERVICES if any(mark in text for mark in marks)), None)


def count_shown(tree: HtmlElement, url: str) -> int | None:
    """Return how many comments a page says its post has, wherever they are kept; None where it names no number."""
    for graph in articles(tree):
        stated = graph.get("commentCount")
        if isinstance(stated, (int, str)) and first_number(str(stated)) is not None:
            return first_number(str(stated))
    return next((number for text in _counters(tree, url) if (number := first_number(text)) is not None), None)


def _counters(tree: HtmlElement, url: str) -> Iterator[str]:
    for xpath in _COUNTERS:
        elements = tree.xpath(xpath)
        for element in elements if isinstance(elements, list) else []:
            if not isinstance(element, etree._Element):  # noqa: SLF001 - the only name lxml gives its elements
                continue
            target = absolute(url, element.get("href") or "")
            if target is None or path_of(target) == path_of(url):
                content = element.get("content")
                yield content if content is not None else "".join(map(str, element.itertext(etree.Element)))
