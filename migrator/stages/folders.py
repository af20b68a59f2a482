"""Replaces a folder of generated files at once, and never one that holds somebody else's."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

from migrator.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SUMS = "SHA256SUMS"  # in the format of sha256sum: it tells which files are ours


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files (relative path → bytes) and a list of their sums; files of an earlier run vanish.

    The folder changes by renaming, so that it is never half written.

    Raises:
        OutputError: the folder holds files that are not in its list of sums, or cannot be written.
    """
    strangers = _strangers(folder)
    if strangers:
        raise OutputError(
            f"{folder} holds files that were not written by migrator, such as {strangers[0]}.",
            "Name an empty or new folder with --out.",
        )
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    try:
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        _write(fresh, {**files, SUMS: _sums(files)})
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {error}.", "Check the folder's permissions and free space."
        ) from error


def _strangers(folder: Path) -> list[str]:
    if not folder.exists():
        return []
    if not folder.is_dir():
        return [folder.name]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return sorted(found - _listed(folder) - {SUMS})


def _listed(folder: Path) -> set[str]:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {line[66:] for line in lines}


def _sums(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if path.suffix == ".sh":
            path.chmod(0o755)
