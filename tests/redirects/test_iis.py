"""IIS: the files, read as the vendor's reference says, answer as the model does; what IIS forbids is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case
from migrator.redirects.targets._contract import RuleSet
from migrator.redirects.targets.iis import _asked
from migrator.stages.proving import Subject, emitted

from .iis_reading import Request, misplaced, read
from .samples import HOSTILE, HOSTS, NEW, OLD_HOST, compiled
from .test_rule_properties import _odd_requests

TARGET = registry.load("target", "iis")


def _plan(*, trial: bool = False):
    return planned(TARGET, replace(compiled().rules, trial=trial))


def _read(files, case: Case):
    asked = _asked(case.host, case.target)
    return asked and read(files, Request(*asked))


@pytest.mark.parametrize("trial", [False, True])
def test_the_files_read_by_the_book_answer_as_the_model_does(trial: bool) -> None:
    plan = _plan(trial=trial)
    files = emitted(TARGET, plan.rules)
    cases = Subject(TARGET, plan, (), no_variants).cases()
    cases += [Case(OLD_HOST, one) for one in [row[0] for row in HOSTILE] + _odd_requests(plan.rules)[::7]]
    wrong = [
        case.target
        for case in cases
        if _read(files, case) != TARGET.answer(plan.rules, case.host, case.target)
    ]
    assert wrong == []


def test_hosts_share_their_sites_rules_and_others_are_left_alone() -> None:
    files = emitted(TARGET, _plan().rules)
    answers = [_read(files, Case(host, "/p/about.html")) for host in (*HOSTS, "other.example")]
    assert [answer and answer.location for answer in answers] == [f"{NEW}/about/"] * 3 + [None]


@pytest.mark.parametrize("trial", [False, True])
def test_the_files_hold_only_what_the_schema_knows(trial: bool) -> None:
    files = emitted(TARGET, _plan(trial=trial).rules)
    for name in ("web.config", "rewriteMaps.config"):
        assert misplaced(etree.fromstring(files[name])) == []


def test_a_rules_text_cannot_end_its_attribute() -> None:
    rule = RedirectRule(host=OLD_HOST, path="""/"'/]]>{C:1}--""", target=f"{NEW}/?a=1&b='2'")
    rules = RuleSet(rules=(rule,), hosts=(OLD_HOST,), new_url=NEW)
    (row,) = etree.fromstring(emitted(TARGET, rules)["rewriteMaps.config"]).iter("add")
    assert (row.get("key"), row.get("value")) == (rule.path, rule.target)


@pytest.mark.parametrize(
    "path",
    ["/a%b", "/a:b", "/a\\b", "/a<b", "/a?b", "/latin-\udce9", "/\x0b", "/" + "a" * 261, "/" + "a/" * 2_100],
)
def test_what_iis_answers_itself_is_refused(path: str) -> None:
    assert TARGET.lower(RedirectRule(host=OLD_HOST, path=path, target=f"{NEW}/")).grade == "refused"


def test_statuses_it_has_no_word_for_are_refused() -> None:
    assert (
        TARGET.lower(RedirectRule(host=OLD_HOST, path="/a", target=f"{NEW}/", status=308)).grade == "refused"
    )


def test_a_map_too_large_for_iis_is_told() -> None:
    rows = tuple(RedirectRule(host=OLD_HOST, path=f"/{'a' * 200}{n}", target=f"{NEW}/") for n in range(1_000))
    readme = emitted(TARGET, RuleSet(rules=rows, hosts=(OLD_HOST,), new_url=NEW))["README.md"].decode()
    assert "MaxWebConfigFileSizeInKB" in readme


def test_on_the_same_domain_other_addresses_reach_the_new_site() -> None:
    rule = RedirectRule(host="blog.example", path="/a", target="https://blog.example/b/")
    rules = RuleSet(rules=(rule,), hosts=("blog.example",), new_url="https://blog.example")
    files = emitted(TARGET, rules)
    assert b"404" not in files["web.config"]
    assert read(files, Request("blog.example:443", "/a", "")) == TARGET.answer(rules, "blog.example", "/A")
