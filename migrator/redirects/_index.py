"""Finds the rule for a URL, as the rules mean it: exact path, query conditions first."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar
from weakref import ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import RuleSet

_Built = TypeVar("_Built")
_Pairs: TypeAlias = tuple[tuple[str, str], ...]
RuleKey: TypeAlias = tuple[str, str, _Pairs]  # site, decoded path, query condition


def key_of(rule: RedirectRule) -> RuleKey:
    """Return what makes a rule unique in a rule set."""
    return rule.host, rule.path, rule.query


def in_order(rules: Iterable[RedirectRule]) -> list[RedirectRule]:
    """Sort rules by their keys, without making a million of them."""
    ordered = sorted(rules, key=attrgetter("query"))
    ordered.sort(key=attrgetter("path"))
    ordered.sort(key=attrgetter("host"))
    return ordered


class RuleIndex:
    """Rules by (host, decoded path); among query conditions the one with the most pairs wins."""

    def __init__(self, rules: Iterable[RedirectRule]) -> None:
        self._by_site: dict[str, dict[str, RedirectRule]] = {}  # most paths have one rule
        self._several: dict[tuple[str, str], list[RedirectRule]] = {}
        for rule in rules:
            by_path = self._by_site.setdefault(rule.host, {})
            first = by_path.setdefault(rule.path, rule)
            if first is not rule:
                self._several.setdefault((rule.host, rule.path), [first]).append(rule)
        for several in self._several.values():
            several.sort(key=specificity)

    def match(self, site: str, path: str, pairs: Sequence[tuple[str, str]]) -> RedirectRule | None:
        """Return the rule a request with this decoded path and query meets."""
        alone = self._by_site.get(site, {}).get(path)
        if alone is None:
            return None
        found = self._several.get((site, path)) if self._several else None
        return next(
            (rule for rule in found or (alone,) if rule.query == () or {*pairs}.issuperset(rule.query)), None
        )


def specificity(rule: RedirectRule) -> tuple[int, tuple[str, ...], _Pairs, str, str]:
    """Order rules so that the first that matches is the most specific one; total and deterministic."""
    names = tuple(name for name, _ in rule.query) if rule.query else ()
    return -len(rule.query), names, rule.query, rule.host, rule.path


class Remembered(Generic[_Built]):
    """Keeps what was last built from a rule set, as long as that is kept: answers come in long series."""

    def __init__(self, build: Callable[[RuleSet], _Built]) -> None:
        self._build = build
        self._last: tuple[ref[RuleSet], _Built] | None = None

    def __call__(self, rules: RuleSet) -> _Built:
        """Build, or return what was built from this very object before."""
        last = self._last
        if last is None or last[0]() is not rules:
            self._last = last = (ref(rules, self._forget), self._build(rules))
        return last[1]

    def _forget(self, gone: ref[RuleSet]) -> None:
        if self._last is not None and self._last[0] is gone:
            self._last = None
