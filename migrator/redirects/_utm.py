"""The opt-in `keep_utm`: campaign parameters of a request follow the reader to the new URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.redirects.targets._contract import Answer

if TYPE_CHECKING:
    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import RuleSet

UTM_NAMES = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
UTM_VALUE = "[A-Za-z0-9%._~+:-]*"  # nothing that could end a header or an attribute


def utm_part(query: str) -> str:
    """Return the kept parameters of a raw query, in the order of `UTM_NAMES`, joined by `&`."""
    found = (re.search(rf"(?:^|&)({name}={UTM_VALUE})(?:&|\Z)", query) for name in UTM_NAMES)
    return "&".join(match[1] for match in found if match)


def with_utm(target: str, query: str) -> str:
    """Append the kept parameters of a request's raw query to a target without fragment."""
    kept = utm_part(query)
    if not kept:
        return target
    return f"{target}{'&' if '?' in target else '?'}{kept}"


def answer_of(rule: RedirectRule, rules: RuleSet, query: str) -> Answer:
    """Return what a rule answers to a request with this raw query."""
    kept = rule.target is not None and rules.keep_utm
    return Answer(rule.status, with_utm(rule.target or "", query) if kept else rule.target)
