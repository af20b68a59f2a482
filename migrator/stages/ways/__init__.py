"""Ways in: where content comes from besides the live blog, each a file here; found by scheme or by looking."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from migrator import registry
from migrator.errors import InputError

if TYPE_CHECKING:
    from migrator.settings import Settings, SourceSettings
    from migrator.stages.ways._contract import Way

_SURE = 0.1


def way_of(source: SourceSettings, folder: Path) -> Way:
    """Return the way a source is read: the one named, or the surest of it; `folder` is what file names are relative to.

    Raises:
        UsageError: no such way.
        InputError: it does not exist, or nobody knows what it is.
    """
    if source.way is not None:
        named: Way = registry.load("way", source.way)
        return named
    ways: list[Way] = [registry.load("way", name) for name in registry.names("way")]
    scores = {way.name: way.recognises(source, folder).score for way in ways}
    best = max(ways, key=lambda way: scores[way.name])
    if scores[best.name] < _SURE:
        if "://" not in source.place and not path_of_source(source, folder).exists():
            raise InputError(f"{source.place} does not exist.", "Name a file or folder that is there.")
        told = "; ".join(way.title for way in ways)
        raise InputError(f"Nobody knows what {source.place} is.", f"What can be read: {told}.")
    return best


def path_of_source(source: SourceSettings, folder: Path) -> Path:
    """Return the file or folder a source names; a relative one lies below `folder`."""
    return folder / Path(source.place).expanduser()


def stamps(folder: Path, settings: Settings) -> list[str]:
    """Return a line per source that changes with its content, as far as that can be seen without reading it."""
    return [stamp(path_of_source(source, folder)) for source in settings.sources]


def stamp(path: Path) -> str:
    """Return size and time of change of a file or of all files below a folder; "" where there is none."""
    try:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        seen = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    except OSError:
        return ""
    return repr(seen)
