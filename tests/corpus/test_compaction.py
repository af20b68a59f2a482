"""Real pairs of two moves: how many rules are left, and that they answer as the map does."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from migrator.model import RedirectRule
from migrator.redirects._patterns_proof import reader, unseen
from migrator.redirects.compact import compacted
from migrator.redirects.patterns import short_sites
from migrator.redirects.targets._contract import RuleSet

FOLDER = Path(os.environ["MIGRATOR_CORPUS"]) / "redirects"
OLD, NEW = "dearmarigold.example", "https://askmarigold.example"
# File → pairs, the most rules that may be left, whether anything can be made shorter at all.
SETS = {
    "maartenba-blogengine-to-jekyll.tsv": (742, 345),
    "maartenba-jekyll-to-astro.tsv": (486, 162),
    "dblock-slug-to-jekyll.tsv": (405, 405),
    "haacked-subtext-to-jekyll.tsv": (1962, 1962),
}


@pytest.mark.parametrize("name", SETS)
def test_few_rules_answer_as_the_map_does_and_nothing_else(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        pairs = {row["old"]: NEW + row["new"] for row in csv.DictReader(file, delimiter="\t")}
    pairs = {old: new for old, new in pairs.items() if new != NEW + old}
    rules = tuple(RedirectRule(host=OLD, path=old, target=new) for old, new in pairs.items())
    short = compacted(RuleSet(rules=rules, hosts=(OLD,), new_url=NEW))
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
