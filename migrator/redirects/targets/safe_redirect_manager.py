"""Safe Redirect Manager: the CSV file that its command imports; it loads 250 rules unless a filter says more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._plugin_lists import NOTES, PluginList, unproved
from migrator.redirects._readme import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.model import RedirectRule

_MOST = 250  # rules that are loaded (10up/safe-redirect-manager issues 114, 130, 145)


def _row(rule: RedirectRule) -> Sequence[str]:
    return (rule.path, rule.target or "", "0", str(rule.status), "0")


_APPLY = """1. The old hosts must lead to this WordPress, with a certificate.
2. In the folder of this WordPress, keep what is there: it is the way back.

       wp safe-redirect-manager export_csv --filename=before

3. Import (in the dashboard: Tools → Safe Redirect Manager → Import):

       wp safe-redirect-manager import safe-redirect-manager.csv

4. More than 250 rules work only where the filter `srm_max_redirects` says so."""

_CHECK = (
    """`wp safe-redirect-manager list` must count as many more as this list has. Then ask for an address:"""
)

_UNDO = """1. `wp safe-redirect-manager list` shows what was added, `wp safe-redirect-manager delete ID` takes one away; all of them,
   yours among them: `wp post delete $(wp post list --post_type=redirect_rule --format=ids) --force`.
2. Rules of before: `wp safe-redirect-manager import before.csv`."""

_WORDS = Words(
    title="WordPress, Safe Redirect Manager",
    apply=_APPLY,
    check=_CHECK,
    menus=True,
    undo=_UNDO,
    notes=NOTES,
)

PLUGIN = PluginList(
    name="safe-redirect-manager",
    capabilities=unproved(
        "WordPress, Safe Redirect Manager",
        {301, 302, 303, 307},
        "It loads 250 rules; more are stored and do not work until the filter srm_max_redirects says so.",
        max_rules=_MOST,
    ),
    file="safe-redirect-manager.csv",
    columns=("source", "target", "regex", "code", "order"),
    row=_row,
    words=_WORDS,
)
