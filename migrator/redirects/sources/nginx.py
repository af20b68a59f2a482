"""nginx's own rules: map tables, return and rewrite of the plain forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.redirects.sources._contract import SURE, Given
from migrator.redirects.sources._nginx_words import Directive, directives
from migrator.redirects.sources._rules import (
    BELOW,
    CASE,
    DOT,
    Notes,
    plain_pattern,
    url_path,
    written_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrator.redirects.pairs import PairList, Sites

_LOOKS = re.compile(
    r"(?m)^\s*(?:map\s+\S+\s+\$\w+\s*\{|return\s+30[1278]\s+\S+;|rewrite\s+\S+\s+\S+(?:\s+\w+)?;|server_name\s[^;]+;)"
)
_HERE = re.compile(r"\$scheme://\$(?:host|http_host|server_name)(?=/)")
_KEYED_BY = {"$uri", "$request_uri", "${uri}", "${request_uri}"}
_MAP_WORDS = {"default", "hostnames", "volatile", "include"}
_INTERNAL = "left alone, as they redirect nobody"
_FIRST_STATUS, _REDIRECTS = "301", {"301", "302", "303", "307", "308", "410"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a directive stands: the server's host, and the location or condition around it."""

    host: str | None = None
    around: Directive | None = None


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
        elif one.name == "server":
            _walk(notes, one.block, _Place(_host(one)), statuses)
        elif one.block:
            is_rule = one.name in {"location", "if"}
            _walk(notes, one.block, _Place(place.host, one if is_rule else place.around), statuses)


def _host(server: Directive) -> str | None:
    names = next((one.words[1:] for one in server.block if one.name == "server_name"), ())
    plain = [name for name in names if re.fullmatch(r"[A-Za-z0-9.-]+\.[A-Za-z0-9-]+", name)]
    return plain[0].lower() if plain else None


def _map(notes: Notes, table: Directive, statuses: dict[str, str]) -> None:
    source, variable = (*table.words[1:], "", "")[:2]
    if source not in _KEYED_BY or not ({variable} & statuses.keys() or variable.startswith("$")):
        if any(re.match(r"https?://|/", one.words[-1]) for one in table.block):
            notes.refuse(table.line, table.text, "it looks up something else than the address")
        return
    status = statuses.get(variable, _FIRST_STATUS)
    for one in table.block:
        if one.name in _MAP_WORDS or len(one.words) != 2 or not one.words[1]:  # noqa: PLR2004 (key and value)
            continue
        key, value = one.words
        if status == "410":
            value = ""
        _by_key(notes, one, (key, value, status), None)


def _by_key(notes: Notes, one: Directive, rule: tuple[str, str, str], host: str | None) -> None:
    key, value, status = rule
    target = _target(value)
    if target is None:
        notes.refuse(one.line, one.text, "its new address is put together from parts of the old one")
    elif key.startswith("~"):
        _by_pattern(notes, one, (key[1:], target, status), host)
    else:
        notes.add(one.line, written_path(key), target, status, host)


def _target(value: str) -> str | None:
    """Return a target in which nothing is put in, None for any other."""
    plain = _HERE.sub("", value)
    return None if "$" in plain else plain


def _by_pattern(notes: Notes, one: Directive, rule: tuple[str, str, str], host: str | None) -> None:
    pattern, target, status = rule
    if pattern.startswith("*"):
        notes.remark(one.line, CASE)
        pattern = pattern[1:]
    plain = plain_pattern(pattern)
    if plain is None:
        notes.refuse(
            one.line,
            one.text,
            "its pattern stands for more than a few addresses, or is not anchored by ^ and $",
        )
        return
    if plain.has_dot:
        notes.remark(one.line, DOT)
    for path in plain.texts:
        notes.add(one.line, url_path(path), target, status, host)


def _return(notes: Notes, one: Directive, place: _Place, statuses: dict[str, str]) -> None:
    words = one.words[1:]
    status, value = (words[0], words[1]) if len(words) > 1 else ("302", words[0]) if words else ("", "")
    if words == ("410",):
        status, value = "410", ""
    target = _target(value)
    if status not in _REDIRECTS or (value in statuses and value.startswith("$")):
        return  # another answer, or the rules of a map, which are read there
    text = f"{place.around.text} {{ {one.text} }}" if place.around else one.text
    if place.around is None:
        notes.refuse(one.line, text, "it answers every address of the server")
    elif target is None or (not target and status != "410"):
        notes.refuse(one.line, text, "its new address is put together from parts of the old one")
    else:
        _at(notes, Directive(one.line, (text,)), (target, status), place)


def _at(notes: Notes, one: Directive, answer: tuple[str, str], place: _Place) -> None:
    """Take over an answer for the address that a location or a condition names."""
    words = place.around.words if place.around else ()
    target, status = answer
    match words:
        case ("location", "=", path) | ("if", "($request_uri" | "($uri", "=", path):
            notes.add(one.line, written_path(path.removesuffix(")")), target, status, place.host)
        case ("location", "~", pattern):
            _by_pattern(notes, one, (pattern, target, status), place.host)
        case ("location", "~*", pattern):
            _by_pattern(notes, one, (f"*{pattern}", target, status), place.host)
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
        notes.remark(one.line, _INTERNAL)
        return
    target = _target(value)
    if target is None:
        notes.refuse(one.line, one.text, "its new address is put together from parts of the old one")
        return
    status = "301" if flag == "permanent" else "302"
    _by_pattern(notes, one, (pattern, target.removesuffix("?"), status), place.host)


PLUGIN = Nginx()
