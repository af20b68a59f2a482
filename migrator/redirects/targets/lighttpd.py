"""lighttpd: one pattern per old URL, tried in order on the address as lighttpd spells it; slow from a thousand on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered, RuleIndex, key_of, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import ONE_HOP, Words, dropped_query, readme
from migrator.redirects._sites import SiteRules, ascii_host, site_of, sites, stays
from migrator.redirects._spelling import as_bytes, decoded, has_control, query_pairs
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects._index import RuleKey
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_GONE = 410
_STATUSES = frozenset({301, 302, 303, 307, 308, _GONE})
_LONGEST = 2_500  # bytes of a decoded path; a request's head holds 8,192, and all may be encoded
_LONGEST_PATTERN = 12_000  # lighttpd 1.4.69 was seen to crash while it matched one of 31,000
_LONGEST_REQUEST = 7_900  # bytes of a target; lighttpd reads a request's head up to 8,192
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-")
_UNRESERVED = _PLAIN | frozenset(b".~")
_ABSOLUTE = re.compile(r"(?s)https?://([^/?#]+)(/.*)")


class Lighttpd:
    """The `Target` for lighttpd 1.4.50 and later."""

    name = "lighttpd"
    version = 1
    capabilities = Capabilities(
        title="lighttpd",
        sets_headers=True,
        statuses=_STATUSES,
        query=ALWAYS_DROPS,
        warn_rules=1_000,
        max_key_bytes=_LONGEST,
        facts=(
            "lighttpd tries the patterns one after the other: 10,000 rules cost 10 ms and more for each request.",
            "Every encoding of a path is one address, // and dot segments are resolved; letter case counts.",
            "Query conditions match in any order and encoding; campaign parameters cannot be kept.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse other statuses, and what the buffer for a request's head cannot read."""
        if rule.status not in _STATUSES or (rule.target is None) != (rule.status == _GONE):
            return Lowered(rule, "refused", f"status: It cannot answer {rule.status} for this rule.")
        if "\\" in rule.path and not _is_text(rule.path):
            return Lowered(rule, "refused", "bytes: No condition holds a backslash beside what is no UTF-8.")
        if len(as_bytes(rule.path)) > _LONGEST or len(_address(rule)) > _LONGEST_PATTERN:
            return Lowered(
                rule, "refused", f"long: lighttpd has room for {_LONGEST:,} bytes, less for odd ones."
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the rules by site, and the README."""
        return [
            text_file("README.md", [readme(rules, _words(rules))]),
            text_file("migrator.conf", _lines(rules)),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode, resolve and merge the path, then take the most specific rule."""
        asked = _asked(host, target)
        site = site_of(rules, asked[0]) if asked else None
        if asked is None or site is None:
            return None
        rule = _index(rules).match(site, asked[1], query_pairs(asked[2]))
        return None if rule is None else Answer(rule.status, rule.target)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run lighttpd in the foreground with a configuration that holds nothing but the emitted one."""
        return Engine(
            binary="lighttpd",
            argv=("lighttpd", "-D", "-f", "{work}/proof.conf"),
            check=("lighttpd", "-tt", "-f", "{work}/proof.conf"),
            wrapper={"proof.conf": _WRAPPER},
            install_hint="Install lighttpd, e.g. with: apt-get install lighttpd",
        )


_index = Remembered(lambda rules: RuleIndex(rules.rules))


def _asked(host: str, target: str) -> tuple[str, str, str] | None:
    """Return host, path and query as measured on lighttpd 1.4.69; None where it answers 4xx."""
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is not None:
        if absolute[1].lower() != host.lower():
            return None
        target = absolute[2]
    name = ascii_host(host)
    if name is None or not target.startswith("/") or len(as_bytes(target)) > _LONGEST_REQUEST:
        return None
    raw, _, query = target.partition("#")[0].partition("?")
    path = decoded(raw)
    if has_control(path) or has_control(decoded(query)):
        return None
    return name, _resolved(path), query


def _resolved(path: str) -> str:
    """Merge slashes and resolve dot segments; above the root there is nothing to climb to."""
    kept: list[str] = []
    pieces = [piece for piece in path.split("/") if piece]
    for piece in pieces:
        if piece == "..":
            del kept[-1:]
        elif piece != ".":
            kept.append(piece)
    is_folder = path.endswith(("/", "/.", "/.."))
    return "/" + "/".join(kept) + ("/" if kept and is_folder else "")


# --- patterns ----------------------------------------------------------------------------------------


def _loose(text: str) -> str:
    """Match a decoded text in the address as lighttpd spells it: reserved characters raw or encoded."""
    return "".join(map(_loose_byte, as_bytes(text)))


def _loose_byte(byte: int) -> str:
    if byte in _UNRESERVED:
        return _literal_byte(byte)
    escape = f"%{byte:02X}"
    return escape if byte > 0x7F or chr(byte) in ' %#?"' else f"(?:{_literal_byte(byte)}|{escape})"  # noqa: PLR2004


def _literal_byte(byte: int) -> str:
    return chr(byte) if byte in _PLAIN else f"\\x{byte:02x}"


def _is_text(path: str) -> bool:
    return as_bytes(path).decode("utf-8", "ignore") == path


def _decoded_path(path: str) -> str:
    """Match a decoded path: where lighttpd compares one, patterns are UTF-8 and a character has one number."""
    return "".join(_literal(char) if char.isascii() else f"\\x{{{ord(char):x}}}" for char in path)


def _literal(text: str) -> str:
    return "".join(map(_literal_byte, as_bytes(text)))


def _value(value: str) -> str:
    special = {" ": "(?:%20|\\x2b)", "+": "%2B", "&": "%26", "?": "(?:\\x3f|%3F)", "/": "(?:/|%2F)"}
    return "".join(special.get(char) or _loose(char) for char in value)


def _conditions(rule: RedirectRule) -> str:
    return "".join(f"(?=(?:.*&)?{_literal(name)}={_value(value)}(?:&|$))" for name, value in rule.query)


def _address(rule: RedirectRule) -> str:
    ending = f"\\x3f{_conditions(rule)}" if rule.query else "(?:\\x3f.*)?$"
    return f"^{_loose(rule.path)}{ending}"


# --- text --------------------------------------------------------------------------------------------


def _lines(rules: RuleSet) -> Iterator[str]:
    yield "# Old addresses and where they went. Generated: change the migration, not this file."
    first = '"mod_setenv", ' if rules.trial else ""
    yield f'server.modules += ( {first}"mod_redirect" )'
    for site in sites(rules):
        hosts = "|".join(map(_literal, site.hosts))
        usual = _usual_status(site)
        yield ""
        yield f'$HTTP["host"] =~ "^(?:{hosts})\\x2e?(?::[0-9]+)?$" {{'
        if not stays(rules, site):
            yield "    # An address nobody published is not found: there are no files."
            yield '    server.document-root = "/var/empty/migrator"'
            if rules.trial:
                yield '    setenv.set-response-header = ( "Cache-Control" => "no-store" )'
        yield f"    url.redirect-code = {usual}"
        yield "    url.redirect = ("
        yield from _redirect_lines(site)
        yield "    )"
        apart = rules.trial and stays(rules, site)  # each rule says "no-store" itself, other pages do not
        yield from _unusual_lines(site, 0 if apart else usual, trial=rules.trial)
        yield "}"


def _usual_status(site: SiteRules) -> int:
    counted = Counter(rule.status for rule in site.rules if rule.target)
    return max(counted, key=lambda status: (counted[status], -status), default=301)


def _redirect_lines(site: SiteRules) -> Iterator[str]:
    """Yield the patterns; lighttpd takes two that differ only in letter case for one, so an empty group is added."""
    seen: Counter[str] = Counter()
    for rule in sorted(site.rules, key=specificity):
        address = _address(rule)
        yield f'        "{address}{"(?:)" * seen[address.lower()]}" => "{_target(rule)}",'
        seen[address.lower()] += 1


def _unusual_lines(site: SiteRules, usual: int, *, trial: bool) -> Iterator[str]:
    """Yield the rules with another status than the list's, each under conditions that only it meets."""
    ahead = _ahead(site)
    unusual = [rule for rule in sorted(site.rules, key=specificity) if rule.status != usual]
    gone = [r for r in unusual if r.target is None and not r.query and not ahead[key_of(r)]]
    plain = [rule for rule in gone if _is_text(rule.path)]
    for paths in _chunks(_decoded_path(rule.path) for rule in plain):
        yield from _scope(
            [f'$HTTP["url"] =~ "^(?:{"|".join(paths)})$"'], _answer_lines(plain[0], trial=trial)
        )
    together = set(map(key_of, plain))
    for rule in unusual:
        if key_of(rule) not in together:
            yield from _scope(_only(rule, ahead[key_of(rule)]), _answer_lines(rule, trial=trial))


def _chunks(paths: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for path in paths:
        if chunk and sum(map(len, chunk)) + len(path) > _LONGEST_PATTERN:
            yield chunk
            chunk = []
        chunk.append(path)
    if chunk:
        yield chunk


def _scope(conditions: Sequence[str], lines: Iterable[str]) -> Iterator[str]:
    yield f"    {' { '.join(conditions)} {{"
    yield from (f"        {line}" for line in lines)
    yield f"    {'}' * len(conditions)}"


def _only(rule: RedirectRule, ahead: Sequence[RedirectRule]) -> list[str]:
    quoted = rule.path.replace('"', '\\"')
    conditions = [
        f'$HTTP["url"] =~ "^{_decoded_path(rule.path)}$"'
        if _is_text(rule.path)
        else f'$HTTP["url"] == "{quoted}"'
    ]
    conditions += [f'$HTTP["query-string"] =~ "^{_conditions(rule)}"'] if rule.query else []
    return conditions + [f'$HTTP["query-string"] !~ "^{_conditions(other)}"' for other in ahead]


def _ahead(site: SiteRules) -> Mapping[RuleKey, list[RedirectRule]]:
    """Return, for each rule, the rules on the same path that are asked first."""
    earlier: dict[str, list[RedirectRule]] = defaultdict(list)
    found = {}
    for rule in sorted(site.rules, key=specificity):
        found[key_of(rule)] = list(earlier[rule.path])
        earlier[rule.path].append(rule)
    return found


def _answer_lines(rule: RedirectRule, *, trial: bool) -> Iterator[str]:
    """Answer 410 too: lighttpd takes it for a redirect's status, and sends no Location with an error."""
    yield f'url.redirect = ( "" => "{_target(rule) or "/"}" )'
    yield f"url.redirect-code = {rule.status}"
    if trial:
        yield 'setenv.set-response-header = ( "Cache-Control" => "no-store" )'


def _target(rule: RedirectRule) -> str:
    """Write a target; a group that no pattern has keeps lighttpd from writing escapes in upper case."""
    return re.sub("%(?=[0-9A-F]{0,1}[a-f])", "%$9", rule.target or "").replace("%", "%%")


_WRAPPER = """server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{work}/nothing"
server.errorlog = "{work}/error.log"
server.max-keep-alive-requests = 1000000
include "{out}/migrator.conf"
"""


def _words(rules: RuleSet) -> Words:
    here = [host for site in sites(rules) if stays(rules, site) for host in site.hosts]
    return Words(
        title="lighttpd",
        apply=_WHERE,
        test=("lighttpd -tt -f /etc/lighttpd/lighttpd.conf", "systemctl restart lighttpd"),
        undo=_UNDO,
        notes=(
            dropped_query(rules),
            "Campaign parameters (utm_…) cannot be kept.",
            "Each request tries all patterns: with more than a few thousand rules use nginx or HAProxy.",
            ONE_HOP,
            *([_HERE.format(", ".join(here))] if here else []),
            *([_TRIAL] if rules.trial else []),
        ),
    )


_WHERE = """
1. Copy `migrator.conf` to `/etc/lighttpd/conf-available/90-migrator.conf`.
2. Enable it: `lighty-enable-mod migrator` (elsewhere: `include "migrator.conf"` at the end of `lighttpd.conf`).
3. Port 80 is lighttpd's own. Without port 443 and a certificate for the old names, `https://` links to the old blog fail
   before any rule is asked. Where nothing of yours answers there yet, add to `lighttpd.conf` (Debian: install
   `lighttpd-mod-openssl`):

       server.modules += ( "mod_openssl" )
       $SERVER["socket"] == ":443" {
           ssl.engine = "enable"
           ssl.pemfile = "/etc/letsencrypt/live/OLD-NAME/fullchain.pem"
           ssl.privkey = "/etc/letsencrypt/live/OLD-NAME/privkey.pem"
       }
"""

_UNDO = (
    "`lighty-disable-mod migrator` (elsewhere: delete the `include` line), then `systemctl restart lighttpd`."
)

_HERE = (
    "The new site lives on an old host ({}): addresses without a rule reach it. If that host has `url.redirect` or "
    "`server.document-root` of its own, keep this file the last one that is included."
)

_TRIAL = (
    "`Cache-Control: no-store` is sent only where `mod_setenv` stands before `mod_redirect` in `server.modules` of "
    "`lighttpd.conf`: put it there until the rules are final."
)

PLUGIN = Lighttpd()
