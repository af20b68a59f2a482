"""Bulk Redirects: how addresses are normalised, and the script against a small stand-in for Cloudflare's API."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.redirects.lowering import kind_of
from migrator.redirects.targets import cloudflare_bulk
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import HOSTS, NEW, OLD_HOST, compiled

BULK = registry.load("target", "cloudflare-bulk")
ACCOUNT = "/accounts/a1"
PHASE = f"{ACCOUNT}/rulesets/phases/http_request_redirect/entrypoint"


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


@pytest.mark.parametrize(
    ("rule", "grade", "kind"),
    [
        (_rule("/a", query=(("p", "1"),)), "refused", "query"),
        (_rule("/a", target=None, status=410), "weakened", "gone-404"),
        (_rule("/a", target=f"{NEW}/#x"), "weakened", "fragment"),
        (_rule("/a", status=303), "refused", "status"),
        (_rule("/" + "é" * 6_000), "refused", "long"),
        (_rule("/*{x}:y"), "exact", ""),
    ],
)
def test_each_rule_is_graded_by_what_cloudflare_makes_of_it(
    rule: RedirectRule, grade: str, kind: str
) -> None:
    row = BULK.lower(rule)
    assert (row.grade, kind_of(row)) == (grade, kind)


def test_every_host_has_a_row_for_every_address_with_no_cell_left_to_a_default() -> None:
    table = emitted(BULK, _rules(_rule("/é")))["redirects.csv"].decode()
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[0] for row in rows] == [f"{host}/%C3%A9" for host in HOSTS]
    assert {tuple(row[1:]) for row in rows} == {(f"{NEW}/x/", "301", "FALSE", "FALSE", "FALSE", "FALSE")}


@pytest.mark.parametrize(
    "target", ["/%61%7e.html", "/a~.html?x", "//a~.html", "/./b/../a~.html", "\\a~.html"]
)
def test_addresses_are_normalised_before_they_are_compared(target: str) -> None:
    asked = target if target.startswith("/") else f"/{target}"
    assert BULK.answer(_rules(_rule("/a~.html")), OLD_HOST, asked) == Answer(301, f"{NEW}/x/")


def test_more_rows_than_an_account_may_have_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloudflare_bulk, "_MOST", 2)
    with pytest.raises(TargetLimitError, match="3 hosts need 3"):
        emitted(BULK, _rules(_rule("/a")))


class _Cloudflare(BaseHTTPRequestHandler):
    """Lists, their content and the redirect rules of one account, as the documented API keeps them."""

    def _answer(self) -> None:
        state = self.server.state  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        state["log"].append((self.command, self.path))
        result = self._result(state, body)
        content = json.dumps({"result": result}).encode()
        self.send_response(404 if result is None else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _result(self, state, body):
        if self.headers["Authorization"] != "Bearer t1":
            return None
        if self.path == PHASE:
            if body:
                state["rules"] = [{"version": "1", "last_updated": "x", **rule} for rule in body["rules"]]
            return {"rules": state["rules"]} if state["rules"] is not None else None
        if self.path == f"{ACCOUNT}/rules/lists":
            if body:
                state["lists"][body["name"]] = []
                return {"id": body["name"]}
            return [{"name": name, "id": name} for name in state["lists"]]
        if "/bulk_operations/" in self.path:
            return {"status": state["operations"].pop()}
        name = self.path.split("/")[-2]
        state["lists"][name] = body if self.command == "PUT" else state["lists"][name] + body
        return {"operation_id": "o1"}

    do_GET = do_PUT = do_POST = _answer  # noqa: N815

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def cloudflare():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Cloudflare)
    server.state = {"lists": {}, "rules": None, "log": [], "operations": ["completed", "running"] * 3}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _run(server, folder, *words: str) -> subprocess.CompletedProcess[str]:
    for path, content in emitted(BULK, _rules(*(_rule(f"/{name}") for name in folder.name))).items():
        (folder / path).write_bytes(content)
    settings = {
        "CLOUDFLARE_API": f"http://127.0.0.1:{server.server_port}",
        "CLOUDFLARE_ACCOUNT_ID": "a1",
        "CLOUDFLARE_API_TOKEN": "t1",
        "MIGRATOR_PAUSE": "0",
    }
    command = [sys.executable, str(folder / "apply.py"), *words]
    return subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )


def _folder(tmp_path, name: str):
    (tmp_path / name).mkdir()
    return tmp_path / name


def test_the_script_changes_nothing_unless_it_is_told_to(cloudflare, tmp_path) -> None:
    done = _run(cloudflare, _folder(tmp_path, "ab"))
    assert "with 6 redirects: will be created" in done.stdout
    assert {method for method, _ in cloudflare.state["log"]} == {"GET"}


def test_the_script_fills_a_new_list_before_it_switches_over_and_leaves_other_rules_alone(
    cloudflare, tmp_path
) -> None:
    cloudflare.state["rules"] = [{"id": "r0", "description": "mine", "action": "redirect"}]
    done = _run(cloudflare, _folder(tmp_path, "ab"), "--live")
    assert (done.returncode, done.stderr) == (0, "")
    ((name, content),) = cloudflare.state["lists"].items()
    assert content[0]["redirect"]["source_url"] == f"{OLD_HOST}/a"
    assert content[0]["redirect"]["preserve_path_suffix"] is False
    ours, mine = cloudflare.state["rules"]
    assert ours["action_parameters"]["from_list"]["name"] == name
    assert mine["id"] == "r0"
    assert cloudflare.state["log"][-1] == ("PUT", PHASE)


def test_undo_reads_the_list_before_again_and_at_last_takes_the_rule_away(cloudflare, tmp_path) -> None:
    first, second = _folder(tmp_path, "a"), _folder(tmp_path, "ab")
    _run(cloudflare, first, "--live")
    before = cloudflare.state["rules"][0]["action_parameters"]["from_list"]["name"]
    _run(cloudflare, second, "--live")
    _run(cloudflare, second, "--undo")
    assert cloudflare.state["rules"][0]["action_parameters"]["from_list"]["name"] == before
    _run(cloudflare, second, "--undo")
    assert cloudflare.state["rules"] == []


def test_a_list_that_cannot_be_filled_is_not_switched_to(cloudflare, tmp_path) -> None:
    cloudflare.state["operations"] = ["failed"]
    done = _run(cloudflare, _folder(tmp_path, "a"), "--live")
    assert done.returncode == 1
    assert "Nothing was switched" in done.stderr
    assert cloudflare.state["rules"] is None
