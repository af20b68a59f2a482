"""The Tumblr snippet in a real browser, after Tumblr has replaced its own tags."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.lowering import kind_of
from migrator.redirects.targets.blogger_theme import destination
from migrator.stages.proving import emitted

from .hostile_rules import NEW, OLD
from .test_blogger_theme import ADDRESSES, READER_RULES, web

if TYPE_CHECKING:
    from .test_blogger_theme import Web

__all__ = ["web"]
TUMBLR = registry.load("target", "tumblr-theme")
TITLES = RedirectRule(
    host=OLD, path="/post/1/{Title}", target=f"{NEW}/p/{{block}}/".replace("{", "%7B").replace("}", "%7D")
)
RULES = replace(READER_RULES, rules=(*READER_RULES.rules, TITLES))


def _served(rules, name: str) -> str:
    """What readers get: Tumblr knows tags in braces and puts a post's own words in their place."""
    return re.sub(
        r"\{[A-Za-z:]+\}", "<script>document.title='replaced'</script>", emitted(TUMBLR, rules)[name].decode()
    )


@pytest.mark.engine
def test_each_page_names_its_new_url_in_canonical_and_link(web: Web) -> None:
    web.head = _served(RULES, "head.html")
    for address in (*ADDRESSES, "/post/1/%7BTitle%7D"):
        web.open(address)
        expected = destination(RULES, f"http://{OLD}{address}")
        assert web.link == expected, address
        assert web.page.title() == "Old"


@pytest.mark.engine
def test_with_forwarding_the_reader_ends_on_the_exact_url(web: Web) -> None:
    web.head = _served(RULES, "later/forwarding.html")
    web.open("/p/about.html")
    web.page.wait_for_url(f"{NEW}/**")
    assert web.page.url == f"{NEW}/p3/"


@pytest.mark.parametrize("path", ["/rss", "/tagged/tea/rss", "/sitemap1.xml", "/api/read", "/post/1/x/amp"])
def test_what_shows_no_theme_is_refused(path: str) -> None:
    row = TUMBLR.lower(RedirectRule(host=OLD, path=path, target=f"{NEW}/x/"))
    assert (row.grade, kind_of(row)) == ("refused", "no-page")


def test_a_gone_page_is_left_to_tumblr() -> None:
    row = TUMBLR.lower(RedirectRule(host=OLD, path="/post/1", status=410))
    assert (row.grade, kind_of(row)) == ("weakened", "host-404")


def test_a_large_map_is_split_into_files_for_the_new_site() -> None:
    many = tuple(RedirectRule(host=OLD, path=f"/post/{n}", target=f"{NEW}/{n}/") for n in range(501))
    files = emitted(TUMBLR, replace(RULES, rules=many))
    assert {"migrator-map/0.js", "migrator-map/1.js"} <= files.keys()
    assert b"migrator-map` (2 files)" in files["README.md"]
