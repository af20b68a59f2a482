"""Apache server configuration: RewriteMap lookups on the escaped path; scales through dbm files."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.redirects._apache import (
    PROOF_BASE,
    THIS_HOST,
    flags,
    has_encoded_slash,
    os_escaped,
    pattern,
    substitution,
    trial_lines,
    utm_lines,
)
from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._published import query_values
from migrator.redirects._readme import readme
from migrator.redirects._request import apache_request
from migrator.redirects._sites import SiteRules, site_of, sites, stays
from migrator.redirects._spelling import as_bytes, decoded, lower_escapes, merged_path, split_url
from migrator.redirects._unnamed import ORIGIN, local
from migrator.redirects._utm import with_utm
from migrator.redirects.targets import _apache_readme
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_GONE = 410
_LONGEST_LINE = 980  # bytes: a text map is read 1,024 bytes at a time, an sdbm file holds 1,008 per pair
_LONGEST_KEY = 7000  # bytes of a path; a request line holds 8,190


@dataclass(frozen=True, slots=True)
class _Tables:
    """One site's lookups: by path and query values, by path, and paths too long for a map's line."""

    name_sets: tuple[tuple[str, ...], ...]
    queries: dict[str, str]
    plain: dict[str, str]
    long: dict[str, str]


class Apache:
    """The `Target` for Apache 2.4 where one may edit the server's configuration."""

    name = "apache"
    version = 1
    capabilities = Capabilities(
        title="Apache (server configuration)",
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        max_key_bytes=_LONGEST_KEY,
        max_target_bytes=_LONGEST_KEY,
        sets_headers=True,
        any_host=True,
        suggested=True,
        facts=(
            "Text maps are fine up to some thousand rules; beyond, convert them with httxt2dbm (see the README).",
            "RewriteMap must stand inside the virtual host: declared outside it is silently empty.",
            "Old URLs with %2F need AllowEncodedSlashes, which only the server's configuration can set.",
            "Targets with a query are split at the question mark, as Apache 2.4.60 and later answer 403 otherwise.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what Apache cannot tell apart or read."""
        if "%2f" in rule.path.lower():
            return Lowered(rule, "refused", "escaped-escape: Apache cannot tell %252F from %2F.")
        if any(merged_path(decoded(path)) != rule.path for path in _paths(rule)):
            return Lowered(rule, "refused", "dots: Apache resolves the dots before it knows %2F for a slash.")
        if len(as_bytes(rule.path)) > _LONGEST_KEY or len(rule.target or "") > _LONGEST_KEY:
            return Lowered(rule, "refused", f"long: Apache reads no request line over {_LONGEST_KEY} bytes.")
        if rule.query and any(_is_long(key, _value(rule)) for key in _query_keys(rule)):
            return Lowered(rule, "refused", f"long-query: a map's line holds {_LONGEST_LINE} bytes.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write maps and rules of each site, the virtual hosts, the listen file and the README."""
        found = sites(rules)
        moved = [(number, site) for number, site in enumerate(found) if not stays(rules, site)]
        files = [text_file("README.md", [readme(rules, _apache_readme.words(rules))])]
        for number, site in enumerate(found):
            files += _site_files(number, site, rules)
        if moved:
            hosts = (_virtual_hosts(site, _stem(number, site, rules)) for number, site in moved)
            files.append(text_file("migrator.conf", [_ENTRY]))
            files.append(text_file("migrator/hosts.conf", ["\n\n".join(hosts)]))
            files.append(text_file("migrator/listen.conf", [_LISTEN]))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode, merge slashes, keep `%2F`, then look up: query map first, letter case counts."""
        asked = apache_request(host, target, keep_slashes=True)
        site = site_of(rules, asked.host) if asked else None
        if asked is None or site is None:
            return None
        found = _found(_tables(rules)[site], asked.path, asked.query)
        if found is None:
            return None
        status, _, location = found.partition(":")
        if int(status) == _GONE:
            return Answer(_GONE)
        location = f"{ORIGIN}{location}" if location.startswith("/") else location
        return Answer(int(status), with_utm(location, asked.query) if rules.keep_utm else location)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run Apache in the foreground; only the listen file is another, and what an ordinary user needs."""
        command = ("apache2", "-d", "{out}", "-f", "{out}/proof.conf")
        return Engine(
            binary="apache2",
            argv=(*command, "-D", "FOREGROUND"),
            check=(*command, "-t"),
            wrapper={"out/proof.conf": PROOF_BASE + _WRAPPER, "out/migrator/listen.conf": _PROOF_LISTEN},
            install_hint="Install Apache, e.g. with: apt-get install apache2",
        )


def _found(tables: _Tables, path: str, query: str) -> str | None:
    key = os_escaped(path)
    for names in tables.name_sets:
        values = [re.search(rf"(?:^|&){re.escape(name)}=([^&]+)", query) for name in names]
        asked = "&".join(f"{n}={v[1]}" for n, v in zip(names, values, strict=True) if v)
        if all(values) and f"{key}?{asked}" in tables.queries:
            return tables.queries[f"{key}?{asked}"]
    return tables.plain.get(key) or tables.long.get(path)


def _site_tables(site: SiteRules) -> _Tables:
    ordered = sorted(site.rules, key=specificity)
    names = dict.fromkeys(tuple(name for name, _ in rule.query) for rule in ordered if rule.query)
    tables = _Tables(tuple(names), {}, {}, {})
    for rule in ordered:
        value = _value(rule)
        if rule.query:
            tables.queries.update(dict.fromkeys(_query_keys(rule), value))
            continue
        for path in _paths(rule):
            key = os_escaped(path)
            if _is_long(key, value):
                tables.long[path] = value
            else:
                tables.plain[key] = value
    return tables


def _all_tables(rules: RuleSet) -> dict[str, _Tables]:
    return {site.name: _site_tables(site) for site in sites(rules)}


_tables = Remembered(_all_tables)


def _paths(rule: RedirectRule) -> Iterator[str]:
    """Yield what REQUEST_URI holds for a rule; `%2F` stays as the request has it, in either case."""
    yield rule.path
    parts = split_url(rule.old)
    if parts is not None and has_encoded_slash(rule):
        for escape in ("%252F", "%252f", r"%25\1"):
            path = merged_path(decoded(re.sub("(?i)%(2f)", escape, parts.path)))
            if path is not None:
                yield path


def _query_keys(rule: RedirectRule) -> Iterator[str]:
    names = [name for name, _ in rule.query]
    for values in itertools.product(*query_values(rule)):
        query = "&".join(f"{name}={value}" for name, value in zip(names, values, strict=True))
        for path in _paths(rule):
            yield f"{os_escaped(path)}?{query}"
            yield f"{os_escaped(path)}?{lower_escapes(query)}"


def _value(rule: RedirectRule) -> str:
    return f"{rule.status}:{local(rule.target or '')}"


def _is_long(key: str, value: str) -> bool:
    return len(key) + len(value) + 2 > _LONGEST_LINE


# --- text --------------------------------------------------------------------------------------------


def _stem(number: int, site: SiteRules, rules: RuleSet) -> str:
    role = "same-domain" if stays(rules, site) else "rules"
    return role if number == 0 else f"{role}-{number + 1}"


def _site_files(number: int, site: SiteRules, rules: RuleSet) -> list[OutputFile]:
    stem = _stem(number, site, rules)
    tables = _tables(rules)[site.name]
    lines = [*_map_lines(stem, tables, has_slashes=any(map(has_encoded_slash, site.rules)))]
    lines += _lookup_lines(tables)
    lines += _answer_lines(sorted({rule.status for rule in site.rules}), rules)
    if not stays(rules, site):
        lines += _NOT_FOUND
    files = [text_file(f"migrator/{stem}.conf", lines), _map_file(f"migrator/{stem}-paths.txt", tables.plain)]
    if tables.queries:
        files.append(_map_file(f"migrator/{stem}-queries.txt", tables.queries))
    return files


def _map_file(name: str, entries: dict[str, str]) -> OutputFile:
    head = ["# Old addresses and where they went. Generated: change the migration, not this file."]
    return text_file(name, [*head, *(f"{key} {value}" for key, value in sorted(entries.items()))])


def _map_lines(stem: str, tables: _Tables, *, has_slashes: bool) -> Iterator[str]:
    yield "# Belongs into a <VirtualHost>; paths are relative to ServerRoot."
    if has_slashes:
        yield "AllowEncodedSlashes NoDecode"
    yield "RewriteEngine On"
    yield "RewriteMap migr_escape int:escape"
    kinds = ["paths", "queries"] if tables.queries else ["paths"]
    yield "<IfDefine MIGRATOR_DBM>"
    yield from (f"    RewriteMap migr_{kind} dbm=sdbm:migrator/{stem}-{kind}.map" for kind in kinds)
    yield "</IfDefine>"
    yield "<IfDefine !MIGRATOR_DBM>"
    yield from (f"    RewriteMap migr_{kind} txt:migrator/{stem}-{kind}.txt" for kind in kinds)
    yield "</IfDefine>"


def _lookup_lines(tables: _Tables) -> Iterator[str]:
    names = sorted({name for name_set in tables.name_sets for name in name_set})
    variables = {name: f"MIGR_ARG_{number}" for number, name in enumerate(names, 1)}
    for name, variable in variables.items():
        yield f'RewriteCond %{{QUERY_STRING}} "(?:^|&){pattern(name)}=([^&]+)"'
        yield f"RewriteRule ^ - [E={variable}:%1]"
    for name_set in tables.name_sets:
        asked = "&".join(f"{name}=%{{ENV:{variables[name]}}}" for name in name_set)
        yield 'RewriteCond %{ENV:MIGR} =""'
        yield from (f'RewriteCond %{{ENV:{variables[name]}}} !=""' for name in name_set)
        yield f"RewriteRule ^ - [E=MIGR:${{migr_queries:${{migr_escape:%{{REQUEST_URI}}}}?{asked}}}]"
    yield 'RewriteCond %{ENV:MIGR} =""'
    yield "RewriteRule ^ - [E=MIGR:${migr_paths:${migr_escape:%{REQUEST_URI}}}]"
    for path, value in sorted(tables.long.items()):
        yield 'RewriteCond %{ENV:MIGR} =""'
        yield f'RewriteCond "{substitution(value)}" "(.*)"'
        yield f'RewriteRule "^{pattern(path)}$" - [E=MIGR:%1]'


def _answer_lines(statuses: Sequence[int], rules: RuleSet) -> Iterator[str]:
    """Answer from MIGR, `status:target`; the question mark of a target is written, never inserted."""
    if rules.keep_utm:
        yield from utm_lines()
    if rules.trial:
        yield from trial_lines()
    here = THIS_HOST if local(rules.new_url) != rules.new_url else ""
    for status in statuses:
        if status == _GONE:
            yield 'RewriteCond %{ENV:MIGR} "^410:$"'
            yield f"RewriteRule ^ - {flags(_GONE, trial=rules.trial)}"
            continue
        for ending, written in _UTM_SHAPES if rules.keep_utm else _SHAPES:
            yield f'RewriteCond "%{{ENV:MIGR}}|%{{ENV:MIGR_UTM}}" "^{status}:{ending}$"'
            yield f"RewriteRule ^ {here}{written} {flags(status, trial=rules.trial)}"


_SHAPES = ((r"([^?|]+)[|]", "%1"), (r"([^?|]+)[?]([^|]+)[|]", "%1?%2"))
_UTM_SHAPES = (
    *_SHAPES,
    (r"([^?|]+)[|](.+)", "%1?%2"),
    (r"([^?|]+)[?]([^|]+)[|](.+)", "%1?%2&%3"),
)

_NOT_FOUND = (
    "# Let certificates be renewed; for the rest say that nobody published this address.",
    "RewriteRule ^/\\.well-known/acme-challenge/ - [L]",
    "RewriteRule ^ - [R=404,L]",
)

_ENTRY = """# Copy this file to /etc/apache2/sites-available/ and enable it with: a2ensite migrator
Include migrator/listen.conf
Include migrator/hosts.conf"""

_LISTEN = """# Where the old names are answered. This file is yours: set the certificate, then reload Apache.
Define MIGRATOR_HTTP *:80
Define MIGRATOR_HTTPS *:443
# Define MIGRATOR_CERTIFICATE /etc/letsencrypt/live/OLD-NAME/fullchain.pem
# Define MIGRATOR_CERTIFICATE_KEY /etc/letsencrypt/live/OLD-NAME/privkey.pem
# After converting the maps with httxt2dbm:
# Define MIGRATOR_DBM"""

_PROOF_LISTEN = "Define MIGRATOR_HTTP 127.0.0.1:{port}\n"

_WRAPPER = """DocumentRoot "{work}"
<VirtualHost 127.0.0.1:{port}>
    ServerName migrator-proof.invalid
    IncludeOptional migrator/same-domain*.conf
</VirtualHost>
IncludeOptional migrator.con[f]
"""


def _virtual_hosts(site: SiteRules, stem: str) -> str:
    first, *others = site.hosts
    names = [f"    ServerName {first}", *(f"    ServerAlias {host}" for host in others)]
    inner = "\n".join([*names, f"    Include migrator/{stem}.conf"])
    return f"""<VirtualHost ${{MIGRATOR_HTTP}}>
{inner}
</VirtualHost>

<IfDefine MIGRATOR_CERTIFICATE>
<VirtualHost ${{MIGRATOR_HTTPS}}>
{inner}
    SSLEngine on
    SSLCertificateFile ${{MIGRATOR_CERTIFICATE}}
    SSLCertificateKeyFile ${{MIGRATOR_CERTIFICATE_KEY}}
</VirtualHost>
</IfDefine>"""


PLUGIN = Apache()
