"""Caddy: `map` tables on the decoded path; odd characters stand as escapes in patterns, where nothing expands them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._published import decoded_paths, query_values
from migrator.redirects._readme import ONE_HOP, Words, dropped_query, readme
from migrator.redirects._request import unsendable
from migrator.redirects._sites import SiteRules, ascii_host, site_of, sites, stays
from migrator.redirects._spelling import as_bytes, decoded, lower_escapes, well_encoded
from migrator.redirects._unnamed import UNNAMED, local, where_it_stays
from migrator.redirects._utm import UTM_NAMES, UTM_VALUE, with_utm
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_GONE = 410
_LONGEST = 60_000  # bytes of a path or target; a request's head may have a megabyte
_MANY = 20_000  # rules: from here on each request costs half a millisecond and more
_ACTIVE = frozenset('{}"\\`')  # what a Caddyfile or its placeholders could take for something else
_ABSOLUTE = re.compile(r"(?s)[A-Za-z][A-Za-z0-9+.-]*://([^/?]*)(.*)")


@dataclass(frozen=True, slots=True)
class _Table:
    """One `map`: the rules that ask for the same parameters, by the text that Caddy looks up."""

    number: int
    names: tuple[str, ...]
    answers: dict[str, tuple[int, str]]

    @property
    def statuses(self) -> list[int]:
        """Return the statuses its rules answer with."""
        return sorted({status for status, _ in self.answers.values()})


class Caddy:
    """The `Target` for Caddy 2.6 and later."""

    name = "caddy"
    version = 1
    capabilities = Capabilities(
        title="Caddy",
        any_host=True,
        sets_headers=True,
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        warn_rules=_MANY,
        max_key_bytes=_LONGEST,
        max_target_bytes=_LONGEST,
        facts=(
            "Caddy gets the certificates of the old names by itself.",
            "Each request reads the table from the top: 10,000 rules cost 0.4 ms, 100,000 take 11 s to load.",
            "Paths are decoded, but // is not merged and letter case counts.",
            "Query conditions ask for the first occurrence of a parameter, in any order and usual encoding.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse paths that a Caddyfile, which is UTF-8, cannot hold."""
        paths = decoded_paths(rule)
        if any("\ud800" <= char <= "\udfff" for char in "".join(_keys(rule))):
            return Lowered(rule, "refused", "bytes: A Caddyfile cannot hold a path that is no UTF-8.")
        if max(len(as_bytes(path)) for path in paths) > _LONGEST or len(rule.target or "") > _LONGEST:
            return Lowered(rule, "refused", f"long: No address over {_LONGEST:,} bytes is tried.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the rules, the site block of the old hosts and the README."""
        moved = [host for site in sites(rules) if not stays(rules, site) for host in site.hosts]
        files = [
            text_file("README.md", [readme(rules, _words(rules))]),
            text_file("migrator/rules.caddy", _rule_lines(rules)),
        ]
        if moved:
            files.append(text_file("migrator/site.caddy", _site_lines(moved)))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode the path, nothing else, and look it up: query tables first."""
        asked = _asked(host, target)
        site = site_of(rules, asked[0]) if asked else None
        if asked is None or site is None:
            return None
        _, path, query = asked
        for table in _tables(rules)[site]:
            found = table.answers.get(_looked_up(table.names, path, query))
            if found is not None:
                status, location = found
                if status == _GONE:
                    return Answer(_GONE)
                return Answer(status, with_utm(location, query) if rules.keep_utm else location)
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run Caddy in the foreground, without certificates and its control port."""
        config = ("--config", "{work}/Caddyfile", "--adapter", "caddyfile")
        return Engine(
            binary="caddy",
            argv=("caddy", "run", *config),
            check=("caddy", "adapt", "--validate", *config),
            wrapper={"Caddyfile": _WRAPPER},
            install_hint="Install Caddy, e.g. with: apt-get install caddy",
        )


def _asked(host: str, target: str) -> tuple[str, str, str] | None:
    """Return host, decoded path and raw query as measured on Caddy 2.6.2; None where it answers 400."""
    if unsendable(target):
        return None
    absolute = _ABSOLUTE.fullmatch(target)
    given = absolute[1] if absolute else host
    name = None if re.search(r"\.(?::\d+)?$", given) else ascii_host(given)
    raw, _, query = (absolute[2] if absolute else target).partition("?")
    if name is None or not raw.startswith("/") or not well_encoded(raw):
        return None
    return name, decoded(raw), query


def _looked_up(names: Sequence[str], path: str, query: str) -> str:
    if not names:
        return path
    found = (re.search(rf"(?:^|&){re.escape(name)}=([^&]*)", query) for name in names)
    return _composite((match[1] if match else "" for match in found), path)


def _composite(values: Iterable[str], path: str) -> str:
    return f"?{' '.join(values)} {path}"  # raw values hold no space, so nothing else reads the same


def _keys(rule: RedirectRule) -> Iterator[str]:
    paths = decoded_paths(rule)
    if not rule.query:
        yield from paths
        return
    for values in itertools.product(*query_values(rule)):
        for path in paths:
            yield _composite(values, path)
            yield _composite(map(lower_escapes, values), path)


def _site_tables(site: SiteRules, number: int) -> list[_Table]:
    by_names: dict[tuple[str, ...], dict[str, tuple[int, str]]] = {}
    for rule in sorted(site.rules, key=specificity):
        answers = by_names.setdefault(tuple(name for name, _ in rule.query), {})
        answers.update(dict.fromkeys(_keys(rule), (rule.status, local(rule.target or "-"))))
    return [_Table(place, *row) for place, row in enumerate(by_names.items(), number)]


def _all_tables(rules: RuleSet) -> dict[str, list[_Table]]:
    found: dict[str, list[_Table]] = {}
    for site in sites(rules):
        found[site.name] = _site_tables(site, 1 + sum(map(len, found.values())))
    return found


_tables = Remembered(_all_tables)


# --- text --------------------------------------------------------------------------------------------


def _written(key: str) -> str:
    r"""Write a key: in quotes, or as a pattern with `\xHH` where a Caddyfile would read more into it."""
    if not _ACTIVE.intersection(key):
        return f'"{key}"'
    return '"~^' + "".join(map(_pattern_character, key)) + '$"'


def _pattern_character(char: str) -> str:
    plain = char.isalnum() or char in "/_-% " or not char.isascii()
    return char if plain else f"\\x{ord(char):02x}"


def _rule_lines(rules: RuleSet) -> Iterator[str]:
    tables = _tables(rules)
    names = sorted({name for site in tables.values() for table in site for name in table.names})
    variables = {name: f"{{migr_arg_{number}}}" for number, name in enumerate(names, 1)}
    yield "# Old addresses and where they went. Generated: change the migration, not this file."
    yield "# Belongs into a site block: import migrator/rules.caddy"
    for number, site in enumerate(sites(rules), 1):
        if UNNAMED in site.hosts:
            yield "route {"
        else:
            yield f"@migr_site_{number} host {' '.join(site.hosts)}"
            yield f"route @migr_site_{number} {{"
        for name, variable in variables.items():
            yield from _extraction(variable, f"{name.replace('.', '[.]')}=([^&]*)", "${1}", end="")
        if rules.keep_utm:
            yield from _utm_lines()
        for table in tables[site.name]:
            yield from _table_lines(table, variables, rules)
        yield "}"


def _extraction(variable: str, pattern: str, output: str, *, end: str) -> Iterator[str]:
    yield f"\tmap {{query}} {variable} {{"
    yield f'\t\t"~(?:^|&){pattern}{end}" "{output}"'
    yield '\t\tdefault ""'
    yield "\t}"


def _utm_lines() -> Iterator[str]:
    for name in UTM_NAMES:
        yield from _extraction(f"{{migr_{name}}}", f"({name}={UTM_VALUE})", "&${1}", end="(?:&|$)")
    together = "".join(f"{{migr_{name}}}" for name in UTM_NAMES)
    yield f'\tmap "{together}" {{migr_utm}} {{'
    yield '\t\t"~^&(.+)$" "${1}"'
    yield '\t\tdefault ""'
    yield "\t}"


def _table_lines(table: _Table, variables: Mapping[str, str], rules: RuleSet) -> Iterator[str]:
    source = "{path}"
    if table.names:
        source = '"' + _composite((variables[name] for name in table.names), source) + '"'
    number = table.number
    yield f"\tmap {source} {{migr_status_{number}}} {{migr_to_{number}}} {{migr_join_{number}}} {{"
    for key, (status, location) in sorted(table.answers.items(), key=lambda row: as_bytes(row[0])):
        yield f'\t\t{_written(key)} "{status}" "{location}" "{"&" if "?" in location else "?"}"'
    yield '\t\tdefault "" "" ""'
    yield "\t}"
    for status in table.statuses:
        yield from _answer_lines(number, status, rules)


def _answer_lines(number: int, status: int, rules: RuleSet) -> Iterator[str]:
    matcher = f"@migr_{number}_{status}"
    yield f"\t{matcher} vars {{migr_status_{number}}} {status}"
    if rules.trial:
        yield f"\theader {matcher} Cache-Control no-store"
    if status == _GONE:
        yield f'\trespond {matcher} "Gone" 410'
        return
    target = f"{{migr_to_{number}}}"
    if rules.keep_utm:
        yield f"\t{matcher}_utm {{"
        yield f"\t\tvars {{migr_status_{number}}} {status}"
        yield '\t\tnot vars {migr_utm} ""'
        yield "\t}"
        yield f"\tredir {matcher}_utm {target}{{migr_join_{number}}}{{migr_utm}} {status}"
    yield f"\tredir {matcher} {target} {status}"


def _site_lines(hosts: Iterable[str]) -> Iterator[str]:
    addresses = [f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]
    yield "# Caddy gets the certificates by itself; both schemes stand here, so that a reader needs one hop only."
    yield ",\n".join(addresses) + " {"
    yield "\timport rules.caddy"
    yield "\t# An address nobody published: say so, do not send people to the home page."
    yield '\trespond "Not found" 404'
    yield "}"


_WRAPPER = """{
	admin off
	auto_https off
	storage file_system {work}/storage
}
http://:{port} {
	import {out}/migrator/rules.caddy
	respond 404
}
"""


def _words(rules: RuleSet) -> Words:
    here = [host for site in sites(rules) if stays(rules, site) for host in site.hosts]
    moved = any(not stays(rules, site) for site in sites(rules))
    where = ["1. Copy the folder `migrator` to `/etc/caddy/migrator`."]
    if moved:
        where.append("2. Add this line at the end of `/etc/caddy/Caddyfile`: `import migrator/site.caddy`")
        where.append("   If a site block of yours already names one of the old hosts, remove the name there.")
    if here:
        number = 3 if moved else 2
        where.append(f"{number}. {where_it_stays(here)}. Put this line at the top of its site block:")
        where.append("   `import migrator/rules.caddy`")
    return Words(
        title="Caddy",
        apply="\n".join(where),
        test=("caddy validate --config /etc/caddy/Caddyfile", "systemctl reload caddy"),
        undo="Delete the `import migrator/…` lines from `/etc/caddy/Caddyfile`, then `systemctl reload caddy`.",
        notes=(
            dropped_query(rules),
            "Every encoding of a path is one address; letter case counts, and `//` is not `/`.",
            ONE_HOP,
        ),
    )


PLUGIN = Caddy()
