"""Apache's own rules: Redirect, RedirectMatch and RewriteRule of the plain forms, from .htaccess or a vhost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.redirects.sources._contract import NAMED, SURE, Given
from migrator.redirects.sources._rules import (
    BELOW,
    CASE,
    DOT,
    Notes,
    plain_pattern,
    url_path,
    with_query,
    written_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migrator.redirects.pairs import PairList, Sites

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|(\S+)')
_DIRECTIVE = re.compile(r"(?im)^\s*(?:Redirect|RedirectMatch|RedirectPermanent|RewriteRule|RewriteEngine)\s")
_NAMED_STATUS = {"permanent": "301", "temp": "302", "seeother": "303", "gone": "410"}
_HOST = re.compile(r"\^?(?:\(\??:?www\\?\.\)\?)?([A-Za-z0-9.\\-]+?)\$?")
_QUERY = re.compile(
    r"(?:\^|\(\?:\^\|&\)|\(\^\|&\))([\w.-]+)=([^\\()\[\]{}.*+?|^$&]+)(?:\$|\(\?:&\|\$\)|\(&\|\$\))"
)
_PARTS = re.compile(r"(?<!\\)\$\d")
_REWRITE_PARTS = re.compile(r"(?<!\\)(?:\$[\d{]|%[\d{])")  # `%20` too: Apache reads it as %2 and a 0
_INTERNAL = "left alone, as they redirect nobody"


@dataclass(slots=True)
class _Conditions:
    """The RewriteCond lines above a RewriteRule, as far as they are plain."""

    host: str | None = None
    query: list[tuple[str, str]] = field(default_factory=list)
    odd: str = ""

    def add(self, words: Sequence[str]) -> None:
        asked, pattern, flags = (*words, "", "", "")[:3]
        if asked.upper() == "%{HTTP_HOST}" and "OR" not in flags and (found := _HOST.fullmatch(pattern)):
            self.host = found[1].replace("\\", "").lower()
        elif asked.upper() == "%{QUERY_STRING}" and not flags and (found := _QUERY.fullmatch(pattern)):
            self.query.append((found[1], found[2]))
        else:
            self.odd = f"its condition {' '.join(words)!r} is no plain host or query"


class Htaccess:
    """Apache configuration: .htaccess or a virtual host."""

    name = "htaccess"
    title = "Apache: Redirect, RedirectMatch, RewriteRule (.htaccess or configuration)"

    def recognises(self, given: Given) -> int:
        """Look at the file's name and for its directives."""
        if given.is_folder:
            return 0
        if given.file_name.endswith("htaccess") or given.file_name == "htaccess.txt":
            return NAMED
        return SURE if _DIRECTIVE.search(given.peek) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each plain rule; a Redirect is taken for the address it names."""
        notes, conditions = Notes(given.name), _Conditions()
        for line, words in _directives(given.text):
            directive = words[0].lower()
            if directive == "rewritecond":
                conditions.add(words[1:])
            elif directive == "rewriterule":
                _rewrite(notes, line, words, conditions)
                conditions = _Conditions()
            elif directive.startswith("redirect"):
                _redirect(notes, line, words)
        return notes.pairs(sites)


def _directives(text: str) -> Iterator[tuple[int, list[str]]]:
    started, pending = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        started = started or number
        pending += line
        if pending.endswith("\\"):
            pending = pending[:-1]
            continue
        stripped = pending.strip()
        if stripped and not stripped.startswith(("#", "<")):
            yield started, [_unquoted(found) for found in _WORD.finditer(stripped)]
        started, pending = 0, ""


def _unquoted(found: re.Match[str]) -> str:
    return next(text for text in (found[1], found[2], found[3], "") if text is not None)


def _redirect(notes: Notes, line: int, words: list[str]) -> None:
    directive, rest = words[0].lower(), words[1:]
    status = {"redirectpermanent": "301"}.get(directive, "302")
    if directive in {"redirect", "redirectmatch"} and rest and _is_status(rest[0]):
        status, rest = _NAMED_STATUS.get(rest[0].lower(), rest[0]), rest[1:]
    old, new = (*rest, "", "")[:2]
    text = " ".join(words)
    if len(rest) > 2 or not old or (not new and status != "410"):  # noqa: PLR2004
        notes.refuse(line, text, "it does not name one old and one new address")
    elif directive == "redirectmatch":
        _by_pattern(notes, line, (text, old, new, status), _Conditions())
    else:
        notes.remark(line, BELOW)
        notes.add(line, written_path(old), new, status)


def _is_status(word: str) -> bool:
    return word.lower() in _NAMED_STATUS or re.fullmatch(r"[1-5]\d\d", word) is not None


def _rewrite(notes: Notes, line: int, words: list[str], conditions: _Conditions) -> None:
    text = " ".join(words)
    pattern, new, raw = (*words[1:], "", "", "")[:3]
    flags = {flag.strip().upper() for flag in raw.strip("[]").split(",")}
    status = _rewrite_status(flags, new)
    if status is None:
        notes.remark(line, _INTERNAL)
    elif conditions.odd:
        notes.refuse(line, text, conditions.odd)
    else:
        if flags & {"NC", "NOCASE"}:
            notes.remark(line, CASE)
        rooted = re.sub(r"^\^/?\??", "^/", pattern) if pattern.startswith("^") else pattern
        _by_pattern(notes, line, (text, rooted, "" if status == "410" else new, status), conditions)


def _rewrite_status(flags: set[str], new: str) -> str | None:
    """Return the status a RewriteRule answers with, None for one that redirects nobody."""
    if flags & {"G", "GONE"}:
        return "410"
    for flag in flags:
        name, _, value = flag.partition("=")
        if name in {"R", "REDIRECT"}:
            return _NAMED_STATUS.get(value.lower(), value) or "302"
    return "302" if re.match(r"(?i)https?://", new) else None


def _by_pattern(notes: Notes, line: int, rule: tuple[str, str, str, str], conditions: _Conditions) -> None:
    text, pattern, new, status = rule
    plain = plain_pattern(pattern)
    if plain is None:
        notes.refuse(
            line, text, "its pattern stands for more than a few addresses, or is not anchored by ^ and $"
        )
    elif (_PARTS if text.lower().startswith("redirect") else _REWRITE_PARTS).search(new):
        notes.refuse(line, text, "its new address is put together from parts of the old one")
    else:
        if plain.has_dot:
            notes.remark(line, DOT)
        target = new.replace("\\%", "%").removesuffix("?")
        for path in plain.texts:
            notes.add(line, with_query(url_path(path), conditions.query), target, status, conditions.host)


PLUGIN = Htaccess()
