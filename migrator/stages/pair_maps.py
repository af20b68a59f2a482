"""Redirects without a project: reads what a person already has, and writes files for one or more targets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from migrator import registry
from migrator.errors import InputError
from migrator.redirects.composition import composed_all
from migrator.redirects.pairs import Sites
from migrator.redirects.sources._contract import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.redirects.pairs import PairList
    from migrator.redirects.sources._contract import Source

STDIN = "-"
_LARGEST = 400_000_000  # bytes of one file
_FILES = (".md", ".markdown", ".html", ".htm", ".toml", ".yaml", ".yml", ".json")  # of a content folder


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
    before = Sites(sites.old, sites.old)
    return composed_all([read_map(one, before) for one in earlier], read_map(place, sites, source))


def recognised(given: Given) -> Source:
    """Return the source that is surest of a file; among equals the first in the alphabet.

    Raises:
        InputError: none knows it.
    """
    sources: list[Source] = [registry.load("source", name) for name in registry.names("source")]
    best = max(sources, key=lambda source: source.recognises(given))
    if not best.recognises(given):
        names = ", ".join(source.name for source in sources)
        raise InputError(f"Nobody knows the format of {given.name}.", f"Say which it is: --from {{{names}}}")
    return best


def given_at(place: str) -> Given:
    """Read a file, the text files of a folder, or standard input.

    Raises:
        InputError: it does not exist, is too large or cannot be read.
    """
    if place == STDIN:
        return Given("standard input", {STDIN: sys.stdin.buffer.read()})
    path = Path(place)
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
