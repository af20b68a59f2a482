"""The old addresses that pages of Hugo (`aliases`) and Jekyll (`redirect_from`) name in their front matter."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from migrator.redirects.pairs import PairList, Row, Sites, pair_list
from migrator.redirects.sources._contract import SURE, Given
from migrator.redirects.sources._front_matter import Front, front_of
from migrator.redirects.sources._page_addresses import HugoPages, JekyllPages, is_jekyll
from migrator.redirects.sources._rules import FOLDERS, not_understood, written_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from migrator.model import Finding

_WANTED = frozenset(
    {"aliases", "redirect_from", "redirect_to", "url", "permalink", "slug", "date", "title"}
    | {"draft", "published", "category", "categories"}
)
_PAGES = (".md", ".markdown", ".html", ".htm")


class FrontMatter:
    """Hugo aliases and Jekyll redirect_from."""

    name = "front-matter"
    title = "A content folder: Hugo aliases, Jekyll redirect_from and redirect_to"

    def recognises(self, given: Given) -> int:
        """Only folders hold pages."""
        return SURE if given.is_folder else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Read each page's old addresses; a page whose own address is not certain is listed."""
        found = _Folder(given.files)
        rows: list[Row] = []
        odd: list[Finding] = []
        for path, front in found.pages():
            made = list(_rows(path, front, found))
            rows += [row for row in made if not row.fault]
            odd += [
                not_understood(f"{given.name}/{path}, {row.place}", row.fault) for row in made if row.fault
            ]
        return pair_list(rows, given.name, Sites(sites.old, sites.new or sites.old), odd, FOLDERS)


class _Folder:
    """A content folder: its pages, and where they are published."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.is_jekyll = is_jekyll(files)
        self._addresses = JekyllPages(files) if self.is_jekyll else HugoPages(files)

    def pages(self) -> Iterator[tuple[str, Front]]:
        """Yield each page that has front matter."""
        for path, content in sorted(self._files.items()):
            front = front_of(_text(content), _WANTED) if path.endswith(_PAGES) else None
            if front is not None:
                yield path, front

    def address(self, path: str, front: Front) -> str | None:
        """Return a page's own address, None where settings decide that are not read here."""
        stated = front.one("url") or front.one("permalink")
        if stated is None:
            return self._addresses.address(path, front)
        rooted = stated if "://" in stated or stated.startswith("/") else f"/{stated}"
        return rooted if not re.search(r"[:*]", rooted.partition("://")[2] or rooted) else None

    def old_addresses(self, key: str, value: str, here: str) -> tuple[str, ...]:
        """Return the addresses an entry stands for: Hugo publishes each as a folder, beside the page if it says so."""
        if "://" in value:
            return (value,)
        if self.is_jekyll or key != "aliases":
            return (value if value.startswith("/") else f"/{value}",)
        rooted = value if value.startswith("/") else posixpath.normpath(posixpath.join(here, "..", value))
        has_ending = re.search(r"\.\w+$", rooted)
        return (rooted,) if has_ending or rooted == "/" else (rooted.rstrip("/"), f"{rooted.rstrip('/')}/")


def _rows(path: str, front: Front, folder: _Folder) -> Iterator[Row]:
    wanted = [key for key in ("aliases", "redirect_from", "redirect_to") if key in front.values]
    if front.odd and (wanted or any(text in {"aliases", "redirect_from"} for _, text in front.odd)):
        line, text = front.odd[0]
        yield Row(place=f"line {line}", fault=f"{text.strip()!r} is no plain list of addresses")
    if wanted and (front.one("draft") in {"true", "True"} or front.one("published") in {"false", "False"}):
        yield Row(place="line 1", fault="the page is a draft, which nobody can be sent to")
        return
    address = folder.address(path, front) if wanted else None
    for key in wanted:
        line, values = front.values[key]
        if address is None:
            yield Row(
                place=f"line {line}",
                fault="the page's own address depends on settings that are not read here",
            )
            continue
        here = written_path(address)
        for value in values:
            if key == "redirect_to":
                yield Row(place=f"{path}, line {line}", old=here, new=value, reason=key)
                continue
            for old in folder.old_addresses(key, value, here):
                yield Row(place=f"{path}, line {line}", old=written_path(old), new=here, reason=key)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace").replace("\r\n", "\n")


PLUGIN = FrontMatter()
