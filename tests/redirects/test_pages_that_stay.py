"""Pages that live on an old host: what leads to them never answers them, however a host compares addresses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import HostAnswer, Proof
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case, judged, simulated
from migrator.stages.proving import Subject

from .samples import real_answers
from .test_compile import kept_on_one_domain

HOST = "blog.example"
PAGES = ("/x/", "/x/?utm_source=x", "/new/")
ANSWERING = [
    name
    for name in registry.names("target")
    if registry.load("target", name).capabilities.answers_requests
    and HostAnswer.SAME_DOMAIN in registry.load("target", name).capabilities.situations
]


def _subject(name: str) -> Subject:
    made, target = kept_on_one_domain(), registry.load("target", name)
    return Subject(target, planned(target, made.rules), made.kept, no_variants)


@pytest.mark.parametrize("name", ANSWERING)
def test_no_target_sends_a_page_to_itself(name: str) -> None:
    subject = _subject(name)
    answers = simulated(subject.target, subject.plan.rules)([Case(HOST, page) for page in PAGES])
    assert [answer.status for answer in answers] == [404] * len(PAGES)


@pytest.mark.parametrize("name", ["netlify", "s3", "html-stubs", "azure-swa"])
def test_a_host_that_sees_one_address_refuses_what_would_lead_a_page_to_itself(name: str) -> None:
    refused = {
        row.rule.path: row.reason for row in _subject(name).plan.refused if "A page that" in row.reason
    }
    able = registry.load("target", name).capabilities
    assert ("/x/index.html" in refused) == bool(able.index_page)
    assert ("/X/" in refused) == (not able.case_sensitive)


@pytest.mark.engine
def test_nginx_tells_kept_pages_from_the_spellings_that_lead_to_them() -> None:
    subject = _subject("nginx")
    cases = subject.cases()
    asked = {case.target for case in cases if case.expected is None}
    assert {"/x/", "/new/"} <= asked
    assert {"/X/", "/x/?m=1", "/x/index.html", "/NEW/"} <= {case.target for case in cases if case.expected}
    result = judged(
        cases, real_answers(subject.target, subject.plan.rules, cases), grade=Proof.PROVED, files_sha256=""
    )
    assert [(failure.case.url, failure.message) for failure in result.failures] == []


@pytest.mark.engine
def test_without_knowing_the_pages_nginx_would_loop() -> None:
    subject = _subject("nginx")
    unaware = replace(subject.plan.rules, kept=frozenset())
    (got,) = real_answers(subject.target, unaware, [Case(HOST, "/new/")])
    assert got.locations == ("http://blog.example/new/",)
