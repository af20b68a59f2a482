"""Other spellings of old URLs that a plain map may mean too: nobody said so, so they are made on request alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.redirects._sites import bare
from migrator.redirects._spelling import split_url
from migrator.redirects._unnamed import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

SLASH, INDEX, CASE, WWW = "slash", "index", "case", "www"
KINDS = (SLASH, INDEX, CASE, WWW)
_SLASHES_OF_ORIGIN = 2
_INDEX_PAGES = ("index.html", "index.htm", "index.php", "default.aspx", "default.asp")
_INDEX_PAGE = re.compile(rf"(?i)(.*/)(?:{'|'.join(map(re.escape, _INDEX_PAGES))})")


def variants_of(kinds: Collection[str]) -> Callable[[str], tuple[str, ...]]:
    """Return a function that names other spellings of an old URL.

    `slash`: with and without a final slash, unless the last part looks like a file; `index`: a folder and its
    index pages, both ways; `case`: all letters of the path small. (`www` is a matter of hosts: see `with_twins`.)
    """

    def variants(url: str) -> tuple[str, ...]:
        parts = split_url(url)
        if parts is None:
            return ()
        path = parts.path or "/"
        found = dict.fromkeys(_paths(path, kinds))
        if CASE in kinds:
            found |= dict.fromkeys(each.lower() for each in (path, *found))
        found.pop(path, None)
        rest = "" if parts.query is None else f"?{parts.query}"
        return tuple(f"{parts.scheme}://{parts.host}{other}{rest}" for other in found)

    return variants


def _paths(path: str, kinds: Collection[str]) -> Iterator[str]:
    shown = _INDEX_PAGE.fullmatch(path) if INDEX in kinds else None
    folder = shown[1] if shown else path
    if shown:
        yield folder
    if SLASH in kinds and folder != "/":
        if folder.endswith("/"):
            yield folder.rstrip("/")
        elif "." not in folder.rpartition("/")[2]:
            folder += "/"
            yield folder
    if INDEX in kinds and folder.endswith("/"):
        yield from (folder + page for page in _INDEX_PAGES)


def without_twin(urls: Sequence[str]) -> int:
    """Count the old URLs whose spelling with or without a final slash is not among them."""
    asked = {url for url in urls if not _names_file(url)}
    listed = {*urls} if asked else asked
    twin = variants_of({SLASH})
    return sum(any(other not in listed for other in twin(url)) for url in asked)


def _names_file(url: str) -> bool:
    """True for most URLs that have no such twin, found out fast: a map may hold a million."""
    return (
        "?" not in url
        and "#" not in url
        and url.count("/") > _SLASHES_OF_ORIGIN
        and "." in url.rpartition("/")[2]
    )


def with_twins(hosts: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts, each with its `www.` twin; a numeric address has none."""
    listed = tuple(hosts)
    named = [host for host in listed if host != UNNAMED and not re.fullmatch(r"[\d.]+|\[.*\]", host)]
    twins = (f"www.{host}" if bare(host) == host else bare(host) for host in named)
    return tuple(dict.fromkeys([*listed, *twins]))
