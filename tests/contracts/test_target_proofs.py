"""Every target that promises exact redirects keeps the promise: on its model and on its real server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from redirects.samples import real_answers, sample_for

from migrator import registry
from migrator.model import Proof
from migrator.redirects.compile import no_variants
from migrator.redirects.faults import seed_faults
from migrator.redirects.lowering import planned
from migrator.redirects.proof import judged, simulated
from migrator.stages.proving import Subject, askable


def _subject(name: str, *, keep_utm: bool = False) -> Subject:
    sample = sample_for(name)
    rules = sample.rules
    if keep_utm:
        kept = tuple(rule for rule in rules.rules if "#" not in (rule.target or ""))
        rules = replace(rules, rules=kept, keep_utm=True)
    target = registry.load("target", name)
    return Subject(target, planned(target, rules), sample.kept, no_variants)


def _promises(name: str) -> bool:
    return bool(_subject(name).plan.exact) and registry.load("target", name).capabilities.answers_requests


def _has_engine(name: str) -> bool:
    return registry.load("target", name).engine(Path("out")) is not None


def _askable(subject: Subject):
    engine = subject.target.engine(Path("out"))
    assert engine is not None
    return askable(subject.cases(), engine)


PROMISING = [name for name in registry.names("target") if _promises(name)]
RUNNING = [name for name in PROMISING if _has_engine(name)]


@pytest.mark.parametrize("keep_utm", [False, True])
@pytest.mark.parametrize("name", PROMISING)
def test_the_model_answers_every_exact_rule_and_nothing_else(name: str, keep_utm: bool) -> None:
    subject = _subject(name, keep_utm=keep_utm)
    cases = subject.cases()
    answers = simulated(subject.target, subject.plan.rules)(cases)
    result = judged(cases, answers, grade=Proof.SIMULATED, files_sha256="")
    assert [(failure.case.url, failure.message) for failure in result.failures] == []
    assert result.asked > len(subject.plan.exact)


@pytest.mark.parametrize("name", PROMISING)
def test_the_model_fails_exactly_the_seeded_faults(name: str) -> None:
    subject = _subject(name)
    cases = subject.cases()
    seeded = seed_faults(subject.plan.rules, subject.plan.exact)
    result = judged(
        cases, simulated(subject.target, seeded.rules)(cases), grade=Proof.SIMULATED, files_sha256=""
    )
    assert (len(seeded.wrong), len(seeded.missing)) == (10, 5)
    assert result.failed_rules == seeded.faulty


@pytest.mark.engine
@pytest.mark.parametrize("keep_utm", [False, True])
@pytest.mark.parametrize("name", RUNNING)
def test_the_real_server_answers_every_exact_rule_and_nothing_else(name: str, keep_utm: bool) -> None:
    subject = _subject(name, keep_utm=keep_utm)
    cases = _askable(subject)
    answers = real_answers(subject.target, subject.plan.rules, cases)
    result = judged(cases, answers, grade=Proof.PROVED, files_sha256="")
    assert [(failure.case.url, failure.message) for failure in result.failures] == []


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
def test_the_real_server_fails_exactly_the_seeded_faults(name: str) -> None:
    subject = _subject(name)
    cases = _askable(subject)
    seeded = seed_faults(subject.plan.rules, subject.plan.exact)
    answers = real_answers(subject.target, seeded.rules, cases)
    result = judged(cases, answers, grade=Proof.PROVED, files_sha256="")
    assert result.failed_rules == seeded.faulty
