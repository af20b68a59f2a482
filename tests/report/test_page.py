"""The page itself: hostile content stays text, sizes hold, equal inputs give equal bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

import migrator.report
from migrator.model import Finding, OldUrl, UrlKind, UrlMapping, Verdict
from migrator.report.embed import MAX_ROWS, json_for_page, table
from migrator.report.html import render_html
from migrator.report.view import build_view

from . import sample

PAGE = Path(migrator.report.__file__).parent / "page"
ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{7*7}}\u2028\u2029"


def rendered(inputs):
    return render_html(build_view(inputs))


def tree(inputs):
    return html.document_fromstring(rendered(inputs))


def hostile():
    bad = UrlMapping(
        old=f"javascript:alert(1)//{ATTACK}", new=f"data:text/html,{ATTACK}", kind=UrlKind.OTHER,
        verdict=Verdict.MOVED, reason=ATTACK, note=ATTACK,
    )  # fmt: skip
    finding = Finding(code=ATTACK, severity="error", url=f"javascript:{ATTACK}", message=ATTACK, hint=ATTACK)
    return replace(
        sample.marigold(),
        title=ATTACK,
        mappings=[bad],
        hosts={ATTACK: None},
        problems=(),
        findings={"extract": [finding], "export": [finding]},
        stages={"redirects": {"targets": {ATTACK: {"proof": "proved", "asked": 1, "failed": 0}}}},
        stated={ATTACK: {ATTACK: 1}, "feed": {ATTACK: 2}},
    )


def test_hostile_text_makes_no_element():
    clean, attacked = tree(sample.marigold()), tree(hostile())
    assert len(attacked.findall(".//script")) == len(clean.findall(".//script")) == 2
    assert attacked.findall(".//img") == []
    assert [name for element in attacked.iter() for name in element.attrib if name.startswith("on")] == []


def test_hostile_text_is_not_run_by_the_template():
    assert "{{7*7}}" in rendered(hostile())


def test_only_http_urls_become_links():
    targets = {link.get("href") for link in tree(hostile()).iter("a")}
    assert {target for target in targets if not target.startswith("#")} == {
        "url-map.csv",
        "report.json",
        "report.md",
    }


def test_links_out_of_the_page_tell_nothing_and_vouch_for_nothing():
    out = [link for link in tree(sample.marigold()).iter("a") if "://" in link.get("href")]
    assert out
    assert {link.get("rel") for link in out} == {"noopener noreferrer nofollow"}


def test_rows_in_the_page_cannot_end_their_element():
    told = json_for_page({"a": ATTACK})
    assert not re.search("[<>&\u2028\u2029]", told)
    assert json.loads(told) == {"a": ATTACK}


def test_the_policy_allows_this_pages_own_style_and_script_alone():
    page = tree(sample.marigold())
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    script = page.xpath("//script[not(@type)]")[0].text
    style = page.xpath("//style")[0].text
    assert "default-src 'none'" in policy
    assert f"script-src '{digest(script)}'" in policy
    assert f"style-src '{digest(style)}'" in policy
    assert "unsafe" not in policy


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_no_element_asks_for_anything_from_elsewhere():
    page = tree(sample.marigold())
    assert page.xpath("//*[@src] | //link[not(starts-with(@href, 'data:'))] | //*[@style]") == []


def test_equal_projects_give_equal_pages():
    assert rendered(sample.marigold()) == rendered(sample.marigold())


def test_ten_thousand_rows_stay_below_five_megabytes():
    assert len(rendered(sample.many(MAX_ROWS)).encode()) <= 5_000_000


def test_long_urls_cannot_blow_up_the_page():
    long = [
        UrlMapping(old=f"http://a.example/{n}/{'&<' * 5000}", kind=UrlKind.OTHER, verdict=Verdict.UNEXPLAINED, note="<" * 9999)
        for n in range(2000)
    ]  # fmt: skip
    trouble = [Finding(code=f"c{n}", severity="error", url="<" * 999, message="<" * 999) for n in range(40)]
    inputs = replace(sample.marigold(), mappings=long, findings={"extract": trouble})
    assert len(rendered(inputs).encode()) <= 5_000_000


def test_more_rows_than_the_page_holds_are_left_to_the_csv_undecided_ones_first():
    view = build_view(sample.many(MAX_ROWS + 500))
    told, shown = table(view.rows)
    rows = json.loads(told)["rows"]
    assert shown == len(rows) == MAX_ROWS
    assert [row[2] for row in rows[:11]] == [0] * 10 + [1]
    assert "the first 10,000 of 10,500" in render_html(view)


def test_notes_are_stored_once():
    told = json.loads(table(build_view(sample.many(500)).rows)[0])
    assert len(told["notes"]) == 2


def test_the_first_200_rows_are_there_without_scripts():
    page = tree(sample.marigold())
    assert len(page.xpath("//tbody[@id='rows']/tr")) == 200
    assert "first 200 of 320" in page.xpath("string(//p[@id='count'])")


def test_ignored_robots_are_printed():
    assert 'robots = "ignore"' in tree(sample.marigold(robots_ignored=True)).text_content()
    assert 'robots = "ignore"' not in tree(sample.marigold()).text_content()


def test_every_word_that_is_marked_is_explained():
    page = tree(sample.marigold(robots_ignored=True))
    marked = {link.get("href") for link in page.xpath("//a[@class='word']")}
    assert marked
    assert marked <= {f"#{anchor}" for anchor in page.xpath("//*[@id]/@id")}


def test_charts_say_in_words_what_they_draw():
    charts = tree(sample.marigold()).xpath("//svg")
    assert len(charts) == 3
    described = [chart.get("aria-labelledby").split() for chart in charts]
    page = tree(sample.marigold())
    assert all(page.get_element_by_id(name).text_content().strip() for names in described for name in names)


def test_headings_leave_no_level_out():
    levels = [int(heading.tag[1]) for heading in tree(sample.marigold()).xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    "inputs", [sample.marigold(mappings=[], posts=(), stages={}, hosts={}, findings={}, problems=())]
)
def test_a_project_that_has_not_begun_has_a_page_too(inputs):
    page = tree(inputs)
    assert "has not been read yet" in page.text_content()
    assert page.findall(".//script") == []


def test_a_project_with_no_verdicts_yet_shows_its_urls():
    urls = [OldUrl(url=f"{sample.OLD}/{n}", kind=UrlKind.POST) for n in range(3)]
    page = tree(sample.marigold(mappings=[], urls=urls))
    assert len(page.xpath("//tbody[@id='rows']/tr")) == 3


def test_the_browser_script_stays_short():
    assert len((PAGE / "report.js").read_text().splitlines()) <= 200


LIGHT, DARK = (PAGE / "report.css").read_text().split("@media screen and (prefers-color-scheme: dark)", 1)
TEXT = ("ink", "soft", "link", "good", "warn", "bad", "unexplained", "moved")


def colours(scheme: str) -> dict[str, str]:
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", LIGHT))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", DARK.split("}", 1)[0]))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_keeps_the_contrast_of_wcag_aa(scheme):
    known = colours(scheme)
    pairs = [(text, ground) for text in TEXT for ground in ("ground", "sheet")]
    pairs += [(text, "card") for text in ("card-ink", "card-soft", "yes", "no")]
    pairs += [("on-bar", bar) for bar in ("moved", "kept", "gone", "no-redirect", "unexplained", "ignored")]
    assert {pair: ratio for pair in pairs if (ratio := contrast(known[pair[0]], known[pair[1]])) < 4.5} == {}
