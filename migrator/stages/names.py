"""Reads a project's content under its new names: what map decides from, and what export and redirects ask for."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from migrator.merge import STUB, merge
from migrator.model import HostAnswer, OldUrl, RecordKind, Term, UrlKind
from migrator.profiles import load_profile, site_urls
from migrator.rekey.hosts import guess_answer
from migrator.rekey.pairs import Pair, load_pair
from migrator.rekey.plan import NewSite, OldContent, Rekeyed, rekey
from migrator.rekey.relocated import Found, Relocated
from migrator.rekey.resolve import LinkResolver, media_urls, new_urls
from migrator.rekey.schemes import Scheme, choose_scheme
from migrator.rekey.verdicts import Destination, judge
from migrator.settings import zone_named
from migrator.store.records import post_of
from migrator.urls import bare_host, decoded, host_of, normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migrator.model import Asset, Post
    from migrator.profiles import SiteUrls
    from migrator.settings import Settings
    from migrator.store.project import Project

RELOCATED = "relocated"  # project fact: what the new site knew of posts without content
EXISTING_PERMALINK = "new-permalink"  # project fact: the structure the new site's own posts show


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A project's content and how it is called on the new site."""

    urls: SiteUrls
    posts: Sequence[Post]
    stubs: Sequence[Post]
    assets: Sequence[Asset]
    site: NewSite
    why_scheme: str
    rekeyed: Rekeyed
    destination: Destination
    pair: Pair


def load_names(project: Project, settings: Settings) -> Names:
    """Name everything in a project anew; equal content and settings give equal names.

    Raises:
        ConfigError: a permalink structure or mapping file is wrong.
        UsageError: no mapping for this pair of platforms.
    """
    scheme, why = choose_scheme(
        settings.new.permalink, project.meta(EXISTING_PERMALINK), same_domain=stays(settings)
    )
    content = old_content(project, settings)
    site = new_site(project, settings, scheme)
    return Names(
        urls=content.urls,
        posts=content.posts,
        stubs=content.stubs,
        assets=content.assets,
        site=site,
        why_scheme=why,
        rekeyed=rekey(content, site),
        destination=Destination(base_url=new_base(settings), scheme=scheme, answer=main_answer(settings)),
        pair=load_pair(settings.old.platform, settings.new.platform),
    )


def old_content(project: Project, settings: Settings) -> OldContent:
    """Return what a project knows of the old blog."""
    urls = old_urls(settings)
    posts = tuple(project.entities.posts())
    assets = tuple(project.assets.all())
    return OldContent(
        urls=urls,
        posts=posts,
        stubs=tuple(_stubs(project, urls, {post.key for post in posts})),
        assets=assets,
        readings={page: kind for page, (_, kind) in project.records.readings().items()},
        relocated=_relocated(project),
        uploaded=media_urls(assets, settings.export.media_base),
        term_slugs=dict(_term_slugs(project)),
    )


def _term_slugs(project: Project) -> Iterator[tuple[str, str]]:
    for group in project.records.groups(RecordKind.TERM):
        slug, name = group[0].fields.get("slug"), group[0].fields.get("name")
        if isinstance(slug, str) and isinstance(name, str):
            yield decoded(slug).lower(), name


def _relocated(project: Project) -> Relocated:
    told = json.loads(project.meta(RELOCATED) or '{"found": {}, "terms": {}, "missing": [], "months": []}')
    return Relocated(
        found={
            url: Found(
                new=new,
                published=datetime.fromisoformat(moment) if moment else None,
                note=note,
                confidence=sure,
            )
            for url, (new, moment, note, sure) in told["found"].items()
        },
        terms={label: Term(name=label, slug=slug) for label, slug in told["terms"].items()},
        missing=frozenset(told["missing"]),
        months=frozenset((year, month) for year, month in told["months"]),
    )


def _stubs(project: Project, urls: SiteUrls, known: set[str]) -> Iterator[Post]:
    """Yield the entries that extraction left out because they only announce the move."""
    for group in project.records.groups(RecordKind.POST):
        if group[0].key in known:
            continue
        merged = merge(group)
        if merged.fields.get("kind") == STUB:
            kind = "page" if urls.match(merged.key).kind is UrlKind.PAGE else "post"
            told = {name: merged.fields.get(name) for name in ("source_id", "title")}
            if merged.provenance.get("published", "html") != "html":  # a page's clock names no zone
                told["published"] = merged.fields["published"]
            yield replace(post_of(merged.key, told), kind=kind)


def old_urls(settings: Settings) -> SiteUrls:
    """Return the URLs of the old blog on all its hosts."""
    return site_urls(settings.old.platform, settings.old.url, tuple(settings.old.hosts))


def new_base(settings: Settings) -> str:
    """Return the new site's address without a final slash."""
    return normal(settings.new.url).rstrip("/")


def new_site(project: Project, settings: Settings, scheme: Scheme) -> NewSite:
    """Return how the new site is set up; its zone is the old blog's where nobody says otherwise."""
    site = project.entities.site()
    zone = settings.new.timezone or settings.old.timezone or (site.timezone if site else None) or "UTC"
    return NewSite(
        scheme=scheme,
        base_url=new_base(settings),
        zone=zone_named(zone),
        labels_as=settings.new.labels_as,
        slugs=settings.new.slugs,
        reserved=settings.new.reserved_slugs,
    )


def main_answer(settings: Settings) -> HostAnswer:
    """Return who answers the old blog's main host after the move, or another of its hosts where nobody does."""
    host = host_of(settings.old.url)
    given = settings.old.answers.get(host)
    others = (answer for answer in settings.old.answers.values() if answer.configurable)
    if given is HostAnswer.NOBODY:
        return next(others, given)  # a domain that led to the dead host can redirect in its place
    return given or guess_answer(host, settings.new.url, load_profile(settings.old.platform))


def stays(settings: Settings) -> bool:
    """True for a move that keeps the domain, www or not."""
    return bare_host(host_of(settings.old.url)) == bare_host(host_of(settings.new.url))


def link_resolver(project: Project, settings: Settings, names: Names) -> LinkResolver:
    """Return what rewrites links: verdicts of the inventory first, the table for URLs nobody had seen."""

    def unseen(url: str) -> str | None:
        row = OldUrl(url=url, kind=names.urls.match(url).kind)
        return judge(row, names.rekeyed.facts, names.pair, names.destination).new

    return LinkResolver(
        urls=names.urls,
        known=new_urls(project.inventory.mappings()),
        unseen=unseen,
        media=media_urls(names.assets, settings.export.media_base),
        ids=names.rekeyed.facts.ids,
    )
