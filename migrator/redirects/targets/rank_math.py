"""Rank Math PRO: the CSV file that its redirections import, plain addresses only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._plugin_lists import NOTES, PluginList, unproved
from migrator.redirects._readme import Words

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
    notes=NOTES,
)

PLUGIN = PluginList(
    name="rank-math",
    capabilities=unproved(
        "WordPress, Rank Math PRO",
        {301, 302, 307, 410},
        "Columns as Rank Math PRO exports them; sources without outer slashes, `exact` matching.",
    ),
    file="rank-math.csv",
    columns=("id", "source", "matching", "destination", "type", "category", "status", "ignore"),
    row=_row,
    words=_WORDS,
)
