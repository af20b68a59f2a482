"""Particulars of lighttpd: keys that differ only in case, long paths, trials beside other pages."""

from __future__ import annotations

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.proof import Case
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled, mapping, real_answers

TARGET = registry.load("target", "lighttpd")


@pytest.mark.engine
@pytest.mark.parametrize("path", ["/" + "a" * 2_400, "/" + "%C3%A9" * 1_200, "/" + ";" * 800])
def test_paths_of_any_accepted_length_are_answered(path: str) -> None:
    (got,) = real_answers(TARGET, compiled([mapping(path, "/x/")]).rules, [Case(OLD_HOST, path)])
    assert got.locations == (f"{NEW}/x/",)


def test_patterns_that_lighttpd_cannot_match_are_refused() -> None:
    rule = RedirectRule(host=OLD_HOST, path="/" + ";" * 2_200, target=f"{NEW}/")
    assert TARGET.lower(rule).grade == "refused"


@pytest.mark.engine
def test_addresses_that_differ_only_in_letter_case_stay_apart() -> None:
    names = ("case", "Case", "cAse", "caSe")
    result = compiled([mapping(f"/{name}", f"/new-{n}/") for n, name in enumerate(names)])
    answers = real_answers(TARGET, result.rules, [Case(OLD_HOST, f"/{name}") for name in names])
    assert [got.locations for got in answers] == [(f"{NEW}/new-{n}/",) for n in range(len(names))]


@pytest.mark.engine
def test_a_percent_sign_in_a_target_is_no_back_reference() -> None:
    result = compiled([mapping("/a.html", "/b%20c/%25?x=%2B")])
    (got,) = real_answers(TARGET, result.rules, [Case(OLD_HOST, "/a.html")])
    assert got.locations == (f"{NEW}/b%20c/%25?x=%2B",)


def test_a_trial_on_the_same_domain_lets_other_pages_be_cached() -> None:
    rule = RedirectRule(host="blog.example", path="/a", target="https://blog.example/b")
    rules = RuleSet(rules=(rule,), hosts=("blog.example",), new_url="https://blog.example", trial=True)
    lines = emitted(TARGET, rules)["migrator.conf"].decode().splitlines()
    at = [number for number, line in enumerate(lines) if "Cache-Control" in line]
    assert [lines[number].startswith("        ") for number in at] == [True]


def test_a_path_cannot_end_its_pattern() -> None:
    rule = RedirectRule(host=OLD_HOST, path='/"\\\n" => "https://evil.example/', status=410)
    rules = RuleSet(rules=(rule,), hosts=(OLD_HOST,), new_url=NEW)
    text = emitted(TARGET, rules)["migrator.conf"].decode()
    assert "evil.example" not in text
    assert text.count('"') % 2 == 0


@pytest.mark.engine
def test_many_addresses_that_are_gone_share_conditions_short_enough_to_read() -> None:
    rows = tuple(RedirectRule(host=OLD_HOST, path=f"/{'a' * 100}{n}", status=410) for n in range(300))
    rules = RuleSet(rules=rows, hosts=(OLD_HOST,), new_url=NEW)
    answers = real_answers(TARGET, rules, [Case(OLD_HOST, rule.path) for rule in rows])
    assert {got.status for got in answers} == {410}
    assert emitted(TARGET, rules)["migrator.conf"].count(b'$HTTP["url"]') == 3
