"""What targets share whose program reads the rules from JSON: the files, and how such a program answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered, RuleIndex, specificity
from migrator.redirects._request import unsendable
from migrator.redirects._sites import ascii_host, new_host, site_of, sites, stays
from migrator.redirects._spelling import as_bytes, decoded, merged_path, percent_encoded, query_pairs
from migrator.redirects._unnamed import UNNAMED, local
from migrator.redirects._utm import answer_of
from migrator.redirects.targets._contract import Lowered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import Answer, RuleSet

STATUSES = frozenset({301, 302, 303, 307, 308, 410})
_GONE = 410
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_ANY = "*"  # in place of a host: whatever host asks
_ABSOLUTE = re.compile(r"(?is)https?://([^/?]*)(.*)")


def lowered(rule: RedirectRule) -> Lowered:
    """Accept every rule whose status fits its target."""
    if rule.status not in STATUSES or (rule.target is None) != (rule.status == _GONE):
        return Lowered(rule, "refused", f"status: It cannot answer {rule.status} for this rule.")
    return Lowered(rule, "exact")


def settings_json(rules: RuleSet, digits: int = 0) -> str:
    """Return the settings: hosts with the site whose rules they answer with, and the host that targets may lead to.

    A host `*` is any other, and without a new host targets are paths. `here` are the hosts on which the new site lives, `digits` is how many of a path's MD5 name its file.
    """
    found = sites(rules)
    hosts: dict[str, Json] = {_any(host): _any(site.name) for site in found for host in site.hosts}
    here: list[Json] = [_any(host) for site in found if stays(rules, site) for host in site.hosts]
    return _json(
        {
            "version": 1,
            "new": "" if new_host(rules) == UNNAMED else new_host(rules),
            "hosts": hosts,
            "here": here,
            "digits": digits,
            "keep_utm": rules.keep_utm,
            "trial": rules.trial,
        }
    )


def rule_files(rules: RuleSet, digits: int = 0) -> Mapping[str, str]:
    """Return the rules as JSON by name of shard: by site and encoded path, the most specific first."""
    shards: dict[str, dict[str, dict[str, list[Json]]]] = defaultdict(lambda: defaultdict(dict))
    for rule in sorted(rules.rules, key=specificity):
        shard = hashlib.md5(as_bytes(rule.path), usedforsecurity=False).hexdigest()[:digits]
        row: list[Json] = [
            [_pair(*pair) for pair in rule.query],
            rule.target and local(rule.target),
            rule.status,
        ]
        shards[shard][_any(rule.host)].setdefault(percent_encoded(rule.path, _UNRESERVED + "/"), []).append(
            row
        )
    return {shard: json.dumps(shards[shard], indent=1, sort_keys=True) + "\n" for shard in shards or {"": {}}}


def answered(rules: RuleSet, host: str, target: str) -> Answer | None:
    """Decode, merge slashes, resolve dots, and take the rule with the most query conditions that are met."""
    target = target.strip(" ")
    if unsendable(target):
        return None
    absolute = _ABSOLUTE.fullmatch(target)
    name = ascii_host(absolute[1] if absolute else host)
    site = site_of(rules, name) if name else None
    raw, _, query = (absolute[2] if absolute else target).partition("?")
    path = merged_path(decoded(raw)) if raw.startswith("/") else None
    rule = _index(rules).match(site, path, query_pairs(query)) if site and path else None
    return answer_of(rule, rules, query) if rule else None


_index = Remembered(lambda rules: RuleIndex(rules.rules))


def _any(host: str) -> str:
    return _ANY if host == UNNAMED else host


def _pair(name: str, value: str) -> str:
    return f"{percent_encoded(name, _UNRESERVED)}={percent_encoded(value, _UNRESERVED)}"


def _json(content: Json) -> str:
    return json.dumps(content, indent=1, sort_keys=True) + "\n"
