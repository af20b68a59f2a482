"""Reads posts and comments out of stored pages, and merges what feeds and pages say. Works offline."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TypeVar

from migrator import registry
from migrator.differing import Difference, comment_counts, differences
from migrator.html import parse_page
from migrator.merge import STUB, Merged, as_stub, from_page, merge, uniform_pages
from migrator.model import (
    Asset,
    Finding,
    LinkKind,
    PageVerdict,
    Problem,
    Reading,
    RecordKind,
    Site,
    StageReport,
    UrlKind,
)
from migrator.profiles import SiteUrls, known_profiles, site_urls
from migrator.settings import is_zone, zone_named
from migrator.stages.contradictions import count_findings, difference_findings, origins, zone_findings
from migrator.stages.date_habits import misread, order_learned
from migrator.text import zone_of
from migrator.twins import without_twins
from migrator.urls import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from migrator.model import Json, Page, Progress, Record
    from migrator.platforms._contract import Platform
    from migrator.settings import Settings
    from migrator.store.project import Project

STAGE = "extract"
CAPTURED_HEADER = (
    "x-migrator-captured"  # of a stored page: the kind of archive, and the day it was kept there
)
_LISTS = frozenset({UrlKind.HOME, UrlKind.ARCHIVE, UrlKind.LABEL, UrlKind.SEARCH})
_BATCH = 50  # pages stored in one transaction
_NAMED = 3  # stubs told one by one; more of them are a blog that was emptied
_IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg", ".avif", ".tif", ".tiff")

T = TypeVar("T")


def run_extract(project: Project, settings: Settings, progress: Progress) -> StageReport:
    """Read every stored page that changed since it was last read, then merge all records into entities.

    Trouble with one page becomes a problem and a finding; the other pages are read.
    """
    extraction = _Extraction(project, settings)
    extraction.read_all(progress)
    with project.transaction():
        extraction.merge_all()
        extraction.register_assets()
    return extraction.report()


def guarded(work: Callable[[], T]) -> T | str:
    """Return what `work` returns, or words for the bug it met: one page's trouble never costs the others."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the stage boundary: a page is hostile input
        return f"{type(error).__name__}: {error}"


def reader_of(platform: str) -> str:
    """Return the plug-in that reads a platform's pages: its own, or the generic one where only its URLs are known."""
    return (
        platform if platform in registry.names("platform") or platform not in known_profiles() else "generic"
    )


def read_page(platform: Platform, page: Page, site: Site) -> Reading:
    """Parse a page and let its platform read it."""
    return platform.read(page, parse_page(page.body, page.headers.get("content-type", "")), site)


@dataclass
class _Extraction:
    project: Project
    settings: Settings
    findings: list[Finding] = field(default_factory=list)
    read: int = 0
    captured: Mapping[str, str] = field(
        default_factory=dict
    )  # page → the archive and day it was kept, "wayback-2014-03-02"

    origins: Mapping[str, Json] = field(default_factory=dict)  # sort of content → source in words → how much
    differing: list[tuple[str, Difference]] = field(default_factory=list)  # with the key of the post

    def __post_init__(self) -> None:
        self.platform: Platform = registry.load("platform", reader_of(self.settings.old.platform))
        self.urls: SiteUrls = site_urls(
            self.settings.old.platform, self.settings.old.url, self.settings.old.hosts
        )
        self.site = Site(
            base_url=self.urls.base_url,
            platform=self.settings.old.platform,
            timezone=self.settings.old.timezone,
            hosts=tuple(sorted(self.settings.old.hosts)),
        )
        self.zone_from = "settings" if self.settings.old.timezone else "feed"

    # --- reading ---------------------------------------------------------------------------------------

    def read_all(self, progress: Progress) -> None:
        """Read feeds first: from them the site's time zone is learned, which pages do not name."""
        pages = sorted(self.project.pages.shas())
        feeds = [url for url in pages if self.urls.match(url).kind is UrlKind.FEED]
        others = [url for url in pages if url not in set(feeds)]
        progress.start("Reading pages", len(pages))
        self._read_urls(feeds, progress)
        zone = self.site.timezone or self._stated_zone() or self._learned_zone(pages=False)
        self.site = replace(
            self.site, timezone=zone, language=self._stated("language"), title=self._stated("title")
        )
        self._read_urls(others, progress)
        self._settle_dates()
        stated = None if self.settings.old.timezone else self._stated_zone()
        if stated is not None:
            self.site = replace(self.site, timezone=stated)
        if self.site.timezone is None:
            self.zone_from = "html"
            self.site = replace(self.site, timezone=self._learned_zone(pages=True))
        progress.finish(f"Read {self.read:,} of {len(pages):,} pages; the others had not changed")

    def _settle_dates(self) -> None:
        """Read pages again that took another order of day and month than the whole blog writes."""
        order = order_learned(self._dated_groups())
        if order is None:
            return
        site = self.site
        self.site = replace(site, date_order=order)
        shas, statuses = self.project.pages.shas(), self.project.pages.statuses()
        with self.project.transaction():
            for url in sorted(misread(self._dated_groups(), order) & shas.keys()):
                self._read_one(url, self._fingerprint(shas[url], statuses[url]))
        self.site = site

    def _dated_groups(self) -> Iterator[list[Record]]:
        for kind in (RecordKind.POST, RecordKind.COMMENT):
            yield from self.project.records.groups(kind)

    def _stated(self, name: str) -> str | None:
        """Return what feeds or backups say of the blog: pages are read in the light of it."""
        groups = self.project.records.groups(RecordKind.SITE)
        told = (record.fields.get(name) for group in groups for record in group if not from_page(record))
        return next((text for text in told if isinstance(text, str) and text), None)

    def _stated_zone(self) -> str | None:
        """Return the zone a backup or an API names among the blog's settings."""
        groups = self.project.records.groups(RecordKind.SITE)
        told = (record.fields.get("timezone") for group in groups for record in group)
        return next((name for name in told if isinstance(name, str) and is_zone(name)), None)

    def _learned_zone(self, *, pages: bool) -> str | None:
        """Learn the zone from the offsets of feeds and backups, or else of those pages that name them.

        A backup, or a feed of this platform, that writes all its times as UTC says nothing of the blog's clock.
        """
        in_utc = ("backup:", *getattr(self.platform, "sources_in_utc", ()))
        return zone_of(
            moment
            for kind in (RecordKind.POST, RecordKind.COMMENT)
            for group in self.project.records.groups(kind)
            for record in group
            if (pages or not from_page(record)) and (moment := _moment(record.fields.get("published")))
            if moment.utcoffset() or not record.source.startswith(in_utc)
        )

    def _read_urls(self, urls: list[str], progress: Progress) -> None:
        shas, statuses = self.project.pages.shas(), self.project.pages.statuses()
        known = self.project.records.readings()
        for start in range(0, len(urls), _BATCH):
            batch = urls[start : start + _BATCH]
            with self.project.transaction():
                for url in batch:
                    fingerprint = self._fingerprint(shas[url], statuses[url])
                    if known.get(url, ("",))[0] != fingerprint:
                        self._read_one(url, fingerprint)
            progress.advance(len(batch))

    def _fingerprint(self, sha: str, status: int) -> str:
        site = replace(self.site, date_order=None)  # pages are read for that again where it matters
        facts = (sha, status, self.platform.name, self.platform.version, site)
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def _read_one(self, url: str, fingerprint: str) -> None:
        page = self.project.pages.get(url)
        if page is None:
            return
        self.read += 1
        reading = guarded(lambda: read_page(self.platform, page, self.site))
        self.project.problems.clear(STAGE, url)
        if isinstance(reading, str):
            problem = Problem(stage=STAGE, url=url, kind="unreadable", message=reading)
            self.project.problems.put(problem)
            reading = Reading(kind=PageVerdict.OTHER)
        records = [record for record in reading.records if not self._is_list(record)]
        self.project.records.replace(url, fingerprint, str(reading.kind), records)
        self.project.links.replace(url, reading.links)

    def _is_list(self, record: Record) -> bool:
        """True for a list of posts that a reader without knowledge of the platform took for one; not for a place in it."""
        listed = record.kind is RecordKind.POST and "#" not in record.key
        return listed and self.urls.match(record.key).kind in _LISTS

    # --- merging ---------------------------------------------------------------------------------------

    def merge_all(self) -> None:
        """Merge records into the site, posts and comments; stubs and what belongs to them are no content."""
        self._mark_uniform()
        self.captured = captured_days(self.project)
        sites = [
            self._completed_site(self._merged(group))
            for group in self.project.records.groups(RecordKind.SITE)
        ]
        self.project.entities.replace_all(
            RecordKind.SITE, [s for s in sites if s.key == self.site.base_url][:1]
        )
        zone = zone_named(self.site.timezone) if self.site.timezone else None
        posts = [_dated(self._merged(group), zone) for group in self.project.records.groups(RecordKind.POST)]
        kept = {post.key: post for post in posts if post.fields.get("kind") != STUB}
        self.project.entities.replace_all(RecordKind.POST, kept.values())
        merged = [
            _dated(self._merged(group), zone) for group in self.project.records.groups(RecordKind.COMMENT)
        ]
        comments = without_twins(comment for comment in merged if comment.fields.get("post") in kept)
        self.project.entities.replace_all(RecordKind.COMMENT, comments)
        self._note_replaced(kept)
        self._note_stubs(posts, merged)
        self._note_comment_counts(kept, comments)
        self._note_elsewhere(kept, comments)
        self._note_missing(kept)
        self._note_contradictions(kept)
        self.origins = origins(kept.values(), comments)

    def _note_contradictions(self, kept: dict[str, Merged]) -> None:
        found = [(key, difference) for key, difference in self.differing if key in kept]
        self.findings += [*difference_findings(found), *zone_findings(self.site.timezone, kept)]
        if any(not page.startswith("http") for page in self.project.records.readings()):
            counts = comment_counts(self.project.records.groups(RecordKind.COMMENT))
            self.findings += count_findings(counts, kept)

    def _merged(self, group: list[Record]) -> Merged:
        """Merge what is said of one thing; what an archive's copy says is said to be of its day."""
        told = dated_sources(group, self.captured)
        merged = merge(told)
        if told[0].kind in {RecordKind.POST, RecordKind.COMMENT}:
            key = str(merged.fields.get("post") or "") if told[0].kind is RecordKind.COMMENT else merged.key
            self.differing += [(key, difference) for difference in differences(told, merged)]
        return merged

    def _mark_uniform(self) -> None:
        """Take pages that all show the same text for notices, whatever their words."""
        groups = self.project.records.groups(RecordKind.POST)
        uniform = uniform_pages(record for group in groups for record in group)
        self.project.records.mark(STUB, [as_stub(record) for record in uniform])
        if uniform:
            message = f"{len(uniform):,} pages show one and the same text, or no post, where a post should be"
            self._note("extract.uniform", "warning", uniform[0].url, message)

    def _completed_site(self, site: Merged) -> Merged:
        fields = dict(site.fields) | {"platform": self.site.platform, "timezone": self.site.timezone}
        provenance = dict(site.provenance) | {"platform": "settings", "timezone": self.zone_from}
        return Merged(site.key, fields, provenance)

    def register_assets(self) -> None:
        """Note every image of the bodies, one per original, for the media stage."""
        known = {asset.url for asset in self.project.assets.all()}
        wanted = set(self._images())
        for url in sorted(wanted - known):
            self.project.assets.put(Asset(url=url))

    def _images(self) -> Iterator[str]:
        for url, _ in self.project.records.keys(RecordKind.ASSET):
            if path_of(url).lower().endswith(_IMAGE_ENDINGS):
                yield url
        for post in self.project.entities.posts():
            if post.image:
                yield self.urls.original(post.image) or post.image
        for url in self.project.links.urls(LinkKind.IMAGE):
            original = self.urls.original(url)
            if original:
                yield original
            elif self.urls.owns(url) and path_of(url).lower().endswith(_IMAGE_ENDINGS):
                yield self.urls.canonical(url) or url

    # --- findings --------------------------------------------------------------------------------------

    def _note(self, code: str, severity: str, url: str, message: str, hint: str = "") -> None:
        self.findings.append(Finding(code=code, severity=severity, url=url, message=message, hint=hint))

    def _note_replaced(self, kept: dict[str, Merged]) -> None:
        """Say that pages were replaced by a notice, although the feeds still hold their posts."""
        groups = self.project.records.groups(RecordKind.POST)
        hidden = [group[0].key for group in groups if group[0].key in kept and _shows_notice(group)]
        if hidden:
            count = f"{len(hidden):,} page{'s show' if len(hidden) != 1 else ' shows'}"
            message = f"{count} only a notice that the blog has moved; their content was taken from the feeds"
            hint = "What only pages tell (comments left out of feeds, descriptions) is lost for these posts."
            self._note("extract.replaced", "warning", hidden[0], message, hint)

    def _note_stubs(self, posts: list[Merged], comments: list[Merged]) -> None:
        stubs = [post.key for post in posts if post.fields.get("kind") == STUB]
        found = Counter(comment.fields.get("post") for comment in comments)
        if len(stubs) > _NAMED:
            lost = sum(found[key] for key in stubs)
            below = f"; {lost:,} comments are left out with them" if lost else ""
            message = f"{len(stubs):,} pages hold nothing but a notice, and no feed has their posts{below}"
            hint = "Where the new site has these posts already, migrator finds them there; else their URLs are unexplained."
            self._note("extract.stub", "warning", stubs[0], message, hint)
            return
        for key in stubs:
            below = f"; its {found[key]} comments are left out with it" if found[key] else ""
            message = f"Holds nothing but a notice that the blog has moved: no post{below}"
            self._note("extract.stub", "info", key, message)

    def _note_comment_counts(self, posts: dict[str, Merged], comments: list[Merged]) -> None:
        found: dict[Json, int] = {}
        for comment in comments:
            found[comment.fields.get("post")] = found.get(comment.fields.get("post"), 0) + 1
        for key, post in posts.items():
            stated, here = post.fields.get("comments_stated"), found.get(key, 0)
            if isinstance(stated, int) and stated != here:
                message = f"States {stated} comments, and {here} were found"
                hint = "Run the crawl again; what is still missing was removed or is hidden by the template."
                self._note("extract.comments", "warning" if stated > here else "info", key, message, hint)

    def _note_elsewhere(self, posts: dict[str, Merged], comments: list[Merged]) -> None:
        """Name the services that keep comments to themselves: those can only be exported there."""
        found = Counter(comment.fields.get("post") for comment in comments)
        services: defaultdict[str, list[str]] = defaultdict(list)
        for key, post in posts.items():
            service = post.fields.get("comments_service")
            if isinstance(service, str):
                services[service].append(key)
        for service, keys in sorted(services.items()):
            lost = sum(max(0, _count(posts[key].fields.get("comments_stated")) - found[key]) for key in keys)
            known = f" at least {lost:,} comments" if lost else " comments"
            message = (
                f"{len(keys):,} posts take their comments from {service}:{known} there are not in the blog"
            )
            hint = f"Export them from {service} and import them on the new site; there they belong to the old URLs."
            self._note("extract.comments-elsewhere", "warning", keys[0], message, hint)

    def _note_missing(self, posts: dict[str, Merged]) -> None:
        for key, post in posts.items():
            if not post.fields.get("body_html"):
                self._note("extract.no-body", "warning", key, "No body was found in any source")
            if post.fields.get("kind") == "post" and not post.fields.get("published"):
                self._note("extract.undated", "warning", key, "No source says when this was published")

    def report(self) -> StageReport:
        """Return what there is now, and what a person should look at."""
        problems = tuple(self.project.problems.all(STAGE))
        for problem in problems:
            self._note("extract.unreadable", "warning", problem.url, f"Could not be read ({problem.message})")
        counts = {**self.project.entities.counts(), "assets": sum(1 for _ in self.project.assets.all())}
        found = sorted(self.findings, key=lambda finding: (finding.code, finding.url))
        return StageReport(
            stage=STAGE,
            counts=counts,
            findings=tuple(found),
            problems=problems,
            details={"origins": dict(self.origins)},
        )


def dated_sources(group: Iterable[Record], captured: Mapping[str, str]) -> list[Record]:
    """Return records whose sources name the day an archive kept their page; `captured` is page → archive and day."""
    return [
        replace(record, source=f"{record.source}:{captured[record.url]}")
        if record.url in captured
        else record
        for record in group
    ]


def captured_days(project: Project) -> dict[str, str]:
    """Return page → the archive and day it was kept, "wayback-2014-03-02"."""
    return {url: told.replace(" ", "-") for url, told in project.pages.headers(CAPTURED_HEADER).items()}


def _count(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _shows_notice(records: Iterable[Record]) -> bool:
    return any(from_page(record) and record.fields.get("kind") == STUB for record in records)


def _moment(value: Json) -> datetime | None:
    if not isinstance(value, str):
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo is not None else None


def _dated(entity: Merged, zone: tzinfo | None) -> Merged:
    """Return the entity with aware dates: a page's clock shows the blog's zone, or UTC where that is unknown."""
    fields, provenance = dict(entity.fields), dict(entity.provenance)
    for name in ("published", "updated"):
        value = fields.get(name)
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                fields[name] = moment.replace(tzinfo=zone or UTC).isoformat()
                provenance[name] += "" if zone else " (zone unknown, UTC assumed)"
    return Merged(entity.key, fields, provenance)
