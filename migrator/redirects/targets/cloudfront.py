"""Amazon CloudFront: a function that looks old addresses up in a key value store of 5 MB."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from migrator.errors import TargetLimitError
from migrator.redirects._hosted import GONE
from migrator.redirects._lines import text_file
from migrator.redirects._readme import Words, readme
from migrator.redirects._sites import sites, stays
from migrator.redirects._tables import answered, by_path, spelled, spelled_conditions, spelled_path
from migrator.redirects.targets._contract import Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import Answer, OutputFile, RuleSet

_STATUSES = frozenset({301, 302, 303, 307, 308, GONE})
_STORE, _KEY, _VALUE = 5 * 1024 * 1024, 512, 1024  # bytes of the whole store, a key and a value
_NAMES = 256  # bytes of a value kept for the names of query parameters
_SITE = len("999")  # digits before a key's path
_FUNCTION = 10 * 1024  # bytes of code


class CloudFront:
    """The `Target` for a CloudFront distribution whose alternate domain names are the old hosts."""

    name = "cloudfront"
    version = 1
    capabilities = Capabilities(
        title="Amazon CloudFront (function and key value store)",
        statuses=_STATUSES,
        sets_headers=True,
        raw_bytes=False,
        max_key_bytes=_KEY,
        max_target_bytes=_VALUE,
        no_patterns="The function looks whole addresses up in the store, which cannot be searched.",
        facts=(
            "The store holds 5 MB, about 40,000 addresses; a key 512 bytes as it is encoded, a value 1,024.",
            "The function runs for every request of its cache behaviour, before the cache.",
            "410, query conditions and every spelling of a path are answered exactly; of a parameter the first counts.",
            "Letter case and a final slash count.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what does not fit into a key or a value."""
        if rule.status not in _STATUSES or (rule.target is None) != (rule.status == GONE):
            return Lowered(rule, "refused", f"status: It cannot answer {rule.status} for this rule.")
        if _SITE + len(_key(rule)) > _KEY:
            return Lowered(rule, "refused", f"long-key: CloudFront's store takes no key over {_KEY} bytes.")
        if len(_row(rule)) > _VALUE - _NAMES:
            return Lowered(
                rule, "refused", f"long-target: CloudFront's store takes no value over {_VALUE} bytes."
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the function, the content of its store, and the README.

        Raises:
            TargetLimitError: more than the store or the function can hold.
        """
        entries = sorted(_entries(rules))
        rows = ",\n".join(json.dumps({"key": key, "value": value}) for key, value in entries)
        store = text_file("store.json", [f'{{"data":[\n{rows}\n]}}' if rows else '{"data":[]}'])
        function = text_file("function.js", [_function(rules)])
        longest = max((len(value) for _, value in entries), default=0)
        if len(store.content) > _STORE or len(function.content) > _FUNCTION or longest > _VALUE:
            raise TargetLimitError(
                f"CloudFront's store takes 5 MB, 1 kB for a path, and its function 10 kB; these {len(rules.rules):,} rules on "
                f"{len(rules.hosts):,} hosts are more.",
                "Use a target that holds more, for example: migrator redirects --to nginx",
            )
        return [text_file("README.md", [readme(rules, _WORDS)]), function, store]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode, merge slashes, resolve dot segments, then look up."""
        return answered(rules, host, target, resolved=False, first_of_name=True)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run the function in Node, with the emitted store behind it."""
        return Engine(
            binary="node",
            argv=("node", "{work}/server.mjs", "{port}", "{work}", "{out}"),
            wrapper={
                "server.mjs": _resource("server.mjs"),
                "node_modules/cloudfront/index.mjs": _resource("store.mjs"),
                "node_modules/cloudfront/package.json": '{"name": "cloudfront", "exports": "./index.mjs"}',
            },
            install_hint="Install Node.js 18 or later, e.g. with: apt-get install nodejs",
        )


def _resource(name: str) -> str:
    return (resources.files(__package__) / "_cloudfront" / name).read_text(encoding="utf-8")


def _key(rule: RedirectRule) -> str:
    conditions = "&".join(spelled_conditions(rule))
    return spelled_path(rule.path) + (f"?{conditions}" if conditions else "")


def _row(rule: RedirectRule) -> str:
    return f"{rule.status} {rule.target}" if rule.target else str(rule.status)


def _entries(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Yield one entry for each path: its plain rule and the names that rules with conditions ask for; then those."""
    numbers = {site.name: number for number, site in enumerate(sites(rules))}
    for (site, path), group in by_path(rules.rules).items():
        asking = [rule for rule in group if rule.query]
        plain = "".join(_row(rule) for rule in group if not rule.query)
        names = dict.fromkeys("&".join(spelled(name) for name, _ in rule.query) for rule in asking)
        yield f"{numbers[site]}{path}", "\n".join([plain, *names])
        for rule in asking:
            yield f"{numbers[site]}{_key(rule)}", _row(rule)


def _function(rules: RuleSet) -> str:
    found = sites(rules)
    hosts = {host: str(number) for number, site in enumerate(found) for host in site.hosts}
    remaining = [str(number) for number, site in enumerate(found) if stays(rules, site)]
    values: tuple[tuple[str, Json, str], ...] = (
        ("HOSTS", dict(hosts), "{}"),
        ("STAYS", list(remaining), "[]"),
        ("KEEP_UTM", rules.keep_utm, "false"),
        ("TRIAL", rules.trial, "false"),
    )
    text = _resource("function.js").rstrip()
    for name, value, default in values:
        text = text.replace(f"const {name} = {default};", f"const {name} = {json.dumps(value)};")
    return text


_APPLY = """Quota: a store holds 5 MB, a key 512 bytes, a value 1,024; a function has 10 kB of code and one store. Functions and stores
are billed by request on every plan. Capitals stand for what you fill in:

1. A certificate for the old hosts in us-east-1 (Certificate Manager), and a distribution that has the old hosts as
   alternate domain names with it. Keep its settings, they are the way back:

       aws cloudfront get-distribution-config --id DISTRIBUTION > before.json

2. The store, under a name that is new (a store of before stays as it is):

       aws s3 cp store.json s3://BUCKET/store.json
       aws cloudfront create-key-value-store --name migrator-1 \\
         --import-source SourceType=S3,SourceARN=arn:aws:s3:::BUCKET/store.json

3. The function with the store's ARN (to replace rules: `update-function` with `--if-match ETAG` in place of `create-function`):

       aws cloudfront create-function --name migrator-redirects --function-code fileb://function.js \\
         --function-config '{"Comment": "old addresses", "Runtime": "cloudfront-js-2.0",
           "KeyValueStoreAssociations": {"Quantity": 1, "Items": [{"KeyValueStoreARN": "STORE-ARN"}]}}'

4. Check it on the DEVELOPMENT stage (below), then `aws cloudfront publish-function --name migrator-redirects --if-match ETAG`.
5. In the console: Distributions → DISTRIBUTION → Behaviors → Default → Edit → Function associations → Viewer request:
   CloudFront Functions, `migrator-redirects`. Wait until it is deployed.
6. Point the DNS records of the old hosts at the distribution."""

_CHECK = """Before you publish, the console's Test tab answers single addresses of the DEVELOPMENT stage, or

    aws cloudfront test-function --name migrator-redirects --if-match ETAG --event-object fileb://event.json"""

_UNDO = """1. Rules of before: `update-function` with the ARN of the store before, then `publish-function`; that store is still there.
2. There were none: put the settings of before back. `before.json` holds `ETag` and `DistributionConfig`; with the latter alone
   in a file: `aws cloudfront update-distribution --id DISTRIBUTION --if-match NEW-ETAG --distribution-config file://config.json`.
3. When all is well, delete the store that nothing reads: `aws cloudfront delete-key-value-store --name … --if-match ETAG`."""

_WORDS = Words(
    title="Amazon CloudFront",
    apply=_APPLY,
    check=_CHECK,
    menus=True,
    undo=_UNDO,
    notes=(
        "Query parameters of a request are dropped, save utm_ parameters where that was asked for.",
        "The cache policy does not matter: the function sees the query even where the cache does not.",
        "A host that is not in the list, and on the new site's own host every other address, is passed on untouched.",
    ),
)

PLUGIN = CloudFront()
