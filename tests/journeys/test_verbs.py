"""Each small verb through the command line: what it prints, its JSON, and its errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from moving import migrator, resolve_words

from migrator.demo.content import default_content
from migrator.demo.server import SampleServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD, NEW = "http://dearmarigold.example", "https://askmarigold.example"
PAIRS = "old,new,status\n/2009/05/tea.html,/tea/,\n/search?q=tea,/?s=tea,\n/2009/06/gone.html,,410\n"
SITES = ("--old-site", OLD, "--new-site", NEW)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project of which the old blog answers and nothing has run."""
    folder = tmp_path_factory.mktemp("verbs") / "a move"
    with SampleServer(default_content(), faults=False) as server:
        words = resolve_words({**server.resolve, NEW: "http://127.0.0.1:9"})
        assert migrator("init", OLD, NEW, "--project", folder, *words, "--rate", "1000").returncode == 0
        yield folder


@pytest.fixture(scope="module")
def finished(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same move after its first run."""
    import shutil

    folder = tmp_path_factory.mktemp("verbs") / "move"
    shutil.copytree(begun, folder)
    done = migrator("run", "--no-prove", "--quiet", "--project", folder)
    assert done.returncode == 0, done.stderr
    return folder


def result_of(*words: str | Path) -> Any:
    """Return what a verb tells in JSON when all is well."""
    done = migrator(*words, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"], done.stderr) == (0, True, "")
    return told["result"]


def test_status_of_a_new_project_names_the_next_command(begun: Path) -> None:
    told = result_of("status", "--project", begun)
    assert set(told["stages"].values()) == {"to do: never run", "waits for the import"}
    assert told["next"] == f"migrator run --project '{begun}'"
    assert f"Next: {told['next']}" in migrator("status", "--project", begun).stdout


def test_status_after_a_run_counts_verdicts_and_waits_for_the_import(finished: Path) -> None:
    told = result_of("status", "--project", finished)
    assert set(told["stages"].values()) == {"up to date", "waits for the import"}
    assert sum(told["verdicts"].values()) == 395
    assert told["next"].endswith(f"then type: migrator run --imported --project {finished}")


def test_a_second_run_has_nothing_to_do(finished: Path) -> None:
    plan = result_of("run", "--dry-run", "--no-prove", "--project", finished)["plan"]
    assert set(plan.values()) == {None}


def test_a_run_proves_what_an_earlier_one_left_unproved(finished: Path) -> None:
    plan = result_of("run", "--dry-run", "--project", finished)["plan"]
    assert {name for name, why in plan.items() if why} == {"redirects"}
    assert "real servers" in plan["redirects"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[redirects]\ntargets = ["ngnix"]\n', "no target called 'ngnix'"),
        ('[redirects]\ntargets = ["blogger-theme"]\n', "'blogger-theme' could be used"),
        ('[export]\nformats = ["wrx"]\n', "no export called 'wrx'"),
    ],
)
def test_a_word_that_a_late_stage_does_not_know_is_refused_before_the_crawl(
    begun: Path, tmp_path: Path, line: str, said: str
) -> None:
    text = (begun / "migrator.toml").read_text(encoding="utf-8")
    (tmp_path / "migrator.toml").write_text(f"{text}\n{line}", encoding="utf-8")
    done = migrator("run", "--project", tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert result_of("status", "--project", tmp_path)["stages"]["crawl"] == "to do: never run"


def test_changed_settings_make_stale_what_depends_on_them(finished: Path) -> None:
    settings = finished / "migrator.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}\n[export]\npart_comments = 100\n", encoding="utf-8")
    plan = result_of("run", "--dry-run", "--no-prove", "--project", finished)["plan"]
    settings.write_text(text, encoding="utf-8")
    assert {stage for stage, reason in plan.items() if reason} == {"map", "export"}


def test_doctor_looks_at_the_machine_and_at_both_sites(begun: Path) -> None:
    done = migrator("doctor", "--json", "--project", begun)
    told = {check["name"]: check for check in json.loads(done.stdout)["result"]}
    assert (done.returncode, told["Python"]["ok"], told["old blog"]["ok"]) == (0, True, True)
    assert (told["new site"]["ok"], "[network.resolve]" in told["new site"]["fix"]) == (False, True)


def test_doctor_fails_when_the_old_blog_does_not_answer(begun: Path, tmp_path: Path) -> None:
    text = (begun / "migrator.toml").read_text(encoding="utf-8").partition("[network.resolve]")[0]
    (tmp_path / "migrator.toml").write_text(
        f'{text}[network.resolve]\n"{OLD}" = "http://127.0.0.1:9"\n"{NEW}" = "http://127.0.0.1:9"\n', "utf-8"
    )
    done = migrator("doctor", "--project", tmp_path)
    assert done.returncode == 1
    assert f"!!  old blog: {OLD} unreachable" in done.stdout


def test_list_shows_every_kind_and_one_kind(tmp_path: Path) -> None:
    everything = result_of("list")
    assert result_of("list", "targets") == {"targets": everything["targets"]}
    assert "blogger" in everything["platforms"]
    assert "wxr" in everything["exports"]
    assert "  nginx  " in migrator("list", "targets").stdout


def test_explain_tells_the_limits_of_a_target_and_the_shapes_of_a_platform() -> None:
    assert any("nginx" in fact for fact in result_of("explain", "nginx")["facts"])
    assert "at most" in migrator("explain", "apache-htaccess").stdout.lower()
    assert "/search/label/" in migrator("explain", "blogger").stdout


def test_every_target_and_platform_that_is_listed_can_be_explained() -> None:
    known = result_of("list")
    for word in (*known["targets"], *known["platforms"]):
        assert result_of("explain", word)["facts"], word


def test_two_columns_become_rules_without_a_project(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS, encoding="utf-8")
    words = ("redirects", "--map", tmp_path / "pairs.csv", "--to", "nginx", "--out", tmp_path / "out", *SITES)
    told = result_of(*words)["targets"]["nginx"]
    assert (told["rules"], told["proof"], told["failed"]) == (3, "simulated", 0)
    assert "/tea/" in (tmp_path / "out" / "migrator" / "map.conf").read_text(encoding="utf-8")


@pytest.mark.engine
def test_two_columns_are_proved_on_the_real_server(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS, encoding="utf-8")
    words = ("redirects", "--map", tmp_path / "pairs.csv", "--to", "nginx", "--out", tmp_path / "out", *SITES)
    told = result_of(*words, "--prove")["targets"]["nginx"]
    assert (told["proof"], told["failed"], told["asked"] > 3) == ("proved", 0, True)


@pytest.mark.parametrize(
    ("words", "code", "said", "hint"),
    [
        (("status", "--project", "nowhere"), 2, "nowhere holds no migrator.toml", "migrator init OLD NEW"),
        (("run", "--project", "nowhere"), 2, "nowhere holds no migrator.toml", "migrator init OLD NEW"),
        (("list", "target"), 2, "no kind of plug-in 'target'", "Did you mean 'targets'?"),
        (("explain", "nginxx"), 2, "no target or platform 'nginxx'", "Did you mean 'nginx'?"),
        (("redirects", "--map", "none.csv", "--to", "nginx", "--out", "x"), 2, "none.csv", "standard input"),
        (("redirects", "--map", "none.csv"), 2, "--map needs --to", "--help"),
        (("statsu",), 2, "no verb 'statsu'", "Did you mean 'status'?"),
        (("status", "--projct", "x"), 2, "--projct", "migrator status --help"),
    ],
)
def test_errors_are_the_same_in_words_and_in_json(
    words: tuple[str, ...], code: int, said: str, hint: str
) -> None:
    plain, as_json = migrator(*words), migrator(*words, "--json")
    told = json.loads(as_json.stdout)
    assert (plain.returncode, as_json.returncode, told["exit"], told["ok"]) == (code, code, code, False)
    assert (plain.stdout, as_json.stderr) == ("", "")
    assert said in told["error"]["message"]
    assert hint in told["error"]["hint"]
    assert plain.stderr == f"migrator: {told['error']['message']}\n  {told['error']['hint']}\n"


@pytest.mark.parametrize("verb", ["map", "redirects", "export"])
def test_a_stage_without_anything_to_work_on_says_so(begun: Path, verb: str) -> None:
    done = migrator(verb, "--project", begun)
    assert (done.returncode, "has nothing to work on" in done.stderr) == (2, True)
    assert "migrator run" in done.stderr


def test_an_unknown_target_in_a_project_is_named(finished: Path) -> None:
    done = migrator("redirects", "--to", "ngnix", "--project", finished)
    assert (done.returncode, "Did you mean 'nginx'?" in done.stderr) == (2, True)


def test_a_wrong_key_in_the_settings_is_named_with_its_line(begun: Path, tmp_path: Path) -> None:
    text = (begun / "migrator.toml").read_text(encoding="utf-8").replace("[crawl]\n", "[crawl]\nrobot = 1\n")
    (tmp_path / "migrator.toml").write_text(text, encoding="utf-8")
    done = migrator("status", "--project", tmp_path)
    line = text.splitlines().index("robot = 1") + 1
    assert done.returncode == 2
    assert f"migrator.toml, line {line}: unknown key 'crawl.robot'" in done.stderr
    assert "Did you mean 'robots'?" in done.stderr
