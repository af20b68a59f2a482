"""Rules made of the oddest characters: every self-run server starts with them, and answers as its model does."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings

from migrator import registry
from migrator.redirects._spelling import decoded, encoded_path, merged_path, query_spellings
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.proof import judged, simulated
from migrator.stages.proving import Subject, askable

from .samples import HOSTS, NEW, OLD_HOST, compiled, mapping, real_answers
from .test_rule_properties import _rules, rows, targets
from .test_self_hosted_servers import DIFFERENT, RUNNING, _model, _seen

MODELS = (*DIFFERENT, "iis")
ODD = "abcAé日😀 +%&=?#/.:;'\"$\\{}()[]*|<>~`^,!@-_\u00a0\u2028\ufeff\udce9"
TRAPS = (
    "{host}",
    "{$HOME}",
    "{%HOME%}",
    "%[src]",
    "${HOME}",
    "$1",
    "%1",
    "\\1",
    "\\x41",
    "<<X",
    "~^/",
    "*/",
    "//#",
)
TRAPS += (
    '"',
    '";',
    "};",
    "]]>",
    "--",
    "\\",
    "`",
    "\\E",
    "(?i)",
    "[.]",
    "{C:1}",
    "%2520",
    "%00".replace("%", "%25"),
)


def _odd_rules(count: int):
    chosen = random.Random(20100510)
    mappings = {}
    for number in range(count):
        length = chosen.randint(1, 12)
        pieces = [
            chosen.choice(TRAPS) if chosen.random() < 0.2 else chosen.choice(ODD) for _ in range(length)
        ]
        query = f"?q={query_spellings(''.join(pieces[:3]).strip() or 'x')[0]}" if number % 5 == 0 else ""
        path = merged_path("/" + "".join(pieces))
        if path is not None:
            mappings[encoded_path(path) + query] = f"/new-{number}/%C3%A9?x=%25{number}"
    return compiled([mapping(old, new) for old, new in mappings.items()])


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
def test_the_real_server_answers_rules_of_the_oddest_characters(name: str) -> None:
    target, result = registry.load("target", name), _odd_rules(120)
    plan = planned(target, result.rules)
    cases = askable(Subject(target, plan, (), no_variants).cases(), target.engine(None))
    answers = real_answers(target, plan.rules, cases)
    failures = judged(cases, answers, grade=None, files_sha256="").failures  # type: ignore[arg-type]
    assert [(failure.case.target, failure.message) for failure in failures] == []
    assert _model(name, plan.rules, cases) == [_seen(got) for got in answers]
    assert len(plan.exact) > 80


@pytest.mark.parametrize("name", MODELS)
@given(pairs=rows)
@settings(max_examples=40)
def test_every_rule_is_answered_exactly_in_all_its_spellings(name: str, pairs) -> None:
    target, result = registry.load("target", name), _rules(pairs)
    plan = planned(target, result.rules)
    cases = [case for case in Subject(target, plan, result.kept, no_variants).cases() if case.expected]
    answers = simulated(target, plan.rules)(cases)
    assert [(got.status, *got.locations) for got in answers] == [(301, c.expected.location) for c in cases]


@pytest.mark.parametrize("name", MODELS)
@given(pairs=rows, asked=targets)
@settings(max_examples=80)
def test_no_request_is_sent_off_the_list(name: str, pairs, asked: str) -> None:
    target, result = registry.load("target", name), _rules(pairs)
    rules = planned(target, result.rules).rules
    answer = target.answer(rules, OLD_HOST, asked)
    assert answer is None or answer.location in {rule.target for rule in rules.rules}
    assert answer is None or answer.location.startswith(f"{NEW}/")


@pytest.mark.parametrize("name", MODELS)
@given(asked=targets)
@settings(max_examples=30)
def test_no_other_host_is_answered(name: str, asked: str) -> None:
    path = decoded(asked)
    for host in ("evil.example", f"{OLD_HOST}.evil.example", f"evil.{OLD_HOST}", "", "a b", f"x@{HOSTS[0]}"):
        assert registry.load("target", name).answer(compiled().rules, host, "/" + path.lstrip("/")) is None
