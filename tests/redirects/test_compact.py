"""Patterns and exceptions answer as the map they were made of, and nothing else; nonsense that fits is no pattern."""

from __future__ import annotations

import copy
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.cli.main import run
from migrator.errors import MissingPartError, TargetLimitError
from migrator.model import Proof, RedirectRule, Silence
from migrator.prove.engine import found_binary
from migrator.redirects._patterns_learn import learned
from migrator.redirects._patterns_proof import accepted, reader, unseen
from migrator.redirects.compact import compacted
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import planned, written_count
from migrator.redirects.patterns import Field, PatternRule, short_sites
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.proving import Subject, emitted, prove_target

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "dearmarigold.example", "https://askmarigold.example"
WORDS = ("tea", "love", "garden-party", "letter", "night_owl", "bread-and-butter", "rain", "apple")
ABLE = ("apache-htaccess", "nginx")


def _rules(pairs: dict[str, str], **more: object) -> RuleSet:
    rules = tuple(
        RedirectRule(host=OLD, path=old, target=NEW + new, old=f"http://{OLD}{old}")
        for old, new in pairs.items()
    )
    return RuleSet(rules=rules, hosts=(OLD,), new_url=NEW, **more)


def _blog(years: int = 4) -> dict[str, str]:
    pairs = {}
    for number in range(years * 12):
        year, month, slug = 2005 + number // 12, number % 12 + 1, f"{WORDS[number % 8]}-{number}"
        pairs[f"/{year}/{month:02}/{slug}.html"] = f"/{slug}/"
    return pairs


ODD = {
    "/2005/03/Garden-Party.html": "/garden-party/",
    "/2005/01/TEA-0.html": "/another-tea/",
    "/2006/02/caf\u00e9.html": "/cafe/",
    "/2006/02/tea.html": "/a-different-slug/",
    "/p/about.html": "/about/",
}
BLOG = _blog() | ODD


def _patterns(pairs: dict[str, str]) -> tuple[PatternRule, ...]:
    return learned(_rules(pairs).rules)


def test_posts_of_one_shape_become_one_pattern() -> None:
    (pattern,) = _patterns(_blog())
    assert pattern.title == "/{year}/{month}/{slug}.html → https://askmarigold.example/{slug}/"
    assert len(pattern.paths) == 48


def test_every_old_url_is_answered_as_before() -> None:
    short = compacted(_rules(BLOG))
    (site,) = short_sites(short.rules)
    exceptions = {rule.path: rule.target for rule in site.rules}
    answer = reader(short.patterns)
    for old, new in BLOG.items():
        assert (answer(OLD, old) or exceptions[old]) == NEW + new
    assert set(exceptions) == set(ODD)


def test_it_tells_what_was_proved() -> None:
    told = compacted(_rules(BLOG)).told()
    assert "53 rules became 6: 1 patterns and 5 exceptions." in told
    assert "/{year}/{month}/{slug}.html → https://askmarigold.example/{slug}/" in told
    assert "53 old URLs are answered as before" in told


def test_an_address_nobody_saw_is_not_answered_even_in_the_right_shape() -> None:
    patterns = _patterns(BLOG)
    made_up = unseen(patterns, frozenset(BLOG), 10_000)
    assert len(made_up) > 1_000
    answer = reader(patterns)
    assert [place for place in made_up if answer(*place) is not None] == []


def test_equal_rules_give_equal_patterns() -> None:
    backwards = dict(reversed(BLOG.items()))
    assert _patterns(BLOG) == _patterns(backwards)


def test_a_date_in_the_new_url_may_be_written_another_way() -> None:
    pairs = {f"/post/2010/08/{day:02}/tea-{day}.html": f"/2010-08-{day:02}-tea-{day}" for day in range(1, 29)}
    (pattern,) = _patterns(pairs)
    assert (
        pattern.title == "/post/2010/08/{day}/{slug}.html → https://askmarigold.example/2010-08-{day}-{slug}"
    )


def test_words_spelled_otherwise_inside_many_slugs_become_part_of_the_pattern() -> None:
    pairs = {
        f"/{word}-asp-net-{number}.html": f"/{word}-aspnet-{number}/" for number, word in enumerate(WORDS)
    }
    (pattern,) = _patterns(pairs)
    assert "-asp-net-" in pattern.title
    assert "-aspnet-" in pattern.title


@pytest.mark.parametrize(
    ("fault", "pairs"),
    [
        ("too few", {f"/a/{word}.html": f"/{word}/" for word in WORDS[:4]}),
        ("a date from nowhere", {f"/a/{word}.html": f"/2010/05/{word}/" for word in WORDS}),
        ("one new URL for all", {f"/{word}/x.html": "/x/" for word in WORDS}),
        ("letter case", {f"/a/{word.title()}.html": f"/{word}/" for word in WORDS}),
        ("month and day alike", {f"/2010/0{n}/0{n}/a.html": f"/2010/0{n}/0{n}/b-{n}/" for n in range(1, 9)}),
        ("the same field twice", {f"/2010/0{n}/tea-{n}.html": f"/0{n}/0{n}/tea-{n}/" for n in range(1, 9)}),
        ("dangerous characters", {f"/a/{word}$1.html": f"/{word}%241/" for word in WORDS}),
    ],
)
def test_what_merely_fits_is_no_pattern(fault: str, pairs: dict[str, str]) -> None:
    assert _patterns(pairs) == (), fault


def test_captured_fields_hold_nothing_that_could_end_a_header_or_change_a_host() -> None:
    pairs = _blog() | {f"/2009/0{n}/so-({word})!.html": f"/so-({word})!/" for n, word in enumerate(WORDS, 1)}
    for pattern in _patterns(pairs):
        for field in pattern.fields:
            for char in "./\\@%:$~\"'&#? \r\n\0é":
                assert not [
                    text for text in (char, f"10{char}", f"{char}a") if re.fullmatch(field.shape, text)
                ]


def test_a_pattern_whose_text_says_more_than_its_list_is_refused() -> None:
    (right,) = _patterns(_blog())

    class Loose(PatternRule):
        @property
        def listed(self) -> str:
            return super().listed + "x?"

    loose = Loose(**{name: getattr(right, name) for name in ("host", "source", "target", "status", "paths")})
    assert accepted([right]) == (right,)
    assert accepted([loose]) == ()


def test_a_list_outside_its_shape_is_refused() -> None:
    (right,) = _patterns(_blog())
    assert accepted([replace(right, paths=(*right.paths, "/zebra"))]) == ()


def test_of_two_patterns_that_share_an_address_one_is_refused() -> None:
    (right,) = _patterns(_blog())
    assert accepted([right, replace(right, paths=right.paths[:3])]) == (right,)
    assert len(accepted([right, replace(right, host="other.example")])) == 2


def test_a_pattern_never_answers_a_kept_url() -> None:
    path = "/2005/01/tea-0.html"
    rules = _rules(BLOG)
    without = replace(rules, rules=tuple(rule for rule in rules.rules if rule.path != path))
    short = compacted(without, [f"http://{OLD}{path}"])
    assert short.others == 1
    assert reader(short.patterns)(OLD, path) is None


def test_a_rule_changed_after_compaction_is_written_as_it_is() -> None:
    short = compacted(_rules(BLOG)).rules
    first = next(rule for rule in short.rules if rule.path.endswith("tea-0.html"))
    changed = replace(first, target=f"{NEW}/elsewhere/")
    (site,) = short_sites(replace(short, rules=tuple(changed if r is first else r for r in short.rules)))
    assert changed in site.rules
    assert all(first.path not in pattern.paths for pattern in site.patterns)


@pytest.mark.parametrize("name", ABLE)
def test_the_model_answers_as_the_map_does(name: str) -> None:
    target = registry.load("target", name)
    short = compacted(_rules(BLOG)).rules
    for rule in short.rules:
        found = target.answer(short, OLD, rule.old.removeprefix(f"http://{OLD}"))
        assert found is not None
        assert (found.status, found.location) == (301, rule.target)
    for path in ("/2005/01/love-1.html", "/2005/02/love-1.html/", "/2005/02/love-1xhtml"):
        assert target.answer(short, OLD, path) is None


@pytest.mark.parametrize("name", ABLE)
def test_files_get_shorter_and_hold_the_pattern_once(name: str) -> None:
    target = registry.load("target", name)
    rules = _rules(_blog(12))
    long, short = emitted(target, rules), emitted(target, compacted(rules).rules)
    assert sum(map(len, short.values())) < sum(map(len, long.values()))
    assert b"".join(short.values()).count(b"(?=") == len(compacted(rules).patterns)


@pytest.mark.engine
@pytest.mark.parametrize("name", ABLE)
@pytest.mark.parametrize("trial", [False, True])
@pytest.mark.parametrize("keep_utm", [False, True])
def test_the_real_server_answers_all_old_urls_and_no_others(name: str, trial: bool, keep_utm: bool) -> None:
    target = registry.load("target", name)
    engine = target.engine(None)
    if found_binary(engine.binary) is None:
        pytest.skip(engine.install_hint)
    rules = replace(compacted(_rules(BLOG)).rules, trial=trial, keep_utm=keep_utm)
    subject = Subject(target, planned(target, rules), (f"http://{OLD}/2005/01/love-1.html",), no_variants)
    proved = prove_target(subject, Silence(), real=True, required=True)
    assert proved.findings == ()
    assert proved.result.grade == Proof.PROVED
    assert proved.result.passed


def test_paths_of_no_named_host_stay_on_the_host_that_asks() -> None:
    pairs = _blog()
    rules = tuple(
        RedirectRule(host="any-host.invalid", path=old, target=f"http://any-host.invalid{new}")
        for old, new in pairs.items()
    )
    short = compacted(
        RuleSet(rules=rules, hosts=("any-host.invalid",), new_url="http://any-host.invalid")
    ).rules
    text = b"".join(emitted(registry.load("target", "nginx"), short).values()).decode()
    assert '"$scheme://$http_host/${migr_slug}/"' in text
    text = b"".join(emitted(registry.load("target", "apache-htaccess"), short).values()).decode()
    assert '"%{REQUEST_SCHEME}://%{HTTP_HOST}/$3/"' in text


def test_a_limit_counts_what_is_written_and_names_the_way_out() -> None:
    target = copy.copy(registry.load("target", "apache-htaccess"))
    target.capabilities = replace(target.capabilities, max_rules=10)
    rules = _rules(BLOG)
    with pytest.raises(TargetLimitError) as refused:
        planned(target, rules)
    assert "or add --compact: patterns make it 6" in refused.value.hint
    short = replace(rules, patterns=learned(rules.rules))
    assert written_count(target, planned(target, short).rules) == 6


def test_without_the_library_the_command_to_install_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "automata.fa.dfa", None)
    with pytest.raises(MissingPartError) as missing:
        compacted(_rules(BLOG))
    assert "pip install 'blog-migrator[compact]'" in missing.value.hint


def test_a_field_is_shown_by_its_name() -> None:
    pattern = PatternRule(
        host=OLD, source=("/", Field("slug", "[a-z]+")), target=(NEW,), status=301, paths=("/a",)
    )
    assert pattern.title == f"/{{slug}} → {NEW}"
    assert pattern.answer("/b") is None


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    lines = ["old,new", *(f"http://{OLD}{old},{NEW}{new}" for old, new in BLOG.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_the_command_prints_what_became_shorter_and_what_was_proved(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rules"
    assert run(["redirects", "--map", str(pairs), "--to", "nginx", "--out", str(out), "--compact"]) == 0
    said = capsys.readouterr().out
    assert "53 rules became 6: 1 patterns and 5 exceptions." in said
    assert "Proved with automata" in said
    assert "(?=" in (out / "migrator" / "map.conf").read_text(encoding="utf-8")


def test_a_target_without_patterns_is_refused_and_the_able_ones_are_named(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["redirects", "--map", str(pairs), "--to", "csv", "--out", str(tmp_path / "x"), "--compact"]
    assert run(command) == 2
    assert "apache-htaccess, nginx" in capsys.readouterr().err


def test_compact_without_a_map_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["redirects", "--compact"]) == 2
    assert "--map" in capsys.readouterr().err
