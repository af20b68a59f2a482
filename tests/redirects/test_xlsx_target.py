"""The spreadsheet: every cell is text, and equal rules give equal bytes."""

from __future__ import annotations

import io
import sys
import time
from dataclasses import replace

import openpyxl
import pytest

from migrator import registry
from migrator.errors import MissingPartError
from migrator.model import RedirectRule
from migrator.redirects.pairs import Sites
from migrator.redirects.sources._contract import Given
from migrator.stages.proving import emitted

from .samples import NEW, OLD, OLD_HOST, compiled

XLSX = registry.load("target", "xlsx")


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


def _sheet(rules):
    return openpyxl.load_workbook(io.BytesIO(emitted(XLSX, rules)["redirects.xlsx"])).active


def test_what_looks_like_a_formula_is_text() -> None:
    rule = RedirectRule(
        host=OLD_HOST, path="/a", target=f"{NEW}/a/", old=f"{OLD}/a", reason='=HYPERLINK("x")'
    )
    (_, row) = _sheet(_rules(rule)).iter_rows()
    assert [cell.value for cell in row] == [f"{OLD}/a", f"{NEW}/a/", "301", '=HYPERLINK("x")']
    assert {cell.data_type for cell in row} == {"s"}


def test_bytes_that_are_no_utf_8_are_shown_as_escapes() -> None:
    rule = RedirectRule(host=OLD_HOST, path="/\udce9", target=f"{NEW}/a/")
    assert _sheet(_rules(rule))["A2"].value == f"{OLD}/%E9"


def test_the_day_of_writing_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    first = emitted(XLSX, compiled().rules)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert emitted(XLSX, compiled().rules) == first


def test_without_openpyxl_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingPartError) as caught:
        emitted(XLSX, compiled().rules)
    assert "blog-migrator[xlsx]" in caught.value.hint


def test_an_address_longer_than_a_cell_is_refused() -> None:
    rule = RedirectRule(host=OLD_HOST, path="/" + "a" * 32_768, target=f"{NEW}/a/")
    assert XLSX.lower(rule).grade == "refused"


def test_a_word_that_a_cell_would_read_as_a_character_is_written_as_it_is() -> None:
    rule = RedirectRule(host=OLD_HOST, path="/_x0041_", target=f"{NEW}/_x000D_/", old=f"{OLD}/_x0041_")
    sheet = _sheet(_rules(rule))
    assert (sheet["A2"].value, sheet["B2"].value) == (f"{OLD}/_x005F_x0041_", f"{NEW}/_x005F_x000D_/")
    read = registry.load("source", "xlsx").read(
        Given("map.xlsx", {"map.xlsx": emitted(XLSX, _rules(rule))["redirects.xlsx"]}), Sites()
    )
    assert [(row.old, row.new) for row in read.mappings] == [(f"{OLD}/_x0041_", f"{NEW}/_x000D_/")]
