"""A real blog that moved twice: every address of its first life reaches its third in one hop."""

from __future__ import annotations

import os
from pathlib import Path

from migrator.redirects.compile import Move, compile_rules
from migrator.redirects.pairs import Sites
from migrator.stages.pair_maps import read_map, read_moves

CORPUS = Path(os.environ["MIGRATOR_CORPUS"]) / "redirects"
FIRST, SECOND = (
    str(CORPUS / f"maartenba-{name}.tsv") for name in ("blogengine-to-jekyll", "jekyll-to-astro")
)
SITE = "http://old.example"
SITES = Sites(SITE, SITE)


def test_both_lives_of_a_blog_that_moved_twice_lead_to_the_third_in_one_hop() -> None:
    first = {m.old: m.new for m in read_map(FIRST, SITES).mappings}
    second = {m.old: m.new for m in read_map(SECOND, SITES).mappings}
    joined = read_moves(SECOND, [FIRST], SITES)
    compiled = compile_rules(joined.mappings, Move(old_hosts=("old.example",), new_url=SITE))
    answers = {rule.old: rule.target for rule in compiled.rules.rules}
    through = [old for old, new in first.items() if new in second and second[new] != old]
    assert len(through) > 400
    reported = {finding.url for finding in compiled.findings}
    assert [old for old in through if answers.get(old) != second[first[old]] and old not in reported] == []
    assert not set(answers) & set(answers.values())
