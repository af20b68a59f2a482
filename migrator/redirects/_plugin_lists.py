"""Import files of WordPress plug-ins that were neither run nor modelled: plain rows, and nothing that could mean more."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.redirects._hosted import GONE, published_path
from migrator.redirects._index import key_of
from migrator.redirects._lines import text_file
from migrator.redirects._readme import Words, readme
from migrator.redirects._spelling import as_bytes, split_url
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

# Read as an expression or, by a spreadsheet, as a formula; decoded twice or cleaned away somewhere.
_PATTERN = re.compile(r'^/[=@-]|[()\[\]$^*<>%+?#\\"]|  | $')


NOTES = (
    "The plug-in does not look at the host: addresses that keep their path are left out, they would be loops.",
    "What the plug-in makes of queries, letter case and final slashes is its own affair; try before you trust it.",
)
_UNPROVED = "The plug-in was neither run nor modelled: nothing is proved. `wordpress-plugin` is, and needs no plug-in."


def unproved(title: str, statuses: Iterable[int], fact: str, *, max_rules: int | None = None) -> Capabilities:
    """Return what such a plug-in is trusted with; `fact` is what a person should know of it."""
    return Capabilities(
        title=title,
        statuses=frozenset(statuses),
        query_conditions=False,
        case_sensitive=False,
        slash_sensitive=False,
        keeps_twins=False,
        situations=frozenset({"repointed-domain", "same-domain"}),
        answers_requests=False,
        max_rules=max_rules,
        larger="wordpress-plugin",
        facts=(fact, _UNPROVED),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginList:
    """The `Target` for a new WordPress with such a plug-in, which answers the old hosts too."""

    name: str
    capabilities: Capabilities
    file: str
    columns: tuple[str, ...]
    row: Callable[[RedirectRule], Sequence[str]]
    words: Words
    version: int = 1

    def lower(self, rule: RedirectRule) -> Lowered:
        """Take plain paths only: the plug-in looks at no host and may read special characters as more."""
        problem = list_problem(rule, self.capabilities.statuses)
        return Lowered(rule, "refused", problem) if problem else Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the import file and the README."""
        held = [rule for rule in rules.rules if self.lower(rule).grade == "exact"]
        told = text_file("README.md", [readme(rules, self.words)])
        return [told, list_file(self.file, self.columns, held, self.row)]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:  # noqa: ARG002
        """Nobody has measured these plug-ins."""
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Nobody runs these plug-ins for a proof."""
        return None


def list_problem(rule: RedirectRule, statuses: frozenset[int]) -> str | None:
    """Say why a rule has no place in such a list, or None."""
    parts = split_url(rule.target or "")
    if rule.query:
        return "query: The plug-in's lists hold no query conditions."
    if rule.status not in statuses or (rule.target is None) != (rule.status == GONE):
        return f"status: The plug-in cannot answer {rule.status} for this rule."
    if parts is not None and (parts.path or "/").rstrip("/") == published_path(rule).rstrip("/"):
        return "loop: The plug-in does not look at the host, and the path stays the same."
    if rule.path == "/":
        return "home: The plug-in does not look at the host, and this is the new site's home page too."
    if _PATTERN.search(rule.path) or as_bytes(rule.path).decode("utf-8", "ignore") != rule.path:
        return "characters: The old URL holds characters that the plug-in might read as more than they are."
    return None


def list_file(
    path: str,
    columns: Sequence[str],
    rules: Iterable[RedirectRule],
    row: Callable[[RedirectRule], Sequence[str]],
) -> OutputFile:
    """Write one line per rule under a line with the names of the columns."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(row(rule) for rule in sorted(rules, key=key_of))
    return text_file(path, [table.getvalue()])
