"""Vercel's bulk redirects: exact paths from a file, looked up before everything else; a paid feature."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from migrator.redirects._hosted import path_spellings, received, site_folders
from migrator.redirects._index import Remembered, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import Words, readme
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_LONGEST = 2_048  # characters of a source or destination (Vercel's documentation of bulk redirects)
_MOST = 1_000_000  # rows that the Vercel command line reads
_STATUSES = frozenset({301, 302, 303, 307, 308})


class VercelBulk:
    """The `Target` for `bulkRedirectsPath`."""

    name = "vercel-bulk"
    version = 1
    capabilities = Capabilities(
        title="Vercel (bulk redirects)",
        statuses=_STATUSES,
        query_conditions=False,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        max_rules=_MOST,
        max_key_bytes=_LONGEST,
        max_target_bytes=_LONGEST,
        no_patterns="Bulk redirects are whole addresses; `vercel` has patterns.",
        facts=(
            "Pro and Enterprise plans; 1,000 are included, more are charged for.",
            "One lookup per request, before any other route. Each usual spelling of a path is a row.",
            "Vercel's own defaults are 307 and blind to letter case: both are written out here.",
            "There is no 410 and no query condition; the query of a request is dropped, utm_ parameters too.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse queries and long URLs; 410 becomes 404."""
        if rule.query:
            return Lowered(rule, "refused", "query: Vercel's bulk redirects look at no query.")
        if rule.target is None:
            return Lowered(
                rule, "weakened", "gone-404: Vercel's redirects have no 410, so the answer is 404."
            )
        if rule.status not in _STATUSES:
            return Lowered(rule, "refused", f"status: Vercel cannot answer {rule.status}.")
        if max(map(len, (*path_spellings(rule), rule.target))) > _LONGEST:
            return Lowered(rule, "refused", f"long: Vercel takes no URL over {_LONGEST} characters in bulk.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the list, a `vercel.json` that names it, and the README."""
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in site_folders(rules):
            rows = [
                _row(r, path)
                for r in sorted(site.rules, key=key_of)
                if r.target
                for path in path_spellings(r)
            ]
            lines = ",\n".join(json.dumps(row) for row in rows)
            files.append(text_file(f"{folder}migrator-redirects.json", [f"[\n{lines}\n]"]))
            files.append(text_file(f"{folder}vercel.json", [_SETTINGS]))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Look up the raw path; the last row of a path would win, and there is but one."""
        asked = received(rules, host, target)
        rule = _by_spelling(rules).get((asked.site, asked.path)) if asked else None
        return Answer(rule.status, rule.target) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Nothing that Vercel publishes answers bulk redirects."""
        return None


def _spelled_rules(rules: RuleSet) -> dict[tuple[str, str], RedirectRule]:
    ordered = sorted((rule for rule in rules.rules if rule.target and not rule.query), key=key_of)
    return {(rule.host, path): rule for rule in ordered for path in path_spellings(rule)}


_by_spelling = Remembered(_spelled_rules)


def _row(rule: RedirectRule, path: str) -> dict[str, Json]:
    return {
        "source": path,
        "destination": rule.target,
        "statusCode": rule.status,
        "caseSensitive": True,
        "preserveQueryParams": False,
    }


_SETTINGS = """{
  "$schema": "https://openapi.vercel.sh/vercel.json",
  "bulkRedirectsPath": "migrator-redirects.json"
}"""

_UNDO = """1. At once: `vercel rollback` (or Deployments → the one before → ⋯ → Instant Rollback).
2. For good: take the line `bulkRedirectsPath` out, or put the list of before back, and `vercel deploy --prod`."""

_WORDS = Words(
    title="Vercel (bulk redirects)",
    apply="""Bulk redirects need a Pro or Enterprise plan, with room for as many rows as this list has.

1. Keep a copy of your `vercel.json` and of a list that is there. Put `migrator-redirects.json` beside your project's `vercel.json`, and the line `bulkRedirectsPath` of the
   `vercel.json` here into yours.
2. Add the old hosts to the project (Settings → Domains), each connected to the production environment and not set to
   redirect to another domain: that would come first and cost the reader a second hop.
3. With one folder for each old host here, each is a project of its own.
4. Deploy: `vercel deploy` for a preview, `vercel deploy --prod` when it answers well.""",
    check="Deploy a preview first (`vercel deploy`): its log tells rows that Vercel could not read.",
    menus=True,
    undo=_UNDO,
    notes=(
        "Bulk redirects need a Pro or Enterprise plan.",
        "The query of a request is dropped. Old URLs that are told apart by their query cannot be answered here.",
        "Addresses that are gone answer 404, not 410.",
    ),
)

PLUGIN = VercelBulk()
