"""Maps of paths alone: their rules answer on whatever host they are put on, and no file names one."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from migrator import registry
from migrator.cli.main import run
from migrator.errors import UsageError
from migrator.model import Proof
from migrator.redirects._unnamed import local
from migrator.redirects.compile import Move, compile_rules, no_variants
from migrator.redirects.lowering import lowered
from migrator.redirects.pairs import new_url_of, old_hosts_of
from migrator.redirects.proof import judged
from migrator.redirects.sources.csv import read_pairs
from migrator.stages.proving import Subject, askable
from migrator.stages.redirects import write_rules

from .hosts import ENGINES, host_answers

HERE = "http://any-host.invalid"


def unnamed(text: str):
    mappings = read_pairs(text, "map.csv").mappings
    return mappings, Move(old_hosts=old_hosts_of(mappings), new_url=new_url_of(mappings) or HERE)


def test_a_target_that_needs_a_host_says_so(tmp_path) -> None:
    with pytest.raises(UsageError, match="must know the host") as caught:
        write_rules(*unnamed("/a,/b\n"), "wordpress-plugin", tmp_path / "r")
    assert "nginx" in caught.value.hint


UNNAMED_PAIRS = [
    "/a,/b\n/caf%C3%A9,/x?y=1\n/?p=1,/c%20d/\n/gone,,410\n/t,/u,302\n",
    "/a,https://new.example/b\n/caf%C3%A9,https://new.example/x?y=1\n/gone,,410\n",
]


@pytest.mark.engine
@pytest.mark.parametrize("text", UNNAMED_PAIRS)
@pytest.mark.parametrize(
    "target", ["nginx", "apache", "apache-htaccess", "haproxy", "caddy", "php", "python-middleware"]
)
def test_paths_alone_are_answered_on_any_host_by_the_real_server(tmp_path, target: str, text: str) -> None:
    made = write_rules(*unnamed(text), target, tmp_path / "r", prove=True)
    assert made.findings == ()
    assert (made.report["proof"], made.report["failed"]) == ("proved", 0)


@pytest.mark.engine
@pytest.mark.parametrize("text", UNNAMED_PAIRS)
@pytest.mark.parametrize("target", ["netlify", "cloudflare-pages", "vercel", "firebase", "azure-swa"])
def test_paths_alone_are_answered_on_any_host_by_the_hosts_engine(target: str, text: str) -> None:
    plugin = registry.load("target", target)
    rules = compile_rules(*unnamed(text)).rules
    subject = Subject(plugin, lowered(plugin, rules), (), no_variants)
    cases = askable(subject.cases(), ENGINES[target])
    got = host_answers(plugin, subject.plan.rules, cases)
    result = judged(cases, got, grade=Proof.PROVED, files_sha256="")
    assert [(failure.case.url, failure.message) for failure in result.failures] == []
    assert any(case.expected for case in cases)


ON_ANY_HOST = sorted(n for n in registry.names("target") if registry.load("target", n).capabilities.any_host)


@pytest.mark.parametrize("text", UNNAMED_PAIRS)
@pytest.mark.parametrize("target", ON_ANY_HOST)
def test_files_for_any_host_name_none(tmp_path, target: str, text: str) -> None:
    made = write_rules(*unnamed(text), target, tmp_path / "r")
    assert made.report["failed"] == 0
    for path in (tmp_path / "r").rglob("*"):
        if path.is_file() and path.suffix != ".sh":
            assert b"any-host" not in path.read_bytes(), path.name


def test_a_new_path_that_begins_with_two_slashes_is_no_path() -> None:
    assert local(f"{HERE}/b") == "/b"
    assert local(f"{HERE}//evil.example/") == f"{HERE}//evil.example/"


def test_a_list_of_paths_stays_one_of_paths(tmp_path) -> None:
    write_rules(*unnamed("/a,/b\n"), "csv", tmp_path / "r")
    assert (tmp_path / "r/redirects.csv").read_text().splitlines()[1] == "/a,/b,301,map"


def test_an_array_of_paths_names_no_host(tmp_path) -> None:
    write_rules(*unnamed("/a,/b\n"), "json", tmp_path / "r")
    (row,) = json.loads((tmp_path / "r/redirects.json").read_text())
    assert (row["host"], row["old"], row["new"]) == (None, "/a", "/b")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("_redirects", "'cloudflare-pages' or 'netlify'"),
        (".htaccess", "'apache-htaccess'"),
        ("web.config", "'iis'"),
    ],
)
def test_who_names_a_hosts_file_is_told_the_target_that_writes_it(word: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        registry.load("target", word)
    assert caught.value.hint.startswith(f"Did you mean {meant}?")


def test_rows_that_the_host_cannot_hold_are_listed_with_the_word_that_takes_them(tmp_path, capsys) -> None:
    (tmp_path / "map.csv").write_text("/a,/b\n/c?id=1,/d\n")
    words = ["--to", "netlify", "--out", str(tmp_path / "r")]
    assert run(["redirects", "--map", str(tmp_path / "map.csv"), *words]) == 0
    assert "--allow-weaker query-kept" in capsys.readouterr().out
    assert "/c?id=1,Netlify passes" in (tmp_path / "r/rejected.csv").read_text()


class _Moved(BaseHTTPRequestHandler):
    """Answers as a host with relative redirects does."""

    def do_GET(self) -> None:
        self.send_response(301 if self.path == "/a" else 404)
        if self.path == "/a":
            self.send_header("Location", "/b")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("text", "ending"), [("/a,/b\n", 0), ("/a,/c\n", 1)])
def test_paths_are_checked_on_the_site_that_is_named(tmp_path, text: str, ending: int) -> None:
    write_rules(*unnamed(text), "netlify", tmp_path / "r")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Moved) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = {**os.environ, "SITE": f"127.0.0.1:{server.server_address[1]}"}
        done = subprocess.run(
            ["sh", str(tmp_path / "r/check.sh")], capture_output=True, env=site, check=False
        )
        server.shutdown()
    assert (done.returncode, done.stderr) == (ending, b"")
