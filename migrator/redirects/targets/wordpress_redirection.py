"""WordPress, the Redirection plug-in: its JSON import, with the flags that a CSV file cannot say, and CSV as well."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

from migrator.redirects._hosted import GONE, published_path, received
from migrator.redirects._index import Remembered, RuleIndex, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import Words, readme
from migrator.redirects._sites import sites
from migrator.redirects._spelling import as_bytes, decoded, encoded_path, percent_encoded, query_pairs
from migrator.redirects._unnamed import UNNAMED, local
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_STATUSES = frozenset({301, 302, 303, 307, 308, GONE})
_LONGEST = 2_000  # characters of a source in the plug-in's table
_PATH = re.compile(r"[<>%+?#\\]|\s\s|\s$")  # decoded twice, taken for a query, or cleaned away on import
_VALUE = re.compile(r"[<>%+&=?#\\\[\]\"']|\s\s|^\s|\s$")
_COLUMNS = ("source", "target", "regex", "code", "type", "hits", "title", "status")


class WordPressRedirection:
    """The `Target` for a new WordPress with the Redirection plug-in, which answers the old hosts too."""

    name = "wordpress-redirection"
    version = 1
    capabilities = Capabilities(
        title="WordPress, Redirection plug-in",
        any_host=True,
        statuses=_STATUSES,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        max_key_bytes=_LONGEST,
        situations=frozenset({"repointed-domain", "same-domain"}),
        facts=(
            "One lookup in the database per request; each old host has a row for each address.",
            "The plug-in decodes addresses twice: those with % + ? # and < > are refused.",
            "A second import adds every row again: delete the group first.",
            "`wordpress-plugin` has none of these limits and is proved on a real WordPress.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what the plug-in would decode twice or clean away."""
        problem = _problem(rule)
        return Lowered(rule, "refused", problem) if problem else Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the import files and the README."""
        rows = [json.dumps(row) for row in _rows(rules)]
        group = {"id": 1, "name": "migrator", "redirects": len(rows), "module_id": 1, "enabled": True}
        text = ",\n".join(rows)
        return [
            text_file("README.md", [readme(rules, _WORDS)]),
            text_file("redirection.json", [f'{{"groups":[{json.dumps(group)}],\n"redirects":[\n{text}\n]}}']),
            text_file("redirection.csv", [_table(rules)]),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode twice, as the plug-in does, then compare the path exactly and the named parameters."""
        asked = received(rules, host, target)
        if asked is None:
            return None
        path = _twice(asked.path)
        pairs = query_pairs(decoded(asked.query))
        rule = _index(rules).match(asked.site, path, tuple(dict(pairs).items()))
        return Answer(rule.status, rule.target) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """The plug-in is not part of a WordPress, so nothing runs it here."""
        return None


_index = Remembered(lambda rules: RuleIndex(rules.rules))


def _twice(raw: str) -> str:
    return decoded(decoded(raw).replace("+", " "))


def _problem(rule: RedirectRule) -> str | None:
    if rule.status not in _STATUSES or (rule.target is None) != (rule.status == GONE):
        return f"status: The plug-in cannot answer {rule.status} for this rule."
    if "[" in (rule.target or "") or "%user" in (rule.target or ""):
        return "placeholder: The plug-in puts names of readers in the place of such words in a new URL."
    return _spelling_problem(rule)


def _spelling_problem(rule: RedirectRule) -> str | None:
    texts = (rule.path, *(text for pair in rule.query for text in pair))
    if any(as_bytes(text).decode("utf-8", "ignore") != text for text in texts):
        return "encoding: The plug-in takes UTF-8 only."
    if _PATH.search(rule.path) or any(_VALUE.search(value) for _, value in rule.query):
        return "twice-decoded: The plug-in decodes this address twice or cleans it on import."
    if decoded(published_path(rule)) != rule.path:
        return "slashes: The plug-in merges no slashes and resolves no dots, as this address was published."
    if len(_source(rule)) > _LONGEST:
        return f"long: The plug-in keeps no source over {_LONGEST} characters."
    return None


def _source(rule: RedirectRule) -> str:
    values = "&".join(f"{name}={percent_encoded(value, _UNRESERVED)}" for name, value in rule.query)
    return encoded_path(rule.path) + (f"?{values}" if values else "")


_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:"


def _ordered(rules: RuleSet) -> Iterator[tuple[str, RedirectRule]]:
    for site in sites(rules):
        held = [rule for rule in sorted(site.rules, key=specificity) if not _problem(rule)]
        for host in site.hosts:
            yield from ((host, rule) for rule in held)


def _rows(rules: RuleSet) -> Iterator[dict[str, Json]]:
    flags: Json = {"flag_query": "ignore", "flag_case": False, "flag_trailing": False, "flag_regex": False}
    for position, (host, rule) in enumerate(_ordered(rules)):
        yield {
            "url": _source(rule),
            "match_type": "url" if host == UNNAMED else "server",
            "match_data": {"source": flags},
            "action_type": "url" if rule.target else "error",
            "action_code": rule.status,
            "action_data": _action(host, local(rule.target or "")),
            "regex": False,
            "group_id": 1,
            "position": position,
            "title": "",
            "enabled": True,
        }


def _action(host: str, target: str) -> Json:
    if host == UNNAMED:
        return {"url": target}
    return {"server": f"http://{host}", "url_from": target, "url_notfrom": ""}


def _table(rules: RuleSet) -> str:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for host, rule in _ordered(rules):
        kind = "url" if rule.target else "error"
        target = local(rule.target or "")
        writer.writerow(
            (local(f"http://{host}{_source(rule)}"), target, "0", str(rule.status), kind, "0", "", "active")
        )
    return table.getvalue()


_APPLY = """1. The old hosts must lead to this WordPress, with a certificate, and must not be redirected to the new host before it is
   asked.
2. Tools → Redirection → Import/Export → Export: *All redirects*, format *Redirection JSON*. Keep the file: it is the way
   back. On the command line: `wp redirection export all before.json --format=json`.
3. The same page → Import: choose `redirection.json`. It makes a group `migrator`. On the command line:
   `wp redirection import redirection.json --format=json`. To replace rules, delete that group first.

`redirection.csv` is for other tools that read this form. A CSV file cannot say how queries and letter case are compared:
before you import it here, set Options → URL to *ignore all query parameters*, and take the ticks off for case and slash."""

_CHECK = """Tools → Redirection → Redirects, filtered by the group `migrator`, must count as many as this list. Then ask for an address:"""

_UNDO = """1. Tools → Redirection → Groups: delete the group `migrator`, with everything in it. Disabling it does the same for a while.
2. Rules of before: Import/Export → Import the file you exported."""

_WORDS = Words(
    title="WordPress, the Redirection plug-in",
    apply=_APPLY,
    check=_CHECK,
    menus=True,
    undo=_UNDO,
    notes=(
        "The plug-in was not run: its answers are modelled after its published source (version 5).",
        "Importing twice doubles every row.",
        "The query of a request is dropped; where an address has parameters, they may come in any order.",
    ),
)

PLUGIN = WordPressRedirection()
