"""What every redirect target must do, whatever its host."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from redirects.samples import HOSTS, OLD, compiled

from migrator import registry
from migrator.model import RedirectRule
from migrator.prove.engine import files_sha256
from migrator.redirects.faults import seed_faults
from migrator.redirects.lowering import Plan, kind_of, planned
from migrator.stages.proving import emitted

GOLDEN = Path(__file__).parents[1] / "redirects" / "golden"
CONTENT = {"guids": {"https://askmarigold.example/tea-for-two/": "tag:blogger.com,1999:blog-1.post-2"}}

pytestmark = pytest.mark.parametrize("name", registry.names("target"))


def _target(name: str):
    return registry.load("target", name)


def _plan(name: str) -> Plan:
    return planned(_target(name), replace(compiled().rules, content=CONTENT))


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
    for rule in compiled().rules.rules:
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
