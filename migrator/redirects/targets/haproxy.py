"""HAProxy: one hash lookup of host, path and query values, all put into one spelling first; no limit on rules."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import let_go, text_file
from migrator.redirects._published import decoded_paths
from migrator.redirects._readme import ONE_HOP, Words, dropped_query, readme
from migrator.redirects._request import unsendable
from migrator.redirects._sites import ascii_host, site_of, sites, stays
from migrator.redirects._spelling import decoded, percent_encoded, well_encoded
from migrator.redirects._unnamed import UNNAMED, local, shown_hosts
from migrator.redirects._utm import UTM_NAMES, UTM_VALUE, answer_of
from migrator.redirects.targets._contract import Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import Answer, OutputFile, RuleSet

_GONE = 410
_LONGEST = 12_000  # bytes of a line in the map file; HAProxy reads lines and requests through 16,384
_LONGEST_BYTE = 12  # bytes of one character in a key: four escapes; spares most rules the counting
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_SPELLED = re.compile(r"(?:/[A-Za-z0-9._~-]+)+/?")  # most paths, and a million of them should not take long
_ABSOLUTE = re.compile(r"(?s)[A-Za-z][A-Za-z0-9+.-]*://([^/?]*)(.*)")


@dataclass(frozen=True, slots=True)
class _Tables:
    """The sets of parameters that rules ask for, and by site the rules by what their keys in the map file end with."""

    name_sets: tuple[tuple[str, ...], ...]
    lines: dict[str, dict[str, RedirectRule]]


class HAProxy:
    """The `Target` for HAProxy 2.6 and later."""

    name = "haproxy"
    version = 1
    capabilities = Capabilities(
        sets_headers=True,
        any_host=True,
        title="HAProxy",
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        max_key_bytes=_LONGEST,
        max_target_bytes=_LONGEST,
        facts=(
            "One hash lookup per request: 100,000 rules load in about three seconds and cost no time.",
            "Paths are decoded and // merged before matching; dot segments, which browsers resolve, are not.",
            "Letter case counts; query conditions ask for the first occurrence of a parameter, in any order.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse only lines that HAProxy's buffer cannot hold."""
        at_most = _LONGEST_BYTE * (len(rule.host) + len(rule.path) + len(rule.old)) + len(rule.target or "")
        if not rule.query and at_most <= _LONGEST:
            return Lowered(rule, "exact")
        if max(map(len, _keys(rule))) + len(rule.target or "") > _LONGEST:
            return Lowered(rule, "refused", f"long: HAProxy's buffer has no room for {_LONGEST} bytes.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the maps, the rules as a named defaults section, the frontend of the old hosts and the README."""
        hosts = [
            f"{host} {_named(site.name)}" for site in sites(rules) for host in site.hosts if _named(host)
        ]
        head = "# Old addresses and where they went. Generated: change the migration, not this file."
        return [
            text_file("README.md", [readme(rules, _words(rules))]),
            text_file("migrator/1-rules.cfg", _rule_lines(rules)),
            text_file("migrator/2-listen.cfg", [_LISTEN]),
            text_file("migrator/hosts.map", [head, *hosts]),
            text_file("migrator/rules.map", itertools.chain([head], _map_lines(rules))),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Put host, path and query values into the map's spelling and look them up."""
        cut = _cut(host, target)
        site = site_of(rules, cut[0]) if cut else None
        if cut is None or site is None or cut[1] is None:
            return None
        tables = _tables(rules)
        found = _found(tables.lines.get(site, {}), cut[1], (tables.name_sets, cut[2]))
        return answer_of(found, rules, cut[2]) if found else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run HAProxy in the foreground; only the frontend file is another."""
        command = ("haproxy", "-f", "{work}/proof.cfg", "-f", "{out}/migrator")
        return Engine(
            binary="haproxy",
            argv=(*command, "-db"),
            check=(*command, "-c"),
            wrapper={"proof.cfg": _WRAPPER, "out/migrator/2-listen.cfg": _PROOF_LISTEN},
            install_hint="Install HAProxy, e.g. with: apt-get install haproxy",
        )


def _cut(host: str, target: str) -> tuple[str, str | None, str] | None:
    """Return host, path as the map spells it (None: unreadable) and raw query, as measured on HAProxy 2.6.12."""
    target = target.strip(" \t")
    if unsendable(target):
        return None
    absolute = None if target.startswith("/") else _ABSOLUTE.fullmatch(target)
    name = ascii_host(absolute[1] if absolute else host)
    raw, _, rest = (absolute[2] if absolute else target).partition("?")
    if name is None or not raw.startswith("/"):
        return None
    path = None if "%00" in raw or not well_encoded(raw) else _spelled_path(decoded(raw))
    return name, path, rest


def _spelled_path(path: str) -> str:
    if _SPELLED.fullmatch(path):
        return path
    return percent_encoded(re.sub("//+", "/", path), _UNRESERVED + "/")


def _spelled(value: str) -> str:
    return percent_encoded(value, _UNRESERVED)


def _found(
    lines: Mapping[str, RedirectRule], address: str, asked_for: tuple[Iterable[tuple[str, ...]], str]
) -> RedirectRule | None:
    name_sets, query = asked_for
    for names in () if "%00" in query else name_sets:
        values = [_value(name, query) for name in names]
        asked = "&".join(f"{name}={value}" for name, value in zip(names, values, strict=True))
        if None not in values and f"{address}?{asked}" in lines:
            return lines[f"{address}?{asked}"]
    return lines.get(address)


def _value(name: str, query: str) -> str | None:
    found = re.search(rf"(?:^|&){re.escape(name)}=([^&]*)", query)
    if found is None or not well_encoded(found[1]):
        return None
    return _spelled(decoded(found[1].replace("+", " ")))


def _keys(rule: RedirectRule) -> tuple[str, ...]:
    return tuple(_named(rule.host) + address for address in _addresses(rule))


def _addresses(rule: RedirectRule) -> tuple[str, ...]:
    asked = "&".join(f"{name}={_spelled(value)}" for name, value in rule.query)
    ending = f"?{asked}" if asked else ""
    return tuple(_spelled_path(path) + ending for path in decoded_paths(rule))


def _named(site: str) -> str:
    """Return what a key begins with: nothing where a rule holds on any host."""
    return "" if site == UNNAMED else site


def _name_sets(rules: RuleSet) -> tuple[tuple[str, ...], ...]:
    """Return the sets of parameters that rules ask for, the most specific first."""
    asking = sorted((rule for rule in rules.rules if rule.query), key=specificity)
    return tuple(dict.fromkeys(tuple(name for name, _ in rule.query) for rule in asking))


def _all_tables(rules: RuleSet) -> _Tables:
    lines: dict[str, dict[str, RedirectRule]] = {}
    for rule in rules.rules:
        lines.setdefault(rule.host, {}).update(dict.fromkeys(_addresses(rule), rule))
    return _Tables(_name_sets(rules), lines)


_tables = Remembered(_all_tables)


# --- text --------------------------------------------------------------------------------------------

_HEAD = """# Old addresses and where they went. Generated: change the migration, not this file.
global
    presetenv MIGRATOR_FOLDER /etc/haproxy/migrator

defaults migrator_rules
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout http-request 10s
    # Old links hold raw non-ASCII letters; without this HAProxy answers 400 to them.
    option accept-invalid-http-request

    # The old blog that is asked for, the path and the query values, each in the spelling of the map file.
    http-request set-var(txn.migr_host) req.hdr(host)
    http-request set-var(txn.migr_host) "url,field(3,/),field(1,?)" if { url -m reg ^[A-Za-z][A-Za-z0-9+.-]*:// }
    http-request set-var(txn.migr_site) "var(txn.migr_host),lower,regsub('[.]?(:[0-9]+)?\\$',''),map_str(${MIGRATOR_FOLDER}/hosts.map)"
    http-request set-var(txn.migr_path) "path,url_dec,regsub('//+','/',g),url_enc,regsub('%2F','/',g)" if !{ path -m sub %00 }"""


def _map_lines(rules: RuleSet) -> Iterator[str]:
    """Yield the map file's lines in the order of their keys."""
    lines = [
        f"{key} {rule.status} {local(rule.target or '-')}"
        for rule in rules.rules
        for key in dict.fromkeys(_keys(rule))
    ]
    lines.sort()
    yield from let_go(lines)


_LOOKUP = '    http-request set-var(txn.migr) "var(txn.migr_key),map_str(${MIGRATOR_FOLDER}/rules.map)"'
_HERE_TOO = (
    '    http-request set-var-fmt(txn.migr_to) "http%[ssl_fc,iif(s,)]://%[var(txn.migr_host)]%[var(txn.migr_to)]"'
    " if { var(txn.migr_to) -m beg / }"
)
_UNFOUND = "!{ var(txn.migr) -m found }"


def _rule_lines(rules: RuleSet) -> Iterator[str]:
    name_sets = _name_sets(rules)
    names = sorted({name for name_set in name_sets for name in name_set})
    variables = {name: f"txn.migr_arg_{number}" for number, name in enumerate(names, 1)}
    yield _HEAD
    for name, variable in variables.items():
        yield from _value_lines(name, variable)
    yield ""
    yield "    # The first answer wins, query conditions come first."
    for name_set in name_sets:
        asked = "&".join(f"{name}=%[var({variables[name]})]" for name in name_set)
        yield f'    http-request set-var-fmt(txn.migr_key) "%[var(txn.migr_site)]%[var(txn.migr_path)]?{asked}"'
        known = "".join(f" {{ var({variables[name]}) -m found }}" for name in name_set)
        yield f"{_LOOKUP} if {_UNFOUND}{known}"
    yield '    http-request set-var-fmt(txn.migr_key) "%[var(txn.migr_site)]%[var(txn.migr_path)]"'
    yield f"{_LOOKUP} if {_UNFOUND}"
    yield "    http-request set-var(txn.migr_to) \"var(txn.migr),word(2,' ')\""
    if UNNAMED in rules.hosts:
        yield _HERE_TOO
    if rules.keep_utm:
        yield from _utm_lines()
    yield from _answer_lines(sorted({rule.status for rule in rules.rules}), trial=rules.trial)


def _value_lines(name: str, variable: str) -> Iterator[str]:
    pattern = re.escape(name).replace("\\.", "[.]").replace("\\-", "-")
    yield (
        f"    http-request set-var({variable}) \"query,regsub('^(?:(?!{pattern}=)[^&]*&)*{pattern}=',''),"
        f'field(1,&),url_dec(1),url_enc" if {{ query -m reg (^|&){pattern}= }} !{{ query -m sub %00 }}'
    )


def _answer_lines(statuses: Iterable[int], *, trial: bool) -> Iterator[str]:
    if trial:
        yield "    http-after-response set-header Cache-Control no-store if { var(txn.migr) -m found }"
    for status in statuses:
        condition = f"if {{ var(txn.migr) -m beg {status} }}"
        if status == _GONE:
            yield f'    http-request return status 410 content-type text/plain string "Gone" {condition}'
        else:
            yield f'    http-request redirect location "%[var(txn.migr_to)]" code {status} {condition}'


def _utm_lines() -> Iterator[str]:
    yield ""
    yield "    # Campaign parameters follow the reader."
    for name in UTM_NAMES:
        part = f"({name}={UTM_VALUE})"
        yield (
            f"    http-request set-var(txn.migr_{name}) \"query,regsub('^(?:.*?&)?{part}(?:&.*)?\\$','\\\\1')\""
            f" if {{ query -m reg (?:^|&){part}(?:&|$) }}"
        )
        yield (
            f'    http-request set-var-fmt(txn.migr_utm) "%[var(txn.migr_utm)]&%[var(txn.migr_{name})]"'
            f" if {{ var(txn.migr_{name}) -m found }}"
        )
    kept = "%[var(txn.migr_to)]{}%[var(txn.migr_utm),bytes(1)]"
    known = "{ var(txn.migr_utm) -m found }"
    yield f'    http-request set-var-fmt(txn.migr_to) "{kept.format("&")}" if {known} {{ var(txn.migr_to) -m sub ? }}'
    yield (
        f'    http-request set-var-fmt(txn.migr_to) "{kept.format("?")}" if {known}'
        " !{ var(txn.migr_to) -m sub ? }"
    )


_LISTEN = """# Where the old names are answered. This file is yours: set the certificate, then reload HAProxy.
frontend migrator from migrator_rules
    bind :80
    # bind :443 ssl crt /etc/haproxy/certs/OLD-NAME.pem

    # Let certificates be renewed for the old names, if that is done through files:
    # use_backend YOUR-RENEWAL-BACKEND if { path_beg /.well-known/acme-challenge/ }

    # An address nobody published: say so, do not send people to the home page.
    http-request return status 404 content-type text/plain string "Not found"
"""

_PROOF_LISTEN = """frontend migrator from migrator_rules
    bind 127.0.0.1:{port}
    http-request return status 404
"""

_WRAPPER = """global
    setenv MIGRATOR_FOLDER {out}/migrator
    maxconn 256
"""


def _words(rules: RuleSet) -> Words:
    here = shown_hosts(host for site in sites(rules) if stays(rules, site) for host in site.hosts)
    return Words(
        title="HAProxy",
        apply=_WHERE + (_HERE.format(", ".join(here)) if here else ""),
        test=(
            "haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/migrator",
            "systemctl restart haproxy    # the first time; afterwards: systemctl reload haproxy",
        ),
        undo="Take `-f /etc/haproxy/migrator` out of `/etc/default/haproxy` again, then `systemctl restart haproxy`.",
        notes=(
            dropped_query(rules),
            "Every spelling of a path (`%C3%A9`, `%c3%a9`, raw UTF-8, `//`) is one address; letter case counts.",
            ONE_HOP,
        ),
    )


_WHERE = """
1. Copy the folder `migrator` to `/etc/haproxy/migrator`.
2. Let HAProxy read it after its own file: in `/etc/default/haproxy` append `-f /etc/haproxy/migrator` to `EXTRAOPTS`
   (keep what is there).
3. In `migrator/2-listen.cfg` set the certificate of the old names and take out the comment sign; without that,
   `https://` links to the old blog fail before HAProxy can answer.

If a frontend of yours already has the ports, delete `2-listen.cfg` and let your frontend begin with
`frontend YOUR-NAME from migrator_rules`, or copy the `http-request` lines of `1-rules.cfg` to its top; then end the
requests of the old hosts there with `http-request return status 404 if { var(txn.migr_site) -m found }`.
"""

_HERE = """
The new site lives on an old host ({}): do just that in its frontend, but without the line for 404, so that
addresses without a rule reach the new site.
"""

PLUGIN = HAProxy()
