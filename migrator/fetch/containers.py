"""Opens a file, folder or zip that a person names, safely: nothing is unpacked, followed out of it, or without end."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from migrator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

HEAD = 65_536  # bytes a format is recognised by
MOST_MEMBERS = 200_000
LARGEST_MEMBER = 20_000_000_000  # bytes, unpacked
_RATIO, _RATIO_FROM = 250, 100_000_000  # XML packs to a tenth; a bomb to a thousandth
_ENCRYPTED = 0x1
_MAGIC = b"PK\x03\x04"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)
_DRIVE = re.compile(r"[A-Za-z]:")
_DECOYS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class _Files:
    """A file or a folder on disk."""

    name: str
    members: dict[str, Path]

    @property
    def written(self) -> datetime | None:
        """When the newest file was written."""
        times = [path.stat().st_mtime for path in self.members.values()]
        return datetime.fromtimestamp(max(times), UTC) if times else None

    def names(self) -> Sequence[str]:
        """Return the relative names of all files, sorted."""
        return sorted(self.members)

    def head(self, name: str) -> bytes:
        """Return a file's first bytes."""
        with self.open(name) as stream:
            return stream.read(HEAD)

    def open(self, name: str) -> BinaryIO:
        """Open a file.

        Raises:
            InputError: it cannot be read.
        """
        try:
            return self.members[name].open("rb")
        except OSError as error:
            raise _unreadable(name, error.strerror or str(error)) from error


@dataclass(frozen=True, slots=True)
class _Zip:
    """The members of a zip file."""

    name: str
    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    @property
    def written(self) -> datetime | None:
        """When the newest member was written; zips know no zone, so it may be off by hours."""
        times = [datetime(*member.date_time, tzinfo=UTC) for member in self.members.values()]
        return max(times, default=None)

    def names(self) -> Sequence[str]:
        """Return the names of all members, sorted."""
        return sorted(self.members)

    def head(self, name: str) -> bytes:
        """Return a member's first bytes."""
        with self.open(name) as stream:
            return stream.read(HEAD)

    def open(self, name: str) -> BinaryIO:
        """Open a member.

        Raises:
            InputError: it is encrypted or damaged.
        """
        member = self.members[name]
        if member.flag_bits & _ENCRYPTED:
            raise InputError(
                f"{self.name} is protected by a password.", "Unpack it, and name the folder instead."
            )
        try:
            return cast(
                "BinaryIO", io.BufferedReader(_Member(self.archive.open(member), f"{self.name}/{name}"))
            )
        except (*_BROKEN, OSError) as error:
            raise _unreadable(f"{self.name}/{name}", str(error)) from error


class _Member(io.RawIOBase):
    """A member being unpacked: damage is told as an error a person can read."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        super().__init__()
        self._stream = stream
        self._name = name

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with what comes next.

        Raises:
            InputError: the zip is damaged there.
        """
        try:
            chunk = self._stream.read(len(buffer))
        except _BROKEN as error:
            raise _unreadable(self._name, str(error)) from error
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Close the member."""
        self._stream.close()
        super().close()


@contextmanager
def opened(path: Path) -> Iterator[_Files | _Zip]:
    """Open a file, zip or folder; a zip is known by its first bytes, not by its name.

    Raises:
        InputError: it does not exist, cannot be read, or is a zip with names or sizes no backup has.
    """
    try:
        if path.is_dir():
            yield _folder(path)
            return
        with path.open("rb") as stream:
            packed = stream.read(len(_MAGIC)) == _MAGIC
        if not packed:
            yield _Files(path.name, {path.name: path})
            return
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise _unreadable(str(path), error.strerror or str(error)) from error
    except _BROKEN as error:
        raise _unreadable(path.name, str(error)) from error
    with archive:
        yield _Zip(path.name, archive, _checked(path.name, archive.infolist()))


def _folder(path: Path) -> _Files:
    root = path.resolve()
    found = (
        file for file in sorted(path.rglob("*")) if file.is_file() and file.resolve().is_relative_to(root)
    )
    members = {name: file for file in found if not _is_decoy(name := file.relative_to(path).as_posix())}
    return _Files(path.name or root.name, members)


def _checked(name: str, members: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(members) > MOST_MEMBERS:
        raise _hostile(name, f"it has {len(members):,} members, and {MOST_MEMBERS:,} are the most")
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        _check(name, member)
        if not member.is_dir() and not _is_decoy(member.filename):
            if member.filename in found:
                raise _hostile(name, f"it has two members called {member.filename!r}")
            found[member.filename] = member
    return found


def _check(name: str, member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(member.filename):
        raise _hostile(name, f"its member {member.filename!r} points out of it")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise _hostile(name, f"its member {member.filename!r} is a link")
    ratio = member.file_size / max(1, member.compress_size)
    if member.file_size > LARGEST_MEMBER or (member.file_size > _RATIO_FROM and ratio > _RATIO):
        raise _hostile(name, f"its member {member.filename!r} unpacks to {member.file_size:,} bytes")


def _is_decoy(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part in _DECOYS or part.startswith("._") for part in parts)


def _hostile(name: str, why: str) -> InputError:
    return InputError(
        f"{name} is not opened: {why}.",
        "Unpack it with your system's tools if you trust it, and name the folder.",
    )


def _unreadable(name: str, why: str) -> InputError:
    return InputError(
        f"{name} cannot be read: {why}.", "Check the name and its permissions, or download the file again."
    )
