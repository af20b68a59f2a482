"""Apache `.htaccess`: one RewriteRule per old URL; slow from some hundred rules, but all that many hosts offer."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from migrator.redirects._apache import (
    PROOF_BASE,
    flags,
    has_encoded_slash,
    pattern,
    substitution,
    trial_lines,
    utm_lines,
    value_pattern,
)
from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._published import query_values
from migrator.redirects._readme import Words, dropped_query, readme
from migrator.redirects._request import apache_request
from migrator.redirects._sites import SiteRules, site_of, stays
from migrator.redirects._spelling import as_bytes, lower_escapes
from migrator.redirects._unnamed import UNNAMED
from migrator.redirects._utm import with_utm
from migrator.redirects.patterns import LISTED, short_sites
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.patterns import PatternRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_GONE = 410
_LONGEST_SEGMENT = 255  # bytes of a file name: Apache looks for the file before it reads .htaccess
_LONGEST_PATH = 3500  # bytes, below the 4,096 of a path on Linux with room for the document root


class ApacheHtaccess:
    """The `Target` for Apache hosting where one may only put files into the web folder."""

    name = "apache-htaccess"
    version = 1
    capabilities = Capabilities(
        title="Apache (.htaccess)",
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        max_rules=9_999,
        warn_rules=500,
        max_key_bytes=_LONGEST_PATH,
        sets_headers=True,
        any_host=True,
        patterns=LISTED,
        suggested=True,
        facts=(
            "Apache reads the whole file for every request: 1,000 rules cost about 8 ms, 10,000 over 100 ms.",
            "Old URLs with %2F cannot be answered: Apache says 404 before it reads .htaccess.",
            "Letter case counts; query conditions match in any order and usual encoding.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what Apache answers before it reads `.htaccess`."""
        if has_encoded_slash(rule):
            return Lowered(
                rule, "refused", "encoded-slash: Apache answers 404 to %2F before it reads .htaccess."
            )
        longest = max(len(as_bytes(segment)) for segment in rule.path.split("/"))
        if longest > _LONGEST_SEGMENT or len(as_bytes(rule.path)) > _LONGEST_PATH:
            return Lowered(rule, "refused", "long: no file could have that name, so Apache answers 403.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the block for `.htaccess` and the README."""
        lines = [_BEGIN, "RewriteEngine On"]
        if rules.trial:
            lines += trial_lines()
        if rules.keep_utm:
            lines += utm_lines()
        for site in short_sites(rules):
            lines += _site_lines(site, rules)
        return [
            text_file("README.md", [readme(rules, _words(rules))]),
            text_file("htaccess.txt", [*lines, _END]),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode and merge slashes, 404 for `%2F`, then the first rule that matches."""
        asked = apache_request(host, target, keep_slashes=False)
        site = site_of(rules, asked.host) if asked else None
        if asked is None or site is None:
            return None
        given = {lower_escapes(piece) for piece in asked.query.split("&")}
        for rule in _by_path(rules).get((site, asked.path), ()):
            if _is_met(rule, given):
                location = rule.target
                if location is not None and rules.keep_utm:
                    location = with_utm(location, asked.query)
                return Answer(rule.status, location)
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run Apache with the emitted folder as document root and the block as its access file."""
        command = ("apache2", "-d", "{out}", "-f", "{work}/proof.conf")
        return Engine(
            binary="apache2",
            argv=(*command, "-D", "FOREGROUND"),
            check=(*command, "-t"),
            wrapper={"proof.conf": PROOF_BASE + _WRAPPER},
            install_hint="Install Apache, e.g. with: apt-get install apache2",
        )


def _paths_of(rules: RuleSet) -> dict[tuple[str, str], list[RedirectRule]]:
    found: dict[tuple[str, str], list[RedirectRule]] = defaultdict(list)
    for rule in sorted(rules.rules, key=specificity):
        found[rule.host, rule.path].append(rule)
    return found


_by_path = Remembered(_paths_of)


def _is_met(rule: RedirectRule, given: set[str]) -> bool:
    asked = zip(rule.query, query_values(rule), strict=True)
    return all(any(f"{name}={lower_escapes(raw)}" in given for raw in raws) for (name, _), raws in asked)


# --- text --------------------------------------------------------------------------------------------

_BEGIN = """# BEGIN migrator (old addresses and where they went; generated)
<IfModule mod_rewrite.c>"""
_END = """</IfModule>
# END migrator"""

_WRAPPER = """AccessFileName htaccess.txt
DocumentRoot "{out}"
<Directory "{out}">
    AllowOverride All
    Require all granted
</Directory>
"""


def _site_lines(site: SiteRules, rules: RuleSet) -> list[str]:
    lines: list[str] = []
    for rule in sorted(site.rules, key=specificity):
        lines += _rule_lines(rule, keep_utm=rules.keep_utm, trial=rules.trial)
    for shape in site.patterns:
        lines += _pattern_lines(shape, keep_utm=rules.keep_utm, trial=rules.trial)
    if not stays(rules, site):
        lines += _NOT_FOUND
    if UNNAMED in site.hosts:
        return lines
    count = sum(line.startswith("RewriteRule ") for line in lines)
    hosts = "|".join(map(pattern, site.hosts))
    return [
        "# Another host than the old ones: skip this block.",
        f'RewriteCond %{{HTTP_HOST}} "!^(?:{hosts})\\.?(?::[0-9]+)?$" [NC]',
        f"RewriteRule ^ - [S={count}]",
        *lines,
    ]


def _rule_lines(rule: RedirectRule, *, keep_utm: bool, trial: bool) -> Iterator[str]:
    path = pattern(rule.path.removeprefix("/"))
    conditions = [
        f'RewriteCond %{{QUERY_STRING}} "(?:^|&){pattern(name)}={value_pattern(raws)}(?:&|$)"'
        for (name, _), raws in zip(rule.query, query_values(rule), strict=True)
    ]
    if rule.target is None or rule.status == _GONE:
        yield from conditions
        yield f'RewriteRule "^{path}$" - {flags(_GONE, trial=trial)}'
        return
    target, ending = substitution(rule.target), flags(rule.status, trial=trial)
    if keep_utm:
        yield from conditions
        yield 'RewriteCond %{ENV:MIGR_UTM} "^(.+)$"'
        join = "&" if "?" in target else "?"
        yield f'RewriteRule "^{path}$" "{target}{join}%1" {ending}'
    yield from conditions
    yield f'RewriteRule "^{path}$" "{target}" {ending}'


def _pattern_lines(pattern: PatternRule, *, keep_utm: bool, trial: bool) -> Iterator[str]:
    """Ask for a listed path first, then capture its fields; `$1` cannot hold anything but what was listed."""
    shape = pattern.shape(lambda field: f"({field.shape})").removeprefix("/")
    regex = f"^(?={pattern.listed.removeprefix('/')}\\z){shape}\\z"
    numbers = {field: f"${number}" for number, field in enumerate(pattern.fields, 1)}
    target, ending = pattern.location(numbers.__getitem__, substitution), flags(pattern.status, trial=trial)
    if keep_utm:
        yield 'RewriteCond %{ENV:MIGR_UTM} "^(.+)$"'
        yield f'RewriteRule "{regex}" "{target}{"&" if "?" in target else "?"}%1" {ending}'
    yield f'RewriteRule "{regex}" "{target}" {ending}'


_NOT_FOUND = (
    "# Let certificates be renewed; for the rest say that nobody published this address.",
    "RewriteCond %{REQUEST_URI} !^/\\.well-known/acme-challenge/",
    "RewriteRule ^ - [R=404,L]",
)


def _words(rules: RuleSet) -> Words:
    headers = ", and mod_headers for a trial" if rules.trial else ""
    return Words(
        title="Apache (.htaccess)",
        intro=_INTRO,
        apply=_APPLY.format(headers),
        check="Ask at once, because an error in this file breaks every page:",
        undo="Delete everything from `# BEGIN migrator` to `# END migrator`.",
        notes=(
            dropped_query(rules),
            "Letter case counts.",
            "Other hosts in the same web folder are not touched: the block begins with a condition on the host name.",
        ),
    )


_INTRO = """Where you can change the server's configuration, take the files for `nginx` or `apache` instead: Apache reads
`.htaccess` again for every request, images included."""

_APPLY = """Keep a copy of the file `.htaccess` in the web folder that answers the old hosts, then put the content of
`htaccess.txt` at its very top (above `# BEGIN WordPress`, where there is one). Without such a file, upload
`htaccess.txt` as `.htaccess`. There is no reload: the file works at once. The host must allow it (`AllowOverride FileInfo`
or `All`) and have mod_rewrite{}."""


PLUGIN = ApacheHtaccess()
