"""Predicted, then final: compares the predicted map with the new site after the import.

A post is known again by its address and, since an address alone may belong to another post, by title or date.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from migrator.model import Finding, UrlKind, Verdict
from migrator.rekey.newsite import PUBLIC, comparable
from migrator.urls import is_strict, normal, origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from migrator.model import Post, UrlMapping
    from migrator.rekey.newsite import Entry, NewSite

_A_DAY = timedelta(hours=26)  # the time zones of both sites may be set differently
_CHANGED = "predicted as "
_ALIVE = frozenset({Verdict.MOVED, Verdict.KEPT})
_LED_ELSEWHERE = frozenset({"decision", "redirected", "stub"})  # reasons of rows that lead to some other page


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The map after reading back, what differs, counts, and how much of each kind of content is live."""

    mappings: tuple[UrlMapping, ...]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    live: Mapping[str, int]


def read_back(
    mappings: Iterable[UrlMapping], posts: Mapping[str, Post], site: NewSite, new_url: str
) -> Confirmed:
    """Replace predicted new URLs by real ones and mark as final what was seen.

    `posts` are the old posts and pages by canonical old URL. Rows that are no post, page or label become
    final once every post and page was found.
    """
    rows = tuple(mappings)
    wanted = [row for row in rows if _is_content(row, posts, new_url)]
    found = _Matcher(site.entries, posts).match_all(wanted)
    real = {row.old: entry for row, entry in found.items() if _is_live(entry, new_url)}
    complete = len(real) == len(wanted)
    labels = _label_links(rows, site, new_url)
    renamed = {row.new or "": real[row.old].link for row in wanted if row.old in real} | labels
    final = tuple(_settled(row, real, renamed, complete=complete) for row in rows)
    findings = [*_differences(wanted, found, site, new_url), *_missing_labels(final, site)]
    findings += _extras(site, found.values(), new_url)
    counts = {
        "posts and pages expected": len(wanted),
        "confirmed": len(real),
        "address changed": sum(row.note.startswith(_CHANGED) for row in final if row.old in real),
        "not on the new site": len(wanted) - len(real),
    }
    if site.media is not None:
        counts["media files on the new site"] = site.media
    return Confirmed(final, tuple(findings), counts, _live_counts(site, set(labels.values()), new_url))


class _Matcher:
    """Finds the entry of each old post; every entry is given away once."""

    def __init__(self, entries: Sequence[Entry], posts: Mapping[str, Post]) -> None:
        self._posts = posts
        self._free = dict(enumerate(entries))
        self._by: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            self._by["link", _plain(entry.link)].append(number)
            self._by["slug", entry.slug or ""].append(number)
            self._by["title", comparable(entry.title or "")].append(number)

    def match_all(self, rows: Sequence[UrlMapping]) -> dict[UrlMapping, Entry]:
        """Give each row its entry: by address, then by slug, then by title and date together."""
        found: dict[UrlMapping, Entry] = {}
        passes: tuple[Callable[[UrlMapping], Entry | None], ...] = (
            lambda row: self._take("link", _plain(row.new or ""), row, self._agrees),
            lambda row: self._take("slug", _last_segment(row.new or ""), row, self._agrees),
            lambda row: self._take("title", self._title(row), row, self._same_title_and_date),
        )
        for look in passes:
            for row in rows:
                entry = look(row) if row not in found else None
                if entry is not None:
                    found[row] = entry
        return found

    def _take(
        self, index: str, key: str, row: UrlMapping, fits: Callable[[UrlMapping, Entry], bool]
    ) -> Entry | None:
        if not key:
            return None
        numbers = [n for n in self._by[index, key] if n in self._free and fits(row, self._free[n])]
        numbers.sort(key=lambda n: self._free[n].status != PUBLIC)
        if not numbers or (index != "link" and self._is_ambiguous(numbers)):
            return None
        return self._free.pop(numbers[0])

    def _is_ambiguous(self, numbers: Sequence[int]) -> bool:
        public = [n for n in numbers if self._free[n].status == PUBLIC]
        return len(public or numbers) > 1

    def _agrees(self, row: UrlMapping, entry: Entry) -> bool:
        """Title or date must fit, as far as both sides know them; a post is no page."""
        post = self._posts.get(row.old)
        if entry.kind is not None and entry.kind != str(row.kind):
            return False
        facts = [_same_title(post, entry), _same_date(post, entry)] if post else []
        known = [fact for fact in facts if fact is not None]
        return any(known) or not known

    def _same_title_and_date(self, row: UrlMapping, entry: Entry) -> bool:
        post = self._posts.get(row.old)
        return bool(post and _same_title(post, entry) and _same_date(post, entry)) and self._agrees(
            row, entry
        )

    def _title(self, row: UrlMapping) -> str:
        post = self._posts.get(row.old)
        return comparable(post.title or "") if post else ""


def _same_title(post: Post, entry: Entry) -> bool | None:
    if entry.title is None or post.title is None:
        return None
    return comparable(entry.title) == comparable(post.title)


def _same_date(post: Post, entry: Entry) -> bool | None:
    if entry.published is None or post.published is None:
        return None
    return abs(entry.published - post.published) <= _A_DAY


def _is_content(row: UrlMapping, posts: Mapping[str, Post], new_url: str) -> bool:
    """A post or page with a page of its own on the new site (a notice of the move leads to the front page)."""
    if (
        row.kind not in {UrlKind.POST, UrlKind.PAGE}
        or row.verdict not in _ALIVE
        or row.reason in _LED_ELSEWHERE
    ):
        return False
    return row.old in posts and row.new is not None and row.new.rstrip("/") != new_url.rstrip("/")


def _is_live(entry: Entry, new_url: str) -> bool:
    return entry.status == PUBLIC and _is_ours(entry.link, new_url)


def _is_ours(link: str, new_url: str) -> bool:
    return is_strict(link) and origin_of(link) == origin_of(new_url)


def _live_counts(site: NewSite, labels: Collection[str], new_url: str) -> dict[str, int]:
    """Count public posts, pages and comments, files, and the labels found again; only REST tells them apart."""
    if site.via != "rest":
        return {}
    kinds = Counter(entry.kind for entry in site.entries if _is_live(entry, new_url))
    told = {"posts": kinds["post"], "pages": kinds["page"], "terms": len(labels)}
    more = {"comments": site.comments, "assets": site.media}
    return told | {kind: count for kind, count in more.items() if count is not None}


def _label_links(rows: Iterable[UrlMapping], site: NewSite, new_url: str) -> dict[str, str]:
    """Return predicted → real address of every label that is on the new site."""
    labels = {_plain(listing.link): listing.link for listing in site.listings}
    slugs = {listing.slug: listing.link for listing in site.listings}
    predicted = {row.new for row in rows if row.kind == UrlKind.LABEL and row.new}
    links = {new: labels.get(_plain(new)) or slugs.get(_last_segment(new)) for new in predicted}
    return {new: link for new, link in links.items() if link and _is_ours(link, new_url)}


def _settled(
    row: UrlMapping, real: Mapping[str, Entry], renamed: Mapping[str, str], *, complete: bool
) -> UrlMapping:
    """Return a row with its real address, and final if that is settled."""
    if row.verdict not in _ALIVE or row.new is None:
        return row
    if row.old in real:
        return _moved_to(row, real[row.old].link, final=True)
    if row.kind == UrlKind.LABEL:
        return _moved_to(row, renamed.get(row.new, row.new), final=row.new in renamed)
    return _moved_to(row, _renamed(row.new, renamed), final=complete)


def _renamed(new: str, renamed: Mapping[str, str]) -> str:
    """Follow a post, a label or the feed of one to where it really is."""
    if new in renamed:
        return renamed[new]
    parent = new.removesuffix("feed/")
    return f"{renamed[parent].rstrip('/')}/feed/" if parent != new and parent in renamed else new


def _moved_to(row: UrlMapping, link: str, *, final: bool) -> UrlMapping:
    """Keep the first prediction in the note, so that a second reading tells the same story."""
    predicted, note = _prediction(row)
    if _plain(predicted) != _plain(link):
        note = f"{_CHANGED}{predicted}; {note}".removesuffix("; ")
    return replace(row, new=link, note=note, final=final)


def _prediction(row: UrlMapping) -> tuple[str, str]:
    """Return the new URL as first predicted, and the note without it."""
    if not row.note.startswith(_CHANGED):
        return row.new or "", row.note
    predicted, _, note = row.note.removeprefix(_CHANGED).partition("; ")
    return predicted, note


def _differences(
    wanted: Iterable[UrlMapping], found: Mapping[UrlMapping, Entry], site: NewSite, new_url: str
) -> Iterable[Finding]:
    for row in wanted:
        entry = found.get(row)
        if entry is None:
            yield _missing(row, site)
        elif entry.status != PUBLIC:
            why = f"It is on the new site as {entry.status!r}, so nobody can read it yet."
            yield _finding("draft", "error", row.old, why, "Publish it, then type: migrator run --imported")
        elif not _is_ours(entry.link, new_url):
            why = f"The new site calls it {entry.link}, which is not on {new_url}."
            hint = "Correct both addresses in WordPress under Settings → General, or url in [new]."
            yield _finding("other-host", "error", row.old, why, hint)
        elif _plain(entry.link) != _plain(_prediction(row)[0]):
            why = f"Predicted as {_prediction(row)[0]}, it is really at {entry.link}; the rules follow."
            yield _finding("address-changed", "warning", row.old, why)


def _missing(row: UrlMapping, site: NewSite) -> Finding:
    hint = "Import the part that holds it, then type: migrator run --imported"
    if not site.sees_drafts:
        hint += ". It may be a draft: those are seen with username and password_env in [new]."
    return _finding("not-imported", "error", row.old, f"It is not on the new site: no {row.new}.", hint)


def _missing_labels(rows: Iterable[UrlMapping], site: NewSite) -> Iterable[Finding]:
    for row in rows:
        if row.kind == UrlKind.LABEL and row.verdict == Verdict.MOVED and not row.final and site.listings:
            why = f"The new site has no such category or tag: no {row.new}."
            hint = "Give a post this label again, or decide another new address in `migrator review`."
            yield _finding("label-missing", "warning", row.old, why, hint)


def _extras(site: NewSite, used: Iterable[Entry], new_url: str) -> Iterable[Finding]:
    taken = {entry.link for entry in used}
    for entry in site.entries:
        if entry.kind is not None and entry.link not in taken and _is_live(entry, new_url):
            yield _finding(
                "extra", "info", entry.link, "It is on the new site only; no old address leads to it."
            )


def _finding(code: str, severity: str, url: str, message: str, hint: str = "") -> Finding:
    return Finding(code=f"readback.{code}", severity=severity, url=url, message=message, hint=hint)


def _plain(url: str) -> str:
    """Return a form in which two spellings of an address are equal."""
    try:
        return normal(url)
    except ValueError:
        return url


def _last_segment(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".html").lower()
