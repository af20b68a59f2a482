"""Particulars of Varnish: many comparisons, headers a reader sends, the limit and its way out."""

from __future__ import annotations

import http.client

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.prove.engine import found_binary, running
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled, mapping, real_answers

TARGET = registry.load("target", "varnish")


def _many(count: int) -> RuleSet:
    rows = (RedirectRule(host=OLD_HOST, path=f"/{n}.html", target=f"{NEW}/{n}/") for n in range(count))
    return RuleSet(rules=tuple(rows), hosts=(OLD_HOST,), new_url=NEW)


@pytest.mark.engine
def test_rules_are_found_in_whichever_subroutine_they_lie() -> None:
    cases = [Case(OLD_HOST, f"/{n}.html") for n in range(100)]
    answers = real_answers(TARGET, _many(100), cases)
    assert [got.locations for got in answers] == [(f"{NEW}/{n}/",) for n in range(100)]


@pytest.mark.engine
def test_headers_a_reader_sends_are_not_taken_for_answers() -> None:
    engine = TARGET.engine(None)
    if found_binary(engine.binary) is None:
        pytest.skip("varnishd is not installed")
    forged = {
        "Host": OLD_HOST,
        "X-Migr-Status": "301",
        "X-Migr-To": "https://evil.example/",
        "X-Migr-Utm": "&x",
    }
    with running(engine, emitted(TARGET, _many(1))) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/nothing", headers=forged)
        missing = connection.getresponse()
        missing.read()
        connection.request("GET", "/0.html", headers=forged)
        found = connection.getresponse()
        connection.close()
    assert (missing.status, missing.getheader("Location")) == (404, None)
    assert (found.status, found.getheader("Location")) == (301, f"{NEW}/0/")


@pytest.mark.engine
@pytest.mark.parametrize("path", ["/" + "a" * 1_990, "/" + "%C3%A9" * 990])
def test_paths_of_any_accepted_length_are_answered(path: str) -> None:
    new = "/" + "b" * 1_900 + "/"
    (got,) = real_answers(TARGET, compiled([mapping(path, new)]).rules, [Case(OLD_HOST, path)])
    assert got.locations == (NEW + new,)


def test_more_rules_than_it_holds_are_an_error_that_names_a_larger_target() -> None:
    with pytest.raises(TargetLimitError) as refused:
        planned(TARGET, _many(2_001))
    assert "2,000" in str(refused.value)
    assert "haproxy" in refused.value.hint


def test_a_path_cannot_end_its_string() -> None:
    rule = RedirectRule(host=OLD_HOST, path='/"; return (pass); #\n', target=f"{NEW}/")
    text = emitted(TARGET, RuleSet(rules=(rule,), hosts=(OLD_HOST,), new_url=NEW))["migrator.vcl"].decode()
    assert '"/%22%3B%20return%20%28pass%29%3B%20%23%0A"' in text
