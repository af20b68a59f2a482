"""Takes a post's line of facts apart: "Posted on May 14 / 3 comments / by Ida" names its parts only by words."""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING

from migrator.platforms._markup import attribute, joined_text, strings_of
from migrator.platforms._select import remove, select
from migrator.text import DateReader, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bs4 import BeautifulSoup, Tag

_SEPARATORS = re.compile(r"\s+[|/·•»«–—~\-]+\s+|\n|[|·•»]")
_EDGES = " ,;:|/·•–—-~#*»«\u00a0()"
# Words that introduce the writer and mean nothing else at the head of such a piece.
_BY = r"(?:by|por|par|von|da|di|door|av|af|przez|oleh|od|от|από|bởi|作者|投稿者|張貼者|发帖者|發表者|작성자)"
_INTRODUCED = re.compile(rf"(?<=\d)(?:\s?[ap]\.?m\.?)?\s+{_BY}:?\s+(?P<name>.+)$", re.IGNORECASE)
_TOLD = re.compile(
    rf"\b(?:posted|written|published|geschrieben|verfasst|publié|écrit|scritto|pubblicato|escrito|publicado)\s+{_BY}:?\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_LEADING = re.compile(rf"^{_BY}\s*[:：]?\s+(?=\S)|^{_BY}$", re.IGNORECASE)
# What stands between a name and a date, a time or a number.
_CONNECTOR = re.compile(
    r"at|on:?|am,?|um|à|a|alle|om|kl\.?|klo|em|às|à\(s\)|o|el|le|il|в|u\.?|den|dne|dnia|op|pada|di|στις|zaman:|saat|lúc|vào"
    r"|la|las|posted|published|with:?|has|@|\||-|–|in|ngày|dag|der",
    re.IGNORECASE,
)
_ICONS = "i[class*=user], i[class*=author], span[class*=icon-user], i[class*=pencil]"
_LATER = re.compile(
    r"^\W*(?:last\s+|zuletzt\s+|últim\w+\s+)?(?:updated?|modified|edited|revised|aktualisiert|geändert|bearbeitet|actualizad[oa]"
    r"|atualizad[oa]|modifi(?:é|cado)|mis\s+à\s+jour|aggiornat[oa]|bijgewerkt|обновлено|изменено|diperbarui|更新|수정)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LONGEST_NAME = 60  # characters
_MOST_WORDS = 6


def pieces(line: Tag) -> list[str]:
    """Return the texts of a line of facts: split where elements and separators divide them."""
    return [piece for text in strings_of(line) for piece in _split(text)]


def _split(text: str) -> Iterator[str]:
    for part in _SEPARATORS.split(text):
        piece = squeezed(part)
        if piece.strip(_EDGES):
            yield piece


def without_changes(line: Tag) -> str:
    """Return a line's text without the pieces that tell of a later change; all of it when there are none."""
    bare = copy(line)
    remove(bare, ".updated:not(.published), .rich-snippet-hidden, [itemprop=dateModified]")
    kept: list[str] = []
    skip_next = False
    for piece in pieces(bare if _DIGIT.search(joined_text(bare)) else line):
        later = _LATER.match(piece)
        if later or skip_next:
            skip_next = bool(later) and not re.search(r"\d", piece)  # the date stands in the next element
            continue
        kept.append(piece)
    return " | ".join(kept)


def writer_in(line: Tag, label: re.Pattern[str], people: Sequence[str] = ()) -> str | None:
    """Return the writer a line names after a word such as "by"; `label` are the phrases known to introduce one.

    `people` are names known to write on the blog: a piece that is one of them needs no introduction.
    """
    found = pieces(line)
    for place, piece in enumerate(found):
        if piece.strip(_EDGES) in people:
            return piece.strip(_EDGES)
        introduced = _INTRODUCED.search(piece) or _TOLD.search(piece)
        match = label.match(f"{piece} ") or _LEADING.match(piece)
        if introduced is None and match is None:
            continue
        rest = introduced["name"] if introduced else f"{piece} "[match.end() if match else 0 :]
        following = found[place + 1] if place + 1 < len(found) else ""
        name = name_before_facts(rest) if rest.strip(_EDGES) else name_before_facts(following)
        if name:
            return name
    return _beside_icon(line)


def name_before_facts(text: str) -> str | None:
    """Return the name at the head of a text that goes on with a date, a time or a count; None if there is none."""
    whole = squeezed(text)
    digit = re.search(r"\d", whole)
    words = (whole[: digit.start()] if digit else whole).split()
    while len(words) > 1 and digit and (_is_fact(words[-1]) or words[-1].endswith(",")):
        words.pop()
    while len(words) > 1 and _CONNECTOR.fullmatch(words[-1]):
        words.pop()
    name = " ".join(words).strip(_EDGES)
    right = 0 < len(name) <= _LONGEST_NAME and len(words) <= _MOST_WORDS
    return name if right and not _is_fact(name) else None


def _is_fact(word: str) -> bool:
    plain = word.strip(_EDGES)
    return (
        not plain
        or _CONNECTOR.fullmatch(plain) is not None
        or DateReader().day(f"15 {plain} 2000") is not None
    )


def _beside_icon(line: Tag | BeautifulSoup) -> str | None:
    for icon in select(line, _ICONS):
        if "comment" in attribute(icon, "class"):
            continue
        parts: list[str] = []
        for sibling in icon.next_siblings:
            if getattr(sibling, "name", None) == "i":
                break
            parts.append(sibling.get_text())
        name = name_before_facts("".join(parts))
        if name:
            return name
    return None
