"""Particulars of Netlify: wildcards, query values no line can hold, several sites."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.lowering import kind_of
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled

NETLIFY = registry.load("target", "netlify")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (_rule("/all/*"), "wildcard"),
        (_rule("/best*"), "wildcard"),
        (_rule("/a/:b/c"), "placeholder"),
        (_rule("/.netlify/functions/x"), "reserved"),
        (_rule("/q", query=(("p", ":any"),)), "placeholder"),
        (_rule("/q", query=(("p", "\udce9"),)), "encoding"),
        (_rule("/q", query=(("p", "1"),)), "query-kept"),
        (_rule("/a/", old=f"http://{OLD_HOST}/a//"), "double-slash"),
    ],
)
def test_what_would_answer_more_than_it_says_is_not_exact(rule: RedirectRule, kind: str) -> None:
    row = NETLIFY.lower(rule)
    assert (row.grade != "exact", kind_of(row)) == (True, kind)


@pytest.mark.parametrize("path", ["/a*b.html", "/c:lon.html", "/*(s).html"])
def test_stars_and_colons_inside_a_part_are_plain_characters(path: str) -> None:
    assert NETLIFY.lower(_rule(path)).grade == "exact"


def test_a_query_value_with_a_space_goes_to_the_toml_file_with_its_whole_path() -> None:
    rules = replace(compiled().rules, rules=(_rule("/s", query=(("q", 'a "b'),)), _rule("/s"), _rule("/t")))
    files = emitted(NETLIFY, rules)
    assert b'query = { "q" = "a \\"b" }' in files["netlify.toml"]
    assert files["netlify.toml"].count(b"[[redirects]]") == 2
    assert b"/s " not in files["_redirects"]


def test_the_query_is_passed_in_front_of_a_fragment_and_never_twice() -> None:
    rules = replace(
        compiled().rules, rules=(_rule("/f", target=f"{NEW}/#x"), _rule("/q", target=f"{NEW}/?a=1"))
    )
    assert NETLIFY.answer(rules, OLD_HOST, "/f?m=1") == Answer(301, f"{NEW}/?m=1#x")
    assert NETLIFY.answer(rules, OLD_HOST, "/q?m=1") == Answer(301, f"{NEW}/?a=1")


def test_each_of_several_sites_gets_a_folder() -> None:
    rules = (_rule("/x", host="a.example"), _rule("/x", host="b.example"))
    files = emitted(NETLIFY, replace(compiled().rules, hosts=("a.example", "b.example"), rules=rules))
    assert {"a.example/_redirects", "b.example/_redirects"} <= files.keys()
