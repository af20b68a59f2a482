"""The must-use plug-in's files and its model; tests/engines asks WordPress itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from migrator.model import RedirectRule
from migrator.redirects.targets._contract import Answer, RuleSet
from migrator.redirects.targets.wordpress_plugin import PLUGIN

OLD = "dearmarigold.example"
NEW = "https://askmarigold.example"
TEA = RedirectRule(host=OLD, path="/2009/05/tea.html", target=f"{NEW}/tea/")
RULES = RuleSet(
    rules=(
        TEA,
        RedirectRule(host=OLD, path="/search", target=f"{NEW}/"),
        RedirectRule(host=OLD, path="/search", query=(("q", "a b"),), target=f"{NEW}/?s=a%20b"),
        RedirectRule(host=OLD, path="/é", status=410),
    ),
    hosts=(OLD, f"www.{OLD}"),
    new_url=NEW,
)


def written(rules: RuleSet) -> dict[str, str]:
    return {file.path: file.content.decode() for file in PLUGIN.render(rules)}


@pytest.mark.parametrize(
    ("host", "target", "answer"),
    [
        (OLD, "/2009/05/tea.html", Answer(301, f"{NEW}/tea/")),
        (f"WWW.{OLD}:80", "/2009/05/tea.html?m=1", Answer(301, f"{NEW}/tea/")),
        (OLD, "/2009/05/Tea.html", None),
        ("other.example", "/2009/05/tea.html", None),
        ("bad host", "/2009/05/tea.html", None),
        (OLD, "/../2009/05/tea.html", None),
        (OLD, "/search?q=other", Answer(301, f"{NEW}/")),
        (OLD, "/search?m=1&q=a+b", Answer(301, f"{NEW}/?s=a%20b")),
        (OLD, "/%C3%A9", Answer(410)),
    ],
)
def test_the_model_answers_exact_addresses_only(host: str, target: str, answer: Answer | None) -> None:
    assert PLUGIN.answer(RULES, host, target) == answer


def test_campaign_parameters_follow_when_asked_for() -> None:
    rules = replace(RULES, keep_utm=True)
    assert PLUGIN.answer(rules, OLD, "/2009/05/tea.html?m=1&utm_source=x") == Answer(
        301, f"{NEW}/tea/?utm_source=x"
    )


def test_equal_rules_give_equal_files() -> None:
    assert PLUGIN.render(RULES) == PLUGIN.render(replace(RULES, rules=RULES.rules[::-1]))


def test_rules_are_stored_by_site_path_and_query() -> None:
    assert json.loads(written(RULES)["migrator-redirects/rules.json"]) == {
        OLD: {
            "/2009/05/tea.html": [[[], f"{NEW}/tea/", 301]],
            "/search": [[["q=a%20b"], f"{NEW}/?s=a%20b", 301], [[], f"{NEW}/", 301]],
            "/%C3%A9": [[[], None, 410]],
        }
    }


def test_the_php_is_the_same_for_every_blog() -> None:
    hostile = RedirectRule(host=OLD, path="/<?php evil(); '\"\\\n*/", target=f"{NEW}/x/")
    other = written(replace(RULES, rules=(hostile,), content={"guids": {"<?php": "*/ evil();"}}))
    assert other["migrator-redirects.php"] == written(RULES)["migrator-redirects.php"]
    assert "<?php" not in other["migrator-redirects/rules.json"]


def test_many_rules_are_split_into_files_of_bounded_size() -> None:
    many = tuple(replace(TEA, path=f"/{number}") for number in range(3000))
    files = written(replace(RULES, rules=many))
    parts = [json.loads(text)[OLD] for path, text in files.items() if "/rules" in path]
    assert (len(parts), sum(map(len, parts))) == (16, 3000)
    assert json.loads(files["migrator-redirects/settings.json"])["digits"] == 1


def test_old_feed_ids_are_written_down() -> None:
    rules = replace(RULES, content={"guids": {f"{NEW}/tea/": "tag:blogger.com,1999:blog-1.post-2"}})
    assert json.loads(written(rules)["migrator-redirects/guids.json"]) == {
        f"{NEW}/tea/": "tag:blogger.com,1999:blog-1.post-2"
    }


def test_no_rules_make_valid_files() -> None:
    assert json.loads(written(replace(RULES, rules=()))["migrator-redirects/rules.json"]) == {}


@pytest.mark.parametrize(
    ("rule", "grade"),
    [
        (TEA, "exact"),
        (replace(TEA, target=None, status=410), "exact"),
        (replace(TEA, status=308), "exact"),
        (replace(TEA, status=303), "refused"),
        (replace(TEA, status=410), "refused"),
        (replace(TEA, target=None), "refused"),
    ],
)
def test_statuses_are_expressed_or_refused(rule: RedirectRule, grade: str) -> None:
    assert PLUGIN.lower(rule).grade == grade
