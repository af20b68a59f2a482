"""What scripts in a reader's browser share: JSON that is inert in HTML, and which of several files holds a key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.model import Json

_FACTOR, _MODULUS = 31, 65521  # as in the scripts


def script_json(content: Json) -> str:
    """JSON that is inert inside a script element, CDATA and XML text: plain ASCII without `<`, `>` and `&`."""
    text = json.dumps(content, indent=0, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def script_hash(key: str) -> int:
    """The scripts' hash, over UTF-16 code units as JavaScript counts them."""
    octets = key.encode("utf-16-le")
    result = 0
    for place in range(0, len(octets), 2):
        result = (result * _FACTOR + int.from_bytes(octets[place : place + 2], "little")) % _MODULUS
    return result
