"""What a project holds, as exports read it: posts one at a time, slugs and links as the URL map has them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from migrator.model import Site, Term, Verdict
from migrator.profiles import site_urls
from migrator.rekey.slugs import SlugPolicy, assign_slugs, assign_terms
from migrator.settings import zone_named
from migrator.urls import fragment_of, host_of, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migrator.model import Asset, Comment, Post, UrlMapping
    from migrator.profiles import SiteUrls
    from migrator.settings import Settings
    from migrator.store.project import Project

_UNWANTED = {Verdict.GONE, Verdict.IGNORED}
_MOVED = {Verdict.MOVED, Verdict.KEPT}


class ProjectContent:
    """A project's `Content`; between calls it holds URLs and slugs, no bodies."""

    def __init__(self, project: Project, settings: Settings, permalink: str) -> None:
        self._project = project
        self._settings = settings
        self._permalink = permalink

    @cached_property
    def old(self) -> Site:
        """The blog as it was."""
        found = self._project.entities.site()
        return found or Site(
            base_url=self._settings.old.url.rstrip("/"), platform=self._settings.old.platform
        )

    @cached_property
    def new(self) -> Site:
        """The blog as it will be."""
        new = self._settings.new
        return Site(base_url=new.url.rstrip("/"), platform=new.platform, timezone=self.zone.key)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The new site's zone: as set, else the old blog's, else UTC."""
        wished = (self._settings.new.timezone, self._settings.old.timezone, self.old.timezone)
        return next(filter(None, map(_zone, wished)), ZoneInfo("UTC"))

    def posts(self) -> Iterator[Post]:
        """Yield all posts, then all pages, in (date, URL) order."""
        return self._project.entities.posts()

    def post(self, key: str) -> Post:
        """Return one post.

        Raises:
            KeyError: no such post.
        """
        found = self._project.entities.post(key)
        if found is None:
            raise KeyError(key)
        return found

    def omitted(self, key: str) -> str | None:
        """Say why a post does not belong on the new site; None where it does."""
        mapping = self._verdicts.get(key)
        if mapping is None:
            return None
        if mapping.verdict in _UNWANTED:
            return f"its URL is {mapping.verdict}: {mapping.note or mapping.reason}"
        return "it only says that the blog has moved" if "stub" in mapping.reason else None

    def comments(self, post: str) -> Sequence[Comment]:
        """Return the comments of a post in the order of time; `ordered` puts parents first."""
        return parents_first(self._project.entities.comments(post))

    def strays(self) -> Iterator[Comment]:
        """Yield comments whose post is not known."""
        return self._project.entities.stray_comments()

    def mappings(self) -> Iterator[UrlMapping]:
        """Yield the verdict on every old URL."""
        return self._project.inventory.mappings()

    def assets(self) -> Iterator[Asset]:
        """Yield all media files in URL order."""
        return self._project.assets.all()

    def term(self, label: str) -> Term:
        """Return the new site's term of an old label."""
        return self._terms[label]

    def slug(self, url: str) -> str:
        """Return the new slug of a post, page or media file."""
        return self._slugs[url]

    def new_url(self, url: str) -> str | None:
        """Return where an old URL in any spelling leads now, its fragment kept."""
        row = self._urls.canonical(url)
        mapping = self._verdicts.get(row) if row else None
        if mapping is None or mapping.verdict not in _MOVED or mapping.new is None:
            return None
        fragment = fragment_of(url)
        return f"{without_fragment(mapping.new)}#{fragment}" if fragment else mapping.new

    def asset_url(self, url: str) -> str | None:
        """Return the canonical URL of a media file of the blog, whatever size the URL names."""
        found = self._urls.original(url) or self._urls.canonical(url)
        return found if found in self._asset_urls else None

    @cached_property
    def _urls(self) -> SiteUrls:
        old = self._settings.old
        return site_urls(old.platform, old.url, (host_of(old.url), *old.hosts, *self.old.hosts))

    @cached_property
    def _verdicts(self) -> dict[str, UrlMapping]:
        return {mapping.old: mapping for mapping in self._project.inventory.mappings()}

    @cached_property
    def _asset_urls(self) -> frozenset[str]:
        return frozenset(asset.url for asset in self._project.assets.all())

    @cached_property
    def _terms(self) -> Mapping[str, Term]:
        return assign_terms(self.posts())

    @cached_property
    def _slugs(self) -> Mapping[str, str]:
        """The slugs of the URL map; those it does not tell are given as the map stage gives them."""
        new = self._settings.new
        policy = SlugPolicy(new.slugs, new.reserved_slugs, self._permalink)
        kept = (post for post in self.posts() if self.omitted(post.key) is None)
        given = {
            url: slug.text for url, slug in assign_slugs(kept, self._project.assets.all(), policy).items()
        }
        if not self._permalink.rstrip("/").endswith("%postname%"):
            return given
        return {url: self._mapped_slug(url) or slug for url, slug in given.items()}

    def _mapped_slug(self, url: str) -> str | None:
        mapping = self._verdicts.get(url)
        if mapping is None or mapping.new is None or mapping.verdict not in _MOVED:
            return None
        return urlsplit(mapping.new).path.rstrip("/").rpartition("/")[2].lower() or None


def parents_first(comments: Sequence[Comment]) -> list[Comment]:
    """Return the comments in the given order, save that a parent comes before its replies."""
    waiting: dict[str, list[Comment]] = {}
    placed: set[str] = set()
    result: list[Comment] = []
    known = {comment.id for comment in comments}
    for comment in comments:
        if comment.parent in known - placed and comment.parent is not None:
            waiting.setdefault(comment.parent, []).append(comment)
            continue
        ready = [comment]
        while ready:
            one = ready.pop()
            placed.add(one.id)
            result.append(one)
            ready.extend(reversed(waiting.pop(one.id, [])))
    return result + [comment for group in waiting.values() for comment in group]


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return zone_named(name) if name else None
    except ValueError:
        return None
