"""Decides, rule by rule, what a target gets: exact, weakened with leave, or refused and reported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.errors import TargetLimitError
from migrator.model import Finding
from migrator.redirects._sites import sites
from migrator.redirects._twins import without_twins
from migrator.redirects.patterns import short_sites, written_lines

if TYPE_CHECKING:
    from collections.abc import Collection

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import Lowered, RuleSet, Target


@dataclass(frozen=True, slots=True)
class Plan:
    """What a target will hold: the rules it can express, split by how well, and those it refuses."""

    rules: RuleSet
    exact: tuple[RedirectRule, ...]
    weakened: tuple[Lowered, ...]
    refused: tuple[Lowered, ...]


def planned(target: Target, rules: RuleSet, allow_weaker: Collection[str] = ()) -> Plan:
    """Lower every rule; a weakened one is kept if its kind is allowed or goes with the choice of target.

    Raises:
        TargetLimitError: more rules than the target holds.
    """
    plan = lowered(target, rules, allow_weaker)
    refuse_too_many(target, plan.rules)
    return plan


def lowered(target: Target, rules: RuleSet, allow_weaker: Collection[str] = ()) -> Plan:
    """Do what `planned` does, and do not count."""
    able = target.capabilities
    told = (_with_status(target, target.lower(rule)) for rule in rules.rules)
    allowed = {*allow_weaker, *able.inherent}
    exact: list[RedirectRule] = []
    weaker: list[Lowered] = []
    refused: list[Lowered] = []
    for row in told if able.keeps_twins and not rules.kept else without_twins(able, told, rules.kept):
        if row.grade == "exact":
            exact.append(row.rule)
        elif row.grade == "weakened" and kind_of(row) in allowed:
            weaker.append(row)
        else:
            refused.append(row)
    absent = {id(row.rule) for row in refused}
    held = tuple(rule for rule in rules.rules if id(rule) not in absent) if absent else rules.rules
    plan = Plan(replace(rules, rules=held), tuple(exact), tuple(weaker), tuple(refused))
    return plan if weaker else replace(plan, exact=held)  # one list of a million, not two


def refuse_too_many(target: Target, kept: RuleSet) -> None:
    """Check the number of rules that are written.

    Raises:
        TargetLimitError: more than the target holds.
    """
    able = target.capabilities
    count = written_count(target, kept)
    if able.max_rules is not None and count > able.max_rules:
        raise TargetLimitError(
            f"{able.title} holds {able.max_rules:,} rules at most; this map has {count:,}.",
            f"Use a target that holds more, for example: migrator redirects --to {able.larger}",
        )


def written_count(target: Target, rules: RuleSet) -> int:
    """Return how many rules a target writes: patterns stand for several, where it knows them."""
    if not (rules.patterns and target.capabilities.patterns):
        return len(rules.rules)
    return sum(map(written_lines, short_sites(rules)))


def _with_status(target: Target, row: Lowered) -> Lowered:
    status = row.rule.status
    if row.grade != "exact" or status in target.capabilities.statuses:
        return row
    return replace(
        row, grade="refused", reason=f"status: {target.capabilities.title} cannot answer {status}."
    )


def kind_of(row: Lowered) -> str:
    """Return the kind of a weakening or refusal: the word before the colon of its reason."""
    return row.reason.partition(":")[0]


def plan_findings(target: Target, plan: Plan, allow_weaker: Collection[str] = ()) -> list[Finding]:
    """Report each rule that is not exact, and a number of rules that makes the target slow.

    Weakenings that go with the choice of the target are summed up, one finding for each kind.
    """
    name = target.name
    found = refusals(target, plan)
    chosen = [row for row in plan.weakened if kind_of(row) in allow_weaker]
    found += [_row(f"redirect.weakened.{name}", "info", row) for row in chosen]
    inherent = Counter(row.reason for row in plan.weakened if kind_of(row) not in allow_weaker)
    found += [_sum(name, reason, count) for reason, count in sorted(inherent.items())]
    warn = target.capabilities.warn_rules
    count = written_count(target, plan.rules)
    if warn is not None and count >= warn:
        found.append(_many(name, target, count))
    return found


def refusals(target: Target, plan: Plan) -> list[Finding]:
    """Report each rule that a target cannot hold, or not without leave."""
    return [_row(f"redirect.refused.{target.name}", "warning", row) for row in plan.refused]


def unanswered(target: Target, rules: RuleSet) -> list[Finding]:
    """Name the hosts whose rules are left out, as the target answers none of their names."""
    answered = {site.name for site in sites(rules)}
    counts = Counter(rule.host for rule in rules.rules if rule.host not in answered)
    title = target.capabilities.title
    return [
        Finding(
            code=f"redirect.unanswered.{target.name}",
            severity="warning",
            url=f"http://{host}/",
            message=f"{count:,} of the rules are for {host}, and {title} answers none of its names here: they are left out.",
            hint="Who answers which host stands under [old.hosts] in migrator.toml.",
        )
        for host, count in sorted(counts.items())
    ]


def _row(code: str, severity: str, row: Lowered) -> Finding:
    url = row.rule.old or f"http://{row.rule.host}{row.rule.path}"
    message = row.reason.partition(":")[2].strip() or row.reason
    leave = row.grade == "weakened" and severity == "warning"
    hint = f"It is left out; to take it all the same: --allow-weaker {kind_of(row)}" if leave else ""
    return Finding(code=code, severity=severity, url=url, message=message, hint=hint)


def _sum(name: str, reason: str, count: int) -> Finding:
    kind, _, message = reason.partition(":")
    code = f"redirect.weakened.{name}.{kind}"
    return Finding(code=code, severity="info", url="", message=f"{count:,} of the rules:{message}")


def _many(name: str, target: Target, count: int) -> Finding:
    return Finding(
        code=f"redirect.many-rules.{name}",
        severity="warning",
        url="",
        message=f"{target.capabilities.title} reads all {count:,} rules again for every request: pages get slower.",
        hint="Where you can change the server's configuration, use nginx or apache instead.",
    )
