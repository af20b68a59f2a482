"""Reads XML of any size entry by entry: no entity, DTD or network is used, and no entry may be without end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from migrator.backups._contract import unreadable
from migrator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from migrator.model import Problem

LARGEST_ENTRY = 64_000_000  # bytes
_PROLOG = 1_000_000  # bytes in which the root element must begin
_CONTROLS = bytes(
    code for code in range(32) if code not in b"\t\n\r"
)  # WordPress writes them; XML 1.0 forbids them
_ROOT = re.compile(rb"<[A-Za-z_]")
_SKIPPED = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)
_ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_KNOWN = re.compile(rb"utf-?8|us-ascii|iso-8859-\d+|windows-125\d|latin-?1", re.IGNORECASE)
_SHOWN = 3  # errors named of a damaged file


class _Guarded:
    """A stream without control characters that refuses what could make a parser run away."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._prolog: bytes | None = b""
        self.since = 0  # bytes since the last entry

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.since += len(chunk)
        if self.since > LARGEST_ENTRY:
            raise InputError(
                f"{self._name} holds an entry of more than {LARGEST_ENTRY:,} bytes.",
                "No post is that large: the file is damaged, or no backup.",
            )
        if self._prolog is not None:
            self._look(chunk)
        return chunk.translate(None, _CONTROLS)

    def _look(self, chunk: bytes) -> None:
        seen = (self._prolog or b"") + chunk
        self._prolog = seen
        plain = _SKIPPED.sub(b"", seen)
        encoding = _ENCODING.match(seen)
        if b"\0" in seen or (encoding and not _KNOWN.fullmatch(encoding[1])):
            raise InputError(f"{self._name} is not UTF-8.", "Save the file as UTF-8, or download it again.")
        if b"<!DOCTYPE" in plain.split(b"<!--")[0][: _root_at(plain)]:
            raise InputError(
                f"{self._name} declares a document type, which no backup does.",
                "Download the backup again from the platform itself.",
            )
        if _ROOT.search(plain):
            self._prolog = None
        elif len(seen) > _PROLOG:
            raise InputError(f"{self._name} is no XML.", "Name the file the platform let you download.")


def _root_at(plain: bytes) -> int:
    found = _ROOT.search(plain)
    return found.start() if found else len(plain)


def elements(stream: BinaryIO, name: str, tags: tuple[str, ...]) -> Iterator[etree._Element | Problem]:
    """Yield the children and grandchildren of the root with one of these tags, each only until the next is asked for.

    What is damaged is skipped and told at the end, as is a file that breaks off.

    Raises:
        InputError: a document type, an odd encoding, or an entry without end.
    """
    guarded = _Guarded(stream, name)
    source: Any = guarded
    parsed = etree.iterparse(
        source, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        recover=True, huge_tree=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    wanted, depth = frozenset(tags), 0
    try:
        for event, element in parsed:
            depth += 1 if event == "start" else -1
            if event == "end" and depth <= 2 and element.tag in wanted:  # noqa: PLR2004 - root, channel, entry
                yield element
                _forget(element)
                guarded.since = 0
    except etree.XMLSyntaxError as error:
        yield unreadable(f"{name} cannot be read to its end: {error.msg}")
        return
    yield from _damage(name, parsed)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _damage(name: str, parsed: Any) -> Iterator[Problem]:
    log = [error for error in parsed.error_log if error.level >= etree.ErrorLevels.ERROR]
    if log:
        told = "; ".join(f"line {error.line}: {error.message}" for error in log[:_SHOWN])
        more = f" and {len(log) - _SHOWN:,} more" if len(log) > _SHOWN else ""
        yield unreadable(f"{name} is damaged ({told}{more}); what stands there may be missing")


def text(element: etree._Element, path: str) -> str:
    """Return the text of a child, "" where there is none."""
    return (element.findtext(path) or "").strip()
