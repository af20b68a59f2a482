"""Pages that point on, published by the real Hugo and Jekyll: each leads to its new URL, and nothing else does."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import Proof, RedirectRule
from migrator.redirects._spelling import decoded, encoded_path, split_url
from migrator.redirects.compile import no_variants
from migrator.redirects.faults import seed_faults
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case, judged
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import Subject, emitted

from .samples import NEW, OLD, OLD_HOST, compiled, mapping
from .stub_sites import (
    hugo_aliases,
    hugo_static,
    jekyll_pages,
    jekyll_redirect_from,
    served,
    site_answers,
    stub_answers,
)
from .test_rule_properties import ODD

pytestmark = pytest.mark.engine
STUBS = registry.load("target", "html-stubs")
SITES = pytest.mark.parametrize("build", [hugo_static, jekyll_pages])
SEED = 7
PIECES = (*ODD, ".html", ".htm", "/", "index.html", "..", "%2F", "%zz", "{{", "{%", "_", ".", "a", "b")
ODD_PATHS = (
    "/_under/score_.html",
    "/#top/a.html",
    "/.well-known/old.html",
    "/~user~/index.htm",
    "/[a]{b}.html",
    "/50%-off.html",
    "/it's & <so>.html".replace("<so>", "so"),
    "/a.b/c.d",
    "/a.html",
    "/a.html/b",
    "/UPPER.HTML",
    "/" + "日" * 80 + ".html",
    "/liquid-{{ site.title }}-{% raw %}.html",
)


def _subject() -> Subject:
    """Take the hostile sample and what static hosts and generators stumble over."""
    sample = compiled()
    odd = [
        RedirectRule(host=OLD_HOST, path=path, target=f"{NEW}/odd-{number}/", old=OLD + encoded_path(path))
        for number, path in enumerate(ODD_PATHS)
    ]
    plan = planned(STUBS, replace(sample.rules, rules=(*sample.rules.rules, *odd)))
    held = replace(plan, exact=plan.rules.rules)  # to be asked for, though a page is no redirect
    return Subject(STUBS, held, sample.kept, no_variants)


SUBJECT = _subject()
CASES = SUBJECT.cases()


@SITES
def test_each_page_of_a_built_site_leads_to_its_new_url_and_no_other_page_does(build, tmp_path) -> None:
    answers = site_answers(build, tmp_path / "site", STUBS, SUBJECT.plan.rules)
    result = judged(CASES, answers(CASES), grade=Proof.PROVED, files_sha256="")
    assert [(failure.case.url, failure.message) for failure in result.failures] == []
    assert result.asked > len(SUBJECT.plan.exact) > len(ODD_PATHS)


@SITES
def test_pages_for_odd_addresses_lead_to_their_new_urls_too(build, tmp_path) -> None:
    random_numbers = random.Random(SEED)
    paths = {
        "/" + "".join(random_numbers.choices(PIECES, k=random_numbers.randint(1, 7))) for _ in range(150)
    }
    moves = [mapping(encoded_path(path), f"/new-{number}/") for number, path in enumerate(sorted(paths))]
    result = compiled(moves)
    plan = planned(STUBS, result.rules)
    cases = Subject(STUBS, replace(plan, exact=plan.rules.rules), result.kept, no_variants).cases()
    answers = site_answers(build, tmp_path / "site", STUBS, plan.rules)
    proof = judged(cases, answers(cases), grade=Proof.PROVED, files_sha256="")
    assert [(failure.case.url, failure.message) for failure in proof.failures] == []
    assert len(plan.rules.rules) > len(ODD_PATHS)


@SITES
def test_a_built_site_fails_exactly_the_seeded_faults(build, tmp_path) -> None:
    pages = Counter(STUBS.capabilities.one_address(rule.path) for rule in SUBJECT.plan.exact)
    alone = [r for r in SUBJECT.plan.exact if pages[STUBS.capabilities.one_address(r.path)] == 1]
    seeded = seed_faults(SUBJECT.plan.rules, alone)
    answers = site_answers(build, tmp_path / "site", STUBS, seeded.rules)
    result = judged(CASES, answers(CASES), grade=Proof.PROVED, files_sha256="")
    assert len(seeded.faulty) == 15
    assert result.failed_rules == seeded.faulty


@SITES
def test_a_generator_publishes_every_page_unchanged(build, tmp_path) -> None:
    files = emitted(STUBS, SUBJECT.plan.rules)
    site = build(tmp_path / "site", files)
    pages = {path.removeprefix("site/"): page for path, page in files.items() if path.startswith("site/")}
    assert {name: site.get(name) for name in pages} == pages


@pytest.mark.parametrize(
    ("build", "name"),
    [(hugo_aliases, "hugo-aliases.yml"), (jekyll_redirect_from, "jekyll-redirect_from.yml")],
)
def test_the_old_addresses_in_front_matter_lead_to_their_pages(build, name: str, tmp_path) -> None:
    lists = _lists(emitted(STUBS, SUBJECT.plan.rules)[name].decode())
    site = build(tmp_path / "site", lists, NEW)
    wanted = {
        Case(OLD_HOST, encoded_path(old), None, Answer(301, NEW + page))
        for page, olds in lists.items()
        for old in olds
    }
    cases = sorted(wanted, key=lambda case: case.target)
    result = judged(cases, stub_answers(site, cases), grade=Proof.PROVED, files_sha256="")
    assert [(failure.case.url, failure.message) for failure in result.failures] == []
    assert result.asked > len(ODD_PATHS)
    assert not {decoded(page) for page in lists} & {old for olds in lists.values() for old in olds}


@SITES
def test_readers_without_scripts_arrive_at_the_new_url(build, tmp_path, chromium) -> None:
    site = build(tmp_path / "site", emitted(STUBS, SUBJECT.plan.rules))
    context = chromium.new_context(java_script_enabled=False)
    arrived = {}
    with served(site) as port:
        context.route(f"{NEW}/**", lambda route: route.fulfill(body="arrived", content_type="text/html"))
        page = context.new_page()
        for rule in SUBJECT.plan.rules.rules:
            page.goto(f"http://127.0.0.1:{port}{encoded_path(rule.path)}", wait_until="commit")
            page.wait_for_url(f"{NEW}/**")
            arrived[rule.path] = page.url
    context.close()
    assert arrived == {rule.path: rule.target for rule in SUBJECT.plan.rules.rules}


def test_readers_with_scripts_keep_the_fragment(tmp_path, chromium) -> None:
    site = hugo_static(tmp_path / "site", emitted(STUBS, SUBJECT.plan.rules))
    rule = next(rule for rule in SUBJECT.plan.rules.rules if rule.path == "/p/about.html")
    context = chromium.new_context()
    with served(site) as port:
        context.route(f"{NEW}/**", lambda route: route.fulfill(body="arrived", content_type="text/html"))
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}{rule.path}#c12", wait_until="commit")
        page.wait_for_url(f"{NEW}/**")
        arrived = page.url
    context.close()
    assert arrived == f"{rule.target}#c12"


def _lists(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("- "):
            found[next(reversed(found))].append(json.loads(line.removeprefix("- ")))
        else:
            found[json.loads(line.removesuffix(":"))] = []
    assert all(split_url(NEW + page) for page in found)
    return found
