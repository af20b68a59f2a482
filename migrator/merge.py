"""Merges what several sources say about one entity, field by field, with provenance."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.html import text_of
from migrator.model import RecordKind
from migrator.text import letters, squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from migrator.model import Json, Record


@dataclass(frozen=True, slots=True)
class Merged:
    """One entity: the chosen value of each field and the source it came from."""

    key: str
    fields: Mapping[str, Json]
    provenance: Mapping[str, str]


# Feeds know ids, exact dates and threads, backups too, pages what is displayed. Sources not named come last, by name.
_BACKUP = "backup"  # stands for "backup:wxr" and all its kin
_FEED_FIRST = ("rest", "feed", "page-feed", "comment-feed", _BACKUP, "html")
_PAGE_FIRST = ("html", "rest", "comment-feed", "page-feed", "feed", _BACKUP)
_SHOWN_BY_PAGES = frozenset({"description", "image", "language", "position"})

_TRUE_OF_STUBS = frozenset({"url", "source_id"})
_FEW = 3  # pages that may be alike by chance

STUB = "stub"  # the "kind" of a post that holds nothing but a notice that the blog has moved


def from_page(record: Record) -> bool:
    """True for what a page displays, fetched ("html") or kept by an archive ("html:wayback-2014-03-02")."""
    return record.source.partition(":")[0] == "html"


def uniform_pages(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records of pages that show one and the same text, or no post at all, instead of their posts.

    Nothing is uniform unless more than half of all pages of posts are, and more than three: a blog's template was then
    replaced by a notice, in whatever words and language.
    """
    shown: defaultdict[str, list[Record]] = defaultdict(list)
    total = 0
    for record in records:
        if from_page(record) and record.kind is RecordKind.POST:
            total += 1
            text = _shown(record)
            if text is not None:
                shown[text].append(record)
    most = max(shown.values(), key=len, default=[])
    return tuple(most) if len(most) > _FEW and 2 * len(most) > total else ()


def as_stub(record: Record) -> Record:
    """Return a uniform page's record as that of a stub; what it showed stays known by its digest."""
    kept = {name: value for name, value in record.fields.items() if name in _TRUE_OF_STUBS}
    return replace(record, fields=kept | {"kind": STUB, "notice": _shown(record)})


def _shown(record: Record) -> str | None:
    """Return a digest of what a page shows as its post; None where it shows an empty one, or a notice by its words."""
    known = record.fields.get("notice")
    if isinstance(known, str):
        return known
    if record.fields.get("kind") == STUB:
        return None
    body = record.fields.get("body_html")
    text = squeezed(body) if isinstance(body, str) else "no post"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else None


def merge(records: Sequence[Record]) -> Merged:
    """Return the entity that records of one kind and key describe; the order they come in does not matter.

    Raises:
        ValueError: no records, or records of different entities.
    """
    if len({(record.kind, record.key) for record in records}) != 1:
        raise ValueError("merge() takes the records of one entity")
    ordered = sorted(records, key=lambda record: (record.source, record.url))
    chosen: dict[str, tuple[Json, str]] = {}
    for name in sorted({name for record in ordered for name in record.fields}):
        chosen[name] = _rule(records[0].kind, name)(name, _ranked(name, ordered))
    return Merged(
        key=records[0].key,
        fields={name: value for name, (value, _) in chosen.items()},
        provenance={name: source for name, (_, source) in chosen.items()},
    )


_Choice = tuple["Json", str]


def _rule(kind: RecordKind, name: str) -> Callable[[str, list[Record]], _Choice]:
    if name == "body_html" and kind is RecordKind.POST:
        return _fullest_body
    if name == "kind" and kind is RecordKind.POST:
        return _post_kind
    if name == "title" and kind is RecordKind.POST:
        return _stated
    return _any_true if name in {"deleted", "by_owner"} else _first_known


def _ranked(name: str, records: Iterable[Record]) -> list[Record]:
    order = _PAGE_FIRST if name in _SHOWN_BY_PAGES else _FEED_FIRST
    return sorted(
        (record for record in records if name in record.fields),
        key=lambda record: _rank(record.source.partition(":")[0], order),
    )


def _rank(source: str, order: tuple[str, ...]) -> int:
    return order.index(source) if source in order else len(order)


def _stated(name: str, records: list[Record]) -> _Choice:
    """The best source's statement, null included: a feed that gives no title knows there is none."""
    return records[0].fields[name], records[0].source


def _first_known(name: str, records: list[Record]) -> _Choice:
    for record in records:
        if record.fields[name] is not None:
            return record.fields[name], record.source
    return _stated(name, records)


def _any_true(name: str, records: list[Record]) -> _Choice:
    for record in records:
        if record.fields[name]:
            return record.fields[name], record.source
    return _stated(name, records)


def _post_kind(name: str, records: list[Record]) -> _Choice:
    """A stub only where no source has more to show: on many a moved blog the feeds still hold every post."""
    content = [record for record in records if _has_content(record)]
    if not content:
        shown = [record for record in records if from_page(record) and record.fields[name] != STUB]
        stubs = [record for record in records if record.fields[name] == STUB]
        if stubs and not shown:
            return STUB, stubs[0].source
    for record in records:
        if record.fields[name] == "page":
            return "page", record.source
    return next(
        ((r.fields[name], r.source) for r in records if r.fields[name] != STUB), _stated(name, records)
    )


def _has_content(record: Record) -> bool:
    return record.fields.get("kind") != STUB and bool(record.fields.get("body_html"))


def _fullest_body(name: str, records: list[Record]) -> _Choice:
    """The displayed body, unless a feed has more text than any page shows; a notice only where there is no other."""
    told = [record for record in records if record.fields.get("kind") != STUB] or records
    pages = [record for record in told if from_page(record) and record.fields[name] is not None]
    others = [record for record in told if not from_page(record) and record.fields[name] is not None]
    page, other = _longest(name, pages), _longest(name, others)
    if page is None or other is None:
        best = page or other
        return (best.fields[name], best.source) if best else _stated(name, records)
    best = page if _text_length(page.fields[name]) >= _text_length(other.fields[name]) else other
    return best.fields[name], best.source


def _longest(name: str, records: list[Record]) -> Record | None:
    return max(records, key=lambda record: _text_length(record.fields[name]), default=None)


def _text_length(value: Json) -> int:
    return len(letters(text_of(value))) if isinstance(value, str) else 0
