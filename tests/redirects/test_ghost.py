"""Ghost and the JSON list: anchored expressions, loops, one spelling of everything."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.lowering import kind_of, planned
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled

GHOST, JSON = registry.load("target", "ghost"), registry.load("target", "json")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


@pytest.mark.parametrize(
    ("rule", "grade", "kind"),
    [
        (_rule("/x/"), "refused", "loop"),
        (_rule("/x"), "refused", "loop"),
        (_rule("/a", target=f"{NEW}/it's/"), "refused", "apostrophe"),
        (_rule("/a", target=f"{NEW}/?p=1"), "weakened", "query-rewritten"),
        (_rule("/a", query=(("p", "1"),)), "refused", "query"),
        (_rule("/a", target=None, status=410), "weakened", "gone-404"),
        (_rule("/a", status=308), "refused", "status"),
        (_rule("/(a.b"), "exact", ""),
    ],
)
def test_each_rule_is_graded_by_what_ghost_makes_of_it(rule: RedirectRule, grade: str, kind: str) -> None:
    row = GHOST.lower(rule)
    assert (row.grade, kind_of(row)) == (grade, kind)


def test_every_source_is_anchored_and_means_its_own_address_only() -> None:
    rules = planned(GHOST, compiled().rules).rules
    rows = json.loads(emitted(GHOST, rules)["redirects.json"])
    expressions = [re.compile(row["from"]) for row in rows]
    assert len(rows) == len(rules.rules)
    for rule in rules.rules:
        path = re.sub("^http://[^/]*", "", rule.old).partition("?")[0]
        assert sum(bool(found.search(path)) for found in expressions) == 1
        assert not any(
            found.search(f"/before{path}") or found.search(f"{path}/after") for found in expressions
        )


def test_both_files_hold_the_same_rules() -> None:
    files = emitted(GHOST, _rules(_rule("/a\"'b"), _rule("/t", status=302)))
    rows = json.loads(files["redirects.json"])
    yaml = files["redirects.yaml"].decode()
    assert [row["permanent"] for row in rows] == [True, False]
    assert all(f"  {json.dumps(row['from'])}: {json.dumps(row['to'])}" in yaml for row in rows)
    assert [line for line in yaml.splitlines() if not line.startswith(" ")] == ["301:", "302:"]


def test_no_rules_are_still_a_file_that_ghost_takes() -> None:
    assert emitted(GHOST, _rules())["redirects.yaml"] == b"301: {}\n302: {}\n"


def test_the_json_list_has_one_spelling_for_names_values_and_paths() -> None:
    row = _rule("/é \udce9", query=(("q", "a&b=c"),), old=f"http://{OLD_HOST}/\udce9", reason="r")
    (found,) = json.loads(emitted(JSON, _rules(row))["redirects.json"])
    assert found == {
        "host": OLD_HOST,
        "path": "/%C3%A9%20%E9",
        "query": {"q": "a%26b%3Dc"},
        "old": f"http://{OLD_HOST}/%E9",
        "new": f"{NEW}/x/",
        "status": 301,
        "reason": "r",
    }


def test_the_json_list_means_what_its_readme_says() -> None:
    rules = _rules(_rule("/a", query=(("q", "1"),)), _rule("/b", target=None, status=410))
    assert JSON.answer(rules, OLD_HOST, "/a?x=2&q=1") == Answer(301, f"{NEW}/x/")
    assert JSON.answer(rules, OLD_HOST, "/a") is None
    assert JSON.answer(rules, OLD_HOST, "/b") == Answer(410)
    assert JSON.answer(rules, "other.example", "/b") is None
