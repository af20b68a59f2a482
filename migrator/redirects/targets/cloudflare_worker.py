"""A Cloudflare Worker that holds the map itself: exact answers with 410 and query conditions, on any plan."""

from __future__ import annotations

import json
import zlib
from importlib import resources
from typing import TYPE_CHECKING

from migrator.errors import TargetLimitError
from migrator.redirects._hosted import GONE, cloudflare_problem
from migrator.redirects._lines import text_file
from migrator.redirects._readme import Words, readme
from migrator.redirects._sites import sites, stays
from migrator.redirects._tables import answered, by_path, spelled_conditions
from migrator.redirects.targets._contract import Capabilities, Engine, Lowered, OutputFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import Answer, RuleSet

_STATUSES = frozenset({301, 302, 303, 307, 308, GONE})
_LARGEST = 10 * 1024 * 1024  # bytes of a script after compression on a paid plan; 3 MB on the free one


class CloudflareWorker:
    """The `Target` for a Worker on routes of the old hosts, whose DNS records Cloudflare proxies."""

    name = "cloudflare-worker"
    version = 1
    capabilities = Capabilities(
        title="Cloudflare Worker",
        statuses=_STATUSES,
        sets_headers=True,
        raw_bytes=False,
        no_patterns="The script looks whole addresses up, and its limit is the size of the map, not a number of rules.",
        facts=(
            "A script of some 60 lines and the map as a file beside it; one lookup per request.",
            "3 MB after compression on the free plan (about 80,000 rules) and 100,000 requests a day; 10 MB paid.",
            "410, query conditions and every spelling of a path are answered exactly.",
            "Letter case and a final slash count.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Every rule can be expressed; only odd statuses and addresses are refused."""
        if rule.status not in _STATUSES or (rule.target is None) != (rule.status == GONE):
            return Lowered(rule, "refused", f"status: It cannot answer {rule.status} for this rule.")
        problem = cloudflare_problem(rule)
        return Lowered(rule, "refused", problem) if problem else Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the worker, its rules, the settings of Cloudflare's command line, and the README.

        Raises:
            TargetLimitError: the rules are more than a Worker can hold.
        """
        table = text_file("rules.mjs", _rule_lines(rules))
        if len(zlib.compress(table.content)) > _LARGEST:
            raise TargetLimitError(
                f"A Worker holds {_LARGEST // 1024**2} MB after compression; these {len(rules.rules):,} rules are more.",
                "Use a target that holds more, for example: migrator redirects --to cloudflare-bulk",
            )
        return [
            text_file("README.md", [readme(rules, _WORDS)]),
            table,
            OutputFile("worker.mjs", _resource("worker.mjs").encode()),
            text_file("wrangler.toml", [_settings(rules)]),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Read the URL as JavaScript does, then decode, merge slashes and look up."""
        return answered(rules, host, target, resolved=True)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run the worker in Node."""
        return Engine(
            binary="node",
            argv=("node", "{work}/server.mjs", "{port}", "{out}/worker.mjs"),
            check=("node", "--check", "{out}/worker.mjs"),
            wrapper={"server.mjs": _resource("server.mjs")},
            install_hint="Install Node.js 18 or later, e.g. with: apt-get install nodejs",
        )


def _resource(name: str) -> str:
    return (resources.files(__package__) / "_cloudflare_worker" / name).read_text(encoding="utf-8")


def _rule_lines(rules: RuleSet) -> list[str]:
    found = sites(rules)
    numbers = {site.name: number for number, site in enumerate(found)}
    hosts: list[Json] = [[host, site.name] for site in found for host in site.hosts]
    remaining: list[Json] = [site.name for site in found if stays(rules, site)]
    rows = [
        f"  {json.dumps([f'{site}{path}', [_row(rule) for rule in group]])},"
        for (site, path), group in by_path(rules.rules).items()
        if site in numbers
    ]
    return [
        "// Old addresses and where they went: [site and path, [[query conditions, status, new address], …]].",
        f"export const hosts = new Map({json.dumps(hosts)});",
        f"export const stays = new Set({json.dumps(remaining)});",
        f"export const keepUtm = {json.dumps(rules.keep_utm)};",
        f"export const trial = {json.dumps(rules.trial)};",
        "export const rules = new Map([",
        *rows,
        "]);",
    ]


def _row(rule: RedirectRule) -> Json:
    return [list(spelled_conditions(rule)), rule.status, rule.target]


def _settings(rules: RuleSet) -> str:
    routes = "".join(f'  {{ pattern = "{host}/*", zone_name = "{_zone(host)}" }},\n' for host in rules.hosts)
    return f"""# For Cloudflare's command line. `zone_name` is a guess: the domain as it is listed in your account.
name = "migrator-redirects"
main = "worker.mjs"
compatibility_date = "2025-01-01"
workers_dev = false
routes = [
{routes}]"""


def _zone(host: str) -> str:
    return host.removeprefix("www.")


_APPLY = """Quota: on the free plan a Worker answers 100,000 requests a day; beyond that, and for more than 3 MB of rules, it needs a
paid one.

1. The domains of the old hosts must be in your Cloudflare account, each host with a DNS record that is *proxied* (an orange
   cloud): the domain → DNS → Records. Where no server is left, an `AAAA` record to `100::` does.
2. SSL/TLS → Edge certificates: a certificate must cover each old host.
3. Look through `wrangler.toml`: `zone_name` is the domain as your account lists it. Hosts of other people's domains (a
   platform's) do not belong there.
4. In this folder (`npx wrangler login` comes first):

       npx wrangler deploy --dry-run    # says how big it is
       npx wrangler deploy

5. On the free plan: Workers & Pages → migrator-redirects → Settings → Domains & Routes: set each route to "fail open"."""

_CHECK = """`npx wrangler dev` runs it at home: ask http://localhost:8787 with the old host's name as `Host`. Deployed:"""

_UNDO = """1. `npx wrangler rollback` brings the version before back (`npx wrangler deployments list` names them).
2. There was none: `npx wrangler delete` takes the Worker and its routes away."""

_WORDS = Words(
    title="a Cloudflare Worker",
    apply=_APPLY,
    check=_CHECK,
    menus=True,
    undo=_UNDO,
    notes=(
        "Query parameters of a request are dropped, save utm_ parameters where that was asked for.",
        "Every spelling of a path (`%C3%A9`, `%c3%a9`, `//`) is one address; letter case counts.",
        "A host that is not in the list, and on the new site's own host every other address, is passed on untouched.",
    ),
)

PLUGIN = CloudflareWorker()
