"""Hosts with placeholders alone: what may be one, what leave it needs, and which lines keep known addresses out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.cli.main import run
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.redirects.fitting import UNSEEN, Terms, fitted
from migrator.redirects.targets._contract import Answer, RuleSet
from migrator.stages.compaction import compaction_findings
from migrator.stages.proving import emitted

from .maps import NEW, OLD

if TYPE_CHECKING:
    from pathlib import Path

PAGES, NETLIFY = registry.load("target", "cloudflare-pages"), registry.load("target", "netlify")
WORDS = ("tea", "love", "rain", "letter", "apple", "night-owl")
DATED = {f"/2010/0{n}/{word}.html": f"/{word}/" for n, word in enumerate(WORDS, 1)}
FOLDERS = {f"/2010/0{n}/{word}/": f"/0{n}-{word}.html" for n, word in enumerate(WORDS, 1)}
LEAVE = (UNSEEN, "gone-404")


def _rules(pairs: dict[str, str | None], new: str = NEW) -> RuleSet:
    rules = tuple(
        RedirectRule(host=OLD, path=old, target=path and new + path, status=301 if path else 410)
        for old, path in pairs.items()
    )
    return RuleSet(rules=rules, hosts=(OLD,), new_url=new)


def _fit(target, pairs, others=()):
    terms = Terms(LEAVE, compact=True, others=tuple(f"http://{OLD}{path}" for path in others))
    return fitted(target, _rules(pairs), terms, lambda plan: emitted(target, plan.rules))


def _lines(fit) -> list[str]:
    return fit.files["_redirects"].decode().splitlines()[1:]


def test_fields_become_placeholders_after_all_plain_lines():
    fit = _fit(PAGES, {**DATED, "/2010/07/renamed.html": "/other/"})
    assert _lines(fit) == [
        f"/2010/07/renamed.html {NEW}/other/ 301",
        f"/2010/:month/:slug.html {NEW}/:slug/ 301",
    ]


def test_what_is_known_and_must_not_be_answered_has_a_line_of_its_own():
    pairs = {**DATED, "/2010/08/gone.html": None}
    fit = _fit(PAGES, pairs, others=["/2010/09/kept.html", "/about/"])
    assert _lines(fit)[:2] == [
        "/2010/09/kept.html /2010/09/kept.html 200",
        "/2010/08/gone.html /2010/08/gone.html 200",
    ]
    for path in ("/2010/09/kept.html", "/2010/08/gone.html", "/about/"):
        assert PAGES.answer(fit.plan.rules, OLD, path) is None
    assert fit.compaction.after == 4  # the placeholders, two shields and the rule without a line
    assert "2 lines that leave an address as it is" in fit.compaction.told()


def test_netlify_says_410_itself():
    fit = _fit(NETLIFY, {**FOLDERS, "/2010/08/gone/": None}, others=["/2010/09/kept/"])
    assert _lines(fit) == [
        "/2010/08/gone/ /2010/08/gone/ 410!",
        "/2010/09/kept/ /2010/09/kept/ 200",
        f"/2010/:month/:slug/ {NEW}/:month-:slug.html 301!",
    ]
    assert NETLIFY.answer(fit.plan.rules, OLD, "/2010/08/gone") == Answer(410)
    assert NETLIFY.answer(fit.plan.rules, OLD, "/2010/09/kept") is None
    assert NETLIFY.answer(fit.plan.rules, OLD, "/2010/01/tea?a=1") == Answer(301, f"{NEW}/01-tea.html?a=1")


def test_an_address_that_no_line_can_shield_costs_the_pattern():
    assert len(_lines(_fit(PAGES, DATED, others=["/2010/09/a*b.html"]))) == len(DATED)


def test_a_pattern_that_needs_as_many_shields_as_it_saves_is_left_out():
    fit = _fit(PAGES, DATED, others=[f"/2010/09/kept-{number}.html" for number in range(5)])
    assert fit.compaction.patterns == ()
    assert fit.plan.rules.untouched == ()


def test_the_second_of_two_slugs_has_a_name_that_does_not_begin_with_the_first():
    pairs = {f"/{one}/x/{two}.html": f"/{two}/{one}/" for one in WORDS for two in WORDS}
    assert _lines(_fit(PAGES, pairs)) == [f"/:slug/x/:x2slug.html {NEW}/:x2slug/:slug/ 301"]


@pytest.mark.parametrize(
    ("target", "pairs"),
    [
        (NETLIFY, DATED),  # a placeholder must be a whole part
        (PAGES, {f"/{word}": f"/blog/{word}" for word in WORDS}),  # it would answer every address at the top
        (PAGES, {f"/2010/{word}.html": f"/{word}_x/" for word in WORDS}),  # :slug_x would be its name
        (PAGES, {f"/2010/{word}.html": f"/x/?s={word}" for word in WORDS}),
    ],
)
def test_what_a_placeholder_cannot_say_is_written_line_by_line(target, pairs):
    assert not any(":" in line.partition(" ")[0] for line in _lines(_fit(target, pairs)))


def test_a_person_is_told_that_placeholders_answer_more():
    (told,) = compaction_findings(PAGES, _fit(PAGES, DATED))
    assert told.code == "redirect.weakened.cloudflare-pages.unseen"
    assert "nobody saw" in told.message


def _many(words: int = 2_200) -> dict[str, str]:
    return {f"/2010/{n % 12 + 1:02}/{WORDS[n % 5]}-{n}.html": f"/{WORDS[n % 5]}-{n}/" for n in range(words)}


def test_a_limit_says_what_placeholders_would_give_and_what_leave_they_need():
    with pytest.raises(TargetLimitError) as refused:
        fitted(PAGES, _rules(_many()), Terms(), lambda plan: emitted(PAGES, plan.rules))
    assert "this map has 2,200" in refused.value.message
    assert "--to cloudflare-bulk; or --compact --allow-weaker unseen gives 1" in refused.value.hint


def test_with_leave_a_limit_makes_placeholders_used_unasked():
    fit = fitted(PAGES, _rules(_many()), Terms((UNSEEN,)), lambda plan: emitted(PAGES, plan.rules))
    assert (fit.forced, fit.compaction.after) == (True, 1)


def test_the_command_asks_for_leave(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pairs = tmp_path / "pairs.csv"
    rows = (f"http://{OLD}{old},{NEW}{new}" for old, new in DATED.items())
    pairs.write_text("\n".join(["old,new", *rows]), encoding="utf-8")
    command = ["redirects", "--map", str(pairs), "--to", "cloudflare-pages", "--compact", "--out"]
    assert run([*command, str(tmp_path / "a")]) == 2
    assert "--allow-weaker unseen" in capsys.readouterr().err
    assert run([*command, str(tmp_path / "b"), "--allow-weaker", "unseen"]) == 0
    said = capsys.readouterr().out
    assert "6 rules became 1" in said
    assert "Not proved: this host has nothing but wildcards" in said
