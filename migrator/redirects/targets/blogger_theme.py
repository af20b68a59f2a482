"""A Blogger theme's own script: where Blogger answers the old host, each page can at least name its new URL.

What a theme can and cannot do: https://support.google.com/blogger/answer/46995 (custom redirects stay on one blog).
"""

from __future__ import annotations

import html
import math
from importlib import resources
from typing import TYPE_CHECKING

from migrator.redirects._index import RuleIndex, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._readme import Words, readme
from migrator.redirects._scripts import script_hash, script_json
from migrator.redirects._sites import ascii_host, site_of, sites
from migrator.redirects._spelling import decoded, merged_path, percent_encoded, query_pairs, split_url
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered, OutputFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import RuleSet

_NO_PAGES = frozenset(
    {
        "/atom.xml",
        "/rss.xml",
        "/index.xml",
        "/sitemap.xml",
        "/sitemap-pages.xml",
        "/robots.txt",
        "/favicon.ico",
    }
)
_MOST_INLINE = 500  # entries; a theme with more is slow to edit and near Blogger's limits
_MOST_INLINE_BYTES = 60_000
_SHARD_BYTES = 40_000
_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./:?=&%+,@~"  # inert in Markdown
_TEXT = "This page has moved:"


class BloggerTheme:
    """Canonical, visible link and, later and separately, forwarding by a script in the theme's head."""

    name = "blogger-theme"
    version = 1
    capabilities = Capabilities(
        title="Blogger theme (canonical and link)",
        statuses=frozenset({301}),
        situations=frozenset({"platform"}),
        inherent=frozenset({"client-side", "host-404"}),
        suggested=True,
        facts=(
            "Blogger has no server rules: every answer is a page with a script, never a true redirect.",
            "Feeds, the sitemap and robots.txt are out of a theme's reach.",
            "A custom domain of one's own, set in Blogger first, gives true redirects instead.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """A page can be told where it went; what is no page cannot."""
        if rule.path.startswith("/feeds/") or rule.path in _NO_PAGES:
            return Lowered(rule, "refused", "no-page: a theme does not reach feeds, sitemaps and such files.")
        if not _is_unicode(rule):
            return Lowered(rule, "refused", "no-utf8: a script cannot read an address that is not UTF-8.")
        if rule.target is None:
            return Lowered(rule, "weakened", "host-404: Blogger answers 404 itself; a theme cannot say 410.")
        return Lowered(rule, "weakened", "client-side: a script names the new URL; it is no redirect.")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Return the snippet, the link gadget, the forwarding snippet, a large map's files and a README."""
        moved = _map(rules)
        shards = _shards(moved)
        map_files = [
            text_file(f"migrator-map/{number}.js", [f"migratorMoved({script_json(part)});"])
            for number, part in enumerate(shards)
        ]
        settings = _settings(rules, {} if shards else moved, len(shards))
        home = html.escape(_new_home(rules))
        link = f'<p id="migrator-moved">This blog has moved: <a href="{home}">{home}</a></p>'
        return [
            text_file("README.md", [readme(rules, _words(rules, moved, len(shards)))]),
            text_file("head.xml", [_snippet(settings)]),
            text_file("later/forwarding.xml", [_snippet({**settings, "forward": True})]),
            text_file("link.html", [link]),
            *map_files,
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:  # noqa: ARG002
        """Blogger's server redirects nothing; see `destination` for what the script does."""
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002
        """No engine: Blogger cannot be run; the script is tested in a browser."""
        return None


def destination(rules: RuleSet, url: str) -> str | None:
    """Model the script: the URL a page at this public URL names as its new one, None for none."""
    parts = split_url(url)
    host = ascii_host(parts.host) if parts else None
    site = site_of(rules, host) if host else None
    path = merged_path(decoded(parts.path or "/")) if parts else None
    if parts is None or path is None or site != _site_name(rules):
        return None
    rule = RuleIndex(filter(_is_reached, rules.rules)).match(site, path, query_pairs(parts.query))
    place = parts.fragment or ""  # of a comment, or of a post before 2003
    number = place.removeprefix("c")
    kept = f"#{place}" if number.isascii() and number.isdigit() else ""
    return f"{rule.target}{kept}" if rule and rule.target else None


def _is_unicode(rule: RedirectRule) -> bool:
    texts = (rule.path, *(text for pair in rule.query for text in pair))
    return not any("\ud800" <= char <= "\udfff" for text in texts for char in text)


def _is_reached(rule: RedirectRule) -> bool:
    return PLUGIN.lower(rule).grade != "refused"


def _site_name(rules: RuleSet) -> str:
    return sites(rules)[0].name


def _map(rules: RuleSet) -> dict[str, Json]:
    """Decoded path → new path, or the rules of a path with query conditions, the most specific first."""
    grouped: dict[str, list[RedirectRule]] = {}
    for rule in sorted(rules.rules, key=specificity):
        if rule.host == _site_name(rules) and _is_reached(rule):
            grouped.setdefault(rule.path, []).append(rule)
    origin = _origin(rules)
    moved = {path: group for path, group in grouped.items() if any(rule.target for rule in group)}
    return {path: _entry(group, origin) for path, group in sorted(moved.items())}


def _entry(group: Sequence[RedirectRule], origin: str) -> Json:
    rows: list[Json] = []
    for rule in group:
        target = rule.target.removeprefix(origin) if rule.target else None
        if not rule.query and not rows:
            return target
        rows.append([[[name, value] for name, value in rule.query], target])
    return rows


def _shards(moved: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Split a map too large for a theme; an empty list means that it fits."""
    size = len(script_json(dict(moved)))
    if len(moved) <= _MOST_INLINE and size <= _MOST_INLINE_BYTES:
        return []
    count = max(math.ceil(size / _SHARD_BYTES), math.ceil(len(moved) / _MOST_INLINE))
    shards: list[dict[str, Json]] = [{} for _ in range(count)]
    for path, entry in moved.items():
        shards[script_hash(path) % count][path] = entry
    return shards


def _settings(rules: RuleSet, moved: dict[str, Json], shards: int) -> dict[str, Json]:
    return {
        "origin": _origin(rules),
        "hosts": list(sites(rules)[0].hosts),
        "text": _TEXT,
        "forward": False,
        "shards": shards,
        "map": moved,
    }


def _origin(rules: RuleSet) -> str:
    scheme, _, rest = rules.new_url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _new_home(rules: RuleSet) -> str:
    return rules.new_url.rstrip("/") + "/"


def _snippet(settings: dict[str, Json]) -> str:
    script = _resource("moved.js").replace("SETTINGS", script_json(settings)).rstrip()
    return f"<!-- moved: begin -->\n<script>\n//<![CDATA[\n{script}\n//]]>\n</script>\n<!-- moved: end -->"


def _words(rules: RuleSet, moved: Mapping[str, Json], shards: int) -> Words:
    missed = [rule for rule in rules.rules if PLUGIN.lower(rule).grade == "refused"]
    upload = _UPLOAD.format(shards, _origin(rules)) if shards else ""
    return Words(
        title="a Blogger theme",
        intro=_resource("intro.md"),
        apply=_resource("apply.md")
        .replace("SHARDS\n", upload)
        .replace("`FEED`", f"`{_new_home(rules)}feed/`"),
        check=_resource("check.md"),
        asked=False,
        undo=_resource("undo.md"),
        menus=True,
        more=_resource("later.md"),
        notes=(
            f"{len(moved)} pages are covered: posts, static pages, archives, labels, the front page.",
            *(f"Not within reach: {_shown(rule.old or rule.path)}" for rule in missed),
        ),
    )


_UPLOAD = """5. The map is too large for a theme: upload the folder `migrator-map` ({} files) to the new site, so that
   `{}/migrator-map/0.js` can be opened in a browser.
"""


def _shown(address: str) -> str:
    """Spell an address so that nothing in it can be Markdown, HTML or a line of its own."""
    return percent_encoded(address, _PLAIN)


def _resource(name: str) -> str:
    return (resources.files(__package__) / "_blogger_theme" / name).read_text(encoding="utf-8")


PLUGIN = BloggerTheme()
