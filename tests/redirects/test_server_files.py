"""Particulars of nginx, Apache and CSV files: same-domain moves, several sites, hash files, limits."""

from __future__ import annotations

import subprocess
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from migrator import registry
from migrator.model import RedirectRule, UrlKind, UrlMapping, Verdict
from migrator.prove.engine import ask_server, found_binary
from migrator.redirects.compile import Move, compile_rules, no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case, redirects
from migrator.redirects.targets import _contract
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.proving import Subject, emitted

from .samples import HOSTS, NEW, OLD_HOST, compiled, mapping, real_answers

if TYPE_CHECKING:
    from pathlib import Path

SERVERS = ("nginx", "apache", "apache-htaccess")


def _row(old: str, new: str, verdict: Verdict = Verdict.MOVED) -> UrlMapping:
    return UrlMapping(old=old, kind=UrlKind.POST, verdict=verdict, new=new)


def _same_domain():
    site = "http://blog.example"
    rows = [_row(f"{site}/2009/05/{n}.html", f"https://blog.example/{n}/") for n in "abc"]
    rows.append(_row(f"{site}/kept/", f"{site}/kept/", Verdict.KEPT))
    move = Move(
        old_hosts=("blog.example", "www.blog.example"), new_url="https://blog.example", main="blog.example"
    )
    return compile_rules(rows, move)


def _two_sites():
    rows = [_row(f"http://{host}/x.html", f"{NEW}/{host}/") for host in ("a.example", "b.example")]
    return compile_rules(rows, Move(old_hosts=("a.example", "b.example", "www.b.example"), new_url=NEW))


def _proved(name: str, result) -> list[str]:
    target = registry.load("target", name)
    cases = Subject(target, planned(target, result.rules), result.kept, no_variants).cases()
    answers = real_answers(target, result.rules, cases)
    wrong = []
    for case, got in zip(cases, answers, strict=True):
        wanted = case.expected and (case.expected.status, (case.expected.location,))
        if wanted != ((got.status, got.locations) if redirects(got) else None):
            wrong.append(case.url)
    return wrong


@pytest.mark.engine
@pytest.mark.parametrize("name", SERVERS)
def test_on_the_same_domain_only_moved_urls_redirect(name: str) -> None:
    assert _proved(name, _same_domain()) == []


@pytest.mark.engine
@pytest.mark.parametrize("name", SERVERS)
def test_two_old_sites_answer_the_same_path_differently(name: str) -> None:
    assert _proved(name, _two_sites()) == []


@pytest.mark.parametrize(
    ("name", "path"), [("nginx", "migrator/same-domain.conf"), ("apache", "migrator/same-domain.conf")]
)
def test_on_the_same_domain_there_is_a_part_to_include_and_no_server_of_its_own(name: str, path: str) -> None:
    files = emitted(registry.load("target", name), _same_domain().rules)
    assert path in files
    assert "listen.conf" not in str(files.keys())
    assert b"404" not in files[path]
    assert b"same-domain.conf" in files["README.md"]


def test_on_the_same_domain_htaccess_leaves_other_urls_to_the_new_site() -> None:
    files = emitted(registry.load("target", "apache-htaccess"), _same_domain().rules)
    assert b"R=404" not in files["htaccess.txt"]


def test_nginx_makes_room_for_its_longest_key_before_the_first_map() -> None:
    rules = compiled([mapping("/" + "a" * 300, "/x/")]).rules
    text = emitted(registry.load("target", "nginx"), rules)["migrator/map.conf"].decode()
    assert text.index("map_hash_bucket_size 512;") < text.index("map $uri")


def test_nginx_makes_room_for_long_host_names() -> None:
    rules = replace(compiled().rules, hosts=("a" * 60 + ".example",))
    text = emitted(registry.load("target", "nginx"), rules)["migrator/map.conf"]
    assert b"server_names_hash_bucket_size" in text


@pytest.mark.engine
@pytest.mark.parametrize("length", [60, 100, 101, 102, 103, 104, 105, 230, 487, 488, 1_000, 3_790])
def test_nginx_reads_keys_of_any_length_it_accepts(length: int) -> None:
    result = compiled([mapping("/" + "a" * (length - 1), "/x/")])
    case = Case(OLD_HOST, "/" + "a" * (length - 1))
    (got,) = real_answers(registry.load("target", "nginx"), result.rules, [case])
    assert got.locations == (f"{NEW}/x/",)


@pytest.mark.engine
@pytest.mark.parametrize("length", [970, 980, 990, 1_010, 1_024, 1_100, 3_000])
def test_apache_answers_with_targets_longer_than_a_line_of_its_map(length: int) -> None:
    new = "/" + "b," * (length // 2) + "/%C3%A9/?x=1"
    result = compiled([mapping("/a.html", new), mapping("/b.html", "/ok/")])
    answers = real_answers(
        registry.load("target", "apache"),
        result.rules,
        [Case(OLD_HOST, "/a.html"), Case(OLD_HOST, "/b.html")],
    )
    assert [got.locations for got in answers] == [(NEW + new,), (f"{NEW}/ok/",)]


@pytest.mark.engine
def test_apache_answers_the_same_from_hash_files(tmp_path: Path) -> None:
    convert = found_binary("httxt2dbm")
    target = registry.load("target", "apache")
    engine = target.engine(tmp_path)
    if convert is None or found_binary(engine.binary) is None:
        pytest.skip("apache2 with httxt2dbm is not installed")
    result = compiled()
    rules = planned(target, result.rules).rules
    files = emitted(target, rules)
    for kind in ("paths", "queries"):
        (tmp_path / "in.txt").write_bytes(files.pop(f"migrator/rules-{kind}.txt"))
        made = tmp_path / f"{kind}.map"
        subprocess.run([convert, "-f", "sdbm", "-i", tmp_path / "in.txt", "-o", made], check=True)
        for ending in (".dir", ".pag"):
            files[f"migrator/rules-{kind}.map{ending}"] = made.with_name(made.name + ending).read_bytes()
    cases = [
        case for case in Subject(target, planned(target, rules), (), no_variants).cases() if case.expected
    ]
    with_dbm = replace(engine, argv=(*engine.argv, "-D", "MIGRATOR_DBM"), check=None)
    replies = ask_server(with_dbm, files, cases, lambda _count: None)
    wanted = [(case.expected.status, case.expected.location) for case in cases]
    assert [(r.status, next(iter(r.values("location")), None)) for r in replies] == wanted


def test_csv_cells_cannot_become_formulas() -> None:
    rule = RedirectRule(host=OLD_HOST, path="/a", target=f"{NEW}/", reason="=cmd|' /C calc'!A0")
    rules = RuleSet(rules=(rule,), hosts=HOSTS, new_url=NEW)
    text = emitted(registry.load("target", "csv"), rules)["redirects.csv"].decode()
    assert f"http://{OLD_HOST}/a,{NEW}/,301,'=cmd" in text


def test_the_contracts_own_example_works() -> None:
    source = textwrap.dedent("    " + (_contract.__doc__ or "").partition("\n\n    ")[2])
    names = "from migrator.redirects.targets._contract import *\n"
    scope: dict[str, Any] = {}
    exec(f"from __future__ import annotations\n{names}{source}", scope)
    plan = planned(scope["PLUGIN"], compiled([mapping("/a", "/x/"), mapping("/?p=1", "/y/")]).rules)
    assert [row.rule.path for row in plan.refused] == ["/"]
    assert b"url=https://askmarigold.example/x/" in emitted(scope["PLUGIN"], plan.rules)["site/a.html"]
