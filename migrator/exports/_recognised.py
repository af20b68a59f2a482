"""Spells titles and names so that WordPress's importer knows them again when a part is imported twice.

It looks for what a file says, but finds what WordPress made of that when it was stored; read in WordPress 6.1:
`post_exists` and `comment_exists` take backslashes out, `pre_comment_author_name` escapes, trims and drops `%41`.
"""

from __future__ import annotations

import re

from migrator.exports._xml import legal

_AUTHOR_BYTES = 255  # wp_comments.comment_author is a TINYTEXT
_KEPT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#092;", "%": "&#037;"}


def stored_title(title: str) -> str:
    """Return a post's title with its backslashes as entities; readers see the same."""
    return title.replace("\\", _KEPT["\\"])


def stored_name(name: str) -> tuple[str, bool]:
    """Return (a commenter's name as WordPress stores it, whether it had to be cut); readers see the same."""
    plain = re.sub("[\t\n\r ]+", " ", legal(name)).strip()
    stored, room = "", _AUTHOR_BYTES
    for spelled in (_KEPT.get(char, char) for char in plain):
        room -= len(spelled.encode("utf-8", "ignore"))
        if room < 0:
            return stored.rstrip(), True
        stored += spelled
    return stored, False
