"""What a person asks and is told about rules that became patterns, for a project and for a plain map alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrator import registry
from migrator.errors import UsageError
from migrator.model import Finding
from migrator.redirects.fitting import UNSEEN, may_compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model import Json
    from migrator.redirects.compact import Compaction
    from migrator.redirects.fitting import Fitted
    from migrator.redirects.targets._contract import Target


def refuse_patternless(target: Target, allow_weaker: tuple[str, ...]) -> None:
    """Check that a target can be made shorter.

    Raises:
        UsageError: it has no patterns, or they need leave.
    """
    if may_compact(target, allow_weaker):
        return
    plugins = {name: registry.load("target", name) for name in registry.names("target")}
    able = ", ".join(name for name, plugin in plugins.items() if may_compact(plugin, ()))
    leave = f"say --allow-weaker {UNSEEN} to take that, " if target.capabilities.patterns else ""
    raise UsageError(
        f"{target.name} has nothing but wildcards, which also answer addresses that nobody saw."
        if leave
        else f"{target.name} has no patterns that answer listed addresses and no others."
        + f" {target.capabilities.no_patterns}".rstrip(),
        f"Leave --compact out, {leave}or write rules for one of: {able}.",
    )


def shorter(made: Compaction) -> dict[str, Json]:
    """Return what the stage's report says of a compaction."""
    numbers: dict[str, Json] = {
        "before": made.before,
        "after": made.after,
        "patterns": len(made.patterns),
        "exceptions": made.exceptions,
        "told": made.told(),
    }
    return {"compact": numbers}


def compaction_findings(target: Target, fit: Fitted[Any]) -> Iterator[Finding]:
    """Report patterns that a limit forced, and those that answer more than the map says."""
    made, title = fit.compaction, target.capabilities.title
    if made is None or not made.patterns:
        return
    if fit.forced:
        yield Finding(
            code=f"redirect.compacted.{target.name}",
            severity="info",
            url="",
            message=f"{title} could not hold {made.before:,} rules, so they became {made.after:,}: "
            f"{len(made.patterns):,} patterns, {'replayed' if made.opened else 'proved'} to answer alike, and "
            f"{made.exceptions:,} rules one by one.",
        )
    if made.opened:
        yield Finding(
            code=f"redirect.weakened.{target.name}.{UNSEEN}",
            severity="info",
            url="",
            message=f"{len(made.patterns):,} wildcards also answer addresses of the same shape that nobody saw; "
            "the new address may not exist.",
        )
