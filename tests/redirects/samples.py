"""A small blog with the most hostile addresses, and what each server must make of hostile requests."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

import pytest

from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.prove.engine import ask_server, found_binary
from migrator.redirects.compile import Compiled, Move, compile_rules
from migrator.stages.proving import emitted, observed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrator.redirects.proof import Case, Observed
    from migrator.redirects.targets._contract import RuleSet, Target

OLD_HOST = "dearmarigold.example"
OLD = f"http://{OLD_HOST}"
NEW = "https://askmarigold.example"
SAME_HOST = frozenset({"blogger-custom-redirects"})
HOSTS = (OLD_HOST, f"www.{OLD_HOST}", "dearmarigold.blogspot.example")
LONG = "/2010/05/" + "%E3%81%82" * 150 + ".html"  # 459 bytes, 1,359 as Apache's map spells it

PAGES = {
    "/": "/",
    "/index.html": "/",
    "/2009/05/tea-for-two.html": "/tea-for-two/",
    "/p/about.html": "/about/",
    "/2009/05/": "/2009/05/",
    "/caf%C3%A9.html": "/cafe/",
    "/latin-%E9.html": "/latin/",
    "/search": "/",
    "/search?q=love%20advice": "/?s=love+advice",
    "/search?q=a%2Bb": "/?s=a%2Bb",
    "/search?updated-max=2010-10-02T10:09:00-04:00": "/2010/10/",
    "/search/label/tea%20time": "/category/tea-time/",
    "/search/label/a%2Fb": "/category/a-b/",
    "/search/label/a+b": "/category/a-plus-b/",
    "/Case.html": "/upper/",
    "/case.html": "/lower/",
    "/$1.html": "/dollar/",
    "/{x}.html": "/x/?p=1",
    "/quote%22s'.html": "/quotes/",
    "/hash%23.html": "/hash/",
    "/mark%3F.html": "/mark/",
    "/semi;colon.html": "/a%20b/",
    "/back%5Cslash.html": "/%C3%A9/",
    "/100%25.html": "/percent/",
    "/~tilde.html": "/tilde/",
    "/*(s)[a]%7C%3Cb%3E.html": "/star/",
    "/%EF%BB%BFbom.html": "/bom/#top",
    LONG: "/long/",
    "/?p=123": "/p123/",
    "/x?y=1&z=%C3%A9": "/two-conditions/",
    "/x?y=1": "/one-condition/",
}
MOVED_INSIDE = {f"/2011/05/post_{number}.html": f"/2012/05/post-{number}.html" for number in range(16)}
GONE = ("/gone.html", "/?p=124")
KEPT = "/kept/"

HOSTILE = (
    # request target, nginx, Apache, .htaccess: the new path, "410", or None for no redirect
    ("/caf%C3%A9.html", "/cafe/", "/cafe/", "/cafe/"),
    ("/caf%c3%a9.html", "/cafe/", "/cafe/", "/cafe/"),
    ("/café.html", "/cafe/", "/cafe/", "/cafe/"),
    ("/latin-%E9.html", "/latin/", "/latin/", "/latin/"),
    ("/latin-\udce9.html", "/latin/", "/latin/", "/latin/"),
    ("/search/label/a%2Fb", "/category/a-b/", "/category/a-b/", None),
    ("/search/label/a%2fb", "/category/a-b/", "/category/a-b/", None),
    ("/search/label/tea%20time", "/category/tea-time/", "/category/tea-time/", "/category/tea-time/"),
    ("/search/label/tea+time", None, None, None),
    ("/search/label/tea time", None, None, None),
    ("/search/label/a+b", "/category/a-plus-b/", "/category/a-plus-b/", "/category/a-plus-b/"),
    ("/search/label/a%2Bb", "/category/a-plus-b/", "/category/a-plus-b/", "/category/a-plus-b/"),
    ("/search/label/a%20b", None, None, None),
    ("/%71uote%22s'.html", "/quotes/", "/quotes/", "/quotes/"),
    ("/quote\"s'.html", "/quotes/", "/quotes/", "/quotes/"),
    ("/$1.html", "/dollar/", "/dollar/", "/dollar/"),
    ("/%241.html", "/dollar/", "/dollar/", "/dollar/"),
    ("/{x}.html", "/x/?p=1", "/x/?p=1", "/x/?p=1"),
    ("/%7Bx%7D.html", "/x/?p=1", "/x/?p=1", "/x/?p=1"),
    ("/hash%23.html", "/hash/", "/hash/", "/hash/"),
    ("/hash#.html", None, None, None),
    ("/p/about.html#x", "/about/", None, None),
    ("/semi;colon.html", "/a%20b/", "/a%20b/", "/a%20b/"),
    ("/semi%3Bcolon.html", "/a%20b/", "/a%20b/", "/a%20b/"),
    ("/back%5Cslash.html", "/%C3%A9/", "/%C3%A9/", "/%C3%A9/"),
    ("/back\\slash.html", "/%C3%A9/", "/%C3%A9/", "/%C3%A9/"),
    ("//p/about.html", "/about/", "/about/", "/about/"),
    ("/p//about.html", "/about/", "/about/", "/about/"),
    ("/./p/about.html", "/about/", "/about/", "/about/"),
    ("/x/../p/about.html", "/about/", "/about/", "/about/"),
    ("/x/%2e%2e/p/about.html", "/about/", "/about/", "/about/"),
    ("/x/%2E%2E/p/about.html", "/about/", "/about/", "/about/"),
    ("/../p/about.html", None, None, None),
    ("/p/about.html/..", None, None, None),
    ("/p/about.html%00", None, None, None),
    ("/p/about.html%00.txt", None, None, None),
    ("/p/about.html%0d%0aSet-Cookie:a=b", None, None, None),
    ("/p/about.html%0a", None, None, None),
    ("/p/about%zz.html", None, None, None),
    ("/p/about%25zz.html", None, None, None),
    ("/mark%3F.html", "/mark/", "/mark/", "/mark/"),
    ("/mark?.html", None, None, None),
    ("/%7Etilde.html", "/tilde/", "/tilde/", "/tilde/"),
    ("/~tilde.html", "/tilde/", "/tilde/", "/tilde/"),
    ("/100%25.html", "/percent/", "/percent/", "/percent/"),
    ("/100%2525.html", None, None, None),
    ("/*(s)[a]|<b>.html", "/star/", "/star/", "/star/"),
    ("/%2A%28s%29%5Ba%5D%7C%3Cb%3E.html", "/star/", "/star/", "/star/"),
    (f"http://{OLD_HOST}/p/about.html", "/about/", "/about/", "/about/"),
    ("http://evil.example/p/about.html", None, None, None),
    ("/p/about.html?", "/about/", "/about/", "/about/"),
    ("/p/about.html?m=1", "/about/", "/about/", "/about/"),
    ("/p/about.html/", None, None, None),
    ("/p/about.html.", None, None, None),
    ("/p/about.htm", None, None, None),
    ("/p/aboutxhtml", None, None, None),
    ("/P/about.html", "/about/", None, None),
    ("/Case.html", "/upper/", "/upper/", "/upper/"),
    ("/case.html", "/lower/", "/lower/", "/lower/"),
    ("/CASE.html", None, None, None),
    ("/p/" + "a" * 2_000, None, None, None),
    ("/p/" + "a" * 7_000, None, None, None),
    ("/p/" + "a" * 9_000, None, None, None),
    ("/p/" + "a" * 40_000, None, None, None),
    (LONG, "/long/", "/long/", None),
    ("/search?q=love%20advice", "/?s=love+advice", "/?s=love+advice", "/?s=love+advice"),
    ("/search?m=1&q=love+advice", "/?s=love+advice", "/?s=love+advice", "/?s=love+advice"),
    ("/search?q=love+advice#x", "/?s=love+advice", None, None),
    ("/search?q=a%2bb", "/?s=a%2Bb", "/?s=a%2Bb", "/?s=a%2Bb"),
    ("/search?q=a+b", "/", "/", "/"),
    ("/search?xq=love+advice", "/", "/", "/"),
    ("/search?q=love+advice2", "/", "/", "/"),
    ("/search?updated-max=2010-10-02T10%3A09%3A00-04%3A00", "/2010/10/", "/2010/10/", "/2010/10/"),
    ("/search?updated-max=2010-10-02T10%3a09%3a00-04%3a00&m=1", "/2010/10/", "/2010/10/", "/2010/10/"),
    ("/x?z=%C3%A9&y=1", "/two-conditions/", "/two-conditions/", "/two-conditions/"),
    ("/x?z=%c3%a9&y=1", "/two-conditions/", "/two-conditions/", "/two-conditions/"),
    ("/x?y=1&z=2", "/one-condition/", "/one-condition/", "/one-condition/"),
    ("/x?z=%C3%A9", None, None, None),
    ("/x", None, None, None),
    ("/?p=123", "/p123/", "/p123/", "/p123/"),
    ("/?p=124", "410", "410", "410"),
    ("/?p=125", "/", "/", "/"),
    ("/?p=123%20", "/", "/", "/"),
    ("/gone.html", "410", "410", "410"),
    ("/kept/", None, None, None),
    ("*", None, None, None),
    ("p/about.html", None, None, None),
)


def mapping(old: str, new: str | None, verdict: Verdict = Verdict.MOVED, site: str = NEW) -> UrlMapping:
    """Return the verdict on a path of the old blog; `new` is a path of the new site."""
    return UrlMapping(
        old=OLD + old, kind=UrlKind.POST, verdict=verdict, new=site + new if new else None, reason="sample"
    )


def sample_mappings(site: str = NEW) -> list[UrlMapping]:
    """Return the verdicts on all addresses of the sample, moved to a site."""
    moved = [mapping(old, new, site=site) for old, new in PAGES.items()]
    gone = [mapping(old, None, Verdict.GONE) for old in GONE]
    return [*moved, *gone, mapping(KEPT, KEPT, Verdict.KEPT)]


def compiled(mappings: Iterable[UrlMapping] | None = None, **changes: object) -> Compiled:
    """Compile verdicts for the sample's hosts."""
    wanted: dict[str, object] = {"old_hosts": HOSTS, "new_url": NEW, "main": OLD_HOST, **changes}
    return compile_rules(sample_mappings() if mappings is None else mappings, Move(**wanted))  # type: ignore[arg-type]


def _inner(old: str, new: str) -> UrlMapping:
    return mapping(old, new, site=OLD)


def sample_for(target: str) -> Compiled:
    """Compile the sample for a target: those that lead to the same host only get new addresses on the old one."""
    if target in SAME_HOST:
        return compiled([*sample_mappings(OLD), *starmap(_inner, MOVED_INSIDE.items())], new_url=OLD)
    return compiled()


def real_answers(target: Target, rules: RuleSet, cases: Sequence[Case]) -> list[Observed]:
    """Ask the real server, or skip where it is not installed."""
    engine = target.engine(None)  # type: ignore[arg-type]
    assert engine is not None
    if found_binary(engine.binary) is None:
        pytest.skip(f"{engine.binary} is not installed")
    replies = ask_server(engine, emitted(target, rules), cases, lambda _count: None)
    return list(map(observed, replies))
