"""A must-use plug-in for the new WordPress: on shared hosting the only place where old URLs can be answered.

The PHP beside this file is the same for every blog; what differs is JSON that it reads and never runs.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered, RuleIndex, specificity
from migrator.redirects._readme import Words, readme
from migrator.redirects._sites import ascii_host, new_host, site_of, sites
from migrator.redirects._spelling import as_bytes, decoded, merged_path, percent_encoded, query_pairs
from migrator.redirects._utm import answer_of
from migrator.redirects.anchors import VIEW
from migrator.redirects.new_site import anchor_map, anchor_script, base_path, has_other_forms
from migrator.redirects.targets._contract import Capabilities, Engine, Lowered, OutputFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.anchors import Anchor
    from migrator.redirects.targets._contract import Answer, RuleSet

_STATUSES = frozenset({301, 302, 307, 308, 410})
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_RULES_A_FILE = 500  # each page view reads one file of rules; this keeps it a few dozen kilobytes
_MOST_DIGITS = 2  # at most 256 files
_FOLDER = "migrator-redirects"

_rule_index = Remembered(lambda rules: RuleIndex(rules.rules))


class WordPressPlugin:
    """Rules answered inside WordPress, before it looks at the address itself."""

    name = "wordpress-plugin"
    version = 1
    capabilities = Capabilities(
        title="WordPress, as a must-use plug-in",
        statuses=_STATUSES,
        situations=frozenset({"repointed-domain", "same-domain"}),
        sets_headers=True,
        suggested=True,
        facts=(
            "The old hosts must lead to the same folder as the new WordPress (parked or alias domains).",
            "Files that exist in that folder are served as they are, before WordPress is asked.",
            "Feeds give posts their old ids, comments keep their old anchors.",
            "WordPress no longer guesses a page for an unknown address.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Every exact rule can be expressed; other statuses are refused."""
        if rule.status not in _STATUSES or (rule.target is None) != (rule.status == 410):  # noqa: PLR2004
            return Lowered(rule, "refused", f"status: It cannot answer {rule.status} for this rule.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Return the plug-in, its JSON files and a README."""
        digits = _digits(len(rules.rules))
        files = {
            "README.md": readme(rules, _WORDS),
            f"{_FOLDER}.php": _resource(f"{_FOLDER}.php"),
            f"{_FOLDER}/settings.json": _json(_settings(rules, digits)),
            f"{_FOLDER}/guids.json": _json(_guids(rules)),
            **_anchors(rules),
        }
        for shard, content in _shards(rules, digits).items():
            files[f"{_FOLDER}/rules{shard}.json"] = _json(content)
        return [OutputFile(path, files[path].encode()) for path in sorted(files)]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Model the plug-in's answer to a GET."""
        target, name = target.strip(" "), ascii_host(host)
        site = site_of(rules, name) if name and not re.search("[\\s\x7f]", target, re.ASCII) else None
        raw_path, _, query = re.sub(r"(?i)^https?://[^/?]*", "", target).partition("?")
        path = merged_path(decoded(raw_path)) if raw_path.startswith("/") else None
        if site is None or path is None:
            return None
        rule = _rule_index(rules).match(site, path, query_pairs(query))
        return answer_of(rule, rules, query) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002
        """PHP's web server with the real WordPress, which is stopped where it would build a page."""
        return Engine(
            binary="php",
            argv=("php", "-d", "opcache.enable_cli=1", "-S", "127.0.0.1:{port}", "{work}/router.php"),
            check=("php", "-l", f"{{out}}/{_FOLDER}.php"),
            wrapper={"router.php": _resource("router.php"), "wp-content/db.php": _resource("db.php")},
            ascii_only=True,  # PHP's own web server closes on raw non-ASCII; Apache and nginx do not
            install_hint="apt-get install php-cli wordpress (or set MIGRATOR_WORDPRESS to a WordPress folder)",
        )


def _resource(name: str) -> str:
    return (resources.files(__package__) / "_wordpress_plugin" / name).read_text(encoding="utf-8")


def _json(content: Json) -> str:
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def _settings(rules: RuleSet, digits: int) -> Json:
    hosts: dict[str, Json] = {host: site.name for site in sites(rules) for host in site.hosts}
    return {
        "version": 1,
        "new": new_host(rules),
        "hosts": hosts,
        "digits": digits,
        "keep_utm": rules.keep_utm,
        "trial": rules.trial,
        "main": rules.hosts[0] if rules.hosts else "",
    }


def _guids(rules: RuleSet) -> Json:
    found = (rules.content or {}).get("guids")
    return {str(url): str(guid) for url, guid in found.items()} if isinstance(found, dict) else {}


def _anchors(rules: RuleSet) -> dict[str, str]:
    """Return the script, and what it cannot learn from WordPress's comments and from the rules."""
    own = replace(rules, anchors=tuple(filter(_is_unknown, rules.anchors)))
    entries = anchor_map(own)
    settings: dict[str, Json] = {
        "ask": f"{base_path(rules)}/?migrator-anchor=",
        "any": has_other_forms(entries),
    }
    return {
        f"{_FOLDER}/anchors.js": anchor_script(settings) + "\n",
        f"{_FOLDER}/anchors.json": _json(entries),
    }


def _is_unknown(anchor: Anchor) -> bool:
    return bool(anchor.page) or (not anchor.fragment.startswith(VIEW) and not anchor.target.endswith("#"))


def _digits(count: int) -> int:
    needed = (digits for digits in range(_MOST_DIGITS) if count <= _RULES_A_FILE * 16**digits)
    return next(needed, _MOST_DIGITS)


def _shards(rules: RuleSet, digits: int) -> Mapping[str, Json]:
    """Rules by file, site and path, the most specific first."""
    shards: dict[str, dict[str, dict[str, list[Json]]]] = defaultdict(lambda: defaultdict(dict))
    for rule in sorted(rules.rules, key=specificity):
        path = as_bytes(rule.path)
        shard = hashlib.md5(path, usedforsecurity=False).hexdigest()[:digits]
        row: list[Json] = [[_pair(*pair) for pair in rule.query], rule.target, rule.status]
        shards[shard][rule.host].setdefault(_key(rule.path), []).append(row)
    return json.loads(json.dumps(shards)) if shards else {"": {}}


def _key(path: str) -> str:
    return percent_encoded(path, _UNRESERVED + "/")


def _pair(name: str, value: str) -> str:
    return f"{percent_encoded(name, _UNRESERVED)}={percent_encoded(value, _UNRESERVED)}"


_INTRO = """For shared hosting: these files make the new WordPress answer the old blog's addresses. No plug-in has to be installed
and nothing be activated."""

_APPLY = """1. In the new WordPress, open the folder `wp-content/mu-plugins` (create it if it is not there).
2. Copy `migrator-redirects.php` and the folder `migrator-redirects` into it, and keep a copy of what had these names.
3. Point the old blog's host names at this hosting account, into the same folder as the new blog ("parked domain",
   "domain alias" or "add-on domain" in most hosting panels), with a certificate for each. Any permalink setting but
   "Plain" will do: the web server must hand unknown addresses to WordPress.
4. Empty the page cache, if there is one: `wp cache flush`, and in the cache's own plug-in."""

_CHECK = """`wp plugin list --status=must-use` names `migrator-redirects`, and answers carry `X-Redirect-By: migrator`:"""

_UNDO = """Delete `migrator-redirects.php` and the folder `migrator-redirects`, or put the copies of before in their place, and
empty the page cache. Nothing is stored in the database."""

_NOTES = (
    "Each old address is sent straight to its new one, with one redirect; addresses that are gone for good answer 410.",
    "Only exact addresses are known: every other request is left to WordPress.",
    "WordPress no longer guesses a page when an address is unknown: a guess hides mistakes and may show a wrong page.",
    "Feeds give old posts the id they always had, so feed readers do not show the whole blog as new.",
    "Links to single comments (`#c123…`) arrive, as long as the comments were imported with their old anchor.",
    "A script finds comments that are on a later page of comments now, and answers dynamic views (`#!/…`).",
)

_WORDS = Words(
    title="WordPress itself (must-use plug-in)",
    intro=_INTRO,
    apply=_APPLY,
    check=_CHECK,
    undo=_UNDO,
    notes=_NOTES,
)

PLUGIN = WordPressPlugin()
