"""From verdicts to rules: what becomes a rule, what is reported, what is never guessed."""

from __future__ import annotations

import pytest

from migrator.errors import InputError
from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.redirects.compile import Move, compile_rules, target_problem

from .samples import NEW, OLD, OLD_HOST, compiled, mapping


def codes(result) -> list[tuple[str, str]]:
    return [(finding.code, finding.url.removeprefix(OLD)) for finding in result.findings]


def targets(result) -> dict[str, str | None]:
    return {rule.path: rule.target and rule.target.removeprefix(NEW) for rule in result.rules.rules}


def same_domain(*rows: tuple[str, str]):
    mappings = [
        UrlMapping(old=f"http://blog.example{a}", kind=UrlKind.POST, verdict=Verdict.MOVED, new=b)
        for a, b in rows
    ]
    move = Move(
        old_hosts=("blog.example", "www.blog.example"), new_url="https://blog.example", main="blog.example"
    )
    return compile_rules(mappings, move)


def test_a_moved_url_becomes_a_301_and_a_gone_one_a_410() -> None:
    result = compiled([mapping("/a.html", "/a/"), mapping("/b.html", None, Verdict.GONE)])
    assert [(r.host, r.path, r.target, r.status) for r in result.rules.rules] == [
        (OLD_HOST, "/a.html", f"{NEW}/a/", 301),
        (OLD_HOST, "/b.html", None, 410),
    ]


@pytest.mark.parametrize("verdict", [Verdict.IGNORED, Verdict.NO_REDIRECT, Verdict.UNEXPLAINED])
def test_other_verdicts_become_no_rule_and_no_finding(verdict: Verdict) -> None:
    result = compiled([mapping("/a.html", None, verdict)])
    assert (result.rules.rules, result.findings) == ((), ())


def test_all_aliases_of_the_blog_share_its_rules() -> None:
    www = UrlMapping(
        old=f"https://www.{OLD_HOST}/a.html", kind=UrlKind.POST, verdict=Verdict.MOVED, new=f"{NEW}/a/"
    )
    assert [rule.host for rule in compiled([www]).rules.rules] == [OLD_HOST]


def test_an_old_url_on_a_host_nobody_of_ours_answers_is_reported() -> None:
    image = UrlMapping(
        old="http://img.example/a.png", kind=UrlKind.IMAGE, verdict=Verdict.MOVED, new=f"{NEW}/a.png"
    )
    assert compiled([image]).findings[0].code == "redirect.not-our-host"


@pytest.mark.parametrize(
    "new",
    [
        "javascript:alert(1)",
        "//evil.example/",
        "ftp://askmarigold.example/",
        "https://evil.example/",
        "https://askmarigold.example.evil.example/",
        "https://me@askmarigold.example/",
        "https://askmarigold.example@evil.example/",
        "https://askmarigold.example\\@evil.example/",
        "https://askmarigold.example/a b",
        "https://askmarigold.example/a\r\nSet-Cookie:x",
        "https://askmarigold.example/é",
        'https://askmarigold.example/"',
        "https://askmarigold.example/{x}",
        "https://askmarigold.example/%zz",
        "https://askmarigold.example/%",
        "https://askmarigold.example:8443/",
        "https://askmarigold.example/?",
        "/relative/",
        "",
    ],
)
def test_a_target_that_is_not_strictly_a_url_on_the_new_host_is_refused(new: str) -> None:
    bad = UrlMapping(old=f"{OLD}/a.html", kind=UrlKind.POST, verdict=Verdict.MOVED, new=new)
    result = compiled([bad])
    assert result.rules.rules == ()
    assert result.findings[0].code in {"redirect.bad-target", "redirect.no-target"}


@pytest.mark.parametrize("new", ["https://askmarigold.example/a/?b=c#d", "http://askmarigold.example/%C3%A9"])
def test_a_strict_target_is_accepted(new: str) -> None:
    assert target_problem(new, NEW) is None


def test_a_target_without_path_gets_one() -> None:
    result = compiled([mapping("/c.html", "?p=1"), mapping("/d.html", "#top")])
    assert targets(result) == {"/c.html": "/?p=1", "/d.html": "/#top"}


def test_a_dollar_sign_in_a_target_is_encoded_as_servers_take_it_for_a_variable() -> None:
    assert targets(compiled([mapping("/b.html", "/$1/")])) == {"/b.html": "/%241/"}


@pytest.mark.parametrize(
    ("old", "code"),
    [
        ("/a%zz.html", "redirect.bad-old-url"),
        ("/../a.html", "redirect.bad-old-url"),
        ("/a%00.html", "redirect.bad-old-url"),
        ("/a%0d%0aSet-Cookie:x.html", "redirect.bad-old-url"),
        ("/a%09.html", "redirect.bad-old-url"),
        ("/a.html\n", "redirect.bad-old-url"),
        ("/a.html?utm_source=x\r\nHost: evil.example", "redirect.bad-old-url"),
        ("/?p=", "redirect.bad-query"),
        ("/?p=1&p=2", "redirect.bad-query"),
        ("/?a%20b=1", "redirect.bad-query"),
        ("/?p=%0a", "redirect.bad-query"),
    ],
)
def test_an_old_url_no_server_could_match_is_refused_with_a_reason(old: str, code: str) -> None:
    result = compiled([mapping(old, "/a/")])
    assert result.rules.rules == ()
    assert codes(result) == [(code, old)]


def test_a_path_is_decoded_and_merged_as_servers_do() -> None:
    result = compiled([mapping("//a/./b%20c/../d%E9.html", "/a/")])
    assert [rule.path for rule in result.rules.rules] == ["/a/d\udce9.html"]


def test_noise_parameters_are_no_condition() -> None:
    result = compiled([mapping("/a?m=1&utm_source=x&showComment=1&p=7&m=201005", "/a/")])
    assert [rule.query for rule in result.rules.rules] == [(("m", "201005"), ("p", "7"))]


def test_equal_answers_for_one_address_are_one_rule() -> None:
    result = compiled([mapping("/a%7E.html", "/a/"), mapping("/a~.html", "/a/")])
    assert (len(result.rules.rules), result.findings) == (1, ())


def test_different_answers_for_one_address_are_reported_and_none_is_picked() -> None:
    result = compiled([mapping("/a%7E.html", "/a/"), mapping("/a~.html", "/b/"), mapping("/c.html", "/c/")])
    assert targets(result) == {"/c.html": "/c/"}
    assert codes(result) == [("redirect.collision", "/a%7E.html"), ("redirect.collision", "/a~.html")]
    assert f"{OLD}/a~.html → {NEW}/b/" in result.findings[0].message


def test_a_rule_on_a_kept_address_is_reported() -> None:
    result = compiled([mapping("/a.html", "/a/"), mapping("/%61.html", "/a.html", Verdict.KEPT)])
    assert result.rules.rules == ()
    assert codes(result) == [("redirect.collision", "/a.html")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("/a", "https://blog.example/a", "redirect.self"),
        ("/a", "http://blog.example/a", "redirect.self"),
        ("/%61", "https://blog.example/a", "redirect.self"),
        ("/a", "https://blog.example/a/", "redirect.twin"),
        ("/a/", "https://blog.example/a", "redirect.twin"),
        ("/", "https://blog.example", "redirect.self"),
        ("/a", "https://blog.example/a?x=1", "redirect.loop"),
    ],
)
def test_a_redirect_to_itself_or_its_twin_is_refused(old: str, new: str, code: str) -> None:
    result = same_domain((old, new))
    assert result.rules.rules == ()
    assert [finding.code for finding in result.findings] == [code]


def test_a_chain_through_another_spelling_of_an_old_url_becomes_one_hop() -> None:
    result = same_domain(("/a", "http://blog.example/%62?x=1"), ("/b", "https://blog.example/c"))
    assert {rule.path: rule.target for rule in result.rules.rules} == {
        "/a": "https://blog.example/c",
        "/b": "https://blog.example/c",
    }
    assert [(finding.code, finding.severity) for finding in result.findings] == [("redirect.chain", "info")]


def test_a_long_chain_becomes_one_hop() -> None:
    rows = [(f"/{n}", f"https://blog.example/{n + 1}") for n in range(50)]
    result = same_domain(*rows)
    assert {rule.target for rule in result.rules.rules} == {"https://blog.example/50"}
    assert [finding.code for finding in result.findings] == ["redirect.chain"] * 49


def test_a_loop_and_everything_that_leads_into_it_is_refused() -> None:
    result = same_domain(
        ("/a", "https://blog.example/b"),
        ("/b", "https://blog.example/c"),
        ("/c", "https://blog.example/b"),
        ("/x", "https://blog.example/y"),
    )
    assert [rule.path for rule in result.rules.rules] == ["/x"]
    assert [finding.code for finding in result.findings] == ["redirect.loop"] * 3


def test_a_chain_that_ends_in_a_gone_url_is_refused() -> None:
    rows = [
        UrlMapping(
            old="http://blog.example/a",
            kind=UrlKind.POST,
            verdict=Verdict.MOVED,
            new="https://blog.example/b",
        ),
        UrlMapping(old="http://blog.example/b", kind=UrlKind.POST, verdict=Verdict.GONE),
    ]
    move = Move(old_hosts=("blog.example",), new_url="https://blog.example")
    result = compile_rules(rows, move)
    assert [rule.path for rule in result.rules.rules] == ["/b"]
    assert [finding.code for finding in result.findings] == ["redirect.chain-to-gone"]


def test_variants_with_a_path_or_value_of_their_own_get_a_rule() -> None:
    def variants(url: str) -> list[str]:
        path, mark, query = url.partition("?")
        noise = f"{url}&m=1" if mark else f"{url}?m=1"
        return [f"{path}/{mark}{query}", noise, url.replace("http:", "https:"), url.replace("%2B", "-")]

    move = Move(old_hosts=(OLD_HOST,), new_url=NEW)
    result = compile_rules([mapping("/a", "/x/"), mapping("/s?q=1%2B2", "/y/")], move, variants)
    assert [(rule.path, rule.query) for rule in result.rules.rules] == [
        ("/a", ()),
        ("/a/", ()),
        ("/s", (("q", "1+2"),)),
        ("/s", (("q", "1-2"),)),
        ("/s/", (("q", "1+2"),)),
    ]


def test_a_row_of_its_own_wins_over_another_rows_variant_and_that_is_told() -> None:
    move = Move(old_hosts=(OLD_HOST,), new_url=NEW)
    rows = [mapping("/a", "/x/"), mapping("/a/", "/y/")]
    result = compile_rules(rows, move, lambda url: [url.rstrip("/") + "/"])
    assert targets(result) == {"/a": "/x/", "/a/": "/y/"}
    assert codes(result) == [("redirect.variant", "/a/")]


def test_fragments_and_kept_campaign_parameters_exclude_each_other() -> None:
    assert codes(compiled([mapping("/a", "/x/#y")], keep_utm=True)) == [("redirect.fragment", "/a")]


def _row(host: str, path: str, new: str) -> UrlMapping:
    return UrlMapping(old=f"http://{host}{path}", kind=UrlKind.OTHER, verdict=Verdict.MOVED, new=NEW + new)


def test_hosts_of_separate_sites_keep_separate_rules() -> None:
    rows = [
        _row("a.example", "/x", "/ax/"),
        _row("b.example", "/x", "/bx/"),
        _row("www.a.example", "/y", "/ay/"),
    ]
    move = Move(old_hosts=("a.example", "b.example", "www.a.example"), new_url=NEW)
    assert [(r.host, r.path) for r in compile_rules(rows, move).rules.rules] == [
        ("a.example", "/x"),
        ("a.example", "/y"),
        ("b.example", "/x"),
    ]


def test_different_answers_on_a_host_and_its_www_twin_are_a_collision() -> None:
    rows = [_row("a.example", "/x", "/1/"), _row("www.a.example", "/x", "/2/")]
    move = Move(old_hosts=("a.example", "www.a.example"), new_url=NEW)
    assert [finding.code for finding in compile_rules(rows, move).findings] == ["redirect.collision"] * 2


@pytest.mark.parametrize("host", ["a; } server {", "a b", "", "a\nb", "*", "a/b"])
def test_a_host_that_is_none_never_reaches_a_configuration(host: str) -> None:
    with pytest.raises(InputError, match="is no host name"):
        compile_rules([], Move(old_hosts=("a.example", host), new_url=NEW))


def test_hosts_are_written_in_lower_case_ascii() -> None:
    move = Move(old_hosts=("Bücher.Example", "bücher.example:80"), new_url=NEW)
    assert compile_rules([], move).rules.hosts == ("xn--bcher-kva.example",)


def kept_on_one_domain():
    def variants(url: str) -> list[str]:
        loud = url.replace("/x/", "/X/")
        return [f"{url}index.html", loud, url.rstrip("/"), *(f"{url}?{q}" for q in ("m=1", "utm_source=x"))]

    here = "http://blog.example"
    rows = [
        UrlMapping(old=f"{here}/x/", kind=UrlKind.PAGE, verdict=Verdict.KEPT, new=f"{here}/x/"),
        UrlMapping(old=f"{here}/Old", kind=UrlKind.PAGE, verdict=Verdict.MOVED, new=f"{here}/new/"),
        UrlMapping(old=f"{here}/NEW/", kind=UrlKind.PAGE, verdict=Verdict.MOVED, new=f"{here}/new/"),
    ]
    return compile_rules(rows, Move(old_hosts=("blog.example",), new_url=here, main="blog.example"), variants)


def test_other_paths_of_a_kept_url_lead_to_it_and_what_only_tracks_does_not() -> None:
    rules = {(rule.path, rule.query): rule.target for rule in kept_on_one_domain().rules.rules}
    to_kept = [key for key, target in rules.items() if target == "http://blog.example/x/"]
    assert to_kept == [("/X/", ()), ("/x/", (("m", "1"),)), ("/x/index.html", ())]


def test_the_pages_that_live_on_an_old_host_are_known() -> None:
    assert kept_on_one_domain().rules.kept == {("blog.example", "/x/"), ("blog.example", "/new/")}
    assert compiled([mapping("/a", "/b/")]).rules.kept == frozenset()
