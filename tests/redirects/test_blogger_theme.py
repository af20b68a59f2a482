"""What the Blogger theme target writes; tests/engines opens it in a browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from migrator.model import RedirectRule
from migrator.redirects.targets._contract import RuleSet
from migrator.redirects.targets.blogger_theme import PLUGIN, destination

OLD = "dearmarigold.blogspot.example"
NEW = "https://askmarigold.example"
TEA = RedirectRule(host=OLD, path="/2009/05/tea.html", target=f"{NEW}/tea/")
RULES = RuleSet(
    rules=(
        TEA,
        RedirectRule(host=OLD, path="/search/label/Tea & <Cake>", target=f"{NEW}/category/tea-cake/"),
        RedirectRule(host=OLD, path="/search", target=f"{NEW}/"),
        RedirectRule(host=OLD, path="/search", query=(("q", "a b"),), target=f"{NEW}/?s=a%20b"),
        RedirectRule(host=OLD, path="/search", query=(("q", "gone"),), status=410),
        RedirectRule(host=OLD, path="/gone.html", status=410),
        RedirectRule(host=OLD, path="/feeds/posts/default", target=f"{NEW}/feed/"),
    ),
    hosts=(OLD, "dearmarigold.blogspot.de.example"),
    new_url=NEW,
)


def written(rules: RuleSet = RULES) -> dict[str, str]:
    return {file.path: file.content.decode() for file in PLUGIN.render(rules)}


def settings(snippet: str) -> dict[str, object]:
    return json.loads(re.search(r"\}\)\((\{.*\})\);", snippet, re.DOTALL)[1])


@pytest.mark.parametrize(
    ("url", "new"),
    [
        ("/2009/05/tea.html", "/tea/"),
        ("/2009/05/tea.html?m=1&showComment=1#c123", "/tea/#c123"),
        ("/2009/05/tea.html#top", "/tea/"),
        ("/2009/05/tea.html#90123456", "/tea/#90123456"),
        ("/search/label/Tea%20%26%20%3CCake%3E?max-results=5", "/category/tea-cake/"),
        ("/search?q=a+b", "/?s=a%20b"),
        ("/search?q=x", "/"),
        ("/search?q=gone", None),
        ("/gone.html", None),
        ("/feeds/posts/default", None),
        ("/2009/05/other.html", None),
    ],
)
def test_a_page_names_its_exact_new_url(url: str, new: str | None) -> None:
    assert destination(RULES, f"http://{OLD}{url}") == (f"{NEW}{new}" if new else None)


def test_a_page_on_another_host_names_nothing() -> None:
    assert destination(RULES, "http://other.example/2009/05/tea.html") is None


def test_blogger_itself_redirects_nothing() -> None:
    assert PLUGIN.answer(RULES, OLD, "/2009/05/tea.html") is None
    assert PLUGIN.engine(Path()) is None


@pytest.mark.parametrize(
    ("rule", "grade", "kind"),
    [
        (TEA, "weakened", "client-side"),
        (replace(TEA, target=None, status=410), "weakened", "host-404"),
        (replace(TEA, path="/feeds/posts/default"), "refused", "no-page"),
        (replace(TEA, path="/robots.txt"), "refused", "no-page"),
        (replace(TEA, path="/caf\udce9.html"), "refused", "no-utf8"),
        (replace(TEA, query=(("q", "\udce9"),)), "refused", "no-utf8"),
    ],
)
def test_nothing_is_called_exact(rule: RedirectRule, grade: str, kind: str) -> None:
    lowered = PLUGIN.lower(rule)
    assert (lowered.grade, lowered.reason.partition(":")[0]) == (grade, kind)


@pytest.mark.parametrize("name", ["head.xml", "later/forwarding.xml"])
def test_snippets_are_well_formed_whatever_the_paths_hold(name: str) -> None:
    hostile = replace(TEA, path="/]]></script><script>alert(1)//\u2028'\"\\&<!--")
    snippet = written(replace(RULES, rules=(*RULES.rules, hostile)))[name]
    script = ET.fromstring(f"<head>{snippet}</head>").find("script").text
    assert snippet.count("]]>") == 1
    assert snippet.count("</script") == 1
    assert settings(script)["map"][hostile.path] == "/tea/"


def test_the_map_holds_pages_only_and_short_targets() -> None:
    assert settings(written()["head.xml"])["map"] == {
        "/2009/05/tea.html": "/tea/",
        "/search": [[[["q", "a b"]], "/?s=a%20b"], [[["q", "gone"]], None], [[], "/"]],
        "/search/label/Tea & <Cake>": "/category/tea-cake/",
    }


def test_only_the_later_file_forwards() -> None:
    files = written()
    assert settings(files["head.xml"])["forward"] is False
    assert settings(files["later/forwarding.xml"])["forward"] is True


def test_a_large_map_is_split_into_files_for_the_new_site() -> None:
    many = tuple(replace(TEA, path=f"/2009/05/{n}-😀.html", target=f"{NEW}/{n}/") for n in range(1200))
    files = written(replace(RULES, rules=many))
    found: dict[str, str] = {}
    for path, text in files.items():
        if path.startswith("migrator-map/"):
            found |= json.loads(text.removeprefix("migratorMoved(").removesuffix(");\n"))
            assert len(text) < 80_000
    assert found == {rule.path: rule.target.removeprefix(NEW) for rule in many}
    assert settings(files["head.xml"])["map"] == {}
    assert "upload the folder" in files["README.md"]


def test_the_readme_lists_what_is_out_of_reach() -> None:
    readme = written()["README.md"]
    assert "Not within reach: /feeds/posts/default" in readme
    assert f"`{NEW}/feed/`" in readme
    assert "upload" not in readme


def test_equal_rules_give_equal_files() -> None:
    assert PLUGIN.render(RULES) == PLUGIN.render(replace(RULES, rules=RULES.rules[::-1]))
