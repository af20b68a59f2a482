"""The facts verdicts rest on: where each post, label and month went, what is a stub, what was copied."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from migrator.model import OldUrl, Term
    from migrator.profiles import SiteUrls, UrlMatch

Month = tuple[str, str]

_GONE = frozenset({404, 410})
_STAMP = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(-01T00:00:00)?.*", re.DOTALL)
_SHIFTED = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where a post or page goes: its path on the new site, how the slug came about, and how sure that is."""

    path: str
    how: str
    note: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that decides verdicts. Keys of `entries`, `stubs`, `replaced` and `copied` are canonical old URLs.

    `months` and `years` are those in old URLs that have posts → where the new archive shows these posts;
    `archives` are all months the new site has posts in, sorted; `unread` are posts nobody could read or find,
    `uploads` the blog's own images → path of the copy on the new site, `old_terms` slug in old URLs → label,
    `authors` an author's name in old URLs → the new one.
    """

    urls: SiteUrls
    entries: Mapping[str, Entry]
    ids: Mapping[str, str]  # platform id of an entry → its canonical old URL
    terms: Mapping[str, Term]
    taxonomy: str
    months: Mapping[Month, Month]
    years: Mapping[str, str]
    archives: tuple[Month, ...]
    stubs: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    copied: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    uploads: Mapping[str, str] = field(default_factory=dict)
    old_terms: Mapping[str, str] = field(default_factory=dict)
    authors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """An old URL and what its shape says of it."""

    row: OldUrl
    match: UrlMatch
    facts: Facts


@dataclass(frozen=True, slots=True)
class Answer:
    """A fact that holds: the words it fills a destination with (ready for a URL), and how sure it is."""

    words: Mapping[str, str] = field(default_factory=dict)
    how: str = ""
    note: str = ""
    confidence: float = 1.0


def fact(need: str, question: Question) -> Answer | None:
    """Return the fact of that name for an old URL, or None where it does not hold."""
    return _FACTS[need](question)


def _always(_: Question) -> Answer:
    return Answer()


def _if_in(urls: Callable[[Facts], frozenset[str]]) -> Callable[[Question], Answer | None]:
    return lambda q: Answer() if q.row.url in urls(q.facts) else None


def _entry(question: Question, url: str | None = None) -> Answer | None:
    entry = question.facts.entries.get(url or question.row.url)
    if entry is None:
        return None
    return Answer({"entry": entry.path}, how=entry.how, note=entry.note, confidence=entry.confidence)


def _entry_above(question: Question) -> Answer | None:
    """The post a URL lies below: its feed, a page of its comments, a picture's page."""
    above = question.row.url.partition("?")[0].rstrip("/").rpartition("/")[0]
    found = _entry(question, f"{above}/") or _entry(question, above)
    return None if found is None else _without_how(found)


def _entry_of_slug(question: Question) -> Answer | None:
    """The post whose year, month and slug a URL repeats: a page of its comments, or their feed."""
    fields, urls = question.match.fields, question.facts.urls
    url = urls.build("post", year=fields["year"], month=fields["month"], slug=fields["slug"])
    return _without_how(_entry(question, url))


def _entries_below(question: Question) -> Answer | None:
    """Posts lie below a URL: it is the list of them."""
    top = f"{question.row.url.rstrip('/')}/"
    return Answer() if any(url.startswith(top) for url in question.facts.entries) else None


def _entry_by_id(question: Question) -> Answer | None:
    fields = question.match.fields
    url = question.facts.ids.get(fields["id"] if "id" in fields else fields["entry_id"])
    return None if url is None else _without_how(_entry(question, url))


def _stub_by_id(question: Question) -> Answer | None:
    return Answer() if question.facts.ids.get(question.match.fields["id"]) in question.facts.stubs else None


def _entry_in_fragment(question: Question) -> Answer | None:
    urls = question.facts.urls
    path = question.match.fields["_escaped_fragment_"]
    url = urls.canonical(f"{urls.base_url}/{path.lstrip('/')}")
    return None if url is None else _without_how(_entry(question, url))


def _without_how(answer: Answer | None) -> Answer | None:
    return None if answer is None else Answer(answer.words, confidence=answer.confidence)


def _year(question: Question) -> Answer | None:
    year = question.match.fields["year"]
    new = question.facts.years.get(year) or (
        year if any(y == year for y, _ in question.facts.archives) else None
    )
    return None if new is None else _dated({"year": new}, same=new == year)


def _month(question: Question) -> Answer | None:
    month = question.match.fields["year"], question.match.fields["month"]
    new = question.facts.months.get(month) or (month if month in question.facts.archives else None)
    return None if new is None else _dated({"year": new[0], "month": new[1]}, same=new == month)


def _dated(words: Mapping[str, str], *, same: bool) -> Answer:
    if same:
        return Answer(words)
    return Answer(words, note="By their dates most of its posts belong there.", confidence=_SHIFTED)


def _label(question: Question) -> str:
    """Return the label a URL names, by its words or by its old slug, which Movable Type wrote with underscores."""
    fields, known = question.match.fields, question.facts.old_terms
    if "label" in fields:
        return fields["label"]
    if "tag" in fields:
        return fields["tag"]
    slug = fields["term"].lower()
    return known.get(slug) or known.get(slug.replace("_", "-"), "")


def _term(question: Question) -> Answer | None:
    term = question.facts.terms.get(_label(question))
    if term is None or not term.slug:
        return None
    return Answer({"term": term.slug, "taxonomy": question.facts.taxonomy})


def _author(question: Question) -> Answer | None:
    slug = question.facts.authors.get(question.match.fields["author"].lower())
    return Answer({"author": slug}) if slug else None


def _nameless_term(question: Question) -> Answer | None:
    term = question.facts.terms.get(_label(question))
    return Answer() if term is not None and not term.slug else None


def _empty(question: Question) -> Answer | None:
    """No post is there, as far as all posts are known: one nobody could read may well have that month or label."""
    facts, wanted = question.facts, question.match.fields
    if "label" in wanted or "term" in wanted:
        return None if facts.unread else Answer()
    unread = (facts.urls.match(url).fields for url in facts.unread)
    here = (
        all(wanted[name] == each.get(name) for name in ("year", "month") if name in wanted) for each in unread
    )
    return None if any(here) else Answer()


def _before(question: Question) -> Answer | None:
    stamp = _STAMP.fullmatch(question.match.fields["updated-max"])
    return None if stamp is None else _nearest(question.facts, (stamp[1], stamp[2]), later=False)


def _span(question: Question) -> Answer | None:
    stamp = _STAMP.fullmatch(question.match.fields["updated-min"])
    return None if stamp is None else _nearest(question.facts, (stamp[1], stamp[2]), later=True)


def _span_year(question: Question) -> Answer | None:
    first = _STAMP.fullmatch(question.match.fields["updated-min"])
    last = _STAMP.fullmatch(question.match.fields["updated-max"])
    if first is None or last is None or not (first[3] and last[3]) or (first[2], last[2]) != ("01", "01"):
        return None
    whole = int(last[1]) == int(first[1]) + 1 and any(year == first[1] for year, _ in question.facts.archives)
    return Answer({"year": first[1]}) if whole else None


def _nearest(facts: Facts, month: Month, *, later: bool) -> Answer | None:
    if month in facts.archives:
        return Answer({"year": month[0], "month": month[1]})
    before = [each for each in facts.archives if each < month]
    after = [each for each in facts.archives if each > month]
    near = after[:1] or before[-1:] if later else before[-1:] or after[:1]
    if not near:
        return None
    note = f"No post is dated in {month[0]}-{month[1]}: this is the nearest month."
    return Answer({"year": near[0][0], "month": near[0][1]}, note=note, confidence=_SHIFTED)


def _words(question: Question) -> Answer:
    return Answer({"words": quote_plus(question.match.fields["q"], errors="surrogateescape")})


def _upload(question: Question) -> Answer | None:
    path = question.facts.uploads.get(question.row.url)
    return None if path is None else Answer({"entry": path})


def _vanished(question: Question) -> Answer | None:
    return Answer({"status": str(question.row.status)}) if question.row.status in _GONE else None


def _shown(question: Question) -> Answer | None:
    return None if question.row.status is None else Answer({"status": str(question.row.status)})


_FACTS: Mapping[str, Callable[[Question], Answer | None]] = {
    "": _always,
    "stub": _if_in(lambda facts: facts.stubs),
    "stub-id": _stub_by_id,
    "entry": _entry,
    "entry-above": _entry_above,
    "entries-below": _entries_below,
    "entry-id": _entry_by_id,
    "entry-slug": _entry_of_slug,
    "fragment": _entry_in_fragment,
    "year": _year,
    "month": _month,
    "term": _term,
    "author": _author,
    "nameless-term": _nameless_term,
    "empty": _empty,
    "before": _before,
    "span": _span,
    "span-year": _span_year,
    "words": _words,
    "upload": _upload,
    "copied": _if_in(lambda facts: facts.copied),
    "vanished": _vanished,
    "replaced": _if_in(lambda facts: facts.replaced),
    "shown": _shown,
}


def archives_of(months: Iterable[Month]) -> tuple[Month, ...]:
    """Return distinct months in order."""
    return tuple(sorted(set(months)))
