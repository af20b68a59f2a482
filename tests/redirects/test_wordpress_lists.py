"""Import files for WordPress plug-ins: no row may mean more than it says."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.redirects.lowering import kind_of, planned
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import HOSTS, NEW, OLD_HOST, compiled

LISTS = {
    "rank-math": "rank-math.csv",
    "yoast": "yoast.csv",
    "safe-redirect-manager": "safe-redirect-manager.csv",
}
REDIRECTION = registry.load("target", "wordpress-redirection")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


def _table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (_rule("/a", query=(("p", "1"),)), "query"),
        (_rule("/"), "home"),
        (_rule("/x"), "loop"),
        (_rule("/a(b)"), "characters"),
        (_rule("/a*"), "characters"),
        (_rule("/=1"), "characters"),
        (_rule("/<b>"), "characters"),
        (_rule("/\udce9"), "characters"),
        (_rule("/a", status=418), "status"),
    ],
)
def test_what_a_plugin_may_read_as_more_is_refused(name: str, rule: RedirectRule, kind: str) -> None:
    row = registry.load("target", name).lower(rule)
    assert (row.grade, kind_of(row)) == ("refused", kind)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_the_plain_rows_under_the_plugins_own_columns(name: str) -> None:
    target = registry.load("target", name)
    columns, *rows = _table(emitted(target, _rules(_rule("/é.html"), _rule("/2009/a.html")))[LISTS[name]])
    source = next(at for at, column in enumerate(columns) if column in {"source", "Origin"})
    assert [row[source].strip("/") for row in rows] == ["2009/a.html", "é.html"]
    assert all(f"{NEW}/x/" in row and "301" in row and len(row) == len(columns) for row in rows)


@pytest.mark.parametrize("name", ["rank-math", "yoast"])
def test_addresses_that_differ_in_case_or_slash_only_are_refused_together(name: str) -> None:
    twins = _rules(_rule("/a", target=f"{NEW}/1/"), _rule("/A/", target=f"{NEW}/2/"), _rule("/b"))
    plan = planned(registry.load("target", name), twins)
    assert [rule.path for rule in plan.exact] == ["/b"]
    assert [kind_of(row) for row in plan.refused] == ["twin", "twin"]


def test_twins_that_answer_alike_are_no_trouble() -> None:
    plan = planned(registry.load("target", "netlify"), _rules(_rule("/a"), _rule("/a/")))
    assert len(plan.exact) == 2


def test_safe_redirect_manager_is_given_no_more_than_it_loads() -> None:
    many = _rules(*(_rule(f"/{number}.html") for number in range(251)))
    with pytest.raises(TargetLimitError) as caught:
        planned(registry.load("target", "safe-redirect-manager"), many)
    assert "wordpress-plugin" in caught.value.hint


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (_rule("/a+b"), "twice-decoded"),
        (_rule("/100%"), "twice-decoded"),
        (_rule("/a?b"), "twice-decoded"),
        (_rule("/<b>"), "twice-decoded"),
        (_rule("/a", query=(("q", "a&b"),)), "twice-decoded"),
        (_rule("/\udce9"), "encoding"),
        (_rule("/" + "é" * 400), "long"),
        (_rule("/a", target=f"{NEW}/[userid]/"), "placeholder"),
    ],
)
def test_redirection_refuses_what_it_would_read_otherwise(rule: RedirectRule, kind: str) -> None:
    row = REDIRECTION.lower(rule)
    assert (row.grade, kind_of(row)) == ("refused", kind)


def test_redirection_gets_a_row_for_each_host_with_every_flag_said() -> None:
    files = emitted(
        REDIRECTION, _rules(_rule("/é", query=(("q", "a b"),)), _rule("/g", target=None, status=410))
    )
    imported = json.loads(files["redirection.json"])
    rows = imported["redirects"]
    assert [row["url"] for row in rows] == ["/%C3%A9?q=a%20b", "/g"] * len(HOSTS)
    assert [row["action_data"]["server"] for row in rows[::2]] == [f"http://{host}" for host in HOSTS]
    assert {json.dumps(row["match_data"]["source"]) for row in rows} == {
        '{"flag_query": "ignore", "flag_case": false, "flag_trailing": false, "flag_regex": false}'
    }
    assert [(row["action_type"], row["action_code"]) for row in rows[:2]] == [("url", 301), ("error", 410)]
    assert {row["group_id"] for row in rows} == {group["id"] for group in imported["groups"]}
    _, *table = _table(files["redirection.csv"])
    assert [row[0] for row in table[:2]] == [f"http://{OLD_HOST}/%C3%A9?q=a%20b", f"http://{OLD_HOST}/g"]
    assert {row[2] for row in table} == {"0"}


def test_redirection_decodes_twice_so_that_a_plus_is_a_space() -> None:
    rules = _rules(_rule("/tea time"))
    asked = ("/tea%20time", "/tea+time", "/tea%2Btime", "/tea%2520time")
    assert [REDIRECTION.answer(rules, OLD_HOST, target) for target in asked] == [Answer(301, f"{NEW}/x/")] * 4
