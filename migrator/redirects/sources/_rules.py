"""What the readers of servers' own rules share: plain patterns, rows, and a list of what was not understood."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.model import Finding
from migrator.redirects._spelling import encoded_path, percent_encoded, query_spellings
from migrator.redirects.pairs import PairList, Row, Sites, pair_list

if TYPE_CHECKING:
    from collections.abc import Iterable

_PIECE = re.compile(r"(\\x[0-9A-Fa-f]{2}|\\.|.)([?]?)", re.DOTALL)
_SPECIAL = frozenset("*+()[]{}|^$?\\")
_LITERAL_ESCAPE = re.compile(r"\\[^A-Za-z0-9]")
_MOST_SPELLINGS = 16  # of one pattern with optional characters
_LINES_NAMED = 10  # of one remark

BELOW = "they answered every address below too; only the address itself was taken over"
DOT = "an unescaped dot stood for any character; it was taken as a dot"
CASE = "letter case did not matter; the address was taken over as it is written"


@dataclass(frozen=True, slots=True)
class Plain:
    """The few texts a pattern stands for, and whether a dot in it stood for any character."""

    texts: tuple[str, ...]
    has_dot: bool


@dataclass(slots=True)
class Notes:
    """Collects the rows of a file, and what could not be taken over as it stands."""

    name: str
    rows: list[Row] = field(default_factory=list)
    _refused: list[Finding] = field(default_factory=list)
    _remarks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, line: int, old: str, new: str, status: object, host: str | None = None) -> None:
        """Take over one rule; on a named host a path is a URL of that host."""
        origin = f"http://{host}" if host else ""
        self.rows.append(
            Row(
                place=f"line {line}",
                old=origin + old if old.startswith("/") else old,
                new=origin + new if new.startswith("/") else new,
                status=str(status),
                reason="existing rule",
            )
        )

    def refuse(self, line: int, text: str, why: str) -> None:
        """List a rule that is not understood, with its line."""
        message = f"{self.name}, line {line}: {' '.join(text.split())[:160]!r} is not taken over: {why}."
        self._refused.append(
            Finding(code="redirect.not-understood", severity="error", url="", message=message)
        )

    def remark(self, line: int, why: str) -> None:
        """Note how a rule that was taken over differs from what it was, or what was left alone on purpose."""
        self._remarks[why].append(line)

    def pairs(self, sites: Sites) -> PairList:
        """Return what was read; a path that a rule leads to is on the old host unless somebody says otherwise.

        Raises:
            InputError: no rule could be taken over.
        """
        where = Sites(sites.old, sites.new or sites.old)
        return pair_list(self.rows, self.name, where, [*self._refused, *map(self._told, self._remarks)])

    def _told(self, why: str) -> Finding:
        lines = self._remarks[why]
        shown = ", ".join(map(str, lines[:_LINES_NAMED])) + (", …" if len(lines) > _LINES_NAMED else "")
        message = f"{self.name}: {len(lines):,} of the rules: {why} (line {shown})."
        return Finding(code="redirect.narrowed", severity="warning", url="", message=message)


def plain_pattern(pattern: str) -> Plain | None:
    r"""Return what an anchored regular expression without choices stands for; None for any other.

    Optional characters (`/?`) give several texts. `\xHH` are bytes of UTF-8.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")) or pattern.endswith("\\$"):
        return None
    texts, has_dot = [b""], False
    for found in _PIECE.finditer(pattern[1:-1]):
        piece = _literal(found[1])
        if piece is None:
            return None
        has_dot = has_dot or found[1] == "."
        texts = [text + more for text in texts for more in ((b"", piece) if found[2] else (piece,))]
        if len(texts) > _MOST_SPELLINGS:
            return None
    return Plain(tuple(text.decode("utf-8", "surrogateescape") for text in texts), has_dot)


def _literal(piece: str) -> bytes | None:
    if re.fullmatch(r"\\x[0-9A-Fa-f]{2}", piece):
        return bytes.fromhex(piece[2:])
    if piece.startswith("\\"):
        return piece[1:].encode() if _LITERAL_ESCAPE.fullmatch(piece) else None
    return None if piece in _SPECIAL else piece.encode()


def url_path(text: str) -> str:
    """Write a decoded path as it stands in a URL."""
    return encoded_path(text if text.startswith("/") else f"/{text}")


def written_path(text: str) -> str:
    """Keep a path that is percent-encoded already, encode one that is not."""
    if "%" in text:
        return percent_encoded(text, "".join(map(chr, range(0x21, 0x7F))))
    path, mark, query = text.partition("?")
    return encoded_path(path) + mark + query


def with_query(path: str, query: Iterable[tuple[str, str]]) -> str:
    """Append query conditions to a path."""
    written = "&".join(f"{name}={query_spellings(value)[0]}" for name, value in query)
    return f"{path}?{written}" if written else path
