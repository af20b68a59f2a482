"""Reads comments that a Blogger page carries as JSON in a script instead of as markup."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrator.platforms._blogger_comments import FoundComment, milliseconds
from migrator.platforms._blogger_context import unescaped
from migrator.platforms._blogger_threads import anchor_id
from migrator.platforms._markup import absolute_urls, found
from migrator.text import squeezed
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from migrator.model import Json

_LIST = re.compile(r"\bvar\s+items\s*=\s*(?=\[)")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)


def scripted_comments(tree: HtmlElement, base: str) -> Iterator[FoundComment]:
    """Yield the comments in the page's scripts, in their order; a list that is no JSON is passed over."""
    for script in found(tree, "//script[contains(., 'var items')]"):
        text = script.text or ""
        start = _LIST.search(text)
        if start is None:
            continue
        try:
            rows, _ = json.JSONDecoder(strict=False).raw_decode(_as_json(text[start.end() :]))
        except ValueError:
            continue
        for row in rows:
            comment = _comment(row, base) if isinstance(row, dict) else None
            if comment is not None:
                yield comment


def _as_json(literal: str) -> str:
    """Return a JavaScript literal with its single-quoted strings as JSON strings."""
    if not re.match(r"\[\s*\{\s*'", literal):
        return literal
    return _QUOTED.sub(lambda match: json.dumps(unescaped(match[1])), literal)


def _comment(row: dict[str, Json], base: str) -> FoundComment | None:
    comment_id = anchor_id(str(row.get("id") or ""))
    if comment_id is None:
        return None
    author = row.get("author")
    writer = author if isinstance(author, dict) else {}
    profile = writer.get("profileUrl")
    stamp = str(row.get("timestamp") or "")
    body = str(row.get("body") or "")
    return FoundComment(
        id=comment_id,
        name=squeezed(str(writer.get("name") or "")) or None,
        url=absolute(base, profile) if isinstance(profile, str) and profile else None,
        shown=str(row.get("displayTime") or ""),
        stamp=milliseconds(stamp) if stamp.isdigit() else None,
        html=absolute_urls(body, base),
        parent=anchor_id(str(row.get("parentId") or "")),
        deleted="deleted-comment" in body,
        by_owner="blog-author" in str(row.get("deleteclass") or ""),
    )
