"""Judging answers, seeding faults, thinning cases and lowering rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import Proof, RedirectRule
from migrator.redirects.compile import no_variants
from migrator.redirects.faults import seed_faults
from migrator.redirects.lowering import plan_findings, planned
from migrator.redirects.proof import Case, Observed, judged, simulated
from migrator.redirects.targets._contract import Answer, RuleSet
from migrator.stages.proving import Subject, affordable

from .samples import NEW, OLD_HOST, compiled, mapping

CASE = Case(OLD_HOST, "/a", (OLD_HOST, "/a", ()), Answer(301, f"{NEW}/a/"))
STRANGER = Case(OLD_HOST, "//evil.example")


def rule_set(count: int) -> RuleSet:
    return compiled([mapping(f"/{n:05}.html", f"/{n}/") for n in range(count)]).rules


def messages(case: Case, got: Observed) -> list[str]:
    result = judged([case], [got], grade=Proof.PROVED, files_sha256="")
    return [failure.message for failure in result.failures]


@pytest.mark.parametrize(
    "got",
    [
        Observed(302, (f"{NEW}/a/",)),
        Observed(301, (f"{NEW}/a",)),
        Observed(301, (f"{NEW}/a/", f"{NEW}/a/")),
        Observed(301),
        Observed(404),
        Observed(0),
        Observed(301, (f"{NEW}/a/",), ("a=b",)),
    ],
)
def test_any_difference_in_status_location_or_cookies_is_a_failure(got: Observed) -> None:
    assert len(messages(CASE, got)) == 1


def test_the_right_answer_passes() -> None:
    assert messages(CASE, Observed(301, (f"{NEW}/a/",))) == []


@pytest.mark.parametrize(
    "got", [Observed(301, ("//evil.example",)), Observed(302), Observed(410), Observed(200, ("/x",))]
)
def test_a_stranger_that_is_redirected_is_a_failure(got: Observed) -> None:
    assert len(messages(STRANGER, got)) == 1


@pytest.mark.parametrize("status", [200, 400, 403, 404, 414])
def test_a_stranger_may_get_any_other_answer(status: int) -> None:
    assert messages(STRANGER, Observed(status)) == []


def test_a_proof_without_a_single_request_has_not_passed() -> None:
    assert not judged([], [], grade=Proof.PROVED, files_sha256="").passed


@pytest.mark.parametrize(("count", "wrong", "missing"), [(100, 10, 5), (15, 10, 5), (6, 4, 2), (1, 0, 1)])
def test_faults_are_seeded_as_many_as_the_set_allows(count: int, wrong: int, missing: int) -> None:
    seeded = seed_faults(rule_set(count))
    assert (len(seeded.wrong), len(seeded.missing)) == (wrong, missing)
    assert len(seeded.rules.rules) == count - missing


def test_no_fault_is_seeded_that_another_rule_would_hide() -> None:
    rows = [mapping("/search", "/"), mapping("/search?q=a", "/"), mapping("/search?q=b", "/b/")]
    faulty = {key[2] for key in seed_faults(compiled(rows).rules).faulty}
    assert faulty == {(), (("q", "b"),)}


def test_a_proof_of_wrong_files_names_exactly_the_seeded_rules() -> None:
    target, rules = registry.load("target", "nginx"), rule_set(60)
    cases = Subject(target, planned(target, rules), (), no_variants).cases()
    seeded = seed_faults(rules)
    answers = simulated(target, seeded.rules)(cases)
    assert judged(cases, answers, grade=Proof.SIMULATED, files_sha256="").failed_rules == seeded.faulty


def test_ten_thousand_rules_are_too_many_for_htaccess_and_the_error_names_another_target() -> None:
    target = registry.load("target", "apache-htaccess")
    with pytest.raises(TargetLimitError, match="10,000") as caught:
        planned(target, rule_set(10_000))
    assert "--to nginx" in caught.value.hint


@pytest.mark.parametrize(("count", "codes"), [(499, []), (500, ["redirect.many-rules.apache-htaccess"])])
def test_htaccess_warns_from_500_rules(count: int, codes: list[str]) -> None:
    target = registry.load("target", "apache-htaccess")
    assert [f.code for f in plan_findings(target, planned(target, rule_set(count)))] == codes


def test_what_a_target_cannot_express_is_left_out_and_listed() -> None:
    target = registry.load("target", "apache-htaccess")
    plan = planned(target, compiled([mapping("/a%2Fb", "/x/"), mapping("/c", "/y/")]).rules)
    assert [rule.path for rule in plan.rules.rules] == ["/c"]
    (finding,) = plan_findings(target, plan)
    assert (finding.code, finding.severity) == ("redirect.refused.apache-htaccess", "warning")
    assert finding.message.startswith("Apache answers 404 to %2F")


def test_weakened_rules_go_in_only_with_leave_or_by_the_choice_of_target() -> None:
    theme = registry.load("target", "blogger-theme")
    rules = compiled([mapping("/a.html", "/a/")]).rules
    assert [row.rule.path for row in planned(theme, rules).weakened] == ["/a.html"]
    assert planned(theme, rules).exact == ()
    (told,) = plan_findings(theme, planned(theme, rules))
    assert told.code == "redirect.weakened.blogger-theme.client-side"
    (told,) = plan_findings(theme, planned(theme, rules), ("client-side",))
    assert told.url.endswith("/a.html")


def test_cases_are_thinned_for_a_slow_target_but_every_rule_is_asked() -> None:
    target = registry.load("target", "apache-htaccess")
    rules = rule_set(40)
    cases = Subject(target, planned(target, rules), (), no_variants).cases()
    assert affordable(cases, target, 40) == cases
    thinned = affordable(cases, target, 1_000_000)
    assert len(thinned) < len(cases) or len(cases) < 540
    assert {case.rule for case in thinned if case.rule} == {case.rule for case in cases if case.rule}
    assert affordable(cases, registry.load("target", "nginx"), 10_000_000) == cases


def test_nginx_and_apache_refuse_only_what_they_cannot_read() -> None:
    nginx, apache = (registry.load("target", name) for name in ("nginx", "apache"))
    long_target = RedirectRule(host=OLD_HOST, path="/a", target=f"{NEW}/" + "a" * 4_000)
    escaped = RedirectRule(host=OLD_HOST, path="/a%2Fb", target=f"{NEW}/")
    long_query = RedirectRule(host=OLD_HOST, path="/a", query=(("q", "a" * 2_000),), target=f"{NEW}/")
    assert nginx.lower(long_target).reason.startswith("long-target:")
    assert nginx.lower(escaped).grade == "exact"
    assert nginx.lower(replace(escaped, path="/" + "a" * 4_000)).reason.startswith("long-key:")
    assert apache.lower(long_target).grade == "exact"
    assert apache.lower(escaped).reason.startswith("escaped-escape:")
    assert apache.lower(long_query).reason.startswith("long-query:")
    assert apache.lower(replace(long_target, target=f"{NEW}/" + "a" * 8_000)).reason.startswith("long:")
