"""Redirects without a project: reads what a person already has, and writes files for one or more targets."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrator import registry
from migrator.errors import InputError, UsageError
from migrator.redirects._sites import ascii_host
from migrator.redirects._spelling import split_url
from migrator.redirects.composition import composed_all, flat
from migrator.redirects.pairs import Sites
from migrator.redirects.rule_lists import RULES
from migrator.redirects.sources._contract import Given
from migrator.redirects.sources.csv import records
from migrator.rekey.newsite import sitemap_urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migrator.redirects.pairs import PairList
    from migrator.redirects.sources._contract import Source

STDIN = "-"
_LARGEST = 400_000_000  # bytes of one file
_PACKED = {
    b"\x1f\x8b": "It is packed (gzip): unpack it, then name the file inside.",
    b"PK\x03\x04": "It is packed (zip) or a spreadsheet of another kind: unpack it, or save it as XLSX or CSV UTF-8.",
    b"\xd0\xcf\x11\xe0": "It is an old Office file (.xls): save it as XLSX or as CSV UTF-8.",
    b"%PDF": "It is a PDF: copy the addresses into two columns of a spreadsheet.",
}
_FILES = (".md", ".markdown", ".html", ".htm", ".toml", ".yaml", ".yml", ".json")  # of a content folder


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off looking for objects that only hold each other: among a million rows are none, and it takes long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read_map(place: str, sites: Sites, source: str | None = None) -> PairList:
    """Read a file, a content folder or standard input ("-"); without `source` the format is recognised.

    Raises:
        UsageError: no such source.
        InputError: it cannot be read, or holds nothing usable.
        MissingPartError: the format needs an optional part.
    """
    given = given_at(place)
    chosen = recognised(given) if source is None else registry.load("source", source)
    found: PairList = chosen.read(given, sites)
    return found


def read_moves(place: str, earlier: Sequence[str], sites: Sites, source: str | None = None) -> PairList:
    """Read this move's map and those of earlier moves, the oldest first, as one map without chains.

    Paths in earlier maps are paths of the old site of this move.

    Raises:
        UsageError, InputError, MissingPartError: see `read_map`.
    """
    before, latest = Sites(sites.old, sites.old), flat(read_map(place, sites, source), sites.new)
    if not earlier:
        return latest
    return composed_all(
        [_told_apart(read_map(one, before), one) for one in earlier], _told_apart(latest, place)
    )


def _told_apart(found: PairList, place: str) -> PairList:
    """Name the map where each row stands: its line alone says too little beside other maps."""
    return replace(found, mappings=tuple(replace(row, note=f"{place}, {row.note}") for row in found.mappings))


def sites_named(old: str | None, new: str | None) -> Sites:
    """Return the sites that paths belong to, as a person names them; rules do not look at the scheme of an old one.

    Raises:
        UsageError: one is no site.
    """
    if old is not None and "://" not in old:
        old = f"http://{old}"
    for option, site in (("--old-site", old), ("--new-site", new)):
        parts = split_url(site) if site is not None else None
        if site is not None and (
            parts is None or parts.query or parts.fragment or not ascii_host(parts.host)
        ):
            raise UsageError(
                f"{option} {site!r} is no site.",
                f"Write it with its scheme, like this: {option} https://blog.example",
            )
    return Sites(old, new)


def read_live(place: str, site: str | None) -> tuple[str, ...]:
    """Read the URLs that the new site answers, from a sitemap, a CSV or a text with one on each line.

    `site` is the origin of paths, e.g. `https://new.example`. Cells that hold neither URL nor path are no URLs.

    Raises:
        InputError: it cannot be read, holds no URL, or paths of nobody knows which site.
    """
    given = given_at(place)
    if given.peek.lstrip().startswith("<"):
        maps, cells = sitemap_urls(given.content)
        if maps and not cells:
            raise InputError(f"{place} only names other sitemaps.", "Give the one that lists pages.")
    else:
        cells = [cell for _, row, _ in records(given.text) for cell in row]
    paths = [cell for cell in cells if cell.startswith("/") and not cell.startswith("//")]
    if paths and site is None:
        raise InputError(f"{place} holds paths, such as {paths[0]}.", "Say of which site: --new-site URL")
    absolute = [f"{(site or '').rstrip('/')}{cell}" if cell.startswith("/") else cell for cell in cells]
    urls = tuple(dict.fromkeys(url for url in absolute if split_url(url)))
    if not urls:
        raise InputError(
            f"{place} holds no URL of the new site.", "Write one on each line, or give its sitemap.xml."
        )
    return urls


def recognised(given: Given) -> Source:
    """Return the source that is surest of a file; among equals the first in the alphabet.

    Raises:
        InputError: none knows it.
    """
    sources: list[Source] = [registry.load("source", name) for name in registry.names("source")]
    best = max(sources, key=lambda source: source.recognises(given))
    if not best.recognises(given):
        raise InputError(f"Nobody knows the format of {given.name}.", _hint(given.content, sources))
    return best


def _hint(content: bytes, sources: Sequence[Source]) -> str:
    for begin, hint in _PACKED.items():
        if content.startswith(begin):
            return hint
    return f"Say which it is: --from {{{', '.join(source.name for source in sources)}}}"


def given_at(place: str) -> Given:
    """Read a file, the text files of a folder, or standard input.

    Raises:
        InputError: it does not exist, is too large or cannot be read.
    """
    if place == STDIN:
        return Given("standard input", {STDIN: sys.stdin.buffer.read()})
    path = Path(place)
    path = path / RULES if (path / RULES).is_file() else path  # a folder of rules that was written here
    try:
        if path.is_dir():
            return Given(place, _folder(path), is_folder=True)
        if path.stat().st_size > _LARGEST:
            raise InputError(
                f"{place} is larger than {_LARGEST:,} bytes.", "Split the map into several files."
            )
        return Given(place, {path.name: path.read_bytes()})
    except OSError as error:
        raise InputError(
            f"{place} cannot be read: {error.strerror}.", "Name a file or a folder, or - for standard input."
        ) from error


def _folder(path: Path) -> dict[str, bytes]:
    files = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in _FILES and file.is_file())
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}
