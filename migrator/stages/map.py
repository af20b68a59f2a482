"""Map: every old URL that any source showed gets one verdict, and conflicts are found before anyone meets them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.model import Finding, LinkKind, RecordKind, StageReport, UrlKind, Verdict
from migrator.numbers import row_numbers
from migrator.rekey.conflicts import find_conflicts
from migrator.rekey.decisions import apply_decisions
from migrator.rekey.inventory import Evidence, build_inventory
from migrator.rekey.plan import rekey
from migrator.rekey.schemes import SchemeChoice, candidates
from migrator.rekey.verdicts import followed, judge_all
from migrator.stages.announced import announced_urls
from migrator.stages.media import answered
from migrator.stages.names import Names, load_names, old_content, stays
from migrator.urls import bare_host, host_of, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrator.model import Json, OldUrl, Progress, UrlMapping
    from migrator.settings import Settings
    from migrator.store.project import Project

_OK = 200
_FRONTIER = ("queued", "done", "failed", "blocked")


def run_map(project: Project, settings: Settings, progress: Progress) -> StageReport:
    """Build the inventory and its verdicts in place of the earlier ones; works offline.

    Raises:
        ConfigError: a permalink structure or mapping file is wrong.
        UsageError: no mapping for this pair of platforms.
    """
    progress.start("map")
    names = load_names(project, settings)
    rows = build_inventory(names.urls, _evidence(project, names))
    progress.grow(len(rows))
    mappings, findings = _verdicts(project, names, rows)
    findings += find_conflicts(mappings, names.urls) + _undated(names)
    with project.transaction():
        project.inventory.replace_urls(rows)
        project.inventory.replace_verdicts(mappings)
    progress.advance(len(rows))
    counts = _counts(mappings)
    progress.finish(f"{len(rows):,} old URLs, {counts[str(Verdict.UNEXPLAINED)]:,} of them unexplained")
    choice = SchemeChoice(names.site.scheme, names.why_scheme, _rules_needed(project, settings, names))
    details: dict[str, Json] = {**choice.details(), "kinds": _kinds(mappings)}
    return StageReport(stage="map", counts=counts, findings=findings, details=details)


def _verdicts(
    project: Project, names: Names, rows: Iterable[OldUrl]
) -> tuple[tuple[UrlMapping, ...], tuple[Finding, ...]]:
    judged = judge_all(rows, names.rekeyed.facts, names.pair, names.destination)
    led_to = _announced(project, names, judged) | _redirected(project, names)
    led = followed(judged, led_to, names.destination)
    return apply_decisions(led, project.inventory.decisions(), names.urls, names.destination.base_url)


def _evidence(project: Project, names: Names) -> Evidence:
    images = {asset.url for asset in names.assets} | set(project.links.urls(LinkKind.IMAGE))
    return Evidence(
        posts=(*names.posts, *names.stubs),
        sightings=_sightings(project),
        statuses={**_image_statuses(names), **project.pages.statuses()},
        images=sorted(images),
        numbers=_counted(project),
    )


def _counted(project: Project) -> dict[str, dict[str, int]]:
    """Return row → what tools and logs counted of it."""
    groups = project.records.groups(RecordKind.URL)
    return {group[0].key: numbers for group in groups if (numbers := row_numbers(group))}


def _image_statuses(names: Names) -> dict[str, int]:
    """Return what images on the blog's own host were answered with; those elsewhere are no pages of the blog."""
    found = {asset.url: _OK if asset.file else answered(asset) for asset in names.assets}
    return {url: status for url, status in found.items() if status is not None and names.urls.owns(url)}


def _sightings(project: Project) -> Iterator[tuple[str, str]]:
    for state in _FRONTIER:
        yield from project.frontier.urls("crawl", state)
    for url in project.pages.statuses():
        yield url, "crawl"
    for url in project.links.urls():
        yield url, "link"
    yield from project.records.keys(RecordKind.URL)


def _redirected(project: Project, names: Names) -> dict[str, str]:
    """Return old URL → where the old site sent it: another old URL, or one of the new site."""
    found = {}
    for url, final in project.pages.finals().items():
        row = names.urls.canonical(url)
        end = final if _is_new(final, names) else names.urls.canonical(final)
        if row is not None and end is not None and end != row:
            found[row] = end
    return _known_as(project, names) | found


def _known_as(project: Project, names: Names) -> dict[str, str]:
    """Return other addresses of a post that a backup knows (short links, earlier slugs) → the post's own."""
    found = {}
    for record, *_ in project.records.groups(RecordKind.URL):
        end = record.fields.get("leads_to")
        row = names.urls.canonical(end) if isinstance(end, str) else None
        if row is not None and row != record.key:
            found[record.key] = row
    return found


def _announced(project: Project, names: Names, judged: Iterable[UrlMapping]) -> dict[str, str]:
    """Return unexplained post or page → the URL of the new site that its own page names, where it is just one."""
    found = {}
    for mapping in judged:
        wanted = mapping.verdict is Verdict.UNEXPLAINED and mapping.kind in {UrlKind.POST, UrlKind.PAGE}
        page = project.pages.get(mapping.old) if wanted else None
        urls = announced_urls(page) if page is not None and page.body else ()
        new = [
            url for url in urls if _is_new(url, names) and "?" not in url
        ]  # a query is a look-up, no permalink
        if len(new) == 1:
            found[mapping.old] = without_fragment(new[0])
    return _unshared(found)


def _unshared(found: dict[str, str]) -> dict[str, str]:
    """Leave out places that several pages lead to: a front page or a search is no post's new URL."""
    counts = Counter(found.values())
    return {old: new for old, new in found.items() if counts[new] == 1}


def _is_new(url: str, names: Names) -> bool:
    return bare_host(host_of(url)) == bare_host(host_of(names.destination.base_url)) and not names.urls.owns(
        url
    )


def _undated(names: Names) -> tuple[Finding, ...]:
    dated = names.site.scheme.dated
    return tuple(
        Finding(
            code="map.undated",
            severity="warning",
            url=url,
            message="No source gives this post's date, which is part of its new URL: the one it is exported with decides.",
            hint="See the export's README for the date it is given.",
        )
        for url in names.rekeyed.undated
        if dated
    )


def _rules_needed(project: Project, settings: Settings, names: Names) -> dict[str, int]:
    """Return permalink structure → number of posts that would need a redirect rule."""
    posts = sum(post.kind == "post" for post in names.posts)
    schemes = candidates(names.site.scheme)
    if not stays(settings):
        return {scheme.structure: posts for scheme in schemes}
    content = old_content(project, settings)
    rows = [
        row for row in build_inventory(names.urls, Evidence(posts=names.posts)) if row.kind is UrlKind.POST
    ]
    needed = {}
    for scheme in schemes:
        facts = rekey(content, replace(names.site, scheme=scheme)).facts
        judged = judge_all(rows, facts, names.pair, replace(names.destination, scheme=scheme))
        needed[scheme.structure] = sum(mapping.verdict is Verdict.MOVED for mapping in judged)
    return needed


def _counts(mappings: Iterable[UrlMapping]) -> dict[str, int]:
    found = Counter(str(mapping.verdict) for mapping in mappings)
    return {"old URLs": found.total(), **{str(verdict): found[str(verdict)] for verdict in Verdict}}


def _kinds(mappings: Iterable[UrlMapping]) -> dict[str, Json]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mapping in mappings:
        found[str(mapping.kind)][str(mapping.verdict)] += 1
    return {kind: dict(sorted(counts.items())) for kind, counts in sorted(found.items())}
