"""What the readers of servers' own rules share: plain patterns, rows, and a list of what was not understood."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.model import Finding
from migrator.redirects._spelling import (
    decoded,
    encoded_path,
    merged_path,
    percent_encoded,
    query_pairs,
    query_spellings,
    split_url,
    well_encoded,
)
from migrator.redirects.pairs import PairList, Row, Sites, pair_list
from migrator.redirects.sources._expand import plain_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LINES_NAMED = 10  # of one remark

BELOW = "they answered every address below too; only the address itself was taken over"
DOT = "an unescaped dot stood for any character; it was taken as a dot"
MANY = "it stands for more than one address"
NO_REDIRECT = "left alone, as they redirect nobody"
OFF = "switched off there, so they were left alone"
PUT_TOGETHER = "its new address is put together from parts of the old one"
SAME_PATH = "sent every address to the same path under another scheme or host name of the site: the new rules answer on all of them"
_BEGINNING = (
    "answered every address that begins so, as no $ ends the pattern; only the address itself was taken over"
)
_ENDLESS = (
    "its pattern stands for more than a few addresses, or is not anchored by ^ and $; "
    "write those that matter into a list of old and new URLs"
)
FOLDERS = (
    "Folders that are read: pages of Hugo or Jekyll with aliases or redirect_from, pages that point on, "
    "and what migrator redirects has written; for a list, name its file."
)
_NONE_TAKEN = (
    "Write the addresses that matter into a list: old URL, comma, new URL; keep the other rules by hand."
)
_GONE = "410"
CASE = "letter case did not matter; the address was taken over as it is written"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its server has it: `old` is a regular expression or a path, `new` may hold `$1`.

    It holds on any of `hosts` (none: on all), where `query` asks for one of several values of each parameter.
    """

    line: int
    text: str
    old: str
    new: str
    status: str
    hosts: tuple[str | None, ...] = (None,)
    query: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(slots=True)
class Notes:
    """Collects the rows of a file, and what could not be taken over as it stands."""

    name: str
    rows: list[Row] = field(default_factory=list)
    _refused: list[Finding] = field(default_factory=list)
    _remarks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _turns: set[str] = field(
        default_factory=set
    )  # places of rules that are tried from the top, whatever is asked

    def add(self, line: int, old: str, new: str, status: object, host: str | None = None) -> None:
        """Take over one rule; on a named host a path is a URL of that host."""
        origin, new = f"http://{host}" if host else "", "" if str(status) == _GONE else new
        if old.startswith("//"):  # a path all the same, in which servers merge slashes
            old = f"/{old.lstrip('/')}"
        self.rows.append(
            Row(
                place=f"line {line}",
                old=origin + old if old.startswith("/") else old,
                new=origin + new if new.startswith("/") else new,
                status=str(status),
                reason="existing rule",
            )
        )

    def take(self, rule: Rule, path: str, new: str) -> None:
        """Take over what a rule does for one path as it stands in a URL."""
        asked = [[(name, value) for value in values] for name, values in rule.query]
        for host, query in itertools.product(rule.hosts, itertools.product(*asked)):
            self.add(rule.line, with_query(path, query), new, rule.status, host)

    def take_pattern(self, rule: Rule, spelled: Callable[[str], str] | None = None) -> None:
        """Take over each address that a regular expression stands for, or list the rule.

        `spelled` writes such an address as it stands in a URL, where the server does not compare decoded paths.
        """
        pattern = re.sub(r"^(\^?)\(\?i\)", r"\1", rule.old)
        is_beginning = pattern.startswith("^") and not pattern.endswith("$")
        plain = plain_pattern(f"{pattern}$" if is_beginning else pattern)
        if plain is None or (is_beginning and {"", "/"} & set(plain.texts)):
            self.refuse(rule.line, rule.text, _ENDLESS)
            return
        if pattern != rule.old:
            self.remark(rule.line, CASE)
        if is_beginning:
            self.remark(rule.line, _BEGINNING)
        news = [match.filled(rule.new) for match in plain.matches]
        if None in news:
            self.refuse(rule.line, rule.text, PUT_TOGETHER)
            return
        if plain.has_dot:
            self.remark(rule.line, DOT)
        for match, new in zip(plain.matches, news, strict=True):
            self.take(rule, (spelled or url_path)(match.text), new or "")

    def in_turn(self, line: int) -> None:
        """Note that a rule is tried before those below it, and answers every query that it does not exclude."""
        self._turns.add(f"line {line}")

    def refuse(self, line: int, text: str, why: str) -> None:
        """List a rule that is not understood, with its line."""
        what = f"{self.name}, line {line}: {' '.join(text.split())[:160]!r}"
        self._refused.append(not_understood(what, why))

    def remark(self, line: int, why: str) -> None:
        """Note how a rule that was taken over differs from what it was, or what was left alone on purpose."""
        self._remarks[why].append(line)

    def pairs(self, sites: Sites) -> PairList:
        """Return what was read; a path that a rule leads to is on the old host unless somebody says otherwise.

        Raises:
            InputError: no rule could be taken over.
        """
        where = Sites(sites.old, sites.new or sites.old)
        reached, shadowed = self._reached()
        told = [*self._refused, *shadowed, *map(self._told, self._remarks)]
        return pair_list(reached, self.name, where, told, _NONE_TAKEN)

    def _reached(self) -> tuple[list[Row], list[Finding]]:
        """Leave out rules that no request reaches, because an earlier one answers their address, and name them."""
        reached: dict[object, Row] = {}
        shadowed: list[Finding] = []
        folders: list[tuple[str, Row]] = []
        queries: dict[object, list[tuple[frozenset[object], Row]]] = defaultdict(list)
        above = {f"line {line}" for why in (BELOW, _BEGINNING) for line in self._remarks.get(why, ())}
        for row in self.rows:
            place, query = address = _address(row.old)
            wider = next((other for asked, other in queries.get(place, ()) if asked < query), row)
            if row.place in self._turns:
                queries[place].append((query, row))
                if (wider.new, wider.status) != (row.new, row.status):
                    shadowed.append(self._shadowed(row, wider, "it was never reached, and is left out"))
                    continue
            first = reached.setdefault(address, row)
            if (first.new, first.status) != (row.new, row.status):
                shadowed.append(self._shadowed(row, first, "it was never reached, and is left out"))
            elif first is row and (folder := _above(row, folders)) is not None:
                shadowed.append(self._shadowed(row, folder, "it took no effect until now"))
            if row.place in above:
                folders.append((row.old.rstrip("/") + "/", row))
        return list(reached.values()), shadowed

    def _shadowed(self, row: Row, first: Row, what: str) -> Finding:
        message = f"{self.name}, {row.place}: {first.place} answers this address before ({first.old} → {first.new or first.status}): {what}."
        return Finding(code="redirect.shadowed", severity="warning", url=row.old, message=message)

    def _told(self, why: str) -> Finding:
        lines = self._remarks[why]
        shown = ", ".join(map(str, lines[:_LINES_NAMED])) + (", …" if len(lines) > _LINES_NAMED else "")
        message = f"{self.name}: {len(lines):,} of the rules: {why} (line {shown})."
        return Finding(code="redirect.narrowed", severity="warning", url="", message=message)


def _address(old: str) -> tuple[object, frozenset[object]]:
    """Return what makes two rules ask for the same address: its place, and the parameters of its query."""
    parts = split_url(old if split_url(old) else f"http://-{old}")
    if parts is None:
        return old, frozenset()
    path = merged_path(decoded(parts.path or "/"))
    return (parts.host, path), frozenset(query_pairs(parts.query))


def _above(row: Row, folders: Iterable[tuple[str, Row]]) -> Row | None:
    """Return an earlier rule that answers everything below its own address, this row's included, elsewhere."""
    found = (wider for folder, wider in folders if row.old.startswith(folder))
    return next((wider for wider in found if f"{wider.new.rstrip('/')}/" not in f"{row.new}/"), None)


def not_understood(what: str, why: str) -> Finding:
    """Return the finding for a rule that is left out."""
    message = f"{what} is not taken over: {why}."
    return Finding(code="redirect.not-understood", severity="error", url="", message=message)


def url_path(text: str) -> str:
    """Write a decoded path as it stands in a URL."""
    return encoded_path(text if text.startswith("/") else f"/{text}")


def written_path(text: str) -> str:
    """Keep a path that is percent-encoded already, encode one that is not."""
    if "%" in text:
        return percent_encoded(text, "".join(map(chr, range(0x21, 0x7F))))
    path, mark, query = text.partition("?")
    return encoded_path(path) + mark + query


def decoded_path(text: str) -> str:
    """Write what a server compares with decoded paths; where people wrote whole escapes, they meant these."""
    return (written_path(text) if well_encoded(text) else url_path(text)).replace("?", "%3F")


def with_query(path: str, query: Iterable[tuple[str, str]]) -> str:
    """Append query conditions to a path."""
    written = "&".join(f"{name}={query_spellings(value)[0]}" for name, value in query)
    return f"{path}?{written}" if written else path
