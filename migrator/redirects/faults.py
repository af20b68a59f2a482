"""Spoils a rule set on purpose: a proof that passes must fail on exactly the spoiled rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.redirects._index import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrator.model import RedirectRule
    from migrator.redirects._index import RuleKey
    from migrator.redirects.targets._contract import RuleSet


@dataclass(frozen=True, slots=True)
class Seeded:
    """A spoiled rule set and the keys of its wrong and missing rules."""

    rules: RuleSet
    wrong: frozenset[RuleKey]
    missing: frozenset[RuleKey]

    @property
    def faulty(self) -> frozenset[RuleKey]:
        """All spoiled rules: what a proof must report, no more and no less."""
        return self.wrong | self.missing


def seed_faults(
    rules: RuleSet, among: Iterable[RedirectRule] | None = None, *, wrong: int = 10, missing: int = 5
) -> Seeded:
    """Give `wrong` rules another target and take `missing` rules out, spread evenly over the set.

    `among` are the rules that may be spoiled (all when None). Rules whose absence no request could show,
    because another rule would answer the same, are never chosen. A small set gets fewer faults.
    """
    candidates = _noticeable(rules, rules.rules if among is None else among)
    chosen = _spread(candidates, wrong + missing)
    share = -(-len(chosen) * missing // (wrong + missing)) if wrong + missing else 0
    absent = {key_of(rule) for rule in _spread(chosen, share)}
    spoiled = {key_of(rule): number for number, rule in enumerate(chosen) if key_of(rule) not in absent}
    seeded = tuple(
        _spoil(rule, spoiled[key_of(rule)], rules.new_url) if key_of(rule) in spoiled else rule
        for rule in rules.rules
        if key_of(rule) not in absent
    )
    return Seeded(replace(rules, rules=seeded), frozenset(spoiled), frozenset(absent))


def _spoil(rule: RedirectRule, number: int, new_url: str) -> RedirectRule:
    wrong = f"{new_url.rstrip('/')}/migrator-seeded-fault-{number}/"
    return replace(rule, target=wrong, status=rule.status if rule.target else 301)


def _noticeable(rules: RuleSet, among: Iterable[RedirectRule]) -> list[RedirectRule]:
    same_path: dict[tuple[str, str], list[RedirectRule]] = defaultdict(list)
    for rule in rules.rules:
        same_path[rule.host, rule.path.lower()].append(rule)
    return [rule for rule in among if not _covered(rule, same_path[rule.host, rule.path.lower()])]


def _covered(rule: RedirectRule, neighbours: Iterable[RedirectRule]) -> bool:
    """True when, without this rule, another one might answer the same."""
    return any(
        other.target == rule.target and set(_lower(other)) <= set(_lower(rule))
        for other in neighbours
        if key_of(other) != key_of(rule)
    )


def _lower(rule: RedirectRule) -> tuple[tuple[str, str], ...]:
    return tuple((name, value.lower()) for name, value in rule.query)


def _spread(rules: Sequence[RedirectRule], count: int) -> list[RedirectRule]:
    if count >= len(rules):
        return list(rules)
    return [rules[number * len(rules) // count] for number in range(count)]
