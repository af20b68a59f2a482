"""Takes more sources into a project: a person names files, and migrator.toml remembers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.errors import OutputError
from migrator.settings import FILE_NAME, parse_settings
from migrator.stages.begin import source_lines
from migrator.stages.begin_sources import sources_at
from migrator.stages.ways import way_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def add_sources(folder: Path, places: Iterable[str]) -> tuple[str, ...]:
    """Add sources to a project's migrator.toml, those it names already left out; return what was added.

    Raises:
        InputError: one does not exist, or nobody knows what it is; nothing is added then.
        ConfigError: migrator.toml is wrong.
        OutputError: migrator.toml cannot be written.
    """
    path = folder / FILE_NAME
    text = path.read_text(encoding="utf-8")
    known = {source.place for source in parse_settings(text, str(path)).sources}
    fresh = {one.place: one for one in sources_at(places, folder) if one.place not in known}
    for source in fresh.values():
        way_of(source, folder)
    if not fresh:
        return ()
    lines = [line for source in fresh.values() for line in source_lines(source)]
    longer = text + ("" if text.endswith("\n") else "\n") + "\n".join(lines) + "\n"
    parse_settings(longer, str(path))
    _write(path, longer)
    return tuple(fresh)


def _write(path: Path, text: str) -> None:
    """Put the longer file in place whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.",
            "Check its permissions, or add the source there yourself.",
        ) from error
