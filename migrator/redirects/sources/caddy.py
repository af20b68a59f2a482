"""Caddy's `redir` and `respond … 410` for one path or a few, from a Caddyfile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.redirects._sites import bare
from migrator.redirects.sources._contract import NAMED, SURE, Given
from migrator.redirects.sources._rules import (
    MANY,
    PUT_TOGETHER,
    SAME_PATH,
    Notes,
    Rule,
    decoded_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.redirects.pairs import PairList, Sites

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\S+)')
_LOOKS = re.compile(r"(?m)^\s*redir\s+(?:/|@|https?://|\*)")
_STATUSES = {"permanent": "301", "temporary": "302", "html": "302"}
_ADDRESS = re.compile(r"(?:https?://)?([\w-]+(?:\.[\w-]+)+)(?::\d+)?")
_FEW_WORDS = 2


@dataclass(slots=True)
class _State:
    """The blocks around a line: the hosts of the site, the paths of `handle`, and the matchers by name."""

    notes: Notes
    hosts: tuple[str | None, ...] = (None,)
    blocks: list[str] = field(default_factory=list)
    matchers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)

    @property
    def around(self) -> str:
        """The innermost path that a block is for, empty outside of all."""
        return next((path for path in reversed(self.blocks) if path), "")


class Caddy:
    """A Caddyfile, or a part of one."""

    name = "caddy"
    title = "Caddy: redir (Caddyfile)"

    def recognises(self, given: Given) -> int:
        """Look at the file's name and for its directive."""
        if given.is_folder:
            return 0
        if given.file_name == "caddyfile" or given.file_name.endswith(".caddy"):
            return NAMED
        return SURE if _LOOKS.search(given.peek) else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each redirect of a path, or of the paths a named matcher lists."""
        state = _State(Notes(given.name))
        for number, words in _lines(given.text):
            _line(state, number, words)
        return state.notes.pairs(sites)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        bare_line = re.split(r"(?:^|\s)#", line, maxsplit=1)[0]
        words = [found[1] or found[2] or found[3] or "" for found in _WORD.finditer(bare_line)]
        if words:
            yield number, words


def _line(state: _State, number: int, words: list[str]) -> None:
    if words == ["}"]:
        if state.blocks:
            state.blocks.pop()
    elif words[-1] == "{":
        _open(state, words[:-1])
    elif not state.blocks and words[0] not in {"redir", "respond"} and not words[0].startswith("@"):
        state.pending += words
        state.hosts = _hosts(state.pending)
    elif words[0].startswith("@"):
        state.matchers[words[0]] = _matched(words[1:])
    elif words[0] == "redir":
        _redirect(state, number, words)
    elif words[0] == "respond" and "410" in words[-2:]:
        _answer(state, Rule(number, " ".join(words), words[1], "", "410", state.hosts))


def _open(state: _State, words: list[str]) -> None:
    if not state.blocks:
        state.hosts = _hosts([*state.pending, *words])
        state.pending, state.matchers = [], {}
    is_path = words[:1] in (["handle"], ["route"]) and len(words) == _FEW_WORDS
    if words[:1] and words[0].startswith("@"):
        state.matchers[words[0]] = ("",)
    state.blocks.append(words[1] if is_path else "")


def _hosts(words: list[str]) -> tuple[str | None, ...]:
    """Return the names of a site block, each once whether with or without `www.`."""
    found = (_ADDRESS.fullmatch(word.strip(",")) for word in words)
    names = sorted((one[1].lower() for one in found if one), key=len, reverse=True)
    return tuple({bare(name): name for name in names}.values()) or (None,)


def _matched(words: list[str]) -> tuple[str, ...]:
    """Return the paths a matcher lists, or its regular expression; an empty one for what is not read."""
    if words[:1] == ["path"]:
        return tuple(words[1:])
    return (words[-1],) if words[:1] == ["path_regexp"] and len(words) > 1 else ("",)


def _redirect(state: _State, number: int, words: list[str]) -> None:
    rest, text = words[1:], " ".join(words)
    status = "302"
    if len(rest) > 1 and (rest[-1] in _STATUSES or re.fullmatch(r"\d{3}", rest[-1])):
        status = _STATUSES.get(rest[-1], rest[-1])
        rest = rest[:-1]
    matcher = rest[0] if len(rest) == _FEW_WORDS else state.around
    rule = Rule(number, text, matcher, rest[-1] if rest else "", status, state.hosts)
    if not matcher or matcher == "*":
        _everything(state, rule)
    else:
        _answer(state, rule)


def _answer(state: _State, rule: Rule) -> None:
    paths = state.matchers.get(rule.old, ("",)) if rule.old.startswith("@") else (rule.old,)
    new = re.sub(r"\{re\.(?:\w+\.)?(\w+)\}", r"$\1", rule.new)
    for path in paths:
        one = Rule(rule.line, rule.text, path, new, rule.status, rule.hosts)
        if path.startswith("^"):
            state.notes.take_pattern(one)
        elif "*" in path or not path.startswith("/"):
            state.notes.refuse(rule.line, rule.text, MANY)
        elif "{" in new or "$" in new:
            state.notes.refuse(rule.line, rule.text, PUT_TOGETHER)
        else:
            state.notes.take(one, decoded_path(path), new)


def _everything(state: _State, rule: Rule) -> None:
    found = re.fullmatch(r"(?:https?|\{scheme\})://([\w.-]+|\{(?:host|hostport)\})\{uri\}", rule.new)
    names = {bare(host) for host in state.hosts if host}
    if found and (found[1].startswith("{") or bare(found[1].lower()) in names):
        state.notes.remark(rule.line, SAME_PATH)
    else:
        state.notes.refuse(rule.line, rule.text, "it answers every address of the site")


PLUGIN = Caddy()
