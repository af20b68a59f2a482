"""A small rule set that holds every spelling trouble at once, and requests that must not redirect."""

from __future__ import annotations

from migrator.model import RedirectRule
from migrator.redirects.targets._contract import RuleSet

OLD = "dearmarigold.example"
HOSTS = (OLD, f"www.{OLD}", "dearmarigold.blogspot.example")
NEW = "https://askmarigold.example"

_PATHS = (
    "/",
    "/2009/05/on-tea.html",
    "/2009/05/On-Tea.html",
    "/p/about.html",
    "/search/label/Tea & Cake",
    "/search/label/a/b",
    "/search/label/50% off",
    "/search/label/C++",
    "/search/label/$1 {x} \"q\" 'a' \\ `b`",
    "/search/label/日本 é",
    "/search/label/😀",
    "/search/label/%41",
    "/search/label/latin-\udce9",
    "/a?b",
    "/a#b",
    "/a;b=c",
    "/~me/*(x)[y]|<z>",
    "/2009/",
    "/2009/05/",
    "/2009_05_01_archive.html",
    "/feeds/posts/default",
    "/feeds/posts/default/-/Tea & Cake",
    "/trailing.",
    "/" + "long-" * 200 + ".html",
)
_QUERIES = (
    ("/search", (("q", "tea time"),)),
    ("/search", (("q", "C++ & $1"),)),
    ("/search", (("q", "日本"),)),
    ("/search", (("max-results", "5"), ("updated-max", "2009-06-01T00:00:00-07:00"))),
    ("/search", (("updated-max", "2009-06-01T00:00:00-07:00"),)),
    ("/x.y", (("a.b", "1"),)),
)


def hostile_rules(*, keep_utm: bool = False) -> RuleSet:
    """Every path and query above, each to a target of its own, and two that are gone."""
    rules = [
        RedirectRule(host=OLD, path=path, target=f"{NEW}/p{number}/") for number, path in enumerate(_PATHS)
    ]
    rules += [
        RedirectRule(host=OLD, path=path, query=query, target=f"{NEW}/?s=%C3%A9{number}&x=a+b")
        for number, (path, query) in enumerate(_QUERIES)
    ]
    rules += [
        RedirectRule(host=OLD, path="/2010/01/deleted.html", status=410),
        RedirectRule(host=OLD, path="/search", query=(("q", "gone"),), status=410),
        RedirectRule(host=OLD, path="/search", target=f"{NEW}/"),
        RedirectRule(host=OLD, path="/temporary", target=f"{NEW}/soon/", status=302),
    ]
    return RuleSet(rules=tuple(rules), hosts=HOSTS, new_url=NEW, keep_utm=keep_utm)


# Raw request targets nobody may be sent away from.
STRANGERS = (
    "/2009/05/on-tea.htm",
    "/2009/05/on-tea.html/extra",
    "/2009/05/on-tea.html%00",
    "/2009/05/on-tea.html%0d%0aSet-Cookie:%20a=b",
    "/2009/05/on-teaXhtml",
    "/x/2009/05/on-tea.html",
    "/2009/05/ON-TEA.HTML",
    "/p/about.html/",
    "//evil.example",
    "/https://evil.example/",
    "/.evil.example",
    "/@evil.example",
    "/%5cevil.example",
    "/%zz",
    "/..%2f..%2fetc/passwd",
    "/x.y?a_b=1",
    "/x.y?a.b=2",
    "/%EF%BB%BF",
    "/" + "a" * 7000,
)
