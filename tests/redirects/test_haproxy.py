"""Particulars of HAProxy: lines of any length it accepts, keys nobody can break out of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.proof import Case
from migrator.stages.proving import emitted

from .samples import NEW, OLD, OLD_HOST, compiled, mapping, real_answers

TARGET = registry.load("target", "haproxy")


@pytest.mark.engine
@pytest.mark.parametrize("length", [1_000, 4_000, 8_000, 11_900])
def test_addresses_of_any_accepted_length_are_answered(length: int) -> None:
    path = "/" + "a" * (length - 1)
    (got,) = real_answers(TARGET, compiled([mapping(path, "/x/")]).rules, [Case(OLD_HOST, path)])
    assert got.locations == (f"{NEW}/x/",)


@pytest.mark.engine
def test_a_long_target_comes_back_whole() -> None:
    new = "/" + "b," * 4_000 + "%C3%A9/?x=1"
    (got,) = real_answers(TARGET, compiled([mapping("/a", new)]).rules, [Case(OLD_HOST, "/a")])
    assert got.locations == (NEW + new,)


def test_addresses_the_buffer_cannot_hold_are_refused() -> None:
    rule = RedirectRule(host=OLD_HOST, path="/" + "é" * 3_000, target=f"{NEW}/", old=OLD)
    assert TARGET.lower(rule).grade == "refused"


def test_each_rule_is_one_line_whatever_its_path_holds() -> None:
    rules = replace(compiled().rules, rules=(RedirectRule(host=OLD_HOST, path="/a b\n/c 301 #", status=410),))
    lines = emitted(TARGET, rules)["migrator/rules.map"].decode().splitlines()
    assert lines[1:] == [f"{OLD_HOST}/a%20b%0A/c%20301%20%23 410 -"]
