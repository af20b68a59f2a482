"""Import files of WordPress plug-ins that were neither run nor modelled: plain rows, and nothing that could mean more."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from migrator.redirects._hosted import GONE, published_path
from migrator.redirects._index import key_of
from migrator.redirects._lines import text_file
from migrator.redirects._spelling import as_bytes, split_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile

# Read as an expression or, by a spreadsheet, as a formula; decoded twice or cleaned away somewhere.
_PATTERN = re.compile(r'^/[=@-]|[()\[\]$^*<>%+?#\\"]|  | $')


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
