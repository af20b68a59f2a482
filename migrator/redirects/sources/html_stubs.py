"""A folder of pages that point on at once, as static site generators leave them at old addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.html import parse_page
from migrator.redirects.pairs import Row, Sites, pair_list
from migrator.redirects.sources._contract import NAMED, Given
from migrator.redirects.sources._rules import FOLDERS, not_understood, url_path, written_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model import Finding
    from migrator.redirects.pairs import PairList

_REFRESH = re.compile(rb"(?i)http-equiv\s*=\s*[\"']?refresh")
_CONTENT = re.compile(r"""(?is)\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(["']?)(.+?)\2\s*""")
_AT_ONCE = 10  # seconds; a page that waits longer is meant to be read


class HtmlStubs:
    """Pages with an instant refresh."""

    name = "html-stubs"
    title = "A folder of HTML pages that point on (meta refresh)"

    def recognises(self, given: Given) -> int:
        """Look for a page with a refresh, in a folder without front matter."""
        pages = [content for path, content in given.files.items() if path.lower().endswith((".html", ".htm"))]
        is_built = given.is_folder and not any(
            re.match(rb"---|\+\+\+", content) for content in given.files.values()
        )
        return NAMED if is_built and any(map(_REFRESH.search, pages)) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take each such page's path for an old address; the other pages are somebody's content."""
        where = Sites(sites.old, sites.new or sites.old)
        rows: list[Row] = []
        odd: list[Finding] = []
        for path, content in sorted(given.files.items()):
            if not path.lower().endswith((".html", ".htm")) or not _REFRESH.search(content):
                continue
            place = _place(path, content)
            new = next(_targets(content), None)
            if new is None:
                odd.append(not_understood(f"{given.name}/{place}", "it is no page that points on at once"))
            else:
                rows.append(Row(place=place, old=_address(path), new=new, reason="page that points on"))
        return pair_list(rows, given.name, where, odd, FOLDERS)


def _place(path: str, content: bytes) -> str:
    found = _REFRESH.search(content)
    return f"{path}, line {content.count(10, 0, found.start() if found else 0) + 1}"


def _targets(content: bytes) -> Iterator[str]:
    tree = parse_page(content, "text/html")
    for meta in tree.iter("meta") if tree is not None else ():
        found = _CONTENT.fullmatch(meta.get("content") or "")
        if (meta.get("http-equiv") or "").lower() == "refresh" and found and int(found[1]) <= _AT_ONCE:
            yield written_path(found[3]) if found[3].startswith("/") else found[3]


def _address(path: str) -> str:
    folder, _, file = path.rpartition("/")
    is_index = file.lower() in {"index.html", "index.htm"}
    return url_path(f"/{folder}/" if folder and is_index else "/" if is_index else f"/{path}")


PLUGIN = HtmlStubs()
