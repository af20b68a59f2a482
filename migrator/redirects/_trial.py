"""A trial answers 302 where the rules say 301: browsers keep a 301, and no rollback reaches them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.redirects.targets._contract import RuleSet

_FOUND = 302
NO_STORE = "no-store"  # the Cache-Control of every answer in a trial


def as_answered(rules: RuleSet) -> RuleSet:
    """Return the rules with the statuses that are really sent; the same object unless it is a trial."""
    if not rules.trial:
        return rules
    tried = tuple(rule if rule.target is None else replace(rule, status=_FOUND) for rule in rules.rules)
    return replace(rules, rules=tried)
