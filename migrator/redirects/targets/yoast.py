"""Yoast SEO Premium: the CSV file that its redirect manager imports, plain addresses only."""

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
_COLUMNS = ("Origin", "Target", "Type", "Format")


class Yoast:
    """The `Target` for a new WordPress with this plug-in, which answers the old hosts too."""

    name = "yoast"
    version = 1
    capabilities = Capabilities(
        title="WordPress, Yoast SEO Premium",
        statuses=_STATUSES,
        query_conditions=False,
        case_sensitive=False,
        slash_sensitive=False,
        keeps_twins=False,
        situations=frozenset({"repointed-domain", "same-domain"}),
        answers_requests=False,
        larger="wordpress-plugin",
        facts=(
            "Columns Origin, Target, Type, Format; every row is `plain`.",
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
        return [_readme(rules), list_file("yoast.csv", _COLUMNS, held, _row)]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:  # noqa: ARG002
        """Nobody has measured this plug-in."""
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Nobody runs this plug-in for a proof."""
        return None


def _row(rule: RedirectRule) -> Sequence[str]:
    return (rule.path, rule.target or "", str(rule.status), "plain")


def _readme(rules: RuleSet) -> OutputFile:
    return text_file("README.md", [hosted_readme(rules, _WORDS)])


_WORDS = Words(
    title="WordPress, Yoast SEO Premium",
    apply="""Yoast SEO → Redirects → Import and export: choose `yoast.csv`. The old hosts must lead to this WordPress.""",
    undo="""Export the redirects before; afterwards delete those that were added.""",
    notes=(
        "The plug-in does not look at the host: addresses that keep their path are left out, they would be loops.",
        "What the plug-in makes of queries, letter case and final slashes is its own affair; try before you trust it.",
    ),
)

PLUGIN = Yoast()
