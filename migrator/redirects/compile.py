"""Turns verdicts into a rule set no server can misread: one hop, no loops, no collisions, no foreign hosts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from migrator.errors import InputError
from migrator.model import Finding, RedirectRule, Verdict
from migrator.redirects._chains import flattened
from migrator.redirects._index import RuleKey, in_order, key_of
from migrator.redirects._sites import ascii_host, bare
from migrator.redirects._spelling import (
    beginning,
    decoded,
    has_control,
    merged_path,
    query_pairs,
    split_url,
    well_encoded,
)
from migrator.redirects.targets._contract import RuleSet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from migrator.model import UrlMapping

_STRICT = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_DOTS = re.compile(r"(?i)/(?:\.|%2e){1,2}(?:/|$)")
_QUERY_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_NOISE = frozenset({"showComment", "spref", "fbclid", "gclid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Who answers what: `old_hosts` with `main` as the blog's own (None: each host is its own site, with its `www` twin)."""

    old_hosts: tuple[str, ...]
    new_url: str
    main: str | None = None
    keep_utm: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule set, what was left out of it and why, and the old URLs that must not redirect."""

    rules: RuleSet
    findings: tuple[Finding, ...]
    kept: tuple[str, ...]


class _Refused(Exception):  # noqa: N818 (not an error a caller meets: it becomes a finding)
    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


def no_variants(url: str) -> tuple[str, ...]:
    """Know of no variants: the canonical URL alone."""
    return (url,)


def compile_rules(
    mappings: Iterable[UrlMapping],
    move: Move,
    variants: Callable[[str], Iterable[str]] = no_variants,
) -> Compiled:
    """Compile the moved and gone URLs of a map.

    `variants(url)` names all URLs that share a row's verdict; those with another path get a rule of their
    own. What cannot become a rule is reported in the findings (severity "error"), never guessed.

    Raises:
        InputError: an old host of `move` is no host name.
    """
    move = _checked(move)
    findings: list[Finding] = []
    kept: dict[str, str | None] = {}
    rows: list[RedirectRule] = []
    for mapping in mappings:
        if mapping.verdict == Verdict.KEPT:
            kept[mapping.old] = mapping.new
        elif mapping.verdict in {Verdict.MOVED, Verdict.GONE}:
            try:
                rows.append(_rule(mapping, move))
            except _Refused as refused:
                findings.append(_finding(refused.code, mapping.old, refused.why))
    kept_keys = _keys_of(kept, move)
    single = _without_collisions(rows, kept_keys, findings)
    complete = _with_variants(single, kept_keys, (move, variants), findings)
    if kept_keys and variants is not no_variants:
        complete += _to_kept(kept, {*kept_keys, *map(key_of, complete)}, move, variants)
    final = flattened(complete, lambda url: _site_of_url(url, move), findings)
    pages = frozenset((site, path) for site, path, query in kept_keys if not query)
    rules = RuleSet(
        rules=tuple(in_order(final)),
        hosts=_ordered_hosts(move),
        new_url=move.new_url,
        keep_utm=move.keep_utm,
        kept=pages | _pages_of(final, move),
    )
    return Compiled(rules, tuple(findings), tuple(kept))


def _checked(move: Move) -> Move:
    names = {host: ascii_host(host) for host in (*move.old_hosts, *([move.main] if move.main else []))}
    for host, name in names.items():
        if name is None:
            raise InputError(f"{host!r} is no host name.", "Write old hosts like this: blog.example")
    hosts = (names[host] or "" for host in move.old_hosts)
    return replace(move, old_hosts=tuple(dict.fromkeys(hosts)), main=names[move.main] if move.main else None)


def target_problem(target: str, new_url: str) -> str | None:
    """Say why a new URL cannot be a redirect's target, or None.

    It must be a strict ASCII absolute http(s) URL on the new host, without userinfo, control characters or
    backslashes, with whole percent escapes.
    """
    parts, new = split_url(target), split_url(new_url)
    if parts is None or new is None:
        return "it is no absolute http(s) URL"
    faults = {
        "it holds characters that must be percent-encoded in a URL": not _STRICT.fullmatch(target),
        "it holds a user name": "@" in parts.host,
        f"it is on {parts.host}, not on the new host {new.host}": parts.host != new.host,
        "it holds a percent sign that begins no escape": not well_encoded(target),
        "its query is empty": parts.query == "",
        "its #fragment is empty": parts.fragment == "",
        "its #fragment holds another #": "#" in (parts.fragment or ""),
        "it holds a part . or .., which browsers take for another address": _DOTS.search(parts.path)
        is not None,
    }
    return next((fault for fault, present in faults.items() if present), None)


def _rule(mapping: UrlMapping, move: Move) -> RedirectRule:
    site, path, query = _key(mapping.old, move)
    target = None
    if mapping.verdict == Verdict.MOVED:
        target = _target(mapping, move)
        _refuse_twin((site, path, query), target, move)
    status = (mapping.status or 301) if target else 410
    return RedirectRule(
        host=site,
        path=path,
        query=query,
        target=target,
        status=status,
        reason=mapping.reason,
        old=mapping.old,
    )


def _target(mapping: UrlMapping, move: Move) -> str:
    if not mapping.new:
        raise _Refused("redirect.no-target", "The URL has moved, but nobody said where to.")
    problem = target_problem(mapping.new, move.new_url)
    if problem:
        raise _Refused("redirect.bad-target", f"The new URL {mapping.new!r} is refused: {problem}.")
    parts = split_url(mapping.new)
    if move.keep_utm and parts and parts.fragment is not None:
        raise _Refused("redirect.fragment", "utm parameters cannot be kept on a new URL with a #fragment.")
    rest = _after_host(mapping.new)
    rooted = (
        f"{parts.scheme}://{parts.host}{rest}"
        if parts and parts.path
        else f"{move.new_url.rstrip('/')}/{rest}"
    )
    target = rooted.replace("$", "%24")  # servers take a dollar sign for a variable
    return mapping.new if target == mapping.new else target  # one text of a million, not two


def _after_host(url: str) -> str:
    return re.sub(r"(?i)^https?://[^/?#]*", "", url)


def _key(old: str, move: Move) -> RuleKey:
    site, path, query = _place(old, move)
    return site, path, _conditions(query)


def _place(old: str, move: Move) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    parts = split_url(old)
    if parts is None or has_control(old):
        raise _Refused("redirect.bad-old-url", "The old URL is no absolute http(s) URL.")
    host = ascii_host(parts.host)
    site = None if host is None else _site(host, move)
    if site is None:
        raise _Refused("redirect.not-our-host", f"Nobody of ours answers {parts.host!r} after the move.")
    if "%" in old and not well_encoded(parts.path + (parts.query or "")):
        raise _Refused("redirect.bad-old-url", "A percent sign begins no escape: servers answer 400.")
    path = merged_path(decoded(parts.path or "/"))
    if path is None:
        raise _Refused("redirect.bad-old-url", "The path climbs above the root: servers answer 400.")
    if "%" in parts.path and has_control(path):
        raise _Refused("redirect.bad-old-url", "The path holds a control character.")
    return site, path, query_pairs(parts.query)


def _conditions(query: Collection[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    if not query:
        return ()
    pairs = tuple(sorted({pair for pair in query if not _is_noise(*pair)}))
    if len({name for name, _ in pairs}) < len(pairs):
        raise _Refused("redirect.bad-query", "A query parameter appears twice with different values.")
    for name, value in pairs:
        if not _QUERY_NAME.fullmatch(name):
            raise _Refused("redirect.bad-query", f"No server can ask for a parameter named {name!r}.")
        if not value or has_control(value):
            raise _Refused(
                "redirect.bad-query", f"The value of {name!r} is empty or holds control characters."
            )
    return pairs


def _is_noise(name: str, value: str) -> bool:
    return name in _NOISE or name.startswith("utm_") or _is_mobile(name, value)


def _is_mobile(name: str, value: str) -> bool:
    return name == "m" and value in {"0", "1"}


def _refuse_twin(key: RuleKey, target: str, move: Move) -> None:
    site, path, query = key
    if _site_of_url(target, move) != site:
        return
    parts = split_url(target)
    if parts is None:
        return
    there = decoded(parts.path or "/")
    same_query = query_pairs(parts.query) == query
    if there == path and same_query:
        raise _Refused("redirect.self", "The old and the new URL are the same, save for scheme or www.")
    if there.rstrip("/") == path.rstrip("/") and same_query:
        raise _Refused(
            "redirect.twin", "The new URL is the old one with or without a final slash: a loop risk."
        )


@lru_cache(maxsize=1024)
def _site(host: str, move: Move) -> str | None:
    if move.main is None:
        return next((name for name in move.old_hosts if bare(name) == bare(host)), None)
    known = (*move.old_hosts, move.main)
    return move.main if host in known or bare(host) == bare(move.main) else None


def _site_of_url(url: str, move: Move) -> str | None:
    return _site_of_beginning(beginning(url), move)


@lru_cache(maxsize=1024)
def _site_of_beginning(url: str, move: Move) -> str | None:
    parts = split_url(url)
    host = ascii_host(parts.host) if parts else None
    return _site(host, move) if host else None


def _ordered_hosts(move: Move) -> tuple[str, ...]:
    own = [host for host in move.old_hosts if move.main and bare(host) == bare(move.main)]
    return tuple(dict.fromkeys([*own, *move.old_hosts]))


def _keys_of(kept: Iterable[str], move: Move) -> dict[RuleKey, str]:
    keys = {}
    for url in kept:
        try:
            keys[_key(url, move)] = url
        except _Refused:
            continue
    return keys


def _without_collisions(
    rows: Sequence[RedirectRule],
    kept: dict[RuleKey, str],
    findings: list[Finding],
) -> list[RedirectRule]:
    if not kept and all(key_of(one) != key_of(next_one) for one, next_one in pairwise(in_order(rows))):
        return list(rows)
    first: dict[RuleKey, RedirectRule] = {}
    groups: dict[RuleKey, list[RedirectRule]] = {}
    for rule in rows:
        rival = first.setdefault(key_of(rule), rule)
        if rival is not rule:
            groups.setdefault(key_of(rule), [rival]).append(rule)
    single = []
    for key, alone in first.items():
        group = groups.get(key, [alone])
        if len({(rule.target, rule.status) for rule in group}) > 1:
            rivals = ", ".join(sorted(f"{r.old} → {r.target or '410'}" for r in group))
            findings.extend(
                _finding("redirect.collision", r.old, f"One address, several answers: {rivals}.")
                for r in group
            )
        elif key in kept:
            why = f"It has moved, yet {kept[key]} on the same address is kept."
            findings.append(_finding("redirect.collision", group[0].old, why))
        else:
            single.append(group[0])
    return single


def _with_variants(
    rows: Sequence[RedirectRule],
    kept: dict[RuleKey, str],
    place: tuple[Move, Callable[[str], Iterable[str]]],
    findings: list[Finding],
) -> list[RedirectRule]:
    move, variants = place
    if variants is no_variants:
        return list(rows)
    taken = {**dict.fromkeys(kept), **{key_of(rule): rule.target for rule in rows}}
    complete = list(rows)
    for rule in rows:
        for url in variants(rule.old):
            key = _variant_key(url, rule, move)
            if key is None:
                continue
            if key not in taken:
                taken[key] = rule.target
                complete.append(replace(rule, host=key[0], path=key[1], query=key[2], old=url))
            elif taken[key] != rule.target:
                why = f"It is another spelling of {rule.old}, but has an answer of its own."
                findings.append(Finding(code="redirect.variant", severity="info", url=url, message=why))
    return complete


def _to_kept(
    kept: Mapping[str, str | None],
    taken: set[RuleKey],
    move: Move,
    variants: Callable[[str], Iterable[str]],
) -> list[RedirectRule]:
    """Send other paths of a kept URL, and its form for telephones, to itself."""
    found: list[RedirectRule] = []
    for url, new in kept.items():
        target = new or url
        if target_problem(target, move.new_url) or _site_of_url(target, move) is None:
            continue
        for other in variants(url):
            key = _key_beside(other, target, move)
            if key is not None and key not in taken:
                taken.add(key)
                site, path, query = key
                found.append(
                    RedirectRule(
                        host=site, path=path, query=query, target=target, reason="kept.variant", old=other
                    )
                )
    return found


def _key_beside(url: str, target: str, move: Move) -> RuleKey | None:
    """Return the key of another spelling of a kept URL; the parameter for telephones means something to WordPress."""
    try:
        site, path, pairs = _place(url, move)
        mobile = [pair for pair in pairs if _is_mobile(*pair)]
        key = site, path, tuple(sorted({*_conditions(pairs), *mobile}))
        _refuse_twin(key, target, move)
    except _Refused:
        return None
    return key


def _pages_of(rules: Iterable[RedirectRule], move: Move) -> frozenset[tuple[str, str]]:
    """Return (site, decoded path) of the new URLs that are on an old host."""
    own = {
        begins for begins in {beginning(r.target) for r in rules if r.target} if _site_of_url(begins, move)
    }
    found = set()
    for rule in rules if own else ():
        parts = split_url(rule.target) if rule.target and beginning(rule.target) in own else None
        path = merged_path(decoded(parts.path or "/")) if parts else None
        if rule.target and path is not None:
            found.add((_site_of_url(rule.target, move) or "", path))
    return frozenset(found)


def _variant_key(url: str, rule: RedirectRule, move: Move) -> RuleKey | None:
    """Return the key of another spelling; only parameters that the row itself asks for count."""
    names = {name for name, _ in rule.query}
    try:
        site, path, pairs = _place(url, move)
        key = site, path, _conditions([pair for pair in pairs if pair[0] in names])
        _refuse_twin(key, rule.target or "", move)
    except _Refused:
        return None
    return key if len(key[2]) == len(rule.query) else None


def _finding(code: str, url: str, message: str) -> Finding:
    return Finding(code=code, severity="error", url=url, message=message)
