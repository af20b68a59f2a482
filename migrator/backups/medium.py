"""Medium's "Download your information": a zip with one HTML file for each story, draft and response."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from migrator.backups._contract import COMPUTED, About, Detection, left_out, noted, recognised, unreadable
from migrator.editors import remove_medium_title
from migrator.errors import InputError
from migrator.html import inner_html, parse_fragment, parse_page
from migrator.loose_json import person, stated
from migrator.model import Record, RecordKind
from migrator.text import letters, squeezed
from migrator.urls import absolute, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup, Tag
    from lxml.html import HtmlElement

    from migrator.backups._contract import Container
    from migrator.model import Json, Problem, Site

_SOURCE = "backup:medium"
_STORY = re.compile(rb"""<article\s[^>]*class=["']h-entry["']""")
_BODY = re.compile(rb"""<section\s[^>]*data-field=["']body["']""")
_CANONICAL = re.compile(rb"""<a\s[^>]*href=["']([^"']+)["'][^>]*class=["']p-canonical["']""")
_PROFILE = re.compile(rb"""<a\s[^>]*class=["']u-url["'][^>]*href=["'](https?://[^"']+)["']""")
_NUMBERED = re.compile(r"^(?P<base>https?://.+?)/(?P<slug>[^/]*?-?[0-9a-f]{8,16})/?$")
_NUMBER = re.compile(r"([0-9a-f]{8,16})$")
_FILE = re.compile(r"(?:^|/)(?:\d{4}-\d\d-\d\d_)?(?P<words>[^/]*?)-*(?P<number>[0-9a-f]{8,16})\.html$")
_DRAFT = re.compile(r"(?:^|/)draft_[^/]*$")
_LARGEST = 64_000_000  # bytes of one story
_LOOKED_AT = 200  # files
_WHOLE_HEADING = "//section[@data-field='body']//*[self::h1 or self::h2 or self::h3 or self::h4]"


class Medium:
    """Medium's own export, as seen in public converters of it: `posts/<day>_<words>-<number>.html`, drafts `draft_…`.

    Each file is an `h-entry` whose footer names writer, day and canonical address. A response looks like a story without
    a heading, whose title is the beginning of its text. Claps, bookmarks, lists and who follows whom are never read.
    """

    name = "medium"
    title = "Medium: the zip of “Download your information”, or its folder"
    version = 1
    platform = "medium"

    def detect(self, head: bytes, name: str) -> Detection:
        """Say how likely a member is a story: told by its microformat and the name of its body's field."""
        if name.endswith(".html") and _STORY.search(head) and _BODY.search(head):
            return Detection(0.95, ("h-entry with a field called body",))
        return Detection(0.0)

    def about(self, given: Container) -> About:
        """Return the address most stories have, else that of the profile."""
        addresses = (_CANONICAL.search(given.head(name)) for name in recognised(self, given)[:_LOOKED_AT])
        told = (_NUMBERED.match(found[1].decode("utf-8", "replace")) for found in addresses if found)
        bases = Counter(match["base"] for match in told if match and not match["base"].endswith("/p"))
        if bases:
            return About(platform=self.platform, base_url=bases.most_common(1)[0][0])
        profiles = [name for name in given.names() if name.endswith("profile/profile.html")]
        named = _PROFILE.search(given.head(profiles[0])) if profiles else None
        url = named[1].decode("utf-8", "replace").rstrip("/") if named else None
        return About(platform=self.platform, base_url=url)

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield every published story."""
        names = recognised(self, given)
        if not names:
            raise InputError(f"{given.name} holds no stories of Medium.", "Name the zip that was downloaded.")
        for name in names:
            with given.open(name) as stream:
                content = stream.read(_LARGEST + 1)
            tree = parse_page(content, "text/html; charset=utf-8") if len(content) <= _LARGEST else None
            if tree is None:
                yield unreadable(f"{name} is no story that can be read.")
            else:
                yield from _told(_Story(name, tree), site)


@dataclass(frozen=True)
class _Story:
    name: str
    tree: HtmlElement

    def first(self, xpath: str) -> str:
        values = self.tree.xpath(xpath)
        return squeezed(str(values[0])) if isinstance(values, list) and values else ""

    @property
    def title(self) -> str:
        return self.first("//header//*[contains(@class, 'p-name')]/text()") or self.first("//title/text()")

    @property
    def published(self) -> str | None:
        return self.first("//*[contains(@class, 'dt-published')]/@datetime") or None

    @property
    def number(self) -> str | None:
        """The story's number, from its short address or its file's name."""
        short = _NUMBER.search(path_of(self.first("//a[.//*[contains(@class, 'dt-published')]]/@href")))
        named = _FILE.search(self.name)
        return short[1] if short else named["number"] if named else None

    @property
    def is_draft(self) -> bool:
        return _DRAFT.search(self.name) is not None or self.published is None

    @property
    def body(self) -> BeautifulSoup | None:
        sections = self.tree.xpath("//section[@data-field='body']")
        if not isinstance(sections, list) or not sections:
            return None
        soup = parse_fragment(
            str(etree.tostring(sections[0], encoding="unicode", method="html", with_tail=False))
        )
        holder = soup.find("section")
        return parse_fragment(holder.decode_contents()) if holder is not None else None

    def is_response(self, soup: BeautifulSoup) -> bool:
        """True where the title is no heading of the story but the beginning of its text."""
        headings = self.tree.xpath(_WHOLE_HEADING)
        if isinstance(headings, list) and headings:
            return False
        title = letters(self.title.rstrip("….").strip())
        return bool(title) and letters(soup.get_text()).startswith(title) and soup.find("figure") is None

    def address(self, site: Site) -> tuple[str | None, bool]:
        """Return the permalink, and whether it had to be made of the file's name."""
        canonical = absolute("", self.first("//a[contains(@class, 'p-canonical')]/@href"))
        match = _NUMBERED.match(canonical) if canonical else None
        if match and not match["base"].endswith("/p"):
            return canonical, False
        named = _FILE.search(self.name)
        if named is None:
            return None, False
        words = re.sub(r"-{2,}", "-", named["words"].lower()).strip("-")
        return (
            f"{site.base_url}/{words}-{named['number']}" if words else f"{site.base_url}/{named['number']}",
            True,
        )


def _told(story: _Story, site: Site) -> Iterator[Record | Problem]:
    what = story.title or story.name
    soup = story.body
    if soup is None:
        yield unreadable(f"{story.name} has no body.")
        return
    if story.is_draft:
        yield left_out("draft", what)
        return
    key, computed = story.address(site)
    if key is None:
        yield left_out("no-permalink", what)
        return
    if story.is_response(soup):
        yield left_out("response", what)
        yield Record(kind=RecordKind.URL, key=key, source=_SOURCE, url=key, fields={})
        return
    if computed:
        yield noted(COMPUTED, key)
    yield Record(kind=RecordKind.POST, key=key, source=_SOURCE, url=key, fields=_fields(story, soup))
    if (
        story.number and not urlsplit(site.base_url).path
    ):  # below a writer's or publication's path there are none
        short = f"{site.base_url}/p/{story.number}"
        yield Record(kind=RecordKind.URL, key=short, source=_SOURCE, url=key, fields={"leads_to": key})


def _fields(story: _Story, soup: BeautifulSoup) -> dict[str, Json]:
    title = story.title
    remove_medium_title(soup, title, _is_part)
    tags = story.tree.xpath("//a[contains(@class, 'p-category') or contains(@class, 'p-tag')]/text()")
    labels: list[Json] = [squeezed(str(tag)) for tag in tags] if isinstance(tags, list) else []
    author = story.first("//*[contains(@class, 'p-author')]/text()")
    profile = absolute("", story.first("//a[contains(@class, 'p-author')]/@href"))
    told: dict[str, Json] = {
        "title": title or None,
        "published": story.published,
        "author": person(author, profile),
        "description": story.first("//*[contains(@class, 'p-summary')]/text()") or None,
        "source_id": story.number,
        "guid": f"https://medium.com/p/{story.number}" if story.number else None,
    }
    return {"kind": "post", "body_html": inner_html(soup).strip(), "labels": labels, **stated(told)}


def _is_part(tag: Tag) -> bool:
    return tag.name in {"p", "figure", "blockquote", "pre", "ul", "ol"}


PLUGIN = Medium()
