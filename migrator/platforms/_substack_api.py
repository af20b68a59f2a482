"""Reads what Substack answers in JSON: its archive, single posts and threads of comments, and the script inside a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.editors import substack_body, upload_of
from migrator.loose_json import as_json, count, person, rows, stated, table, words
from migrator.model import PageVerdict, Reading, Record, RecordKind, Request
from migrator.platforms._markup import found, links_in
from migrator.profiles import site_urls
from migrator.urls import absolute, path_of, query_pairs, with_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from migrator.model import Json, Page, Site
    from migrator.profiles import SiteUrls

CUT = "The page shows only the beginning: the rest of the post is for paying subscribers."
_PAGE_SIZE = 50  # asked for; what arrives may be less (12 is the default)
_PRIORITY, _POST_PRIORITY, _COMMENTS_PRIORITY = 1, 45, 55
_MOST_POSTS = 200_000  # an archive that never ends is a trap
_DEEPEST = 100  # replies to replies
_PRELOADS = re.compile(r"window\._preloads\s*=\s*(?:JSON\.parse\(\s*)?")
_COMMENTS = re.compile(r"/api/v1/post/(\d+)/comments$")
_POST_KEY = "post"  # of our own in a query, which the service passes over: whose comments an answer holds
_FREE = frozenset({"everyone", "", None})


def archive_request(base: str, offset: int) -> Request:
    """Return the request for the part of the archive that begins after `offset` posts."""
    pairs = (("sort", "new"), ("search", ""), ("offset", str(offset)), ("limit", str(_PAGE_SIZE)))
    return Request(url=with_query(f"{base}/api/v1/archive", pairs), priority=_PRIORITY, source="rest")


def comment_requests(post: dict[str, Json], key: str, base: str) -> tuple[Request, ...]:
    """Return the request for a post's comments, where it has some."""
    number, comments = words(post.get("id")), count(post.get("comment_count"))
    if not number or not number.isdigit() or not comments:
        return ()
    pairs = (("token", ""), ("all_comments", "true"), ("sort", "oldest_first"), (_POST_KEY, key))
    url = with_query(f"{base}/api/v1/post/{number}/comments", pairs)
    return (Request(url=url, priority=_COMMENTS_PRIORITY, source="comments"),)


def preloaded(tree: HtmlElement) -> dict[str, Json]:
    """Return the post that a page's script holds, as JSON text in a string or as an object; {} where there is none."""
    for script in found(tree, "//script[contains(., 'window._preloads')]"):
        text = script.text or ""
        place = _PRELOADS.search(text)
        value = as_json(text[place.end() :]) if place else None
        value = as_json(value) if isinstance(value, str) else value
        return table(table(value).get("post"))
    return {}


def is_cut(post: dict[str, Json]) -> bool:
    """True where a post's text is for payers and what is public is less."""
    return post.get("audience") not in _FREE and not post.get("hasFullBody")


def post_fields(post: dict[str, Json]) -> dict[str, Json]:
    """Return the fields of a post as the service names them, without its body."""
    writer = next(iter(rows(post.get("publishedBylines"))), {})
    handle = words(writer.get("handle"))
    labels: list[Json] = [name for tag in rows(post.get("postTags")) if (name := words(tag.get("name")))]
    section = words(post.get("section_name")) or words(table(post.get("section")).get("name"))
    image = words(post.get("cover_image"))
    told: dict[str, Json] = {
        "title": words(post.get("title")),
        "published": words(post.get("post_date")),
        "updated": words(post.get("updated_at")),
        "author": person(
            words(writer.get("name")),
            f"https://substack.com/@{handle}" if handle else None,
            words(writer.get("id")),
        ),
        "labels": list(dict.fromkeys([*([section] if section else []), *labels])),
        "description": words(post.get("subtitle")) or words(post.get("description")),
        "image": upload_of(image) if image else None,
        "source_id": words(post.get("id")),
        "comments_stated": count(post.get("comment_count")),
    }
    return {"kind": "page" if post.get("type") == "page" else "post", **stated(told)}


def read_api(page: Page, told: Json, site: Site) -> Reading:
    """Read a part of the archive, one post, or the comments of one."""
    urls = site_urls("substack", site.base_url, site.hosts)
    path = path_of(page.url)
    if _COMMENTS.search(path):
        return _comments(page, table(told), urls)
    if path.endswith("/archive"):
        listed = told if isinstance(told, list) else table(told).get("posts")
        return _archive(page, rows(listed), urls)
    post = table(told)
    record = _record(post, page, urls) if "slug" in post else None
    if record is None:
        return Reading(kind=PageVerdict.OTHER)
    links = links_in(str(record.fields.get("body_html") or ""), record.key, record.key)
    requests = comment_requests(post, record.key, urls.base_url)
    return Reading(
        kind=PageVerdict.FEED,
        records=(record,),
        links=links,
        next_requests=requests,
        warnings=(CUT,) if is_cut(post) else (),
    )


def _archive(page: Page, posts: list[dict[str, Json]], urls: SiteUrls) -> Reading:
    found_posts = [(post, record) for post in posts if (record := _record(post, page, urls)) is not None]
    offset = dict(query_pairs(page.url)).get("offset", "0")
    after = (int(offset) if offset.isascii() and offset.isdigit() else 0) + len(posts)
    requests = [archive_request(urls.base_url, after)] if posts and after <= _MOST_POSTS else []
    for post, record in found_posts:
        requests += comment_requests(post, record.key, urls.base_url)
    return Reading(
        kind=PageVerdict.FEED,
        records=tuple(record for _, record in found_posts),
        next_requests=tuple(requests),
    )


def _record(post: dict[str, Json], page: Page, urls: SiteUrls) -> Record | None:
    slug = words(post.get("slug"))
    target = words(post.get("canonical_url")) or (f"{urls.base_url}/p/{slug}" if slug else "")
    address = absolute(page.url, target) if target else None
    if address is None or not urls.owns(address):
        return None
    key = urls.canonical(address) or address
    body = words(post.get("body_html"))
    fields = post_fields(post)
    if body is not None and not is_cut(post):
        fields["body_html"] = substack_body(body)
    return Record(kind=RecordKind.POST, key=key, source="rest", url=page.url, fields={"url": key, **fields})


# --- comments ----------------------------------------------------------------------------------------


def _comments(page: Page, told: dict[str, Json], urls: SiteUrls) -> Reading:
    asked = dict(query_pairs(page.url)).get(_POST_KEY, "")
    post = urls.canonical(asked) if asked and urls.owns(asked) else None
    if post is None:
        return Reading(
            kind=PageVerdict.FEED, warnings=("The answer does not say which post its comments stand under.",)
        )
    records = tuple(_threads(rows(told.get("comments")), post, page))
    addresses = tuple(
        Record(
            kind=RecordKind.URL,
            key=f"{post}/comment/{one.key}",
            source="rest",
            url=page.url,
            fields={"leads_to": post},
        )
        for one in records
    )
    return Reading(kind=PageVerdict.FEED, records=(*records, *addresses))


def _threads(comments: list[dict[str, Json]], post: str, page: Page) -> Iterator[Record]:
    """Yield comments, each before its replies."""
    waiting: list[tuple[dict[str, Json], str | None, int]] = [
        (comment, None, 0) for comment in reversed(comments)
    ]
    place = 0
    while waiting:
        comment, parent, depth = waiting.pop()
        number = words(comment.get("id"))
        if number is None:
            continue
        yield _comment(comment, parent, post, page, place)
        place += 1
        if depth < _DEEPEST:
            children = rows(comment.get("children"))
            waiting += [(child, number, depth + 1) for child in reversed(children)]


def _comment(comment: dict[str, Json], parent: str | None, post: str, page: Page, place: int) -> Record:
    handle = words(comment.get("handle"))
    body = words(comment.get("body"))
    fields: dict[str, Json] = {
        "post": post,
        "parent": parent,
        "author": person(
            words(comment.get("name")),
            f"https://substack.com/@{handle}" if handle else None,
            words(comment.get("user_id")),
        ),
        "kind": "comment",
        "deleted": bool(comment.get("deleted")) or comment.get("status") == "deleted" or body is None,
        "html": _paragraphs(body or ""),
        "position": place,
    }
    if table(comment.get("metadata")).get("is_author") is True:
        fields["by_owner"] = True
    if date := words(comment.get("date")):
        fields["published"] = date
    return Record(
        kind=RecordKind.COMMENT,
        key=words(comment.get("id")) or "",
        source="rest",
        url=page.url,
        fields=fields,
    )


def _paragraphs(text: str) -> str:
    """Return a comment's plain text as HTML."""
    from html import escape

    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts if part)
