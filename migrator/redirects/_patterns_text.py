"""Writes sets of paths as short regular expressions that PCRE, JavaScript and an automata library read alike."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Trie: TypeAlias = dict[str, "_Trie"]
_END = ""
_SPECIAL = frozenset(".()+")  # in a regular expression
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-")
SAFE = PLAIN | frozenset("!,;.()+")  # what a path may hold to be written in a pattern


def escaped(text: str) -> str:
    """Write a path within `SAFE` as a regular expression; no backslash, so no file format can misread it."""
    return "".join(f"[{char}]" if char in _SPECIAL else char for char in text)


def common_ends(paths: Sequence[str]) -> tuple[str, tuple[str, ...], str]:
    """Cut what all paths begin and end with off them: head, the middles, tail."""
    head = _common_beginning(paths)
    rests = [path[len(head) :] for path in paths]
    tail = _common_beginning([rest[::-1] for rest in rests])[::-1]
    return head, tuple(rest[: len(rest) - len(tail)] for rest in rests), tail


def _common_beginning(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    same = sum(
        1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    )
    return first[:same]


def either_of(texts: Iterable[str]) -> str:
    """Return a regular expression of exactly these texts, common beginnings written once."""
    root: _Trie = {}
    for text in sorted(texts):
        node = root
        for char in text:
            node = node.setdefault(char, {})
        node[_END] = {}
    return _branches(root)


def _branches(node: _Trie) -> str:
    written = ""
    while len(node) == 1 and _END not in node:
        ((char, node),) = node.items()
        written += escaped(char)
    branches = [escaped(char) + _branches(below) for char, below in node.items() if char != _END]
    if not branches:
        return written
    return f"{written}(?:{'|'.join(branches)}){'?' if _END in node else ''}"
