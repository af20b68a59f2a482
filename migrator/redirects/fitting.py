"""Makes a target's rules fit: as they are, with patterns where that is asked for or a limit forces it, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from migrator.errors import MissingPartError, TargetLimitError
from migrator.redirects._patterns_learn import learned
from migrator.redirects._spelling import encoded_path
from migrator.redirects.compact import compacted
from migrator.redirects.lowering import lowered, planned, refuse_too_many, written_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from migrator.redirects.compact import Compaction
    from migrator.redirects.lowering import Plan
    from migrator.redirects.targets._contract import RuleSet, Target

_MOST_TRIED = 100_000  # rules; to look for patterns among more takes minutes that nobody asked for
UNSEEN = "unseen"  # the kind of weakening of patterns that also answer addresses nobody saw
_Files = TypeVar("_Files")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person allows: weaker answers, patterns in any case; `others` are URLs that no pattern may answer."""

    allow_weaker: tuple[str, ...] = ()
    compact: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fitted(Generic[_Files]):
    """A plan that a target holds, what was made of it, and how it became shorter, if it did; `forced` by a limit."""

    plan: Plan
    files: _Files
    compaction: Compaction | None = None
    forced: bool = False


def fitted(
    target: Target, rules: RuleSet, terms: Terms, files_of: Callable[[Plan], _Files]
) -> Fitted[_Files]:
    """Return the plan and its files; a limit that patterns can keep makes them used even when nobody asked.

    Raises:
        TargetLimitError: the target cannot hold the map; the hint says what patterns would make of it.
        MissingPartError: patterns are asked for, and the extra `compact` is not installed.
    """
    if terms.compact and may_compact(target, terms.allow_weaker):
        return _short(target, rules, terms, files_of)
    try:
        plan = planned(target, rules, terms.allow_weaker)
        return Fitted(plan, files_of(plan))
    except TargetLimitError as limit:
        if target.capabilities.patterns is None or rules.patterns:
            raise
        return _forced(limit, (target, rules, terms), files_of)


def may_compact(target: Target, allow_weaker: tuple[str, ...]) -> bool:
    """True for a target with patterns; those that answer unseen addresses need leave."""
    dialect = target.capabilities.patterns
    return dialect is not None and (dialect.opened is None or UNSEEN in allow_weaker)


def _forced(
    limit: TargetLimitError, asked: tuple[Target, RuleSet, Terms], files_of: Callable[[Plan], _Files]
) -> Fitted[_Files]:
    target, rules, terms = asked
    count = _short_count(target, rules, terms)
    if count is None:
        raise limit
    if not may_compact(target, terms.allow_weaker):
        raise _with_way_out(limit, f"--compact --allow-weaker {UNSEEN} gives {count:,}") from limit
    try:
        return replace(_short(target, rules, terms, files_of), forced=True)
    except MissingPartError as missing:
        raise _with_way_out(limit, f"--compact gives {count:,} ({missing.hint})") from missing
    except TargetLimitError as still:
        raise limit from still


def _short(
    target: Target, rules: RuleSet, terms: Terms, files_of: Callable[[Plan], _Files]
) -> Fitted[_Files]:
    plan = lowered(target, rules, terms.allow_weaker)
    dialect = target.capabilities.patterns
    assert dialect is not None
    refused = (f"http://{row.rule.host}{encoded_path(row.rule.path)}" for row in plan.refused)
    made = compacted(plan.rules, (*terms.others, *refused), dialect)
    short = replace(plan, rules=made.rules)
    refuse_too_many(target, short.rules)
    return Fitted(short, files_of(short), made)


def _short_count(target: Target, rules: RuleSet, terms: Terms) -> int | None:
    """Return about how many rules patterns would leave; None where that is no fewer, or more than the target holds."""
    dialect, most = target.capabilities.patterns, target.capabilities.max_rules
    if dialect is None or len(rules.rules) > _MOST_TRIED:
        return None
    kept = lowered(target, rules, terms.allow_weaker).rules
    count = written_count(target, replace(kept, patterns=learned(kept.rules, dialect)))
    return count if count < len(kept.rules) and (most is None or count <= most) else None


def _with_way_out(limit: TargetLimitError, way_out: str) -> TargetLimitError:
    return TargetLimitError(limit.message, f"{limit.hint}; or {way_out}")
