"""What a proof of very many rules asks: each once, and samples of a stated size of everything else."""

from __future__ import annotations

from collections import Counter

import pytest

from migrator.redirects._index import key_of
from migrator.redirects.cases import MANY, SAMPLED, negative_cases, positive_cases
from migrator.redirects.compile import no_variants
from migrator.redirects.targets.nginx import PLUGIN

from .samples import compiled, mapping


def rules_of(count: int):
    return compiled([mapping(f"/{n}-%C3%A9.html", f"/{n}/") for n in range(count)]).rules


@pytest.fixture(scope="module")
def many():
    return rules_of(12_000)


def test_each_of_many_rules_is_asked_as_published_and_ten_thousand_times_otherwise(many) -> None:
    cases = positive_cases(many, many.rules, no_variants, PLUGIN.capabilities)
    assert len(cases) == len({(case.host, case.target) for case in cases}) == len(many.rules) + SAMPLED
    hits, others = cases[: len(many.rules)], cases[len(many.rules) :]
    assert [case.rule for case in hits] == [key_of(rule) for rule in many.rules]
    assert len({case.rule for case in others}) == SAMPLED
    kinds = Counter("?" in case.target or ("%c3" in case.target) - ("é" in case.target) for case in others)
    assert min(kinds.values()) > SAMPLED // 10


def test_ten_thousand_addresses_that_must_not_redirect_are_asked(many) -> None:
    kept = [f"http://dearmarigold.example/kept/{n}" for n in range(20_000)]
    cases = negative_cases(many, kept, PLUGIN.capabilities)
    assert len(cases) == SAMPLED
    assert sum("/kept/" in case.target for case in cases) == SAMPLED // 2
    assert any("-migrator-unseen" in case.target for case in cases)


def test_of_few_rules_every_spelling_is_asked() -> None:
    few = rules_of(MANY)
    cases = positive_cases(few, few.rules, no_variants, PLUGIN.capabilities)
    assert set(Counter(case.rule for case in cases).values()) == {4, 5}  # as published on one of two hosts
    assert {case.rule for case in cases} == {key_of(rule) for rule in few.rules}
