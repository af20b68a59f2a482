"""Rank Math PRO: the CSV file that its redirections import, plain addresses only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._hosted import Words, hosted_readme
from migrator.redirects._lines import text_file
from migrator.redirects._plugin_lists import list_file, list_problem
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_STATUSES = frozenset({301, 302, 307, 410})
_COLUMNS = ("id", "source", "matching", "destination", "type", "category", "status", "ignore")


class RankMath:
    """The `Target` for a new WordPress with this plug-in, which answers the old hosts too."""

    name = "rank-math"
    version = 1
    capabilities = Capabilities(
        title="WordPress, Rank Math PRO",
        statuses=_STATUSES,
        query_conditions=False,
        case_sensitive=False,
        slash_sensitive=False,
        keeps_twins=False,
        situations=frozenset({"repointed-domain", "same-domain"}),
        answers_requests=False,
        larger="wordpress-plugin",
        facts=(
            "Columns as Rank Math PRO exports them; sources without outer slashes, `exact` matching.",
            "The plug-in was neither run nor modelled: nothing is proved. `wordpress-plugin` is, and needs no plug-in.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Take plain paths only: the plug-in looks at no host and may read special characters as more."""
        problem = list_problem(rule, _STATUSES)
        return Lowered(rule, "refused", problem) if problem else Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the import file and the README."""
        held = [rule for rule in rules.rules if not list_problem(rule, _STATUSES)]
        return [_readme(rules), list_file("rank-math.csv", _COLUMNS, held, _row)]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:  # noqa: ARG002
        """Nobody has measured this plug-in."""
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Nobody runs this plug-in for a proof."""
        return None


def _row(rule: RedirectRule) -> Sequence[str]:
    return ("", rule.path.strip("/"), "exact", rule.target or "", str(rule.status), "", "active", "")


def _readme(rules: RuleSet) -> OutputFile:
    return text_file("README.md", [hosted_readme(rules, _WORDS)])


_WORDS = Words(
    title="WordPress, Rank Math PRO",
    apply="""Rank Math → Redirections → Import & Export → CSV: choose `rank-math.csv`. The old hosts must lead to this WordPress.""",
    undo="""Export the redirections before; afterwards delete those that were added (they have no category) or import the export.""",
    notes=(
        "The plug-in does not look at the host: addresses that keep their path are left out, they would be loops.",
        "What the plug-in makes of queries, letter case and final slashes is its own affair; try before you trust it.",
    ),
)

PLUGIN = RankMath()
