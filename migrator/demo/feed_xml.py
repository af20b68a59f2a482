"""Feeds as Atom and RSS text; characters that XML forbids are dropped, as Blogger does."""

from __future__ import annotations

import re
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from migrator.demo.feeds import Feed, FeedEntry, Link

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = (
    "xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
    "xmlns:blogger='http://schemas.google.com/blogger/2008' xmlns:georss='http://www.georss.org/georss' "
    "xmlns:gd=\"http://schemas.google.com/g/2005\" xmlns:thr='http://purl.org/syndication/thread/1.0'"
)
_MEDIA = "xmlns:media='http://search.yahoo.com/mrss/'"
_AVATAR = "http://img1.blogblog.example/img/b16-rounded.gif"
LABELS = "http://www.blogger.com/atom/ns#"


def atom(feed: Feed) -> str:
    """Return an Atom feed."""
    author = _author(*feed.author)
    parts = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        f"<feed xmlns='http://www.w3.org/2005/Atom' {_SPACES}>",
        f"<id>{feed.id}</id><updated>{moment(feed.updated)}</updated>",
        *(f"<category term='{_text(label)}'/>" for label in feed.labels),
        f"<title type='text'>{_text(feed.title)}</title><subtitle type='html'>{_text(feed.subtitle)}</subtitle>",
        *(_link(link) for link in feed.links),
        f"{author}<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>",
        *_search(feed),
        *(atom_entry(entry) for entry in feed.entries),
        "</feed>",
    ]
    return "\n".join(parts)


def atom_document(entry: FeedEntry) -> str:
    """Return one entry as a document of its own."""
    head = f"<entry xmlns='http://www.w3.org/2005/Atom' {_SPACES}>"
    return "<?xml version='1.0' encoding='UTF-8'?>\n" + atom_entry(entry).replace("<entry>", head, 1)


def atom_entry(entry: FeedEntry) -> str:
    """Return one entry."""
    body = "summary type='text'" if entry.summary else "content type='html'"
    parts = [
        f"<entry><id>{entry.id}</id><published>{moment(entry.published)}</published>",
        f"<updated>{moment(entry.updated)}</updated>",
        *(f"<category scheme='{LABELS}' term='{_text(label)}'/>" for label in entry.labels),
        f"<title type='text'>{_text(entry.title)}</title>",
        f"<{body}>{_text(entry.content)}</{body.partition(' ')[0]}>",
        *(_link(link) for link in entry.links),
        _author(*entry.author),
        _thumbnail(entry),
        _reply_to(entry),
        *(f"<gd:extendedProperty name='{name}' value='{_text(value)}'/>" for name, value in entry.extended),
        _total(entry),
        "</entry>",
    ]
    return "".join(parts)


def rss(feed: Feed) -> str:
    """Return an RSS 2.0 feed."""
    home = next(link.href for link in feed.links if link.rel == "alternate")
    parts = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' {_SPACES}><channel>",
        f"<atom:id>{feed.id}</atom:id><lastBuildDate>{_mail_date(feed.updated)}</lastBuildDate>",
        *(f"<category>{_text(label)}</category>" for label in feed.labels),
        f"<title>{_text(feed.title)}</title><description>{_text(feed.subtitle)}</description><link>{home}</link>",
        f"<managingEditor>noreply@blogger.com ({_text(feed.author[0])})</managingEditor><generator>Blogger</generator>",
        *_search(feed),
        *(_rss_item(entry) for entry in feed.entries),
        "</channel></rss>",
    ]
    return "\n".join(parts)


def _rss_item(entry: FeedEntry) -> str:
    page = next(link.href for link in entry.links if link.rel == "alternate")
    parts = [
        f"<item><guid isPermaLink='false'>{entry.id}</guid><pubDate>{_mail_date(entry.published)}</pubDate>",
        f"<atom:updated>{moment(entry.updated)}</atom:updated>",
        *(f"<category domain='{LABELS}'>{_text(label)}</category>" for label in entry.labels),
        f"<title>{_text(entry.title)}</title><description>{_text(entry.content)}</description>",
        f"<link>{_text(page)}</link><author>noreply@blogger.com ({_text(entry.author[0])})</author>",
        _thumbnail(entry),
        _reply_to(entry),
        _total(entry),
        "</item>",
    ]
    return "".join(parts)


def moment(when: datetime) -> str:
    """`2012-05-01T09:00:00.000-04:00`."""
    return when.isoformat(timespec="milliseconds")


def _mail_date(when: datetime) -> str:
    return format_datetime(when)


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))


def _author(name: str, url: str | None) -> str:
    uri = f"<uri>{_text(url)}</uri>" if url else ""
    image = (
        f"<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16' src='{_AVATAR}'/>"
    )
    return f"<author><name>{_text(name)}</name>{uri}<email>noreply@blogger.com</email>{image}</author>"


def _link(link: Link) -> str:
    kind = f" type='{link.type}'" if link.type else ""
    title = f" title='{_text(link.title)}'" if link.title else ""
    return f"<link rel='{link.rel}'{kind} href='{_text(link.href)}'{title}/>"


def _search(feed: Feed) -> tuple[str, ...]:
    values = {"totalResults": feed.total, "startIndex": feed.start, "itemsPerPage": feed.size}
    return tuple(f"<openSearch:{name}>{value}</openSearch:{name}>" for name, value in values.items())


def _thumbnail(entry: FeedEntry) -> str:
    if entry.thumbnail is None:
        return ""
    return f"<media:thumbnail {_MEDIA} url='{_text(entry.thumbnail)}' height='72' width='72'/>"


def _reply_to(entry: FeedEntry) -> str:
    if entry.reply_to is None:
        return ""
    ref, href, source = entry.reply_to
    return f"<thr:in-reply-to href='{href}' ref='{ref}' source='{source}' type='text/html'/>"


def _total(entry: FeedEntry) -> str:
    return "" if entry.replies is None else f"<thr:total>{entry.replies}</thr:total>"
