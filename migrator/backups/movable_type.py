"""The text file that TypePad and Movable Type export, and other platforms in the same format (Hatena)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING

from migrator.backups import _movable_type_text as texts
from migrator.backups._contract import COMPUTED, MARKUP, About, Detection, left_out, noted, recognised
from migrator.backups._movable_type_html import language_of, shown, with_paragraphs
from migrator.backups._movable_type_slugs import dirified, typepad_name
from migrator.errors import InputError
from migrator.model import Problem, Record, RecordKind, UrlKind
from migrator.profiles import SiteUrls, site_urls
from migrator.twins import ID_MADE
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.backups._contract import Container
    from migrator.backups._movable_type_text import Entry, Remark
    from migrator.model import Json, Site

_SOURCE = "backup:movable-type"
_TYPEPAD, _MOVABLE_TYPE = "typepad", "movable-type"
_MARKS_OF_TYPEPAD = re.compile(r"^UNIQUE URL: |\.typepad\.(?:com|example)/|/\.a/6a0", re.MULTILINE)
_ADDRESS = re.compile(r"^(?:UNIQUE URL|PERMALINK): (https?://\S+)", re.MULTILINE)
_DATED = re.compile(r"(https?://[^/]+(?:/.+?)??)/(?:archives/)?\d{4}/\d{2}/(?:\d{2}/)?[^/]+/?")
_LINK = re.compile(r"https?://[^\s\"'<>]+")
_HATENA = re.compile(r"\d{4}/\d{2}/\d{2}/\d+")
_STATUS = {
    "draft": "draft", "hold": "draft", "unpublish": "draft", "review": "pending", "future": "scheduled",
    "scheduled": "scheduled", "junk": "spam", "spam": "spam",
}  # fmt: skip
_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|i|small|span|strong|sub|sup|tt|u)(?:\s[^<>]*)?>", re.IGNORECASE
)
_MORE = "<!--more-->"


class MovableType:
    """The Movable Type import format, as exported by TypePad, Movable Type and others."""

    name = "movable-type"
    title = "TypePad, Movable Type, Hatena: the exported text (one file, or several in a zip or folder)"
    version = 1
    platform = _MOVABLE_TYPE

    def detect(self, head: bytes, name: str) -> Detection:  # noqa: ARG002 - told by what is in it
        """Say how likely a member is such a text: keys of an entry, then a section between dashes."""
        return Detection(0.9, ("an entry's keys",)) if texts.looks_like_export(head) else Detection(0.0)

    def about(self, given: Container) -> About:
        """Return the platform, and the address as far as the first entries have addresses of their own."""
        beginning = "\n".join(texts.beginning(given.head(_parts(self, given)[0])))
        bases = Counter(found[1] for url in _ADDRESS.findall(beginning) if (found := _DATED.fullmatch(url)))
        base = bases.most_common(1)[0][0] if bases else None
        return About(platform=_platform(beginning), base_url=base)

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield everything public, part by part."""
        parts = _parts(self, given)
        told = _Told.of(site, "\n".join(texts.beginning(given.head(parts[0]))))
        for name in parts:
            head = given.head(name)
            with given.open(name) as stream:
                for found in texts.read(stream, head):
                    yield from [found] if isinstance(found, Problem) else told.entry(found)


def _parts(backup: MovableType, given: Container) -> list[str]:
    parts = recognised(backup, given)
    if not parts:
        raise InputError(
            f"{given.name} holds no export of TypePad or Movable Type.",
            "Name the text file that was exported.",
        )
    return parts


def _platform(beginning: str) -> str:
    return _TYPEPAD if _MARKS_OF_TYPEPAD.search(beginning) else _MOVABLE_TYPE


@dataclass(frozen=True, slots=True)
class _Habit:
    """How a blog's own links write its posts' addresses: the shape, its ending, and what joins words."""

    shape: str = "post"
    ext: str = "html"
    joint: str = "_"
    seen: bool = False


def _habit(beginning: str, urls: SiteUrls) -> _Habit:
    """Return how most links to posts of the blog look; the program's default where there is none."""
    matches = [urls.match(url) for url in _LINK.findall(beginning) if urls.owns(url)]
    posts = [match for match in matches if match.kind is UrlKind.POST and match.shape != "post-comments"]
    if not posts or urls.profile.id == _TYPEPAD:
        return _Habit()
    shape, ext = Counter((one.shape, one.fields.get("ext", "html")) for one in posts).most_common(1)[0][0]
    slugs = "".join(one.fields.get("slug", "") for one in posts)
    return _Habit(shape, ext, "-" if slugs.count("-") > slugs.count("_") else "_", seen=True)


@dataclass(slots=True)
class _Told:
    """One export being read; `names` are those given in each month, `said` what is told once."""

    site: Site
    urls: SiteUrls
    habit: _Habit
    names: defaultdict[tuple[int, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    said: set[str] = field(default_factory=set)

    @staticmethod
    def of(site: Site, beginning: str) -> _Told:
        """Begin with what the first entries show: the platform where nobody named it, and how addresses look."""
        named = site.platform in {_TYPEPAD, _MOVABLE_TYPE}
        platform = site.platform if named else _platform(beginning)
        urls = site_urls(platform, site.base_url, site.hosts)
        return _Told(site, urls, _habit(beginning, urls))

    @property
    def is_typepad(self) -> bool:
        return self.urls.profile.id == _TYPEPAD

    def _record(self, kind: RecordKind, key: str, fields: dict[str, Json]) -> Record:
        return Record(kind=kind, key=key, source=_SOURCE, url=key, fields=fields)

    def _once(self, kind: RecordKind, key: str, fields: dict[str, Json]) -> Iterator[Record]:
        if key not in self.said:
            self.said.add(key)
            yield self._record(kind, key, fields)

    def entry(self, entry: Entry) -> Iterator[Record | Problem]:
        """Yield an entry, its comments, and the addresses that come with it."""
        what = entry.head.get("TITLE") or entry.body[:60]
        why = _STATUS.get(entry.head.get("STATUS", "").lower())
        address = None if why else self._stated(entry)
        link = address or (None if why else self._computed(entry))
        if link is None:
            yield left_out(why or "no-permalink", what)
            yield from (left_out("orphan", f"a comment by {one.author}") for one in entry.remarks)
            return
        if address is None:
            yield noted(COMPUTED, link)
            yield from self._respelled(link)
        language = language_of(entry.head.get("CONVERT BREAKS", ""))
        if language is not None:
            yield noted(MARKUP, f"{what} ({language})")
        yield self._record(RecordKind.POST, link, self._fields(entry, link))
        yield from self._beside(entry, link)
        yield from self._remarks(entry, link)

    def _fields(self, entry: Entry, link: str) -> dict[str, Json]:
        match = self.urls.match(link)
        author = entry.head.get("AUTHOR")
        fields: dict[str, Json] = {
            "kind": "page" if match.kind is UrlKind.PAGE else "post",
            "title": _plain(entry.head.get("TITLE", "")) or None,
            "body_html": _body(entry),
            "labels": list(dict.fromkeys((*entry.categories, *_tags(entry.head.get("TAGS", ""))))),
        }
        more: dict[str, Json] = {
            "published": entry.published.isoformat() if entry.published else None,
            "author": {"name": author, "url": None, "source_id": None} if author else None,
            "description": entry.excerpt,
            "source_id": match.fields.get("id", "").lstrip("0"),
        }
        return fields | {name: value for name, value in more.items() if value}

    # --- addresses -----------------------------------------------------------------------------------

    def _stated(self, entry: Entry) -> str | None:
        written = entry.head.get("UNIQUE URL") or entry.head.get("PERMALINK") or ""
        return absolute("", written) if written else None

    def _computed(self, entry: Entry) -> str | None:
        """Return the address the platform gives an entry of this name and date; None where the name is not known."""
        name = entry.head.get("BASENAME", "").strip("/")
        if _HATENA.fullmatch(name):
            return f"{self.site.base_url}/entry/{name}"
        day = entry.published
        if day is None:
            return None
        taken = self.names[day.year, day.month]
        if not name and self.is_typepad:
            name = typepad_name(entry.head.get("TITLE", ""), day.date(), taken)
        if not name:
            return None
        taken.add(name)
        written = name.replace("_", self.habit.joint)
        try:
            return self.urls.build(
                self.habit.shape,
                year=f"{day.year:04d}",
                month=f"{day.month:02d}",
                day=f"{day.day:02d}",
                slug=written,
                ext=self.habit.ext,
            )
        except (KeyError, ValueError):  # numbers for names, or a name no path can hold
            return None

    def _respelled(self, link: str) -> Iterator[Record]:
        """Yield a computed address with words joined the other way: both programs wrote both, by their settings."""
        folder, _, name = link.rstrip("/").rpartition("/")
        if not self.habit.seen and "_" in name:
            hyphened = f"{folder}/{name.replace('_', '-')}{link[len(folder) + 1 + len(name) :]}"
            yield self._record(RecordKind.URL, hyphened, {"leads_to": link})

    def _beside(self, entry: Entry, link: str) -> Iterator[Record]:
        """Yield the categories, and the listings that this entry's address and categories show to have been there."""
        for label in entry.categories:
            slug = dirified(label)
            if not slug:
                continue
            fields: dict[str, Json] = {"name": label, "slug": slug, "taxonomy": "category"}
            yield from self._once(RecordKind.TERM, f"category/{slug}", fields)
            for spelled in dict.fromkeys((slug, slug.replace("_", "-"))) if self.is_typepad else ():
                yield from self._once(RecordKind.URL, self.urls.build("category", term=spelled), {})
        if not self.is_typepad and {"year", "month", "slug"} <= self.urls.match(link).fields.keys():
            yield from self._once(RecordKind.URL, f"{link.rstrip('/').rpartition('/')[0]}/", {})

    # --- comments ------------------------------------------------------------------------------------

    def _remarks(self, entry: Entry, link: str) -> Iterator[Record]:
        seen: Counter[str] = Counter()
        for place, remark in enumerate(entry.remarks):
            key = _key(remark, link)
            seen[key] += 1
            key = key if seen[key] == 1 else f"{key}-{seen[key]}"
            yield self._record(
                RecordKind.COMMENT, key, _comment(remark, link) | {"position": place, ID_MADE: True}
            )


def _key(remark: Remark, link: str) -> str:
    """Return an id for a comment; the files have none, but the same comment gets the same one from any of them."""
    facts = (link, remark.kind, remark.author, remark.url, str(remark.published), remark.text)
    return f"mt{hashlib.sha256(repr(facts).encode('utf-8', 'replace')).hexdigest()[:20]}"


def _comment(remark: Remark, link: str) -> dict[str, Json]:
    author: dict[str, Json] = {"name": remark.author, "url": _own_url(remark.url), "source_id": None}
    title = (
        f"<p><strong>{escape(remark.title, quote=False)}</strong></p>\n"
        if remark.kind == "trackback" and remark.title
        else ""
    )
    fields: dict[str, Json] = {
        "post": link,
        "html": title + shown(remark.text, ""),
        "kind": remark.kind,
        "author": author if remark.author else None,
    }
    return fields | ({"published": remark.published.isoformat()} if remark.published else {})


def _own_url(written: str) -> str | None:
    return absolute("", written) if written else None


def _plain(title: str) -> str:
    """Return a title as readers saw it: it is stored as HTML."""
    return unescape(_INLINE.sub("", title))


def _body(entry: Entry) -> str:
    breaks = entry.head.get("CONVERT BREAKS", "")
    convert = with_paragraphs if language_of(breaks) else (lambda text: shown(text, breaks))
    body, extended = convert(entry.body), convert(entry.extended)
    return f"{body}\n{_MORE}\n{extended}" if extended else body


def _tags(written: str) -> list[str]:
    """Return the tags of a line: separated by commas, in quotes where one holds a comma."""
    pieces = re.findall(r'"([^"]*)"|([^,]+)', written)
    return [tag for quoted, bare in pieces if (tag := (quoted or bare).strip())]


PLUGIN = MovableType()
