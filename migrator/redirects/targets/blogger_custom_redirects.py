"""Blogger's own custom redirects: from one path of a blog to another of the same blog, typed in one by one.

Read of, not tried: sourcecodefox.blogspot.com 2022/05 (same blog only; 301 if permanent, else 302), phpzee.blogspot.com
2014/10 (the home page can be redirected), barruntos.net 2019 (phones do not get past that, because of `?m=1`).
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from migrator.redirects._hosted import published_path, received, site_folders
from migrator.redirects._index import Remembered, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import Words, readme
from migrator.redirects._sites import bare
from migrator.redirects._spelling import split_url
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered
from migrator.redirects.targets.blogger_theme import _NO_PAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects._sites import SiteRules
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_PERMANENT, _TEMPORARY = 301, 302
_LONGEST = 2_000  # characters; Blogger's own addresses have about 100, and nobody tells of longer ones
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")  # what Blogger makes its own addresses of: one spelling only
_COLUMNS = ("from", "to", "permanent")


class BloggerCustomRedirects:
    """The `Target` for a blog that stays on Blogger and whose addresses change."""

    name = "blogger-custom-redirects"
    version = 1
    capabilities = Capabilities(
        title="Blogger custom redirects (same blog)",
        statuses=frozenset({_PERMANENT, _TEMPORARY}),
        query_conditions=False,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        case_sensitive=False,
        slash_sensitive=False,
        keeps_twins=False,
        max_key_bytes=_LONGEST,
        max_target_bytes=_LONGEST,
        larger="blogger-theme",
        situations=frozenset({"platform", "same-domain"}),
        facts=(
            "True redirects (301, or 302 if not permanent), but to other paths of the same blog only.",
            "To another host: blogger-theme, or a custom domain of one's own that is pointed elsewhere afterwards.",
            "Each is typed in by hand: Blogger imports none. It names no limit on their number.",
            "There is no 410 and no query condition; feeds, the sitemap and robots.txt stay Blogger's own.",
            "Blogger cannot be run elsewhere: the model follows what people report, and nothing here was measured.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what leads elsewhere or is no page; weaken what nobody reports to work."""
        problem = _problem(rule)
        if problem:
            return Lowered(rule, "refused", problem)
        weakness = _weakness(rule)
        return Lowered(rule, "weakened", weakness) if weakness else Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write a table of each blog's redirects, and the README."""
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in site_folders(rules):
            files.append(text_file(f"{folder}custom-redirects.csv", [_table(site)]))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Compare the path letter by letter and drop the query, as people report; other names of a blog answer alike."""
        asked = received(rules, host, target)
        rule = _by_path(rules).get((asked.site, asked.path)) if asked else None
        return Answer(rule.status, rule.target) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Blogger cannot be run."""
        return None


def _problem(rule: RedirectRule) -> str | None:
    target = split_url(rule.target or "")
    if rule.query:
        return "query: Blogger's custom redirects look at no query."
    if rule.path.startswith("/feeds/") or rule.path in _NO_PAGES:
        return "no-page: Blogger answers feeds, sitemaps and such files itself; a feed has a redirect in Settings → Site feed."
    if target is None:
        return None
    if bare(target.host) != bare(rule.host):
        return (
            f"other-host: Blogger leads to other paths of {rule.host} only, not to {target.host}."
            " Use blogger-theme, or a custom domain of your own that is pointed elsewhere afterwards."
        )
    if len(published_path(rule)) > _LONGEST or len(rule.target or "") > _LONGEST:
        return f"long: Nobody tells of addresses of more than {_LONGEST:,} characters there."
    return None


def _weakness(rule: RedirectRule) -> str | None:
    if rule.target is None:
        return "gone-404: Blogger answers 404 where a post was deleted; it has no 410."
    if rule.path == "/":
        return "home-page: A redirect of the home page was reported to keep phones out, as Blogger adds ?m=1 for them."
    if not _PLAIN.fullmatch(rule.path + published_path(rule)):
        return "spelling: Nobody tells which spelling of this path Blogger compares."
    if not _PLAIN.fullmatch(_inner(rule)):
        return "new-url: Nobody tells whether Blogger keeps a query, a #fragment or escapes of the new URL."
    return None


def _inner(rule: RedirectRule) -> str:
    """Return the new URL as it is typed in: from the path on."""
    return "/" + (rule.target or "").partition("://")[2].partition("/")[2]


def _rows(site: SiteRules) -> list[tuple[str, str, str]]:
    moved = (rule for rule in sorted(site.rules, key=key_of) if rule.target)
    return [
        (published_path(rule), _inner(rule), "yes" if rule.status == _PERMANENT else "no") for rule in moved
    ]


def _table(site: SiteRules) -> str:
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([_COLUMNS, *_rows(site)])
    return table.getvalue()


_by_path = Remembered(
    lambda rules: {(rule.host, published_path(rule)): rule for rule in rules.rules if rule.target}
)

_WORDS = Words(
    title="Blogger's custom redirects",
    apply="""`custom-redirects.csv` is the list to type from; with one folder for each old host here, each is a blog of its own.

1. At blogger.com choose the blog, then Settings → Errors and redirects → Custom redirects. Copy down what stands there
   now: it is the way back.
2. Publish each new page at its new path first, and see that nothing is published at the old path any more: set the old
   post back to draft, or delete it.
3. Choose Add. For each row of the list: `from` goes into From, `to` into To, both with their first slash and without
   `http://` and host; switch Permanent on where `permanent` says yes; OK.
4. When all rows are in, Save. Let each path stand in From only once: delete what stood there for it before.

There is no import, so each row takes about half a minute.""",
    check="Open each old path once in a window that is not logged in, and one of them on a phone.",
    unknown="An address that is in no row must answer as it did before.",
    undo="""Settings → Errors and redirects → Custom redirects: choose each row of the list, Delete, and add what you copied down; Save.
Browsers may keep a permanent redirect for a while. Publish the old posts again where they are wanted.""",
    notes=(
        "Rules that lead to another host are not in the list, since Blogger takes none: use `blogger-theme` for them.",
        "Or set a custom domain of your own in Blogger, and later point it to your server: true redirects to any host.",
        "Other names of the blog (`www.`, country hosts) first lead to its main name: one hop more.",
        "Addresses that are gone need no row: Blogger answers 404 where a post was deleted.",
    ),
    more="""## Not checked

Blogger cannot be run for a test, so this follows what people report, and check.sh shows what is true of your blog:

- the names of menus and buttons, which Blogger changes now and then;
- whether a redirect wins over a page that is still published at the old path (for the home page it is reported to);
- whether letter case and a final slash count: old paths that differ in nothing else are refused;
- what becomes of a request's query (the model drops it), of `?m=1` on phones, and of old paths with escapes;
- whether the new path may have a query, a `#fragment` or escapes (`--allow-weaker new-url` writes them);
- how many redirects a blog may have: no limit is published.""",
)

PLUGIN = BloggerCustomRedirects()
