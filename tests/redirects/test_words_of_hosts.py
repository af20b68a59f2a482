"""Words that one host or another gives a meaning: as an old URL, a new one or a host name they stay text or are refused."""

from __future__ import annotations

import csv
import io

import pytest

from migrator import registry
from migrator.errors import InputError
from migrator.model import RedirectRule
from migrator.redirects.compile import Move, compile_rules
from migrator.redirects.lowering import kind_of, planned
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.proving import emitted

from .hostile import compiled_rows, row
from .reading import pairs_in
from .samples import NEW, OLD, OLD_HOST

# An old path and the end of a new URL that this host would take for more than text, and what becomes of the rule.
MEANT = (
    *(
        ("netlify", "/a/*/b", "/n/", "wildcard"),
        ("netlify", "/a/**/", "/n/", "wildcard"),
        ("netlify", "/a/*", "/n/", "wildcard"),
    ),
    *(
        ("netlify", "/a/:b", "/n/", "placeholder"),
        ("netlify", "/.netlify/x", "/n/", "reserved"),
        ("netlify", "/a*b/x", "/n/", ""),
    ),
    *(
        ("netlify", "/a", "/:splat", ""),
        ("netlify", "/Country=de", "/n/", ""),
        ("netlify", "/a?b=%25c&d=%25", "/?n=1", "encoding"),
        ("netlify", "/301!", "/n/!", ""),
    ),
    *(("cloudflare-pages", "/a/*", "/n/", "wildcard"), ("cloudflare-pages", "/a:b", "/:b", "wildcard")),
    *(
        ("cloudflare-pages", "/cdn-cgi/trace", "/n/", "reserved"),
        ("cloudflare-pages", "/a", "//n", "double-slash"),
    ),
    *(
        ("cloudflare-bulk", "/cdn-cgi/x", "/n/", "reserved"),
        ("cloudflare-worker", "/cdn-cgi", "/n/", "reserved"),
    ),
    *(("cloudflare-pages", "/a\\b", "/n/", "resolved"), ("cloudflare-worker", "/x//../a", "/n/", "resolved")),
    *(
        ("vercel", "/[a", "/n/", ""),
        ("vercel", "/(a)+{b}?", "/n/", ""),
        ("vercel", "/a", "/$1", ""),
        ("vercel", "/:a", "/n/", ""),
    ),
    *(
        ("firebase", "/__/auth", "/n/", "reserved"),
        ("firebase", "/a%252Fb", "/n/", "encoding"),
        ("firebase", "/a*(b)", "/n/", ""),
    ),
    *(
        ("firebase", "/a", "/:b", "parameter"),
        ("azure-swa", "/a*", "/n/", "reserved"),
        ("azure-swa", "/.auth/me", "/n/", "reserved"),
    ),
    *(
        ("s3", "/file://etc/passwd", "/n/", "command"),
        ("s3", "/https://evil.example/x", "/n/", "command"),
        ("s3", "/--x", "/n/", ""),
    ),
    *(
        ("ghost", "/a(b)*", "/$n", ""),
        ("ghost", "/a", "/'n'", "apostrophe"),
        ("apache", "/a%252Fb", "/n/", "escaped-escape"),
    ),
    *(
        ("apache", "/$1-%{HTTP_HOST}", "/%251-%2", ""),
        ("apache-htaccess", "/-", "/%2", ""),
        ("apache", "/a%2Fb%2F..%2F..", "/n", ""),
    ),
    *(
        ("nginx", "/~^.*$", "/$uri", ""),
        ("nginx", "/a;}", "/;", ""),
        ("caddy", "/{$HOME}`", "/$1", ""),
        ("haproxy", "/a #b", "/n#b", ""),
    ),
    *(
        ("lighttpd", "/%1", "/%C3%a9-%1", ""),
        ("varnish", '/a"}b', "/%22%7B", ""),
        ("iis", "/{R}", "/(n)", ""),
        ("iis", "/a<b", "/n/", "forbidden"),
    ),
    *(
        ("wordpress-redirection", "/a", "/[userid]", "placeholder"),
        ("blogger-theme", "/]]></script>", "/&amp;", "client-side"),
    ),
    *(
        ("tumblr-theme", "/{Title}", "/n/", "client-side"),
        ("html-stubs", "/CNAME", "/n/&amp;'", "stub"),
        ("yoast", "/=1+1", "/n/", "characters"),
    ),
)


@pytest.mark.parametrize(("name", "old", "new", "kind"), MEANT)
def test_a_word_that_means_more_to_a_host_is_text_or_refused_by_its_kind(
    name: str, old: str, new: str, kind: str
) -> None:
    result, target = compiled_rows([row(old, NEW + new)]), registry.load("target", name)
    (rule,) = result.rules.rules or (None,)
    if rule is None:
        assert (kind, [finding.severity for finding in result.findings]) == ("", ["error"])
        return
    lowered = target.lower(rule)
    assert (lowered.grade == "exact", kind_of(lowered)) == (not kind, kind)
    plan = planned(target, result.rules)
    assert (
        pairs_in(name, emitted(target, plan.rules)) == {(r.path, r.target) for r in plan.rules.rules}
        or name == "html-stubs"
    )


@pytest.mark.parametrize(
    "host",
    ["a;b", "a b", "a{b}", "*", "*.example", "~x", "$host", "a\nb", 'a"b', "-a", "a#b", "%{HOST}", "x@y", ""],
)
def test_a_host_name_that_could_be_more_than_one_never_reaches_a_file(host: str) -> None:
    with pytest.raises(InputError):
        compile_rules([], Move(old_hosts=(host,), new_url=NEW))


@pytest.mark.parametrize("name", [n for n in registry.names("target") if n != "blogger-custom-redirects"])
@pytest.mark.parametrize(
    "host",
    ["default", "hostnames", "include", "volatile", "localhost", "0", "127.0.0.1", "xn--e1afmkfd.example"],
)
def test_a_host_named_like_a_word_of_a_configuration_is_a_name_and_no_more(name: str, host: str) -> None:
    result = compile_rules([row("/a", f"{NEW}/a/", host=host)], Move(old_hosts=(host,), new_url=NEW))
    target = registry.load("target", name)
    plan = planned(target, result.rules)
    rules = plan.rules
    assert emitted(target, rules)
    if target.capabilities.answers_requests and plan.exact:
        assert target.answer(rules, host, "/a").location == f"{NEW}/a/"
        assert target.answer(rules, OLD_HOST, "/a") is None


@pytest.mark.parametrize(
    "reason", ["=1+1", "+1", "-1", "@x", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("https://evil.example")']
)
def test_no_cell_of_a_list_is_a_formula(reason: str) -> None:
    rule = RedirectRule(host=OLD_HOST, path="/=1", target=f"{NEW}/=1", old=f"{OLD}/=1", reason=reason)
    rules = RuleSet(rules=(rule,), hosts=(OLD_HOST,), new_url=NEW)
    for name in (
        "csv",
        "yoast",
        "rank-math",
        "safe-redirect-manager",
        "wordpress-redirection",
        "cloudflare-bulk",
    ):
        for path, content in emitted(registry.load("target", name), rules).items():
            cells = (
                [cell for line in csv.reader(io.StringIO(content.decode())) for cell in line]
                if path.endswith(".csv")
                else []
            )
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
