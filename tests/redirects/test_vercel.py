"""Particulars of Vercel and Firebase: escaped sources, what their builds refuse, limits."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.redirects.compact import compacted
from migrator.redirects.lowering import kind_of
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled

VERCEL = registry.load("target", "vercel")
BULK = registry.load("target", "vercel-bulk")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


def _redirects(*rules: RedirectRule):
    return json.loads(emitted(VERCEL, _rules(*rules))["vercel.json"])["redirects"]


@pytest.mark.parametrize(
    ("rule", "grade", "kind"),
    [
        (_rule("/a", target=f"{NEW}/a:b/"), "refused", "parameter"),
        (_rule("/a", target=f"{NEW}/a(b)/"), "refused", "parameter"),
        (_rule("/a", target="https://askmarigold.example:8080/"), "exact", ""),
        (_rule("/a", target=f"{NEW}/?p=1"), "weakened", "query-appended"),
        (_rule("/a", target=f"{NEW}/#x"), "weakened", "query-appended"),
        (_rule("/a", query=(("p", "1"),)), "weakened", "query-kept"),
        (_rule("/a", query=(("p", "\udce9"),)), "refused", "encoding"),
        (_rule("/a", target=None, status=410), "weakened", "gone-404"),
        (_rule("/" + "(" * 2_048), "refused", "long"),
    ],
)
def test_each_rule_is_graded_by_what_vercel_makes_of_it(rule: RedirectRule, grade: str, kind: str) -> None:
    row = VERCEL.lower(rule)
    assert (row.grade, kind_of(row)) == (grade, kind)


def test_what_a_source_would_read_as_a_pattern_is_escaped() -> None:
    (entry, *_) = _redirects(_rule("/{x}(s)*+:y", old=f"http://{OLD_HOST}/{{x}}(s)*+:y"))
    assert entry["source"] == r"/\{x\}\(s\)\*\+\:y"


def test_a_word_that_only_a_parameter_can_bring_is_taken_from_the_old_url() -> None:
    rule = _rule("/Tea-(two).html", target=f"{NEW}/tea-(two)/")
    assert VERCEL.lower(rule).grade == "exact"
    (entry,) = _redirects(rule)
    assert entry["source"] == r"/Tea-:p1(\(two)\).html"
    assert entry["destination"] == f"{NEW}/tea-:p1)/"


def test_a_pattern_lists_its_addresses_and_takes_fields_as_parameters() -> None:
    words = ("tea", "love", "rain", "letter", "apple")
    rules = (_rule(f"/2010/{word}+(x).html", target=f"{NEW}/{word}/") for word in words)
    short = compacted(_rules(*rules), dialect=VERCEL.capabilities.patterns).rules
    (entry,) = json.loads(emitted(VERCEL, short)["vercel.json"])["redirects"]
    ahead = r"(?=(?:apple|l(?:etter|ove)|rain|tea)[+]\(x\)[.]html$)"
    assert entry == {
        "source": rf"/2010/:slug({ahead}[A-Za-z0-9_-]+)\+\(x\).html",
        "destination": f"{NEW}/:slug/",
        "statusCode": 301,
    }


@pytest.mark.parametrize("new", ["/{}_x/", "/it's-{}/", "/a%2Fb/{}/", "/{}?s=x"])
def test_a_new_url_that_vercel_would_read_otherwise_is_in_no_pattern(new: str) -> None:
    words = ("tea", "love", "rain", "letter", "apple")
    rules = _rules(*(_rule(f"/2010/{word}.html", target=NEW + new.format(word)) for word in words))
    assert compacted(rules).patterns
    assert compacted(rules, dialect=VERCEL.capabilities.patterns).patterns == ()


def test_the_status_is_written_out_since_permanent_would_be_308() -> None:
    (entry,) = _redirects(_rule("/a"))
    assert entry == {"source": "/a", "destination": f"{NEW}/x/", "statusCode": 301}


def test_a_query_value_is_an_expression_without_meaning() -> None:
    (entry,) = _redirects(_rule("/a", query=(("q", "a.b*"),)))
    assert entry["has"] == [{"type": "query", "key": "q", "value": r"a\.b\*"}]


def test_more_redirects_than_vercel_takes_are_an_error_that_names_bulk_redirects() -> None:
    with pytest.raises(TargetLimitError) as caught:
        emitted(VERCEL, _rules(*(_rule(f"/é{number}") for number in range(1_025))))
    assert "vercel-bulk" in caught.value.hint


def test_bulk_rows_name_what_vercel_would_assume_otherwise() -> None:
    files = emitted(BULK, _rules(_rule("/a")))
    assert json.loads(files["migrator-redirects.json"]) == [
        {
            "source": "/a",
            "destination": f"{NEW}/x/",
            "statusCode": 301,
            "caseSensitive": True,
            "preserveQueryParams": False,
        }
    ]
    assert json.loads(files["vercel.json"])["bulkRedirectsPath"] in files


@pytest.mark.parametrize(
    ("rule", "grade", "kind"),
    [
        (_rule("/a", query=(("p", "1"),)), "refused", "query"),
        (_rule("/a", target=None, status=410), "weakened", "gone-404"),
        (_rule("/" + "a" * 2_048), "refused", "long"),
        (_rule("/{x}:y*"), "exact", ""),
    ],
)
def test_each_rule_is_graded_by_what_bulk_redirects_hold(rule: RedirectRule, grade: str, kind: str) -> None:
    row = BULK.lower(rule)
    assert (row.grade, kind_of(row)) == (grade, kind)


def test_bulk_redirects_drop_the_query_and_mind_letter_case() -> None:
    rules = _rules(_rule("/a"))
    assert BULK.answer(rules, OLD_HOST, "/a?m=1") == Answer(301, f"{NEW}/x/")
    assert BULK.answer(rules, OLD_HOST, "/A") is None
