"""XML text as WordPress's importer can read it: legal characters, CDATA sections, no named entities."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def legal(text: str) -> str:
    """Return the text without characters that XML 1.0 forbids, line ends as line feeds."""
    return _ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def illegal_count(text: str) -> int:
    """Return how many characters `legal` takes out."""
    return len(_ILLEGAL.findall(text))


def escaped(text: str) -> str:
    """Return the text for use between tags."""
    return legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Return the text for use between double quotes."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def cdata(text: str) -> str:
    """Return the text as one or more CDATA sections: `]]>` ends one, so it is cut in two."""
    return "<![CDATA[" + legal(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def local_time(moment: datetime, zone: tzinfo) -> str:
    """Return `YYYY-MM-DD HH:MM:SS` as clocks in the zone showed it."""
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")


def gmt(moment: datetime) -> str:
    """Return `YYYY-MM-DD HH:MM:SS` in UTC."""
    return local_time(moment, UTC)
