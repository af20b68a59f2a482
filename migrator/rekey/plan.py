"""Puts the new site together from the old one: slugs, terms, dates, and with them the facts verdicts rest on."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from migrator.model import PageVerdict, Post, UrlKind
from migrator.rekey.facts import Entry, Facts, Month, archives_of
from migrator.rekey.inventory import path_month
from migrator.rekey.relocated import NOWHERE
from migrator.rekey.schemes import PostFacts, Scheme
from migrator.rekey.slugs import KEPT, Slug, SlugPolicy, assign_slugs, assign_terms
from migrator.rekey.wordpress_slugs import sanitize_title
from migrator.urls import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from migrator.model import Asset, Term
    from migrator.profiles import SiteUrls
    from migrator.rekey.relocated import Found, Relocated

_Place = TypeVar("_Place", str, Month)
FIRST_ID = 1001  # the exports number posts from here
_YEARS = range(1000, 9999)
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_FEW_STUBS = 3
_UNDATED, _UNCERTAIN, _NUMBERED = 0.5, 0.5, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class OldContent:
    """What was read of the old blog; `readings` is page URL → kind of page found.

    `stubs` are entries that sources show to be nothing but a moving notice; they are no posts. `relocated` is what
    the new site knew of posts without content, `uploaded` image URL → where its copy was put, `term_slugs` the slugs of
    labels in old URLs, as far as a source names them → label.
    """

    urls: SiteUrls
    posts: Sequence[Post]
    stubs: Sequence[Post] = ()
    assets: Sequence[Asset] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    relocated: Relocated = NOWHERE
    uploaded: Mapping[str, str] = field(default_factory=dict)
    term_slugs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """How the new site is set up: permalinks, its zone, what labels become, which slugs are taken."""

    scheme: Scheme
    zone: ZoneInfo
    base_url: str = ""  # without a final slash
    labels_as: str = "category"
    slugs: str = "old"
    reserved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """The old content under its new names. `slugs` and `undated` go by canonical old URL, `terms` by label."""

    facts: Facts
    slugs: Mapping[str, Slug]
    terms: Mapping[str, Term]
    undated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notices:
    """Pages that hold nothing but a moving notice: announcements, and pages whose content it replaced."""

    announcements: frozenset[str]
    replaced: frozenset[str]


def notices(old: OldContent) -> Notices:
    """Tell a post that announces the move from a blog whose every page was replaced by the notice.

    A post whose words a feed still holds announces nothing, whatever its page shows now.
    """
    read: defaultdict[bool, set[str]] = defaultdict(set)
    for page, kind in old.readings.items():
        url = old.urls.canonical(page)
        if url is not None and old.urls.match(url).kind in {UrlKind.POST, UrlKind.PAGE}:
            read[kind == PageVerdict.STUB].add(url)
    stubs = frozenset(read[True] - read[False])
    others = read[False] | {post.key for post in old.posts} - stubs
    if not others or (len(stubs) > _FEW_STUBS and len(stubs) > len(others)):
        return Notices(frozenset(), stubs)
    return Notices(stubs - {post.key for post in old.posts if post.body_html}, frozenset())


def moment_of(post: Post, zone: ZoneInfo) -> datetime:
    """Return a post's date in the zone; an undated one gets that of its last change, else of its URL's month.

    The exports date posts by the same rule, and %year% and %monthnum% come from it.
    """
    for moment in (post.published, post.updated):
        if moment is not None and moment.year in _YEARS:
            return moment.astimezone(zone)
    return _NO_DATE.astimezone(zone)


def rekey(old: OldContent, new: NewSite) -> Rekeyed:
    """Name everything anew. Announcements of the move are left out: they are not exported."""
    told = notices(old)
    stubs = told.announcements | ({post.key for post in old.stubs} - told.replaced)
    posts = [post for post in old.posts if post.key not in stubs]
    policy = SlugPolicy(new.slugs, new.reserved, new.scheme.structure)
    slugs = assign_slugs(posts, old.assets, policy)
    terms = {**old.relocated.terms, **assign_terms(posts)}
    moved = [_relocated_post(url, found) for url, found in old.relocated.found.items()]
    moments = {post.key: _moment(post, old.urls, new.zone) for post in (*posts, *moved)}
    known = {month: month for month in sorted(old.relocated.months)}
    months = known | _months((*posts, *moved), moments, old.urls)
    years = {year: year for year, _ in known} | _years((*posts, *moved), moments, old.urls)
    facts = Facts(
        urls=old.urls,
        entries=_relocated_entries(old.relocated, new) | _entries(posts, slugs, moments, new, terms),
        ids={post.source_id: post.key for post in (*old.posts, *old.stubs) if post.source_id},
        terms=terms,
        taxonomy="category" if new.labels_as == "category" else "tag",
        months=months,
        years=years,
        archives=archives_of(
            [*known, *(_month(moments[p.key]) for p in (*posts, *moved) if p.kind == "post")]
        ),
        unread=frozenset(old.relocated.missing),
        uploads=_uploads(old, new),
        stubs=stubs,
        replaced=told.replaced,
        old_terms={decoded(sanitize_title(label)).lower(): label for label in sorted(terms)}
        | dict(old.term_slugs),
        authors=_authors(posts),
        copied=frozenset(asset.url for asset in old.assets if asset.file),
    )
    undated = tuple(post.key for post in posts if post.kind == "post" and not _is_dated(post))
    return Rekeyed(facts=facts, slugs=slugs, terms=terms, undated=undated)


def _authors(posts: Iterable[Post]) -> dict[str, str]:
    """Return author as old URLs name it → slug; a platform's id of a writer is part of its URLs where it has such."""
    named = {post.author.source_id or post.author.name: post.author.name for post in posts if post.author}
    return {sanitize_title(old).lower(): sanitize_title(name) for old, name in sorted(named.items())}


def _relocated_post(url: str, found: Found) -> Post:
    return Post(key=url, url=url, published=found.published)


def _relocated_entries(relocated: Relocated, new: NewSite) -> dict[str, Entry]:
    return {
        url: Entry(
            path=found.new.removeprefix(new.base_url),
            how="on-new-site",
            note=found.note,
            confidence=found.confidence,
        )
        for url, found in relocated.found.items()
    }


def _uploads(old: OldContent, new: NewSite) -> dict[str, str]:
    """Return own image → path of its copy, for copies on the new site."""
    base = f"{new.base_url}/"
    copies = ((url, copy) for url, copy in old.uploaded.items() if old.urls.owns(url))
    return {url: copy.removeprefix(new.base_url) for url, copy in copies if copy.startswith(base)}


def _is_dated(post: Post) -> bool:
    return post.published is not None and post.published.year in _YEARS


def _moment(post: Post, urls: SiteUrls, zone: ZoneInfo) -> datetime:
    month = path_month(post.key, urls)
    if _is_dated(post) or post.updated is not None or month is None or int(month[0]) not in _YEARS:
        return moment_of(post, zone)
    return datetime(int(month[0]), int(month[1]), 1, tzinfo=zone)


def _entries(
    posts: Sequence[Post],
    slugs: Mapping[str, Slug],
    moments: Mapping[str, datetime],
    new: NewSite,
    terms: Mapping[str, Term],
) -> dict[str, Entry]:
    entries = {}
    for number, post in enumerate(posts):
        slug = slugs[post.key]
        if post.kind == "page":
            entries[post.key] = _entry(new.scheme.spelled(f"/{slug.text}/"), slug, 1.0, "")
            continue
        parts = PostFacts(
            moment=moments[post.key],
            slug=slug.text,
            id=FIRST_ID + number,
            category=_first_category(post, terms, new),
            author=sanitize_title(post.author.name if post.author else "", "admin"),
        )
        entries[post.key] = _entry(new.scheme.path(parts), slug, *_doubt(post, new.scheme))
    return entries


def _entry(path: str, slug: Slug, sure: float, note: str) -> Entry:
    confidence = sure if slug.how == KEPT else sure * _NUMBERED
    return Entry(path=path, how=slug.how, note=note, confidence=confidence)


def _doubt(post: Post, scheme: Scheme) -> tuple[float, str]:
    if scheme.dated and not _is_dated(post):
        return _UNDATED, "Its date is not known: the one it is exported with decides its URL."
    if not scheme.certain:
        return _UNCERTAIN, "WordPress settles ids, authors and the first category at the import."
    return 1.0, ""


def _first_category(post: Post, terms: Mapping[str, Term], new: NewSite) -> str:
    """WordPress takes the category it knew first; the exports declare them in slug order."""
    slugs = sorted(terms[label].slug for label in post.labels if terms[label].slug)
    return slugs[0] if slugs and new.labels_as == "category" else "uncategorized"


def _month(moment: datetime) -> Month:
    return f"{moment.year:04d}", f"{moment.month:02d}"


def _months(posts: Iterable[Post], moments: Mapping[str, datetime], urls: SiteUrls) -> dict[Month, Month]:
    found: defaultdict[Month, Counter[Month]] = defaultdict(Counter)
    for post in posts:
        old = path_month(post.key, urls)
        if old is not None:
            found[old][_month(moments[post.key])] += 1
    everywhere = {month for counts in found.values() for month in counts}
    return {old: old if old in everywhere else _most(counts) for old, counts in sorted(found.items())}


def _years(posts: Iterable[Post], moments: Mapping[str, datetime], urls: SiteUrls) -> dict[str, str]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for post in posts:
        old = path_month(post.key, urls)
        if old is not None:
            found[old[0]][_month(moments[post.key])[0]] += 1
    everywhere = {year for counts in found.values() for year in counts}
    return {old: old if old in everywhere else _most(counts) for old, counts in sorted(found.items())}


def _most(counts: Counter[_Place]) -> _Place:
    return min(counts, key=lambda each: (-counts[each], each))
