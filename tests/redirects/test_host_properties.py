"""Hosting services, whatever the addresses: exact rules are answered, models and engines agree, nothing leaves the list."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings

from migrator import registry
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import kind_of, planned
from migrator.redirects.proof import Case, redirects, simulated
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import Subject, askable

from .hosts import ENGINES, host_answers
from .samples import NEW, OLD_HOST
from .test_hosts import READABLE
from .test_rule_properties import ODD, _rules, rows, targets

MODELS = (
    "azure-swa",
    "cloudflare-bulk",
    "cloudflare-pages",
    "cloudflare-worker",
    "cloudfront",
    "firebase",
    "ghost",
    "netlify",
    "s3",
    "vercel",
    "vercel-bulk",
    "wordpress-redirection",
)
SEED, RULES, REQUESTS = 7, 120, 400
PIECES = (
    "/",
    "//",
    "/./",
    "/../",
    "%2e%2E",
    "%2F",
    "%2f",
    "%25",
    "%C3%A9",
    "%c3%a9",
    "%E9",
    "%zz",
    "?",
    "&",
    "q=",
    "a",
    "A",
)


@pytest.mark.parametrize("name", MODELS)
@given(pairs=rows)
@settings(max_examples=60)
def test_every_exact_rule_is_answered_in_all_its_spellings(name: str, pairs) -> None:
    target, result = registry.load("target", name), _rules(pairs)
    subject = Subject(target, planned(target, result.rules), result.kept, no_variants)
    cases = [case for case in subject.cases() if case.expected]
    answers = [target.answer(subject.plan.rules, case.host, case.target) for case in cases]
    assert answers == [case.expected for case in cases]


@pytest.mark.parametrize("name", MODELS)
@given(pairs=rows, target=targets)
@settings(max_examples=120)
def test_no_request_is_sent_off_the_list(name: str, pairs, target: str) -> None:
    plugin = registry.load("target", name)
    rules = planned(plugin, _rules(pairs).rules).rules
    answer = plugin.answer(rules, OLD_HOST, target)
    assert answer is None or answer.location is None or answer.location.startswith(f"{NEW}/new-")


def _odd(random_numbers: random.Random) -> str:
    return "".join(random_numbers.choices(ODD, k=random_numbers.randint(1, 8)))


def _requests(subject: Subject, random_numbers: random.Random) -> list[Case]:
    known = [case.target for case in subject.cases()]
    mixed = [
        "/" + "".join(random_numbers.choices(PIECES, k=random_numbers.randint(1, 6))) for _ in range(REQUESTS)
    ]
    bent = [
        path + random_numbers.choice(PIECES)
        for path in random_numbers.sample(known, min(REQUESTS, len(known)))
    ]
    wanted = dict.fromkeys(target for target in (*known, *mixed, *bent) if READABLE.fullmatch(target))
    return [Case(OLD_HOST, target) for target in wanted]


@pytest.mark.engine
@pytest.mark.parametrize("name", ENGINES)
def test_the_hosts_engine_and_the_model_agree_on_odd_addresses(name: str) -> None:
    random_numbers = random.Random(SEED)
    pairs = {(_odd(random_numbers), random_numbers.choice(("", _odd(random_numbers)))) for _ in range(RULES)}
    pairs |= {("doubled//", ""), ("/in//side", ""), ("./dotted/../a", "")}
    target, result = registry.load("target", name), _rules(sorted(pairs))
    weaker = {kind_of(target.lower(rule)) for rule in result.rules.rules}
    subject = Subject(target, planned(target, result.rules, weaker), result.kept, no_variants)
    cases = askable(_requests(subject, random_numbers), ENGINES[name])
    got, models = (
        host_answers(target, subject.plan.rules, cases),
        simulated(target, subject.plan.rules)(cases),
    )
    wrong = [
        (case.target, Answer(real.status, *real.locations), Answer(model.status, *model.locations))
        for case, real, model in zip(cases, got, models, strict=True)
        if (redirects(real) or redirects(model))
        and (real.status, real.locations) != (model.status, model.locations)
    ]
    assert wrong == []
    assert sum(map(redirects, got)) >= len(subject.plan.rules.rules) > RULES // 4
