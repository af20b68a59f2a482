"""nginx's own rules: map tables, return and rewrite of the plain forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.redirects._sites import bare
from migrator.redirects.sources._contract import SURE, Given
from migrator.redirects.sources._nginx_words import Directive, directives
from migrator.redirects.sources._rules import (
    BELOW,
    CASE,
    NO_REDIRECT,
    PUT_TOGETHER,
    SAME_PATH,
    Notes,
    Rule,
    decoded_path,
    written_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrator.redirects.pairs import PairList, Sites

_LOOKS = re.compile(
    r"(?m)^\s*(?:map\s+\S+\s+\$\w+\s*\{|return\s+30[1278]\s+\S+;|rewrite\s+\S+\s+\S+(?:\s+\w+)?;|[\"']?~?\*?\^?/[^;\n]*\s\S+;\s*$|server_name\s[^;]+;)"
)
_HERE = re.compile(r"\$scheme://\$(?:host|http_host|server_name)(?=/)")
_SAME_PLACE = re.compile(
    r"https?://([\w.-]+|\$(?:host|http_host|server_name))\$(?:request_)?uri(?:\$is_args\$args)?"
)
_KEYED_BY = {"$uri", "$request_uri", "${uri}", "${request_uri}"}
_MAP_WORDS = {"default", "hostnames", "volatile", "include"}
_FIRST_STATUS, _REDIRECTS = "301", {"301", "302", "303", "307", "308", "410"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a directive stands: the server's host, and the location or condition around it."""

    hosts: tuple[str, ...] = ()
    around: Directive | None = None

    @property
    def host(self) -> str | None:
        """The host that stands for all of them."""
        return self.hosts[0] if self.hosts else None


class Nginx:
    """nginx configuration: a site's file, or a file with one map."""

    name = "nginx"
    title = "nginx: map, return and rewrite (configuration)"

    def recognises(self, given: Given) -> int:
        """Look for its directives."""
        return SURE if not given.is_folder and _LOOKS.search(given.peek) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each plain rule; a prefix location is taken for the address it names."""
        notes = Notes(given.name)
        try:
            top = directives(given.text)
        except RecursionError as error:
            raise InputError(
                f"{given.name} nests too deep.", "Give only the part with the redirects."
            ) from error
        statuses = dict(_statuses(top))
        _walk(notes, top, _Place(), statuses)
        return notes.pairs(sites)


def _statuses(found: Iterable[Directive]) -> Iterator[tuple[str, str]]:
    """Yield variable → status for each `return 301 $variable` or `rewrite … $variable permanent`."""
    for one in found:
        yield from _statuses(one.block)
        if one.name == "return" and len(one.words) == 3:  # noqa: PLR2004 (return, status, target)
            yield one.words[2], one.words[1]
        elif one.name == "rewrite" and len(one.words) == 4:  # noqa: PLR2004 (with a flag)
            yield one.words[2], {"permanent": "301"}.get(one.words[3], "302")


def _walk(notes: Notes, found: Iterable[Directive], place: _Place, statuses: dict[str, str]) -> None:
    for one in found:
        if one.name == "map":
            _map(notes, one, statuses)
        elif one.name == "return":
            _return(notes, one, place, statuses)
        elif one.name == "rewrite":
            _rewrite(notes, one, place, statuses)
        elif one.name[:1] in {"/", "~"} and len(one.words) == 2 and place == _Place():  # noqa: PLR2004 (of an included map)
            _by_key(notes, one, (*one.words, _FIRST_STATUS))
        elif one.name == "server":
            _walk(notes, one.block, _Place(_hosts(one)), statuses)
        elif one.block:
            is_rule = one.name in {"location", "if"}
            _walk(notes, one.block, _Place(place.hosts, one if is_rule else place.around), statuses)


def _hosts(server: Directive) -> tuple[str, ...]:
    names = next((one.words[1:] for one in server.block if one.name == "server_name"), ())
    return tuple(name.lower() for name in names if re.fullmatch(r"[A-Za-z0-9.-]+\.[A-Za-z0-9-]+", name))


def _map(notes: Notes, table: Directive, statuses: dict[str, str]) -> None:
    source, variable = (*table.words[1:], "", "")[:2]
    if source not in _KEYED_BY or not ({variable} & statuses.keys() or variable.startswith("$")):
        if any(re.match(r"https?://|/", one.words[-1]) for one in table.block):
            notes.refuse(table.line, table.text, "it looks up something else than the address")
        return
    status = statuses.get(variable, _FIRST_STATUS)
    for one in table.block:
        if one.name == "include":
            notes.refuse(one.line, one.text, "the rules are in another file: read that one too")
        elif one.name == "default" and re.match(r"https?:|/|\$", one.words[-1]):
            notes.refuse(one.line, one.text, "it answers every other address of the site")
        elif one.name not in _MAP_WORDS and len(one.words) == 2 and one.words[1]:  # noqa: PLR2004 (key and value)
            _by_key(notes, one, (*one.words, status), raw="request" in source)


def _by_key(notes: Notes, one: Directive, rule: tuple[str, str, str], *, raw: bool = False) -> None:
    key, value, status = rule
    target = "" if status == "410" else _target(value)
    if key.startswith("~"):
        _by_pattern(notes, one, (key[1:], "" if status == "410" else value, status), None)
    elif target is None:
        notes.refuse(one.line, one.text, PUT_TOGETHER)
    else:
        notes.add(one.line, written_path(key) if raw else decoded_path(key), target, status)


def _target(value: str) -> str | None:
    """Return a target in which nothing is put in, None for any other."""
    plain = _HERE.sub("", value)
    return None if "$" in plain else plain


def _by_pattern(notes: Notes, one: Directive, rule: tuple[str, str, str], host: str | None) -> None:
    pattern, value, status = rule
    if pattern.startswith("*"):
        notes.remark(one.line, CASE)
        pattern = pattern[1:]
    target = _HERE.sub("", value).removesuffix("?")
    notes.take_pattern(Rule(one.line, one.text, pattern, target, status, (host,)))


def _return(notes: Notes, one: Directive, place: _Place, statuses: dict[str, str]) -> None:
    words = one.words[1:]
    status, value = (*words, "", "")[:2]
    if not value and not status.isdecimal():
        status, value = "302", status
    if status not in _REDIRECTS or (value in statuses and value.startswith("$")):
        return  # another answer, or the rules of a map, which are read there
    text = f"{place.around.text} {{ {one.text} }}" if place.around else one.text
    by_pattern = place.around is not None and place.around.words[1:2] in {("~",), ("~*",)}
    if place.around is None or place.around.words[1:] == ("/",):
        _everything(notes, Directive(one.line, (text,)), value, place)
    elif status != "410" and not by_pattern and not _target(value):
        notes.refuse(one.line, text, PUT_TOGETHER)
    else:
        _at(notes, Directive(one.line, (text,)), (value, status), place)


def _everything(notes: Notes, one: Directive, value: str, place: _Place) -> None:
    """Leave alone what only leads to another name of the site; list what leads anywhere else."""
    found = _SAME_PLACE.fullmatch(value)
    if found and (found[1].startswith("$") or bare(found[1].lower()) in map(bare, place.hosts)):
        notes.remark(one.line, SAME_PATH)
    else:
        notes.refuse(one.line, one.text, "it answers every address of the server")


def _bare_word(word: str) -> str:
    return word.removeprefix("(") if word.startswith("($") else "" if word == ")" else _closed(word)


def _closed(word: str) -> str:
    return word.removesuffix(")") if word.count(")") > word.count("(") else word


def _at(notes: Notes, one: Directive, answer: tuple[str, str], place: _Place) -> None:
    """Take over an answer for the address that a location or a condition names."""
    words = tuple(word for word in map(_bare_word, place.around.words if place.around else ()) if word)
    value, status = answer
    target = "" if status == "410" else _target(value) or ""
    match words:
        case ("if", "$request_uri", "=", path):
            notes.add(one.line, written_path(path), target, status, place.host)
        case ("location", "=", path) | ("if", "$uri", "=", path):
            notes.add(one.line, decoded_path(path), target, status, place.host)
        case ("location", "~", pattern):
            _by_pattern(notes, one, (pattern, value, status), place.host)
        case ("location", "~*", pattern):
            _by_pattern(notes, one, (f"*{pattern}", value, status), place.host)
        case ("location", "^~", path) | ("location", path) if path not in {"/", "@"}:
            notes.remark(one.line, BELOW)
            notes.add(one.line, written_path(path), target, status, place.host)
        case _:
            notes.refuse(one.line, one.text, "it answers more than one address")


def _rewrite(notes: Notes, one: Directive, place: _Place, statuses: dict[str, str]) -> None:
    pattern, value, flag = (*one.words[1:], "", "", "")[:3]
    absolute = re.match(r"https?://|\$scheme", value) is not None
    if value in statuses and value.startswith("$"):
        return
    if flag not in {"permanent", "redirect"} and not absolute:
        notes.remark(one.line, NO_REDIRECT)
        return
    if pattern in {"^", ".*", "^.*", "^(.*)$", "^/(.*)$", "(.*)"} and place.around is None:
        _everything(notes, one, re.sub(r"/?\$1\??$", "$request_uri", value), place)
        return
    _by_pattern(notes, one, (pattern, value, "301" if flag == "permanent" else "302"), place.host)


PLUGIN = Nginx()
