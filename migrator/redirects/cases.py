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
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import Capabilities, RuleSet

    _CasesOf: TypeAlias = Callable[[int, RedirectRule], Iterator[Case]]

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
MANY = 5_000  # rules; up to that number every spelling and variant is asked for
SAMPLED = 10_000
_MOST_TURNS = 50
_ENDINGS_RULES = 40  # rules tried with every hostile ending, spread over the set
_UTM = "utm_source=migrator&utm_medium=proof"


def positive_cases(
    rules: RuleSet,
    exact: Sequence[RedirectRule],
    variants: Callable[[str], Iterable[str]],
    capabilities: Capabilities | None = None,
    most: int | None = None,
) -> Iterator[Case]:
    """Yield a case for each exactly expressed rule as published, in all spellings, and for each of its URL variants.

    Of more than `MANY` rules each is asked for as published, or `most` of them, and `SAMPLED` other spellings and
    variants; both are spread over the rules. Without capabilities the target reads raw bytes and drops the query.
    """
    raw = capabilities is None or capabilities.raw_bytes
    policy = DROPS if capabilities is None else capabilities.query
    index = RuleIndex(rules.rules)
    hosts = {site.name: site.hosts for site in sites(rules)}

    def asked(number: int, rule: RedirectRule, answering: Sequence[str]) -> Iterator[tuple[str, str]]:
        host = answering[number % len(answering)]
        for target in _spellings(rule, rules):
            yield host, target
        yield answering[0], _published(rule)
        yield from map(_request_of, variants(rule.old) if rule.old else ())

    def of_rule(number: int, rule: RedirectRule) -> Iterator[Case]:
        answering = hosts.get(rule.host)
        seen: set[tuple[str, str]] = set()
        for host, target in asked(number, rule, answering) if answering else ():
            case = _expected(rules, index, (host, target if raw else _visible(target)), policy)
            if case is not None and case.rule == key_of(rule) and (host, case.target) not in seen:
                seen.add((host, case.target))
                yield case

    if len(exact) > MANY:
        for number in range(0, len(exact), _step(len(exact), most or len(exact))):
            yield from itertools.islice(of_rule(number, exact[number]), 1)
        yield from _sampled(exact, of_rule)
        return
    every = (case for number, rule in enumerate(exact) for case in of_rule(number, rule))
    yield from {(case.host, case.target): case for case in every}.values()


def scope_of(exact: Sequence[RedirectRule], most: int | None = None) -> str:
    """Say what a proof of very many rules asks for, as it does not ask everything; nothing for fewer."""
    hits = number_of_hits(exact, most)
    if hits is None:
        return ""
    each = "each rule once" if hits == len(exact) else f"{hits:,} of the rules"
    return f"{each}, {SAMPLED:,} other spellings and {SAMPLED:,} addresses without a rule"


def number_of_hits(exact: Sequence[RedirectRule], most: int | None = None) -> int | None:
    """Return how many of very many rules a proof asks for as published; None where everything is asked."""
    return -(-len(exact) // _step(len(exact), most or len(exact))) if len(exact) > MANY else None


def _sampled(rules: Sequence[RedirectRule], of_rule: _CasesOf) -> Iterator[Case]:
    """Yield other cases than the first of each rule, one of each rule in turn, spread over them."""
    found: dict[tuple[str, str], Case] = {}
    for turn in range(_MOST_TURNS):
        for number in _spread(len(rules)):
            others = list(of_rule(number, rules[number]))[1:]
            if turn < len(others):
                case = others[(number + turn) % len(others)]
                found[case.host, case.target] = case
            if len(found) == SAMPLED:
                yield from found.values()
                return
    yield from found.values()


def _spread(count: int) -> Iterator[int]:
    """Yield all numbers below a count, so that any beginning is spread over them."""
    step = _step(count, SAMPLED)
    for start in range(step):
        yield from range(start, count, step)


def _step(count: int, most: int) -> int:
    return max(1, -(-count // most))


def negative_cases(rules: RuleSet, kept: Iterable[str], capabilities: Capabilities) -> list[Case]:
    """Ask for what must not redirect: kept URLs, new URLs' paths, unknown and hostile addresses.

    Of more than `MANY` rules `SAMPLED` addresses are asked, spread over the kept and new ones. Left out are
    addresses that this target cannot tell from a rule's (letter case, final slash).
    """
    told_apart = _Blindness(rules, capabilities)
    found: dict[tuple[str, str], Case] = {}
    many = len(rules.rules) > MANY
    pages = _sampled_pages(rules, list(kept)) if many else _pages(rules, kept)
    for host, target in itertools.chain(_negatives(rules), pages):
        if not (capabilities.raw_bytes or target.isascii()):
            continue
        if site_of(rules, host) is not None and not has_control(target) and told_apart.outside(host, target):
            found.setdefault((host, target), Case(host, target))
        if many and len(found) == SAMPLED:
            break
    return list(found.values())


def _negatives(rules: RuleSet) -> Iterator[tuple[str, str]]:
    for host in rules.hosts:
        yield from ((host, target) for target in _HOSTILE)
    for site in sites(rules):
        step = max(1, len(site.rules) // _ENDINGS_RULES)
        for rule in site.rules[::step]:
            yield from ((site.hosts[0], encoded_path(rule.path) + ending) for ending in _ENDINGS)
            yield site.hosts[0], "/migrator-before" + encoded_path(rule.path)


def _pages(rules: RuleSet, kept: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from map(_request_of, kept)
    for site in sites(rules):
        for new in sorted({rule.target for rule in site.rules if rule.target}):
            yield site.hosts[0], _request_of(new)[1]


def _sampled_pages(rules: RuleSet, kept: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield kept URLs, and of rules spread over the set the new address and one beside the old one."""
    for number in itertools.islice(_spread(len(kept)), SAMPLED // 2):
        yield _request_of(kept[number])
    hosts = {site.name: site.hosts[0] for site in sites(rules)}
    for number in _spread(len(rules.rules)):
        rule = rules.rules[number]
        if rule.host in hosts:
            yield hosts[rule.host], encoded_path(rule.path) + "-migrator-unseen"
            if rule.target:
                yield hosts[rule.host], _request_of(rule.target)[1]


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
        self._paths: dict[str, set[str]] = {}
        for rule in rules.rules:
            address = capabilities.one_address(rule.path)
            kept_once = rule.path if address == rule.path else address  # one text of a million, not two
            self._paths.setdefault(rule.host, set()).add(kept_once)

    def outside(self, host: str, target: str) -> bool:
        """True when no rule could answer; query conditions are ignored, to be safe."""
        site = site_of(self._rules, host) or ""
        path = merged_path(decoded(target.partition("?")[0]))
        lives = "?" not in target and (site, path) in self._rules.kept
        if path is None or (lives and (site, path) not in self._exact):
            return True
        known = self._paths.get(site, set())
        return self._capabilities.one_address(path) not in known and not self._is_unseen(site, path)

    def _is_unseen(self, site: str, path: str) -> bool:
        """True for what a wildcard answers beside the URLs it is for, and may: leave was given."""
        return (site, path) not in self._untouched and any(
            name == site and shape.fullmatch(path) for name, shape in self._opened
        )


def _published(rule: RedirectRule) -> str:
    parts = split_url(rule.old)
    if parts is not None:
        return parts.request_target
    query = "&".join(f"{name}={query_spellings(value)[0]}" for name, value in rule.query)
    return encoded_path(rule.path) + (f"?{query}" if query else "")


def _spellings(rule: RedirectRule, rules: RuleSet) -> Iterator[str]:
    published = _published(rule).partition("?")[0]
    if not rule.query:
        yield published  # the others may never be asked for
        yield from (
            lower_escapes(_visible(published)),
            _raw_bytes(published),
            f"{published}?migrator-noise=1",
        )
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
    if "%" not in path and " " not in path and path.isascii() and path.isprintable():
        return path
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
    if query and location is not None:
        location = expected_location(location, query, policy, keep_utm=rules.keep_utm)
    return Case(host, target, key_of(rule), Answer(rule.status, location))
