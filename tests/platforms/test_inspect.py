"""`migrator inspect`: one page, a list of pages, and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from migrator.cli.commands.inspect import command
from migrator.demo.content import default_content
from migrator.demo.server import SampleServer
from migrator.errors import InputError, UsageError
from migrator.stages import inspect as reading
from migrator.stages.inspect import inspect_page

FIXTURE = Path(__file__).parent / "blogger" / "fixtures" / "classic.html"
URL = "http://kettle.example/2009/02/descaling-slowly.html"


def run(*words: str, stdin: bytes | str | None = None):
    return CliRunner().invoke(command, words, input=stdin, catch_exceptions=True)


def test_a_file_is_told_as_one_json_object():
    told = json.loads(run(str(FIXTURE), "--url", URL, "--json").stdout)
    assert (told["kind"], told["platform"], len(told["comments"])) == ("post", "blogger", 3)


def test_a_file_is_told_in_words():
    shown = run(str(FIXTURE), "--url", URL).stdout
    assert "Descaling, slowly" in shown
    assert "Ada B." in shown


def test_a_dash_reads_standard_input():
    told = json.loads(run("-", "--url", URL, "--json", stdin=FIXTURE.read_bytes()).stdout)
    assert told["title"] == "Descaling, slowly"


def test_a_batch_gives_a_line_for_each_line_in_order(tmp_path):
    lines = f"{FIXTURE}\t{URL}\n{tmp_path / 'missing.html'}\t\n{FIXTURE}\n"
    told = [json.loads(line) for line in run("--batch", "--json", stdin=lines).stdout.splitlines()]
    assert [one.get("kind", "error") for one in told] == ["post", "error", "post"]


def test_a_bug_in_a_batch_costs_its_own_line_only(monkeypatch):
    def broken(body, url, content_type):
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "inspect_page", broken)
    (line,) = run("--batch", stdin=f"{FIXTURE}\t{URL}\n").stdout.splitlines()
    assert "ZeroDivisionError" in json.loads(line)["error"]


def test_nothing_to_inspect_is_a_usage_error():
    assert isinstance(run().exception, UsageError)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path):
    assert isinstance(run(str(tmp_path / "no.html")).exception, InputError)


def test_a_url_is_fetched(monkeypatch):
    with SampleServer(default_content(), faults=False) as server:
        from migrator.fetch import asking
        from migrator.settings import NetworkSettings

        ask = asking.ask
        monkeypatch.setattr(asking, "ask", lambda url, _: ask(url, NetworkSettings(resolve=server.resolve)))
        told = json.loads(run("http://dearmarigold.example/2005/04/small.html", "--json").stdout)
    assert (told["kind"], told["title"]) == ("post", "Small")


@pytest.mark.parametrize("url", [None, URL])
def test_a_page_is_known_without_its_address(url):
    told = inspect_page(FIXTURE.read_bytes(), url, "")
    assert (told["kind"], told["url"]) == ("post", url)
