"""Reads text files line by line, packed by gzip or not, of any length and in flat memory."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from migrator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_GZIP = b"\x1f\x8b"
_LONGEST = 100_000  # bytes of one line; the rest of a longer one is passed over


def is_packed(head: bytes) -> bool:
    """True for the first bytes of a gzip file."""
    return head.startswith(_GZIP)


def unpacked_head(head: bytes, size: int) -> bytes:
    """Return the first bytes of the text, whether it is packed or not."""
    if not is_packed(head):
        return head[:size]
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, size)
    except zlib.error:
        return b""


def lines_of(stream: BinaryIO, name: str, *, packed: bool) -> Iterator[bytes]:
    """Yield lines without their ends.

    Raises:
        InputError: the packed file is damaged or cut off.
    """
    source = gzip.GzipFile(fileobj=stream) if packed else stream
    try:
        while line := source.readline(_LONGEST):
            whole = line
            while not whole.endswith(b"\n") and (whole := source.readline(_LONGEST)):
                pass
            yield line.rstrip(b"\r\n")
    except (EOFError, OSError, zlib.error) as error:
        raise InputError(
            f"{name} cannot be read to its end: {error}.", "Copy it again from where it came from."
        ) from error
