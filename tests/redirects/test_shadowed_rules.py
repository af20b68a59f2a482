"""Rules of an imported list that no request reaches: named, and the one that answers is kept."""

from __future__ import annotations

from migrator.redirects.pairs import Sites
from migrator.redirects.sources._contract import Given
from migrator.redirects.sources.htaccess import PLUGIN as HTACCESS
from migrator.redirects.sources.netlify import PLUGIN as NETLIFY

SHADOWED = """Redirect 301 /a /first/
Redirect 301 /a /second/
RedirectMatch 301 ^/b$ /b1/
RedirectMatch 301 ^/b/?$ /b2/
Redirect 301 /folder /moved
Redirect 301 /folder/page /elsewhere/
Redirect 301 /folder/same /moved/same
"""


def test_rules_that_no_request_reaches_are_named_and_the_one_that_answers_is_kept() -> None:
    given = Given(".htaccess", {".htaccess": SHADOWED.encode()})
    found = HTACCESS.read(given, Sites("http://old.example", "https://new.example"))
    answers = {row.old.removeprefix("http://old.example"): row.new for row in found.mappings}
    assert answers["/a"] == "https://new.example/first/"
    assert (answers["/b"], answers["/b/"]) == ("https://new.example/b1/", "https://new.example/b2/")
    told = [finding.message for finding in found.findings if finding.code == "redirect.shadowed"]
    assert [message.partition(": it ")[0] for message in told] == [
        ".htaccess, line 2: line 1 answers this address before (/a → /first/)",
        ".htaccess, line 4: line 3 answers this address before (/b → /b1/)",
        ".htaccess, line 6: line 5 answers this address before (/folder → /moved)",
    ]
    assert [message.rpartition(": ")[2] for message in told] == [
        "it was never reached, and is left out.",
        "it was never reached, and is left out.",
        "it took no effect until now.",
    ]


QUERIES = """/shop /store/ 301
/shop id=1 /store/one/ 301
/blog id=2 /two/ 301
/blog /all/ 301
"""
REWRITES = """Redirect 301 /a /alias/
RewriteCond %{QUERY_STRING} ^id=1$
RewriteRule ^a$ /one/ [R=301,L]
RewriteRule ^b$ /b/new/ [R=301,L]
RewriteCond %{QUERY_STRING} ^id=1$
RewriteRule ^b$ /b/one/ [R=301,L]
"""


def test_a_rule_for_a_query_below_one_for_every_query_is_named_and_left_out() -> None:
    given = Given("_redirects", {"_redirects": QUERIES.encode()})
    found = NETLIFY.read(given, Sites("http://old.example", "https://new.example"))
    assert [row.old.removeprefix("http://old.example") for row in found.mappings] == [
        "/shop",
        "/blog?id=2",
        "/blog",
    ]
    (told,) = [finding for finding in found.findings if finding.code == "redirect.shadowed"]
    assert told.url == "/shop?id=1"
    assert "line 1 answers this address before (/shop → /store/)" in told.message


def test_apaches_rewrite_rules_are_tried_before_its_redirects_wherever_they_stand() -> None:
    given = Given(".htaccess", {".htaccess": REWRITES.encode()})
    found = HTACCESS.read(given, Sites("http://old.example", "https://new.example"))
    olds = [row.old.removeprefix("http://old.example") for row in found.mappings]
    assert olds == ["/a", "/a?id=1", "/b"]
