"""A Tumblr theme's own script: where Tumblr answers the old host, each page can at least name its new URL.

The script is the one of `blogger-theme`; what differs is how it survives Tumblr's own `{tags}`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrator.redirects._lines import text_file
from migrator.redirects._readme import Words, readme
from migrator.redirects._scripts import script_json
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered
from migrator.redirects.targets.blogger_theme import PLUGIN as BLOGGER
from migrator.redirects.targets.blogger_theme import _map, _resource, _settings, _shards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_NO_PAGES = re.compile(r"/(?:rss|sitemap[0-9]*\.xml|api/.*|.*/rss|.*/amp)")


class TumblrTheme:
    """Canonical, visible link and, in a file of its own, forwarding by a script in the theme's head."""

    name = "tumblr-theme"
    version = 1
    capabilities = Capabilities(
        title="Tumblr theme (canonical and link)",
        statuses=frozenset({301}),
        situations=frozenset({"platform"}),
        inherent=frozenset({"client-side", "host-404"}),
        facts=(
            "Tumblr has no server rules: every answer is a page with a script, never a true redirect.",
            "Feeds and the sitemap are out of a theme's reach; so are the app and the dashboard, which show no theme.",
            "A custom domain of one's own, pointed elsewhere, gives true redirects instead.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """A page can be told where it went; what is no page cannot."""
        if _NO_PAGES.fullmatch(rule.path):
            return Lowered(rule, "refused", "no-page: a theme does not reach feeds, sitemaps and such files.")
        row = BLOGGER.lower(rule)
        if row.grade == "weakened" and rule.target is None:
            return Lowered(rule, "weakened", "host-404: Tumblr answers 404 itself; a theme cannot say 410.")
        return row

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the snippet, the forwarding snippet, a large map's files and the README."""
        moved = {path: entry for path, entry in _map(rules).items() if not _NO_PAGES.fullmatch(path)}
        shards = _shards(moved)
        settings = _settings(rules, {} if shards else moved, len(shards))
        return [
            text_file("README.md", [readme(rules, _words(len(moved), len(shards)))]),
            text_file("head.html", [_snippet(settings)]),
            text_file("later/forwarding.html", [_snippet({**settings, "forward": True})]),
            *(
                text_file(f"migrator-map/{number}.js", [f"migratorMoved({script_json(dict(part))});"])
                for number, part in enumerate(shards)
            ),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:  # noqa: ARG002
        """Tumblr's server redirects nothing."""
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Tumblr cannot be run; the script is tested in a browser."""
        return None


def _snippet(settings: dict[str, Json]) -> str:
    """Write the settings as one string without braces: Tumblr replaces `{Title}` and the like wherever it stands."""
    text = json.dumps(script_json(settings))
    inert = text.replace("{", "\\u007b").replace("}", "\\u007d")
    script = _resource("moved.js").replace("SETTINGS", f"JSON.parse({inert})").rstrip()
    return f"<!-- moved: begin -->\n<script>\n{script}\n</script>\n<!-- moved: end -->"


def _words(pages: int, shards: int) -> Words:
    upload = (
        f"\n3. The map is too large for a theme: upload the folder `migrator-map` ({shards} files) to the top of the new site."
        if shards
        else ""
    )
    return Words(
        title="a Tumblr theme",
        apply=f"""1. Settings → the blog → Edit appearance → Edit theme → Edit HTML: copy everything into a file and keep it, it is the way
   back. Then paste `head.html` just before `</head>`, in place of an older one, and save. {pages:,} pages then name their
   new address, by a canonical link and a line at the top.
2. Later, when readers have had time to see the line, replace it by `later/forwarding.html`, which sends them on.{upload}""",
        check="Open a few old addresses in a browser; the line at the top must lead to the same post.",
        menus=True,
        undo=_UNDO,
        notes=(
            "These are no redirects: there is no 301, and nothing here counts as proved.",
            "Tumblr's app and dashboard show posts without the theme.",
        ),
    )


_UNDO = """1. Settings → the blog → Edit appearance → Edit theme → Edit HTML: paste the copy of the theme and save. If you have changed
   the theme since, take out everything from `<!-- moved: begin -->` to `<!-- moved: end -->` instead.
2. If there is a folder `migrator-map` on the new site, it can be deleted: nothing asks for it any more."""

PLUGIN = TumblrTheme()
