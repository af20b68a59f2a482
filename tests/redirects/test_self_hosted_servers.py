"""Servers people run themselves: what each makes of hostile requests, on its model and for real."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import RedirectRule, UrlKind, UrlMapping, Verdict
from migrator.prove.engine import ask_server, found_binary
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects.compile import Move, compile_rules, no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case, Observed, judged, redirects, simulated
from migrator.redirects.targets._contract import Answer, RuleSet
from migrator.stages.proving import Subject, askable, emitted

from .samples import HOSTILE, NEW, OLD_HOST, compiled, real_answers
from .test_rule_properties import _odd_requests

_UNRESOLVED = ("/./p/about.html", "/x/../p/about.html", "/x/%2e%2e/p/about.html", "/x/%2E%2E/p/about.html")
_EXACT = {"/P/about.html": None, "/p/about.html#x": None}

# Where the answer differs from nginx's in the table of `samples`.
DIFFERENT: dict[str, dict[str, str | None]] = {
    "haproxy": {
        **_EXACT,
        **dict.fromkeys(_UNRESOLVED),
        "/hash#.html": "/hash/",
        "/search?q=love+advice#x": "/",
    },
    "caddy": {
        **_EXACT,
        **dict.fromkeys(_UNRESOLVED),
        **dict.fromkeys(("//p/about.html", "/p//about.html", "/latin-%E9.html", "/latin-\udce9.html")),
        "/hash#.html": "/hash/",
        "/search?q=love+advice#x": "/",
    },
    "lighttpd": {
        "/P/about.html": None,
        "/../p/about.html": "/about/",
        "/search/label/tea time": "/category/tea-time/",
    },
    "php": {**_EXACT, "/hash#.html": "/hash/", "/search?q=love+advice#x": "/"},
    "varnish": {
        **_EXACT,
        **dict.fromkeys(_UNRESOLVED),
        "/hash#.html": "/hash/",
        "/search?q=love+advice#x": "/",
    },
    "python-middleware": {**_EXACT, "/hash#.html": "/hash/", "/search?q=love+advice#x": "/"},
}
RUNNING = tuple(name for name in DIFFERENT if registry.load("target", name).engine(None))


def _rules(name: str, *, trial: bool = False):
    return planned(registry.load("target", name), replace(compiled().rules, trial=trial)).rules


def _askable(name: str, cases):
    return askable(cases, registry.load("target", name).engine(None))


def _seen(got: Observed) -> tuple[int, tuple[str, ...]]:
    return (got.status, got.locations) if redirects(got) else (404, ())


def _model(name: str, rules, cases) -> list[tuple[int, tuple[str, ...]]]:
    return list(map(_seen, simulated(registry.load("target", name), rules)(cases)))


def _row(old: str, new: str, verdict: Verdict = Verdict.MOVED) -> UrlMapping:
    return UrlMapping(old=old, kind=UrlKind.POST, verdict=verdict, new=new)


def _new(status: int) -> str | None:
    return None if status == 410 else f"{NEW}/{status}/"


def _same_domain():
    site = "http://blog.example"
    rows = [_row(f"{site}/2009/05/{n}.html", f"https://blog.example/{n}/") for n in "abc"]
    rows.append(_row(f"{site}/kept/", f"{site}/kept/", Verdict.KEPT))
    hosts = ("blog.example", "www.blog.example")
    return compile_rules(rows, Move(old_hosts=hosts, new_url="https://blog.example", main="blog.example"))


def _two_sites():
    rows = [_row(f"http://{host}/x.html", f"{NEW}/{host}/") for host in ("a.example", "b.example")]
    return compile_rules(rows, Move(old_hosts=("a.example", "b.example", "www.b.example"), new_url=NEW))


@pytest.mark.parametrize("name", DIFFERENT)
def test_the_model_answers_hostile_requests_as_the_table_says(name: str) -> None:
    target, rules = registry.load("target", name), _rules(name)
    for request, nginx, *_ in HOSTILE:
        label = DIFFERENT[name].get(request, nginx)
        got = target.answer(rules, OLD_HOST, request)
        wanted = Answer(410) if label == "410" else label and Answer(301, NEW + label)
        assert (request[:60], got) == (request[:60], wanted)


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
def test_the_model_and_the_real_server_agree_on_hostile_and_odd_requests(name: str) -> None:
    target, rules = registry.load("target", name), _rules(name)
    asked = [row[0] for row in HOSTILE] + _odd_requests(rules)
    cases = _askable(name, [Case(OLD_HOST, one) for one in asked])
    answers = real_answers(target, rules, cases)
    for case, got, model in zip(cases, answers, _model(name, rules, cases), strict=True):
        assert (case.target, _seen(got)) == (case.target, model)
        assert not got.cookies
        assert all(location.startswith(f"{NEW}/") for location in got.locations)


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
@pytest.mark.parametrize("made", [_same_domain, _two_sites])
def test_moves_on_the_same_domain_and_of_two_sites_are_answered_for_real(name: str, made) -> None:
    target, result = registry.load("target", name), made()
    subject = Subject(target, planned(target, result.rules), result.kept, no_variants)
    cases = _askable(name, subject.cases())
    answers = real_answers(target, subject.plan.rules, cases)
    assert judged(cases, answers, grade=None, files_sha256="").failures == ()  # type: ignore[arg-type]
    assert _model(name, subject.plan.rules, cases) == [_seen(got) for got in answers]


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
def test_campaign_parameters_are_kept_for_real_as_the_model_does(name: str) -> None:
    target, rules = registry.load("target", name), replace(_rules(name), keep_utm=True)
    kept = tuple(rule for rule in rules.rules if "#" not in (rule.target or ""))
    rules = replace(rules, rules=kept)
    queries = ("utm_source=a&utm_id=1", "utm_medium=%20x&m=1&utm_source=b", "utm_source=<b>&utm_source=c")
    queries += ("xutm_source=a", "utm_source=", "utm_source=a%0d%0aSet-Cookie:b")
    paths = ("/p/about.html?", "/{x}.html?", "/search?q=love+advice&", "/gone.html?")
    cases = [Case(OLD_HOST, path + query) for path in paths for query in queries]
    answers = real_answers(target, rules, cases)
    assert [_seen(got) for got in answers] == _model(name, rules, cases)
    kept_utm = "" if target.capabilities.query == ALWAYS_DROPS else "?utm_source=b&utm_medium=%20x"
    assert answers[1].locations == (f"{NEW}/about/{kept_utm}",)


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
def test_each_rule_answers_with_its_own_status_though_others_share_its_path(name: str) -> None:
    target = registry.load("target", name)
    statuses = {(): 410, (("y", "1"),): 301, (("y", "2"),): 410, (("y", "1"), ("z", "a b")): 308}
    rows = [
        RedirectRule(host=OLD_HOST, path="/x", query=query, status=status, target=_new(status))
        for query, status in statuses.items()
    ]
    rows += [
        RedirectRule(host=OLD_HOST, path=f"/{n}", status=n, target=_new(n)) for n in (302, 307, 308, 410)
    ]
    rules = RuleSet(rules=tuple(rows), hosts=(OLD_HOST,), new_url=NEW)
    asked = [
        "/x",
        "/x?m=1",
        "/x?y=1",
        "/x?y=2",
        "/x?y=3",
        "/x?y=1&z=a+b",
        "/x?z=a%20b",
        "/302",
        "/307",
        "/308",
    ]
    cases = _askable(name, [Case(OLD_HOST, one) for one in [*asked, "/410", "/302?m=1"]])
    answers = [_seen(got) for got in real_answers(target, rules, cases)]
    assert [status for status, _ in answers] == [410, 410, 301, 410, 410, 308, 410, 302, 307, 308, 410, 302]
    assert answers == _model(name, rules, cases)


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
def test_a_trial_answers_302_that_nobody_may_keep(name: str) -> None:
    target, rules = registry.load("target", name), _rules(name, trial=True)
    engine = target.engine(None)
    if found_binary(engine.binary) is None:
        pytest.skip(f"{engine.binary} is not installed")
    cases = [Case(OLD_HOST, "/p/about.html"), Case(OLD_HOST, "/search?q=love+advice")]
    replies = ask_server(engine, emitted(target, rules), cases, lambda _count: None)
    wanted = [Answer(302, f"{NEW}/about/"), Answer(302, f"{NEW}/?s=love+advice")]
    assert [Answer(reply.status, *reply.values("location")) for reply in replies] == wanted
    assert [reply.values("cache-control") for reply in replies] == [("no-store",)] * 2
    assert [target.answer(rules, case.host, case.target) for case in cases] == wanted


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
def test_another_host_on_the_same_server_is_not_touched(name: str) -> None:
    target, rules = registry.load("target", name), _rules(name)
    cases = [Case("other.example", "/p/about.html"), Case("other.example", "/gone.html")]
    assert not any(map(redirects, real_answers(target, rules, cases)))
    assert not any(target.answer(rules, case.host, case.target) for case in cases)


@pytest.mark.engine
@pytest.mark.parametrize("name", RUNNING)
def test_no_rules_at_all_make_a_server_that_starts(name: str) -> None:
    target, rules = registry.load("target", name), replace(_rules(name), rules=())
    (got,) = real_answers(target, rules, [Case(OLD_HOST, "/p/about.html")])
    assert not redirects(got)
    assert got.status


@pytest.mark.parametrize("name", DIFFERENT)
def test_the_readme_tells_how_to_apply_check_and_undo(name: str) -> None:
    text = emitted(registry.load("target", name), _rules(name, trial=True))["README.md"].decode()
    assert all(f"\n## {title}\n" in text for title in ("Apply", "Check", "Undo"))
    assert "trial" in text
