"""Reads web archive files (WARC, and the older ARC): the answers in them, decoded, one after the other."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from migrator.parts import part
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

_GZIP = b"\x1f\x8b"
_STARTS = (b"WARC/", b"filedesc://")
_KINDS = frozenset({"response", "resource", "revisit"})
_CHUNK = 65_536
_MOST_UNPACKED = 1_000_000  # bytes looked past at once
_UNDECODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_BROKEN = (EOFError, OSError, ValueError, TypeError, zlib.error)
_OK = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer in a file: `moment` is UTC as 14 digits ("" if unknown), header names are in lower case.

    A revisit has no body of its own: it repeats that of `refers_to`, or of any answer with the same digest.
    """

    url: str
    moment: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    digest: str = ""
    revisit: bool = False


class DamagedError(Exception):
    """A file cannot be read on from some place; what came before is good."""


def is_warc(head: bytes) -> bool:
    """True for the first bytes of a WARC or ARC file, packed or not."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(_STARTS)


def answers_in(stream: BinaryIO, most: int) -> Iterator[Kept]:
    """Yield the answers of a file whose body is not larger than `most` bytes; one body in memory at a time.

    Raises:
        DamagedError: the file is cut off or damaged from here on.
    """
    watched = _Watched(stream)
    records = part("warcio.archiveiterator", "warc").ArchiveIterator(watched, arc2warc=True)
    refused = part("warcio.exceptions", "warc").ArchiveLoadFailed
    try:
        for record in records:
            kept = _kept(record, most) if record.rec_type in _KINDS else None
            if kept is not None:
                yield kept
        if not watched.whole:
            raise EOFError("it is cut off")
    except (*_BROKEN, refused) as error:
        raise DamagedError(str(error).strip().partition("\n")[0] or type(error).__name__) from error


class _Watched:
    """A stream that knows whether the gzip members read from it all came to their end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._member: Any = None
        self._packed: bool | None = None
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        if self._packed is None:
            self._packed = chunk.startswith(_GZIP)
        self._read += len(chunk)
        if self._packed:
            self._follow(chunk)
        return chunk

    def tell(self) -> int:
        return self._read

    @property
    def whole(self) -> bool:
        return self._member is None

    def _follow(self, chunk: bytes) -> None:
        while chunk:
            member = self._member or zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            member.decompress(chunk, _MOST_UNPACKED)
            self._member = None if member.eof else member
            chunk = member.unused_data if member.eof else member.unconsumed_tail


def _kept(record: Any, most: int) -> Kept | None:
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    if absolute(url, "") is None:
        return None
    moment = "".join(char for char in record.rec_headers.get_header("WARC-Date") or "" if char.isdigit())[:14]
    headers = _headers(record)
    status = _status(record)
    revisit = record.rec_type == "revisit"
    body = b"" if revisit else _body(record, most)
    if status is None or body is None:
        return None
    if record.rec_type == "resource":
        headers.setdefault("content-type", record.rec_headers.get_header("Content-Type") or "")
    digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    return Kept(url, moment, status, headers, body, digest, revisit)


def _status(record: Any) -> int | None:
    if record.http_headers is None:
        return _OK if record.rec_type == "resource" else None
    code = str(record.http_headers.get_statuscode() or "")
    return int(code) if code.isdigit() else None


def _headers(record: Any) -> dict[str, str]:
    pairs = record.http_headers.headers if record.http_headers is not None else ()
    return {name.lower(): value for name, value in pairs if name.lower() not in _UNDECODED}


def _body(record: Any, most: int) -> bytes | None:
    """Return the body without chunks and compression; None where it is too large."""
    chunks: list[bytes] = []
    size = 0
    stream = record.content_stream()
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            return None
        chunks.append(chunk)
    record.raw_stream.read()
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError("it is cut off in the middle of a record")
    return b"".join(chunks)
