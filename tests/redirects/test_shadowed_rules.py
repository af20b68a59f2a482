"""Rules of an imported list that no request reaches: named, and the one that answers is kept."""

from __future__ import annotations

from migrator.redirects.pairs import Sites
from migrator.redirects.sources._contract import Given
from migrator.redirects.sources.htaccess import PLUGIN as HTACCESS

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
