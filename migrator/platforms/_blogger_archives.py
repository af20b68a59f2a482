"""Reads posts that have no page of their own: to old Blogger templates a post was a place in its archive's page.

Such a post's key is the archive's canonical URL with the post's number as fragment, which is how it was linked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml.etree import SubElement
from lxml.html import Element

from migrator.model import Record, RecordKind, UrlKind
from migrator.platforms._article import find_post
from migrator.platforms._blogger_recipe import BLOGGER
from migrator.platforms._markup import base_of, found, with_class
from migrator.text import Evidence, learned
from migrator.urls import absolute, fragment_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from migrator.model import Json
    from migrator.platforms._article import PostReading
    from migrator.platforms._blogger_context import PageContext
    from migrator.profiles import SiteUrls
    from migrator.text import DateReader

_NUMBER = re.compile(r"[0-9]{5,20}")
_HEADING = re.compile(r"h[1-6]")
_DATED = with_class("date-header", "DateHeader", "dateheader", "date", "post-date", "posted-on")
_LONGEST_LINE = 200  # characters of a line that names writer and time


def place_of(url: str, urls: SiteUrls) -> str | None:
    """Return the key of a post that is a place in an archive's page, from its permalink; None for any other URL."""
    number = fragment_of(url)
    if not (_NUMBER.fullmatch(number) and urls.owns(url) and urls.match(url).kind is UrlKind.ARCHIVE):
        return None
    return f"{urls.canonical(url)}#{number}"


def archived_posts(context: PageContext) -> tuple[Record, ...]:
    """Return the posts of an archive's page that are linked as places in it."""
    is_archive = context.owns(context.key) and context.urls.match(context.key).kind is UrlKind.ARCHIVE
    places = _places(context) if is_archive else {}
    body = context.tree.find("body")
    if not places or body is None:
        return ()
    blocks = dict(_blocks(body, places))
    headers = _headers(body, [nodes[0] for nodes in blocks.values()])
    read = ((key, _read(context, key, nodes, headers.get(nodes[0]))) for key, nodes in blocks.items())
    posts = {key: post for key, post in read if post is not None}
    span = context.span or ()
    evidence = [Evidence(text, *span) for post in posts.values() for text in post.date_texts]
    reader = learned(context.language, evidence, context.date_order)
    return tuple(_record(context, key, post, reader) for key, post in posts.items())


def _headers(body: HtmlElement, nodes: Iterable[HtmlElement]) -> dict[HtmlElement, HtmlElement]:
    """Return the nearest date that stands before each of these elements; several posts may share one."""
    dates, wanted = set(found(body, f".//*[{_DATED}]")), set(nodes)
    headers: dict[HtmlElement, HtmlElement] = {}
    last: HtmlElement | None = None
    for node in body.iter() if dates else ():
        if node in wanted and last is not None:
            headers[node] = last
        last = node if node in dates else last
    return headers


def _places(context: PageContext) -> dict[HtmlElement, str]:
    """Return the elements that mark posts → key of the post: anchors, and the permalinks after them that lead there."""
    base = base_of(context.tree, context.page.final_url)
    anchors: dict[str, HtmlElement] = {}
    places: dict[HtmlElement, str] = {}
    seen: set[str] = set()
    for node in found(context.tree, "//body//*[@name or @id or contains(@href, '#')]"):
        for name in (node.get("name"), node.get("id")):
            if name and _NUMBER.fullmatch(name):
                anchors.setdefault(name, node)
        key = place_of(absolute(base, node.get("href") or "") or "", context.urls)
        archive, _, number = (key or "").partition("#")
        if key and archive == context.key and number in anchors and key not in seen:
            seen.add(key)
            places.update({anchors[number]: key, node: key})
    return places


def _blocks(
    body: HtmlElement, places: Mapping[HtmlElement, str]
) -> Iterator[tuple[str, Sequence[HtmlElement]]]:
    """Yield each post's key and elements: from its first mark to its last one.

    Where marks stand in short lines alone, a post reaches from its heading to the next, or from line to line.
    """
    held: defaultdict[HtmlElement, set[str]] = defaultdict(set)
    for node, key in places.items():
        for box in (node, *node.iterancestors()):
            held[box].add(key)
    boxes = [body]
    while boxes:
        children = list(boxes.pop())
        marked = [place for place, child in enumerate(children) if child in held]
        shared = [children[place] for place in marked if len(held[children[place]]) > 1]
        if len(marked) == 1 and children[marked[0]] not in places:
            boxes.append(children[marked[0]])
            continue
        boxes.extend(reversed(shared))
        spans: dict[str, list[int]] = {}
        for place in marked:
            if children[place] not in shared:
                spans.setdefault(min(held[children[place]]), []).append(place)
        if all(len(at) == 1 and _is_line(children[at[0]]) for at in spans.values()):
            yield from _between_lines(children, {key: at[0] for key, at in spans.items()})
        else:
            yield from ((key, children[at[0] : at[-1] + 1]) for key, at in spans.items())


def _between_lines(
    children: Sequence[HtmlElement], lines: Mapping[str, int]
) -> Iterator[tuple[str, Sequence[HtmlElement]]]:
    if all(_HEADING.fullmatch(str(children[at].tag)) for at in lines.values()):
        ends = [*list(lines.values())[1:], len(children)]
        yield from ((key, children[at:end]) for (key, at), end in zip(lines.items(), ends, strict=True))
        return
    begins = [0, *(at + 1 for at in lines.values())]
    yield from (
        (key, children[begin : at + 1]) for begin, (key, at) in zip(begins, lines.items(), strict=False)
    )


def _is_line(node: HtmlElement) -> bool:
    return len(node.text_content()) <= _LONGEST_LINE


def _read(
    context: PageContext, key: str, nodes: Sequence[HtmlElement], header: HtmlElement | None
) -> PostReading | None:
    """Read one post as if it had a page of its own, below the date that stands before it."""
    page = Element("html", {name: value for name, value in context.tree.attrib.items() if name == "lang"})
    body = SubElement(page, "body")
    post = SubElement(body, "div", {"class": "post"})
    post.extend(deepcopy(node) for node in nodes)
    if header is not None and not found(post, f".//*[{_DATED}]"):
        post.addprevious(deepcopy(header))
    for mark in found(post, f".//a[@name='{fragment_of(key)}'][not(@href)]"):
        if not (mark.text_content().strip() or len(mark)):
            mark.drop_tree()
    _name_line(post, key)
    return find_post(replace(context, tree=page), BLOGGER)


def _name_line(post: HtmlElement, key: str) -> None:
    """Mark the line in which the permalink stands as one of facts, whatever its template calls it."""
    for link in found(post, f".//a[contains(@href, '#{fragment_of(key)}')]")[-1:]:
        line = link
        while (up := line.getparent()) is not None and up is not post and _is_line(up):
            if found(up, ".//h1 | .//h2 | .//h3 | .//h4 | .//*[contains(@class, 'title')]"):
                break
            line = up
        if not _HEADING.fullmatch(str(line.tag)):
            line.set("class", f"{line.get('class') or ''} byline".strip())


def _record(context: PageContext, key: str, post: PostReading, reader: DateReader) -> Record:
    stated: dict[str, Json] = {
        "published": post.published(reader),
        "author": post.author,
        "body_html": post.body_html,
    }
    fields: dict[str, Json] = {
        "url": key,
        "kind": "post",
        "source_id": fragment_of(key),
        "title": post.title,
        "labels": post.labels,
        **{name: value for name, value in stated.items() if value is not None},
    }
    return Record(kind=RecordKind.POST, key=key, source="html", url=context.page.url, fields=fields)
