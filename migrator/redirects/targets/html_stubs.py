"""Pages that point on, for hosts that serve files and nothing else: GitHub Pages, a plain web folder."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from migrator.redirects._hosted import site_folders
from migrator.redirects._index import key_of
from migrator.redirects._lines import text_file
from migrator.redirects._readme import Words, readme
from migrator.redirects._spelling import as_bytes
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects._sites import SiteRules
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_LONGEST = 255  # bytes of a file's name on most disks
_UNSAFE = re.compile(r'[\\:*?"<>|\x00-\x1f\x7f]|[. ](?:/|$)')  # in no name on every system
_PAGE = re.compile(r"\.html?$", re.IGNORECASE)


class HtmlStubs:
    """The `Target` that writes a page with a canonical link and an instant refresh for each old address."""

    name = "html-stubs"
    version = 1
    capabilities = Capabilities(
        title="HTML pages that point on",
        statuses=frozenset({301}),
        query_conditions=False,
        inherent=frozenset({"stub"}),
        facts=(
            "A page, not a redirect: readers get there, search engines follow a canonical link in their own time.",
            "There is no status code and no query; a #fragment of the old link is kept where scripts run.",
            'An old URL must be a possible file name: no more than 255 bytes a part, none of \\ : * ? " < > |.',
            "Feeds cannot point on with a page: programs that read them do not follow it.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Weaken everything that a file can stand for, refuse the rest."""
        problem = _problem(rule)
        if problem:
            return Lowered(rule, "refused", problem)
        return Lowered(rule, "weakened", "stub: A page that points on, not a redirect.")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the folder `site` (one for each site) and the README."""
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in site_folders(rules):
            pages = _pages(site)
            files += [text_file(f"site/{folder}{name}", [_page(pages[name])]) for name in sorted(pages)]
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:  # noqa: ARG002
        """A page is no redirect."""
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """There is nothing to prove: no server answers with a redirect."""
        return None


def _problem(rule: RedirectRule) -> str | None:
    if rule.query:
        return "query: A file has no query."
    if rule.target is None:
        return "gone: A page cannot say that it is gone; without one the answer is 404."
    if max(len(as_bytes(part)) for part in rule.path.split("/")) > _LONGEST:
        return f"long: No file has a name over {_LONGEST} bytes."
    if _UNSAFE.search(rule.path) or as_bytes(rule.path).decode("utf-8", "ignore") != rule.path:
        return "file-name: Not every system has a file of that name."
    return None


def _pages(site: SiteRules) -> dict[str, str]:
    """Return targets by file name; an address that is no page, or has others below it, becomes a folder."""
    found: dict[str, str] = {}
    paths = {rule.path for rule in site.rules}
    folders = {path[:at] for path in paths for at in range(1, len(path)) if path[at] == "/"}
    for rule in sorted(site.rules, key=key_of):
        path = rule.path.removeprefix("/")
        if not _PAGE.search(path) or rule.path in folders:
            path = f"{path.rstrip('/')}/index.html".removeprefix("/")
        if rule.target:
            found.setdefault(path, rule.target)
    return found


def _page(target: str) -> str:
    link = html.escape(target, quote=True)
    script = re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(target))
    keeps = "" if "#" in target else " + location.hash"
    return f"""<!doctype html>
<meta charset="utf-8">
<title>This page has moved</title>
<link rel="canonical" href="{link}">
<script>location.replace({script}{keeps});</script>
<meta http-equiv="refresh" content="0; url={link}">
<p>This page has moved to <a href="{link}">{link}</a>."""


_WORDS = Words(
    title="hosts that serve files",
    apply="""Upload what is in the folder `site` to where the old host's files are (for GitHub Pages: into the published folder or
branch). Files that are there already stay: look through the names first. With one folder for each old host in `site`,
each goes to its own host. On systems that ignore letter case, names that differ in nothing else overwrite each other.""",
    check="Open a few old addresses in a browser, one with a `#fragment`.",
    undo="Delete the files again: they are the ones listed in `site`.",
    notes=(
        "These are pages and no redirects: there is no 301, and nothing here counts as proved.",
        "Whoever can set rules at the old host should: any other target is better.",
        "The pages hold no `noindex`: search engines shall read the canonical link.",
    ),
)

PLUGIN = HtmlStubs()
