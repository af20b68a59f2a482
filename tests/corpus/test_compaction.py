"""Real pairs of two moves: how many rules are left, and that they answer as the map does."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from migrator import registry
from migrator.model import Proof, RedirectRule
from migrator.redirects._patterns_proof import reader, unseen
from migrator.redirects.compact import compacted
from migrator.redirects.compile import no_variants
from migrator.redirects.fitting import UNSEEN, Terms, fitted
from migrator.redirects.patterns import short_sites
from migrator.redirects.proof import Case, judged, simulated
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.proving import Subject, emitted
from tests.redirects.hosts import ENGINES, host_answers
from tests.redirects.samples import real_answers

FOLDER = Path(os.environ["MIGRATOR_CORPUS"]) / "redirects"
OLD, NEW = "dearmarigold.example", "https://askmarigold.example"
# File → pairs, the most rules that may be left, whether anything can be made shorter at all.
SETS = {
    "maartenba-blogengine-to-jekyll.tsv": (742, 345),
    "maartenba-jekyll-to-astro.tsv": (486, 162),
    "dblock-slug-to-jekyll.tsv": (405, 405),
    "haacked-subtext-to-jekyll.tsv": (1962, 1962),
}


PLUGINS = {name: registry.load("target", name) for name in registry.names("target")}
WITH_PATTERNS = sorted(name for name, target in PLUGINS.items() if target.capabilities.patterns)
WHOLE_SEGMENTS = {"netlify"}  # a placeholder cannot end before .aspx or .html there


def _rules(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        pairs = {row["old"]: NEW + row["new"] for row in csv.DictReader(file, delimiter="\t")}
    pairs = {old: new for old, new in pairs.items() if new != NEW + old}
    rules = tuple(
        RedirectRule(host=OLD, path=old, target=new, old=f"http://{OLD}{old}") for old, new in pairs.items()
    )
    return RuleSet(rules=rules, hosts=(OLD,), new_url=NEW)


@pytest.mark.engine
@pytest.mark.parametrize("target_name", WITH_PATTERNS)
@pytest.mark.parametrize("name", list(SETS)[:2])
def test_every_target_with_patterns_holds_the_numbers_on_its_model_and_its_engine(name, target_name):
    target, rules = PLUGINS[target_name], _rules(name)
    fit = fitted(target, rules, Terms((UNSEEN,), compact=True), lambda plan: emitted(target, plan.rules))
    count, most = SETS[name]
    assert fit.compaction.before + len(fit.plan.refused) == count
    assert fit.compaction.after + len(fit.plan.refused) <= (count if target_name in WHOLE_SEGMENTS else most)
    cases = Subject(target, fit.plan, (), no_variants).cases()
    if target.capabilities.patterns.opened is None:
        known = frozenset(rule.path for rule in rules.rules)
        cases += [Case(*place) for place in unseen(fit.plan.rules.patterns, known, 10_000)]
        assert len(cases) > 10_000
    asks = host_answers if target_name in ENGINES else real_answers
    for answers in (simulated(target, fit.plan.rules)(cases), asks(target, fit.plan.rules, cases)):
        assert judged(cases, answers, grade=Proof.PROVED, files_sha256="").failures == ()


@pytest.mark.parametrize("name", SETS)
def test_few_rules_answer_as_the_map_does_and_nothing_else(name):
    rules = _rules(name)
    pairs = {rule.path: rule.target for rule in rules.rules}
    short = compacted(rules)
    count, most = SETS[name]
    assert short.before == len(pairs) == count
    assert short.after <= most
    answer = reader(short.patterns)
    exceptions = {rule.path: rule.target for site in short_sites(short.rules) for rule in site.rules}
    assert {old: answer(OLD, old) or exceptions.get(old) for old in pairs} == pairs
    assert not [old for old in exceptions if answer(OLD, old)]
    made_up = unseen(short.patterns, frozenset(pairs), 10_000)
    assert len(made_up) == (10_000 if short.patterns else 0)
    assert [place for place in made_up if answer(*place)] == []
