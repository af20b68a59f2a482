"""WordPress permalink structures: the path a post will have, which one to choose, and how WordPress ends a path."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.errors import ConfigError
from migrator.urls import is_strict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from migrator.model import Json

KEEP_BLOGGER = "/%year%/%monthnum%/%postname%.html"
PLAIN_NAME = "/%postname%/"
CANDIDATES = (KEEP_BLOGGER, PLAIN_NAME, "/%year%/%monthnum%/%postname%/")
WHERE = "In WordPress, before the import: Settings → Permalinks → Custom Structure: {structure}"

_SAMPLE_POST = "hello-world"
_USUAL = tuple(
    f"{prefix}{date}/%postname%{end}"
    for prefix in ("", "/index.php", "/blog", "/archives")
    for date in ("", "/%year%", "/%year%/%monthnum%", "/%year%/%monthnum%/%day%")
    for end in ("/", "", ".html")
)

_TAG = re.compile(r"%([^%/]*)%")
_FORMATS = {
    "year": "%Y",
    "monthnum": "%m",
    "day": "%d",
    "hour": "%H",
    "minute": "%M",
    "second": "%S",
}
_TAGS = (*_FORMATS, "postname", "post_id", "category", "author")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts:
    """What a permalink is made of: `moment` in the new site's zone, slugs as WordPress stores them, its id there."""

    moment: datetime
    slug: str
    id: int
    category: str = "uncategorized"
    author: str = "admin"


@dataclass(frozen=True)
class Scheme:
    """A permalink structure as typed under Settings → Permalinks, e.g. `/%year%/%postname%/`."""

    structure: str

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The names between percent signs, in order."""
        return tuple(_TAG.findall(self.structure))

    @property
    def slashed(self) -> bool:
        """True where WordPress ends its own URLs (posts, pages, archives, feeds) with a slash."""
        return self.structure.endswith("/")

    @property
    def dated(self) -> bool:
        """True where a post's date is part of its URL."""
        return any(tag in _FORMATS for tag in self.tags)

    @property
    def certain(self) -> bool:
        """False where a part is known for sure only after the import (ids, authors, the first category)."""
        return not {"post_id", "author", "category"} & set(self.tags)

    def path(self, post: PostFacts) -> str:
        """Return the path of a post, below the site's address."""
        words = {
            "postname": post.slug,
            "post_id": str(post.id),
            "category": post.category,
            "author": post.author,
        }

        def fill(match: re.Match[str]) -> str:
            form = _FORMATS.get(match[1])
            return (
                f"{post.moment.year:04d}"
                if form == "%Y"
                else words[match[1]]
                if form is None
                else post.moment.strftime(form)
            )

        return _TAG.sub(fill, self.structure)

    def spelled(self, path: str) -> str:
        """Return the path of a page, archive or feed as WordPress ends it: its own redirect would cost a hop."""
        if path == "/" or "?" in path or re.search(r"\.[a-z]{2,4}$", path):
            return path
        return path.rstrip("/") + "/" * self.slashed


def parse_scheme(structure: str) -> Scheme:
    """Check a permalink structure.

    Raises:
        ConfigError: unknown tags, no slash at the start, signs no URL can hold, or nothing that tells posts apart.
    """
    scheme = Scheme(structure)
    for tag in scheme.tags:
        if tag not in _TAGS:
            near = difflib.get_close_matches(tag, _TAGS, 1)
            raise ConfigError(
                f"The permalink structure {structure!r} holds the unknown tag %{tag}%.",
                f"{f'Did you mean %{near[0]}%? ' if near else ''}WordPress knows: {', '.join(f'%{each}%' for each in _TAGS)}.",
            )
    if not structure.startswith("/") or not is_strict("http://x.example" + _TAG.sub("x", structure)):
        raise ConfigError(
            f"The permalink structure {structure!r} is no path.", f"Write it like {PLAIN_NAME!r}."
        )
    if not {"postname", "post_id"} & set(scheme.tags):
        raise ConfigError(
            f"The permalink structure {structure!r} gives different posts one URL.",
            "Add %postname% (or %post_id%) to it.",
        )
    return scheme


@dataclass(frozen=True, slots=True)
class SchemeChoice:
    """The structure taken, why, and how many rules each candidate would need."""

    scheme: Scheme
    why: str
    rules: Mapping[str, int]

    def details(self) -> dict[str, Json]:
        """Return what the stage's report tells, the place to set it included."""
        return {
            "permalink": self.scheme.structure,
            "permalink_why": self.why,
            "permalink_where": WHERE.format(structure=self.scheme.structure),
            "permalink_rules": dict(self.rules),
        }


def choose_scheme(wished: str | None, existing: str | None, *, same_domain: bool) -> tuple[Scheme, str]:
    """Return the permalink structure and the reason for it: a person's wish, the new site's own, else a default.

    Raises:
        ConfigError: the wish is no permalink structure.
    """
    if wished is not None:
        return parse_scheme(wished), "It is set in migrator.toml."
    if existing is not None:
        return parse_scheme(existing), "The new site has posts under this structure already."
    if same_domain:
        return Scheme(KEEP_BLOGGER), "The domain stays, so posts keep their old paths and need no rule."
    return Scheme(PLAIN_NAME), "Short, without dates, and what WordPress suggests."


def candidates(chosen: Scheme) -> tuple[Scheme, ...]:
    """Return the structures to compare, the chosen one first."""
    others = [Scheme(structure) for structure in CANDIDATES if structure != chosen.structure]
    return (chosen, *others)


def structure_of(posts: Iterable[tuple[str, str, datetime]]) -> str | None:
    """Return the permalink structure that the new site's own posts show, or None.

    `posts` are (path, slug, moment in the site's zone). WordPress's sample post does not count: it says
    nothing about what the owner wants.
    """
    own = [(path, slug, moment) for path, slug, moment in posts if slug != _SAMPLE_POST]
    for structure in _USUAL if own else ():
        scheme = Scheme(structure)
        if all(scheme.path(PostFacts(moment=moment, slug=slug, id=0)) == path for path, slug, moment in own):
            return structure
    return None
