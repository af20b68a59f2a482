"""Azure Static Web Apps: exact routes in a settings file of at most 20 kB, about 150 addresses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrator.errors import TargetLimitError
from migrator.redirects._hosted import (
    GONE,
    path_spellings,
    published_path,
    received,
    site_folders,
)
from migrator.redirects._index import Remembered, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import Words, readme
from migrator.redirects._spelling import as_bytes
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_LARGEST = 20 * 1024  # bytes of staticwebapp.config.json
_STATUSES = frozenset({301, 302, 307, 308, GONE})
_AMBIGUOUS = re.compile(
    r"%25|%2F|%3F|%23|%5C", re.IGNORECASE
)  # what a host that decodes and one that does not read differently


class AzureSwa:
    """The `Target` for a static web app whose custom domains are the old hosts."""

    name = "azure-swa"
    version = 1
    capabilities = Capabilities(
        title="Azure Static Web Apps",
        statuses=_STATUSES,
        query_conditions=False,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        facts=(
            "The settings file may have 20 kB: about 150 addresses.",
            "There is no query condition; the query of a request is dropped.",
            "Each path is written in all its encodings and as plain text, since only its local server was measured.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse queries and wildcards; weaken what nobody has measured."""
        if rule.query:
            return Lowered(rule, "refused", "query: Azure's routes look at no query.")
        if rule.status not in _STATUSES or (rule.target is None) != (rule.status == GONE):
            return Lowered(rule, "refused", f"status: Azure cannot answer {rule.status} for this rule.")
        if re.search(r"[*{}]", rule.path):
            return Lowered(rule, "refused", "wildcard: * and { } have a meaning in Azure's routes.")
        if sum(len(json.dumps(_route(rule, path))) for path in _paths(rule)) > _LARGEST // 2:
            return Lowered(rule, "refused", f"long: Azure's whole settings file has {_LARGEST // 1024} kB.")
        if _AMBIGUOUS.search(published_path(rule)) or not _is_text(rule.path):
            return Lowered(
                rule, "weakened", "spelling: Which spelling of this path Azure compares was not measured."
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the settings file of each site and the README.

        Raises:
            TargetLimitError: the file would be larger than Azure takes.
        """
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in site_folders(rules):
            rows = [_route(rule, path) for rule in sorted(site.rules, key=key_of) for path in _paths(rule)]
            text = ",\n".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) for row in rows)
            settings = text_file(f"{folder}staticwebapp.config.json", [f'{{"routes":[\n{text}\n]}}'])
            if len(settings.content) > _LARGEST:
                raise TargetLimitError(
                    f"Azure takes settings of {_LARGEST // 1024} kB; the {len(rows):,} routes of {site.name} have "
                    f"{len(settings.content) // 1024} kB.",
                    "Use a target that holds more, for example: migrator redirects --to cloudflare-bulk",
                )
            files.append(settings)
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Compare the raw path letter by letter, as Azure's command line 2.0 does (measured)."""
        asked = received(rules, host, target)
        rule = _by_spelling(rules).get((asked.site, asked.path)) if asked else None
        return Answer(rule.status, rule.target) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Azure's local server is not asked here."""
        return None


def _paths(rule: RedirectRule) -> tuple[str, ...]:
    """Return all encodings of a path and its plain text: one of them is what Azure compares."""
    plain = [rule.path] if _is_text(rule.path) and not _AMBIGUOUS.search(published_path(rule)) else []
    return tuple(dict.fromkeys([*path_spellings(rule), *plain]))


def _is_text(path: str) -> bool:
    return as_bytes(path).decode("utf-8", "ignore") == path


def _spelled_rules(rules: RuleSet) -> dict[tuple[str, str], RedirectRule]:
    ordered = sorted((rule for rule in rules.rules if not rule.query), key=key_of, reverse=True)
    return {(rule.host, path): rule for rule in ordered for path in _paths(rule)}


_by_spelling = Remembered(_spelled_rules)


def _route(rule: RedirectRule, path: str) -> dict[str, Json]:
    where: dict[str, Json] = {"redirect": rule.target} if rule.target else {}
    return {"route": path, **where, "statusCode": rule.status}


_WORDS = Words(
    title="Azure Static Web Apps",
    apply="""1. Put the entries of `staticwebapp.config.json` at the top of `routes` in your own file of that name (in the folder
   that is published); the first route that matches answers.
2. Add the old hosts as custom domains. With one folder for each old host here, each is an app of its own.""",
    check="`npx @azure/static-web-apps-cli start FOLDER` answers on http://localhost:4280.",
    undo="Take the entries out and publish again, or run the workflow of the commit before.",
    notes=(
        "Query parameters of a request are dropped; URLs told apart by their query cannot be answered here.",
        "Letter case and a final slash count.",
    ),
)

PLUGIN = AzureSwa()
