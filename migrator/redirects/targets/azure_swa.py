"""Azure Static Web Apps: exact routes in a settings file of at most 20 kB, about 150 addresses."""

from __future__ import annotations

import json
import re
from operator import itemgetter
from typing import TYPE_CHECKING

from migrator.errors import TargetLimitError
from migrator.redirects._hosted import (
    GONE,
    other_in_browsers,
    path_spellings,
    published_path,
    received,
    site_folders,
    whatwg_path,
)
from migrator.redirects._index import Remembered, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import Words, readme
from migrator.redirects._spelling import as_bytes, split_url
from migrator.redirects._unnamed import local
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_LARGEST = 20 * 1024  # bytes of staticwebapp.config.json
_STATUSES = frozenset({301, 302, 307, 308, GONE})
_KEPT = "^"  # Node 20 leaves it alone in a path, other than the standard of today
_UNMEASURED = frozenset({307, 308})
_AMBIGUOUS = re.compile(
    r"%25|%2F|%3F|%23|%5C", re.IGNORECASE
)  # what a host that decodes and one that does not read differently


class AzureSwa:
    """The `Target` for a static web app whose custom domains are the old hosts."""

    name = "azure-swa"
    version = 1
    capabilities = Capabilities(
        title="Azure Static Web Apps",
        any_host=True,
        statuses=_STATUSES,
        query_conditions=False,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        index_page="index.html",
        no_patterns="Azure's routes put nothing of the old address into the new one.",
        facts=(
            "The settings file may have 20 kB: about 150 addresses.",
            "There is no query condition; the query of a request is dropped.",
            "Each path is written in all its encodings and as plain text, since only its local server was measured.",
            "Proved on the server of Azure's own command line (2.0.10); Azure itself was not asked.",
            "That server ends at a path that is no UTF-8 and reads //x as a host: the tests leave such paths aside.",
            "/a/index.html is answered at /a/ and /a too, unless these have a route of their own.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse queries, wildcards and what Azure would rewrite; weaken what nobody has measured."""
        problem = _problem(rule)
        if problem:
            return Lowered(rule, "refused", problem)
        if _AMBIGUOUS.search(published_path(rule)) or not _is_text(rule.path):
            return Lowered(
                rule, "weakened", "spelling: Which spelling of this path Azure compares was not measured."
            )
        if rule.status in _UNMEASURED:
            return Lowered(
                rule,
                "weakened",
                f"status: Azure's documents allow {rule.status}; its local server answers 302.",
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the settings file of each site and the README.

        Raises:
            TargetLimitError: the file would be larger than Azure takes.
        """
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in site_folders(rules):
            rows = [_route(rule, path) for rule, path in _routes(site.rules)]
            text = ",\n".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) for row in rows)
            settings = text_file(f"{folder}staticwebapp.config.json", [f'{{"routes":[\n{text}\n]}}'])
            if len(settings.content) > _LARGEST:
                raise TargetLimitError(
                    f"Azure takes settings of {_LARGEST // 1024} kB; the {len(rows):,} routes of {site.name} have "
                    f"{len(settings.content) // 1024} kB.",
                    "Use a target that holds more, for example: migrator redirects --to cloudflare-bulk",
                )
            files.append(settings)
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Compare the path as JavaScript holds it, then its index page: the first route wins (measured, CLI 2.0.10)."""
        asked = received(rules, host, target)
        if asked is None:
            return None
        path, routes = whatwg_path(asked.path, _KEPT), _by_spelling(rules).get(asked.site, {})
        found = [routes[name] for name in (path, _index_page(path)) if name in routes]
        rule = min(found, key=itemgetter(0))[1] if found else None
        return Answer(rule.status, rule.target) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Azure's local server is asked by the project's tests."""
        return None


def _problem(rule: RedirectRule) -> str | None:
    if rule.query:
        return "query: Azure's routes look at no query."
    if rule.status not in _STATUSES or (rule.target is None) != (rule.status == GONE):
        return f"status: Azure cannot answer {rule.status} for this rule."
    if re.search(r"[*{}]|^/\.auth", rule.path):
        return "reserved: * and { } have a meaning in Azure's routes, and it answers /.auth itself."
    if sum(len(json.dumps(_route(rule, path))) for path in _paths(rule)) > _LARGEST // 2:
        return f"long: Azure's whole settings file has {_LARGEST // 1024} kB."
    return _url_problem(rule)


def _url_problem(rule: RedirectRule) -> str | None:
    target = split_url(rule.target or "")
    if target and ("'" in (target.query or "") or whatwg_path(target.path) != target.path):
        return "rewritten: Azure's local server would write this new URL in another way."
    if other_in_browsers(rule):
        return "resolved: Azure's local server sees another address in the one that was published."
    return None


def _paths(rule: RedirectRule) -> tuple[str, ...]:
    """Return all encodings of a path and its plain text: one of them is what Azure compares."""
    plain = [rule.path] if _is_text(rule.path) and not _AMBIGUOUS.search(published_path(rule)) else []
    spelled = path_spellings(rule)
    return tuple(dict.fromkeys([*spelled, *(whatwg_path(path, _KEPT) for path in spelled), *plain]))


def _is_text(path: str) -> bool:
    return as_bytes(path).decode("utf-8", "ignore") == path


def _routes(rules: Iterable[RedirectRule]) -> Iterator[tuple[RedirectRule, str]]:
    ordered = sorted((rule for rule in rules if not rule.query), key=key_of)
    return ((rule, path) for rule in ordered for path in _paths(rule))


def _index_page(path: str) -> str:
    """Return what Azure compares next: a path without a dot is a folder, and its index page stands for it."""
    return path if "." in path else f"{path.rstrip('/')}/index.html"


def _spelled_rules(rules: RuleSet) -> dict[str, dict[str, tuple[int, RedirectRule]]]:
    found: dict[str, dict[str, tuple[int, RedirectRule]]] = {}
    for number, (rule, path) in enumerate(_routes(rules.rules)):
        found.setdefault(rule.host, {}).setdefault(path, (number, rule))
    return found


_by_spelling = Remembered(_spelled_rules)


def _route(rule: RedirectRule, path: str) -> dict[str, Json]:
    where: dict[str, Json] = {"redirect": local(rule.target)} if rule.target else {}
    return {"route": path, **where, "statusCode": rule.status}


_UNDO = """1. Put the `staticwebapp.config.json` of before back, or take the entries out, and publish again.
2. With a workflow: `git revert` the commit that brought it in, and push; the workflow publishes what was there before."""

_WORDS = Words(
    title="Azure Static Web Apps",
    apply="""Quota: the whole settings file may have 20 kB, on every plan.

1. Keep a copy of the file that you publish now. Put the entries of `staticwebapp.config.json` at the top of `routes` in your own file of that name (in the folder
   that is published); the first route that matches answers.
2. Add the old hosts: Settings → Custom domains (two on the free plan, five on Standard). With one folder for each old host here, each is an app of its own.""",
    check="`npx @azure/static-web-apps-cli start FOLDER` answers on http://localhost:4280.",
    menus=True,
    undo=_UNDO,
    notes=(
        "Query parameters of a request are dropped; URLs told apart by their query cannot be answered here.",
        "Letter case and a final slash count.",
    ),
)

PLUGIN = AzureSwa()
