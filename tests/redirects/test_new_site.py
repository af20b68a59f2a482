"""The files for the new site: the map in the page or cut into files, and nothing in it that could run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migrator.merge import Merged
from migrator.model import RecordKind, Silence
from migrator.redirects.anchors import Anchor, view_anchors
from migrator.redirects.new_site import anchor_map, new_site_files
from migrator.stages.redirects import run_redirects, write_rules
from migrator.store.project import Project

from .samples import NEW, OLD, OLD_HOST, compiled, mapping

if TYPE_CHECKING:
    from pathlib import Path

TEA = f"{NEW}/tea/"
RULES = compiled().rules
SETTINGS = f"""[old]
url = "{OLD}"
[new]
url = "{NEW}"
"""


def files(*anchors: Anchor, new_url: str = NEW) -> dict[str, str]:
    made = new_site_files(replace(RULES, anchors=anchors, new_url=new_url))
    return {path: content.decode() for path, content in made.items()}


def settings(script: str) -> dict[str, object]:
    return json.loads(json.loads(re.search(r"\}\)\(JSON\.parse\((\".*\")\)\);", script)[1]))


def test_without_anchors_nothing_is_written() -> None:
    assert files() == {}


def test_a_small_map_stands_in_the_script() -> None:
    made = files(Anchor("c12", f"{TEA}#"), Anchor("b", TEA, "/help"), Anchor("b", f"{NEW}/b/", "/other"))
    assert sorted(made) == ["README.md", "anchors.js", "snippet.html"]
    assert settings(made["anchors.js"]) == {
        "any": True,
        "map": {"b": {"/help": "/tea/", "/other": "/b/"}, "c12": "/tea/#"},
    }


def test_addresses_are_written_without_the_origin_so_that_a_copy_on_another_host_works() -> None:
    assert anchor_map(replace(RULES, anchors=(Anchor("1", TEA),))) == {"1": "/tea/"}


def test_a_large_map_is_cut_into_even_files_that_the_script_finds_by_hash() -> None:
    anchors = [Anchor(f"c{8712345678901234567 + 7919 * n}", f"{NEW}/post-{n % 500}/#") for n in range(5_000)]
    made = files(*anchors, new_url=f"{NEW}/blog")
    parts = {path: json.loads(text) for path, text in made.items() if path.startswith("migrator-anchors/")}
    found = settings(made["anchors.js"])
    assert found == {"folder": "/blog/migrator-anchors/", "files": len(parts), "any": False}
    assert sum(map(len, parts.values())) == 5_000
    assert max(len(made[path]) for path in parts) < 30_000
    assert f"({len(parts):,} files)" in made["README.md"]


def test_nothing_in_the_map_can_leave_the_script_element() -> None:
    made = files(Anchor("</script><script>alert(1)//\u2028", TEA, "/]]><!--"))
    for name in ("anchors.js", "snippet.html"):
        assert made[name].isascii() or "alert" not in re.sub(r"[\x00-\x7f]", "", made[name])
        assert "<script>alert" not in made[name]
    assert made["snippet.html"].count("</script") == 1
    assert list(settings(made["anchors.js"])["map"]) == ["</script><script>alert(1)//\u2028"]


@pytest.mark.parametrize("words", ["eval", "innerHTML", "document.write", "Function("])
def test_the_script_has_no_means_to_run_what_a_link_says(words: str) -> None:
    assert words not in files(Anchor("1", TEA))["anchors.js"]


def test_the_readme_says_how_to_apply_to_check_and_to_undo() -> None:
    readme = files(Anchor("90123456", TEA))["README.md"]
    assert re.findall(r"^## (.*)$", readme, re.MULTILINE) == ["Apply", "Check", "Undo", "Good to know"]
    assert f"{NEW}/#90123456" in readme


def test_equal_anchors_give_equal_files_in_whatever_order() -> None:
    anchors = Anchor("b", TEA, "/2"), Anchor("b", f"{NEW}/b/", "/1"), Anchor("a", TEA)
    assert files(*anchors) == files(*anchors[::-1])


def test_every_moved_page_is_known_as_a_dynamic_view_too() -> None:
    kept = [mapping("/search/label/a%20b?q=x+y", "/kept/")]
    found = {anchor.fragment: anchor.target.removeprefix(NEW) for anchor in view_anchors(RULES.rules, kept)}
    assert found["!/2009/05/tea-for-two.html"] == "/tea-for-two/"
    assert found["!/search?q=love advice"] == "/?s=love+advice"
    assert found["!/search/label/tea time"] == "/category/tea-time/"
    assert found["!/search/label/a b?q=x y"] == "/kept/"
    assert "!/gone.html" not in found


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "blog", SETTINGS) as opened:
        url = f"{OLD}/2003/02/tea.html"
        post = {"url": url, "kind": "post", "source_id": "90123456"}
        comments = {"123": {"post": url}, "456": {"post": f"{OLD}/2003/02/unknown.html"}}
        with opened.transaction():
            opened.inventory.replace_verdicts([mapping("/", "/"), mapping("/2003/02/tea.html", "/tea/")])
            opened.entities.replace_all(RecordKind.POST, [Merged(url, post, {})])
            opened.entities.replace_all(
                RecordKind.COMMENT, [Merged(number, fields, {}) for number, fields in comments.items()]
            )
        yield opened


def test_a_project_gets_the_fragments_of_its_comments_posts_and_views(project: Project) -> None:
    report = run_redirects(project, project.settings(), Silence(), targets=("nginx",))
    script = (project.out / "new-site/anchors.js").read_text(encoding="utf-8")
    assert settings(script)["map"] == {
        "!/": "/",
        "!/index.html": "/",
        "!/2003/02/tea.html": "/tea/",
        "90123456": "/tea/",
        "c123": "/tea/#",
    }
    assert report.details["new_site"]["anchors"] == 5
    assert not (project.out / "redirects/nginx/new-site").exists()


def test_the_folder_goes_when_nothing_is_left_to_answer(project: Project) -> None:
    run_redirects(project, project.settings(), Silence(), targets=("csv",))
    assert (project.out / "new-site").is_dir()
    with project.transaction():
        project.inventory.replace_verdicts([])
    run_redirects(project, project.settings(), Silence(), targets=("csv",))
    assert not (project.out / "new-site").exists()


def test_a_plain_map_with_fragments_brings_the_script_along(tmp_path: Path) -> None:
    from migrator.redirects.compile import Move

    rows = [mapping("/faq.html", "/help/"), mapping("/faq.html#ship", "/shipping/")]
    move = Move(old_hosts=(OLD_HOST,), new_url=NEW)
    made = write_rules(rows, move, "nginx", tmp_path / "out")
    assert [finding.code for finding in made.findings] == ["redirect.anchors"]
    script = (tmp_path / "out/new-site/anchors.js").read_text(encoding="utf-8")
    assert settings(script)["map"] == {"ship": {"/help": "/shipping/"}}
    assert "`new-site/README.md`" in (tmp_path / "out/README.md").read_text(encoding="utf-8")
    write_rules(rows[:1], move, "nginx", tmp_path / "out")
    assert not (tmp_path / "out/new-site").exists()
