"""The theme's script in a real browser: what a reader of the old blog sees, and where they end up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from migrator.model import RedirectRule
from migrator.redirects.targets.blogger_theme import PLUGIN, destination

from .hostile_rules import NEW, OLD, STRANGERS, hostile_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from migrator.redirects.targets._contract import RuleSet

pytestmark = pytest.mark.engine

READER_RULES = replace(
    hostile_rules(), rules=tuple(r for r in hostile_rules().rules if PLUGIN.lower(r).grade != "refused")
)
ADDRESSES = (
    "/",
    "/2009/05/on-tea.html",
    "/2009/05/on-tea.html?m=1",
    "/2009/05/on-tea.html?showComment=1244000000000#c8712345678901234567",
    "/2009/05/on-tea.html?utm_source=x#comments",
    "/2009_05_01_archive.html#90123456",
    "/p/about.html?m=1",
    "/2009/05/",
    "/2009_05_01_archive.html",
    "/search/label/Tea%20&%20Cake?max-results=20",
    "/search/label/Tea%20%26%20Cake",
    "/search/label/a%2Fb",
    "/search/label/日本%20é",
    "/search/label/%F0%9F%98%80",
    "/search/label/%2541",
    "/search?q=tea+time&m=1",
    "/search?q=C%2B%2B+%26+%241",
    "/search?q=gone",
    "/search?updated-max=2009-06-01T00:00:00-07:00&max-results=5",
    "/search?updated-max=2009-06-01T00%3A00%3A00-07%3A00",
    "/2010/01/deleted.html",
)


@dataclass
class Web:
    """The two blogs as the browser sees them: an old page wherever it goes, and the new one."""

    page: Page
    head: str = ""
    body: str = ""
    files: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        url = route.request.url
        self.asked.append(url)
        path = url.removeprefix(f"{NEW}/")
        if path in self.files:
            route.fulfill(body=self.files[path], content_type="text/javascript")
        elif url.startswith(f"{NEW}/"):
            route.fulfill(body="<title>New</title>", content_type="text/html")
        else:
            html = f"<!doctype html><html><head>{self.head}<title>Old</title></head><body>{self.body}</body></html>"
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    def open(self, address: str, host: str = OLD) -> None:
        self.page.goto(f"http://{host}{address}", wait_until="load")

    @property
    def canonical(self) -> str | None:
        links = self.page.locator("link[rel=canonical]")
        return links.first.get_attribute("href") if links.count() else None

    @property
    def link(self) -> str | None:
        links = self.page.locator("#migrator-moved a")
        return links.first.get_attribute("href") if links.count() else None


@pytest.fixture
def web(chromium: Browser) -> Iterator[Web]:
    context = chromium.new_context()
    seen = Web(context.new_page())
    context.route("**/*", seen.answer)
    yield seen
    context.close()


def emitted(rules: RuleSet, name: str = "head.xml") -> str:
    """A snippet as it reaches readers: Blogger takes the theme's XML in and gives HTML out."""
    files = {file.path: file.content.decode() for file in PLUGIN.render(rules)}
    ET.fromstring(f"<head>{files[name]}</head>")
    return files[name]


def test_each_page_names_its_new_url_in_canonical_and_link(web: Web) -> None:
    web.head = emitted(READER_RULES) + '<link rel="canonical" href="http://old.example/">'
    for address in ADDRESSES:
        web.open(address)
        expected = destination(READER_RULES, f"http://{OLD}{address}")
        assert web.link == expected, address
        assert web.canonical == (expected or "http://old.example/").partition("#")[0], address


def test_a_page_without_a_canonical_gets_one(web: Web) -> None:
    web.head = emitted(READER_RULES)
    web.open("/p/about.html")
    assert web.canonical == f"{NEW}/p3/"


def test_the_link_stands_where_the_gadget_is(web: Web) -> None:
    web.head = emitted(READER_RULES)
    web.body = f"<h1>Blog</h1>{emitted(READER_RULES, 'link.html')}"
    web.open("/p/about.html")
    assert web.page.locator("#migrator-moved").inner_text() == f"This page has moved: {NEW}/p3/"
    web.open("/2012/01/unknown.html")
    assert web.link == f"{NEW}/"


def test_with_forwarding_the_reader_ends_on_the_exact_url(web: Web) -> None:
    web.head = emitted(READER_RULES, "later/forwarding.xml")
    for address in ADDRESSES:
        web.open(address)
        expected = destination(READER_RULES, f"http://{OLD}{address}")
        if expected is not None:
            web.page.wait_for_url(expected)
            assert web.page.url == expected
        else:
            assert web.page.url.startswith(f"http://{OLD}/")


@pytest.mark.parametrize("name", ["head.xml", "later/forwarding.xml"])
def test_strangers_are_left_alone(web: Web, name: str) -> None:
    web.head = emitted(READER_RULES, name)
    for address in (*STRANGERS, "/p/about.html/../x%0a", "/__proto__", "/constructor", "/2009/05/%E9"):
        web.open(address)
        assert web.page.title() == "Old", address
        assert (web.link, web.canonical) == (None, None), address


def test_a_page_on_a_foreign_host_is_left_alone(web: Web) -> None:
    web.head = emitted(READER_RULES, "later/forwarding.xml")
    web.open("/p/about.html", "draft.blogger.example")
    assert web.page.title() == "Old"


def test_a_hostile_path_runs_nothing(web: Web) -> None:
    evil = "/]]></script><script>document.title='evil'</script>"
    rule = RedirectRule(host=OLD, path=evil, target=f"{NEW}/p/")
    web.head = emitted(replace(READER_RULES, rules=(*READER_RULES.rules, rule)))
    web.open("/p/about.html")
    assert (web.page.title(), web.link) == ("Old", f"{NEW}/p3/")


def test_a_large_map_is_read_from_the_new_site(web: Web) -> None:
    tea = READER_RULES.rules[1]
    many = [replace(tea, path=f"/2009/05/{n}-é😀.html", target=f"{NEW}/{n}/") for n in range(1500)]
    rules = replace(READER_RULES, rules=tuple(many))
    web.head = emitted(rules)
    web.files = {file.path: file.content.decode() for file in PLUGIN.render(rules) if "/" in file.path}
    for number in (0, 700, 1499):
        web.open(f"/2009/05/{number}-é😀.html")
        assert web.link == f"{NEW}/{number}/"
    assert sum("/migrator-map/" in url for url in web.asked) == 3
