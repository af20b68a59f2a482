"""The report as Markdown, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json

import pytest

from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.report.text import plain, render_json, render_markdown
from migrator.report.url_map import HEADER, harmless, render_csv
from migrator.report.view import build_view

from . import sample


def rows(inputs):
    return list(csv.reader(io.StringIO(render_csv(build_view(inputs).rows), newline="")))


def test_the_csv_holds_every_row_in_url_order():
    header, *lines = rows(sample.marigold())
    assert tuple(header) == HEADER
    assert len(lines) == 320
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)


def test_a_csv_row_tells_the_whole_verdict():
    lines = {line[0]: line[1:] for line in rows(sample.marigold())}
    assert lines[f"{sample.OLD}/p/faq.html"] == [
        f"{sample.NEW}/faq/", "301", "page", "moved", "page.slug-kept", "1", "proved", "Same page; the slug is kept.",
    ]  # fmt: skip
    assert lines[f"{sample.OLD}/feeds/pages/default"][:2] == ["", "410"]


def test_numbers_stand_in_the_last_columns_of_the_csv():
    header, *lines = rows(sample.counted())
    assert header[len(HEADER) :] == ["Clicks", "Linking domains", "Impressions"]
    clicks = {line[0]: line[len(HEADER)] for line in lines}
    view = build_view(sample.counted())
    assert clicks == {row.old: str(row.numbers.get("clicks", "")) for row in view.rows}


def test_csv_lines_end_as_rfc_4180_says():
    text = render_csv(build_view(sample.marigold()).rows)
    assert text.count("\r\n") == 321
    assert "\n" not in text.replace("\r\n", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    assert harmless(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_a_note_from_a_page_is_made_harmless_in_the_csv():
    bad = UrlMapping(
        old="http://a.example/", kind=UrlKind.POST, verdict=Verdict.UNEXPLAINED, note='=HYPERLINK("x","y")'
    )
    assert rows(sample.marigold(mappings=[bad]))[1][-1] == '\'=HYPERLINK("x","y")'


def test_an_ordinary_cell_is_left_as_it_is():
    assert harmless("https://a.example/=x") == "https://a.example/=x"


def test_json_holds_the_numbers_but_not_the_rows():
    told = json.loads(render_json(build_view(sample.marigold())))
    assert told["found"] == 320
    assert told["ready"] is False
    assert "rows" not in told
    assert {kind["kind"]: kind["all"] for kind in told["kinds"]}["image"] == 83
    assert {row["kind"]: row["state"] for row in told["reconciled"]}["Comments"] == "explained"


def test_markdown_tells_the_first_screen():
    text = render_markdown(build_view(sample.marigold()))
    assert "**3 of 320 old addresses still need a decision.**" in text
    assert "| cannot be forwarded | 83 |" in text
    assert "| Comments | 1,143 | 1,141 | not known yet | explained |" in text
    assert "## Ready to switch? Not yet" in text


def test_markdown_of_a_new_project_leaves_out_what_is_not_known():
    text = render_markdown(build_view(sample.marigold(mappings=[], stages={}, findings={}, problems=())))
    assert "## Losses" not in text
    assert "Redirect rules" not in text


def test_ignored_robots_are_printed_in_markdown_too():
    assert 'robots = "ignore"' in render_markdown(build_view(sample.marigold(robots_ignored=True)))


def test_text_from_a_blog_is_no_markup_in_markdown():
    assert plain("a\n# <b>[x](y)</b> |") == r"a \# \<b\>\[x\](y)\</b\> \|"
