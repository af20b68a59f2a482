"""The selectors' own search against soupsieve's, on every selector that the platforms use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import soupsieve

from migrator import platforms
from migrator.html import parse_fragment
from migrator.platforms import _select

FOLDER = Path(platforms.__file__).parent
FIXTURES = Path(__file__).parents[1] / "platforms"
PAGES = sorted(FIXTURES.glob("*/fixtures/*.html"))[::3]
CASES = (
    ".a", "#x", "p", "p.a", ".a.b", "[class*=rel]", "[class^='a ']", "[rel~=tag]", "a[href$='.html']", ".a p, .b > p",
    "li li.comment", ".widget:not(.Blog)", "h1:has(> a[rel=bookmark])", "div[style*='clear']", "a[href*='#comment']",
    "[itemprop=author] [itemprop=name]", "*", "p:first-child", ".a, .a", "a:not([rel~=category])", "[title='a, b']",
)  # fmt: skip
SAMPLE = """
<div id="x" class="a b rel-1"><p class="a">1</p><p>2</p><a rel="tag category" href="/x.html">t</a><a rel=tag href="#comments">u</a></div>
<ul><li class="comment b">c<ul><li class="comment">d</li></ul></li></ul><h1><a rel="bookmark" href="/">h</a></h1><h1><b><a rel=bookmark>i</a></b></h1>
<div class="widget Blog"></div><div class="widget" style="clear: both"></div><i title="a, b"></i>
<span itemprop="author"><b itemprop="name">n</b></span><div class="b"><p class="A">case</p></div>
"""


def own_selectors() -> list[str]:
    """Return the string constants of the platforms' code that are selector lists."""
    strings = re.findall(
        r'"([^"\\\n]{3,})"', "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    )
    return sorted(
        {
            text
            for text in strings
            if re.match(r"[.#\[\w][\w\[\]=*.,# >~'^$-]*$", text) and re.search(r"[.#\[]", text)
        }
    )


def same(markup: str, css: str) -> bool:
    soup = parse_fragment(markup)
    return [id(tag) for tag in _select.select(soup, css)] == [id(tag) for tag in soup.select(css)]


@pytest.mark.parametrize("css", CASES)
def test_a_selector_finds_what_soupsieve_finds(css):
    assert same(SAMPLE, css)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_platforms_selectors_find_in_a_page_what_soupsieve_finds(path):
    markup = path.read_text("utf-8", "replace")
    different, asked = [], 0
    for css in own_selectors():
        try:
            soupsieve.compile(css)
        except soupsieve.SelectorSyntaxError:
            continue
        asked += 1
        if not same(markup, css):
            different.append(css)
    assert different == []
    assert asked > 50


def test_the_first_match_is_that_of_the_document():
    soup = parse_fragment(SAMPLE)
    assert _select.first(soup, ".comment, p") is soup.p


def test_removing_takes_nested_matches_once():
    soup = parse_fragment(SAMPLE)
    _select.remove(soup, ".comment")
    assert soup.select(".comment") == []
