"""Particulars of Firebase Hosting: what its server does to new URLs, and which spellings it folds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.lowering import kind_of
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled

FIREBASE = registry.load("target", "firebase")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


@pytest.mark.parametrize(
    ("rule", "grade", "kind"),
    [
        (_rule("/a", target=f"{NEW}/a%20b/"), "refused", "escapes"),
        (_rule("/a", target=f"{NEW}/:b/"), "refused", "parameter"),
        (_rule("/a", target=f"{NEW}/?p=1"), "weakened", "query-appended"),
        (_rule("/a", target=f"{NEW}/#x"), "weakened", "query-appended"),
        (_rule("/a", query=(("p", "1"),)), "refused", "query"),
        (_rule("/\udce9"), "refused", "encoding"),
        (_rule("/a", target=None, status=410), "weakened", "gone-404"),
        (_rule("/*{x}.html"), "exact", ""),
    ],
)
def test_each_rule_is_graded_by_what_firebase_makes_of_it(rule: RedirectRule, grade: str, kind: str) -> None:
    row = FIREBASE.lower(rule)
    assert (row.grade, kind_of(row)) == (grade, kind)


def test_an_old_url_is_an_anchored_expression_without_meaning() -> None:
    entry = json.loads(emitted(FIREBASE, _rules(_rule("/a.b*(c)")))["firebase.json"])["hosting"]["redirects"][
        0
    ]
    assert entry == {"regex": r"^\/a\.b\*\(c\)$", "destination": f"{NEW}/x/", "type": 301}


def test_escapes_of_delimiters_stay_what_they_are_in_either_case() -> None:
    rules = _rules(_rule("/a/b", old=f"http://{OLD_HOST}/a%2Fb"))
    moved = Answer(301, f"{NEW}/x/")
    asked = ("/a%2Fb", "/a%2fb", "/a/b", "/%61/b")
    assert [FIREBASE.answer(rules, OLD_HOST, target) for target in asked] == [moved] * 4


@pytest.mark.parametrize("target", ["/%zz", "/%E9", "/a%"])
def test_what_firebase_cannot_decode_is_not_redirected(target: str) -> None:
    assert FIREBASE.answer(_rules(_rule("/%zz"), _rule("/a%")), OLD_HOST, target) is None
