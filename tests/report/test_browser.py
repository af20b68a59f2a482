"""The report in a real browser: it runs, finds, fits and asks the network for nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from migrator.report.html import render_html
from migrator.report.view import build_view

from . import sample
from .browser import missing

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
    # playwright's event loop closes its pipes a little after the test that used them
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PNG = b"\x89PNG\r\n"
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (seen) => window.violations.push(seen.violatedDirective));
"""
# milliseconds of the slowest of five filters, layout of the new rows included
SLOWEST = """() => {
  const search = document.getElementById("search");
  const times = ["garden", "letter 9", "2009/07", "zzz", ""].map((words) => {
    const begin = performance.now();
    search.value = words;
    search.dispatchEvent(new Event("input"));
    document.body.getBoundingClientRect();
    return performance.now() - begin;
  });
  return Math.max(...times);
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    made = {"small": sample.marigold(), "done": sample.finished(), "big": sample.many(10_000)}
    made["counted"] = sample.counted()
    for name, inputs in made.items():
        (folder / f"{name}.html").write_bytes(render_html(build_view(inputs)).encode())
    return folder


@pytest.fixture
def visit(chromium, reports):
    contexts, troubles, asked = [], [], []

    def go(name, **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(WATCH)
        page.on("console", lambda said: troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((reports / f"{name}.html").as_uri())
        page.troubles, page.asked = troubles, asked
        return page

    yield go
    for context in contexts:
        context.close()


def test_ten_thousand_rows_load_without_an_error_a_violation_or_a_request(visit, reports):
    page = visit("big")
    page.get_by_label("Search").fill("letter")
    assert page.evaluate("window.violations") == []
    assert page.troubles == []
    assert page.asked == [(reports / "big.html").as_uri()]


def test_a_search_finds_exactly_the_rows_that_hold_all_words(visit):
    page = visit("big")
    page.get_by_label("Search").fill("GARDENS-99 /2009/")
    expected = sum(str(n).startswith("99") and 2004 + n % 14 == 2009 for n in range(9_990))
    assert page.locator("#count").inner_text() == f"{expected} of 10,000 addresses"
    assert page.locator("#rows tr").count() == expected


def test_unicode_addresses_are_found_as_they_are_read(visit):
    page = visit("small")
    page.get_by_label("Search").fill("café")
    assert page.locator("#rows tr").count() == 2


def test_verdict_and_kind_narrow_the_table(visit):
    page = visit("small")
    page.get_by_label("Verdict", exact=True).select_option(label="gone on purpose")
    assert page.locator("#count").inner_text() == "5 of 320 addresses"
    page.get_by_label("Kind", exact=True).select_option(label="feeds")
    assert page.locator("#count").inner_text() == "1 of 320 addresses"
    page.get_by_role("button", name="Clear").click()
    assert page.locator("#count").inner_text() == "320 addresses"


def test_a_number_of_the_first_screen_leads_to_its_rows(visit):
    page = visit("small")
    page.locator(".ledger a", has_text="cannot be forwarded").click()
    assert page.locator("#count").inner_text() == "83 of 320 addresses"


def test_pages_of_the_table_are_turned(visit):
    page = visit("small")
    first = page.locator("#rows tr").first.inner_text()
    page.get_by_role("button", name="Next").click()
    assert page.locator("#where").inner_text() == "51–100 of 320"
    page.get_by_role("button", name="Previous").click()
    assert page.locator("#rows tr").first.inner_text() == first


@pytest.mark.parametrize("name", ["small", "counted"])
def test_a_row_drawn_by_the_script_equals_the_one_in_the_page(visit, name):
    drawn = visit(name).locator("#rows tr").nth(4).evaluate("row => row.outerHTML.replace(/\\s+/g, ' ')")
    written = (
        visit(name, java_script_enabled=False)
        .locator("#rows tr")
        .nth(4)
        .evaluate("row => row.outerHTML.replace(/\\s+/g, ' ')")
    )
    assert written == drawn


def test_a_number_sorts_the_table_and_back(visit):
    page = visit("counted")
    first = page.locator("#rows tr .old").first.inner_text()
    links = page.get_by_role("button", name="Linking domains")
    links.click()
    counts = [int(cell) for cell in page.locator("#rows td:nth-child(6)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert max(counts) == 22
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Linking domains")
    links.click()
    assert page.locator("#rows tr .old").first.inner_text() == first
    assert page.troubles == []


def test_nothing_found_is_said(visit):
    page = visit("small")
    page.get_by_label("Search").fill("no such address")
    assert page.locator("#count").inner_text() == "0 of 320 addresses"
    assert page.locator("#table").is_hidden()


def test_a_filter_over_ten_thousand_rows_takes_less_than_100_ms(visit):
    page = visit("big")
    assert min(page.evaluate(SLOWEST) for _ in range(3)) < 100


def test_without_scripts_200_rows_and_a_note_are_shown(visit):
    page = visit("big", java_script_enabled=False)
    assert page.locator("#rows tr").count() == 200
    assert "first 200 of 10,000" in page.locator("#count").inner_text()
    assert page.locator("#controls").is_hidden()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("name", ["small", "done"])
def test_no_width_makes_the_page_scroll_sideways(visit, name, width):
    page = visit(name, viewport={"width": width, "height": 844})
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert page.evaluate(OVERFLOW) <= 0


def test_the_first_screen_of_a_desktop_holds_numbers_proof_and_next_step(visit):
    page = visit("small", viewport={"width": 1280, "height": 800})
    for selector in ("h1", ".ledger .sum", ".reconciled", ".rungs", ".next"):
        box = page.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= 800, selector


def test_the_keyboard_reaches_the_report_and_its_search(visit):
    page = visit("small")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#search").focus()
    page.keyboard.type("roses.pdf")
    assert page.locator("#rows tr").count() == 1


def test_paper_is_white_though_the_screen_is_dark(visit):
    page = visit("small", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(21, 34, 43)"


def test_printing_opens_what_is_folded(visit):
    page = visit("small")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0


def test_a_picture_for_the_readme_can_be_drawn(reports, tmp_path):
    script = Path(__file__).with_name("screenshot.py")
    picture = tmp_path / "report.png"
    subprocess.run([sys.executable, script, reports / "done.html", picture], check=True, timeout=120)
    assert picture.read_bytes().startswith(PNG)
    assert int.from_bytes(picture.read_bytes()[16:20], "big") == 1280
