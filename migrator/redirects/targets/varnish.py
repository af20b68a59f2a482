"""Varnish: a chain of comparisons compiled to machine code; quick to ask, slow to load, so for small sets only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._patterns_text import SAFE
from migrator.redirects._published import decoded_paths
from migrator.redirects._readme import ONE_HOP, Words, dropped_query, readme
from migrator.redirects._request import unsendable
from migrator.redirects._sites import SiteRules, ascii_host, site_of, sites, stays
from migrator.redirects._spelling import as_bytes, decoded, percent_encoded, well_encoded
from migrator.redirects._utm import UTM_NAMES, UTM_VALUE, answer_of, with_utm
from migrator.redirects.patterns import Dialect, short_sites
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.patterns import PatternRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_GONE = 410
_MOST = 2_000  # rules; they take some twenty seconds to compile
_LONGEST = 2_000  # bytes of a path; Varnish copies it some ten times within 64 kB
_LONGEST_REQUEST = 8_000  # bytes; beyond, the rules are not asked
_A_SUB = 40  # comparisons in one subroutine: the C compiler needs quadratic time for a long one
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PLAIN = "req.http.X-Migr-Plain"
_ABSOLUTE = re.compile(r"(?s)https?://([^/]*)(/.*)")


def _is_spelled_alike(rule: RedirectRule) -> bool:
    return tuple(decoded_paths(rule)) == (rule.path,)


class Varnish:
    """The `Target` for Varnish 6.2 and later."""

    name = "varnish"
    version = 1
    capabilities = Capabilities(
        title="Varnish",
        sets_headers=True,
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        max_rules=_MOST,
        larger="haproxy",
        patterns=Dialect(holds=_is_spelled_alike),
        max_key_bytes=_LONGEST,
        max_target_bytes=_LONGEST,
        facts=(
            "VCL is compiled to machine code: every 100 rules cost about a second when it is loaded.",
            "Paths are decoded and // merged before they are compared; dot segments are not resolved.",
            "Patterns of --compact are exact: they answer the addresses they list, and each counts as one rule.",
            "Letter case counts; query conditions ask for the first occurrence of a parameter, in any order.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse only what a request's workspace cannot hold."""
        if (
            max(len(as_bytes(path)) for path in decoded_paths(rule)) > _LONGEST
            or len(rule.target or "") > _LONGEST
        ):
            return Lowered(
                rule, "refused", f"long: Varnish's workspace holds addresses up to {_LONGEST:,} bytes."
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the VCL to include, and the README."""
        return [
            text_file("README.md", [readme(rules, _words(rules))]),
            text_file("migrator.vcl", _lines(rules)),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Put path and query values into one spelling, and take the first comparison that holds."""
        asked = _asked(host, target)
        site = site_of(rules, asked[0]) if asked else None
        if asked is None or site is None:
            return None
        _, path, query = asked
        for rule in _by_path(rules).get((site, path), ()):
            if all(_value(name, query) == _spelled(value) for name, value in rule.query):
                return answer_of(rule, rules, query)
        for pattern in _patterns(rules).get(site, ()):
            location = pattern.answer(decoded(path))
            if location:
                return Answer(pattern.status, with_utm(location, query) if rules.keep_utm else location)
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run Varnish in the foreground, without a backend and its control port."""
        place = ("-n", "{work}/varnish", "-f", "{work}/proof.vcl")
        return Engine(
            binary="varnishd",
            argv=("varnishd", "-j", "none", "-F", "-T", "none", "-a", "127.0.0.1:{port}", *_PATIENT, *place),
            wrapper={"proof.vcl": _WRAPPER},
            install_hint="Install Varnish and a C compiler, e.g. with: apt-get install varnish gcc libc6-dev",
        )


def _asked(host: str, target: str) -> tuple[str, str, str] | None:
    """Return host, path in one spelling and raw query, as measured on Varnish 7.1.1; None: rules not asked."""
    target = target.strip(" ")
    absolute = _ABSOLUTE.fullmatch(target)
    name = ascii_host(absolute[1] if absolute else host)
    address = absolute[2] if absolute else target
    if name is None or not address.startswith("/") or len(as_bytes(address)) > _LONGEST_REQUEST:
        return None
    raw, _, query = address.partition("?")
    if unsendable(target) or not well_encoded(raw) or "%00" in raw:
        return None
    return name, _spelled_path(decoded(raw)), query


def _spelled(value: str) -> str:
    return percent_encoded(value, _UNRESERVED)


def _spelled_path(path: str) -> str:
    return percent_encoded(re.sub("//+", "/", path), _UNRESERVED + "/")


def _spelled_paths(rule: RedirectRule) -> Iterable[str]:
    return dict.fromkeys(map(_spelled_path, decoded_paths(rule)))


def _value(name: str, query: str) -> str | None:
    found = re.search(rf"(?:^|&){re.escape(name)}=([^&]*)", query)
    if found is None or not well_encoded(found[1]) or "%00" in found[1]:
        return None
    return _spelled(decoded(found[1].replace("+", " ")))


def _paths_of(rules: RuleSet) -> dict[tuple[str, str], list[RedirectRule]]:
    found: dict[tuple[str, str], list[RedirectRule]] = {}
    single = (rule for site in short_sites(rules) for rule in site.rules)
    for rule in sorted(single, key=specificity):
        for path in _spelled_paths(rule):
            found.setdefault((rule.host, path), []).append(rule)
    return found


_by_path = Remembered(_paths_of)
_patterns = Remembered(lambda rules: {site.name: site.patterns for site in short_sites(rules)})


# --- text --------------------------------------------------------------------------------------------

_HEAD = """# Old addresses and where they went. Generated: change the migration, not this file.
import blob;
"""

_SYNTH = """
sub vcl_synth {{
    if (resp.status > 1300 && resp.status < 1411 && req.http.X-Migr-Status) {{
        set resp.status = resp.status - 1000;{no_store}
        if (req.http.X-Migr-To) {{
            set resp.http.Location = req.http.X-Migr-To;
        }} else {{
            set resp.reason = "Gone";
        }}
        return (deliver);
    }}
}}"""


def _lines(rules: RuleSet) -> Iterator[str]:
    found = short_sites(rules)
    plain = [_PLAIN] if any(site.patterns for site in found) else []
    names = sorted({name for rule in rules.rules for name, _ in rule.query})
    headers = {name: f"req.http.X-Migr-Arg-{number}" for number, name in enumerate(names, 1)}
    yield _HEAD
    for number, site in enumerate(found, 1):
        yield from _table_subs(number, site, headers)
    yield from _read_sub(headers)
    if rules.keep_utm:
        yield from _utm_sub()
    yield "sub vcl_recv {"
    yield from (f"    unset {header};" for header in [*_HEADERS, *headers.values(), *plain])
    for number, site in enumerate(found, 1):
        yield from _site_lines(number, site, rules)
    yield "}"
    no_store = '\n        set resp.http.Cache-Control = "no-store";' if rules.trial else ""
    yield _SYNTH.format(no_store=no_store)


_HEADERS = (
    "req.http.X-Migr-Path",
    "req.http.X-Migr-Query",
    "req.http.X-Migr-Status",
    "req.http.X-Migr-To",
    "req.http.X-Migr-Utm",
)


def _table_subs(number: int, site: SiteRules, headers: Mapping[str, str]) -> Iterator[str]:
    ordered = sorted(site.rules, key=specificity)
    for part, start in enumerate(range(0, len(ordered), _A_SUB), 1):
        yield f"sub migrator_{number}_{part} {{"
        keyword = "if"
        for rule in ordered[start : start + _A_SUB]:
            yield f"    {keyword} ({_test(rule, headers)}) {{"
            yield f'        set req.http.X-Migr-Status = "{rule.status}";'
            if rule.target:
                yield f'        set req.http.X-Migr-To = "{rule.target}";'
            yield "    }"
            keyword = "elseif"
        yield "}\n"
    if site.patterns:
        yield from _pattern_sub(number, site.patterns)


def _pattern_sub(number: int, patterns: Iterable[PatternRule]) -> Iterator[str]:
    """Ask for a listed path first, then capture its fields, with the marks that a pattern may hold as they are."""
    yield f"sub migrator_{number}_patterns {{"
    yield f"    set {_PLAIN} = {_unescaped('req.http.X-Migr-Path')};"
    keyword = "if"
    for pattern in patterns:
        shape = pattern.shape(lambda field: f"({field.shape})")
        numbers = {field: f"\\{place}" for place, field in enumerate(pattern.fields, 1)}
        yield f'    {keyword} ({_PLAIN} ~ "^(?={pattern.listed}$){shape}$") {{'
        yield f'        set req.http.X-Migr-Status = "{pattern.status}";'
        yield f'        set req.http.X-Migr-To = regsub({_PLAIN}, "^{shape}$",'
        yield f'            "{pattern.location(numbers.__getitem__, str)}");'
        yield "    }"
        keyword = "elseif"
    yield "}\n"


def _unescaped(header: str) -> str:
    for mark in sorted(SAFE - set(_UNRESERVED) - {"/"}):
        header = f'regsuball({header}, "%{ord(mark):02X}", "{mark}")'
    return header


def _test(rule: RedirectRule, headers: Mapping[str, str]) -> str:
    paths = " || ".join(f'req.http.X-Migr-Path == "{path}"' for path in _spelled_paths(rule))
    tests = [f"({paths})" if " || " in paths else paths]
    tests += [f'{headers[name]} == "{_spelled(value)}"' for name, value in rule.query]
    return " && ".join(tests)


_READ = """sub migrator_read {
    # The path and the query values, each in the one spelling of the comparisons.
    set req.http.X-Migr-Path = regsub(req.url, "[?].*$", "");
    if (req.url ~ "[?]") {
        set req.http.X-Migr-Query = regsub(req.url, "^[^?]*[?]", "");
    }
    if (req.http.X-Migr-Path ~ "^/" && req.http.X-Migr-Path !~ "%00|%(?![0-9A-Fa-f][0-9A-Fa-f])") {
        set req.http.X-Migr-Path = regsuball(
            blob.transcode(decoding=URL, encoding=URL, case=UPPER, encoded=req.http.X-Migr-Path), "(%2F)+", "/");
    } else {
        unset req.http.X-Migr-Path;
    }"""


def _read_sub(headers: Mapping[str, str]) -> Iterator[str]:
    yield _READ
    for name, header in headers.items():
        pattern = name.replace(".", "[.]")
        yield f'    if (req.http.X-Migr-Query ~ "(^|&){pattern}=") {{'
        yield f"        set {header} = regsub(regsub(req.http.X-Migr-Query,"
        yield f'            "^(?:(?!{pattern}=)[^&]*&)*{pattern}=", ""), "&.*$", "");'
        yield f'        if ({header} ~ "%00|%(?![0-9A-Fa-f][0-9A-Fa-f])") {{'
        yield f"            unset {header};"
        yield "        } else {"
        yield f"            set {header} = blob.transcode(decoding=URL, encoding=URL, case=UPPER,"
        yield f'                encoded=regsuball({header}, "[+]", "%20"));'
        yield "        }"
        yield "    }"
    yield "}\n"


def _utm_sub() -> Iterator[str]:
    yield "sub migrator_utm {"
    yield "    # Campaign parameters follow the reader."
    for name in UTM_NAMES:
        part = f"({name}={UTM_VALUE})"
        yield f'    if (req.http.X-Migr-Query ~ "(?:^|&){part}(?:&|$)") {{'
        yield '        set req.http.X-Migr-Utm = req.http.X-Migr-Utm + "&" +'
        yield f'            regsub(req.http.X-Migr-Query, "^(?:.*?&)?{part}(?:&.*)?$", "\\1");'
        yield "    }"
    yield '    if (req.http.X-Migr-Utm && req.http.X-Migr-To ~ "[?]") {'
    yield "        set req.http.X-Migr-To = req.http.X-Migr-To + req.http.X-Migr-Utm;"
    yield "    } elseif (req.http.X-Migr-Utm && req.http.X-Migr-To) {"
    yield '        set req.http.X-Migr-To = req.http.X-Migr-To + "?" + regsub(req.http.X-Migr-Utm, "^&", "");'
    yield "    }"
    yield "}\n"


def _site_lines(number: int, site: SiteRules, rules: RuleSet) -> Iterator[str]:
    hosts = "|".join(host.replace(".", "[.]") for host in site.hosts)
    parts: list[object] = list(range(1, -(-len(site.rules) // _A_SUB) + 1))
    parts += ["patterns"] if site.patterns else []
    yield f'    if (req.http.host ~ "(?i)^(?:{hosts})[.]?(?::[0-9]+)?$" && req.url !~ "^.{{{_LONGEST_REQUEST + 1}}}") {{'
    yield "        call migrator_read;"
    for part in parts:
        yield "        if (!req.http.X-Migr-Status) {"
        yield f"            call migrator_{number}_{part};"
        yield "        }"
    if rules.keep_utm:
        yield "        call migrator_utm;"
    yield from _answer_lines({rule.status for rule in site.rules} | {each.status for each in site.patterns})
    if not stays(rules, site):
        yield "        # An address nobody published: say so, do not send people to the home page."
        yield '        if (req.url !~ "^/[.]well-known/acme-challenge/") {'
        yield '            return (synth(404, "Not Found"));'
        yield "        }"
    yield "    }"


def _answer_lines(statuses: Iterable[int]) -> Iterator[str]:
    for status in sorted(statuses):
        yield f'        if (req.http.X-Migr-Status == "{status}") {{'
        yield f"            return (synth({1000 + status}));"
        yield "        }"


_PATIENT = ("-p", "cli_timeout=100")

_WRAPPER = """vcl 4.1;
backend default none;
include "{out}/migrator.vcl";
sub vcl_recv {
    return (synth(404));
}
"""


def _words(rules: RuleSet) -> Words:
    here = [host for site in sites(rules) if stays(rules, site) for host in site.hosts]
    return Words(
        title="Varnish",
        apply=_WHERE + (_HERE.format(", ".join(here)) if here else ""),
        test=("varnishd -C -f /etc/varnish/default.vcl > /dev/null", "systemctl reload varnish"),
        undo="Delete the `include` line from `/etc/varnish/default.vcl`, then `systemctl reload varnish`.",
        notes=(
            dropped_query(rules),
            "Every spelling of a path (`%C3%A9`, `%c3%a9`, raw UTF-8, `//`) is one address; letter case counts.",
            _SLOW,
            ONE_HOP,
        ),
    )


_SLOW = (
    "A reload compiles: with some hundred rules that takes seconds, and may need `-p cli_timeout=120` among "
    "Varnish's options."
)

_WHERE = """
1. Copy `migrator.vcl` to `/etc/varnish/`.
2. In `/etc/varnish/default.vcl` put `include "migrator.vcl";` below the line `vcl 4.1;` and above every `sub`.
3. Let whatever ends TLS in front of Varnish answer the old names as well, with a certificate for them.
"""

_HERE = """
The new site lives on an old host ({}): addresses without a rule go on to the rest of your VCL.
"""

PLUGIN = Varnish()
