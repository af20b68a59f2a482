"""nginx: hash maps on the decoded path, and on path plus query values; 100,000 rules cost 0.3 ms a request."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._published import query_values
from migrator.redirects._readme import readme
from migrator.redirects._request import nginx_request
from migrator.redirects._sites import SiteRules, site_of, stays
from migrator.redirects._spelling import as_bytes, decoded_bytes, upper_escapes
from migrator.redirects._unnamed import local
from migrator.redirects._utm import UTM_NAMES, UTM_VALUE, with_utm
from migrator.redirects.patterns import LISTED, short_sites
from migrator.redirects.targets import _nginx_readme
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.patterns import PatternRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_GONE = 410
_LONGEST = 3800  # bytes of a quoted word; nginx reads its configuration through a buffer of 4096
_SMALLEST_BUCKET = 128
_LONGEST_HOST = 40  # bytes; nginx's server_names_hash has room for about that by default


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key of a map: decoded path, raw values of the parameters asked for, and what it maps to."""

    path: str
    values: tuple[str, ...]
    value: str
    shares_letters: bool = False  # another key differs only in letter case: nginx's hash would refuse both

    @property
    def key(self) -> str:
        """The text nginx looks up."""
        return _composite(self.values, self.path) if self.values else self.path

    @property
    def pattern(self) -> str:
        """The key as a regular expression without its end; in values the case of escapes does not matter."""
        path = re.escape(self.path)
        return (
            f"^{_composite([_loose_hex(v) for v in self.values], path, mark='[?]')}"
            if self.values
            else f"^{path}"
        )


@dataclass(frozen=True, slots=True)
class _Table:
    """One `map`: the rules of a site that ask for the same parameters and answer with the same status."""

    variable: str
    names: tuple[str, ...]
    status: int
    entries: tuple[_Entry, ...]
    patterns: tuple[PatternRule, ...] = ()


class Nginx:
    """The `Target` for nginx 1.11 and later."""

    name = "nginx"
    version = 1
    capabilities = Capabilities(
        title="nginx",
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        case_sensitive=False,
        max_key_bytes=_LONGEST,
        max_target_bytes=_LONGEST,
        sets_headers=True,
        any_host=True,
        patterns=LISTED,
        suggested=True,
        facts=(
            "One hash lookup per request: 100,000 rules load in under a second and cost no time.",
            "Letter case in paths is ignored, unless two old URLs differ only in case: then both are exact.",
            "Query conditions ask for the first occurrence of a parameter, in any order and usual encoding.",
            "Patterns of --compact are exact: they answer the addresses they list, in their letter case.",
            "nginx decodes %XX and merges // before matching, so every spelling of a path is one address.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse only what nginx's configuration parser cannot read: words of about 4 kB."""
        if _longest_word(rule) > _LONGEST:
            return Lowered(rule, "refused", f"long-key: nginx reads no word over {_LONGEST} bytes.")
        if len(rule.target or "") > _LONGEST:
            return Lowered(rule, "refused", f"long-target: nginx reads no word over {_LONGEST} bytes.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the maps, the rules and server block of each site, the listen file and the README."""
        found = short_sites(rules)
        tables = [_site_tables(number, site) for number, site in enumerate(found)]
        moved = [(number, site) for number, site in enumerate(found) if not stays(rules, site)]
        files = [
            text_file("README.md", [readme(rules, _nginx_readme.words(rules))]),
            text_file("00-migrator.conf", _entry_lines(has_servers=bool(moved))),
            text_file("migrator/map.conf", _map_lines(rules, tables)),
        ]
        for number, site in enumerate(found):
            lines = _rule_lines(number, tables[number], rules)
            files.append(text_file(_rules_name(number, rules, site), lines))
        if moved:
            blocks = (_server_block(number, site, rules) for number, site in moved)
            files.append(text_file("migrator/server.conf", ["\n\n".join(blocks)]))
            files.append(text_file("migrator/listen.conf", [_LISTEN]))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode, merge slashes, then look up: query maps first, letter case ignored."""
        asked = nginx_request(host, target)
        site = site_of(rules, asked.host) if asked else None
        if asked is None or site is None:
            return None
        for table, lookup in _lookups(rules)[site]:
            value = lookup.find(_looked_up(table.names, asked.path, asked.query))
            if value is not None:
                location = with_utm(value, asked.query) if rules.keep_utm else value
                return Answer(table.status, None if table.status == _GONE else location)
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run nginx in the foreground; only the listen file is another, and what an ordinary user needs."""
        command = ("nginx", "-p", "{work}", "-e", "{work}/error.log", "-c", "{out}/proof.conf")
        return Engine(
            binary="nginx",
            argv=command,
            check=(*command, "-t"),
            wrapper={"out/proof.conf": _WRAPPER, "out/migrator/listen.conf": "listen 127.0.0.1:{port};\n"},
            install_hint="Install nginx, e.g. with: apt-get install nginx",
        )


class _Lookup:
    """nginx's own order: the hash (blind to letter case) first, then the patterns."""

    def __init__(self, table: _Table) -> None:
        self._hash = {_in_small(e.key): e.value for e in table.entries if not e.shares_letters}
        self._patterns = [
            (re.compile(as_bytes(entry.pattern) + rb"\Z"), entry.value)
            for entry in table.entries
            if entry.shares_letters
        ]
        self._shapes = table.patterns

    def find(self, text: str) -> str | None:
        found = self._hash.get(_in_small(text))
        if found is not None:
            return found
        raw = as_bytes(text)
        own = (value for pattern, value in self._patterns if pattern.search(raw))
        return next(own, None) or next(filter(None, (p.answer(text) for p in self._shapes)), None)


def _all_lookups(rules: RuleSet) -> dict[str, list[tuple[_Table, _Lookup]]]:
    return {
        site.name: [(replace(table, entries=()), _Lookup(table)) for table in _site_tables(number, site)]
        for number, site in enumerate(short_sites(rules))
    }


_lookups = Remembered(_all_lookups)


def _looked_up(names: Sequence[str], path: str, query: str) -> str:
    if not names:
        return path
    found = (re.search(rf"(?:^|&){re.escape(name)}=([^&]*)", query) for name in names)
    return _composite((match[1] if match else "" for match in found), path)


def _composite(values: Iterable[str], path: str, mark: str = "?") -> str:
    return f"{mark}{' '.join(values)} {path}"  # raw values hold no space, so nothing else reads the same


def _longest_word(rule: RedirectRule) -> int:
    """Return the bytes of a rule's longest key as a quoted pattern; short ones are estimated, escapes and all."""
    if not rule.query and len(rule.path) < _LONGEST // 20:
        return 0
    return max(len(as_bytes(_quoted(entry.pattern))) for entry in _entries_of(rule))


def _entries_of(rule: RedirectRule) -> list[_Entry]:
    if not rule.query:
        return [_Entry(rule.path, (), rule.target or "1")]
    spellings = (dict.fromkeys(map(upper_escapes, raw)) for raw in query_values(rule))
    return [_Entry(rule.path, values, rule.target or "1") for values in itertools.product(*spellings)]


def _in_small(text: str) -> str:
    """Return a key as nginx's hash compares it, A to Z alone in small letters; the same text where that changes nothing."""
    small = text.lower() if text.isascii() else decoded_bytes(as_bytes(text).lower())
    return text if small == text else small


def _other_paths(site: SiteRules) -> Iterator[str]:
    """Yield the paths that no entry of the hash may answer: a pattern does, or a page lives there."""
    yield from itertools.chain.from_iterable(pattern.paths for pattern in site.patterns)
    yield from site.kept


def _shared(by_status: Mapping[int, list[_Entry]], others: Iterable[str]) -> set[str]:
    """Return the keys that several entries, or an entry and another path, have once letter case is ignored."""
    seen: set[str] = set()
    shared: set[str] = set()
    for key in map(_in_small, itertools.chain((e.key for e in itertools.chain(*by_status.values())), others)):
        if key in seen:
            shared.add(key)
        seen.add(key)
    return shared


def _marked(entries: list[_Entry], shared: set[str]) -> list[_Entry]:
    if not shared:
        return entries
    return [replace(e, shares_letters=True) if _in_small(e.key) in shared else e for e in entries]


def _site_tables(number: int, site: SiteRules) -> list[_Table]:
    groups: dict[tuple[str, ...], dict[int, list[_Entry]]] = {}
    asking = sorted((rule for rule in site.rules if rule.query), key=specificity)
    for rule in itertools.chain(asking, (rule for rule in site.rules if not rule.query)):
        by_status = groups.setdefault(tuple(name for name, _ in rule.query), {})
        by_status.setdefault(rule.status, []).extend(_entries_of(rule))
    for pattern in site.patterns:
        groups.setdefault((), {}).setdefault(pattern.status, [])
    tables = []
    prefix = _prefix(number)
    for place, (names, by_status) in enumerate(groups.items(), 1):
        shared = _shared(by_status, () if names else _other_paths(site))
        for status, entries in sorted(by_status.items()):
            variable = f"{prefix}_q{place}_{status}" if names else f"{prefix}_{status}"
            marked = _marked(entries, shared)
            ordered = tuple(sorted(marked, key=lambda entry: as_bytes(entry.key)))
            patterns = () if names else tuple(p for p in site.patterns if p.status == status)
            tables.append(_Table(variable, names, status, ordered, patterns))
    return tables


def _prefix(number: int) -> str:
    return "migr" if number == 0 else f"migr{number + 1}"


def _loose_hex(value: str) -> str:
    return re.sub(r"%([0-9A-F]{2})", lambda found: "%" + _either_case(found[1]), re.escape(value))


def _either_case(digits: str) -> str:
    return "".join(d if d.isdigit() else f"[{d}{d.lower()}]" for d in digits)


# --- text --------------------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    """Quote a word for nginx; `$` is literal in a map's keys, and targets hold none."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written_key(entry: _Entry) -> str:
    return _quoted(f"~{entry.pattern}\\z" if entry.shares_letters else entry.key)


def _value(entry: _Entry) -> str:
    path = local(entry.value)
    return entry.value if path == entry.value else f"$scheme://$http_host{path}"


def _pattern_key(pattern: PatternRule) -> str:
    """Ask for a listed path first, then capture its fields: nothing else can get into a Location header."""
    shape = pattern.shape(lambda field: f"(?<migr_{field.name}>{field.shape})")
    return _quoted(f"~^(?={pattern.listed}\\z){shape}\\z")


def _pattern_value(pattern: PatternRule) -> str:
    path = local(pattern.location(lambda field: f"${{migr_{field.name}}}", str))
    return _quoted(path if path.startswith("http") else f"$scheme://$http_host{path}")


def _entry_lines(*, has_servers: bool) -> list[str]:
    lines = [
        "# Belongs into the http block, before any other map: copy this file to /etc/nginx/conf.d/.",
        "include migrator/map.conf;",
    ]
    return [*lines, "include migrator/server.conf;"] if has_servers else lines


def _map_lines(rules: RuleSet, by_site: Sequence[Sequence[_Table]]) -> Iterator[str]:
    tables = [table for tables in by_site for table in tables]
    names = sorted({name for table in tables for name in table.names})
    variables = {name: f"migr_arg_{number}" for number, name in enumerate(names, 1)}
    yield "# Old addresses and where they went. Generated: change the migration, not this file."
    yield from _size_lines(rules, tables)
    for name, variable in variables.items():
        yield from ("", "map $args $%s {" % variable, '    default "";')  # noqa: UP031 (braces and dollars)
        yield f"    {_quoted(f'~(?:^|&){re.escape(name)}=(?<{variable}_value>[^&]*)')} ${variable}_value;"
        yield "}"
    if rules.keep_utm:
        yield from _utm_lines()
    for table in tables:
        yield from _table_lines(table, variables, keep_utm=rules.keep_utm)
    if rules.trial:
        for number, own in enumerate(by_site):
            yield from _trial_lines(number, own)


def _size_lines(rules: RuleSet, tables: Sequence[_Table]) -> list[str]:
    longest = max((len(as_bytes(e.key)) for table in tables for e in table.entries), default=0)
    most = max((len(table.entries) for table in tables), default=0)
    bucket = max(_SMALLEST_BUCKET, 1 << (longest + 2 + 7 + 16 - 1).bit_length())
    lines = [
        f"map_hash_bucket_size {bucket};",
        f"map_hash_max_size {max(2048, 1 << (2 * most).bit_length())};",
    ]
    longest_host = max(len(host) for host in rules.hosts)
    if longest_host > _LONGEST_HOST:
        lines.append("server_names_hash_bucket_size 512;")
    return lines


def _table_lines(table: _Table, variables: Mapping[str, str], *, keep_utm: bool) -> Iterator[str]:
    source = "$uri"
    if table.names:
        source = _quoted(_composite((f"${variables[name]}" for name in table.names), "$uri"))
    yield from ("", f"map {source} ${table.variable} {{", '    default "";')
    yield from (f"    {_written_key(entry)} {_quoted(_value(entry))};" for entry in table.entries)
    yield from (f"    {_pattern_key(pattern)} {_pattern_value(pattern)};" for pattern in table.patterns)
    yield "}"
    if keep_utm and table.status != _GONE:
        yield from _utm_join_lines(table.variable)


def _trial_lines(number: int, tables: Sequence[_Table]) -> list[str]:
    found = "".join(f"${table.variable}" for table in tables)
    if not found:
        return []
    return ["", f'map "{found}" ${_prefix(number)}_caching {{', '    default "no-store";', '    "" "";', "}"]


def _utm_lines() -> list[str]:
    lines = []
    for name in UTM_NAMES:
        lines += [
            "",
            f"map $args $migr_{name} {{",
            '    default "";',
            f'    "~(?:^|&)(?<migr_{name}_value>{name}={UTM_VALUE})(?:&|$)" "&$migr_{name}_value";',
            "}",
        ]
    return lines


def _utm_join_lines(variable: str) -> list[str]:
    together = "".join(f"$migr_{name}" for name in UTM_NAMES)
    return [
        f"map ${variable} ${variable}_join {{",
        '    default "?";',
        '    "~[?]" "&";',
        "}",
        f'map "{together}" ${variable}_utm {{',
        '    default "";',
        f'    "~^&(?<{variable}_rest>.+)$" "${variable}_join${variable}_rest";',
        "}",
    ]


def _rules_name(number: int, rules: RuleSet, site: SiteRules) -> str:
    role = "same-domain" if stays(rules, site) else "rules"
    return f"migrator/{role}.conf" if number == 0 else f"migrator/{role}-{number + 1}.conf"


def _rule_lines(number: int, tables: Sequence[_Table], rules: RuleSet) -> list[str]:
    lines = ["# Belongs into a server block; the first answer wins, query conditions come first."]
    if rules.trial and tables:
        lines += [
            "# On trial: browsers may not keep an answer.",
            f"add_header Cache-Control ${_prefix(number)}_caching always;",
        ]
    for table in tables:
        where = "" if table.status == _GONE else f" ${table.variable}"
        where += f"${table.variable}_utm" if where and rules.keep_utm else ""
        lines.append(f"if (${table.variable}) {{ return {table.status}{where}; }}")
    return lines


def _server_block(number: int, site: SiteRules, rules: RuleSet) -> str:
    names = "\n        ".join(site.hosts)
    return f"""server {{
    include migrator/listen.conf;
    server_name
        {names};

    # Let certificates be renewed for the old names, if that is done through files:
    # location ^~ /.well-known/acme-challenge/ {{ root /var/www/html; }}

    include {_rules_name(number, rules, site)};

    # An address nobody published: say so, do not send people to the home page.
    location / {{ return 404; }}
}}"""


_LISTEN = """# Where the old names are answered. This file is yours: set the certificate, then reload nginx.
listen 80;
listen [::]:80;
# listen 443 ssl;
# listen [::]:443 ssl;
# ssl_certificate     /etc/letsencrypt/live/OLD-NAME/fullchain.pem;
# ssl_certificate_key /etc/letsencrypt/live/OLD-NAME/privkey.pem;"""

_WRAPPER = """daemon off;
worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    scgi_temp_path {work}/scgi;
    uwsgi_temp_path {work}/uwsgi;
    keepalive_requests 1000000;
    include 00-migrator.conf;
    server {
        listen 127.0.0.1:{port} default_server;
        include migrator/same-domain*.conf;
        location / { return 404; }
    }
}
"""

PLUGIN = Nginx()
