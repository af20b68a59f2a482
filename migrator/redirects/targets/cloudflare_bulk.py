"""Cloudflare Bulk Redirects: a list of up to a million addresses per account, as CSV and with a script that swaps it in."""

from __future__ import annotations

import csv
import io
import re
from importlib import resources
from typing import TYPE_CHECKING

from migrator.errors import TargetLimitError
from migrator.redirects._hosted import cloudflare_problem, path_spellings, percent_encoded_ascii, received
from migrator.redirects._index import Remembered, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import Words, readme
from migrator.redirects._sites import sites
from migrator.redirects._spelling import merged_path
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered, OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import RuleSet

_MOST = 1_000_000  # on the enterprise plan
_QUOTAS = (
    (10_000, "free"),
    (25_000, "Pro"),
    (50_000, "Business"),
    (_MOST, "Enterprise"),
)  # per account, since 2025-02
_LONGEST = 32 * 1024  # bytes of a source URL
_STATUSES = frozenset({301, 302, 307, 308})
_UNRESERVED = re.compile("%(?:2[DEde]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")


class CloudflareBulk:
    """The `Target` for old hosts whose DNS records Cloudflare proxies."""

    name = "cloudflare-bulk"
    version = 1
    capabilities = Capabilities(
        title="Cloudflare Bulk Redirects",
        statuses=_STATUSES,
        query_conditions=False,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        max_rules=_MOST,
        max_key_bytes=_LONGEST,
        no_patterns="A list has whole addresses, or with subpath matching everything below one, published or not.",
        facts=(
            "An account holds 10,000 (free), 25,000 (Pro), 50,000 (Business) or 1,000,000 (Enterprise) redirects.",
            "Each old host needs a row for each address; the README counts them.",
            "There is no 410 and no query condition; the query of a request is dropped, utm_ parameters too.",
            "Cloudflare normalises addresses before it compares them; letter case and a final slash count.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse queries and long URLs; 410 becomes what the origin answers."""
        if rule.query:
            return Lowered(rule, "refused", "query: Bulk Redirects look at no query.")
        if rule.target is None:
            return Lowered(
                rule, "weakened", "gone-404: Bulk Redirects have no 410: the origin answers, or nobody."
            )
        problem = _problem(rule)
        if problem:
            return Lowered(rule, "refused", problem)
        if "#" in rule.target:
            return Lowered(rule, "weakened", "fragment: Cloudflare does not say what becomes of a #fragment.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the list, the script that puts it into place, and the README.

        Raises:
            TargetLimitError: more rows than any account may have.
        """
        rows = list(_rows(rules))
        if len(rows) > _MOST:
            raise TargetLimitError(
                f"Cloudflare holds {_MOST:,} bulk redirects an account; {len(rules.hosts)} hosts need {len(rows):,}.",
                "Use a target that holds more, for example: migrator redirects --to nginx",
            )
        table = io.StringIO()
        csv.writer(table, lineterminator="\n").writerows(rows)
        script = (resources.files(__package__) / "_cloudflare_bulk" / "apply.py").read_bytes()
        return [
            text_file("README.md", [readme(rules, _words(len(rows)))]),
            OutputFile("apply.py", script),
            OutputFile("redirects.csv", table.getvalue().encode("ascii")),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Normalise the path as Cloudflare does and look it up."""
        asked = received(rules, host, target)
        path = _normalised(asked.path) if asked else None
        rule = _by_path(rules).get((asked.site, path)) if asked and path else None
        return Answer(rule.status, rule.target) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Nothing that Cloudflare publishes answers bulk redirects."""
        return None


def _problem(rule: RedirectRule) -> str | None:
    if rule.status not in _STATUSES:
        return f"status: Bulk Redirects cannot answer {rule.status}."
    if max(map(len, path_spellings(rule))) > _LONGEST - 256:
        return "long: Cloudflare takes no source URL over 32 kB."
    return cloudflare_problem(rule)


def _normalised(raw: str) -> str | None:
    r"""Return a path as Cloudflare's URL normalisation leaves it (type "Cloudflare").

    Unreserved characters are decoded, escapes in upper case, `\` is `/`, slashes are merged, dot segments resolved.
    Source: developers.cloudflare.com/rules/normalization/how-it-works/.
    """
    plain = _UNRESERVED.sub(lambda escape: chr(int(escape[0][1:], 16)), percent_encoded_ascii(raw))
    upper = re.sub("%[0-9A-Fa-f]{2}", lambda escape: escape[0].upper(), plain)
    return merged_path(upper.replace("\\", "/"))


def _paths(rule: RedirectRule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for path in map(_normalised, path_spellings(rule)) if path))


def _keyed_rules(rules: RuleSet) -> dict[tuple[str, str], RedirectRule]:
    ordered = sorted((r for r in rules.rules if r.target and not r.query), key=key_of, reverse=True)
    return {(rule.host, path): rule for rule in ordered for path in _paths(rule)}


_by_path = Remembered(_keyed_rules)


def _rows(rules: RuleSet) -> Iterator[tuple[str, ...]]:
    """Yield source, target, status, and FALSE for: keep the query, subdomains, subpaths, path suffix."""
    by_path = _by_path(rules)
    for site in sites(rules):
        own = sorted((path, rule) for (name, path), rule in by_path.items() if name == site.name)
        for host in site.hosts:
            for path, rule in own:
                yield f"{host}{path}", rule.target or "", str(rule.status), "FALSE", "FALSE", "FALSE", "FALSE"


def _words(rows: int) -> Words:
    plan = next((name for most, name in _QUOTAS if rows <= most), "Enterprise")
    return Words(
        title="Cloudflare Bulk Redirects",
        apply=_APPLY.format(rows=rows, plan=plan),
        check=_CHECK,
        menus=True,
        undo=_UNDO,
        notes=(
            "Query parameters of a request are dropped; URLs told apart by their query need `cloudflare-worker`.",
            "Rules → Settings → URL normalization must be on (it is unless somebody turned it off), type Cloudflare.",
            "Redirects take effect before any page of the zone is asked for, within a minute of the switch.",
        ),
    )


_APPLY = """`redirects.csv` has {rows:,} rows. Quota, for all lists of an account together: 10,000 (free), 25,000 (Pro), 50,000
(Business), 1,000,000 (Enterprise); so this needs a {plan} plan or better.

1. The domains of the old hosts must be in your Cloudflare account, each host with a DNS record that is *proxied* (an orange
   cloud): the domain → DNS → Records. Where no server is left, an `AAAA` record to `100::` does; addresses without a redirect
   then end in an error of Cloudflare's. Hosts of other people's domains (a platform's) do not belong into the list.
2. SSL/TLS → Edge certificates: a certificate must cover each old host, or `https://` links fail before any rule is asked.
3. With the script, which fills a new list and only then switches the rule over to it. The token needs *Account Filter Lists:
   Edit* and *Account Rulesets: Edit*:

       export CLOUDFLARE_ACCOUNT_ID=… CLOUDFLARE_API_TOKEN=…
       python3 apply.py          # says what it would do
       python3 apply.py --live

   By hand instead: Bulk Redirects (in the account, not in a domain) → Create Bulk Redirect List → a name that is new →
   Import CSV: `redirects.csv` → Create Bulk Redirect Rule → choose that list → Save and Deploy. Only then disable the rule
   that reads the list of before, and leave that list where it is: it is the way back."""

_CHECK = """Within a minute of the switch, each of these must answer by the rule. Cloudflare → Trace shows which rule answered."""

_UNDO = """`python3 apply.py --undo` switches the rule back to the list before, or takes it away where there was none. By hand:

1. Bulk Redirects → Bulk Redirect Rules: enable the rule of before, disable this one.
2. When all is well, delete this rule's list, to get its rows back."""

PLUGIN = CloudflareBulk()
