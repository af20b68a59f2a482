"""Rank Math PRO: the CSV file that its redirections import, plain addresses only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._plugin_lists import PluginList
from migrator.redirects._readme import Words
from migrator.redirects.targets._contract import Capabilities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.model import RedirectRule


def _row(rule: RedirectRule) -> Sequence[str]:
    return ("", rule.path.strip("/"), "exact", rule.target or "", str(rule.status), "", "active", "")


_APPLY = """1. The old hosts must lead to this WordPress, with a certificate.
2. Rank Math → Redirections → Export Options: export the redirections that are there as CSV, and keep the file: it is the
   way back.
3. Rank Math → Redirections → Import & Export → CSV: choose `rank-math.csv`."""

_CHECK = """Rank Math → Redirections must count as many more as this list has. Then ask for an address:"""

_UNDO = """1. Rank Math → Redirections: choose those that were added (they have no category) → Bulk actions → Delete permanently.
2. Rules of before: import the file you exported."""

_WORDS = Words(
    title="WordPress, Rank Math PRO",
    apply=_APPLY,
    check=_CHECK,
    menus=True,
    undo=_UNDO,
    notes=(
        "The plug-in does not look at the host: addresses that keep their path are left out, they would be loops.",
        "What the plug-in makes of queries, letter case and final slashes is its own affair; try before you trust it.",
    ),
)

PLUGIN = PluginList(
    name="rank-math",
    capabilities=Capabilities(
        title="WordPress, Rank Math PRO",
        statuses=frozenset({301, 302, 307, 410}),
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
    ),
    file="rank-math.csv",
    columns=("id", "source", "matching", "destination", "type", "category", "status", "ignore"),
    row=_row,
    words=_WORDS,
)
