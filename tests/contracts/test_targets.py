"""What every redirect target must do, whatever its host."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from redirects.samples import HOSTS, OLD, sample_for

from migrator import registry
from migrator.model import RedirectRule
from migrator.prove.engine import files_sha256
from migrator.redirects.faults import seed_faults
from migrator.redirects.lowering import Plan, kind_of, planned
from migrator.redirects.steps import step_files, with_scripts
from migrator.stages.proving import emitted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.redirects.targets._contract import RuleSet

GOLDEN = Path(__file__).parents[1] / "redirects" / "golden"
CONTENT = {"guids": {"https://askmarigold.example/tea-for-two/": "tag:blogger.com,1999:blog-1.post-2"}}
_SCRIPT = re.compile(r"\b(?:apply|check|undo)\.(?:sh|py)\b")
_HOSTILE = (
    "\nSAMPLE\ntouch pwned\n",
    "$(touch pwned)",
    "`touch pwned`",
    "';touch pwned;'",
    '";touch pwned;"',
    "\n\n## Undo\n\nrm -rf /\n",
    "\rtouch pwned",
    "\ttouch pwned",
    "](javascript:alert(1))<script>alert(1)</script>",
    "?a=$(touch pwned)\nSAMPLE",
    "\\n| touch pwned &",
)

pytestmark = pytest.mark.parametrize("name", registry.names("target"))


def _target(name: str):
    return registry.load("target", name)


def _plan(name: str) -> Plan:
    return planned(_target(name), replace(sample_for(name).rules, content=CONTENT))


def test_target_writes_what_its_golden_files_hold(name: str) -> None:
    folder, written = GOLDEN / name, emitted(_target(name), _plan(name).rules)
    if os.environ.get("UPDATE_GOLDENS") == "1":
        for path, content in written.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    stored = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert stored.keys() == written.keys()
    assert [path for path in stored if stored[path] != written[path]] == []


def test_equal_rules_give_equal_bytes_in_whatever_order(name: str) -> None:
    rules = _plan(name).rules
    backwards = replace(rules, rules=rules.rules[::-1])
    assert emitted(_target(name), rules) == emitted(_target(name), backwards)


def test_files_stay_in_their_folder_and_one_is_the_readme(name: str) -> None:
    paths = [PurePosixPath(path) for path in emitted(_target(name), _plan(name).rules)]
    assert PurePosixPath("README.md") in paths
    assert not [path for path in paths if path.is_absolute() or ".." in path.parts or "\\" in str(path)]


def test_files_hold_nothing_of_this_machine(name: str) -> None:
    text = b"\n".join(emitted(_target(name), _plan(name).rules).values())
    assert b"127.0.0.1" not in text
    assert str(Path.cwd()).encode() not in text


def test_no_rules_at_all_are_written_too(name: str) -> None:
    assert "README.md" in emitted(_target(name), replace(_plan(name).rules, rules=()))


def test_capabilities_say_what_a_person_should_know(name: str) -> None:
    capabilities = _target(name).capabilities
    assert _target(name).name == name
    assert capabilities.title
    assert capabilities.facts
    assert capabilities.situations


def test_every_rule_is_lowered_and_a_weakening_names_its_kind(name: str) -> None:
    for rule in sample_for(name).rules.rules:
        row = _target(name).lower(rule)
        assert row.rule is rule
        assert row.grade in {"exact", "weakened", "refused"}
        assert bool(row.reason) == (row.grade != "exact")
        assert row.grade != "weakened" or kind_of(row) != row.reason


def test_addresses_too_long_for_the_host_are_refused_or_written_whole(name: str) -> None:
    for length in (1_000, 3_900, 7_500, 60_000):
        path = "/" + "a" * length
        rule = RedirectRule(host=HOSTS[0], path=path, target="https://askmarigold.example/", old=OLD + path)
        if _target(name).lower(rule).grade != "refused":
            files = emitted(_target(name), replace(_plan(name).rules, rules=(rule,)))
            assert b"a" * length in b"".join(files.values())


def test_the_sum_of_the_files_changes_with_any_rule(name: str) -> None:
    rules = _plan(name).rules
    changed = replace(rules, rules=seed_faults(rules, wrong=1, missing=0).rules.rules)
    assert files_sha256(emitted(_target(name), rules)) != files_sha256(emitted(_target(name), changed))


def _folder(name: str, rules: RuleSet) -> dict[str, bytes]:
    """Return the whole output folder as it is written, README and scripts with it."""
    target = _target(name)
    plan = planned(target, rules)
    own, scripts = emitted(target, plan.rules), step_files(target, plan)
    return {**scripts, **own, "README.md": with_scripts(own["README.md"], target, scripts)}


def _sections(readme: bytes) -> dict[str, str]:
    parts = re.split(r"^## (.+)\n", readme.decode(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _scripts(files: Iterable[str]) -> set[str]:
    return {name for path in files for name in _SCRIPT.findall(path)}


@pytest.mark.parametrize("trial", [False, True])
def test_the_readme_tells_first_how_to_apply_then_how_to_check_and_how_to_undo(
    name: str, trial: bool
) -> None:
    sections = _sections(_folder(name, replace(_plan(name).rules, trial=trial))["README.md"])
    assert list(sections)[:3] == ["Apply", "Check", "Undo"]
    assert [title for title, text in sections.items() if len(text.strip()) < 40] == []


def test_the_readme_names_each_script_and_no_other(name: str) -> None:
    files = _folder(name, _plan(name).rules)
    assert _scripts([files["README.md"].decode()]) == _scripts(set(files) - {"README.md"})


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_a_shell_can_read_every_script(name: str, tmp_path: Path) -> None:
    for path, content in _folder(name, _hostile(name)).items():
        if path.endswith(".sh"):
            (tmp_path / "script.sh").write_bytes(content)
            subprocess.run(["sh", "-n", str(tmp_path / "script.sh")], check=True)


def test_no_address_can_write_into_a_script_or_the_readme(name: str) -> None:
    plain, hostile = _folder(name, _plan(name).rules), _folder(name, _hostile(name))
    for path, content in hostile.items():
        if path.endswith(("apply.sh", "undo.sh", ".py")) or path.startswith("steps/"):
            assert content == plain[path]
    assert list(_sections(hostile["README.md"])) == list(_sections(plain["README.md"]))
    unquoted = re.sub("'[^'\n]*'", "", hostile["README.md"].decode())
    assert not re.search(r"<script|\]\(javascript|rm -rf|touch pwned", unquoted)


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_a_check_asks_for_hostile_addresses_and_runs_none(name: str, tmp_path: Path) -> None:
    script = _folder(name, _hostile(name)).get("check.sh")
    if script is None:
        return
    (tmp_path / "check.sh").write_bytes(script)
    curl = tmp_path / "bin/curl"
    curl.parent.mkdir()
    curl.write_text('#!/bin/sh\nprintf "%s|" "$@" >>"$LOG"; echo >>"$LOG"\n')
    curl.chmod(0o755)
    environment = {"PATH": f"{curl.parent}{os.pathsep}{os.environ['PATH']}", "LOG": str(tmp_path / "log")}
    done = subprocess.run(
        ["sh", "check.sh"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    asked = (tmp_path / "log").read_text().splitlines()
    assert done.stdout.splitlines()[-1] == f"{len(asked)} addresses asked, {len(asked)} wrong answers"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "check.sh", "log"]


def _hostile(name: str) -> RuleSet:
    """Return rules whose old URLs try to leave a shell's quotes, a here-document, a line and Markdown."""
    rows = tuple(
        RedirectRule(
            host=HOSTS[0],
            path=f"/{number}{text}",
            target=f"https://askmarigold.example/{number}/",
            old=f"{OLD}/{number}{text}",
        )
        for number, text in enumerate(_HOSTILE)
    )
    return replace(_plan(name).rules, rules=rows)
