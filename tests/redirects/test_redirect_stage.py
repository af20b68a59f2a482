"""The redirects stage on a real project folder, and rules from a plain map without one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.errors import MissingPartError, OutputError, TargetLimitError, UsageError
from migrator.merge import Merged
from migrator.model import HostAnswer, RecordKind, Silence, Verdict
from migrator.prove import engine as engines
from migrator.redirects.compile import Move, compile_rules
from migrator.redirects.lowering import unanswered
from migrator.stages import proving
from migrator.stages.folders import SUMS, Together, replace_folder
from migrator.stages.redirects import answering_hosts, default_targets, run_redirects, write_rules
from migrator.store.project import Project

from .samples import NEW, OLD, OLD_HOST, mapping

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = f"""[old]
url = "{OLD}"
[old.hosts]
"{OLD_HOST}" = "repointed-domain"
"www.{OLD_HOST}" = "repointed-domain"
"dearmarigold.blogspot.example" = "platform"
[new]
url = "{NEW}"
"""
ROWS = [
    mapping("/", "/"),
    mapping("/2009/05/tea.html", "/tea/"),
    mapping("/search/label/tea%20time", "/category/tea-time/"),
    mapping("/search?updated-max=2010-10-02T10:09:00-04:00", "/2010/10/"),
    mapping("/gone.html", None, Verdict.GONE),
]


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "blog", SETTINGS) as opened:
        with opened.transaction():
            opened.inventory.replace_verdicts(ROWS)
        yield opened


def run(project: Project, *, prove: bool = False, targets: tuple[str, ...] = ()):
    return run_redirects(project, project.settings(), Silence(), targets=targets, prove=prove)


def written(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_all_targets_that_fit_who_answers_the_blogs_own_host_are_written(project: Project) -> None:
    report = run(project)
    fitting = sorted(default_targets(answering_hosts(project.settings())))
    assert {"nginx", "apache", "wordpress-plugin", "csv"} <= set(fitting)
    assert "blogger-theme" not in fitting
    assert sorted(path.name for path in (project.out / "redirects").iterdir()) == fitting
    assert sorted(report.details["targets"]) == fitting


def test_a_platform_that_nobody_configures_gets_no_server_files() -> None:
    targets = default_targets({"x.blogspot.example": HostAnswer.PLATFORM})
    assert "blogger-theme" in targets
    assert not {"nginx", "apache", "apache-htaccess"} & set(targets)


def test_where_nobody_answers_there_is_nothing_to_install_not_even_an_empty_list() -> None:
    assert default_targets({OLD_HOST: HostAnswer.NOBODY}) == ()


def test_a_list_names_only_the_hosts_of_the_addresses_in_it(project: Project) -> None:
    run(project, targets=("csv",))
    text = (project.out / "redirects/csv/README.md").read_text(encoding="utf-8")
    assert f"- {OLD_HOST}\n" in text
    assert "blogspot" not in text


def test_each_target_names_only_the_hosts_it_answers(project: Project) -> None:
    run(project)
    server = (project.out / "redirects/nginx/migrator/server.conf").read_text(encoding="utf-8")
    assert OLD_HOST in server
    assert "blogspot" not in server


def test_variants_of_a_row_get_their_rules_too(project: Project) -> None:
    run(project, targets=("csv",))
    lines = (project.out / "redirects/csv/redirects.csv").read_text(encoding="utf-8")
    assert f"{OLD}/index.html,{NEW}/,301" in lines


def test_the_report_counts_rules_and_says_how_far_they_are_proved(project: Project) -> None:
    told = run(project, targets=("nginx",)).details["targets"]["nginx"]
    assert told["proof"] == "simulated"
    assert told["rules"] == told["exact"] > len(ROWS)
    assert told["asked"] > told["rules"]
    assert (told["failed"], told["refused"], told["weakened"]) == (0, 0, 0)
    assert len(told["sha256"]) == 64


def test_a_second_run_writes_the_same_bytes_and_removes_what_is_stale(project: Project) -> None:
    run(project)
    first = written(project.out)
    (project.out / "redirects/gone-target").mkdir()
    run(project)
    assert written(project.out) == first
    assert not (project.out / "redirects/gone-target").exists()


def test_only_the_named_target_is_written(project: Project) -> None:
    run(project, targets=("csv",))
    assert [path.name for path in (project.out / "redirects").iterdir()] == ["csv"]


def test_naming_one_target_leaves_the_folders_of_the_others(project: Project) -> None:
    run(project)
    before = {path.name for path in (project.out / "redirects").iterdir()}
    run(project, targets=("nginx",))
    assert {path.name for path in (project.out / "redirects").iterdir()} == before


def test_a_named_target_that_cannot_be_used_on_any_host_is_an_error(tmp_path: Path) -> None:
    text = SETTINGS.replace("repointed-domain", "platform")
    with Project.create(tmp_path / "blog", text) as project, pytest.raises(UsageError, match="'nginx'"):
        run(project, targets=("nginx",))


def test_too_many_rules_leave_htaccess_out_unless_it_was_named(project: Project) -> None:
    with project.transaction():
        project.inventory.replace_verdicts([mapping(f"/{n}.html", f"/p{n:x}/") for n in range(10_000)])
    hosts = SETTINGS.replace('"dearmarigold.blogspot.example" = "platform"\n', "")
    (project.folder / "migrator.toml").write_text(hosts, encoding="utf-8")
    with pytest.raises(TargetLimitError):
        run(project, targets=("apache-htaccess",))


def test_posts_keep_the_ids_that_feed_readers_know(project: Project) -> None:
    post = Merged(f"{OLD}/2009/05/tea.html", {"kind": "post", "guid": "tag:blogger.com,1999:post-1"}, {})
    with project.transaction():
        project.entities.replace_all(RecordKind.POST, [post])
    run(project, targets=("wordpress-plugin",))
    text = (project.out / "redirects/wordpress-plugin/migrator-redirects/guids.json").read_text()
    assert f'"{NEW}/tea/": "tag:blogger.com,1999:post-1"' in text


def test_without_a_list_of_hosts_the_blogs_own_host_counts_as_repointed(tmp_path: Path) -> None:
    text = f'[old]\nurl = "{OLD}"\n[new]\nurl = "{NEW}"\n'
    with Project.create(tmp_path / "a", text) as project:
        assert answering_hosts(project.settings()) == {OLD_HOST: HostAnswer.REPOINTED_DOMAIN}
    with Project.create(tmp_path / "b", text.replace(NEW, f"https://www.{OLD_HOST}")) as project:
        assert answering_hosts(project.settings()) == {OLD_HOST: HostAnswer.SAME_DOMAIN}


@pytest.mark.engine
def test_the_stage_proves_every_server_that_runs_here(project: Project) -> None:
    report = run(project, prove=True)
    proofs = {name: told["proof"] for name, told in report.details["targets"].items()}
    for name in ("nginx", "apache", "apache-htaccess"):
        assert proofs[name] == "proved", report.findings
    assert [finding.code for finding in report.findings if finding.severity == "error"] == []


def test_a_missing_server_is_a_warning_and_for_a_named_target_an_error(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "found_binary", lambda _name: None)
    codes = [finding.code for finding in run(project, prove=True).findings]
    assert "redirect.not-proved.nginx" in codes
    with pytest.raises(MissingPartError, match="nginx"):
        run(project, prove=True, targets=("nginx",))


@pytest.mark.engine
def test_files_a_server_does_not_accept_fail_the_proof(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engines.found_binary("nginx") is None:
        pytest.skip("nginx is not installed")
    broken = {"00-migrator.conf": b"this is no directive;\n"}
    monkeypatch.setattr(proving, "emitted", lambda _target, _rules: broken)
    report = run(project, prove=True, targets=("nginx",))
    (finding,) = [finding for finding in report.findings if finding.severity == "error"]
    assert finding.code == "redirect.proof-failed.nginx"
    assert "unknown directive" in finding.message
    assert report.details["targets"]["nginx"]["proof"] == "none"


@pytest.mark.engine
def test_a_proof_of_files_that_do_not_fit_the_rules_fails_and_says_where(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engines.found_binary("nginx") is None:
        pytest.skip("nginx is not installed")
    true = proving.emitted
    swap = (f"{NEW}/tea/".encode(), f"{NEW}/coffee/".encode())
    monkeypatch.setattr(
        proving, "emitted", lambda t, r: {name: text.replace(*swap) for name, text in true(t, r).items()}
    )
    report = run(project, prove=True, targets=("nginx",))
    failures = [finding for finding in report.findings if finding.code == "redirect.proof-failed.nginx"]
    assert failures
    assert all("tea.html" in finding.url or "/tea/" in finding.message for finding in failures)
    assert report.details["targets"]["nginx"]["failed"] == len(failures)


def test_a_plain_map_gives_files_and_a_report_without_a_project(tmp_path: Path) -> None:
    move = Move(old_hosts=(OLD_HOST,), new_url=NEW)
    rows = [*ROWS, mapping("/bad.html", "javascript:x")]
    made = write_rules(rows, move, "nginx", tmp_path / "rules")
    assert (tmp_path / "rules/migrator/map.conf").exists()
    assert made.report["rules"] == len(ROWS)
    assert [finding.code for finding in made.findings] == ["redirect.bad-target"]


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    replace_folder(folder, {"a": b"1", "b/c": b"2"})
    replace_folder(folder, {"a": b"3"})
    assert written(folder).keys() == {"a", SUMS}
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_with_somebody_elses_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        replace_folder(tmp_path, {"a": b"1"})
    assert written(tmp_path) == {"notes.txt": b"mine"}


def test_a_file_where_the_folder_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError):
        replace_folder(tmp_path / "out", {"a": b"1"})


def test_where_one_target_cannot_be_written_none_is(project: Project) -> None:
    run(project, targets=("nginx", "csv"))
    before = written(project.out)
    (project.out / "redirects/csv/mine.txt").write_text("mine")
    with project.transaction():
        project.inventory.replace_verdicts([mapping("/other.html", "/other/")])
    with pytest.raises(OutputError, match=r"mine\.txt"):
        run(project, targets=("nginx", "csv"))
    (project.out / "redirects/csv/mine.txt").unlink()
    assert written(project.out) == before


def test_folders_that_are_replaced_together_leave_no_trace_of_a_failure(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        _put_together(tmp_path / "out/a", tmp_path / "theirs")
    assert written(tmp_path) == {"theirs/notes.txt": b"mine"}
    assert not (tmp_path / "out").exists()


def _put_together(*places: Path) -> None:
    with Together() as folders:
        for place in places:
            folders.put(place, {"a": b"1"})


def test_rules_for_hosts_that_a_target_does_not_answer_are_named() -> None:
    other = replace(ROWS[0], old="http://other.example/a")
    rules = compile_rules([*ROWS, other], Move(old_hosts=(OLD_HOST, "other.example"), new_url=NEW)).rules
    (told,) = unanswered(registry.load("target", "nginx"), replace(rules, hosts=(OLD_HOST,)))
    assert (told.code, told.url) == ("redirect.unanswered.nginx", "http://other.example/")
    assert told.message.startswith("1 of the rules are for other.example")
