"""What a project holds, as exports read it: posts one at a time, slugs and links as the URL map has them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from migrator.model import Site, Term, Verdict
from migrator.stages.names import link_resolver, load_names, new_base

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from migrator.model import Asset, Comment, Page, Post, UrlMapping
    from migrator.settings import Settings
    from migrator.store.project import Project

_UNWANTED = {Verdict.GONE, Verdict.IGNORED}


class ProjectContent:
    """A project's `Content`; between calls it holds URLs and names, no bodies.

    Raises:
        ConfigError: a permalink structure or mapping file is wrong.
        UsageError: no mapping for this pair of platforms.
    """

    def __init__(self, project: Project, settings: Settings) -> None:
        self._project = project
        self._settings = settings
        names = load_names(project, settings)
        self.zone: ZoneInfo = names.site.zone
        self._rekeyed = names.rekeyed
        self._links = link_resolver(project, settings, names)
        self._asset_urls = frozenset(asset.url for asset in names.assets)

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
        platform = self._settings.new.platform
        return Site(base_url=new_base(self._settings), platform=platform, timezone=self.zone.key)

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
        if key in self._rekeyed.facts.stubs:
            return "it only says that the blog has moved"
        mapping = self._unwanted.get(key)
        return None if mapping is None else f"its URL is {mapping.verdict}: {mapping.note or mapping.reason}"

    def comments(self, post: str) -> Sequence[Comment]:
        """Return the comments of a post in the order of time, parents first."""
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

    def pages(self) -> Iterator[Page]:
        """Yield all stored answers in URL order."""
        return self._project.pages.all()

    def term(self, label: str) -> Term:
        """Return the new site's term of an old label; one of posts that are left out has no slug."""
        return self._rekeyed.terms.get(label) or Term(name=label, slug="")

    def slug(self, url: str) -> str:
        """Return the new slug of a post, page or media file."""
        return self._rekeyed.slugs[url].text

    def new_url(self, url: str) -> str | None:
        """Return where an old URL in any spelling leads now, its fragment kept."""
        return self._links.new_url(url)

    def asset_url(self, url: str) -> str | None:
        """Return the canonical URL of a media file of the blog, whatever size the URL names."""
        found = self._links.asset_url(url)
        return found if found in self._asset_urls else None

    @cached_property
    def _unwanted(self) -> dict[str, UrlMapping]:
        rows = self._project.inventory.mappings()
        return {mapping.old: mapping for mapping in rows if mapping.verdict in _UNWANTED}


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
