"""Which address a saved page had: what the program that saved it wrote into it or beside it, else its own head, else its path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from migrator.html import parse_page
from migrator.model import UrlKind
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from migrator.backups._contract import Container
    from migrator.profiles import SiteUrls

_SAVED = re.compile(rb"<!--\s*saved from url=\((\d{4})\)(\S+)", re.IGNORECASE)
_SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\r\n]*)")
_MIRRORED = re.compile(
    rb"<!-- Mirrored from (\S+) by HTTrack Website Copier/[^,\[]*(?:\[[^\]]*\])?,?\s*([^>]*?)\s*-->"
)
_WEB_PAGE = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?(?:Snapshot-)?Content-Location:\s*(\S+)", re.IGNORECASE
)
WEB_PAGE_ENDINGS = (".mhtml", ".mht")
_HTTRACK_LIST = "hts-cache/new.txt"
_LOG_COLUMNS = 9
_HOST = re.compile(r"(?i)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:+]\d+)?")
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".cfm", ".cgi")
_OWN_WORDS = (
    "string(//link[translate(@rel, 'CANONIL', 'canonil')='canonical']/@href)",
    "string(//meta[@property='og:url']/@content)",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a saved page was, and when it was saved (UTC, up to 14 digits; "" if nobody says), and who says so."""

    url: str
    moment: str = ""
    how: str = ""


def is_html_name(name: str) -> bool:
    """True for names that pages are saved under; a query may stand behind the ending, and none may be there."""
    last = PurePosixPath(name).name.lower()
    return (
        last.endswith((*_HTML_ENDINGS, *WEB_PAGE_ENDINGS, ".xml", ".rss", ".atom", ".rdf"))
        or any(f"{ending}{mark}" in last for ending in _HTML_ENDINGS for mark in "?@")
        or "." not in last
    )


def marked(head: bytes) -> Origin | None:
    """Return the address that a browser, SingleFile or HTTrack wrote into a page."""
    found = _SAVED.search(head)
    if found:
        url = found[2][: int(found[1])].decode("utf-8", "replace")
        return Origin(url, how="saved from") if absolute(url, "") else None
    single = _SINGLE_FILE.search(head)
    if single:
        return Origin(single[1].decode("utf-8", "replace"), _moment(single[2]), "SingleFile")
    packed = _WEB_PAGE.match(head)
    if packed:
        return Origin(packed[1].decode("utf-8", "replace"), _moment(_dated(head)), "a browser's single file")
    mirrored = _MIRRORED.search(head)
    if mirrored:
        url = f"http://{mirrored[1].decode('utf-8', 'replace')}"
        return Origin(url, _moment(mirrored[2]), "HTTrack") if absolute(url, "") else None
    return None


def _dated(head: bytes) -> bytes:
    found = re.search(rb"(?im)^Date:\s*([^\r\n]+)", head)
    return found[1] if found else b""


def page_in(packed: bytes) -> tuple[bytes, str] | None:
    """Return the page in a browser's single file (MHTML, RFC 2557) and its type; None where there is none."""
    parts = (part for part in message_from_bytes(packed).walk() if part.get_content_type() == "text/html")
    part = next(parts, None)
    body = part.get_payload(decode=True) if part is not None else None
    charset = part.get_content_charset() if part is not None else None
    return (
        (body, f"text/html; charset={charset}" if charset else "text/html")
        if isinstance(body, bytes)
        else None
    )


def _moment(text: bytes) -> str:
    said = text.decode("ascii", "replace").partition(" (")[0].strip()
    try:
        when = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        try:
            when = datetime.strptime(said[:24], "%a %b %d %Y %H:%M:%S")  # noqa: DTZ007 - a day is all that is used
        except ValueError:
            return ""
    aware = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def httrack_list(given: Container) -> dict[str, Origin]:
    """Return member → origin out of the list HTTrack keeps of what it fetched."""
    names = frozenset(given.names())
    found: dict[str, Origin] = {}
    for listed in (name for name in names if name.endswith(_HTTRACK_LIST)):
        with given.open(listed) as stream:
            for line in stream:
                cells = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
                if len(cells) < _LOG_COLUMNS or cells[3] != "200":
                    continue
                member = _below(cells[8], names)
                date = cells[6].removeprefix("date:")
                if member is not None and absolute(cells[7], ""):
                    found[member] = Origin(cells[7], _moment(unquote(date).encode()), "HTTrack")
    return found


def _below(path: str, names: frozenset[str]) -> str | None:
    """Return the member a path of another machine names: the longest end of it that is one."""
    parts = path.replace("\\", "/").split("/")
    return next((end for start in range(len(parts)) if (end := "/".join(parts[start:])) in names), None)


def stated(head: bytes, urls: SiteUrls) -> str | None:
    """Return the address a page calls its own, where that is one of the blog."""
    tree = parse_page(head, "")
    if tree is None:
        return None
    for words in _OWN_WORDS:
        url = absolute("", str(tree.xpath(words)))
        if url is not None and urls.owns(url):
            return url
    return None


def by_path(name: str, roots: Sequence[str], urls: SiteUrls) -> list[str]:
    """Return the addresses a file's path stands for, the likeliest first: below a folder called like a host.

    `roots` are folders above all members, such as the one that was named. Wget writes `?` as `@` on Windows, adds
    `.html` where an address had none, and `index.html` where it ended with a slash.
    """
    parts = [*roots, *PurePosixPath(name).parts]
    for place, part in enumerate(parts[:-1]):
        if _HOST.fullmatch(part):
            host = part.replace("+", ":")
            found = [f"http://{host}/{path}" for path in _paths("/".join(parts[place + 1 :]))]
            owned = [url for url in found if absolute(url, "") and urls.owns(url)]
            if owned:
                return owned
    return []


def _paths(path: str) -> Iterator[str]:
    """Yield the paths and queries that a file's path may stand for, those without what was added first."""
    for plain in dict.fromkeys((*_unadjusted(path), path)):
        spelled = re.sub(r"(?<=[^/])@(?=[\w%.-]+=)", "?", plain, count=1)
        head, mark, query = spelled.partition("?")
        folder, _, last = head.rpartition("/")
        whole = f"{folder}/" if last in {"index.html", "index.htm"} and folder else head
        whole = "" if whole in {"index.html", "index.htm"} else whole
        yield quote(whole, safe="/%:@!$&'()*+,;=~") + mark + query


def _unadjusted(path: str) -> Iterator[str]:
    """Yield the path without an ending that was added: behind a query, or a second one."""
    stem = path.removesuffix(".html").removesuffix(".htm")
    if stem != path and (
        "?" in stem or re.search(r"@[\w%.-]+=", stem) or stem.lower().endswith(_HTML_ENDINGS)
    ):
        yield stem


def likeliest(candidates: Sequence[str], own: str | None, urls: SiteUrls) -> str | None:
    """Return the address of a page: its own word where its path allows it, else the first path the platform knows."""
    if not candidates:
        return own
    extended = [form for url in candidates for form in _forms(url)]
    if own is not None and urls.canonical(own) in {urls.canonical(form) for form in extended}:
        return own
    known = [url for url in extended if urls.match(url).kind is not UrlKind.OTHER]
    plain = (url for url in known if not _added(urls.match(url).fields.values()))
    return next(plain, next(iter(known), candidates[0]))


def _added(values: Iterable[str]) -> bool:
    """True where `.html` ends what a platform would read as a name, as that of a label: a mirror has added it."""
    return any(value.lower().endswith((".html", ".htm")) for value in values)


def _forms(url: str) -> Iterator[str]:
    """Yield an address, and what it may have been before `.html` was added to its file."""
    yield url
    stem = re.sub(r"\.html?$", "", url)
    if stem != url:
        yield stem
        yield f"{stem}/"
