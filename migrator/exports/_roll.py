"""First pass of the WXR export: numbers everything, dates it, and names its authors and terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from migrator.exports._moments import PostMoments, post_moment
from migrator.exports._people import UNKNOWN, People, Person
from migrator.exports._xml import local_time
from migrator.model import Author
from migrator.urls import decoded_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from migrator.exports._contract import Content, ExportOptions
    from migrator.exports._losses import Losses
    from migrator.model import Asset, Post

FIRST_ID = 1001  # above those a fresh WordPress gives its samples
_TERM_LENGTH = 200  # wp_terms.name and .slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post or page as the importer will know it; `moment` is its date, `creator` a login ("" for nobody)."""

    key: str
    kind: str
    id: int
    slug: str
    moment: datetime
    creator: str
    image: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """An attachment; `url` is its canonical old URL, `address` where the importer fetches it from."""

    url: str
    id: int
    slug: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class TermRow:
    """A declared category or tag."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """All that is exported, by number. `terms` is label → row, `media` canonical URL → attachment."""

    entries: tuple[Entry, ...]
    people: People
    default_creator: Person
    terms: Mapping[str, TermRow]
    media: Mapping[str, Media]


def enrol(content: Content, options: ExportOptions, losses: Losses) -> Roll:
    """Go through all posts once and give everything its number, in the content's order."""
    people = People()
    moments = PostMoments(content.zone)
    entries: list[Entry] = []
    labels: dict[str, bool] = {}
    for post in content.posts():
        reason = content.omitted(post.key)
        for label in post.labels:
            labels[label] = labels.get(label, False) or reason is None
        if reason is not None:
            _drop(content, post, reason, losses)
            continue
        entries.append(_entry(content, post, FIRST_ID + len(entries), people, moments))
        _report_date(content, post, entries[-1], losses)
    for comment in content.strays():
        losses.dropped("comments", f"{comment.post}#c{comment.id}", "the post it belongs to is not known")
    return Roll(
        entries=tuple(entries),
        people=people,
        default_creator=_default_creator(entries, people, losses),
        terms=_terms(content, labels, losses),
        media=_media(content, options, FIRST_ID + len(entries), losses),
    )


def _drop(content: Content, post: Post, reason: str, losses: Losses) -> None:
    losses.dropped(f"{post.kind}s", post.key, reason)
    for comment in content.comments(post.key):
        losses.dropped("comments", f"{post.key}#c{comment.id}", f"its post is not exported: {reason}")


def _entry(content: Content, post: Post, number: int, people: People, moments: PostMoments) -> Entry:
    moment, _ = post_moment(post, content.zone)
    return Entry(
        key=post.key,
        kind=post.kind,
        id=number,
        slug=content.slug(post.url),
        moment=moments.place(post.kind, post.title or "", moment),
        creator=people.declare(post.author).login if post.author and post.author.name.strip() else "",
        image=content.asset_url(post.image) if post.image else None,
    )


def _report_date(content: Content, post: Post, entry: Entry, losses: Losses) -> None:
    moment, source = post_moment(post, content.zone)
    shown = local_time(entry.moment, content.zone)
    if source:
        losses.changed("date", post.key, f"it has no date: exported with {source}, {shown}")
    elif entry.moment != moment.replace(microsecond=0):
        losses.changed(
            "date",
            post.key,
            f"moved from {local_time(moment, content.zone)} to {shown}: WordPress would take it for another post "
            "with the same title and date",
        )


def _default_creator(entries: list[Entry], people: People, losses: Losses) -> Person:
    """Return who stands in for unknown authors: the blog's only author, else one made for this."""
    nobody = [entry.key for entry in entries if not entry.creator]
    everybody = people.all()
    if len(everybody) == 1 or (everybody and not nobody):
        stand_in = everybody[0]
    else:
        stand_in = people.declare(Author(name=UNKNOWN))
    for key in nobody:
        losses.changed("author", key, f"its author is not known: exported as {stand_in.name}")
    return stand_in


def _terms(content: Content, labels: Mapping[str, bool], losses: Losses) -> dict[str, TermRow]:
    """Declare a term per slug, in slug order; labels that share one are merged under the first name."""
    found = [(content.term(label), label, used) for label, used in labels.items()]
    found.sort(key=lambda row: (row[0].slug, not row[2], row[0].name, row[1]))
    rows: dict[str, TermRow] = {}
    by_slug: dict[str, TermRow] = {}
    for term, label, used in found:
        if not used:
            losses.dropped("terms", label, "only posts that are not exported have this label")
        elif not term.slug:
            losses.dropped("terms", label, "WordPress can make no slug of this label")
        elif term.slug in by_slug:
            kept = by_slug[term.slug].name
            losses.dropped(
                "terms", label, f"merged into {kept!r}: WordPress gives both the slug {term.slug!r}"
            )
            rows[label] = by_slug[term.slug]
        else:
            name = _fitting_name(term.name, label, losses)
            rows[label] = by_slug[term.slug] = TermRow(len(by_slug) + 1, term.slug, name)
    return rows


def _fitting_name(name: str, label: str, losses: Losses) -> str:
    if len(name) <= _TERM_LENGTH:
        return name
    losses.changed("term", label, f"cut to the {_TERM_LENGTH} characters WordPress has room for")
    return name[:_TERM_LENGTH]


def _media(content: Content, options: ExportOptions, first: int, losses: Losses) -> dict[str, Media]:
    rows: dict[str, Media] = {}
    for asset in content.assets():
        if asset.problem is not None:
            losses.dropped("assets", asset.url, f"it could not be fetched: {asset.problem}")
            continue
        slug = content.slug(asset.url)
        rows[asset.url] = Media(
            url=asset.url,
            id=first + len(rows),
            slug=slug,
            title=_stem(asset.url) or slug,
            address=_address(asset, options.media_base),
        )
    return rows


def _address(asset: Asset, base: str | None) -> str:
    return f"{base.rstrip('/')}/{quote(asset.file)}" if base and asset.file else asset.url


def _stem(url: str) -> str:
    name = decoded_path(url).rpartition("/")[2]
    return (name.rpartition(".")[0] or name).encode("utf-8", "replace").decode("utf-8")
