"""Hosting services: what their own engines answer, and that the models answer the same."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import Proof
from migrator.redirects.compile import no_variants
from migrator.redirects.faults import seed_faults
from migrator.redirects.lowering import kind_of, planned
from migrator.redirects.proof import Case, Observed, judged, redirects, simulated
from migrator.stages.proving import Subject, askable

from .hosts import ENGINES, host_answers
from .samples import HOSTILE, OLD_HOST, compiled

pytestmark = pytest.mark.engine
TRIAL = pytest.mark.parametrize("trial", [False, True])
HOST = pytest.mark.parametrize("name", ENGINES)
# Other hosts and absolute forms never reach a service; raw bytes and # are no HTTP, and each edge differs there.
READABLE = re.compile('/[!"$-~]*')


def _seen(answer: Observed):
    return answer.status, answer.locations, answer.cookies


def _subject(name: str, *, trial: bool = False, weaker_too: bool = False) -> Subject:
    sample, target = compiled(), registry.load("target", name)
    weaker = {kind_of(target.lower(rule)) for rule in sample.rules.rules} if weaker_too else ()
    plan = planned(target, replace(sample.rules, trial=trial), weaker)
    return Subject(target, plan, sample.kept, no_variants)


@HOST
def test_the_hosts_engine_answers_every_exact_rule_and_nothing_else(name: str) -> None:
    subject = _subject(name)
    cases = askable(subject.cases(), ENGINES[name])
    result = judged(
        cases, host_answers(subject.target, subject.plan.rules, cases), grade=Proof.PROVED, files_sha256=""
    )
    assert [(failure.case.url, failure.message) for failure in result.failures] == []
    assert result.asked > len(subject.plan.exact) > 0


@HOST
def test_the_hosts_engine_fails_exactly_the_seeded_faults(name: str) -> None:
    subject = _subject(name)
    cases = askable(subject.cases(), ENGINES[name])
    seeded = seed_faults(subject.plan.rules, subject.plan.exact)
    result = judged(
        cases, host_answers(subject.target, seeded.rules, cases), grade=Proof.PROVED, files_sha256=""
    )
    assert seeded.faulty
    assert result.failed_rules == seeded.faulty


@TRIAL
@HOST
def test_the_hosts_engine_and_the_model_agree_on_hostile_requests(name: str, trial: bool) -> None:
    subject = _subject(name, trial=trial, weaker_too=True)
    rules, target = subject.plan.rules, subject.target
    asked = [Case(OLD_HOST, row[0]) for row in HOSTILE] + subject.cases()
    readable = [case for case in asked if READABLE.fullmatch(case.target)]
    cases = askable(readable, ENGINES[name])
    wrong = [
        (case.target[:80], got, model)
        for case, got, model in zip(
            cases, host_answers(target, rules, cases), simulated(target, rules)(cases), strict=True
        )
        if (redirects(got) or redirects(model)) and _seen(got) != _seen(model)
    ]
    assert wrong == []
