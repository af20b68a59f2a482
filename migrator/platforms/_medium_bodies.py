"""Cleans a story's body of what Medium puts into it: its title, the byline, buttons, and small copies of pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.editors import remove_medium_title
from migrator.html import inner_html, parse_fragment
from migrator.platforms._hosted import settle_pictures
from migrator.platforms._markup import attribute, show_lazy_images
from migrator.platforms._select import remove

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

FURNITURE = (
    ".speechify-ignore, .pw-multi-vote-icon, .pw-multi-vote-count, .pw-responses-count, .js-postMetaLockup,"
    " .postMetaLockup, .postMeta, .uiScale-caption, .readingTime, .postActionsBar, .postActions, .supplementalPostContent, .tags--postTags,"
    " img.progressiveMedia-thumbnail, canvas, img[src*='/freeze/max/'], img[src$='?q=20'], .aspectRatioPlaceholder-fill, .js-upgradeMembershipInfo,"
    " .paywall, .postFade, button, svg, [role=tooltip], [role=button] > span, [data-testid=storyReadTime], [data-testid=storyPublishDate], [data-testid=authorPhoto],"
    " [data-testid=authorName], img[src*='/_/stat?'], .u-hide-outside-hires"
)
_PART_ID = re.compile(r"^[0-9a-f]{4}$")  # every paragraph of a story has such an id
_PARTS = frozenset({"figure", "pre", "blockquote", "iframe", "ul", "ol"})
_SIGNED = re.compile(r"[?&]source=post_page|/m/signin|/m/signup|[?&]source=post_detail")
_FOOTER = re.compile(
    r"<hr\s*/?>\s*<p>(?:(?!</p>).){0,3000}?was originally published in (?:(?!</p>).){0,3000}?</p>\s*\Z",
    re.DOTALL,
)


def without_footer(body: str) -> str:
    """Return a feed's body without the line that leads back to the publication, and without the counting picture."""
    return _FOOTER.sub("", re.sub(r"<img\b[^>]*/_/stat\?[^>]*>", "", body).rstrip())


def cleaned(body: str, title: str = "") -> str:
    """Return a story's text without its title, the byline below it, and buttons; pictures whole."""
    soup = parse_fragment(body)
    remove(soup, FURNITURE)
    show_lazy_images(soup)
    tidy(soup, title)
    return inner_html(soup)


def tidy(soup: BeautifulSoup, title: str) -> None:
    """Do to a body without furniture what is left of `cleaned`."""
    remove_medium_title(soup, title, _is_part)
    _remove_bylines(soup)
    settle_pictures(soup)


def _remove_bylines(soup: BeautifulSoup) -> None:
    """Drop the boxes around links to the writer that hold no part of the text."""
    for link in soup.find_all("a", href=_SIGNED):
        if link.decomposed or any(_is_part(up) for up in link.parents):
            continue
        box = link
        for up in link.parents:
            if up.name in {"body", "html", "[document]"} or up.find(_is_part) is not None:
                break
            box = up
        box.decompose()


def _is_part(tag: Tag) -> bool:
    return tag.name in _PARTS or _PART_ID.fullmatch(attribute(tag, "id")) is not None
