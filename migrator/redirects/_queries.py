"""What becomes of a request's query: dropped save for campaign parameters, or passed on by hosts that always do."""

from __future__ import annotations

from migrator.redirects._utm import with_utm

DROPS = "drops"  # and keeps campaign parameters where that is asked for
ALWAYS_DROPS = "always drops"
PASSES = "passes"  # on to a new URL that has no query of its own


def with_passed(target: str, query: str) -> str:
    """Append a request's raw query to a target that has none, in front of its fragment."""
    address, mark, fragment = target.partition("#")
    if not query or "?" in address:
        return target
    return f"{address}?{query}{mark}{fragment}"


def expected_location(target: str, query: str, policy: str, *, keep_utm: bool) -> str:
    """Return the Location that a host of this policy must send."""
    if policy == PASSES:
        return with_passed(target, query)
    return with_utm(target, query) if keep_utm and policy == DROPS else target
