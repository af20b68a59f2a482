"""Particulars of CloudFront: the limits of its store, and that the function agrees with the model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.prove.engine import ask_server, found_binary
from migrator.redirects.lowering import kind_of
from migrator.redirects.proof import Case
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import HOSTILE, NEW, OLD_HOST, compiled
from .test_hosts import READABLE

CLOUDFRONT = registry.load("target", "cloudfront")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


def _answers(rules, cases) -> list[Answer | None]:
    if found_binary("node") is None:
        pytest.skip("node is not installed")
    replies = ask_server(CLOUDFRONT.engine(None), emitted(CLOUDFRONT, rules), cases, lambda _count: None)
    return [
        None if reply.status == 404 else Answer(reply.status, *reply.values("location")) for reply in replies
    ]


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (_rule("/" + "é" * 85), "long-key"),
        (_rule("/q", query=(("p", "x" * 508),)), "long-key"),
        (_rule("/a", target=f"{NEW}/{'x' * 1_000}"), "long-target"),
        (_rule("/a", status=418), "status"),
    ],
)
def test_what_the_store_cannot_hold_is_refused(rule: RedirectRule, kind: str) -> None:
    row = CLOUDFRONT.lower(rule)
    assert (row.grade, kind_of(row)) == ("refused", kind)


def test_a_store_of_more_than_five_megabytes_is_an_error() -> None:
    many = [_rule(f"/{number}{'a' * 400}") for number in range(12_000)]
    with pytest.raises(TargetLimitError, match="5 MB"):
        emitted(CLOUDFRONT, _rules(*many))


def test_an_entry_of_more_than_a_kilobyte_is_an_error() -> None:
    asking = [_rule("/q", query=((f"parameter-number-{number}", "1"),)) for number in range(60)]
    with pytest.raises(TargetLimitError, match="1 kB for a path"):
        emitted(CLOUDFRONT, _rules(*asking))


def test_keys_are_never_listed_twice() -> None:
    rows = json.loads(emitted(CLOUDFRONT, compiled().rules)["store.json"])["data"]
    keys = [row["key"] for row in rows]
    assert len(keys) == len(set(keys))
    assert max(len(row["value"]) for row in rows) <= 1_024


@pytest.mark.engine
def test_the_function_and_the_model_agree_on_hostile_requests() -> None:
    rules = compiled().rules
    extra = (
        "/search?q=love+advice&q=x",
        "/search?q=x&q=love+advice",
        "/search?q=%zz",
        "/x?y=1&z=%C3%A9&y=2",
        "/?p",
    )
    targets = [*(row[0] for row in HOSTILE if READABLE.fullmatch(row[0])), *extra]
    cases = [Case(OLD_HOST, target) for target in targets]
    wanted = [CLOUDFRONT.answer(rules, OLD_HOST, target) for target in targets]
    got = _answers(rules, cases)
    differing = [
        row for row in zip(targets, got, wanted, strict=True) if row[1] != row[2] and len(row[0]) < 8_000
    ]
    assert differing == []


@pytest.mark.engine
def test_foreign_hosts_and_the_new_sites_own_pages_are_passed_on() -> None:
    rules = replace(_rules(_rule("/a")), new_url=f"https://{OLD_HOST}")
    cases = [Case("other.example", "/a"), Case(OLD_HOST, "/new/"), Case(OLD_HOST, "/a")]
    assert _answers(rules, cases) == [None, None, Answer(301, f"{NEW}/x/")]
