"""What page readers of every platform share: finding by class, cutting a container out, cleaning a body."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from migrator.html import inner_html, parse_fragment, rewrite_urls
from migrator.model import Link, LinkKind
from migrator.platforms._select import remove, select
from migrator.text import letters, squeezed
from migrator.urls import absolute, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4 import BeautifulSoup, Tag
    from lxml.html import HtmlElement

    from migrator.html import UrlPlace

IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|svg|avif|tiff?|ico)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"^(?:data:image/(?:gif|svg\+xml|png)|about:blank$|$)|(?:blank|pixel|placeholder|spacer|1x1)\.(?:gif|png|svg)"
)
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-original-src", "data-orig-src")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset")

# What templates and plug-ins put into a post's body; none of it is the author's.
FURNITURE = (
    ".post-share-buttons, .share-buttons, .sharebuttons, .post-sharing, .share-post, .sharethis, .sharedaddy,"
    " .social-share, .social-sharing, .share-links, .share-box, .addthis_toolbox, .addthis_button,"
    " .addthis_sharing_toolbox, .addthis_inline_share_toolbox, .a2a_kit, .addtoany_share_save_container,"
    " .fb-like, .fb-share-button, .fb-comments, .fb-like-box, .twitter-share-button, .g-plusone, .g-plus,"
    " .linkwithin_div, .linkwithin_hook, .related-posts, .related-post, .related_posts, .relatedposts,"
    " #related-posts, #relatedposts, #related_posts, .related-ready, .yarpp-related, .jp-relatedposts,"
    " .reaction-buttons, .reactions, .star-ratings, .post-footer, .post-labels, .blogger-labels, .post-icons,"
    " .post-backlinks, .post-comment-link, .comment-link, .item-control, .item-action, .quickedit, .jump-link,"
    " .adsbygoogle, .google-auto-placed, .ap_container, .post-ads, .ad-inside, #blog-pager, .blog-pager,"
    " .post-pagination, .breadcrumb, .breadcrumbs, .author-box, .about-author, .post-author-box, #comments, .comments"
)
# Names that no author gives a part of a text: tokens of classes and ids.
_FURNITURE_NAMES = re.compile(
    r"^(?:ads?|adbox|adsense|advert\w*|sponsored|sponsor-box)$|^(?:ads?|adsense|adslot|gads)[-_]|[-_](?:ads?|adsense|advert\w*)$"
    r"|^(?:fb|tw|post|inline|sb|st|btn)?[-_]?(?:share|sharing|sharethis)(?:$|[-_]|this|post|buttons?|box|bar|links?|icons?|me|it)"
    r"|[-_](?:share|sharing)(?:$|[-_])|sharethis|shareaholic|^st_\w+_\w*(?:count|large|button)$"
    r"|^social[-_]?(?:$|share|sharing|icons?|links?|media|buttons?|bar|box|follow|likes?)|[-_]social(?:$|[-_])|^post[-_]?ratings?$|^ratingblock$|star-?rating"
    r"|^related[-_]?(?:post|article|content|items?|stor)|[-_]related(?:$|[-_])|^post[-_]?nav|pagination(?![-_]position)|author[-_]?(?:box|bio)|newsletter|^feedflare$|^outbrain|^taboola",
    re.IGNORECASE,
)
_SILENT = frozenset({"script", "style", "template"})
_SMALL_BOX = 160  # letters
_MOST_OF_BODY = 0.5
_SHARE_SCRIPTS = re.compile(
    r"addthis|sharethis|addtoany|linkwithin|pagead2|adsbygoogle|platform\.twitter\.com/widgets\.js.{0,40}share"
    r"|apis\.google\.com/js/plusone|shareaholic|nrelate|outbrain|digg\.com/tools|widgets\.fbshare|disqus",
    re.IGNORECASE | re.DOTALL,
)

_SHARE_LINK = re.compile(
    r"//(?:[\w-]+\.)*(?:facebook\.com/(?:share|sharer)|twitter\.com/(?:home\?|intent/|share\b)|x\.com/intent/|plus\.google\.com/share"
    r"|stumbleupon\.com/submit|digg\.com/(?:re)?submit|pinterest\.[\w.]+/pin/create|linkedin\.com/share|reddit\.com/submit"
    r"|del(?:\.icio\.us|icious\.com)/(?:post|save)|tumblr\.com/(?:share|widgets/share)|addthis\.com/bookmark|addtoany\.com/share"
    r"|(?:api|web)\.whatsapp\.com/send|wa\.me/\?|t\.me/share|telegram\.me/share|vk\.com/share|vkontakte\.ru/share"
    r"|line\.me/(?:R/)?msg|getpocket\.com/(?:save|edit)|technorati\.com/faves|blogger\.com/(?:share-post|email-post)\.g"
    r"|xing\.com/(?:app/user\?op=share|spi/shares)|meneame\.net/submit|myspace\.com/.*postto|google\.com/bookmarks/mark)"
    r"|^whatsapp://send|^mailto:\?",
    re.IGNORECASE,
)
_SHARE_WORDS = 40  # letters beside the links of a share box: "Share this:", "Like this article? …"


def with_class(*tokens: str) -> str:
    """Return an XPath condition: the element has one of these class tokens."""
    told = " or ".join(f"contains(concat(' ', normalize-space(), ' '), ' {token} ')" for token in tokens)
    return f"@class[{told}]"


def found(root: HtmlElement, xpath: str) -> list[HtmlElement]:
    """Return the elements an XPath finds."""
    result = _compiled(xpath)(root)
    return [node for node in result if isinstance(node, etree._Element)] if isinstance(result, list) else []  # noqa: SLF001


@lru_cache(maxsize=1024)
def _compiled(xpath: str) -> etree.XPath:
    return etree.XPath(xpath)


@dataclass(frozen=True, slots=True)
class Places:
    """Parts of pages, told by a class token, an id or a tag of their element."""

    classes: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def holds(self, element: HtmlElement) -> bool:
        """True where an element is such a part."""
        if element.tag in self.tags or element.get("id") in self.ids:
            return True
        tokens = element.get("class")
        return tokens is not None and not self.classes.isdisjoint(tokens.split())

    def __or__(self, other: Places) -> Places:
        """Return the places of either."""
        return Places(self.classes | other.classes, self.ids | other.ids, self.tags | other.tags)

    def below(self, scope: HtmlElement) -> list[HtmlElement]:
        """Return the elements inside `scope` that are such a part, in document order."""
        return [element for element in scope.iterdescendants(etree.Element) if self.holds(element)]


def outside(tree: HtmlElement, xpath: str, elsewhere: Places) -> list[HtmlElement]:
    """Return what an XPath finds, save elements that are or lie in one of the places `elsewhere`."""
    known: dict[HtmlElement, bool] = {}
    return [element for element in found(tree, xpath) if not _in_places(element, elsewhere, known)]


def _in_places(element: HtmlElement, places: Places, known: dict[HtmlElement, bool]) -> bool:
    path: list[HtmlElement] = []
    up: HtmlElement | None = element
    while up is not None and up not in known:
        path.append(up)
        up = up.getparent()
    inside = known[up] if up is not None else False
    for one in reversed(path):
        inside = known[one] = inside or places.holds(one)
    return inside


def outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return the elements, given in document order, that lie in none of the others."""
    every = set(elements)
    return [
        element
        for element in elements
        if element.getparent() is None or not _any_above(element.getparent(), every)
    ]


def _any_above(element: HtmlElement | None, wanted: set[HtmlElement]) -> bool:
    while element is not None:
        if element in wanted:
            return True
        element = element.getparent()
    return False


def markup(element: HtmlElement) -> str:
    """Return an element's outer HTML without its tail."""
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def inner_markup(element: HtmlElement) -> str:
    """Return the HTML inside an element."""
    return inner_html(parse_fragment(markup(element))) if element.tag == "body" else _children(element)


def _children(element: HtmlElement) -> str:
    from html import escape

    pieces = [escape(element.text or "", quote=False)]
    pieces += [str(etree.tostring(child, encoding="unicode", method="html")) for child in element]
    return "".join(pieces)


def without_parts(scope: HtmlElement, parts: Iterable[HtmlElement]) -> HtmlElement:
    """Return a copy of `scope` in which the given descendants are gone (their tails stay)."""
    nodes = list(scope.iter())
    places = [nodes.index(part) for part in parts if part in nodes]
    copy = deepcopy(scope)
    copy.tail = None
    copied = list(copy.iter())
    for place in places:
        gone = copied[place]
        if gone.getparent() is not None:
            gone.drop_tree()
    return copy


def text_in(tag: Tag | BeautifulSoup | None) -> str:
    """Return the squeezed text of a soup element, "" for none; scripts and styles are left out."""
    if tag is None:
        return ""
    return squeezed(" ".join(piece for piece in strings_of(tag)))


def joined_text(tag: Tag | None) -> str:
    """Return the squeezed text of a soup element as it reads, without spaces between inline elements."""
    return squeezed("".join(strings_of(tag))) if tag is not None else ""


def strings_of(tag: Tag | BeautifulSoup) -> Iterator[str]:
    """Yield the texts an element shows, one for each run between tags; scripts, styles and comments are left out."""
    from bs4 import Comment, Doctype

    for string in tag.strings:
        silent = isinstance(string, (Comment, Doctype)) or (
            string.parent is not None and string.parent.name in _SILENT
        )
        if not silent:
            yield str(string)


def shown_strings(element: HtmlElement) -> Iterator[str]:
    """Yield the texts an element of a page shows, as `strings_of` does for a fragment."""
    waiting = [(element, False)]
    while waiting:
        node, tail_only = waiting.pop()
        if tail_only or not isinstance(node.tag, str) or node.tag in _SILENT:
            yield from (node.tail,) if node.tail and node is not element else ()
            continue
        yield from (node.text,) if node.text else ()
        waiting.append((node, True))
        waiting.extend((child, False) for child in reversed(node))


def attribute(tag: Tag | None, name: str) -> str:
    """Return an attribute's value as text, "" when it is absent."""
    value = tag.get(name) if tag is not None else None
    return " ".join(value) if isinstance(value, list) else (value or "").strip()


def base_of(tree: HtmlElement, url: str) -> str:
    """Return the URL that relative references of a page resolve against."""
    for element in found(tree, "//head/base[@href]"):
        return absolute(url, element.get("href") or "") or url
    return url


def remove_furniture(soup: BeautifulSoup, more: str = "") -> None:
    """Take share buttons, related posts, labels and advertisements out of a parsed body."""
    remove(soup, FURNITURE + (f", {more}" if more else ""))
    for hidden in select(soup, "[itemscope][style*='display:none'], [itemscope][style*='display: none']"):
        hidden.decompose()  # a review's stars for search engines, no part of the text
    _remove_by_name(soup)
    for script in soup.find_all("script"):
        if _SHARE_SCRIPTS.search(attribute(script, "src") + " " + (script.string or "")):
            script.decompose()
    _remove_share_boxes(soup)


def _remove_by_name(soup: BeautifulSoup) -> None:
    """Drop boxes whose class or id names them as furniture, unless they hold most of a body's words."""
    whole = len(letters("".join(strings_of(soup))))
    for tag in soup.find_all(_is_named_furniture):
        inside = 0 if tag.decomposed else len(letters("".join(strings_of(tag))))
        if not tag.decomposed and (inside < _SMALL_BOX or inside < _MOST_OF_BODY * whole):
            tag.decompose()


def _is_named_furniture(tag: Tag) -> bool:
    names = [*attribute(tag, "class").split(), attribute(tag, "id")]
    return any(_FURNITURE_NAMES.search(name) for name in names if name)


def _remove_share_boxes(soup: BeautifulSoup) -> None:
    """Drop links that publish this page elsewhere, with the box that holds nothing but them."""
    for link in soup.find_all("a", href=_SHARE_LINK):
        if link.decomposed:
            continue
        box = link
        for up in link.parents:
            if up.name in {"body", "html", "[document]"} or not _only_shares(up):
                break
            box = up
        box.decompose()


def _only_shares(box: Tag) -> bool:
    links = box.find_all("a", href=True)
    beside = len(letters("".join(strings_of(box)))) - sum(len(letters("".join(strings_of(a)))) for a in links)
    return beside <= _SHARE_WORDS and all(_SHARE_LINK.search(attribute(link, "href")) for link in links)


def show_lazy_images(soup: BeautifulSoup) -> None:
    """Give images that a script loads later their real address, and drop the copies made for browsers without scripts."""
    for image in soup.find_all("img"):
        if image.decomposed:  # a copy for browsers without scripts
            continue
        real = next((attribute(image, name) for name in _LAZY if attribute(image, name)), "")
        if not real or not _PLACEHOLDER.search(attribute(image, "src")):
            continue
        image["src"] = real
        for name in _LAZY_SETS:
            if attribute(image, name):
                image["srcset"] = attribute(image, name)
        for name in (*_LAZY, *_LAZY_SETS):
            del image[name]
        after = image.find_next_sibling()
        if after is not None and after.name == "noscript":
            after.decompose()


def absolute_urls(html: str, base: str) -> str:
    """Return a fragment whose relative URLs are absolute; links inside the page (`#x`) stay."""

    def rewrite(url: str, _place: UrlPlace) -> str | None:
        return None if url.startswith("#") else absolute(base, url)

    return rewrite_urls(html, rewrite)


# --- links -------------------------------------------------------------------------------------------


def links_in(html: str, base: str, page: str) -> tuple[Link, ...]:
    """Return the links and images of a body or comment, in order, each once."""
    seen: dict[Link, None] = {}

    def note(url: str, place: UrlPlace) -> None:
        target = absolute(base, url)
        if target is None or url.startswith("#"):
            return
        if place == "image":
            seen.setdefault(Link(page, target, LinkKind.IMAGE))
        elif place == "link":
            kind = LinkKind.IMAGE if IMAGE_FILE.search(path_of(target)) else LinkKind.BODY
            seen.setdefault(Link(page, target, kind))

    rewrite_urls(html, note)
    return tuple(seen)


def template_links(tree: HtmlElement, base: str, page: str, known: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links of a page that stand neither in a body nor in a comment."""
    inside = {link.url for link in known}
    seen: dict[str, None] = {}
    wanted = "//a/@href | //area/@href | //link[@rel='alternate' or @rel='canonical' or @rel='next' or @rel='prev']/@href"
    values = tree.xpath(wanted)
    for value in values if isinstance(values, list) else []:
        target = absolute(base, str(value)) if not str(value).startswith("#") else None
        if target is not None and target not in inside:
            seen.setdefault(target)
    return tuple(Link(page, url, LinkKind.TEMPLATE) for url in seen)
