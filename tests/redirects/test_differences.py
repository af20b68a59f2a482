"""What changed since the rules of before, what may not vanish unasked, and what went live."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.cli.main import run
from migrator.errors import InputError, OutputError, UsageError
from migrator.model import RedirectRule, Silence, Verdict
from migrator.redirects.lowering import planned
from migrator.redirects.rule_lists import answers_in, difference, rule_list
from migrator.redirects.steps import step_files
from migrator.stages.deployed import Against, deployed_lines, record_deployed
from migrator.stages.pipeline import run_stage, stage_named
from migrator.stages.status import overview
from migrator.store.project import Project

from .samples import NEW, OLD, compiled, mapping

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = f'[old]\nurl = "{OLD}"\n[new]\nurl = "{NEW}"\n[redirects]\ntargets = ["nginx", "csv"]\n'


@pytest.mark.parametrize("name", registry.names("target"))
def test_every_folder_gets_the_list_of_its_rules_and_it_reads_back(name: str) -> None:
    plan = planned(registry.load("target", name), compiled().rules)
    content = step_files(registry.load("target", name), plan)["rules.csv"]
    found = answers_in(content, "rules.csv")
    assert len(found) == len(plan.rules.rules)
    assert set(found.values()) == {(rule.target or "", str(rule.status)) for rule in plan.rules.rules}


def test_no_cell_of_the_list_begins_as_a_formula() -> None:
    hostile = RedirectRule(host="a.example", path="/=1+1", query=(("-x", "=2"),), target=NEW + "/")
    cells = rule_list([hostile]).decode().splitlines()[1].split(",")
    assert [cell[:1] for cell in cells] == ["h", "h", "3"]


def test_two_spellings_of_an_address_are_one_rule_in_the_list() -> None:
    rules = compiled().rules.rules
    again = [replace(rule, old=rule.old.replace("%C3%A9", "%c3%a9")) for rule in rules]
    assert rule_list(again) == rule_list(rules[::-1])


def test_added_changed_and_removed_rules_are_told_apart() -> None:
    before = {"a": ("x", "301"), "b": ("x", "301"), "c": ("", "410"), "e": ("y", "301")}
    found = difference(before, {"a": ("x", "301"), "b": ("z", "301"), "d": ("w", "302"), "e": ("y", "302")})
    assert found.lines() == [
        "+ d → w (302)",
        "~ b → z (301) (was x (301))",
        "~ e → y (302) (was y (301))",
        "- c → 410",
    ]
    assert found.counted() == "1 added, 2 changed, 1 removed"
    assert found.share_removed == 0.25
    assert not difference(before, before)


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "blog", SETTINGS) as opened:
        for stage in ("crawl", "extract", "map"):
            opened.finish_stage(stage, "as read", {})
        hold(opened, 100)
        write(opened)
        yield opened


def hold(project: Project, count: int, *, to: str = "") -> None:
    rows = [mapping(f"/{number}.html", f"/{number}{to}/") for number in range(count)]
    with project.transaction():
        project.inventory.replace_verdicts([*rows, mapping("/gone.html", None, Verdict.GONE)])


def write(project: Project, **choices: object):
    return run_stage(project, project.settings(), stage_named("redirects"), Silence(), choices)


def rules_of(project: Project, name: str = "nginx") -> bytes:
    return (project.out / "redirects" / name / "rules.csv").read_bytes()


def test_a_difference_is_told_before_the_old_rules_are_replaced(project: Project) -> None:
    hold(project, 102)
    report = write(project, against=Against(project.out / "redirects"))
    told = report.details["targets"]["nginx"]["diff"]
    assert (told["added"], told["changed"], told["removed"], told["before"]) == (2, 0, 0, 101)
    assert told["lines"][0] == f"+ {OLD}/100.html → {NEW}/100/ (301)"


def test_more_than_five_percent_may_not_vanish_unasked(project: Project) -> None:
    before = rules_of(project), rules_of(project, "csv")
    hold(project, 94)
    with pytest.raises(OutputError, match=r"6 of 101 rules \(6%\) would be removed") as caught:
        write(project, against=Against(project.out / "redirects"))
    assert "--yes" in caught.value.hint
    assert (rules_of(project), rules_of(project, "csv")) == before
    write(project, against=Against(project.out / "redirects", allowed=True))
    assert len(rules_of(project).splitlines()) == 96


def test_five_percent_may_vanish(project: Project) -> None:
    hold(project, 96)
    told = write(project, against=Against(project.out / "redirects/nginx")).details["targets"]["nginx"][
        "diff"
    ]
    assert told["removed"] == 4


def test_a_folder_without_a_list_is_an_error(project: Project, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "rules.csv").write_text("a,b\n")
    with pytest.raises(InputError, match=r"holds no rules\.csv for"):
        write(project, against=Against(tmp_path / "other"))
    with pytest.raises(InputError, match="no list of rules"):
        write(project, against=Against(tmp_path / "rules.csv"))


def test_what_went_live_is_kept_beside_out_and_shown(project: Project) -> None:
    record_deployed(project, ("nginx",))
    kept = (project.folder / "deployed/nginx/rules.csv").read_bytes()
    (line,) = deployed_lines(project)
    assert re.fullmatch(r"nginx: 101 rules since \d{4}-\d\d-\d\d; out/ holds the same", line)
    hold(project, 100, to="-new")
    write(project, trial=True)
    assert (project.folder / "deployed/nginx/rules.csv").read_bytes() == kept
    (line,) = overview(project, project.settings()).deployed
    assert line.endswith("out/ differs: 0 added, 100 changed, 0 removed")
    record_deployed(project, ("nginx",))
    assert "on trial" in next(deployed_lines(project))


def test_which_rules_went_live_must_be_said_where_there_are_several(project: Project) -> None:
    for wrong in ((), ("apache",)):
        with pytest.raises(UsageError, match="nginx") as caught:
            record_deployed(project, wrong)
    assert "--deployed --to nginx" in caught.value.hint


def test_a_target_that_is_no_longer_written_stays_recorded(project: Project) -> None:
    record_deployed(project, ("csv",))
    shutil.rmtree(project.out / "redirects/csv")
    assert "no rules for it are in out/" in next(deployed_lines(project))


def test_the_commands_record_compare_and_refuse(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--project", str(project.folder)]
    assert run(["redirects", *where, "--deployed", "--to", "nginx"]) == 0
    assert "deployed/nginx/rules.csv" in capsys.readouterr().out
    hold(project, 50)
    live = str(project.folder / "deployed")
    assert run(["redirects", *where, "--to", "nginx", "--diff", live]) == 2
    assert "--yes" in capsys.readouterr().err
    assert run(["redirects", *where, "--to", "nginx", "--diff", live, "--yes"]) == 0
    assert "50 removed" in capsys.readouterr().out
    assert run(["status", *where]) == 0
    assert "live       nginx: 101 rules since" in capsys.readouterr().out
    assert run(["status", *where, "--json"]) == 0
    assert "out/ differs" in json.loads(capsys.readouterr().out)["result"]["deployed"][0]


def test_a_plain_map_is_compared_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = tmp_path / "m.csv", str(tmp_path / "r")
    words = ["redirects", "--map", str(table), "--to", "nginx", "--out", out]
    table.write_text(f"{OLD}/a,{NEW}/a\n{OLD}/b,{NEW}/b\n")
    assert run(words) == 0
    table.write_text(f"{OLD}/a,{NEW}/c\n")
    assert run([*words, "--diff", out]) == 2
    assert run([*words, "--diff", out, "--yes"]) == 0
    assert f"~ {OLD}/a → {NEW}/c (301) (was {NEW}/a (301))" in capsys.readouterr().out
    assert run([*words, "--deployed"]) == 2


def test_of_several_targets_of_a_map_all_are_written_or_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, out = tmp_path / "m.csv", tmp_path / "r"
    words = ["redirects", "--map", str(table), "--to", "nginx", "--to", "csv", "--out", str(out)]
    table.write_text(f"{OLD}/a,{NEW}/a\n{OLD}/b,{NEW}/b\n")
    assert run(words) == 0
    before = {name: (out / name / "rules.csv").read_bytes() for name in ("nginx", "csv")}
    shutil.rmtree(out / "nginx")
    (out / "nginx").mkdir()
    table.write_text(f"{OLD}/a,{NEW}/c\n")
    assert (
        run([*words, "--diff", str(out)]) == 2
    )  # nginx has nothing to compare with, and csv would lose half
    assert "--yes" in capsys.readouterr().err
    assert not list((out / "nginx").iterdir())
    assert (out / "csv" / "rules.csv").read_bytes() == before["csv"]
    assert sorted(path.name for path in out.iterdir()) == ["csv", "nginx"]
