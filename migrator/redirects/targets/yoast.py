"""Yoast SEO Premium: the CSV file that its redirect manager imports, plain addresses only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._plugin_lists import PluginList
from migrator.redirects._readme import Words
from migrator.redirects.targets._contract import Capabilities

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
    notes=(
        "The plug-in does not look at the host: addresses that keep their path are left out, they would be loops.",
        "What the plug-in makes of queries, letter case and final slashes is its own affair; try before you trust it.",
    ),
)

PLUGIN = PluginList(
    name="yoast",
    capabilities=Capabilities(
        title="WordPress, Yoast SEO Premium",
        statuses=frozenset({301, 302, 307, 410}),
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
    ),
    file="yoast.csv",
    columns=("Origin", "Target", "Type", "Format"),
    row=_row,
    words=_WORDS,
)
