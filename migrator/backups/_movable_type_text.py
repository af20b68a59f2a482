"""The text Movable Type, TypePad and Hatena export, entry by entry: keys, then sections between lines of dashes.

A line of dashes inside a text is told from a separator by what follows it, so that no text is cut by its own ruler.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from migrator.backups._contract import unreadable
from migrator.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

_ENTRY_END, _SECTION_END = "--------", "-----"
_PIECE = 1 << 20  # characters read at once of a line without end
_AHEAD = 100  # lines looked through for what follows a separator
_LARGEST = 64 << 20  # characters of one entry
_KEYS = frozenset(
    (
        *("AUTHOR", "TITLE", "BASENAME", "STATUS", "ALLOW COMMENTS", "ALLOW PINGS", "CONVERT BREAKS", "DATE", "TAGS"),
        *("PRIMARY CATEGORY", "CATEGORY", "UNIQUE URL", "NO ENTRY", "AUTHOR EMAIL", "IMAGE", "PERMALINK"),
    )
)  # fmt: skip
_SECTIONS = frozenset(("BODY", "EXTENDED BODY", "EXCERPT", "KEYWORDS", "COMMENT", "PING"))
_REMARK_KEYS = frozenset(("AUTHOR", "EMAIL", "IP", "URL", "DATE", "TITLE", "BLOG NAME"))
_PAIR = re.compile(r"([A-Z][A-Z ]{1,20}):(?: (.*)|[ \t]*)")
_SECTION = re.compile(r"([A-Z][A-Z ]{2,14}):\s*")
_DATE = re.compile(
    r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp])?\.?[Mm]?\.?\s*"
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KANA = re.compile(r"[\u3041-\u30fa]")
_HALF_DAY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment or ping as it stands in the file; `published` has no zone."""

    kind: str  # "comment" or "trackback"
    author: str
    url: str
    title: str
    published: datetime | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `head` has the last value of each key, `categories` the primary one first; `published` has no zone."""

    head: dict[str, str]
    categories: tuple[str, ...]
    published: datetime | None
    body: str
    extended: str
    excerpt: str
    remarks: tuple[Remark, ...]


def read(stream: BinaryIO, head: bytes) -> Iterator[Entry | Problem]:
    """Yield the entries of a file; `head` is its beginning, which tells how it is encoded."""
    for lines in _entries(_lines(stream, head)):
        entry = None if isinstance(lines, Problem) else _entry(lines)
        if isinstance(lines, Problem):
            yield lines
        elif entry is not None:
            yield entry
        elif any(line.strip() for line in lines):
            yield unreadable(f"an entry without a key: {' '.join(lines)[:80]}")


def beginning(head: bytes) -> list[str]:
    """Return the lines of a file's beginning."""
    return list(_lines(io.BytesIO(head), head))


def looks_like_export(head: bytes) -> bool:
    """True where a file begins with keys of an entry, and goes on with a section."""
    lines = (line.rstrip() for line in beginning(head))
    filled = (line for line in lines if line)
    keys = set()
    for line in filled:
        pair = _PAIR.fullmatch(line)
        if pair is None or pair[1] not in _KEYS:
            return line == _SECTION_END and "DATE" in keys and next(filled, "").rstrip(":") in _SECTIONS
        keys.add(pair[1])
    return False


# --- bytes to lines ------------------------------------------------------------------------------------


def _lines(stream: BinaryIO, head: bytes) -> Iterator[str]:
    """Yield the lines without their ends, whatever ends them; each is decoded by itself, as old files mix encodings."""
    whole = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    with io.TextIOWrapper(stream, encoding=whole or "latin-1", errors="replace", newline=None) as text:
        fallback = _fallback(head)
        while read := text.readline(_PIECE):
            line = read.rstrip("\n")
            yield line if whole else _decoded(line.encode("latin-1"), fallback)


def _decoded(line: bytes, fallback: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(fallback, "replace")


def _fallback(head: bytes) -> str:
    """Return the encoding of lines that are not UTF-8: a Japanese one where that gives kana, else Windows' Latin."""
    odd = b"\n".join(line for line in head.splitlines()[:-1] if not _is_utf8(line))
    for encoding in ("euc_jp", "shift_jis"):
        try:
            text = odd.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _KANA.search(text):
            return encoding
    return "cp1252"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- lines to entries ------------------------------------------------------------------------------------


def _entries(lines: Iterable[str]) -> Iterator[list[str] | Problem]:
    """Yield the lines of each entry: eight dashes end one where the next entry's keys follow, or nothing."""
    entry: list[str] = []
    size = 0
    source, pending = iter(lines), deque[str]()
    while (line := pending.popleft() if pending else next(source, None)) is not None:
        if line.rstrip() == _ENTRY_END:
            pending.extend(() if any(map(_says_something, pending)) else _up_to_text(source))
            if _begins_entry(next(filter(_says_something, pending), "")):
                yield (
                    entry if size <= _LARGEST else unreadable(f"an entry beyond all measure: {entry[0][:80]}")
                )
                entry, size = [], 0
                continue
        size += len(line)
        if size <= _LARGEST:
            entry.append(line)
    if size:
        yield entry if size <= _LARGEST else unreadable(f"an entry beyond all measure: {entry[0][:80]}")


def _up_to_text(lines: Iterator[str]) -> Iterator[str]:
    """Yield what follows up to the first line that says something."""
    for line in islice(lines, _AHEAD):
        yield line
        if _says_something(line):
            return


def _says_something(line: str) -> bool:
    return line.rstrip() not in {"", _ENTRY_END}


def _begins_entry(line: str) -> bool:
    return not line or _is_key(line)


def _is_key(line: str) -> bool:
    pair = _PAIR.fullmatch(line.rstrip())
    return pair is not None and pair[1] in _KEYS


def _entry(lines: Sequence[str]) -> Entry | None:
    sections = _sections(lines)
    pairs = [
        (pair[1], (pair[2] or "").strip()) for line in sections[0] if (pair := _PAIR.fullmatch(line.rstrip()))
    ]
    if not pairs:
        return None
    head = dict(pairs)
    primary = [value for key, value in pairs if key == "PRIMARY CATEGORY"]
    named = [value for key, value in pairs if key == "CATEGORY"]
    texts = {
        name: "\n".join(text).strip("\n") for name, text in map(_named, sections[1:]) if name in _SECTIONS
    }
    return Entry(
        head=head,
        categories=tuple(dict.fromkeys(filter(None, (*primary, *named)))),
        published=moment(head.get("DATE", "")),
        body=texts.get("BODY", ""),
        extended=texts.get("EXTENDED BODY", ""),
        excerpt=texts.get("EXCERPT", ""),
        remarks=tuple(_remark(*_named(one)) for one in sections[1:] if _named(one)[0] in {"COMMENT", "PING"}),
    )


def _sections(lines: Sequence[str]) -> list[list[str]]:
    """Return the keys' lines and those of each section: five dashes end one where a section's name or nothing follows."""
    found: list[list[str]] = [[]]
    for place, line in enumerate(lines):
        if line.rstrip() == _SECTION_END and _ends_section(lines, place + 1):
            found.append([])
        else:
            found[-1].append(line)
    return found


def _ends_section(lines: Sequence[str], after: int) -> bool:
    following = next((lines[at] for at in range(after, len(lines)) if lines[at].strip()), "")
    name = _SECTION.fullmatch(following)
    return not following or (name is not None and name[1] in _SECTIONS)


def _named(section: Sequence[str]) -> tuple[str, list[str]]:
    filled = next((place for place, line in enumerate(section) if line.strip()), None)
    if filled is None:
        return "", []
    return section[filled].strip().rstrip(":"), list(section[filled + 1 :])


def _remark(name: str, lines: Sequence[str]) -> Remark:
    told: dict[str, str] = {}
    place = 0
    for line in lines:
        pair = _PAIR.fullmatch(line.rstrip())
        if pair is None or pair[1] not in _REMARK_KEYS or pair[1] in told:
            break
        told[pair[1]] = (pair[2] or "").strip()
        place += 1
    return Remark(
        kind="comment" if name == "COMMENT" else "trackback",
        author=told.get("AUTHOR") or told.get("BLOG NAME", ""),
        url=told.get("URL", ""),
        title=told.get("TITLE", ""),
        published=moment(told.get("DATE", "")),
        text="\n".join(lines[place:]).strip("\n"),
    )


def moment(written: str) -> datetime | None:
    """Return a date as the files write it (month first; 12 or 24 hours, no zone); None for what is none."""
    found = _DATE.fullmatch(written)
    if found is None:
        return None
    month, day, year, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if found[7]:
        hour = hour % _HALF_DAY + (_HALF_DAY if found[7] in "Pp" else 0)
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the file names no zone
    except ValueError:
        return None
