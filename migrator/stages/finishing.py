"""Makes what a file says fit the inventory: canonical keys, absolute links, bodies without moving notices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.html import inner_html, parse_fragment
from migrator.merge import STUB
from migrator.model import LinkKind, RecordKind
from migrator.platforms._markup import absolute_urls, links_in
from migrator.platforms._notices import is_moved_notice, may_hold_notice, remove_notices

if TYPE_CHECKING:
    from migrator.model import Json, Link, Record
    from migrator.profiles import SiteUrls


@dataclass(frozen=True, slots=True)
class Finished:
    """A record ready to be stored, and the links of its body."""

    record: Record
    links: tuple[Link, ...] = ()


def finished(record: Record, page: str, urls: SiteUrls) -> Finished | None:
    """Return a record under its canonical key; None where its address is on no host of the blog."""
    if record.kind is RecordKind.POST:
        key = _own(record.key, urls)
        return None if key is None else _post(replace(record, key=key), page, urls)
    if record.kind is RecordKind.COMMENT:
        post = _own(str(record.fields.get("post") or ""), urls)
        return None if post is None else _comment(record, post, page)
    if record.kind is RecordKind.URL:
        key = _own(record.key, urls)
        return None if key is None else Finished(replace(record, key=key, url=page))
    if record.kind is RecordKind.ASSET:
        key = urls.original(record.key) or urls.canonical(record.key) or record.key
        return Finished(replace(record, key=key, url=page))
    key = urls.base_url if record.kind is RecordKind.SITE else record.key
    return Finished(replace(record, key=key, url=page))


def _own(url: str, urls: SiteUrls) -> str | None:
    return urls.canonical(url) if urls.owns(url) else None


def _post(record: Record, page: str, urls: SiteUrls) -> Finished:
    fields: dict[str, Json] = dict(record.fields) | {"url": record.key}
    image = fields.get("image")
    if isinstance(image, str):
        fields["image"] = urls.original(image) or image
    body = fields.get("body_html")
    links: tuple[Link, ...] = ()
    if isinstance(body, str):
        cleaned, stub = _without_notices(body, str(fields.get("title") or ""), record.key, urls)
        fields["body_html"] = absolute_urls(cleaned, record.key)
        links = links_in(cleaned, record.key, page)
        if stub:
            fields["kind"] = STUB
    return Finished(replace(record, url=page, fields=fields), _links(links, page))


def _comment(record: Record, post: str, page: str) -> Finished:
    fields: dict[str, Json] = dict(record.fields) | {"post": post}
    html = fields.get("html")
    links = links_in(html, post, page) if isinstance(html, str) else ()
    if isinstance(html, str):
        fields["html"] = absolute_urls(html, post)
    return Finished(replace(record, url=page, fields=fields), _links(links, page))


def _links(links: tuple[Link, ...], page: str) -> tuple[Link, ...]:
    return tuple(replace(link, from_url=page) for link in links if link.kind is not LinkKind.TEMPLATE)


def _without_notices(body: str, title: str, key: str, urls: SiteUrls) -> tuple[str, bool]:
    """Return a body without notices of the move, and whether nothing but such a notice was in it."""
    if not may_hold_notice(body):
        return body, False
    soup = parse_fragment(body)
    if is_moved_notice(soup, urls.owns, key):
        return body, True
    changed = remove_notices(soup, title, urls.owns, key)
    return (inner_html(soup) if changed else body), False
