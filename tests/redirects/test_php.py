"""Particulars of the PHP file: it is the same for every blog, reads little, and trusts no target."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.proof import Case
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled, real_answers

TARGET = registry.load("target", "php")
TEA = RedirectRule(host=OLD_HOST, path="/tea.html", target=f"{NEW}/tea/")
RULES = RuleSet(rules=(TEA,), hosts=(OLD_HOST,), new_url=NEW)


def test_the_php_is_the_same_for_every_blog() -> None:
    hostile = replace(TEA, path="/<?php evil(); '\"\\\n*/")
    other = emitted(TARGET, replace(RULES, rules=(hostile,)))
    assert other["migrator-redirects.php"] == emitted(TARGET, RULES)["migrator-redirects.php"]
    assert b"<?php" not in other["migrator-redirects/rules.json"]


@pytest.mark.engine
@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", f"{NEW}.evil.example/", f"{NEW}@evil.example/"]
)
def test_a_target_that_is_not_on_the_new_site_is_never_sent(elsewhere: str) -> None:
    rules = replace(RULES, rules=(replace(TEA, target=elsewhere),))
    (got,) = real_answers(TARGET, rules, [Case(OLD_HOST, "/tea.html")])
    assert (got.status, got.locations) == (404, ())


@pytest.mark.engine
def test_many_rules_are_split_into_files_and_all_are_found() -> None:
    many = tuple(replace(TEA, path=f"/{n}", target=f"{NEW}/{n}/") for n in range(1_200))
    files = emitted(TARGET, replace(RULES, rules=many))
    assert sum(len(json.loads(text)[OLD_HOST]) for name, text in files.items() if "/rules" in name) == 1_200
    assert len([name for name in files if "/rules" in name]) == 16
    cases = [Case(OLD_HOST, f"/{n}") for n in range(0, 1_200, 37)]
    answers = real_answers(TARGET, replace(RULES, rules=many), cases)
    assert [got.locations for got in answers] == [(f"{NEW}{case.target}/",) for case in cases]


@pytest.mark.parametrize(
    ("status", "grade"), [(301, "exact"), (308, "exact"), (300, "refused"), (410, "refused")]
)
def test_statuses_are_expressed_or_refused(status: int, grade: str) -> None:
    assert TARGET.lower(replace(TEA, status=status)).grade == grade


def test_no_rules_make_valid_files() -> None:
    files = emitted(TARGET, replace(compiled().rules, rules=()))
    assert json.loads(files["migrator-redirects/rules.json"]) == {}
