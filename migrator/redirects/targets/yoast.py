"""Yoast SEO Premium: the CSV file that its redirect manager imports, plain addresses only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._plugin_lists import NOTES, PluginList, unproved
from migrator.redirects._readme import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.model import RedirectRule


def _row(rule: RedirectRule) -> Sequence[str]:
    return (rule.path, rule.target or "", str(rule.status), "plain")


_APPLY = """1. The old hosts must lead to this WordPress, with a certificate.
2. Yoast SEO → Redirects → Import and export → *Export redirects*. Keep the file: it is the way back.
3. The same page → Import redirects → CSV: choose `yoast.csv`."""

_CHECK = """Yoast SEO → Redirects must list as many more as this list has. Then ask for an address:"""

_UNDO = """1. Yoast SEO → Redirects: choose those that were added → Bulk actions → Delete (the list can be searched by new URL).
2. Rules of before: import the file you exported."""

_WORDS = Words(
    title="WordPress, Yoast SEO Premium",
    apply=_APPLY,
    check=_CHECK,
    menus=True,
    undo=_UNDO,
    notes=NOTES,
)

PLUGIN = PluginList(
    name="yoast",
    capabilities=unproved(
        "WordPress, Yoast SEO Premium",
        {301, 302, 307, 410},
        "Columns Origin, Target, Type, Format; every row is `plain`.",
    ),
    file="yoast.csv",
    columns=("Origin", "Target", "Type", "Format"),
    row=_row,
    words=_WORDS,
)
