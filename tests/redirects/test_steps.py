"""apply.sh, check.sh and undo.sh on the real servers: install, ask, refuse what is broken, go back."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.prove.engine import found_binary
from migrator.redirects.compile import Move
from migrator.redirects.lowering import planned
from migrator.redirects.steps import step_files
from migrator.stages.redirects import write_rules

from .samples import HOSTS, NEW, OLD, OLD_HOST, compiled, mapping
from .step_servers import BINARIES, Server, open_folder, written_rules

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are for POSIX shells")
FIRST = [
    mapping("/", "/"),
    mapping("/tea.html", "/tea/"),
    mapping("/$x'\"`.html", "/odd/"),
    mapping("/gone", None, Verdict.GONE),
]
SECOND = [mapping("/tea.html", "/green-tea/"), mapping("/new.html", "/new/")]
MOVE = Move(old_hosts=HOSTS, new_url=NEW, main=OLD_HOST)


def rules(folder: Path, name: str, rows: list[UrlMapping], port: int) -> Path:
    return written_rules(folder, MOVE, name, rows, port)


@pytest.fixture(params=sorted(BINARIES))
def server(request):
    binary = BINARIES[request.param]
    if found_binary(binary) is None or shutil.which("curl") is None:
        pytest.skip(f"{binary} or curl is not installed")
    with open_folder() as folder, Server(folder, request.param).running() as started:
        yield started


@pytest.mark.engine
def test_rules_are_installed_replaced_and_taken_back_one_state_at_a_time(
    server: Server, tmp_path: Path
) -> None:
    first = rules(tmp_path / "first", server.name, FIRST, server.port)
    second = rules(tmp_path / "second", server.name, SECOND, server.port)
    before = sorted(path.name for path in server.place.rglob("*"))
    for folder in (first, second):
        applied = server.run(folder, "apply.sh")
        assert applied.returncode == 0, applied.stderr
        checked = server.settled(folder)
        assert (checked.returncode, checked.stdout.splitlines()[-1].endswith("0 wrong answers")) == (
            0,
            True,
        ), checked.stdout
    assert server.run(second, "undo.sh").returncode == 0
    assert server.settled(first).returncode == 0
    assert server.run(second, "check.sh").returncode == 1
    assert server.run(second, "undo.sh").returncode == 0
    assert sorted(path.name for path in server.place.rglob("*") if path.name != "migrator.before") == before
    done = server.run(second, "undo.sh")
    assert done.returncode == 1
    assert "Nothing to go back to" in done.stderr


@pytest.mark.engine
def test_files_the_server_does_not_accept_change_nothing(server: Server, tmp_path: Path) -> None:
    good = rules(tmp_path / "good", server.name, FIRST, server.port)
    bad = rules(tmp_path / "bad", server.name, SECOND, server.port)
    broken = {
        "nginx": "migrator/map.conf",
        "apache": "migrator/rules.conf",
        "apache-htaccess": "htaccess.txt",
        "haproxy": "migrator/1-rules.cfg",
        "caddy": "migrator/rules.caddy",
        "lighttpd": "migrator.conf",
        "varnish": "migrator.vcl",
        "php": "migrator-redirects.php",
    }
    (bad / broken[server.name]).write_text("<?php this is no directive\n")
    assert server.run(good, "apply.sh").returncode == 0
    assert server.settled(good).returncode == 0
    failed = server.run(bad, "apply.sh")
    assert failed.returncode == 1
    assert "as it was" in failed.stderr
    checked = server.settled(good)  # old workers may answer a last request after a reload
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.engine
def test_the_check_names_a_wrong_answer(server: Server, tmp_path: Path) -> None:
    installed = rules(tmp_path / "installed", server.name, FIRST, server.port)
    other = rules(tmp_path / "other", server.name, SECOND, server.port)
    assert server.run(installed, "apply.sh").returncode == 0
    assert server.settled(installed).returncode == 0
    done = server.run(other, "check.sh")
    assert done.returncode == 1
    assert f"WRONG {OLD}/tea.html" in done.stdout
    assert f"expected 301 {NEW}/green-tea/" in done.stdout


def test_a_certificate_written_into_the_installed_listen_file_is_kept(tmp_path: Path) -> None:
    folder = rules(tmp_path / "out", "nginx", FIRST, 80)
    root = tmp_path / "etc"
    (root / "conf.d").mkdir(parents=True)
    (root / "migrator").mkdir()
    (root / "migrator/listen.conf").write_text("listen 443 ssl;\n")
    environment = {**os.environ, "ROOT": str(root), "TEST": "true", "RELOAD": "true"}
    subprocess.run(["sh", str(folder / "apply.sh")], env=environment, check=True, capture_output=True)
    assert (root / "migrator/listen.conf").read_text() == "listen 443 ssl;\n"
    assert (root / "conf.d/00-migrator.conf").exists()


def _unasked(folder: Path, script: str, root: Path, **variables: str) -> str:
    """Run a script where no server is: nothing is tested, and nothing reloaded."""
    environment = {**os.environ, "ROOT": str(root), "TEST": "true", "RELOAD": "true", **variables}
    done = subprocess.run(
        ["sh", str(folder / script)], env=environment, check=True, capture_output=True, text=True
    )
    return done.stderr


@pytest.mark.parametrize(
    ("name", "file", "line"),
    [
        ("caddy", "Caddyfile", "import migrator/site.caddy"),
        ("varnish", "default.vcl", 'include "migrator.vcl";'),
    ],
)
def test_a_line_in_a_file_of_yours_comes_and_goes_alone(
    name: str, file: str, line: str, tmp_path: Path
) -> None:
    folder = rules(tmp_path / "out", name, FIRST, 80)
    root = tmp_path / "etc"
    root.mkdir()
    (root / file).write_text("vcl 4.1;\n# mine\n")
    for _ in range(2):
        _unasked(folder, "apply.sh", root)
    assert (root / file).read_text().splitlines().count(line) == 1
    with (root / file).open("a") as written:
        written.write("# later\n")
    for _ in range(2):
        _unasked(folder, "undo.sh", root)
    assert (root / file).read_text() == "vcl 4.1;\n# mine\n# later\n"


def test_a_listen_file_that_you_took_out_stays_out(tmp_path: Path) -> None:
    folder = rules(tmp_path / "out", "haproxy", FIRST, 80)
    root = tmp_path / "etc"
    root.mkdir()
    (root / "haproxy.cfg").write_text("")
    told = _unasked(folder, "apply.sh", root, OPTIONS=str(root / "none"))
    assert f"append '-f {root}/migrator' to EXTRAOPTS" in told
    (root / "migrator/2-listen.cfg").unlink()
    _unasked(folder, "apply.sh", root, OPTIONS=str(root / "none"))
    assert sorted(path.name for path in (root / "migrator").iterdir()) == [
        "1-rules.cfg",
        "hosts.map",
        "rules.map",
    ]


def test_what_stood_in_htaccess_stays_below_the_block(tmp_path: Path) -> None:
    folder = rules(tmp_path / "out", "apache-htaccess", FIRST, 80)
    web = tmp_path / "www"
    web.mkdir()
    (web / ".htaccess").write_text("# BEGIN migrator\nold\n# END migrator\n# BEGIN WordPress\n")
    subprocess.run(
        ["sh", str(folder / "apply.sh"), str(web)],
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert (web / ".htaccess").read_text() == (folder / "htaccess.txt").read_text() + "# BEGIN WordPress\n"


@pytest.mark.parametrize("name", registry.names("target"))
def test_the_sample_of_a_check_is_short_and_holds_each_status_and_an_unknown_address(name: str) -> None:
    target = registry.load("target", name)
    plan = planned(target, compiled().rules)
    files = step_files(target, plan)
    if not (target.capabilities.answers_requests and plan.exact):
        assert "check.sh" not in files
        return
    lines = files["check.sh"].partition(b"<<'SAMPLE'\n")[2].partition(b"\nSAMPLE\n")[0].split(b"\n")
    assert len(lines) < 40
    assert all(line.count(b"\t") == 2 for line in lines)
    asked = {line.split(b"\t")[0] for line in lines}
    assert {str(rule.status).encode() for rule in plan.exact} | {b"404"} == asked


def test_scripts_may_be_run_and_the_readme_begins_with_them(tmp_path: Path) -> None:
    folder = rules(tmp_path / "out", "nginx", FIRST, 80)
    assert os.access(folder / "apply.sh", os.X_OK)
    assert "## Apply\n\n    sh apply.sh\n" in (folder / "README.md").read_text()


def test_paths_on_any_host_are_checked_on_a_server_that_is_named(tmp_path: Path) -> None:
    rows = [
        UrlMapping(
            old="http://any-host.invalid/a",
            kind=UrlKind.OTHER,
            verdict=Verdict.MOVED,
            new="http://any-host.invalid/b",
        )
    ]
    write_rules(
        rows,
        replace(MOVE, old_hosts=("any-host.invalid",), new_url="http://any-host.invalid", main=None),
        "nginx",
        tmp_path / "o",
    )
    done = subprocess.run(["sh", str(tmp_path / "o/check.sh")], capture_output=True, text=True, check=False)
    assert (done.returncode, "Say which site" in done.stderr) == (2, True)
