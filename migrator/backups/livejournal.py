"""What owners keep of a LiveJournal or Dreamwidth journal: exports by month, comment exports, ljdump's folders."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from migrator.backups import _livejournal_parts as parts
from migrator.backups._contract import About, Detection, left_out, recognised, unreadable
from migrator.backups._livejournal_markup import profile, shown
from migrator.errors import InputError
from migrator.model import Problem, Record, RecordKind
from migrator.profiles import load_profile
from migrator.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.backups._contract import Container
    from migrator.backups._livejournal_parts import Entry, Remark
    from migrator.model import Json, Site

_SOURCE = "backup:livejournal"
_PUBLIC = "public"
_URL = re.compile(rb"<url>\s*(https?://[^<\s]+?)/\d+\.html\s*</url>")
_DOMAINS = {"livejournal": "livejournal.com", "dreamwidth": "dreamwidth.org"}
_PER_ID = 256
_STATES = {"S": "unapproved", "B": "spam"}
_DELETED = "D"
_UNTOLD = "does not say which entries are public: export it again with the field Security"


class LiveJournal:
    """LiveJournal's and Dreamwidth's exports by month (XML or CSV) with their comments, and ljdump's folders."""

    name = "livejournal"
    title = "LiveJournal, Dreamwidth: exports by month (XML, CSV), comments (XML), ljdump's folder"
    version = 1
    platform = "livejournal"

    def detect(self, head: bytes, name: str) -> Detection:  # noqa: ARG002 - told by what is in it
        """Say how likely a member is one of these files: told by its root element, or by the first line of a table."""
        kind = parts.recognised_as(head)
        return Detection(0.9, (f"a file of the kind {kind}",)) if kind else Detection(0.0)

    def about(self, given: Container) -> About:
        """Return the journal's address, which only ljdump's files name."""
        found = (_URL.search(given.head(name)) for name in recognised(self, given))
        url = next((match[1].decode("utf-8", "replace") for match in found if match), None)
        platform = "dreamwidth" if url and ".dreamwidth." in url else None
        return About(platform=platform, base_url=url)

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield public entries and their comments; files are gone through twice, as comments name ids alone."""
        names = recognised(self, given)
        if not names:
            raise InputError(
                f"{given.name} holds no export of LiveJournal or Dreamwidth.",
                "Name the XML or CSV files of the export by month, or ljdump's folder.",
            )
        journal = _Journal(site)
        for name, part in _all(given, names):
            yield from journal.entry(part, name) if isinstance(part, parts.Entry) else journal.noted(part)
        for _, part in _all(given, names):
            if isinstance(part, parts.Remark):
                yield journal.remark(part)
            elif isinstance(part, parts.Entry):
                yield from (journal.remark(remark) for remark in part.remarks)


def _all(given: Container, names: list[str]) -> Iterator[tuple[str, parts.Part]]:
    for name in names:
        with given.open(name) as stream:
            for part in parts.read(stream, name, given.head(name)):
                yield name, part


@dataclass(slots=True)
class _Journal:
    """A journal being read: which entries are public (id → number), and the names of users."""

    site: Site
    numbers: dict[int, int] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)  # files that keep silent about security

    @property
    def domain(self) -> str:
        """The domain that journals are below."""
        host = host_of(self.site.base_url)
        platform = self.site.platform if self.site.platform in _DOMAINS else "livejournal"
        if load_profile(platform).hosts.gives(host):
            return ".".join(host.split(".")[-2:])
        return _DOMAINS[platform]

    def noted(self, part: parts.Part) -> Iterator[Problem]:
        """Remember a user's name; hand on what could not be read."""
        if isinstance(part, parts.User):
            self.users[part.id] = part.name
        elif isinstance(part, Problem):
            yield part

    def url(self, number: int) -> str:
        return f"{self.site.base_url}/{number}.html"

    def entry(self, entry: Entry, file: str) -> Iterator[Record | Problem]:
        """Yield an entry if everybody could read it."""
        if entry.security is None and file not in self.untold:
            self.untold.add(file)
            yield unreadable(f"{file} {_UNTOLD}")
        if entry.security != _PUBLIC:
            yield left_out("private", entry.subject or self.url(entry.number))
            return
        self.numbers[entry.number // _PER_ID] = entry.number
        url = self.url(entry.number)
        fields: dict[str, Json] = {
            "kind": "post",
            "title": entry.subject or None,
            "body_html": shown(entry.body, self.domain, formatted=entry.formatted),
            "labels": list(entry.labels),
            "source_id": str(entry.number),
        }
        published = _moment(entry.eventtime, utc=False)
        if published:
            fields["published"] = published
        if entry.poster:
            fields["author"] = self._person(entry.poster)
        yield Record(kind=RecordKind.POST, key=url, source=_SOURCE, url=url, fields=fields)

    def remark(self, remark: Remark) -> Record | Problem:
        """Return a comment; its number in addresses is its id times 256 plus the small number of its entry."""
        number = self.numbers.get(remark.entry)
        name = remark.author or self.users.get(remark.poster, "")
        if number is None or remark.state in _STATES:
            return left_out(_STATES.get(remark.state, "orphan"), f"a comment by {name or 'somebody'}")
        small = number % _PER_ID
        post = self.url(number)
        fields: dict[str, Json] = {
            "post": post,
            "parent": str(int(remark.parent) * _PER_ID + small) if remark.parent else None,
            "html": shown(remark.body, self.domain),
            "kind": "comment",
            "deleted": remark.state == _DELETED,
        }
        published = _moment(remark.date, utc=True)
        more: dict[str, Json] = {
            "published": published,
            "author": self._person(name) if name else None,
            "subject": remark.subject or None,
        }
        fields |= {key: value for key, value in more.items() if value}
        key = str(int(remark.id) * _PER_ID + small)
        return Record(kind=RecordKind.COMMENT, key=key, source=_SOURCE, url=post, fields=fields)

    def _person(self, user: str) -> Json:
        url = profile(user, self.domain) if re.fullmatch(r"\w{1,40}", user) else None
        return {"name": user, "url": url, "source_id": user}


def _moment(written: str, *, utc: bool) -> str | None:
    """Return a time as ISO 8601: comments are stamped in UTC, entries by their writer's own clock."""
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    if moment.tzinfo is None and utc:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat()


PLUGIN = LiveJournal()
