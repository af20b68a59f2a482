"""What the Blogger tests share: pages made from text, and the sample blog answered without a socket."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from migrator.demo.answers import Ask
from migrator.demo.content import Blog, default_content, load_content
from migrator.demo.site import Site as SampleSite
from migrator.html import parse_page
from migrator.model import Page, Reading, Record, RecordKind, Site
from migrator.platforms.blogger import PLUGIN

BASE = "http://tin.example"
SITE = Site(base_url=BASE, platform="blogger")


def page(body: str, path: str = "/2010/05/x.html", media_type: str = "text/html") -> Page:
    url = BASE + path
    return Page(url=url, final_url=url, status=200, headers={"content-type": media_type}, body=body.encode())


def read(fetched: Page, site: Site = SITE) -> Reading:
    return PLUGIN.read(fetched, parse_page(fetched.body, fetched.headers.get("content-type", "")), site)


def records(reading: Reading, kind: RecordKind) -> list[Record]:
    return [record for record in reading.records if record.kind is kind]


def post_page(body: str, *, before: str = "", after: str = "", title: str = "Rain") -> Page:
    """Return a post's page with `body` in its body element and template markup around it."""
    return page(
        "<html><head><meta content='blogger' name='generator'/></head><body>"
        f"{before}<div class='post hentry'><h3 class='post-title entry-title'>{title}</h3>"
        f"<div class='post-body entry-content'>{body}</div><div class='post-footer'></div></div>{after}</body></html>"
    )


def body_of(reading: Reading) -> str:
    (record,) = records(reading, RecordKind.POST)
    return str(record.fields["body_html"])


@cache
def sample() -> Blog:
    return load_content(default_content())


@cache
def _sample_site() -> SampleSite:
    return SampleSite(sample(), faults=False)


def sample_page(target: str) -> Page:
    """Return the sample blog's answer to a path with query on its main host."""
    parts = urlsplit(target)
    identity = sample().identity
    answer = _sample_site().answer(Ask("GET", identity.main, parts.path, parts.query, {}))
    url = identity.home + target
    headers = {"content-type": answer.media_type}
    return Page(url=url, final_url=url, status=int(answer.status), headers=headers, body=answer.body)


def sample_blog() -> Site:
    return Site(base_url=sample().identity.home, platform="blogger")
