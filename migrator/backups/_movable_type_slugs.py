"""The names Movable Type and TypePad gave to entries and categories in addresses, made of their titles."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAGS = re.compile(r"<[^>]*>|&[#\w]+;")
_SIGNS = re.compile(r"[^\w\s]")
_BLANKS = re.compile(r"[\s_]+")
# When TypePad began to write hyphens, and to cut names later; seen on addresses of its blogs, not documented.
_HYPHENS_SINCE = date(2007, 7, 1)
_LONGER_SINCE = date(2009, 1, 1)
_SHORT, _LONG = 15, 50  # characters
_NAMELESS = "post"


def dirified(text: str, joint: str = "_") -> str:
    """Return text as both programs write it in addresses: plain small letters, words joined."""
    plain = unicodedata.normalize("NFKD", _TAGS.sub("", text))
    ascii_only = plain.encode("ascii", "ignore").decode("ascii").lower()
    return _BLANKS.sub(joint, _SIGNS.sub("", ascii_only).strip())


def typepad_name(title: str, day: date, taken: set[str]) -> str:
    """Return the name TypePad gave an entry of this title and day, where `taken` are those of its month."""
    joint = "-" if day >= _HYPHENS_SINCE else "_"
    limit = _LONG if day >= _LONGER_SINCE else _SHORT
    name = dirified(title, joint)[:limit].rstrip(joint) or _NAMELESS
    return next(one for one in _numbered(name, joint) if one not in taken)


def _numbered(name: str, joint: str) -> Iterator[str]:
    yield name
    number = 1
    while True:
        yield f"{name}{joint}{number}"
        number += 1
