"""What a Tumblr post of each type is made of, from the XML that its first public API and its own export both speak.

After the API's published documentation (v1, `/api/read`) and public readers of the export's `posts.xml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from html import escape
from typing import TYPE_CHECKING

from migrator.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lxml import etree

_DAY = 24 * 60
_QUARTER = 15  # minutes: zones differ by quarters of an hour
_TITLES = ("regular-title", "link-text", "conversation-title")
_CAPTIONS = ("photo-caption", "video-caption", "audio-caption")


@dataclass(frozen=True, slots=True, kw_only=True)
class TumblrPost:
    """One post; `published` is ISO 8601 with the blog's offset, `state` what the export says of drafts and the like."""

    id: str
    url: str
    title: str | None
    body: str
    published: str | None
    labels: tuple[str, ...]
    author: str
    state: str


def told_post(post: etree._Element) -> TumblrPost:
    """Return what a `post` element says; `url` is the permalink with its words where it has any."""
    blog = post.find("tumblelog")
    title = next((text for name in _TITLES if (text := _plain(post, name))), None)
    return TumblrPost(
        id=post.get("id") or "",
        url=post.get("url-with-slug") or post.get("url") or "",
        title=title,
        body="\n".join(_parts(post)),
        published=_moment(post),
        labels=tuple(dict.fromkeys(filter(None, (squeezed(tag.text or "") for tag in post.iterfind("tag"))))),
        author=post.get("tumblelog") or (blog.get("name") or "" if blog is not None else ""),
        state=(post.get("state") or ("private" if post.get("private") == "true" else "published")).lower(),
    )


def _parts(post: etree._Element) -> Iterator[str]:
    build = _BUILDERS.get((post.get("type") or "regular").lower(), _regular)
    yield from filter(None, build(post))
    yield from filter(None, (_markup(post, name) for name in _CAPTIONS))


def _regular(post: etree._Element) -> Iterator[str]:
    yield _markup(post, "regular-body")


def _photo(post: etree._Element) -> Iterator[str]:
    several = post.findall("photoset/photo")
    for photo in several or [post]:
        url = _largest(photo, "photo-url")
        image = f'<img src="{escape(url)}" alt="{escape(photo.get("caption") or "")}">' if url else ""
        yield _figure(_linked(_plain(post, "photo-link-url"), image), photo.get("caption") or "")


def _link(post: etree._Element) -> Iterator[str]:
    url, name = _plain(post, "link-url"), _plain(post, "link-text")
    yield f"<p>{_linked(url, escape(name or url))}</p>"
    yield _markup(post, "link-description")


def _quote(post: etree._Element) -> Iterator[str]:
    yield f"<blockquote>{_markup(post, 'quote-text')}</blockquote>"
    source = _markup(post, "quote-source")
    yield f"<p>— {source}</p>" if source else ""


def _conversation(post: etree._Element) -> Iterator[str]:
    lines = post.findall("conversation/line") or post.findall("conversation-line")
    for line in lines:
        yield f"<p><b>{escape(line.get('label') or '')}</b> {escape(line.text or '')}</p>"
    if not lines:
        yield "<br>\n".join(escape(line) for line in _markup(post, "conversation-text").splitlines())


def _video(post: etree._Element) -> Iterator[str]:
    source, player = _plain(post, "video-source"), _widest(post, "video-player")
    yield player or (f"<p>{_linked(source, escape(source))}</p>" if source.startswith("http") else "")


def _audio(post: etree._Element) -> Iterator[str]:
    yield _markup(post, "audio-embed") or _markup(post, "audio-player")


def _answer(post: etree._Element) -> Iterator[str]:
    yield f"<blockquote>{_markup(post, 'question')}</blockquote>"
    yield _markup(post, "answer")


_BUILDERS: Mapping[str, Callable[[etree._Element], Iterator[str]]] = {
    "regular": _regular,
    "text": _regular,
    "photo": _photo,
    "photoset": _photo,
    "link": _link,
    "quote": _quote,
    "conversation": _conversation,
    "chat": _conversation,
    "video": _video,
    "audio": _audio,
    "answer": _answer,
}


def _figure(image: str, caption: str) -> str:
    if not image:
        return ""
    said = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"<figure>{image}{said}</figure>"


def _linked(url: str, inside: str) -> str:
    return (
        f'<a href="{escape(url)}">{inside}</a>'
        if inside and url.startswith(("http://", "https://"))
        else inside
    )


def _markup(post: etree._Element, name: str) -> str:
    return (post.findtext(name) or "").strip()


def _plain(post: etree._Element, name: str) -> str:
    return squeezed(post.findtext(name) or "")


def _largest(photo: etree._Element, name: str) -> str:
    return (
        max(photo.iterfind(name), key=_width, default=photo).text or ""
        if photo.find(name) is not None
        else ""
    )


def _widest(post: etree._Element, name: str) -> str:
    players = [one for one in post.iterfind(name) if (one.text or "").strip() not in {"", "false"}]
    return (max(players, key=_width).text or "").strip() if players else ""


def _width(element: etree._Element) -> int:
    width = element.get("max-width") or ""
    return int(width) if width.isdecimal() and len(width) < len("100000") else 0


def _moment(post: etree._Element) -> str | None:
    stamp = post.get("unix-timestamp") or ""
    meant = None
    if stamp.isdecimal() and len(stamp) <= len("9999999999"):
        meant = datetime.fromtimestamp(int(stamp), UTC)
    shown = _clock(post.get("date") or "")
    meant = meant or _gmt(post.get("date-gmt") or "")
    if meant is None:
        return shown.isoformat() if shown else None
    if shown is None:
        return meant.isoformat()
    minutes = round((shown - meant.replace(tzinfo=None)) / timedelta(minutes=_QUARTER)) * _QUARTER
    zone = timezone(timedelta(minutes=minutes)) if abs(minutes) < _DAY else UTC
    return meant.astimezone(zone).isoformat()


def _gmt(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written.removesuffix(" GMT")).replace(tzinfo=UTC)
    except ValueError:
        return None


def _clock(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written).replace(tzinfo=None)
    except (ValueError, TypeError):
        return None
