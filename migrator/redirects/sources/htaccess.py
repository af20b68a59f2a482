"""Apache's own rules: Redirect, RedirectMatch and RewriteRule of the plain forms, from .htaccess or a vhost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from migrator.redirects._sites import bare
from migrator.redirects.sources._conditions import hosts_of, parameters_of
from migrator.redirects.sources._contract import NAMED, SURE, Given
from migrator.redirects.sources._rules import (
    BELOW,
    CASE,
    NO_REDIRECT,
    PUT_TOGETHER,
    SAME_PATH,
    Notes,
    Rule,
    written_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migrator.redirects.pairs import PairList, Sites

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|(\S+)')
_DIRECTIVE = re.compile(
    r"(?im)^\s*(?:Redirect(?:Match|Permanent|Temp)?\s+(?:\w+\s+)?[\"']?[/^(.h]|RewriteRule\s|RewriteEngine\s)"
)
_NAMED_STATUS = {"permanent": "301", "temp": "302", "seeother": "303", "gone": "410"}
_PARTS = re.compile(
    r"(?<!\\)%[\d{]"
)  # of a condition, or a variable; `%20` too: Apache reads it as %2 and a 0
_EVERYTHING = {"^", ".*", "(.*)", "^(.*)$", "^.*$", "^/?(.*)$", "^/?.*$"}
_SAME_PLACE = re.compile(r"(?i)https?://([\w.-]+|%\{(?:HTTP_HOST|SERVER_NAME)\})(?:/?\$1|%\{REQUEST_URI\})")
_NO_QUERY = "held for the address without a query; the new ones hold with any"


@dataclass(slots=True)
class _Conditions:
    """The RewriteCond lines above a RewriteRule, as far as they are plain."""

    hosts: tuple[str, ...] = ()
    query: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    about_site: bool = True  # they ask for nothing but scheme and host
    no_query: bool = False
    odd: str = ""
    _is_open: bool = False  # by the flag OR

    def add(self, words: Sequence[str]) -> None:
        asked, pattern, raw = (*words, "", "", "")[:3]
        asked, flags = asked.upper(), _flags(raw)
        is_or = bool(flags & {"OR", "ORNEXT"})
        if asked == "%{HTTP_HOST}" and (hosts := hosts_of(pattern)) and (self._is_open or not self.hosts):
            self.hosts += hosts
        elif (asked, pattern) == ("%{QUERY_STRING}", "^$") and not is_or and not self._is_open:
            self.no_query = True
        elif (
            asked == "%{QUERY_STRING}"
            and not is_or
            and not self._is_open
            and (found := parameters_of(pattern))
        ):
            self.query += found
            self.about_site = False
        else:
            self.odd = self.odd or f"its condition {' '.join(words)!r} is no plain host or query"
            self.about_site &= asked in {"%{HTTPS}", "%{HTTP_HOST}", "%{SERVER_PORT}", "%{REQUEST_SCHEME}"}
            self.about_site |= asked.startswith("%{HTTP:X-FORWARDED")
        self._is_open = is_or


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
    if not re.match(r"3|410", status):
        notes.remark(line, NO_REDIRECT)
    elif len(rest) > 2 or not old or (not new and status != "410"):  # noqa: PLR2004
        notes.refuse(line, text, "it does not name one old and one new address")
    elif directive == "redirectmatch":
        _by_pattern(notes, Rule(line, text, old, new, status))
    elif old == "/":
        notes.refuse(line, text, "it sends every address of the site to the same path somewhere else")
    else:
        notes.remark(line, BELOW)
        notes.add(line, written_path(old), new, status)


def _is_status(word: str) -> bool:
    return word.lower() in _NAMED_STATUS or re.fullmatch(r"[1-5]\d\d", word) is not None


def _rewrite(notes: Notes, line: int, words: list[str], conditions: _Conditions) -> None:
    text = " ".join(words)
    pattern, new, raw = (*words[1:], "", "", "")[:3]
    flags = _flags(raw)
    status = _rewrite_status(flags, new)
    if status is None:
        notes.remark(line, NO_REDIRECT)
    elif pattern in _EVERYTHING and conditions.about_site and _stays(new, conditions):
        notes.remark(line, SAME_PATH)
    elif conditions.odd:
        notes.refuse(line, text, conditions.odd)
    elif _PARTS.search(new):
        notes.refuse(line, text, PUT_TOGETHER)
    else:
        if flags & {"NC", "NOCASE"}:
            notes.remark(line, CASE)
        if conditions.no_query:
            notes.remark(line, _NO_QUERY)
        rooted = re.sub(r"^\^/?\??", "^/", pattern) if pattern.startswith("^") else pattern
        hosts = conditions.hosts or (None,)
        _by_pattern(notes, Rule(line, text, rooted, new, status, hosts, tuple(conditions.query)))


def _flags(raw: str) -> set[str]:
    return {flag.strip().upper() for flag in raw.strip("[]").split(",")}


def _stays(new: str, conditions: _Conditions) -> bool:
    """True when a rule for every address leads to the same site: its own host, or the one its condition names."""
    found = _SAME_PLACE.fullmatch(new)
    if found is None:
        return False
    return found[1].startswith("%") or bare(found[1].lower()) in map(bare, conditions.hosts)


def _rewrite_status(flags: set[str], new: str) -> str | None:
    """Return the status a RewriteRule answers with, None for one that redirects nobody."""
    if flags & {"G", "GONE"}:
        return "410"
    for flag in flags:
        name, _, value = flag.partition("=")
        if name in {"R", "REDIRECT"}:
            status = _NAMED_STATUS.get(value.lower(), value) or "302"
            return status if status.startswith("3") or status == "410" else None
    return "302" if re.match(r"(?i)https?://", new) else None


def _by_pattern(notes: Notes, rule: Rule) -> None:
    target = "" if rule.status == "410" else rule.new.replace("\\%", "%").removesuffix("?")
    notes.take_pattern(replace(rule, new=target))


PLUGIN = Htaccess()
