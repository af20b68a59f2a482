"""Rules on trial: temporary answers that nobody keeps, on every target and on the real servers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrator import registry
from migrator.model import Proof, RedirectRule, Silence
from migrator.redirects.compile import Move, no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case, Observed, judged, simulated
from migrator.redirects.targets._contract import Answer, RuleSet
from migrator.report.view import build_view
from migrator.stages.proving import Subject, askable, emitted
from migrator.stages.redirects import on_trial, run_redirects, write_rules
from migrator.stages.report import gather, run_report
from migrator.stages.run import Plan, next_steps, plan
from migrator.stages.status import overview
from migrator.store.project import Project

from .samples import NEW, OLD, OLD_HOST, compiled, mapping, real_answers

NAMES = registry.names("target")
SETTINGS = f'[old]\nurl = "{OLD}"\n[new]\nurl = "{NEW}"\n[redirects]\ntargets = ["nginx"]\n'


def subject(name: str, *, trial: bool = True) -> Subject:
    sample, target = compiled(), registry.load("target", name)
    return Subject(target, planned(target, replace(sample.rules, trial=trial)), sample.kept, no_variants)


def promises(name: str) -> bool:
    return bool(subject(name).plan.exact) and registry.load("target", name).capabilities.answers_requests


PROMISING = [name for name in NAMES if promises(name)]
SERVERS = [name for name in PROMISING if registry.load("target", name).engine(Path("out")) is not None]


def test_a_rule_set_on_trial_holds_no_permanent_redirect() -> None:
    rules = (
        RedirectRule(host="a.example", path="/", target=NEW, status=308),
        RedirectRule(host="a.example", path="/x", status=410),
    )
    tried = RuleSet(rules=rules, hosts=("a.example",), new_url=NEW, trial=True)
    assert [rule.status for rule in tried.rules] == [302, 410]
    assert replace(tried, rules=tried.rules[1:]).rules[0] is rules[1]


@pytest.mark.parametrize("name", PROMISING)
def test_the_model_answers_with_temporary_redirects(name: str) -> None:
    one = subject(name)
    cases = one.cases()
    answers = simulated(one.target, one.plan.rules)(cases)
    assert judged(cases, answers, grade=Proof.SIMULATED, files_sha256="").failures == ()
    assert {case.expected.status for case in cases if case.expected} <= {302, 410}


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_says_that_it_is_a_trial_and_only_then(name: str) -> None:
    target, rules = registry.load("target", name), subject(name).plan.rules
    assert b"trial" in emitted(target, rules)["README.md"].lower()
    assert b"trial:" not in emitted(target, replace(rules, trial=False))["README.md"].lower()


@pytest.mark.engine
@pytest.mark.parametrize("name", SERVERS)
def test_the_real_server_answers_302_and_forbids_to_keep_it(name: str) -> None:
    one = subject(name)
    cases = askable(one.cases(), one.target.engine(Path("out")))
    answers = real_answers(one.target, one.plan.rules, cases)
    failures = judged(cases, answers, grade=Proof.PROVED, files_sha256="").failures
    assert [(failure.case.url, failure.message) for failure in failures] == []
    if one.target.capabilities.sets_headers:
        told = {got.caching for case, got in zip(cases, answers, strict=True) if case.expected}
        other = {
            got.caching
            for case, got in zip(cases, answers, strict=True)
            if not case.expected and got.status != 404
        }
        assert told == {("no-store",)}
        assert ("no-store",) not in other


@pytest.mark.engine
@pytest.mark.parametrize("name", SERVERS)
def test_permanent_rules_say_nothing_about_keeping(name: str) -> None:
    one = subject(name, trial=False)
    cases = [case for case in askable(one.cases(), one.target.engine(Path("out"))) if case.expected][:40]
    assert {got.caching for got in real_answers(one.target, one.plan.rules, cases)} == {()}


def test_a_proof_fails_when_an_answer_on_trial_may_be_kept() -> None:
    case = Case("a.example", "/x", ("a.example", "/x", ()), Answer(302, NEW), stored=False)
    said = judged([case], [Observed(302, (NEW,))], grade=Proof.PROVED, files_sha256="").failures
    assert "no-store" in said[0].message


def test_without_a_project_the_files_are_written_on_trial(tmp_path: Path) -> None:
    move = Move(old_hosts=(OLD_HOST,), new_url=NEW)
    write_rules([mapping("/a", "/b/")], move, "nginx", tmp_path / "rules", trial=True)
    assert "return 302" in (tmp_path / "rules/migrator/rules.conf").read_text()


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "blog", SETTINGS) as opened:
        with opened.transaction():
            opened.inventory.replace_verdicts([mapping("/tea.html", "/tea/")])
        yield opened


def written(project: Project, **choices: object) -> str:
    from migrator.stages.pipeline import run_stage, stage_named

    run_stage(project, project.settings(), stage_named("redirects"), Silence(), choices)
    return (project.out / "redirects/nginx/migrator/rules.conf").read_text()


def test_a_trial_lasts_until_the_rules_are_made_final(project: Project) -> None:
    assert "301" in written(project)
    assert "302" in written(project, trial=True)
    assert "302" in written(project)
    assert on_trial(project)
    assert "301" in written(project, trial=False)
    assert not on_trial(project)


def test_the_report_of_the_stage_says_whether_it_is_a_trial(project: Project) -> None:
    assert run_redirects(project, project.settings(), Silence(), trial=True).details["trial"] is True
    assert run_redirects(project, project.settings(), Silence()).details["trial"] is False


def test_status_and_report_say_it_in_words(project: Project) -> None:
    written(project, trial=True)
    view = overview(project, project.settings())
    assert "on trial" in view.stages["redirects"]
    assert "--final" in view.next_step
    shown = build_view(gather(project, project.settings()))
    assert any("on trial" in condition.text for condition in shown.conditions)
    assert [row.status for row in shown.rows] == [302]
    run_report(project, project.settings(), Silence())
    assert "on trial" in (project.out / "report.md").read_text()


def test_run_writes_the_rules_anew_when_only_the_trial_ends(project: Project) -> None:
    written(project, trial=True)
    settings = project.settings()
    assert plan(project, settings, Plan(prove=False))["redirects"] is None
    assert plan(project, settings, Plan(prove=False, trial=True))["redirects"] is None
    assert "change" in plan(project, settings, Plan(prove=False, trial=False))["redirects"]
    project.set_meta("imported", "yes")
    with project.transaction():
        project.inventory.replace_verdicts([replace(mapping("/tea.html", "/tea/"), final=True)])
    assert "migrator redirects --final" in "\n".join(next_steps(project, settings))
