"""What a web archive's two interfaces say (lists of captures, and captures), without asking anybody."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from migrator.urls import absolute, host_of, normal, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SCHEME = "wayback:"
HOST = "web.archive.org"
MOST_ROWS = 10_000  # of one answer
_ARCHIVED = re.compile(
    r"(https?://[^?#]+?/)(?:\d{0,14}\*?)(?:[a-z]{2}_)?/(https?:/{1,2}[^/].*)", re.IGNORECASE
)
_CAPTURE = re.compile(r"(\d{4,14})(?:[a-z]{2}_)?/(https?:/{1,2}[^/].*)", re.IGNORECASE)
_FIELDS = "timestamp,original,mimetype,statuscode,digest"
_PYWB_FIELDS = (
    "timestamp,url,mime,status,digest"  # pywb 2.9 leaves out a field it is asked for by another name
)
_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
_REVISIT = "warc/revisit"
_REFUSALS = re.compile(r"AccessControlException|Blocked (?:Site|By Robots)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Archive:
    """A web archive: `base` is what stands before a capture's moment, `listing` where lists are asked for."""

    name: str
    base: str
    listing: str
    fields: str = _FIELDS

    def capture_url(self, capture: Capture) -> str:
        """Return where the untouched bytes of a capture are (`id_`: nothing rewritten, no toolbar)."""
        return f"{self.base}{capture.moment}id_/{capture.url}"

    def holds(self, url: str) -> bool:
        """True for the address of a capture in the archive."""
        return self.original(url) is not None

    def original(self, url: str) -> tuple[str, str] | None:
        """Return (moment, public URL) of an address inside the archive; None for any other."""
        found = _CAPTURE.fullmatch(url[len(self.base) :]) if url.startswith(self.base) else None
        return (found[1], _mended(found[2])) if found else None

    def listing_url(self, wanted: str, resume: str | None = None, *, exact: bool = False) -> str:
        """Return the request for captures of a URL, or of all URLs that begin like it, oldest first for each.

        The parameters are those of the Wayback Machine's CDX server; pywb knows all but the key to go on with.
        """
        parts = urlsplit(wanted)
        path = parts.path.rstrip("/")
        what = wanted if exact else f"{parts.netloc}{path}"
        kind = "exact" if exact else "prefix" if path else "host"
        pairs = {
            "url": what,
            "matchType": kind,
            "output": "json",
            "fl": self.fields,
            "collapse": "digest",
            "limit": str(MOST_ROWS),
            "showResumeKey": "true",
        }
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs.items())
        return f"{self.listing}?{query}" + (f"&resumeKey={resume}" if resume else "")


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture: `moment` is UTC as 14 digits, `status` None where it only repeats an earlier one (revisit)."""

    moment: str
    url: str
    media_type: str
    status: int | None
    digest: str

    @property
    def day(self) -> str:
        """The day as 2014-03-02."""
        return f"{self.moment[:4]}-{self.moment[4:6]}-{self.moment[6:8]}"


@dataclass(frozen=True, slots=True)
class Listing:
    """One answer: its captures, the key to go on with, and why it is not all that was asked for ("" if it is)."""

    captures: tuple[Capture, ...]
    resume: str | None = None
    trouble: str = ""
    refused: bool = False  # the archive does not show this site to anybody


def place_of(text: str) -> tuple[Archive, str] | None:
    """Return the archive and the blog's address of "wayback:https://old.example/blog/"; None for any other place.

    An address copied from an archive's own pages names the archive too: `https://ARCHIVE/COLLECTION/*/http://…`.
    """
    typed = text.strip()
    archived = _ARCHIVED.fullmatch(typed.removeprefix(SCHEME))
    if archived and (typed.startswith(SCHEME) or host_of(typed) == HOST):
        archive, wanted = archive_at(archived[1]), _mended(archived[2])
    elif typed.startswith(SCHEME):
        archive, wanted = archive_at(f"https://{HOST}/web/"), typed.removeprefix(SCHEME)
    else:
        return None
    wanted = wanted if "://" in wanted else f"http://{wanted}"
    whole = absolute(wanted.rstrip("*"), "")
    return (archive, normal(whole)) if whole and "." in host_of(whole) else None


def archive_at(base: str) -> Archive:
    """Return the archive whose captures are below `base`: the Wayback Machine, or one that runs pywb."""
    if host_of(base) == HOST:
        origin = origin_of(normal(base))
        return Archive("Wayback Machine", f"{origin}/web/", f"{origin}/cdx/search/cdx")
    plain = normal(base)
    return Archive(host_of(plain), plain, f"{plain}cdx", _PYWB_FIELDS)


def _mended(url: str) -> str:
    """Give a scheme its two slashes back, of which servers take one away."""
    return re.sub(r"(?i)^(https?):/{1,2}(?=[^/])", r"\1://", url)


def parse_listing(body: bytes) -> Listing:
    """Read one answer: the Wayback Machine's rows in a JSON list, or pywb's JSON lines."""
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return Listing(())
    if _REFUSALS.search(text[:2000]) and text[0] not in "[{":
        return Listing((), trouble="the archive does not show this site", refused=True)
    if text.startswith("["):
        return _of_list(text)
    if text.startswith("{"):
        return _of_lines(text)
    return Listing((), trouble="the archive's answer is no list")


def _of_list(text: str) -> Listing:
    """Read the CDX server's own form: names, rows, and behind an empty row the key to go on with."""
    try:
        rows = json.loads(text)
    except ValueError:
        return Listing((), trouble="the archive's list was cut off")
    resume = None
    if len(rows) > 1 and rows[-2] == []:
        resume = rows[-1][0] if rows[-1] else None
        rows = rows[:-2]
    names = rows[0] if rows else []
    return _listed((dict(zip(names, row, strict=False)) for row in rows[1:] if row), len(rows) - 1, resume)


def _of_lines(text: str) -> Listing:
    rows, cut = [], False
    for line in text.splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            cut = True
    found = _listed(({_NAMES.get(name, name): row[name] for name in row} for row in rows), len(rows), None)
    trouble = "the archive's list was cut off" if cut else found.trouble
    return Listing(found.captures, found.resume, trouble)


def _listed(rows: Iterable[Mapping[str, str]], count: int, resume: str | None) -> Listing:
    captures = tuple(_captures(rows))
    full = count >= MOST_ROWS and resume is None
    return Listing(captures, resume, f"the archive ends its list at {count:,} captures" if full else "")


def _captures(rows: Iterable[Mapping[str, str]]) -> Iterator[Capture]:
    for row in rows:
        moment, url = str(row.get("timestamp", "")), _mended(str(row.get("original", "")))
        if not (moment.isdigit() and len(moment) == 14 and absolute(url, "")):  # noqa: PLR2004 YYYYMMDDhhmmss
            continue
        kind = str(row.get("mimetype", "")).lower()
        status = str(row.get("statuscode", ""))
        known = int(status) if status.isdigit() and kind != _REVISIT else None
        yield Capture(moment, url, kind, known, str(row.get("digest", "")))
