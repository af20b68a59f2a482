"""Pages that point on, for hosts that serve files and nothing else: GitHub Pages, a plain web folder, Hugo and Jekyll."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from migrator.redirects._hosted import site_folders
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import readme
from migrator.redirects._spelling import as_bytes
from migrator.redirects._unnamed import local
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered
from migrator.redirects.targets._stub_pages import generator_lists, page_names, stub_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_LONGEST = 255  # bytes of a file's name on most disks
_LONGEST_PATH = 1_024  # bytes; macOS takes no more, others up to four times as many
_UNSAFE = re.compile(
    r"""[\\:*?"<>|\x00-\x1f\x7f]  # in no name on every system
    |[. ](?:/|$)                  # Windows drops them at the end
    |\.\.|%[0-9a-f]{2}            # Jekyll reads .. and escapes anew, and publishes another file (tried)
    |/index\.html/                # a file cannot be a folder as well
    |/(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?(?:/|$)  # devices on Windows""",
    re.VERBOSE | re.IGNORECASE,
)


class HtmlStubs:
    """The `Target` that writes a page with a canonical link and an instant refresh for each old address."""

    name = "html-stubs"
    version = 2
    capabilities = Capabilities(
        title="HTML pages that point on",
        any_host=True,
        statuses=frozenset({301}),
        query_conditions=False,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        case_sensitive=False,
        slash_sensitive=False,
        index_page="index.html",
        keeps_twins=False,
        max_key_bytes=_LONGEST_PATH,
        inherent=frozenset({"stub"}),
        facts=(
            "A page, not a redirect: readers get there, search engines follow a canonical link in their own time.",
            "There is no status code and no query; a #fragment of the old link is kept where scripts run.",
            'An old URL must be a possible file name: no more than 255 bytes a part, none of \\ : * ? " < > |.',
            "/a, /a/, /A and /a/index.html are one file on some disk: they are written only if they lead to one URL.",
            "Feeds cannot point on with a page: programs that read them do not follow it.",
            "Hugo and Jekyll publish the pages unchanged; lists for `aliases` and `redirect_from` come with them.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Weaken everything that a file can stand for, refuse the rest."""
        problem = _problem(rule)
        if problem:
            return Lowered(rule, "refused", problem)
        return Lowered(rule, "weakened", "stub: A page that points on, not a redirect.")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the folder `site` (one for each site), the lists for Hugo and Jekyll, and the README."""
        files = [text_file("README.md", [readme(rules, stub_words(rules))])]
        for folder, site in site_folders(rules):
            named = {name: rule for rule, name in page_names(site.rules)}
            pages = ((name, _page(local(named[name].target or ""))) for name in sorted(named))
            files += [text_file(f"site/{folder}{name}", [page]) for name, page in pages]
            files += [text_file(f"{folder}{name}", [text]) for name, text in generator_lists(site.rules)]
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:  # noqa: ARG002
        """A page is no redirect."""
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """No server answers with a redirect; the project's tests read the pages on sites built by Hugo and Jekyll."""
        return None


def _problem(rule: RedirectRule) -> str | None:
    raw = as_bytes(rule.path)
    if rule.query:
        return "query: A file has no query."
    if rule.target is None:
        return "gone: A page cannot say that it is gone; without one the answer is 404."
    if len(raw) > _LONGEST_PATH or max(map(len, raw.split(b"/"))) > _LONGEST:
        return (
            f"long: No file has a name over {_LONGEST} bytes, no path may have more than {_LONGEST_PATH:,}."
        )
    if _UNSAFE.search(rule.path) or raw.decode("utf-8", "ignore") != rule.path:
        return "file-name: Not every system has a file of that name."
    return None


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


PLUGIN = HtmlStubs()
