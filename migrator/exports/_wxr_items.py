"""Renders posts, comments and attachments as WXR 1.2 elements, in the order WordPress itself writes them.

The order and the use of CDATA are those of WordPress's own exporter (wp-admin/includes/export.php).
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING

from migrator.exports._comment_text import comment_text
from migrator.exports._moments import usable
from migrator.exports._recognised import stored_name, stored_title
from migrator.exports._threads import author_name
from migrator.exports._xml import attribute, cdata, escaped, gmt, illegal_count, local_time
from migrator.html import fold_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from migrator.exports._contract import Content
    from migrator.exports._links import Links
    from migrator.exports._losses import Losses
    from migrator.exports._roll import Entry, Media, Roll
    from migrator.exports._threads import Placed
    from migrator.model import Comment, Post

POST_END = "\t</item>\n"
_URL_LENGTH = 200  # wp_comments.comment_author_url
_NOTHING = ("", "0")  # what PHP takes for empty
_EMPTY_POST = "<!-- This post was empty. -->"
_ACTIVE_MARKUP = ("<script", "<iframe", "<object", "<embed")


@dataclass(frozen=True, slots=True)
class Scene:
    """What every element needs to know."""

    content: Content
    roll: Roll
    links: Links
    labels_as: str


@dataclass(frozen=True, slots=True)
class _Fields:
    """The elements that posts, pages and attachments share."""

    title: str
    link: str
    moment: datetime
    modified: datetime
    creator: str
    guid: str
    body: str
    excerpt: str
    number: int
    slug: str
    status: str
    kind: str
    comments: str


def post_head(scene: Scene, entry: Entry, post: Post, losses: Losses) -> tuple[str, list[str]]:
    """Return (a post's elements up to its categories, canonical URLs of the media in its body)."""
    body, used = scene.links.body(
        fold_lines(post.body_html), post.url
    )  # WordPress shows line breaks (wpautop)
    _report_markup(post, body, losses)
    if all(text.strip() in _NOTHING for text in (body, post.title or "", post.description or "")):
        body += _EMPTY_POST
        reason = (
            "it has neither title nor text: exported with an invisible note, since WordPress refuses it empty"
        )
        losses.changed("empty", post.key, reason)
    fields = _Fields(
        title=stored_title(post.title or ""),
        link=scene.content.new_url(post.url) or f"{scene.content.new.base_url}/{entry.slug}/",
        moment=entry.moment,
        modified=max(usable(post.updated) or entry.moment, entry.moment),
        creator=entry.creator or scene.roll.default_creator.login,
        guid=post.url,
        body=body,
        excerpt=post.description or "",
        number=entry.id,
        slug=entry.slug,
        status="publish",
        kind=post.kind,
        comments="open" if post.kind == "post" or post.comments_stated else "closed",
    )
    return _head(scene, fields) + _categories(scene, post), used


def post_meta(post: Post) -> str:
    """Return the meta elements with a post's old address and the id feed readers know it by."""
    pairs = {"_migrator_old_url": post.url}
    if post.guid:
        pairs["_migrator_guid"] = post.guid
    return _meta("post", pairs)


def thumbnail_meta(scene: Scene, entry: Entry) -> str:
    """Return the meta element that names a post's featured image; empty where it has none."""
    media = scene.roll.media.get(entry.image or "")
    return _meta("post", {"_thumbnail_id": str(media.id)}) if media else ""


def attachment(scene: Scene, media: Media, moment: datetime) -> str:
    """Return an attachment's whole item."""
    fields = _Fields(
        title=media.title,
        link=f"{scene.content.new.base_url}/{media.slug}/",
        moment=moment,
        modified=moment,
        creator=scene.roll.default_creator.login,
        guid=media.url,
        body="",
        excerpt="",
        number=media.id,
        slug=media.slug,
        status="inherit",
        kind="attachment",
        comments="closed",
    )
    address = f"\t\t<wp:attachment_url>{cdata(media.address)}</wp:attachment_url>\n"
    return _head(scene, fields) + address + _meta("post", {"_migrator_old_url": media.url}) + POST_END


def comment(scene: Scene, post: Post, placed: Placed, before: int, losses: Losses) -> str:
    """Return a comment's element; `before` comments of the export come before this post's first."""
    told = placed.comment
    parent = 0 if placed.parent is None else before + placed.parent + 1
    rows = {
        "id": str(before + placed.place + 1),
        "author": cdata(_author(told, losses)),
        "author_email": cdata(""),
        "author_url": escaped(_author_url(told, losses)),
        "author_IP": cdata(""),
        "date": cdata(local_time(placed.moment, scene.content.zone)),
        "date_gmt": cdata(gmt(placed.moment)),
        "content": cdata(_text(scene, post, told, losses)),
        "approved": cdata("1"),
        "type": cdata(told.kind),
        "parent": str(parent),
        "user_id": str(_user(scene, told)),
    }
    lines = "".join(f"\t\t\t<wp:comment_{name}>{value}</wp:comment_{name}>\n" for name, value in rows.items())
    return (
        f"\t\t<wp:comment>\n{lines}{_meta('comment', {'_migrator_anchor': f'c{told.id}'})}\t\t</wp:comment>\n"
    )


def report_comment(scene: Scene, placed: Placed, losses: Losses) -> None:
    """Note where a comment's date or parent had to change."""
    told = placed.comment
    if told.parent and placed.parent is None:
        losses.changed(
            "parent", _name(told), "what it answers is not known: exported as a comment of its own"
        )
    published = usable(told.published)
    shown = local_time(placed.moment, scene.content.zone)
    if published is None:
        losses.changed("date", _name(told), f"it has no date: exported with its post's, {shown}")
    elif published.replace(microsecond=0) != placed.moment:
        was = local_time(published, scene.content.zone)
        reason = (
            f"moved from {was} to {shown}: WordPress would take it for {author_name(told)}'s other comment"
        )
        losses.changed("date", _name(told), reason)


def _head(scene: Scene, fields: _Fields) -> str:
    zone = scene.content.zone
    return (
        "\t<item>\n"
        f"\t\t<title>{cdata(fields.title)}</title>\n"
        f"\t\t<link>{escaped(fields.link)}</link>\n"
        f"\t\t<pubDate>{format_datetime(fields.moment)}</pubDate>\n"
        f"\t\t<dc:creator>{cdata(fields.creator)}</dc:creator>\n"
        f'\t\t<guid isPermaLink="false">{escaped(fields.guid)}</guid>\n'
        "\t\t<description></description>\n"
        f"\t\t<content:encoded>{cdata(fields.body)}</content:encoded>\n"
        f"\t\t<excerpt:encoded>{cdata(fields.excerpt)}</excerpt:encoded>\n"
        f"\t\t<wp:post_id>{fields.number}</wp:post_id>\n"
        f"\t\t<wp:post_date>{cdata(local_time(fields.moment, zone))}</wp:post_date>\n"
        f"\t\t<wp:post_date_gmt>{cdata(gmt(fields.moment))}</wp:post_date_gmt>\n"
        f"\t\t<wp:post_modified>{cdata(local_time(fields.modified, zone))}</wp:post_modified>\n"
        f"\t\t<wp:post_modified_gmt>{cdata(gmt(fields.modified))}</wp:post_modified_gmt>\n"
        f"\t\t<wp:comment_status>{cdata(fields.comments)}</wp:comment_status>\n"
        f"\t\t<wp:ping_status>{cdata('closed')}</wp:ping_status>\n"
        f"\t\t<wp:post_name>{cdata(fields.slug)}</wp:post_name>\n"
        f"\t\t<wp:status>{cdata(fields.status)}</wp:status>\n"
        "\t\t<wp:post_parent>0</wp:post_parent>\n"
        "\t\t<wp:menu_order>0</wp:menu_order>\n"
        f"\t\t<wp:post_type>{cdata(fields.kind)}</wp:post_type>\n"
        f"\t\t<wp:post_password>{cdata('')}</wp:post_password>\n"
        "\t\t<wp:is_sticky>0</wp:is_sticky>\n"
    )


def _categories(scene: Scene, post: Post) -> str:
    domain = "category" if scene.labels_as == "category" else "post_tag"
    rows = {row.slug: row.name for row in map(scene.roll.terms.get, post.labels) if row is not None}
    return "".join(
        f'\t\t<category domain="{domain}" nicename="{attribute(slug)}">{cdata(name)}</category>\n'
        for slug, name in rows.items()
    )


def _meta(of: str, pairs: Mapping[str, str]) -> str:
    return "".join(
        f"\t\t<wp:{of}meta>\n\t\t\t<wp:meta_key>{cdata(key)}</wp:meta_key>\n"
        f"\t\t\t<wp:meta_value>{cdata(value)}</wp:meta_value>\n\t\t</wp:{of}meta>\n"
        for key, value in pairs.items()
    )


def _author(told: Comment, losses: Losses) -> str:
    name, is_cut = stored_name(author_name(told))
    if is_cut:
        losses.changed(
            "author", _name(told), "the name is cut to as many bytes as WordPress has room for (255)"
        )
    return name


def _author_url(told: Comment, losses: Losses) -> str:
    url = (told.author.url or "") if told.author else ""
    if url and (len(url) > _URL_LENGTH or not url.lower().startswith(("http://", "https://"))):
        losses.changed(
            "author", _name(told), f"the author's address is left out: WordPress refuses {url[:60]!r}"
        )
        return ""
    return url


def _user(scene: Scene, told: Comment) -> int:
    if not told.by_owner:
        return 0
    return (scene.roll.people.find(told.author) or scene.roll.default_creator).id


def _text(scene: Scene, post: Post, told: Comment, losses: Losses) -> str:
    text, removed = comment_text(told.html, lambda url: scene.links.reference(post.url, url))
    if removed:
        losses.changed("markup", _name(told), f"taken out, as WordPress does: {', '.join(sorted(removed))}")
    _report_characters(_name(told), (text,), losses)
    return text or ("This comment has been removed." if told.deleted else "")


def _report_markup(post: Post, body: str, losses: Losses) -> None:
    lower = body.lower()
    found = [name for name in _ACTIVE_MARKUP if name in lower]
    if found:
        reason = (
            f"its body holds {', '.join(found)}: kept, and WordPress keeps it when an administrator imports"
        )
        losses.noted("active-markup", post.key, reason, "Look at the post after the import.")
    _report_characters(post.key, (post.title or "", body, post.description or ""), losses)


def _report_characters(url: str, texts: Iterable[str], losses: Losses) -> None:
    count = sum(map(illegal_count, texts))
    if count:
        losses.changed("characters", url, f"{count} control characters taken out: XML forbids them")


def _name(told: Comment) -> str:
    return f"{told.post}#c{told.id}"
