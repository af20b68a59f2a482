"""IIS with URL Rewrite: one rewrite map by decoded path, a rule of its own for each query condition.

Written from the vendor's reference; no IIS runs where this is tested, so the proof is the model's alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from migrator.redirects._apache import value_pattern
from migrator.redirects._index import Remembered, RuleIndex, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._published import query_values
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import ONE_HOP, Words, dropped_query, readme
from migrator.redirects._request import unsendable
from migrator.redirects._sites import SiteRules, ascii_host, site_of, sites, stays
from migrator.redirects._spelling import (
    as_bytes,
    decoded,
    has_control,
    merged_path,
    query_pairs,
    well_encoded,
)
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_GONE = 410
_TYPES = {301: "Permanent", 302: "Found", 303: "SeeOther", 307: "Temporary"}
_LONGEST_PATH = 4_096  # bytes; request filtering's maxUrl
_LONGEST_SEGMENT = 260  # characters; http.sys's UrlSegmentMaxLength
_LONGEST_TARGET = 2_048
_FORBIDDEN = frozenset("<>*%&:\\?")  # ASP.NET answers 400, http.sys takes a backslash for a slash
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LARGEST = 250_000  # bytes of a configuration file that IIS reads unless a registry value says more
_ABSOLUTE = re.compile(r"(?s)[A-Za-z][A-Za-z0-9+.-]*://([^/?]*)(.*)")


class IIS:
    """The `Target` for IIS 8 and later with the URL Rewrite module 2."""

    name = "iis"
    version = 1
    capabilities = Capabilities(
        title="IIS (web.config)",
        statuses=frozenset({*_TYPES, _GONE}),
        case_sensitive=False,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        max_key_bytes=_LONGEST_PATH,
        max_target_bytes=_LONGEST_TARGET,
        facts=(
            "Needs the URL Rewrite module 2; Azure App Service for Windows has it.",
            "IIS reads configuration files up to 250 KB (some 1,500 rules) unless a registry value is raised.",
            "Letter case in paths is ignored, unless two old URLs differ only in case: then both are exact.",
            "Campaign parameters cannot be kept. The answers are modelled on the reference, not measured.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what IIS answers before it asks any rule, and what XML cannot hold."""
        problem = _problem(rule)
        return Lowered(rule, "refused", problem) if problem else Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write web.config, the rewrite maps it includes, and the README."""
        maps = text_file("rewriteMaps.config", _map_lines(rules))
        return [
            text_file("README.md", [readme(rules, _words(rules, len(maps.content)))]),
            maps,
            text_file("web.config", _config_lines(rules)),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode and normalise the path, then the rules with query conditions, then the map."""
        asked = _asked(host, target)
        site = site_of(rules, asked[0]) if asked else None
        if asked is None or site is None:
            return None
        path = _folded(rules, site, asked[1])
        rule = _index(rules).match(site, path, query_pairs(asked[2]))
        return None if rule is None else Answer(rule.status, rule.target)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """No IIS runs on loopback here."""
        return None


def _problem(rule: RedirectRule) -> str | None:
    found = _FORBIDDEN.intersection(rule.path)
    segment = max(map(len, rule.path.split("/")))
    reasons = {
        f"status: It cannot answer {rule.status} for this rule.": (rule.target is None)
        != (rule.status == _GONE)
        or rule.status not in {*_TYPES, _GONE},
        f"forbidden: IIS answers 400 to {' '.join(sorted(found))} in a path.": bool(found),
        "bytes: XML and IIS cannot hold this path.": _NO_XML.search(rule.path) is not None,
        "long: IIS answers 400 to such a long path.": len(as_bytes(rule.path)) > _LONGEST_PATH
        or segment > _LONGEST_SEGMENT,
        "long-target: URL Rewrite may cut such a long address.": len(rule.target or "") > _LONGEST_TARGET,
        "bytes: A query value is no UTF-8.": any(_NO_XML.search(value) for _, value in rule.query),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _asked(host: str, target: str) -> tuple[str, str, str] | None:
    absolute = _ABSOLUTE.fullmatch(target)
    name = ascii_host(absolute[1] if absolute else host)
    raw, _, query = (absolute[2] if absolute else target).partition("?")
    if name is None or unsendable(target) or "#" in target:
        return None
    path = merged_path(decoded(raw).replace("\\", "/")) if well_encoded(raw) and raw.startswith("/") else None
    if path is None or has_control(path) or _FORBIDDEN.intersection(path) or not _readable(path):
        return None
    return name, path, query


def _readable(path: str) -> bool:
    return len(as_bytes(path)) <= _LONGEST_PATH and max(map(len, path.split("/"))) <= _LONGEST_SEGMENT


@dataclass(frozen=True, slots=True)
class _Site:
    """One site as URL Rewrite asks it: rules with conditions, and the map for all other paths."""

    number: int
    site: SiteRules
    conditional: tuple[RedirectRule, ...]  # with a query, or on a path that differs from another in case only
    mapped: tuple[RedirectRule, ...]
    spelled: dict[str, str]  # folded path → the path of the rules, where letter case does not matter


def _all_sites(rules: RuleSet) -> dict[str, _Site]:
    found = {}
    for number, site in enumerate(sites(rules), 1):
        paths = {rule.path for rule in site.rules}
        folded = Counter(path.lower() for path in {*paths, *site.kept})
        ordered = sorted(site.rules, key=specificity)
        alone = [rule for rule in ordered if not rule.query and folded[rule.path.lower()] == 1]
        others = [rule for rule in ordered if rule.query or folded[rule.path.lower()] > 1]
        spelled = {path.lower(): path for path in paths if folded[path.lower()] == 1}
        found[site.name] = _Site(number, site, tuple(others), tuple(alone), spelled)
    return found


_sites = Remembered(_all_sites)
_index: Remembered[RuleIndex] = Remembered(lambda rules: RuleIndex(rules.rules))


def _folded(rules: RuleSet, site: str, path: str) -> str:
    known = _sites(rules).get(site)
    return path if known is None else known.spelled.get(path.lower(), path)


def _statuses(site: _Site) -> Iterable[int]:
    return sorted({rule.status for rule in site.mapped})


# --- text --------------------------------------------------------------------------------------------


def _pattern(text: str) -> str:
    """Write a text as an ECMAScript pattern: all but letters, digits, `/`, `_` and `-` as escapes."""
    units = text.encode("utf-16-be")
    codes = (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    return "".join(chr(code) if code in _PLAIN else f"\\u{code:04x}" for code in codes)


_PLAIN = frozenset(map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-"))


def _map_lines(rules: RuleSet) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield "<!-- Old addresses and where they went. Generated: change the migration, not this file. -->"
    yield "<rewriteMaps>"
    for site in _sites(rules).values():
        for status in _statuses(site):
            yield f"  <rewriteMap name={quoteattr(_map_name(site, status))}>"
            for rule in site.mapped:
                if rule.status == status:
                    yield f"    <add key={quoteattr(rule.path)} value={quoteattr(rule.target or 'gone')} />"
            yield "  </rewriteMap>"
    yield "</rewriteMaps>"


def _map_name(site: _Site, status: int) -> str:
    return f"migrator-{site.number}-{status}"


def _config_lines(rules: RuleSet) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield "<!-- Old addresses and where they went. Generated: change the migration, not this file. -->"
    yield "<configuration>"
    yield "  <system.webServer>"
    if any("+" in rule.path for rule in rules.rules):
        yield "    <security>"
        yield '      <requestFiltering allowDoubleEscaping="true" />'
        yield "    </security>"
    yield "    <rewrite>"
    yield '      <rewriteMaps configSource="rewriteMaps.config" />'
    yield "      <rules>"
    for site in _sites(rules).values():
        yield from (f"        {line}" for line in _site_lines(site, rules))
    yield "      </rules>"
    yield "    </rewrite>"
    yield "  </system.webServer>"
    yield "</configuration>"


def _site_lines(site: _Site, rules: RuleSet) -> Iterator[str]:
    hosts = "|".join(map(_pattern, site.site.hosts))
    host = _condition("{HTTP_HOST}", f"^(?:{hosts})\\.?(?::[0-9]+)?$")
    for number, rule in enumerate(site.conditional, 1):
        sensitive = rule.path.lower() not in site.spelled
        match = f"^{_pattern(rule.path.removeprefix('/'))}$"
        asked = zip(rule.query, query_values(rule), strict=True)
        wanted = [f"(?:^|&){_pattern(name)}={value_pattern(raws)}(?:&|$)" for (name, _), raws in asked]
        conditions = [host, *(_condition("{QUERY_STRING}", one, ignore_case=False) for one in wanted)]
        action = _action(rule.status, rule.target or "")
        yield from _rule(f"migrator-{site.number}-{number}", (match, sensitive), conditions, action)
    for status in _statuses(site):
        name = _map_name(site, status)
        conditions = [host, _condition(f"{{{name}:/{{R:0}}}}", "(.+)")]
        yield from _rule(name, (".*", False), conditions, _action(status, "{C:1}"))
    if not stays(rules, site.site):
        renewal = _condition("{URL}", "^/\\.well-known/acme-challenge/", negate=True)
        missing = '<action type="CustomResponse" statusCode="404" statusReason="Not Found" />'
        yield from _rule(f"migrator-{site.number}-404", (".*", False), [host, renewal], missing)


def _condition(subject: str, pattern: str, *, ignore_case: bool = True, negate: bool = False) -> str:
    ending = ("" if ignore_case else ' ignoreCase="false"') + (' negate="true"' if negate else "")
    return f"<add input={quoteattr(subject)} pattern={quoteattr(pattern)}{ending} />"


def _action(status: int, url: str) -> str:
    if status == _GONE:
        return '<action type="CustomResponse" statusCode="410" statusReason="Gone" />'
    kind = f'redirectType="{_TYPES[status]}"'
    return f'<action type="Redirect" url={quoteattr(url)} appendQueryString="false" {kind} />'


def _rule(name: str, match: tuple[str, bool], conditions: Sequence[str], action: str) -> Iterator[str]:
    pattern, sensitive = match
    case = ' ignoreCase="false"' if sensitive else ""
    yield f'<rule name="{name}" stopProcessing="true">'
    yield f"  <match url={quoteattr(pattern)}{case} />"
    yield "  <conditions>"
    yield from (f"    {condition}" for condition in conditions)
    yield "  </conditions>"
    yield f"  {action}"
    yield "</rule>"


def _words(rules: RuleSet, size: int) -> Words:
    here = [host for site in sites(rules) if stays(rules, site) for host in site.hosts]
    notes = [
        dropped_query(rules),
        _UNTRIED,
        "Campaign parameters (utm_…) cannot be kept. Letter case is ignored unless two old addresses differ only in it.",
        ONE_HOP,
    ]
    if size > _LARGEST:
        notes.insert(1, _TOO_LARGE.format(size))
    return Words(
        title="IIS (web.config)",
        apply=_WHERE + (_HERE.format(", ".join(here)) if here else ""),
        check=_CHECK,
        undo=_UNDO,
        menus=True,
        notes=tuple(notes),
    )


_WHERE = """
1. Install the URL Rewrite module 2 (Azure App Service for Windows has it).
2. Give the old host names a site of their own with an empty folder, bindings for ports 80 and 443, and a certificate.
3. Keep copies of its `web.config` and `rewriteMaps.config`, if there are any, in a folder elsewhere: they are the way
   back. Then put `web.config` and `rewriteMaps.config` into that folder.
   IIS reads them at once; an error in them answers 500.19 with the line.
"""

_CHECK = r"""This names the line of an error in the files; then ask for an address:

    %windir%\system32\inetsrv\appcmd list config SITE-NAME -section:system.webServer/rewrite/rules"""

_UNDO = """1. Put the former `web.config` and `rewriteMaps.config` back in one go, or delete both where there were none. IIS notices at
   once.
2. Ask for an old address: it must answer as before."""

_HERE = """
The new site lives on an old host ({}): there, put the `rewriteMaps` line and the rules at the top of the `<rewrite>`
part of the new site's own `web.config`.
"""

_UNTRIED = (
    "These files were made from Microsoft's reference and have not been tried on IIS: ask for a dozen old addresses, "
    "some with accents, spaces and a query among them, before you trust them."
)

_TOO_LARGE = (
    "`rewriteMaps.config` has {:,} bytes, IIS reads 250 KB: raise `MaxWebConfigFileSizeInKB` under "
    "`HKLM\\SOFTWARE\\Microsoft\\InetStp\\Configuration` (and under `WOW6432Node`), then run `iisreset`. Where you "
    "cannot, use another server."
)

PLUGIN = IIS()
