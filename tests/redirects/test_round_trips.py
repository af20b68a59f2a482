"""What this program writes for a host it reads back as the same rules, where a person would expect that."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator import registry
from migrator.cli.main import run
from migrator.model import Verdict
from migrator.redirects._index import key_of
from migrator.redirects.compile import Move, compile_rules
from migrator.redirects.pairs import Sites
from migrator.redirects.sources._contract import Given
from migrator.stages.pair_maps import read_map, recognised
from migrator.stages.redirects import write_rules
from tests.redirects.samples import HOSTS, NEW, OLD, OLD_HOST, compiled, mapping, sample_mappings

WRITTEN = {
    "apache-htaccess": "htaccess.txt",
    "azure-swa": "staticwebapp.config.json",
    "cloudflare-bulk": "redirects.csv",
    "cloudflare-pages": "_redirects",
    "csv": "redirects.csv",
    "firebase": "firebase.json",
    "ghost": "redirects.yaml",
    "json": "redirects.json",
    "rank-math": "rank-math.csv",
    "safe-redirect-manager": "safe-redirect-manager.csv",
    "vercel": "vercel.json",
    "vercel-bulk": "migrator-redirects.json",
    "wordpress-redirection": "redirection.json",
    "xlsx": "redirects.xlsx",
    "yoast": "yoast.csv",
}
NAMED = {"cloudflare-pages": "cloudflare-pages"}  # its file has the name of Netlify's
MOVE = Move(old_hosts=HOSTS, new_url=NEW, main=OLD_HOST)


def answers(rules) -> dict:
    return {key_of(rule): (rule.target, rule.status) for rule in rules}


def read_back(target, rules, file: str) -> dict:
    (content,) = [one.content for one in target.render(rules) if one.path.endswith(file)]
    one = Given(file, {file: content})
    source = registry.load("source", NAMED[target.name]) if target.name in NAMED else recognised(one)
    found = source.read(one, Sites(OLD))
    assert [finding.message for finding in found.findings if finding.severity == "error"] == []
    return answers(compile_rules(found.mappings, MOVE).rules.rules)


def exact(target, rules):
    return replace(rules, rules=tuple(rule for rule in rules.rules if target.lower(rule).grade == "exact"))


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_the_hostile_sample_comes_back_as_it_was(name: str) -> None:
    target = registry.load("target", name)
    rules = exact(target, compiled().rules)
    assert read_back(target, rules, WRITTEN[name]) == answers(rules.rules)
    assert rules.rules


PATHS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029\x85"),
    min_size=1,
    max_size=12,
)
QUERIES = st.none() | st.tuples(st.sampled_from("pqz"), PATHS)
ROWS = st.lists(st.tuples(PATHS, QUERIES, st.sampled_from("abc"), st.booleans()), min_size=1, max_size=4)


@pytest.mark.parametrize("name", sorted(WRITTEN))
@settings(max_examples=40, deadline=None, derandomize=True)
@given(rows=ROWS)
def test_any_rules_a_host_can_hold_come_back_as_they_were(name: str, rows: list) -> None:
    mappings = []
    for path, query, new, gone in rows:
        asked = f"?{query[0]}={quote(query[1], safe='')}" if query else ""
        verdict = Verdict.GONE if gone else Verdict.MOVED
        mappings.append(mapping(f"/{quote(path)}{asked}", None if gone else f"/new/{new}", verdict))
    target = registry.load("target", name)
    rules = exact(target, compiled(mappings).rules)
    if rules.rules:
        assert read_back(target, rules, WRITTEN[name]) == answers(rules.rules)


@pytest.mark.parametrize("name", ["netlify", "nginx", "caddy", "iis"])
def test_a_folder_that_was_written_earlier_is_a_map(tmp_path, name: str) -> None:
    made = write_rules(sample_mappings(), MOVE, name, tmp_path / "rules")
    found = read_map(str(tmp_path / "rules"), Sites())
    assert len(found.mappings) == made.report["rules"]
    assert found.findings == ()


def test_rules_move_from_one_host_to_another(tmp_path) -> None:
    write_rules([mapping("/a", "/b/")], MOVE, "netlify", tmp_path / "before")
    words = ["redirects", "--map", str(tmp_path / "before/_redirects"), "--old-site", OLD, "--to", "nginx"]
    assert run([*words, "--out", str(tmp_path / "after")]) == 0
    assert f'"{NEW}/b/"' in (tmp_path / "after/migrator/map.conf").read_text()
