"""What no server sees: the part of an old address behind its "#", which only the page a reader lands on can answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from migrator.model import Finding, Verdict
from migrator.redirects._index import RuleIndex
from migrator.redirects._lines import let_go
from migrator.redirects._sites import ascii_host, bare, site_named, site_of
from migrator.redirects._spelling import decoded, merged_path, query_pairs, split_url
from migrator.redirects._unnamed import UNNAMED
from migrator.redirects.compile import compile_rules, no_variants, target_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from migrator.model import RedirectRule, UrlMapping
    from migrator.redirects._spelling import UrlParts
    from migrator.redirects.compile import Compiled, Move
    from migrator.redirects.targets._contract import RuleSet

_Place: TypeAlias = tuple[str, str]  # page of the new site, fragment
VIEW = "!"  # begins the fragment of a site that kept its addresses there


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a reader goes who arrives with a fragment.

    `fragment` is decoded and without "#"; `page` is the new site's page they land on, as `page_key` spells it,
    empty where the fragment is unique to the blog; `target` is an absolute URL of the new site: with "#" at its end the
    fragment goes along.
    """

    fragment: str
    target: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A map parted into rows that a server can answer, and rows whose old URL has a fragment."""

    pages: tuple[UrlMapping, ...]
    rows: tuple[UrlMapping, ...]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a script on the new site has to know, how many rows it answers, and what it cannot answer."""

    anchors: tuple[Anchor, ...]
    answered: int
    findings: tuple[Finding, ...]


class _Lost(Exception):  # noqa: N818 (becomes a finding)
    pass


def compile_map(
    mappings: Iterable[UrlMapping], move: Move, variants: Callable[[str], Iterable[str]] = no_variants
) -> Compiled:
    """Compile a map in which old URLs may have fragments: those become anchors of the rule set."""
    split = split_fragments(mappings, move.new_url)
    pages, rows = [*split.pages], split.rows
    del split
    compiled = compile_rules(let_go(pages), move, variants)
    found = arrivals(rows, compiled.rules)
    rules = replace(compiled.rules, anchors=found.anchors)
    return replace(compiled, rules=rules, findings=(*compiled.findings, *_told(found)))


def split_fragments(mappings: Iterable[UrlMapping], new_url: str) -> Split:
    """Part a map; an empty fragment is none.

    Where the old host is left and no row names the page itself, it goes where its fragments go, if that is one
    page: whoever asks for it with one of them gets there. Addresses of the form `/#!…` name no page.
    """
    pages: list[UrlMapping] = []
    rows: list[UrlMapping] = []
    for mapping in mappings:
        page, mark, fragment = mapping.old.partition("#")
        if fragment:
            rows.append(mapping)
        else:
            pages.append(replace(mapping, old=page) if mark else mapping)
    return Split((*pages, *_implied(rows, pages, new_url)), tuple(rows))


def _implied(rows: Iterable[UrlMapping], pages: Iterable[UrlMapping], new_url: str) -> Iterable[UrlMapping]:
    groups: dict[str, list[UrlMapping]] = {}
    for row in rows:
        groups.setdefault(row.old.partition("#")[0], []).append(row)
    known = {mapping.old for mapping in pages} if groups else set()
    for page, group in groups.items():
        ends = {row.new.partition("#")[0] if row.new else None for row in group}
        is_view = any(row.old.partition("#")[2].startswith(VIEW) for row in group)
        end = ends.pop() if len(ends) == 1 and not is_view else None
        if end and page not in known and not _same_host(page, new_url):
            yield replace(group[0], old=page, new=end, verdict=Verdict.MOVED)


def _same_host(one: str, other: str) -> bool:
    hosts = [split_url(url) for url in (one, other)]
    return len({bare(parts.host) for parts in hosts if parts}) == 1


def arrivals(rows: Iterable[UrlMapping], rules: RuleSet) -> Arrivals:
    """Say where readers with a fragment land by these rules, and where they go from there.

    Rows that the browser answers itself, by taking the fragment along, need no anchor.
    """
    index = RuleIndex(rules.rules)
    groups: dict[_Place, list[tuple[UrlMapping, Anchor]]] = {}
    findings: list[Finding] = []
    answered = 0
    for row in rows:
        try:
            anchor = _arrival(row, rules, index)
        except _Lost as lost:
            findings.append(_finding("redirect.anchor", row.old, str(lost)))
            continue
        if anchor is None:
            answered += 1
        else:
            groups.setdefault((anchor.page, anchor.fragment), []).append((row, anchor))
    single = _single(groups, findings)
    kept = {place: anchor for place, anchor in single.items() if not _comes_back(anchor, single)}
    for place in single.keys() - kept.keys():
        row = groups[place][0][0]
        findings.append(_finding("redirect.loop", row.old, "Its new URL leads back to it."))
    anchors = tuple(anchor for _, anchor in sorted(kept.items()))
    return Arrivals(anchors, answered + sum(len(groups[place]) for place in kept), _sorted(findings))


def _single(
    groups: Mapping[_Place, Sequence[tuple[UrlMapping, Anchor]]], findings: list[Finding]
) -> dict[_Place, Anchor]:
    single = {}
    for place, group in groups.items():
        targets = sorted({anchor.target for _, anchor in group})
        if len(targets) == 1:
            single[place] = group[0][1]
            continue
        why = f"Its readers arrive on one page with one fragment, and are to go to several: {', '.join(targets)}."
        findings.extend(_finding("redirect.collision", row.old, why) for row, _ in group)
    return single


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.code, finding.url)))


def _arrival(row: UrlMapping, rules: RuleSet, index: RuleIndex) -> Anchor | None:
    old = split_url(row.old)
    if old is None or old.fragment is None:
        raise _Lost("The old URL is no absolute http(s) URL.")
    if row.verdict == Verdict.GONE or row.new is None:
        raise _Lost("A place inside a page cannot be gone for a server: only its whole page can.")
    problem = target_problem(row.new, rules.new_url)
    if problem:
        raise _Lost(f"The new URL {row.new!r} is refused: {problem}.")
    page = _landing(old, rules, index)
    key = fragment_key(old.fragment)
    target, _, kept = row.new.partition("#")
    if page_key(target) == page and kept in {"", old.fragment}:
        return None
    return Anchor(key, row.new, page)


def _landing(old: UrlParts, rules: RuleSet, index: RuleIndex) -> str:
    host = ascii_host(old.host) or ""
    host = site_named(host, rules.hosts) or host
    site, path = site_of(rules, host), merged_path(decoded(old.path or "/"))
    if site is None or path is None:
        raise _Lost(f"Nobody of ours answers {old.host!r} after the move.")
    rule = index.match(site, path, query_pairs(old.query))
    if rule is not None and rule.target is None:
        raise _Lost("Its page is gone, and whoever asks for it is told so.")
    if rule is not None and rule.target is not None:
        if "#" in rule.target:
            raise _Lost("Its page leads to a place inside a page, which takes the fragment's place.")
        return page_key(rule.target)
    if host != UNNAMED and not _same_host(f"http://{host}", rules.new_url):
        raise _Lost("No row says where its page goes: add the old URL without what follows the #.")
    return page_key(f"http://{host}{path}" + (f"?{old.query}" if old.query else ""))


def _comes_back(anchor: Anchor, found: Mapping[_Place, Anchor]) -> bool:
    seen = set()
    following: Anchor | None = anchor
    while following is not None and following not in seen:
        seen.add(following)
        page, _, fragment = following.target.partition("#")
        following = found.get((page_key(page), fragment_key(fragment)))
    return following is not None


def page_key(url: str) -> str:
    """Return a page of the new site as the script names it: its decoded path without final slash or index.html, its query."""
    parts = split_url(url)
    if parts is None:
        return ""
    path = decoded(parts.path).removesuffix("/index.html").rstrip("/") or "/"
    return path + (f"?{parts.query}" if parts.query else "")


def fragment_key(raw: str) -> str:
    """Return a fragment as the script looks it up: decoded, after "!" in path and query, without what follows a second "#"."""
    if not raw.startswith(VIEW):
        return decoded(raw)
    path, mark, query = raw.partition("#")[0].partition("?")
    return decoded(path) + mark + decoded(query.replace("+", " "))


def view_anchors(rules: Iterable[RedirectRule], kept: Iterable[UrlMapping]) -> Iterable[Anchor]:
    """Name every old page once more as a dynamic view, `#!` and its path; those that stay lead to themselves."""
    for rule in rules:
        if rule.target is not None and "?" not in rule.path:
            query = "&".join(f"{name}={value}" for name, value in rule.query)
            yield Anchor(f"{VIEW}{rule.path}" + (f"?{query}" if query else ""), rule.target)
    for mapping in kept:
        parts = split_url(mapping.old)
        if parts is not None and mapping.new:
            yield Anchor(fragment_key(f"{VIEW}{parts.request_target}"), mapping.new)


def _told(found: Arrivals) -> tuple[Finding, ...]:
    """Report what becomes of rows with a fragment."""
    if not found.answered:
        return found.findings
    rows, them = ("1 row has", "it") if found.answered == 1 else (f"{found.answered:,} rows have", "them")
    who = f"new-site/anchors.js answers {them}" if found.anchors else "browsers take it along to the new page"
    message = f"{rows} a fragment (#…), which no server sees; {who}."
    summary = Finding(code="redirect.anchors", severity="info", url="", message=message)
    return (summary, *found.findings)


def _finding(code: str, url: str, message: str) -> Finding:
    return Finding(code=code, severity="error", url=url, message=message)


def ordered(anchors: Iterable[Anchor]) -> tuple[Anchor, ...]:
    """Sort anchors, one for each place: the first that is told wins."""
    found: dict[_Place, Anchor] = {}
    for anchor in anchors:
        found.setdefault((anchor.fragment, anchor.page), anchor)
    return tuple(found[place] for place in sorted(found))
