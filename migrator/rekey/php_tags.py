"""PHP's idea of what a tag is: WordPress's slug rules begin by taking tags out of a title with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACE = " \t\n\r\v\f"


@dataclass(slots=True)
class _Scan:
    text: str
    state: str = "text"  # text | tag | declaration | comment | code
    quote: str = ""
    depth: int = 0
    last_quote: str = ""  # PHP code keeps a second, looser account of quotes …
    brackets: int = 0  # … and one of brackets outside of them
    place: int = 0

    def before(self, count: int) -> str:
        return self.text[max(0, self.place - count) : self.place]

    def space_follows(self) -> bool:
        following = self.text[self.place + 1 : self.place + 2]
        return following != "" and following in _SPACE


def strip_tags(text: str) -> str:
    """Return the text without tags, comments and NULs; an unclosed tag takes the rest with it."""
    scan = _Scan(text)
    kept = []
    for scan.place, letter in enumerate(text):
        if letter == "\0":
            continue
        if scan.state == "text":
            if _is_text(scan, letter):
                kept.append(letter)
        else:
            _inside(scan, letter)
    return "".join(kept)


def _is_text(scan: _Scan, letter: str) -> bool:
    if letter == "<" and not scan.space_follows():
        scan.state = "tag"
        return False
    if letter == ">" and scan.depth:
        scan.depth -= 1
        return False
    return True


def _inside(scan: _Scan, letter: str) -> None:
    if letter in "\"'":
        _quote(scan, letter)
    elif letter == ">":
        _close(scan)
    elif scan.state == "tag":
        _inside_tag(scan, letter)
    elif scan.state == "code":
        _inside_code(scan, letter)
    elif scan.state == "declaration":
        _inside_declaration(scan, letter)


def _quote(scan: _Scan, letter: str) -> None:
    if scan.state == "comment" or (scan.state != "tag" and scan.before(1) == "\\"):
        return
    if scan.state != "tag":
        scan.last_quote = "" if scan.last_quote == letter else letter
    if not scan.quote:
        scan.quote = letter
    elif scan.quote == letter:
        scan.quote = ""


def _close(scan: _Scan) -> None:
    if scan.depth and scan.state != "comment":
        scan.depth -= 1
        return
    if scan.state == "code" and (scan.brackets or scan.last_quote == '"'):
        return
    ends = {"comment": "--", "code": "?"}.get(scan.state, "")
    if not scan.quote and scan.before(len(ends)) == ends:
        scan.state = "text"


def _inside_tag(scan: _Scan, letter: str) -> None:
    if letter == "<" and not scan.quote and not scan.space_follows():
        scan.depth += 1
    elif letter in "!?" and scan.before(1) == "<":
        scan.state = "declaration" if letter == "!" else "code"
        scan.last_quote, scan.brackets = "", 0


def _inside_code(scan: _Scan, letter: str) -> None:
    if letter in "()" and not scan.last_quote:
        scan.brackets += 1 if letter == "(" else -1


def _inside_declaration(scan: _Scan, letter: str) -> None:
    if letter == "-" and scan.before(2) == "!-":
        scan.state = "comment"
    elif letter in "Ee" and re.search(r"<!doctyp\Z", scan.before(8), re.IGNORECASE):
        scan.state = "tag"
