"""The old addresses that pages of Hugo (`aliases`) and Jekyll (`redirect_from`) name in their front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.redirects.pairs import PairList, Row, Sites, pair_list
from migrator.redirects.sources._contract import SURE, Given
from migrator.redirects.sources._front_matter import Front, front_of
from migrator.redirects.sources._rules import FOLDERS, not_understood, written_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from migrator.model import Finding

_WANTED = frozenset({"aliases", "redirect_from", "redirect_to", "url", "permalink", "slug", "date", "title"})
_PAGES = (".md", ".markdown", ".html", ".htm")
_HUGO_CONFIGS = ("hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "config.json")
_POST = re.compile(r"(?:.*/)?_(?:posts|drafts)/(?:.*/)?(\d{4})-(\d{1,2})-(\d{1,2})-(.+)\.\w+")
_JEKYLL_STYLES = {
    "pretty": "/:year/:month/:day/:title/",
    "date": "/:year/:month/:day/:title.html",
    "none": "/:title.html",
}


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
    """A content folder: its pages, and what its settings say about their addresses."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        config = files.get("_config.yml") or files.get("_config.yaml")
        settings = front_of(f"---\n{_text(config)}\n---\n", frozenset({"permalink"})) if config else None
        self.is_jekyll = config is not None or any(_POST.fullmatch(path) for path in files)
        self.permalink = (settings.one("permalink") if settings else None) or (
            "date" if self.is_jekyll else None
        )
        hugo = "\n".join(_text(files[name]) for name in _HUGO_CONFIGS if name in files)
        self.hugo_is_plain = not re.search(r"(?im)^\s*\[?[\"']?(permalinks|uglyurls)", hugo)

    def pages(self) -> Iterator[tuple[str, Front]]:
        """Yield each page that has front matter."""
        for path, content in sorted(self._files.items()):
            front = front_of(_text(content), _WANTED) if path.endswith(_PAGES) else None
            if front is not None:
                yield path, front

    def address(self, path: str, front: Front) -> str | None:
        """Return a page's own address, None where settings decide that are not read here."""
        stated = front.one("url") or front.one("permalink")
        if stated is not None:
            return stated if not re.search(r"[:*]", stated.partition("://")[2] or stated) else None
        return self._of_jekyll(path) if self.is_jekyll else self._of_hugo(path, front)

    def _of_jekyll(self, path: str) -> str | None:
        post = _POST.fullmatch(path)
        style = _JEKYLL_STYLES.get(self.permalink or "", self.permalink or "")
        if post is None:
            return f"/{re.sub(r'(?:index)?[.]html?$|[.](?:md|markdown)$', '.html', path)}".replace(
                "/.html", "/"
            )
        if path.startswith("_posts/") is False:
            return None  # a folder above _posts is a category, and so may the front matter name some
        year, month, day, title = post.groups()
        parts = {"year": year, "month": f"{month:0>2}", "day": f"{day:0>2}", "title": title, "slug": title}
        filled = re.sub(r":(year|month|day|title|slug)\b", lambda found: parts[found[1]], style)
        return None if ":" in filled else filled

    def _of_hugo(self, path: str, front: Front) -> str | None:
        if not self.hugo_is_plain:
            return None
        inner = path.removeprefix("content/")
        folder, _, file = inner.rpartition("/")
        stem = file.rsplit(".", 1)[0]
        name = "" if stem in {"index", "_index"} else (front.one("slug") or stem)
        pieces = [piece for piece in (*folder.split("/"), name) if piece]
        return "/" + "".join(f"{piece.lower().replace(' ', '-')}/" for piece in pieces)


def _rows(path: str, front: Front, folder: _Folder) -> Iterator[Row]:
    wanted = [key for key in ("aliases", "redirect_from", "redirect_to") if key in front.values]
    if front.odd and (wanted or any(text in {"aliases", "redirect_from"} for _, text in front.odd)):
        line, text = front.odd[0]
        yield Row(place=f"line {line}", fault=f"{text.strip()!r} is no plain list of addresses")
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
            other = value if "://" in value or value.startswith("/") else f"/{value}"
            old, new = (here, other) if key == "redirect_to" else (written_path(other), here)
            yield Row(place=f"{path}, line {line}", old=old, new=new, reason=key)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace").replace("\r\n", "\n")


PLUGIN = FrontMatter()
