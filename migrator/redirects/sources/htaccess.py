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
_ABOUT_SITE = (
    "%{HTTPS}",
    "%{HTTP_HOST}",
    "%{SERVER_PORT}",
    "%{REQUEST_SCHEME}",
    "%{HTTP:X-FORWARDED",
    "%{HTTP:CF",
)
_TRANSPARENT = re.compile(r"(?i)</?(?:IfModule|IfDefine|IfVersion|VirtualHost|Directory|Macro|RequireAll)\b")
_NO_FILE = "held only where no file of that name stood"
_NO_QUERY = "held for the address without a query; the new ones hold with any"


@dataclass(slots=True)
class _Conditions:
    """The RewriteCond lines above a RewriteRule, as far as they are plain."""

    hosts: tuple[str, ...] = ()
    query: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    about_site: bool = True  # they ask for nothing but scheme and host
    path: str = ""  # a pattern on the whole path, in place of the rule's own
    other_hosts: tuple[str, ...] = ()  # hosts that are left out
    no_query: bool = False
    no_file: bool = False
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
        elif is_or or self._is_open:
            self._refuse(asked, words)
        elif asked == "%{QUERY_STRING}" and (found := parameters_of(pattern)):
            self.query += found
            self.about_site = False
        elif asked == "%{REQUEST_URI}" and pattern.startswith("^") and not self.path:
            self.path, self.about_site = pattern, False
        elif asked.startswith(("%{REQUEST_FILENAME}", "%{DOCUMENT_ROOT}")) and re.fullmatch(
            "!-[fdls]", pattern
        ):
            self.no_file = True
        else:
            self.other_hosts += (
                hosts_of(pattern[1:]) if asked == "%{HTTP_HOST}" and pattern[:1] == "!" else ()
            )
            self._refuse(asked, words)
        self._is_open = is_or

    def _refuse(self, asked: str, words: Sequence[str]) -> None:
        self.odd = self.odd or f"its condition {' '.join(words)!r} is no plain host or query"
        self.about_site &= asked.startswith(_ABOUT_SITE)


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
        notes, where, conditions = Notes(given.name), _Where(), _Conditions()
        for line, words in _directives(given.text):
            directive = words[0].lower()
            if directive.startswith("<") or directive in {"rewritebase", "servername"}:
                where.enter(directive, words)
            elif directive == "rewritecond":
                conditions.add(words[1:])
            elif where.inside and directive.startswith(("rewriterule", "redirect")):
                notes.refuse(line, " ".join(words), f"it holds only inside {where.inside[-1]}")
                conditions = _Conditions()
            elif directive == "rewriterule":
                _rewrite(notes, where, Rule(line, " ".join(words), *_padded(words[1:])), conditions)
                conditions = _Conditions()
            elif directive.startswith("redirect"):
                _redirect(notes, line, words, where.hosts)
        return notes.pairs(sites)


def _padded(words: Sequence[str]) -> tuple[str, str, str]:
    pattern, new, flags = (*words, "", "", "")[:3]
    return pattern, new, flags


@dataclass(slots=True)
class _Where:
    """What stands around a directive: the host of a vhost, the folder of a .htaccess, sections that limit it."""

    hosts: tuple[str | None, ...] = (None,)
    base: str = "/"
    inside: list[str] = field(default_factory=list)

    def enter(self, directive: str, words: Sequence[str]) -> None:
        value = (*words, "")[1]
        if directive == "rewritebase":
            self.base = f"/{value.strip('/')}/".replace("//", "/")
        elif directive == "servername":
            self.hosts = (re.sub(r"^\w+://|:\d+$", "", value).lower() or None,)
        elif directive.startswith("</virtualhost"):
            self.hosts = (None,)
        elif not _TRANSPARENT.match(directive):
            if directive.startswith("</"):
                self.inside = self.inside[:-1]
            else:
                self.inside.append(" ".join(words))


def _directives(text: str) -> Iterator[tuple[int, list[str]]]:
    started, pending = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        started = started or number
        pending += line
        if pending.endswith("\\"):
            pending = pending[:-1]
            continue
        stripped = pending.strip()
        if stripped and not stripped.startswith("#"):
            yield started, [_unquoted(found) for found in _WORD.finditer(stripped)]
        started, pending = 0, ""


def _unquoted(found: re.Match[str]) -> str:
    return next(text for text in (found[1], found[2], found[3], "") if text is not None)


def _redirect(notes: Notes, line: int, words: list[str], hosts: tuple[str | None, ...]) -> None:
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
        _by_pattern(notes, Rule(line, text, old, new, status, hosts))
    elif old == "/":
        notes.refuse(line, text, "it sends every address of the site to the same path somewhere else")
    else:
        notes.remark(line, BELOW)
        notes.take(Rule(line, text, old, new, status, hosts), written_path(old), new)


def _is_status(word: str) -> bool:
    return word.lower() in _NAMED_STATUS or re.fullmatch(r"[1-5]\d\d", word) is not None


def _rewrite(notes: Notes, where: _Where, given: Rule, conditions: _Conditions) -> None:
    """Take over a RewriteRule; its flags stand where a rule has its status."""
    flags = _flags(given.status)
    status = _rewrite_status(flags, given.new)
    everything = given.old in _EVERYTHING
    if status is None:
        notes.remark(given.line, NO_REDIRECT)
    elif everything and conditions.about_site and _stays(given.new, conditions):
        notes.remark(given.line, SAME_PATH)
    elif conditions.odd or (conditions.path and not everything):
        notes.refuse(given.line, given.text, conditions.odd or "it asks for the path twice")
    elif _PARTS.search(given.new) or (conditions.path and "$" in given.new):
        notes.refuse(given.line, given.text, PUT_TOGETHER)
    else:
        told = {CASE: flags & {"NC", "NOCASE"}, _NO_QUERY: conditions.no_query, _NO_FILE: conditions.no_file}
        for why, holds in told.items():
            if holds:
                notes.remark(given.line, why)
        if not conditions.no_query:
            notes.in_turn(given.line)
        hosts = conditions.hosts or where.hosts
        old, new = conditions.path or _rooted(given.old, where.base), _from_base(given.new, where.base)
        _by_pattern(notes, Rule(given.line, given.text, old, new, status, hosts, tuple(conditions.query)))


def _rooted(pattern: str, base: str) -> str:
    """Write a pattern, which begins at the folder of its file, as one on the whole path."""
    return (
        re.sub(r"^\^/?\??", lambda _: f"^{re.escape(base)}", pattern) if pattern.startswith("^") else pattern
    )


def _from_base(new: str, base: str) -> str:
    is_relative = re.match(r"(?i)/|https?:|-$|[%$]", new) is None
    return base + new if is_relative and base != "/" else new


def _flags(raw: str) -> set[str]:
    return {flag.strip().upper() for flag in raw.strip("[]").split(",")}


def _stays(new: str, conditions: _Conditions) -> bool:
    """True when a rule for every address leads to the same site: its own host, or the one its condition names."""
    found = _SAME_PLACE.fullmatch(new)
    if found is None:
        return False
    return found[1].startswith("%") or bare(found[1].lower()) in map(
        bare, (*conditions.hosts, *conditions.other_hosts)
    )


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
