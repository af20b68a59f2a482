"""apply.sh, check.sh and undo.sh on the real servers: install, ask, refuse what is broken, go back."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.prove.engine import found_binary
from migrator.redirects._apache import PROOF_BASE
from migrator.redirects.compile import Move
from migrator.redirects.lowering import planned
from migrator.redirects.steps import step_files
from migrator.stages.redirects import write_rules

from .samples import HOSTS, NEW, OLD, OLD_HOST, compiled, mapping

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A real server in a temporary folder, with the variables its scripts need."""

    def __init__(self, root: Path, name: str) -> None:
        self.name, self.root, self.port = name, root, free_port()
        self.etc = root / "etc"
        self.etc.mkdir()
        self.log = root / "said.log"
        self.command = getattr(self, f"_{name.replace('-', '_')}")()

    @property
    def variables(self) -> dict[str, str]:
        words = " ".join(self.command)
        test = f"{words} -t"
        reload = f"{words} -s reload" if self.name == "nginx" else f"{words} -k graceful"
        return {"TEST": test, "RELOAD": reload, "AT": f"127.0.0.1:{self.port}", "ROOT": str(self.place)}

    @property
    def place(self) -> Path:
        return self.root / "www" if self.name == "apache-htaccess" else self.etc

    def _nginx(self) -> list[str]:
        (self.etc / "conf.d").mkdir()
        temporary = "".join(
            f"{kind}_temp_path {self.root}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "scgi", "uwsgi")
        )
        (self.etc / "nginx.conf").write_text(
            f"daemon off; pid {self.root}/pid; error_log {self.log}; events {{}}\n"
            f"http {{ access_log off; {temporary} include conf.d/*.conf;\n"
            f"server {{ listen 127.0.0.1:{self.port} default_server; return 404; }} }}\n"
        )
        return [
            found_binary("nginx") or "nginx",
            "-p",
            str(self.root),
            "-e",
            str(self.log),
            "-c",
            str(self.etc / "nginx.conf"),
        ]

    def _apache(self) -> list[str]:
        (self.etc / "sites-enabled").mkdir()
        return self._apache_with(f'DocumentRoot "{self.root}"\nIncludeOptional sites-enabled/*.conf\n')

    def _apache_htaccess(self) -> list[str]:
        (self.root / "www").mkdir()
        return self._apache_with(
            f'DocumentRoot "{self.root}/www"\n<Directory "{self.root}/www">\nAllowOverride All\nRequire all granted\n</Directory>\n'
        )

    def _apache_with(self, more: str) -> list[str]:
        base = (
            PROOF_BASE.replace("{out}", str(self.etc))
            .replace("{work}", str(self.root))
            .replace("{port}", str(self.port))
        )
        user = "User nobody\nGroup nogroup\n" if os.geteuid() == 0 else ""
        (self.etc / "httpd.conf").write_text(base + user + more)
        return [found_binary("apache2") or "apache2", "-d", str(self.etc), "-f", str(self.etc / "httpd.conf")]

    @contextmanager
    def running(self):
        foreground = [] if self.name == "nginx" else ["-D", "FOREGROUND"]
        with self.log.open("ab") as log:
            child = subprocess.Popen([*self.command, *foreground], stdout=log, stderr=log)
        try:
            self._await(child)
            yield self
        finally:
            child.terminate()
            child.wait(60)

    def _await(self, child: subprocess.Popen) -> None:
        """Wait for an answer: before that a server may miss the signal to reload."""
        end = time.monotonic() + 60
        while not self._answers():
            assert child.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as asked:
                asked.sendall(b"GET / HTTP/1.0\r\n\r\n")
                return bool(asked.recv(1))
        except OSError:
            return False

    def run(self, folder: Path, script: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", str(folder / script)],
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def settled(self, folder: Path) -> subprocess.CompletedProcess:
        """Ask until the reload has come through: workers of before answer for a moment."""
        end = time.monotonic() + 30
        while (done := self.run(folder, "check.sh")).returncode and time.monotonic() < end:
            pass
        return done


def rules(folder: Path, name: str, rows: list[UrlMapping], port: int) -> Path:
    write_rules(rows, MOVE, name, folder)
    listen = folder / "migrator/listen.conf"
    if listen.exists():
        text = (
            f"listen 127.0.0.1:{port};\n" if name == "nginx" else f"Define MIGRATOR_HTTP 127.0.0.1:{port}\n"
        )
        listen.write_text(text)
    return folder


@pytest.fixture(params=["nginx", "apache", "apache-htaccess"])
def server(request, tmp_path: Path):
    binary = "nginx" if request.param == "nginx" else "apache2"
    if found_binary(binary) is None or shutil.which("curl") is None:
        pytest.skip(f"{binary} or curl is not installed")
    for folder in (tmp_path, *tmp_path.parents):  # the server's own user must get through to it
        if folder.owner() == tmp_path.owner() and not folder.stat().st_mode & 0o005:
            folder.chmod(0o755)
    with Server(tmp_path, request.param).running() as started:
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
    }
    (bad / broken[server.name]).write_text("this is no directive\n")
    assert server.run(good, "apply.sh").returncode == 0
    assert server.settled(good).returncode == 0
    failed = server.run(bad, "apply.sh")
    assert failed.returncode == 1
    assert "as it was" in failed.stderr
    assert server.run(good, "check.sh").returncode == 0


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
    assert (done.returncode, "Say which server" in done.stderr) == (2, True)
