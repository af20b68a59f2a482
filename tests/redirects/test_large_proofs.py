"""What a proof of very many rules asks: each once, and samples of a stated size of everything else."""

from __future__ import annotations

from collections import Counter

import pytest

from migrator.cli.main import run
from migrator.redirects._index import key_of
from migrator.redirects.cases import MANY, SAMPLED, negative_cases, positive_cases, scope_of
from migrator.redirects.compile import no_variants
from migrator.redirects.targets.nginx import PLUGIN

from .samples import compiled, mapping


def rules_of(count: int):
    return compiled([mapping(f"/{n}-%C3%A9.html", f"/{n}/") for n in range(count)]).rules


@pytest.fixture(scope="module")
def many():
    return rules_of(12_000)


def test_each_of_many_rules_is_asked_as_published_and_ten_thousand_times_otherwise(many) -> None:
    cases = [*positive_cases(many, many.rules, no_variants, PLUGIN.capabilities)]
    assert len(cases) == len({(case.host, case.target) for case in cases}) == len(many.rules) + SAMPLED
    hits, others = cases[: len(many.rules)], cases[len(many.rules) :]
    assert [case.rule for case in hits] == [key_of(rule) for rule in many.rules]
    assert len({case.rule for case in others}) == SAMPLED
    kinds = Counter("?" in case.target or ("%c3" in case.target) - ("é" in case.target) for case in others)
    assert min(kinds.values()) > SAMPLED // 10


def test_as_many_rules_as_wanted_are_asked_spread_over_all_of_them(many) -> None:
    every = [*positive_cases(many, many.rules, no_variants, PLUGIN.capabilities)]
    cases = [*positive_cases(many, many.rules, no_variants, PLUGIN.capabilities, 4_000)]
    assert cases[:4_000] == every[: len(many.rules) : 3]
    assert cases[4_000:] == every[len(many.rules) :]


def test_a_proof_says_what_it_sampled(many) -> None:
    assert scope_of(many.rules[:MANY]) == ""
    others = "10,000 other spellings and 10,000 addresses without a rule"
    assert scope_of(many.rules) == f"each rule once, {others}"
    assert scope_of(many.rules, 5_000) == f"4,000 of the rules, {others}"


def test_the_command_says_what_a_simulation_of_many_rules_sampled(tmp_path, capsys) -> None:
    map_file = tmp_path / "map.csv"
    map_file.write_text("old,new\n" + "".join(f"/{n},/new/{n}\n" for n in range(MANY + 1)))
    words = ["--to", "nginx", "--to", "haproxy", "--out", str(tmp_path / "rules")]
    assert run(["redirects", "--map", str(map_file), *words]) == 0
    said = capsys.readouterr()
    assert said.out.count("simulated: each rule once, 10,000 other spellings and") == len(
        ("nginx", "haproxy")
    )
    assert "5,001 rows" in said.err


def test_ten_thousand_addresses_that_must_not_redirect_are_asked(many) -> None:
    kept = [f"http://dearmarigold.example/kept/{n}" for n in range(20_000)]
    cases = negative_cases(many, kept, PLUGIN.capabilities)
    assert len(cases) == SAMPLED
    assert sum("/kept/" in case.target for case in cases) == SAMPLED // 2
    assert any("-migrator-unseen" in case.target for case in cases)


def test_of_few_rules_every_spelling_is_asked() -> None:
    few = rules_of(MANY)
    cases = [*positive_cases(few, few.rules, no_variants, PLUGIN.capabilities)]
    assert set(Counter(case.rule for case in cases).values()) == {4, 5}  # as published on one of two hosts
    assert {case.rule for case in cases} == {key_of(rule) for rule in few.rules}
