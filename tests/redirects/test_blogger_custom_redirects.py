"""Blogger's custom redirects: what its settings take, what they refuse, and that no address leads off the blog."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects._spelling import encoded_path
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import kind_of, planned
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import Subject, emitted

from .samples import HOSTILE, NEW, OLD, OLD_HOST, compiled, mapping, sample_for
from .test_rule_properties import rows, targets

BLOGGER = registry.load("target", "blogger-custom-redirects")
SAMPLE = sample_for(BLOGGER.name)


def _rule(path: str, **changes: object) -> RedirectRule:
    old = OLD + encoded_path(path)
    return RedirectRule(
        **{"host": OLD_HOST, "path": path, "old": old, "target": f"{OLD}/new.html", **changes}
    )


def _table(*rules: RedirectRule) -> list[list[str]]:
    files = emitted(BLOGGER, replace(SAMPLE.rules, rules=rules))
    return list(csv.reader(io.StringIO(files["custom-redirects.csv"].decode())))


@pytest.mark.parametrize(
    ("rule", "grade", "kind"),
    [
        (_rule("/2009/05/a.html"), "exact", ""),
        (_rule("/2009/05/a.html", status=302), "exact", ""),
        (_rule("/a", target=f"https://www.{OLD_HOST}/b"), "exact", ""),
        (_rule("/a", target=f"{NEW}/b"), "refused", "other-host"),
        (_rule("/a", target=f"{OLD}.evil.example/b"), "refused", "other-host"),
        (_rule("/a", query=(("p", "1"),)), "refused", "query"),
        (_rule("/feeds/posts/default"), "refused", "no-page"),
        (_rule("/robots.txt"), "refused", "no-page"),
        (_rule("/" + "a" * 2_001), "refused", "long"),
        (_rule("/a", target=None, status=410), "weakened", "gone-404"),
        (_rule("/"), "weakened", "home-page"),
        (_rule("/search/label/tea time"), "weakened", "spelling"),
        (_rule("/a/b", old=f"{OLD}/a%2Fb"), "weakened", "spelling"),
        (_rule("/a", target=f"{OLD}/b?x=1"), "weakened", "new-url"),
        (_rule("/a", target=f"{OLD}/b#part"), "weakened", "new-url"),
    ],
)
def test_each_rule_is_graded_by_what_people_report_of_blogger(
    rule: RedirectRule, grade: str, kind: str
) -> None:
    row = BLOGGER.lower(rule)
    assert (row.grade, kind_of(row)) == (grade, kind)


def test_what_leads_to_another_host_is_told_the_ways_out() -> None:
    reason = BLOGGER.lower(_rule("/a", target=f"{NEW}/b")).reason
    assert "blogger-theme" in reason
    assert "custom domain" in reason


def test_a_move_to_another_host_leaves_nothing_to_type_in() -> None:
    plan = planned(BLOGGER, compiled().rules)
    kinds = {kind_of(row) for row in plan.refused if row.rule.target}
    assert plan.rules.rules == ()
    assert kinds <= {"other-host", "query", "no-page"}


def test_rows_hold_paths_as_published_and_say_what_is_permanent() -> None:
    assert _table(
        _rule("/2009/05/a.html"),
        _rule("/p/é.html", target=f"{OLD}/?m=0#top", status=302),
        _rule("/gone.html", target=None, status=410),
    ) == [
        ["from", "to", "permanent"],
        ["/2009/05/a.html", "/new.html", "yes"],
        ["/p/%C3%A9.html", "/?m=0#top", "no"],
    ]


def test_no_cell_runs_in_a_spreadsheet_or_breaks_out_of_its_row() -> None:
    rules = [_rule(path) for path in ('/=1+1,"x".html', "/@a;b\n.html", "/-2\t.html")]
    table = _table(*rules)
    assert [len(row) for row in table] == [3] * 4
    assert all(cell.startswith("/") for row in table[1:] for cell in row[:2])


def test_addresses_that_blogger_might_take_for_one_are_refused_where_they_lead_to_two() -> None:
    rules = (_rule("/A.html"), _rule("/a.html", target=f"{OLD}/other.html"), _rule("/b/"), _rule("/b"))
    plan = planned(BLOGGER, replace(SAMPLE.rules, rules=rules))
    assert [row.rule.path for row in plan.refused] == ["/A.html", "/a.html"]


def test_a_hostile_request_is_answered_with_a_path_of_the_blog_or_not_at_all() -> None:
    rules = planned(BLOGGER, SAMPLE.rules, {"spelling", "home-page", "new-url"}).rules
    known = {rule.target for rule in rules.rules}
    answers = [BLOGGER.answer(rules, OLD_HOST, row[0]) for row in HOSTILE]
    given_back = [answer for answer in answers if answer]
    assert {answer.location for answer in given_back} <= known
    assert len(given_back) > 10
    assert BLOGGER.answer(rules, OLD_HOST, "/p/about.html?m=1") == Answer(301, f"{OLD}/about/")
    assert BLOGGER.answer(rules, OLD_HOST, "//evil.example") is None


@given(pairs=rows, target=targets)
@settings(max_examples=120)
def test_exact_rules_are_answered_and_no_request_leaves_the_blog(pairs, target: str) -> None:
    moves = [
        mapping(encoded_path(f"/{path}"), f"/new-{number}/", site=OLD)
        for number, (path, _) in enumerate(pairs)
    ]
    result = compiled(moves, new_url=OLD)
    every = {"spelling", "home-page", "new-url"}
    subject = Subject(BLOGGER, planned(BLOGGER, result.rules, every), result.kept, no_variants)
    cases = [case for case in subject.cases() if case.expected]
    answers = [BLOGGER.answer(subject.plan.rules, case.host, case.target) for case in cases]
    assert answers == [case.expected for case in cases]
    answer = BLOGGER.answer(subject.plan.rules, OLD_HOST, target)
    assert answer is None or (answer.location or "").startswith(f"{OLD}/new-")
