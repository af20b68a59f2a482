"""Which rules answer which host: aliases of a blog (www, country hosts) share the rules of one site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered
from migrator.redirects._spelling import split_url
from migrator.redirects._unnamed import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import RedirectRule
    from migrator.redirects.patterns import PatternRule
    from migrator.redirects.targets._contract import RuleSet

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class SiteRules:
    """One site: the host its rules are written for, all hosts that answer with them, and the rules."""

    name: str
    hosts: tuple[str, ...]
    rules: tuple[RedirectRule, ...]
    patterns: tuple[
        PatternRule, ...
    ] = ()  # stand for rules that are not among `rules` (see `patterns.short_sites`)
    kept: tuple[str, ...] = ()  # decoded paths of pages that live on this site
    untouched: tuple[str, ...] = ()  # decoded paths that a pattern would answer and must not


def bare(host: str) -> str:
    """Drop the port and a leading `www.`."""
    return host.partition(":")[0].removeprefix("www.")


@lru_cache(maxsize=1024)
def ascii_host(host: str) -> str | None:
    """Return a host name in lower-case ASCII, without port and final dot; None if it is no host name."""
    name = host.rsplit(":", 1)[0] if re.search(r":\d+$", host) else host
    name = name.rstrip(".").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return name if _HOST.fullmatch(name) else None


def site_named(host: str, names: Iterable[str]) -> str | None:
    """Return the site a host belongs to by name: itself or its `www` twin."""
    listed = tuple(names)
    if host in listed:
        return host
    return next((name for name in listed if bare(name) == bare(host)), None)


def site_of(rules: RuleSet, host: str) -> str | None:
    """Return the site whose rules a request to `host` meets; None when the host is not answered."""
    return _site_by_host(rules).get(host)


def sites(rules: RuleSet) -> tuple[SiteRules, ...]:
    """Split a rule set by site, in the order of first appearance; there is at least one if there are hosts."""
    return _sites(rules)


def _split(rules: RuleSet) -> tuple[SiteRules, ...]:
    by_host = _site_by_host(rules)
    own: dict[str, list[RedirectRule]] = {name: [] for name in _names(rules)}
    for rule in rules.rules:
        own[rule.host].append(rule)
    hosts = {name: tuple(host for host in rules.hosts if by_host[host] == name) for name in own}
    kept: dict[str, list[str]] = {name: [] for name in own}
    for name, path in sorted(rules.kept):
        kept.setdefault(name, []).append(path)
    return tuple(
        SiteRules(name, hosts[name], tuple(own[name]), kept=tuple(kept[name])) for name in own if hosts[name]
    )


def new_host(rules: RuleSet) -> str:
    """Return the only host that a target may name, port included."""
    parts = split_url(rules.new_url)
    return parts.host if parts else ""


def stays(rules: RuleSet, site: SiteRules) -> bool:
    """True for a site on the new host itself, or any host: URLs without a rule there belong to another site."""
    new = split_url(rules.new_url)
    if UNNAMED in site.hosts:
        return True
    return new is not None and any(bare(host) == bare(new.host) for host in site.hosts)


def _names(rules: RuleSet) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.host for rule in rules.rules)) or rules.hosts[:1]


def _all_sites(rules: RuleSet) -> dict[str, str]:
    names = _names(rules)
    return {host: site_named(host, names) or names[0] for host in rules.hosts}


_site_by_host = Remembered(_all_sites)
_sites = Remembered(_split)
