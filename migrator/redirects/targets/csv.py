"""A plain list of old and new URLs, for people, spreadsheets and services that import one."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from migrator.redirects._index import Remembered, RuleIndex, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._list_words import list_words
from migrator.redirects._readme import readme
from migrator.redirects._request import nginx_request
from migrator.redirects._sites import site_of
from migrator.redirects._spelling import encoded_path, escaped_bytes, query_pairs, query_spellings
from migrator.redirects._unnamed import local
from migrator.redirects._utm import answer_of
from migrator.redirects.targets._contract import Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects._readme import Words
    from migrator.redirects.targets._contract import Answer, OutputFile, RuleSet

_COLUMNS = ("old", "new", "status", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


class Csv:
    """The `Target` that writes one row per rule, under the URL as it was published."""

    name = "csv"
    version = 1
    capabilities = Capabilities(
        title="CSV list",
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        situations=frozenset({"platform", "repointed-domain", "same-domain", "own-server"}),
        answers_requests=False,
        any_host=True,
        suggested=True,
        facts=(
            "UTF-8, comma, quoted where needed, one line per old URL; the new URL is empty for 410.",
            "Nobody answers requests with this file, so there is nothing to prove.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Every rule can be listed."""
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the list and the README."""
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for rule in sorted(rules.rules, key=key_of):
            row = (local(_old(rule)), local(rule.target or ""), str(rule.status), rule.reason)
            writer.writerow([_harmless(cell) for cell in row])
        return [
            text_file("README.md", [readme(rules, _words(rules))]),
            text_file("redirects.csv", [table.getvalue()]),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Say what a server that follows the list to the letter would answer."""
        asked = nginx_request(host, target)
        site = site_of(rules, asked.host) if asked else None
        if asked is None or site is None:
            return None
        rule = _index(rules).match(site, asked.path, query_pairs(asked.query))
        return answer_of(rule, rules, asked.query) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """No server reads this file."""
        return None


_index = Remembered(lambda rules: RuleIndex(rules.rules))


def _old(rule: RedirectRule) -> str:
    if rule.old:
        return escaped_bytes(rule.old)
    query = "&".join(f"{name}={query_spellings(value)[0]}" for name, value in rule.query)
    return f"http://{rule.host}{encoded_path(rule.path)}" + (f"?{query}" if query else "")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _words(rules: RuleSet) -> Words:
    return list_words(
        rules,
        title="a list (CSV)",
        file="redirects.csv",
        about="Columns: `old` (as it was published), `new` (empty where the page is gone), `status`, `reason`.",
    )


PLUGIN = Csv()
