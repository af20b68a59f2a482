"""Finds old posts that nobody can read any more on a new site that already has them: surely, or not at all."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from migrator.rekey.newsite import comparable
from migrator.rekey.wordpress_slugs import sanitize_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from migrator.model import Term
    from migrator.rekey.newsite import Entry

_A_DAY = timedelta(hours=26)  # the time zones of both sites may be set differently
_TELLING = 3  # words of a slug that is its own evidence where no date is known
_LONGEST = 39  # characters Blogger keeps of a title, in whole words
_ARTICLES = frozenset({"a", "an", "the"})
_SUFFIX = re.compile(r"_\d{1,5}$")  # Blogger's mark for a slug taken twice in a month


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """An old post or page without content. `month` is the one in its URL; title and date are a feed's, if any."""

    url: str
    kind: str
    slug: str
    month: tuple[str, str] | None = None
    title: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a lost post is now; `note` says by what it was known again, `confidence` how sure that is."""

    new: str
    published: datetime | None
    note: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocated:
    """What the new site knew: lost posts by canonical old URL, labels by name, and what nobody could find.

    `months` are those it has posts in, by its own dates.
    """

    found: Mapping[str, Found]
    terms: Mapping[str, Term]
    missing: frozenset[str] = frozenset()
    months: frozenset[tuple[str, str]] = frozenset()


NOWHERE = Relocated(found={}, terms={})

_Key = tuple[str, ...]
_Keys = tuple["Callable[[Lost], Iterable[_Key]]", "Callable[[Entry], Iterable[_Key]]", str, float]


def relocate(lost: Sequence[Lost], entries: Sequence[Entry]) -> dict[str, Found]:
    """Return canonical old URL → the one entry that must be it; a doubtful match is none."""
    found: dict[str, Found] = {}
    taken: set[str] = set()
    for of_lost, of_entry, note, confidence in _WAYS:
        rest = [one for one in lost if one.url not in found]
        free = [entry for entry in entries if entry.link not in taken]
        for one, entry in _pairs(rest, free, of_lost, of_entry):
            found[one.url] = Found(
                new=entry.link, published=entry.published, note=note, confidence=confidence
            )
            taken.add(entry.link)
    return found


def _pairs(
    lost: Iterable[Lost],
    entries: Iterable[Entry],
    of_lost: Callable[[Lost], Iterable[_Key]],
    of_entry: Callable[[Entry], Iterable[_Key]],
) -> Iterator[tuple[Lost, Entry]]:
    """Yield pairs that fit each other and nobody else."""
    wanted: defaultdict[_Key, dict[str, Lost]] = defaultdict(dict)
    known: defaultdict[_Key, dict[str, Entry]] = defaultdict(dict)
    for one in lost:
        for key in of_lost(one):
            wanted[key][one.url] = one
    for entry in entries:
        for key in of_entry(entry):
            known[key][entry.link] = entry
    fits: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    rivals: defaultdict[str, set[str]] = defaultdict(set)
    for key, ones in wanted.items():
        for url in ones:
            fits[url] |= known.get(key, {})
            for link in known.get(key, {}):
                rivals[link].add(url)
    by_url = {url: one for ones in wanted.values() for url, one in ones.items()}
    for url, fitting in sorted(fits.items()):
        only = next(iter(fitting.values()), None)
        if only is not None and len(fitting) == 1 and len(rivals[only.link]) == 1:
            yield by_url[url], only


def blogger_slugs(title: str) -> frozenset[str]:
    """Return the slugs Blogger may have made of a title: 39 characters of whole words, mostly without articles."""
    plain = unicodedata.normalize("NFKD", title)
    bare = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    words = re.sub(r"[^a-z0-9 -]", "", bare).replace("-", " ").split()
    return frozenset(filter(None, (_joined([w for w in words if w not in _ARTICLES]), _joined(words))))


def _joined(words: Iterable[str]) -> str:
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _LONGEST:
            break
        slug = longer
    return slug


# --- the ways to know a post again ---------------------------------------------------------------------


def _titled(one: Lost) -> Iterator[_Key]:
    title = comparable(one.title or "")
    if title and one.published is not None:
        yield from ((one.kind, title, day) for day in _days(one.published))


def _entry_titled(entry: Entry) -> Iterator[_Key]:
    title = comparable(entry.title or "")
    if title and entry.published is not None:
        yield from ((entry.kind or "", title, day) for day in _days(entry.published)[1:2])


def _days(moment: datetime) -> list[str]:
    return [(moment + shift).date().isoformat() for shift in (-_A_DAY, timedelta(0), _A_DAY)]


def _in_month(one: Lost) -> Iterator[_Key]:
    if one.month is not None:
        yield (one.kind, one.slug, *one.month)


def _in_month_unnumbered(one: Lost) -> Iterator[_Key]:
    if one.month is not None:
        yield (one.kind, sanitize_title(_SUFFIX.sub("", one.slug)), *one.month)


def _entry_in_month(entry: Entry) -> Iterator[_Key]:
    if entry.slug:
        yield from ((entry.kind or "", entry.slug, *month) for month in _months(entry))


def _entry_by_title(entry: Entry) -> Iterator[_Key]:
    for slug in blogger_slugs(entry.title or ""):
        yield from ((entry.kind or "", slug, *month) for month in _months(entry))


def _months(entry: Entry) -> set[tuple[str, str]]:
    if entry.published is None:
        return set()
    moments = [entry.published + shift for shift in (-_A_DAY, timedelta(0), _A_DAY)]
    return {(f"{moment.year:04d}", f"{moment.month:02d}") for moment in moments}


def _static(one: Lost) -> Iterator[_Key]:
    if one.kind == "page":
        yield (one.slug,)
        yield (sanitize_title(_SUFFIX.sub("", one.slug)),)


def _entry_static(entry: Entry) -> Iterator[_Key]:
    if entry.kind == "page":
        yield from ((slug,) for slug in {entry.slug or "", *blogger_slugs(entry.title or "")} if slug)


def _telling(one: Lost) -> Iterator[_Key]:
    if len(one.slug.split("-")) >= _TELLING:
        yield (one.slug,)


def _entry_undated(entry: Entry) -> Iterator[_Key]:
    if entry.published is None and entry.kind is None:
        yield (entry.link.rstrip("/").rpartition("/")[2].removesuffix(".html"),)


_WAYS: tuple[_Keys, ...] = (
    (_titled, _entry_titled, "The new site has it already: same title and day.", 0.95),
    (_in_month, _entry_in_month, "The new site has it already: same slug and month.", 0.95),
    (_in_month_unnumbered, _entry_in_month, "The new site has it already: same slug and month.", 0.9),
    (
        _in_month_unnumbered,
        _entry_by_title,
        "The new site has it already: its title's slug, same month.",
        0.9,
    ),
    (_static, _entry_static, "The new site has this page already: same slug.", 0.9),
    (_telling, _entry_undated, "The new site's sitemap has it: same slug.", 0.8),
)
