"""nginx's own rules: map tables, return and rewrite of the plain forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.redirects._sites import bare
from migrator.redirects._spelling import query_pairs
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
_QUERY_AGAIN = re.compile(r"(?:\$is_args\$args|\?\$(?:args|query_string))$")
_EVERYTHING = {"^", ".*", "^.*", "^(.*)$", "^/(.*)$", "(.*)"}
_KEYED_BY = {"$uri", "$request_uri", "${uri}", "${request_uri}"}
_MAP_WORDS = {"default", "hostnames", "volatile", "include"}
_FIRST_STATUS, _REDIRECTS = "301", {"301", "302", "303", "307", "308", "410"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a directive stands: the server's host, and the location or condition around it."""

    hosts: tuple[str, ...] = ()
    around: Directive | None = None
    query: tuple[tuple[str, tuple[str, ...]], ...] = ()
    about_site: bool = False  # a condition around asks for scheme or host: it is no rule for an address

    @property
    def host(self) -> str | None:
        """The host that stands for all of them."""
        return self.hosts[0] if self.hosts else None

    @property
    def is_odd(self) -> bool:
        """True inside a condition that is no plain one."""
        return self.about_site or (self.around is not None and self.around.name == "if")


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
        elif one.name == "error_page" and re.match(r"https?://|\$scheme", one.words[-1]):
            notes.refuse(one.line, one.text, "it answers every address that is not found")
        elif one.name == "if":
            _walk(notes, one.block, _under(place, one), statuses)
        elif one.block:
            around = one if one.name == "location" else place.around
            _walk(notes, one.block, replace(place, around=around), statuses)


def _under(place: _Place, condition: Directive) -> _Place:
    """Return the place inside an `if`: plain ones on host, scheme and query are understood."""
    match _bare_words(condition):
        case ("if", "$host" | "$http_host" | "$server_name", "=", name):
            return replace(place, hosts=(name.lower(),), about_site=True)
        case ("if", "$scheme" | "$https" | "$http_x_forwarded_proto" | "$server_port", *_):
            return replace(place, about_site=True)
        case ("if", "$args" | "$query_string", "=", text) if place.around and query_pairs(text):
            return replace(place, query=tuple((name, (value,)) for name, value in query_pairs(text)))
        case ("if", name, "=", value) if place.around and name.startswith("$arg_"):
            asked = (name.removeprefix("$arg_"), (query_pairs(f"q={value}")[0][1],))
            return replace(place, query=(*place.query, asked))
    return replace(place, around=condition)


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
    plain = _QUERY_AGAIN.sub("", _HERE.sub("", value))
    return None if "$" in plain else plain


def _by_pattern(notes: Notes, one: Directive, rule: tuple[str, str, str], host: str | None) -> None:
    pattern, value, status = rule
    if pattern.startswith("*"):
        notes.remark(one.line, CASE)
        pattern = pattern[1:]
    target = _QUERY_AGAIN.sub("", _HERE.sub("", value)).removesuffix("?")
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
    if place.around is None or place.around.words[1:] == ("/",) or place.about_site:
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


def _bare_words(one: Directive) -> tuple[str, ...]:
    """Return a directive's words without the parentheses of a condition."""
    if one.name != "if":
        return one.words
    bare_words = [word.removeprefix("(") if number == 1 else word for number, word in enumerate(one.words)]
    last = bare_words[-1]
    bare_words[-1] = last.removesuffix(")") if last.count(")") > last.count("(") else last
    return tuple(word for word in bare_words if word)


def _at(notes: Notes, one: Directive, answer: tuple[str, str], place: _Place) -> None:
    """Take over an answer for the address that a location or a condition names."""
    value, status = answer
    target = "" if status == "410" else _target(value) or ""
    rule = Rule(one.line, one.text, "", target, status, (place.host,), place.query)
    match _bare_words(place.around) if place.around else ():
        case ("if", "$request_uri", "=", path):
            notes.take(rule, written_path(path), target)
        case ("location", "=", path) | ("if", "$uri", "=", path):
            notes.take(rule, decoded_path(path), target)
        case ("if", "$request_uri", "~", pattern):
            notes.take_pattern(replace(rule, old=pattern, new=_HERE.sub("", value)), written_path)
        case ("location", "~", pattern) | ("if", "$uri", "~", pattern) if not place.query:
            _by_pattern(notes, one, (pattern, value, status), place.host)
        case ("location", "~*", pattern) if not place.query:
            _by_pattern(notes, one, (f"*{pattern}", value, status), place.host)
        case ("location", "^~", path) | ("location", path) if path != "/" and path[:1] != "@":
            notes.remark(one.line, BELOW)
            notes.take(rule, written_path(path), target)
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
    status = "301" if flag == "permanent" else "302"
    if pattern in _EVERYTHING:
        moved = re.sub(r"/?\$1\??$", "$request_uri", value)
        whole = place.about_site or place.around is None or "$request_uri" in moved
        if whole:
            _everything(notes, one, moved, place)
        else:
            _at(notes, one, (value, status), place)
        return
    if place.is_odd or place.query:
        notes.refuse(one.line, one.text, "it stands inside a condition")
        return
    _by_pattern(notes, one, (pattern, value, status), place.host)


PLUGIN = Nginx()
