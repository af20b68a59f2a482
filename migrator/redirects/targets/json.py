"""A list of old and new URLs as JSON, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from migrator.redirects._hosted import percent_encoded_ascii
from migrator.redirects._index import key_of
from migrator.redirects._lines import text_file
from migrator.redirects._list_words import list_words
from migrator.redirects._readme import readme
from migrator.redirects._spelling import encoded_path, percent_encoded
from migrator.redirects._unnamed import UNNAMED, local
from migrator.redirects.targets._contract import Capabilities, Lowered
from migrator.redirects.targets.csv import PLUGIN as LIST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import Json as JsonText
    from migrator.model import RedirectRule
    from migrator.redirects._readme import Words
    from migrator.redirects.targets._contract import Answer, Engine, OutputFile, RuleSet

_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


class Json:
    """The `Target` that writes one object per rule."""

    name = "json"
    version = 1
    capabilities = Capabilities(
        title="JSON list",
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        situations=frozenset({"platform", "repointed-domain", "same-domain", "own-server"}),
        answers_requests=False,
        any_host=True,
        facts=(
            "An array with one object a line: host, path, query, old, new, status, reason.",
            "Nobody answers requests with this file, so there is nothing to prove.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Every rule can be listed."""
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the list and the README."""
        rows = ",\n".join(json.dumps(_row(rule)) for rule in sorted(rules.rules, key=key_of))
        return [
            text_file("README.md", [readme(rules, _words(rules))]),
            text_file("redirects.json", [f"[\n{rows}\n]"]),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Say what a server that follows the list to the letter would answer."""
        return LIST.answer(rules, host, target)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """No server reads this file."""
        return None


def _row(rule: RedirectRule) -> dict[str, JsonText]:
    return {
        "host": None if rule.host == UNNAMED else rule.host,
        "path": encoded_path(rule.path),
        "query": {_encoded(name): _encoded(value) for name, value in rule.query},
        "old": local(percent_encoded_ascii(rule.old)) or None,
        "new": rule.target and local(rule.target),
        "status": rule.status,
        "reason": rule.reason,
    }


def _encoded(text: str) -> str:
    return percent_encoded(text, _UNRESERVED)


def _words(rules: RuleSet) -> Words:
    return list_words(rules, title="programs (JSON)", file="redirects.json", about=_ABOUT)


_ABOUT = """One object a line, ASCII only. `path` and the parts of `query` are percent-encoded in one way (upper case, everything
but unreserved characters, in paths also those that RFC 3986 allows); `old` is the URL as it was published, null where
nobody knows; `new` is null where the page is gone, `host` where the addresses are those of any host."""


PLUGIN = Json()
