"""A small blog built by hand for the tests of rekey: posts with dates, labels and ids under any domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from migrator.model import Asset, HostAnswer, Post
from migrator.profiles import SiteUrls, site_urls
from migrator.rekey.inventory import Evidence, build_inventory
from migrator.rekey.pairs import Pair, load_pair
from migrator.rekey.plan import NewSite, OldContent, Rekeyed, rekey
from migrator.rekey.schemes import Scheme
from migrator.rekey.verdicts import Destination, followed, judge_all

OLD, NEW = "http://blog.example", "https://new.example"
ZONE = ZoneInfo("America/New_York")


def post(path, published="2010-05-10T12:00:00-04:00", *, old=OLD, **fields) -> Post:
    fields.setdefault("kind", "page" if path.startswith("/p/") else "post")
    when = datetime.fromisoformat(published) if published else None
    return Post(key=old + path, url=old + path, published=when, **fields)


@dataclass(frozen=True)
class Blog:
    """A move whose parts a test can vary; `mapping(path)` is the verdict on one old URL."""

    posts: tuple[Post, ...] = ()
    assets: tuple[Asset, ...] = ()
    seen: tuple[str, ...] = ()
    statuses: dict | None = None
    readings: dict | None = None
    redirected: dict | None = None
    old: str = OLD
    new: str = NEW
    permalink: str = "/%postname%/"
    answer: HostAnswer = HostAnswer.REPOINTED_DOMAIN
    zone: ZoneInfo = ZONE
    labels_as: str = "category"
    slugs: str = "old"
    platform: str = "blogger"

    @property
    def urls(self) -> SiteUrls:
        return site_urls(self.platform, self.old, (self.old.partition("//")[2], "blog.blogspot.example"))

    @property
    def pair(self) -> Pair:
        return load_pair(self.platform, "wordpress")

    @property
    def rekeyed(self) -> Rekeyed:
        site = NewSite(
            scheme=Scheme(self.permalink),
            zone=self.zone,
            labels_as=self.labels_as,
            slugs=self.slugs,
            reserved=("hello-world", "sample-page", "privacy-policy"),
        )
        content = OldContent(
            urls=self.urls, posts=self.posts, assets=self.assets, readings=self.readings or {}
        )
        return rekey(content, site)

    def rows(self):
        return build_inventory(
            self.urls,
            Evidence(
                posts=self.posts,
                sightings=[(self.absolute(path), "link") for path in self.seen],
                statuses={self.absolute(path): status for path, status in (self.statuses or {}).items()},
                images=[asset.url for asset in self.assets],
            ),
        )

    @property
    def destination(self) -> Destination:
        return Destination(base_url=self.new, scheme=Scheme(self.permalink), answer=self.answer)

    def mappings(self):
        judged = judge_all(self.rows(), self.rekeyed.facts, self.pair, self.destination)
        led = {self.absolute(path): self.absolute(end) for path, end in (self.redirected or {}).items()}
        return followed(judged, led, self.destination)

    def mapping(self, path):
        return next(each for each in self.mappings() if each.old == self.absolute(path))

    def absolute(self, path):
        return path if "://" in path else self.old + path
