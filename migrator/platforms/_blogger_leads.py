"""Where a Blogger page leads, without reading its posts and comments: all that a crawl needs, at a tenth of the cost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.model import Reading, Request
from migrator.platforms._blogger_comments import comments_stated
from migrator.platforms._blogger_feed import comment_feed
from migrator.platforms._markup import base_of, template_links
from migrator.urls import absolute

if TYPE_CHECKING:
    from migrator.platforms._blogger_context import PageContext

_COMMENT_ID = re.compile(r"(?:comment-)?c(\d{6,})")


def leads_of(context: PageContext) -> Reading:
    """Return the links and further requests of an HTML page; it holds no records."""
    base = base_of(context.tree, context.page.final_url)
    stated = comments_stated(context.tree)
    return Reading(
        kind=context.kind,
        links=template_links(context.tree, base, context.page.url, ()),
        next_requests=more_comments(context, base, _comments_shown(context), stated),
        counts={} if stated is None else {"comments": stated},
    )


def more_comments(context: PageContext, base: str, shown: int, stated: int | None) -> tuple[Request, ...]:
    """Return the requests for comments that a page states but does not show."""
    requests: list[Request] = []
    if stated is not None and stated > shown and context.post_id:
        requests.append(comment_feed(context.post_id, context.urls))
    links = context.tree.xpath("//a[contains(@href, 'commentPage=')]/@href")
    for href in links if isinstance(links, list) else []:
        url = absolute(base, str(href).partition("#")[0])
        if url and context.urls.owns(url) and context.urls.canonical(url) == context.key:
            requests.append(Request(url=url, priority=55, source="comment-page"))
    return tuple(dict.fromkeys(requests))


def _comments_shown(context: PageContext) -> int:
    values = context.tree.xpath("//@id | //a/@name")
    found = (_COMMENT_ID.fullmatch(str(value)) for value in values if isinstance(values, list))
    return len({match[1] for match in found if match})
