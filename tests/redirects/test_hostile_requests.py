"""The truth table: what each server makes of hostile requests, by its model and for real."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import registry
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case, redirects, simulated
from migrator.redirects.targets._contract import Answer

from .samples import HOSTILE, NEW, OLD_HOST, compiled, real_answers

COLUMNS = {"nginx": 1, "apache": 2, "apache-htaccess": 3}


def _expected(label: str | None) -> Answer | None:
    if label is None:
        return None
    return Answer(410) if label == "410" else Answer(301, NEW + label)


def _rules(name: str):
    return planned(registry.load("target", name), compiled().rules).rules


def _told(answer: Answer | None, case: Case) -> str:
    return f"{case.target[:60]!r} → {answer}"


@pytest.mark.parametrize("name", COLUMNS)
def test_the_model_answers_hostile_requests_as_the_table_says(name: str) -> None:
    target, rules = registry.load("target", name), _rules(name)
    for row in HOSTILE:
        case = Case(OLD_HOST, row[0])
        got = target.answer(rules, OLD_HOST, row[0])
        assert _told(got, case) == _told(_expected(row[COLUMNS[name]]), case)


@pytest.mark.engine
@pytest.mark.parametrize("name", COLUMNS)
def test_the_real_server_answers_hostile_requests_as_the_table_says(name: str) -> None:
    target, rules = registry.load("target", name), _rules(name)
    cases = [Case(OLD_HOST, row[0]) for row in HOSTILE]
    for row, case, got in zip(HOSTILE, cases, real_answers(target, rules, cases), strict=True):
        answer = Answer(got.status, *got.locations) if redirects(got) else None
        assert not got.cookies
        assert _told(answer, case) == _told(_expected(row[COLUMNS[name]]), case)


@pytest.mark.engine
@pytest.mark.parametrize("name", COLUMNS)
def test_the_real_server_keeps_campaign_parameters_as_its_model_does(name: str) -> None:
    target, rules = registry.load("target", name), replace(_rules(name), keep_utm=True)
    kept = tuple(rule for rule in rules.rules if "#" not in (rule.target or ""))
    rules = replace(rules, rules=kept)
    queries = (
        "utm_source=a&utm_id=1",
        "utm_medium=%20x&m=1&utm_source=b",
        "utm_source=<b>&utm_source=c",
        "xutm_source=a",
        "utm_source=",
    )
    paths = ("/p/about.html?", "/{x}.html?", "/search?q=love+advice&", "/gone.html?")
    cases = [Case(OLD_HOST, path + query) for path in paths for query in queries]
    assert real_answers(target, rules, cases) == simulated(target, rules)(cases)
    assert {case.target: target.answer(rules, OLD_HOST, case.target) for case in cases}[
        "/p/about.html?utm_medium=%20x&m=1&utm_source=b"
    ] == Answer(301, f"{NEW}/about/?utm_source=b&utm_medium=%20x")


@pytest.mark.engine
@pytest.mark.parametrize("name", COLUMNS)
def test_another_host_on_the_same_server_is_not_touched(name: str) -> None:
    target, rules = registry.load("target", name), _rules(name)
    cases = [Case("other.example", "/p/about.html"), Case("other.example", "/gone.html")]
    assert not any(map(redirects, real_answers(target, rules, cases)))
