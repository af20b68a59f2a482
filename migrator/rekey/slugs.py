"""Gives every post, page and media file its slug on the new site, so that WordPress changes none of them.

Order: posts by (date, old URL), then pages likewise, then media files by URL. Who comes first keeps the slug.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.model import Term
from migrator.rekey.wordpress_slugs import sanitize_title, unique_slug
from migrator.urls import decoded_path, fragment_of, old_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrator.model import Asset, Post

# Folders and files of WordPress itself: a page there is never shown.
SYSTEM_SLUGS = frozenset({"wp-admin", "wp-content", "wp-includes", "wp-json"})
# What WordPress leaves as it is; nearly all old slugs, so the long way is taken for the others only.
_PLAIN = re.compile(r"(?=.{1,200}$)[a-z0-9_]+(?:-[a-z0-9_]+)*")
_COUNTED = re.compile(r"0[0-9]{5}")  # Movable Type's first addresses count the entries
_NUMBER = re.compile(r"[0-9]{4,}")
KEPT, CLEANED, NUMBERED, TITLED = "slug-kept", "slug-cleaned", "slug-numbered", "slug-from-title"


@dataclass(frozen=True, slots=True)
class SlugPolicy:
    """`source` is "old" (the old URL's slug) or "title"; `reserved` are slugs the new site has already."""

    source: str = "old"
    reserved: tuple[str, ...] = ()
    permalink: str = "/%postname%/"


@dataclass(frozen=True, slots=True)
class Slug:
    """A slug on the new site and how it came about: kept, cleaned, numbered or made from the title."""

    text: str
    how: str


def assign_slugs(posts: Iterable[Post], assets: Iterable[Asset], policy: SlugPolicy) -> dict[str, Slug]:
    """Return canonical old URL → slug. `posts` come as the project yields them: posts, then pages, by date."""
    taken = {*policy.reserved, *SYSTEM_SLUGS}
    slugs: dict[str, Slug] = {}
    for post in posts:
        wish, how = _wish(post, policy)
        slugs[post.key] = _take(wish, how, taken, post.kind, policy)
    for asset in sorted(assets, key=lambda asset: asset.url):
        wish = sanitize_title(_stem(asset.url), "media")
        slugs[asset.url] = _take(wish, KEPT, taken, "attachment", policy)
    return slugs


def assign_terms(posts: Iterable[Post]) -> Mapping[str, Term]:
    """Return label → term. Labels that WordPress spells alike share a slug; one it cannot spell has an empty slug."""
    labels = sorted({label for post in posts for label in post.labels})
    return {label: Term(name=label, slug=sanitize_title(label)) for label in labels}


def _wish(post: Post, policy: SlugPolicy) -> tuple[str, str]:
    place = fragment_of(post.url)  # of a post without a page of its own: the page's slug is not the post's
    old = f"{post.kind}-{place}" if place else old_slug(post.url)
    if policy.source == "title" or place or _says_nothing(old, policy):
        titled = sanitize_title(post.title or "")
        if titled:
            return titled, TITLED
    cleaned = old if _PLAIN.fullmatch(old) else sanitize_title(old, post.kind)
    return cleaned, KEPT if cleaned == old else CLEANED


def _says_nothing(slug: str, policy: SlugPolicy) -> bool:
    """True for a number in place of words, where WordPress would not keep it either: it might be a page's."""
    return bool(
        _COUNTED.fullmatch(slug) or (_NUMBER.fullmatch(slug) and policy.permalink.startswith("/%postname%"))
    )


def _take(wish: str, how: str, taken: set[str], kind: str, policy: SlugPolicy) -> Slug:
    slug = unique_slug(wish, taken, kind, policy.permalink)
    taken.add(slug)
    return Slug(slug, how if slug == wish else NUMBERED)


def _stem(url: str) -> str:
    name = decoded_path(url).rstrip("/").rpartition("/")[2]
    return (name.rpartition(".")[0] or name).encode("utf-8", "replace").decode("utf-8")
