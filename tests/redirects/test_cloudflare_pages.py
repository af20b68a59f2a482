"""Particulars of Cloudflare Pages: the order trap, the limits, wildcards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.redirects._hosted import whatwg_path
from migrator.redirects.lowering import kind_of, planned
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled

PAGES = registry.load("target", "cloudflare-pages")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


@pytest.mark.parametrize(
    ("rule", "grade", "kind"),
    [
        (_rule("/a*b.html"), "weakened", "wildcard"),
        (_rule("/c:lon.html"), "weakened", "wildcard"),
        (_rule("/at-12:30.html"), "exact", ""),
        (_rule("/a*b*.html"), "refused", "wildcard"),
        (_rule("/:a/:a.html"), "refused", "wildcard"),
        (_rule("/c:lon.html", target=f"{NEW}/a:b/"), "refused", "wildcard"),
        (_rule("/q", query=(("p", "1"),)), "refused", "query"),
        (_rule("/gone", target=None, status=410), "weakened", "gone-404"),
        (_rule("/" + "a" * 2_000), "refused", "long"),
    ],
)
def test_each_rule_is_graded_by_what_cloudflare_makes_of_it(
    rule: RedirectRule, grade: str, kind: str
) -> None:
    row = PAGES.lower(rule)
    assert (row.grade, kind_of(row)) == (grade, kind)


def test_lines_with_wildcards_come_after_all_plain_ones() -> None:
    files = emitted(PAGES, _rules(_rule("/*a"), _rule("/b"), _rule("/:c"), _rule("/d")))
    paths = [line.split()[0] for line in files["_redirects"].decode().splitlines()[1:]]
    assert paths == ["/b", "/d", "/*a", "/:c"]


def test_more_rules_than_cloudflare_takes_are_an_error_that_names_another_target() -> None:
    many = _rules(*(_rule(f"/{number}") for number in range(2_101)))
    with pytest.raises(TargetLimitError) as caught:
        planned(PAGES, many)
    assert "cloudflare-bulk" in caught.value.hint


@pytest.mark.parametrize(("pattern", "count"), [("/%E9{}", 1_001), ("/*{}", 101)])
def test_spellings_and_wildcards_count_against_their_own_limits(pattern: str, count: int) -> None:
    paths = (pattern.replace("%E9", "é").format(number) for number in range(count))
    with pytest.raises(TargetLimitError, match="2,000 plain rules and 100 with wildcards"):
        emitted(PAGES, _rules(*map(_rule, paths)))


def test_a_gone_page_answers_like_an_unknown_one() -> None:
    rules = _rules(_rule("/gone", target=None, status=410), _rule("/a"))
    assert b"/gone" not in emitted(PAGES, rules)["_redirects"]
    assert PAGES.answer(rules, OLD_HOST, "/gone") is None
    assert PAGES.answer(rules, OLD_HOST, "/a") == Answer(301, f"{NEW}/x/")


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("/a/../b", "/b"),
        ("/a/%2E%2e/b", "/b"),
        ("/a/..", "/"),
        ("/a/b/.", "/a/b/"),
        ("/../a", "/a"),
        ("//a//b", "//a//b"),
        ("/a\\b", "/a/b"),
        ('/"<>{}`^|', "/%22%3C%3E%7B%7D%60%5E|"),
        ("/é%c3%zz", "/%C3%A9%c3%zz"),
        ("/", "/"),
    ],
)
def test_paths_are_normalised_as_the_url_standard_says(raw: str, path: str) -> None:
    assert whatwg_path(raw) == path
