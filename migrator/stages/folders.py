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


class Together:
    """Folders that are all replaced when its block ends, or, where it ends with an error, none of them."""

    def __init__(self) -> None:
        self._ready: list[Path] = []
        self._made: list[Path] = []
        self._depth = 0  # the outermost block decides

    def __enter__(self) -> Together:
        self._depth += 1
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        self._depth -= 1
        if self._depth:
            return
        if failed is None:
            for folder in self._ready:
                _renamed(folder)
            return
        for folder in self._ready:
            shutil.rmtree(_fresh(folder), ignore_errors=True)
        for parent in reversed(self._made):
            if not any(parent.iterdir()):
                parent.rmdir()

    def put(self, folder: Path, files: Mapping[str, bytes]) -> None:
        """Lay files (relative path → bytes) and a list of their sums ready beside the folder they are for.

        Raises:
            OutputError: the folder holds files that are not in its list of sums, or cannot be written.
        """
        strangers = _strangers(folder)
        if strangers:
            raise OutputError(
                f"{folder} holds files that were not written by migrator, such as {strangers[0]}.",
                "Name an empty or new folder with --out.",
            )
        self._made += [parent for parent in reversed(folder.parents) if not parent.exists()]
        self._ready.append(folder)
        try:
            shutil.rmtree(_fresh(folder), ignore_errors=True)
            _write(_fresh(folder), {**files, SUMS: _sums(files)})
        except OSError as error:
            raise _unwritten(folder, error) from error


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files (relative path → bytes) and a list of their sums; files of an earlier run vanish.

    The folder changes by renaming, so that it is never half written.

    Raises:
        OutputError: the folder holds files that are not in its list of sums, or cannot be written.
    """
    with Together() as folders:
        folders.put(folder, files)


def _renamed(folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    try:
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        _fresh(folder).rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise _unwritten(folder, error) from error


def _fresh(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _unwritten(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{folder} cannot be written: {error}.", "Check the folder's permissions and free space."
    )


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
