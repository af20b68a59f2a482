"""Ghost: `redirects.yaml` (or `.json`) for a new site that the old domain leads to; every source is an expression."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrator.redirects._hosted import path_spellings, received
from migrator.redirects._index import Remembered, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._queries import PASSES, with_passed
from migrator.redirects._readme import Words, readme
from migrator.redirects._sites import sites
from migrator.redirects._spelling import split_url
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_STATUSES = frozenset({301, 302})
_SYNTAX = re.compile(r"[\^$\\.*+?()\[\]{}|/]")


class Ghost:
    """The `Target` for a Ghost site that answers the old host too."""

    name = "ghost"
    version = 1
    capabilities = Capabilities(
        title="Ghost (redirects.yaml)",
        statuses=_STATUSES,
        query_conditions=False,
        query=PASSES,
        raw_bytes=False,
        warn_rules=1_000,
        situations=frozenset({"repointed-domain", "same-domain"}),
        facts=(
            "Ghost tries one expression after another; each here is anchored and means its address only.",
            "Ghost does not look at the host, so an address that keeps its path is left out: it would be a loop.",
            "There is no 410 and no query condition; a request's query is added to the new URL.",
            "Letter case and a final slash count.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse loops and what Ghost rewrites in a new URL; 410 becomes 404."""
        if rule.target is None and not rule.query:
            return Lowered(rule, "weakened", "gone-404: Ghost has no 410, so the answer is 404.")
        problem = _problem(rule, rule.target or "")
        if problem:
            return Lowered(rule, "refused", problem)
        if "?" in (rule.target or ""):
            return Lowered(
                rule, "weakened", "query-rewritten: Ghost writes the query of the new URL its own way."
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write both forms of the file and the README."""
        held = [rule for rule in sorted(rules.rules, key=key_of) if rule.target]
        rows = [
            json.dumps({"from": _source(r), "to": r.target, "permanent": r.status == min(_STATUSES)})
            for r in held
        ]
        yaml = [f"{status}:{_section(held, status)}" for status in sorted(_STATUSES)]
        return [
            text_file("README.md", [readme(rules, _WORDS)]),
            text_file("redirects.json", ["[\n" + ",\n".join(rows) + "\n]"]),
            text_file("redirects.yaml", yaml),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Compare the raw path; the request's query is added to a target without one."""
        asked = received(rules, host, target)
        rule = _by_spelling(rules).get(asked.path) if asked else None
        if asked is None or rule is None or rule.target is None:
            return None
        return Answer(rule.status, with_passed(rule.target, asked.query))

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Ghost itself is not started for a proof."""
        return None


def _problem(rule: RedirectRule, target: str) -> str | None:
    parts = split_url(target)
    if rule.query:
        return "query: Ghost looks at no query."
    if rule.status not in _STATUSES:
        return f"status: Ghost cannot answer {rule.status}."
    if parts is not None and (parts.path or "/").rstrip("/") in {
        path.rstrip("/") for path in path_spellings(rule)
    }:
        return "loop: Ghost does not look at the host, and the path stays the same."
    if "'" in target:
        return "apostrophe: Ghost would write the apostrophe of the new URL as %27."
    return None


def _source(rule: RedirectRule) -> str:
    patterns = [_SYNTAX.sub(r"\\\g<0>", path) for path in path_spellings(rule)]
    either = patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"
    return f"^{either}$"


def _section(rules: Sequence[RedirectRule], status: int) -> str:
    rows = [f"\n  {json.dumps(_source(r))}: {json.dumps(r.target)}" for r in rules if r.status == status]
    return "".join(rows) or " {}"


def _spelled_rules(rules: RuleSet) -> dict[str, RedirectRule]:
    names = [site.name for site in sites(rules)]
    ordered = sorted(
        (rule for rule in rules.rules if rule.target and rule.host in names), key=key_of, reverse=True
    )
    return {path: rule for rule in ordered for path in path_spellings(rule)}


_by_spelling = Remembered(_spelled_rules)

_APPLY = """1. The old host must lead to Ghost as well (a domain alias at Ghost(Pro), or the same server), with a certificate, and not be
   redirected to the new host before Ghost sees the path.
2. Settings → Advanced → Labs → Beta features → Redirects (in older versions: Settings → Labs): *Download current
   redirects*, and keep that file: it is the way back.
3. Put the rules of that file behind these in `redirects.yaml` (or `redirects.json`, for older versions).
4. *Upload redirects file* in the same place. It works at once; one rule that Ghost cannot read refuses the whole file."""

_CHECK = """Download the file once more: it must be what you uploaded. Then ask for an address:"""

_UNDO = """1. Upload the file you downloaded, in the same place; an empty list in it takes all redirects away.
2. On a server of your own Ghost keeps the file before in `content/data`, with its date in the name: put it in place of
   `redirects.yaml` and `ghost restart`."""

_WORDS = Words(
    title="Ghost",
    apply=_APPLY,
    check=_CHECK,
    menus=True,
    undo=_UNDO,
    notes=(
        "Addresses that keep their path are not in the file: redirect the old host to the new one behind Ghost for them.",
        "With several old hosts the rules of all are in one file: Ghost looks at the path only.",
        "Addresses that are gone answer 404, not 410.",
    ),
)

PLUGIN = Ghost()
