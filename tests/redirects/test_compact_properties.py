"""Whatever the map: patterns and exceptions answer every known URL as the map does, and unknown ones likewise."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator import registry
from migrator.model import Proof
from migrator.redirects._patterns_proof import unseen
from migrator.redirects._spelling import encoded_path
from migrator.redirects.compact import compacted
from migrator.redirects.compile import no_variants
from migrator.redirects.fitting import UNSEEN, Terms, fitted
from migrator.redirects.lowering import kind_of, lowered, written_count
from migrator.redirects.proof import Case, judged, simulated
from migrator.stages.proving import Subject, emitted

from .hosts import ENGINES, host_answers
from .maps import KINDS, NEW, OLD, made_map
from .samples import real_answers

PLUGINS = {name: registry.load("target", name) for name in registry.names("target")}
WITH_PATTERNS = {n: p.capabilities.patterns for n, p in PLUGINS.items() if p.capabilities.patterns}
LISTED = sorted(name for name, dialect in WITH_PATTERNS.items() if dialect.opened is None)
OPENED = sorted(WITH_PATTERNS.keys() - set(LISTED))
SEEDS = given(seed=st.integers(0, 2**32), size=st.integers(5, 100))


def _requests(rules, seed: int) -> list[str]:
    """Return requests beside the known ones: changed letters, fields of others, other endings."""
    draw = random.Random(seed)
    paths = [encoded_path(rule.path) for rule in rules.rules]
    made = []
    for _ in range(20):
        one, two = draw.choice(paths), draw.choice(paths)
        cut = draw.randrange(len(one))
        made += [one[:cut] + two[cut:], one[:cut] + draw.choice("/.-aZ0!%2F") + one[cut + 1 :], one + two]
        made += [one.swapcase(), one + draw.choice(("/", "?p=1", ".", "%0a", "-"))]
    return [path for path in dict.fromkeys(made) if path.startswith("/")]


def _plans(name: str, rules):
    target = PLUGINS[name]
    leave = tuple({kind_of(target.lower(rule)) for rule in rules.rules} | {UNSEEN})
    long = lowered(target, rules, leave)
    short = fitted(target, rules, Terms(leave, compact=True), lambda plan: emitted(target, plan.rules))
    return target, long, short


@pytest.mark.parametrize("name", LISTED)
@SEEDS
@settings(max_examples=50)
def test_the_compacted_answers_are_the_exact_answers_to_every_request(name, seed, size):
    rules = made_map(seed, size)
    target, long, short = _plans(name, rules)
    known = [encoded_path(r.path) + "".join(f"?{n}={v}" for n, v in r.query) for r in rules.rules]
    others = _requests(rules, seed)
    if not target.capabilities.case_sensitive:  # patterns do see letter case, as the target's facts say
        folded = {path.partition("?")[0].lower() for path in known}
        others = [path for path in others if path.partition("?")[0].lower() not in folded]
    for asked in (*known, *others):
        assert target.answer(short.plan.rules, OLD, asked) == target.answer(long.rules, OLD, asked), asked
    assert written_count(target, short.plan.rules) <= len(long.rules.rules)


@pytest.mark.parametrize("name", OPENED)
@SEEDS
@settings(max_examples=50)
def test_placeholders_answer_known_requests_as_the_map_does_and_leave_kept_ones_alone(name, seed, size):
    whole = made_map(seed, size)
    kept, moved = whole.rules[::7], tuple(rule for rule in whole.rules if rule not in whole.rules[::7])
    rules = replace(whole, rules=moved)
    target = PLUGINS[name]
    leave = tuple({kind_of(target.lower(rule)) for rule in rules.rules} | {UNSEEN})
    urls = tuple(f"http://{OLD}{encoded_path(rule.path)}" for rule in kept if not rule.query)
    short = fitted(
        target, rules, Terms(leave, compact=True, others=urls), lambda plan: emitted(target, plan.rules)
    )
    long = lowered(target, rules, leave)
    known = [encoded_path(r.path) + "".join(f"?{n}={v}" for n, v in r.query) for r in whole.rules]
    for asked in known:
        assert target.answer(short.plan.rules, OLD, asked) == target.answer(long.rules, OLD, asked), asked
    assert written_count(target, short.plan.rules) <= len(long.rules.rules)


@SEEDS
@settings(max_examples=50)
def test_no_pattern_answers_an_address_made_up_in_its_shape(seed, size):
    rules = made_map(seed, size)
    short = compacted(rules)
    for host, path in unseen(short.patterns, frozenset(rule.path for rule in rules.rules), 300):
        assert all(pattern.host != host or pattern.answer(path) is None for pattern in short.patterns)


@pytest.mark.engine
@pytest.mark.parametrize("name", [*LISTED, *OPENED])
def test_the_real_server_answers_a_compacted_map_of_all_kinds(name):
    target, rules = PLUGINS[name], made_map(11, 600, KINDS)
    leave = tuple({kind_of(target.lower(rule)) for rule in rules.rules} | {UNSEEN})
    kept = (f"http://{OLD}/2010/05/kept/", f"http://{OLD}/2010/05/so-(kept)!.html")
    terms = Terms(leave, compact=True, others=kept)
    short = fitted(target, rules, terms, lambda plan: emitted(target, plan.rules))
    assert short.compaction.after < short.compaction.before
    cases = Subject(target, short.plan, kept, no_variants).cases()
    assert {case.target for case in cases if case.expected is None} >= {"/2010/05/kept/"}
    if name in LISTED:
        known = frozenset(rule.path for rule in rules.rules)
        cases += [
            Case(OLD, encoded_path(path)) for _, path in unseen(short.plan.rules.patterns, known, 2_000)
        ]
    asks = host_answers if name in ENGINES else real_answers
    for answers in (simulated(target, short.plan.rules)(cases), asks(target, short.plan.rules, cases)):
        result = judged(cases, answers, grade=Proof.PROVED, files_sha256="")
        assert [(failure.case.url, failure.message) for failure in result.failures][:5] == []


def test_the_maps_hold_what_they_are_for():
    assert len({rule.path for rule in made_map(1, 100).rules}) > 50
    assert any(compacted(made_map(seed, 100, ("permalink",))).patterns for seed in range(3))
    assert not compacted(made_map(1, 100, ("number", "odd", "renamed"))).patterns
    assert len(KINDS) == len(set(KINDS))
    assert NEW.startswith("https://")
