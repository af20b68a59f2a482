"""Builds the cases of a proof: positives with all spellings and variants, and a negative set."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from migrator.redirects._index import RuleIndex, key_of
from migrator.redirects._queries import DROPS, expected_location
from migrator.redirects._sites import ascii_host, site_of, sites
from migrator.redirects._spelling import (
    as_bytes,
    decoded,
    encoded_path,
    has_control,
    lower_escapes,
    merged_path,
    percent_encoded,
    query_pairs,
    query_spellings,
    split_url,
)
from migrator.redirects.proof import Case
from migrator.redirects.targets._contract import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import Capabilities, RuleSet

_HOSTILE = (
    "//evil.example",
    "//evil.example/%2e%2e",
    "///evil.example",
    "/%5Cevil.example",
    "/.evil.example",
    "/@evil.example",
    "/http://evil.example/",
    "/%0d%0aSet-Cookie:migr=1",
    "/%0d%0aLocation:%20http://evil.example/",
    "/%00",
    "/%zz",
    "/?u=//evil.example&migrator-unknown=1",
    "/migrator-unknown-page/",
    "/0000/00/migrator-unknown.html",
    "/migrator-unknown?q=migrator-unknown",
)
_ENDINGS = (".evil.example", "@evil.example", "%0d%0aSet-Cookie:migr=1", "/migrator-extra", "%20", ".bak")
_ENDINGS_RULES = 40  # rules tried with every hostile ending, spread over the set
_UTM = "utm_source=migrator&utm_medium=proof"


def positive_cases(
    rules: RuleSet,
    exact: Iterable[RedirectRule],
    variants: Callable[[str], Iterable[str]],
    capabilities: Capabilities | None = None,
) -> list[Case]:
    """Ask for each exactly expressed rule: as published, in all spellings, and each of its URL variants.

    Without capabilities the target reads raw bytes and drops the query.
    """
    raw = capabilities is None or capabilities.raw_bytes
    policy = DROPS if capabilities is None else capabilities.query
    index = RuleIndex(rules.rules)
    hosts = {site.name: site.hosts for site in sites(rules)}
    found: dict[tuple[str, str], Case] = {}
    for number, rule in enumerate(exact):
        answering = hosts.get(rule.host)
        if not answering:
            continue
        urls = [(answering[number % len(answering)], target) for target in _spellings(rule, rules)]
        urls += [(answering[0], next(_published(rule)))]
        urls += [_request_of(url) for url in variants(rule.old)] if rule.old else []
        for host, target in urls:
            case = _expected(rules, index, (host, target if raw else _visible(target)), policy)
            if case is not None and case.rule == key_of(rule):
                found.setdefault((host, case.target), case)
    return list(found.values())


def negative_cases(rules: RuleSet, kept: Iterable[str], capabilities: Capabilities) -> list[Case]:
    """Ask for what must not redirect: kept URLs, new URLs' paths, unknown and hostile addresses.

    Left out are addresses that this target cannot tell from a rule's (letter case, final slash).
    """
    told_apart = _Blindness(rules, capabilities)
    found: dict[tuple[str, str], Case] = {}
    for host, target in itertools.chain(map(_request_of, kept), _negatives(rules)):
        if not (capabilities.raw_bytes or target.isascii()):
            continue
        if site_of(rules, host) is not None and not has_control(target) and told_apart.outside(host, target):
            found.setdefault((host, target), Case(host, target))
    return list(found.values())


def _negatives(rules: RuleSet) -> Iterator[tuple[str, str]]:
    for host in rules.hosts:
        yield from ((host, target) for target in _HOSTILE)
    for site in sites(rules):
        step = max(1, len(site.rules) // _ENDINGS_RULES)
        for rule in site.rules[::step]:
            yield from ((site.hosts[0], encoded_path(rule.path) + ending) for ending in _ENDINGS)
            yield site.hosts[0], "/migrator-before" + encoded_path(rule.path)
        for new in sorted({rule.target for rule in site.rules if rule.target}):
            yield site.hosts[0], _request_of(new)[1]


class _Blindness:
    """Knows which paths have rules, as blindly as the target compares them."""

    def __init__(self, rules: RuleSet, capabilities: Capabilities) -> None:
        self._rules = rules
        self._capabilities = capabilities
        self._exact = {(rule.host, rule.path) for rule in rules.rules if rules.kept and not rule.query}
        self._untouched = frozenset(rules.untouched)
        dialect = capabilities.patterns
        opened = dialect.opened if dialect else None
        self._opened = [(p.host, re.compile(opened(p))) for p in rules.patterns] if opened else []
        self._paths = {(rule.host, capabilities.one_address(rule.path)) for rule in rules.rules}

    def outside(self, host: str, target: str) -> bool:
        """True when no rule could answer; query conditions are ignored, to be safe."""
        site = site_of(self._rules, host) or ""
        path = merged_path(decoded(target.partition("?")[0]))
        lives = "?" not in target and (site, path) in self._rules.kept
        if path is None or (lives and (site, path) not in self._exact):
            return True
        return (site, self._capabilities.one_address(path)) not in self._paths and not self._is_unseen(
            site, path
        )

    def _is_unseen(self, site: str, path: str) -> bool:
        """True for what a wildcard answers beside the URLs it is for, and may: leave was given."""
        return (site, path) not in self._untouched and any(
            name == site and shape.fullmatch(path) for name, shape in self._opened
        )


def _published(rule: RedirectRule) -> Iterator[str]:
    parts = split_url(rule.old)
    if parts is not None:
        yield parts.request_target
    query = "&".join(f"{name}={query_spellings(value)[0]}" for name, value in rule.query)
    yield encoded_path(rule.path) + (f"?{query}" if query else "")


def _spellings(rule: RedirectRule, rules: RuleSet) -> Iterator[str]:
    published = next(_published(rule)).partition("?")[0]
    paths = dict.fromkeys((published, lower_escapes(_visible(published)), _raw_bytes(published)))
    if not rule.query:
        yield from paths
        yield published + "?migrator-noise=1"
        if rules.keep_utm:
            yield f"{published}?{_UTM}"
        return
    for values in itertools.product(*(query_spellings(value) for _, value in rule.query)):
        query = "&".join(f"{name}={value}" for (name, _), value in zip(rule.query, values, strict=True))
        yield f"{published}?{query}"
        yield f"{published}?{lower_escapes(query)}&migrator-noise=1"
        yield f"{published}?migrator-noise=1&{query}"


def _raw_bytes(path: str) -> str:
    """Write non-ASCII characters raw, as old links do."""
    safe = "".join(map(chr, range(0x21, 0x7F)))
    high = re.sub(
        rb"%([89A-Fa-f][0-9A-Fa-f])",
        lambda found: bytes([int(found[1], 16)]),
        as_bytes(path),
    )
    text = high.decode("utf-8", "surrogateescape")
    return "".join(char if ord(char) > 0x7F else percent_encoded(char, safe) for char in text)  # noqa: PLR2004


def _request_of(url: str) -> tuple[str, str]:
    parts = split_url(url)
    if parts is None:
        return "", ""
    return ascii_host(parts.host) or "", parts.request_target


def _visible(target: str) -> str:
    """Encode what a browser would encode before it asks."""
    return percent_encoded(target, "".join(map(chr, range(0x21, 0x7F))))


def _expected(rules: RuleSet, index: RuleIndex, asked: tuple[str, str], policy: str) -> Case | None:
    host, target = asked
    raw, _, query = target.partition("?")
    path = merged_path(decoded(raw))
    site = site_of(rules, host)
    if site is None or path is None or has_control(path):
        return None
    rule = index.match(site, path, query_pairs(query))
    if rule is None:
        return None
    location = rule.target
    if location is not None:
        location = expected_location(location, query, policy, keep_utm=rules.keep_utm)
    return Case(host, target, key_of(rule), Answer(rule.status, location))
