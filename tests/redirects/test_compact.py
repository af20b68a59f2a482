"""Patterns and exceptions answer as the map they were made of, and nothing else; nonsense that fits is no pattern."""

from __future__ import annotations

import copy
import json
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from migrator import registry
from migrator.cli.main import run
from migrator.errors import InputError, MissingPartError, TargetLimitError, UsageError
from migrator.model import Proof, RedirectRule, Silence, UrlKind, UrlMapping, Verdict
from migrator.prove.engine import found_binary
from migrator.redirects._patterns_learn import learned
from migrator.redirects._patterns_proof import accepted, reader, unseen
from migrator.redirects.compact import compacted
from migrator.redirects.compile import no_variants
from migrator.redirects.fitting import Terms, fitted
from migrator.redirects.lowering import planned, written_count
from migrator.redirects.patterns import Field, PatternRule, short_sites
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.compaction import compaction_findings, refuse_patternless
from migrator.stages.pair_maps import read_live
from migrator.stages.proving import Subject, emitted, prove_target
from migrator.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.redirects.lowering import Plan
    from migrator.redirects.targets._contract import Target

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
OLD, NEW = "dearmarigold.example", "https://askmarigold.example"
WORDS = ("tea", "love", "garden-party", "letter", "night_owl", "bread-and-butter", "rain", "apple")
ABLE = ("apache-htaccess", "nginx", "varnish")


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
    assert short.others == len({rule.target for rule in without.rules}) + 1
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


def _limited(most: int) -> Target:
    target = copy.copy(registry.load("target", "apache-htaccess"))
    target.capabilities = replace(target.capabilities, max_rules=most)
    return target


def _names(plan: Plan) -> int:
    return len(plan.rules.patterns)


def test_a_limit_that_patterns_keep_makes_them_used_unasked() -> None:
    fit = fitted(_limited(10), _rules(BLOG), Terms(), _names)
    assert fit.forced
    assert fit.compaction is not None
    assert (fit.compaction.before, fit.compaction.after, fit.files) == (53, 6, 1)
    (told,) = compaction_findings(_limited(10), replace(fit, files={}))
    assert (told.code, told.severity) == ("redirect.compacted.apache-htaccess", "info")
    assert "could not hold 53 rules, so they became 6" in told.message


def test_within_the_limit_nothing_becomes_a_pattern_unasked() -> None:
    fit = fitted(_limited(53), _rules(BLOG), Terms(), _names)
    assert (fit.compaction, fit.files) == (None, 0)


def test_a_limit_that_patterns_cannot_keep_stays_an_error() -> None:
    with pytest.raises(TargetLimitError, match="holds 3 rules at most; this map has 53"):
        fitted(_limited(3), _rules(BLOG), Terms(), _names)


def test_a_limit_met_while_files_are_made_is_one_too() -> None:
    def files_of(plan: Plan) -> int:
        if not plan.rules.patterns:
            raise TargetLimitError("too long", "another host")
        return 1

    assert fitted(_limited(99), _rules(BLOG), Terms(), files_of).forced


def test_a_limit_says_what_patterns_would_give_where_their_library_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "automata.fa.dfa", None)
    with pytest.raises(TargetLimitError) as refused:
        fitted(_limited(10), _rules(BLOG), Terms(), _names)
    assert "; or --compact gives 6" in refused.value.hint
    assert "pip install 'blog-migrator[compact]'" in refused.value.hint


def test_what_is_written_is_what_counts() -> None:
    short = replace(_rules(BLOG), patterns=learned(_rules(BLOG).rules))
    assert written_count(_limited(10), planned(_limited(10), short).rules) == 6


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


@pytest.mark.parametrize("name", ["azure-swa", "cloudflare-bulk", "cloudfront", "s3", "vercel-bulk"])
def test_a_host_with_a_limit_and_without_patterns_says_why(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        refuse_patternless(registry.load("target", name), ("unseen",))
    assert refused.value.message.endswith(registry.load("target", name).capabilities.no_patterns)
    assert "or write rules for one of: apache-htaccess, nginx, varnish, vercel." in refused.value.hint


@pytest.fixture
def blog_project(tmp_path: Path) -> Path:
    folder = tmp_path / "blog"
    settings = (
        f'[old]\nurl = "http://{OLD}"\n[new]\nurl = "{NEW}"\n[old.hosts]\n"{OLD}" = "repointed-domain"\n'
    )
    with Project.create(folder, settings) as project, project.transaction():
        project.inventory.replace_verdicts(
            UrlMapping(old=f"http://{OLD}{old}", kind=UrlKind.POST, verdict=Verdict.MOVED, new=NEW + new)
            for old, new in BLOG.items()
        )
        project.finish_stage("map", "x", {})
    return folder


def _made(folder: Path) -> dict[str, Any]:
    with Project.open(folder) as project:
        return project.stage_state("redirects")[1]["targets"]


def test_a_projects_rules_become_patterns_when_asked(
    blog_project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["redirects", "--project", str(blog_project), "--to", "nginx", "--compact"]) == 0
    assert "nginx: 53 rules became 6: 1 patterns and 5 exceptions." in capsys.readouterr().out
    assert "(?=" in (blog_project / "out/redirects/nginx/migrator/map.conf").read_text(encoding="utf-8")


def test_a_setting_asks_for_patterns_wherever_a_target_knows_them(blog_project: Path) -> None:
    settings = blog_project / "migrator.toml"
    settings.write_text(settings.read_text() + "[redirects]\ncompact = true\n", encoding="utf-8")
    assert run(["redirects", "--project", str(blog_project), "--quiet"]) == 0
    shorter = {name for name, told in _made(blog_project).items() if "compact" in told}
    assert shorter >= {"apache-htaccess", "nginx"}
    assert shorter < _made(blog_project).keys()


def test_a_projects_target_without_patterns_is_refused_by_name(
    blog_project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["redirects", "--project", str(blog_project), "--to", "csv", "--compact"]) == 2
    assert "no patterns that answer listed addresses and no others" in capsys.readouterr().err


def test_what_the_new_site_publishes_is_asked_too(blog_project: Path) -> None:
    with Project.open(blog_project) as project:
        project.set_meta("live", json.dumps([f"{NEW}/brand-new/", f"{NEW}/tea-0/"]))
    assert run(["redirects", "--project", str(blog_project), "--to", "nginx", "--compact", "--quiet"]) == 0
    new = len({*BLOG.values(), "/brand-new/"})
    assert f"Asked too: {new:,} kept and new URLs" in _made(blog_project)["nginx"]["compact"]["told"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("urls.txt", f"{NEW}/a/\n\n# a remark\n{NEW}/b/\n"),
        ("urls.csv", f"Title,URL\nA,{NEW}/a/\nB,{NEW}/b/\n"),
        ("paths.txt", "/a/\n/b/\n"),
        (
            "sitemap.xml",
            f'<urlset xmlns="{SITEMAPS}"><url><loc>{NEW}/a/</loc></url><url><loc>{NEW}/b/</loc></url></urlset>',
        ),
    ],
)
def test_live_urls_are_read_from_what_people_have(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_live(str(path), NEW) == (f"{NEW}/a/", f"{NEW}/b/")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("/a/\n", "--new-site"),
        ("nothing here\n", "holds no URL"),
        (
            "<sitemapindex><sitemap><loc>https://x.example/1.xml</loc></sitemap></sitemapindex>",
            "other sitemaps",
        ),
    ],
)
def test_a_list_of_live_urls_that_says_nothing_is_an_error(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "live"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_live(str(path), None)
    assert why in wrong.value.message + wrong.value.hint


def test_the_command_asks_live_urls(pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live = tmp_path / "live.txt"
    live.write_text(f"http://{OLD}/2005/03/Garden-Party.html\nhttp://{OLD}/kept/\n", encoding="utf-8")
    command = ["redirects", "--map", str(pairs), "--to", "nginx", "--out", str(tmp_path / "rules")]
    assert run([*command, "--compact", "--live", str(live)]) == 0
    asked = len({*BLOG.values()}) + 1
    assert f"Asked too: {asked:,} kept and new URLs" in capsys.readouterr().out
