"""What every sample page is put together from: templates kept with the content, escapes, dates and addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from html import escape
from string import Template
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from migrator.demo.content import Blog, Comment, Entry

LAST_CLASSIC = 2007
LAST_LAYOUTS = 2010
_NOON = 12

Style = Literal["classic", "layouts", "threaded", "mobile"]


class Templates:
    """The `templates/` folder of a content folder, read once each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Template] = {}

    def fill(self, name: str, values: dict[str, str]) -> str:
        """Return a template with its values; KeyError when one is missing."""
        if name not in self._read:
            text = (self._folder / f"{name}.html").read_text(encoding="utf-8")
            self._read[name] = Template(text.removesuffix("\n"))
        return self._read[name].substitute(values)


def style_of(year: int) -> Style:
    """The template generation a year's pages were made with."""
    if year <= LAST_CLASSIC:
        return "classic"
    return "layouts" if year <= LAST_LAYOUTS else "threaded"


@dataclass(frozen=True)
class View:
    """A blog seen through one template generation; `single` on the page of one post."""

    blog: Blog
    templates: Templates
    style: Style = "threaded"
    single: bool = False

    @cached_property
    def common(self) -> dict[str, str]:
        """The values that every template may use."""
        identity = self.blog.identity
        names = ("title", "subtitle", "author", "author_url", "platform", "new_url")
        known = {name: escape(getattr(identity, name)) for name in names}
        known |= {"blog_id": identity.id, "home": identity.home, "blog_title": known.pop("title")}
        known["new_host"] = identity.new_url.split("/")[2]
        return known | {"notice": self.templates.fill("shared/notice", known)}

    def fill(self, name: str, /, **values: str) -> str:
        """Fill a template of this generation."""
        return self.templates.fill(f"{self.style}/{name}", self.common | values)

    def share(self, name: str, /, **values: str) -> str:
        """Fill a template that all generations share."""
        return self.templates.fill(f"shared/{name}", self.common | values)

    def styled(self, style: Style, *, single: bool = False) -> View:
        """Return the same blog through another generation."""
        return replace(self, style=style, single=single)

    def url(self, path: str) -> str:
        """Return an address on the main host, escaped for an attribute."""
        return escape(self.blog.identity.home + path)

    def entry_url(self, entry: Entry) -> str:
        """Return an entry's address, escaped."""
        return self.url(entry.path)


def label_path(label: str) -> str:
    """Return a label's address."""
    return "/search/label/" + quote(label, safe="")


def comment_path(entry: Entry, comment: Comment) -> str:
    """Return a comment's address."""
    return f"{entry.path}?showComment={comment.ms}#c{comment.id}"


def older_path(before: datetime, size: int, start: int = 0) -> str:
    """Return where "Older Posts" leads; `start` posts have been shown so far on the pages before."""
    more = f"&start={start}&by-date=false" if start > size else ""
    return f"/search?updated-max={before.isoformat()}&max-results={size}{more}"


def control_id(key: str) -> str:
    """Return the number Blogger puts on a control that only the owner sees."""
    return str(int(sha256(key.encode()).hexdigest()[:8], 16) % 2_000_000_000)


def clock(moment: datetime) -> str:
    """`8:15 PM`."""
    return f"{moment.hour % _NOON or _NOON}:{moment.minute:02} {'AM' if moment.hour < _NOON else 'PM'}"


def long_date(moment: datetime, *, padded: bool = False) -> str:
    """`Monday, March 7, 2005`; the classic generation pads the day."""
    day = f"{moment.day:02}" if padded else str(moment.day)
    return f"{moment:%A}, {moment:%B} {day}, {moment.year}"


def stamp(moment: datetime) -> str:
    """`March 7, 2005 at 8:15 PM`."""
    return f"{moment:%B} {moment.day}, {moment.year} at {clock(moment)}"


def count_of(number: int, noun: str = "comment", none: str = "No") -> str:
    """`3 comments`, `1 comment`, `No comments`."""
    return f"{number or none} {noun}{'' if number == 1 else 's'}"


def script_text(text: str) -> str:
    """Return text for a single-quoted script string, as Blogger writes it."""
    unsafe = {char: f"\\x{ord(char):02x}" for char in "\\'\"<>&=\x0b"}
    return "".join(unsafe.get(char, char) for char in text)
