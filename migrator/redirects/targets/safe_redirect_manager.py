"""Safe Redirect Manager: the CSV file that its command imports; it loads 250 rules unless a filter says more."""

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

_STATUSES = frozenset({301, 302, 303, 307})
_MOST = 250  # rules that are loaded (10up/safe-redirect-manager issues 114, 130, 145)
_COLUMNS = ("source", "target", "regex", "code", "order")


class SafeRedirectManager:
    """The `Target` for a new WordPress with this plug-in, which answers the old hosts too."""

    name = "safe-redirect-manager"
    version = 1
    capabilities = Capabilities(
        title="WordPress, Safe Redirect Manager",
        statuses=_STATUSES,
        query_conditions=False,
        case_sensitive=False,
        slash_sensitive=False,
        keeps_twins=False,
        situations=frozenset({"repointed-domain", "same-domain"}),
        answers_requests=False,
        max_rules=_MOST,
        larger="wordpress-plugin",
        facts=(
            "It loads 250 rules; more are stored and do not work until the filter srm_max_redirects says so.",
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
        return [_readme(rules), list_file("safe-redirect-manager.csv", _COLUMNS, held, _row)]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:  # noqa: ARG002
        """Nobody has measured this plug-in."""
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Nobody runs this plug-in for a proof."""
        return None


def _row(rule: RedirectRule) -> Sequence[str]:
    return (rule.path, rule.target or "", "0", str(rule.status), "0")


def _readme(rules: RuleSet) -> OutputFile:
    return text_file("README.md", [hosted_readme(rules, _WORDS)])


_WORDS = Words(
    title="WordPress, Safe Redirect Manager",
    apply="""In the folder of this WordPress, which the old hosts must lead to:

    wp safe-redirect-manager import safe-redirect-manager.csv""",
    undo="""`wp safe-redirect-manager list` shows what was added, `wp safe-redirect-manager delete ID` takes one away.""",
    notes=(
        "The plug-in does not look at the host: addresses that keep their path are left out, they would be loops.",
        "What the plug-in makes of queries, letter case and final slashes is its own affair; try before you trust it.",
    ),
)

PLUGIN = SafeRedirectManager()
