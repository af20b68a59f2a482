"""Asks the new site for posts whose old pages say nothing any more: it may have been filled long ago."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from migrator.errors import SiteError
from migrator.model import Finding, StageReport, Term, UrlKind
from migrator.rekey.inventory import path_month
from migrator.rekey.plan import notices
from migrator.rekey.relocated import Lost, Relocated, relocate
from migrator.rekey.wordpress_slugs import sanitize_title
from migrator.stages.names import RELOCATED, new_base, old_content
from migrator.stages.readback import new_site_client, read_site
from migrator.urls import is_strict, old_slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.fetch.client import Client
    from migrator.model import Progress
    from migrator.profiles import SiteUrls
    from migrator.rekey.newsite import Entry, NewSite
    from migrator.rekey.plan import OldContent
    from migrator.settings import Settings
    from migrator.store.project import Project

STAGE = "relocate"
_PATIENCE = 2  # attempts: before the move there is often no new site yet
_STATES = ("queued", "done", "failed", "blocked")
_GONE = frozenset({404, 410})
_KINDS = {UrlKind.POST: "post", UrlKind.PAGE: "page"}


def run_relocate(
    project: Project, settings: Settings, progress: Progress, *, client: Client | None = None
) -> StageReport:
    """Look for lost posts on the new site; without any, or without a new site, nothing is asked or changed."""
    content = old_content(project, settings)
    lost = list(_lost(project, content))
    findings: tuple[Finding, ...] = ()
    told = Relocated(found={}, terms={}, missing=frozenset(one.url for one in lost))
    if lost:
        progress.start("look for lost posts on the new site")
        try:
            site = _read(settings, progress, client)
        except SiteError as error:
            findings = (_unanswered(settings, error, len(lost)),)
        else:
            told = _relocated(lost, site, project, settings)
        progress.finish(f"{len(told.found):,} of {len(lost):,} posts without content are on the new site")
    project.set_meta(RELOCATED, _text(told))
    counts = {"without content": len(lost), "on the new site": len(told.found)}
    return StageReport(stage=STAGE, counts=counts, findings=findings)


def _read(settings: Settings, progress: Progress, client: Client | None) -> NewSite:
    patient = settings.crawl.model_copy(update={"attempts": min(_PATIENCE, settings.crawl.attempts)})
    hasty = settings.model_copy(update={"crawl": patient})
    if client is not None:
        return read_site(client, hasty, progress)
    with new_site_client(hasty) as own:
        return read_site(own, hasty, progress)


def _lost(project: Project, content: OldContent) -> Iterator[Lost]:
    """Yield the posts and pages the old blog is known to have, without content of them in any source."""
    told = notices(content)
    known = {post.key for post in content.posts}
    stubs = {stub.key: stub for stub in content.stubs}
    statuses = project.pages.statuses()
    seen = {url for state in _STATES for url, _ in project.frontier.urls("crawl", state)}
    for url in sorted(seen | stubs.keys()):
        kind = _KINDS.get(content.urls.match(url).kind)
        if kind is None or content.urls.canonical(url) != url or url in known or url in told.announcements:
            continue
        if statuses.get(url) not in _GONE:
            stub = stubs.get(url)
            yield Lost(
                url=url,
                kind=kind,
                slug=old_slug(url),
                month=path_month(url, content.urls),
                title=stub.title if stub else None,
                published=stub.published if stub else None,
            )


def _relocated(lost: list[Lost], site: NewSite, project: Project, settings: Settings) -> Relocated:
    base = f"{new_base(settings)}/"
    entries = [entry for entry in site.entries if _is_post_of(entry, base)]
    found = relocate(lost, entries)
    slugs = {listing.slug: listing.link for listing in site.listings}
    labels = _labels(project, old_content(project, settings).urls)
    terms = {
        label: Term(name=label, slug=slug)
        for label in labels
        if (slug := sanitize_title(label)) and slugs.get(slug) == f"{base}{settings.new.labels_as}/{slug}/"
    }
    missing = frozenset(one.url for one in lost if one.url not in found)
    return Relocated(found=found, terms=terms, missing=missing, months=_months(entries))


def _is_post_of(entry: Entry, base: str) -> bool:
    return (
        entry.status == "publish"
        and is_strict(entry.link)
        and entry.link.startswith(base)
        and entry.link != base
    )


def _months(entries: list[Entry]) -> frozenset[tuple[str, str]]:
    moments = [entry.published for entry in entries if entry.kind == "post" and entry.published is not None]
    return frozenset((f"{moment.year:04d}", f"{moment.month:02d}") for moment in moments)


def _labels(project: Project, urls: SiteUrls) -> set[str]:
    seen = (url for state in _STATES for url, _ in project.frontier.urls("crawl", state))
    return {match.fields["label"] for match in map(urls.match, seen) if "label" in match.fields}


def _unanswered(settings: Settings, error: SiteError, count: int) -> Finding:
    return Finding(
        code="relocate.no-answer",
        severity="warning",
        url=settings.new.url,
        message=f"{_posts(count)} no content anywhere, and the new site could not be asked: {error.message}",
        hint="When the new site is there and has these posts, type: migrator run",
    )


def _posts(count: int) -> str:
    return "One old post has" if count == 1 else f"{count:,} old posts have"


def _text(told: Relocated) -> str:
    found = {
        url: [one.new, one.published.isoformat() if one.published else None, one.note, one.confidence]
        for url, one in told.found.items()
    }
    terms = {label: term.slug for label, term in told.terms.items()}
    rest = {"missing": sorted(told.missing), "months": sorted(told.months)}
    return json.dumps({"found": found, "terms": terms, **rest}, sort_keys=True)
