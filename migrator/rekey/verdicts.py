"""Gives an old URL its verdict: the first entry of the pair's table that fits, filled with the facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.model import HostAnswer, OldUrl, UrlMapping, Verdict
from migrator.rekey.facts import Question, fact
from migrator.urls import bare_host, decoded_path, host_of, is_strict, query_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrator.rekey.facts import Answer, Facts
    from migrator.rekey.pairs import Pair, VerdictRule
    from migrator.rekey.schemes import Scheme

_WORD = re.compile(r"\{(\w+)\}")
_FOLLOWED = 0.9
_ANSWERED = frozenset({Verdict.MOVED, Verdict.KEPT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """The new site: its address without a final slash, its permalinks, and who answers the old main host."""

    base_url: str
    scheme: Scheme
    answer: HostAnswer = HostAnswer.REPOINTED_DOMAIN

    def at(self, to: str, words: Mapping[str, str]) -> str:
        """Return the URL of a destination template; only a post's own path is taken as it is."""
        path = _WORD.sub(lambda match: words[match[1]], to).replace("//", "/")
        return self.base_url + (path if to == "{entry}" else self.scheme.spelled(path))


def same_address(one: str, other: str) -> bool:
    """True where two URLs differ in scheme, `www.`, a final slash or a fragment at the most.

    A rule from one to the other would answer itself: the web server or WordPress makes that step alone.
    """
    return _address(one) == _address(other)


def _address(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return bare_host(host_of(url)), decoded_path(url).rstrip("/"), query_pairs(url)


def judge(row: OldUrl, facts: Facts, pair: Pair, new: Destination) -> UrlMapping:
    """Return the verdict on one old URL.

    Raises:
        ValueError: the table makes a new URL that is not strict ASCII; a mapping file is at fault.
    """
    question = Question(row, facts.urls.match(row.url), facts)
    for rule in pair.rules(question.match.shape):
        answer = fact(rule.needs, question)
        if answer is not None:
            return _settled(_mapping(row, rule, answer, new), new)
    raise ValueError(f"the table {pair.old}--{pair.new} has no verdict for {row.url}")


def _mapping(row: OldUrl, rule: VerdictRule, answer: Answer, new: Destination) -> UrlMapping:
    target = None if rule.to is None else new.at(rule.to, answer.words)
    if target is not None and not is_strict(target):
        raise ValueError(f"{target!r} (for {row.url}) is no strict ASCII URL")
    return UrlMapping(
        old=row.url,
        kind=row.kind,
        verdict=rule.verdict,
        new=target,
        reason=f"{rule.reason}.{answer.how}" if answer.how else rule.reason,
        note=" ".join(filter(None, (rule.note.format_map(answer.words), answer.note))),
        confidence=round(rule.confidence * answer.confidence, 2),
    )


def _settled(mapping: UrlMapping, new: Destination) -> UrlMapping:
    """Keep what needs no rule, and promise none where nobody answers."""
    if mapping.verdict is Verdict.MOVED and mapping.new and same_address(mapping.old, mapping.new):
        return replace(
            mapping, verdict=Verdict.KEPT, note="The address stays: the new site answers it itself."
        )
    if new.answer is HostAnswer.NOBODY and mapping.verdict in {Verdict.MOVED, Verdict.GONE}:
        return replace(mapping, verdict=Verdict.NO_REDIRECT, note="Nobody answers the old host any more.")
    return mapping


def judge_all(rows: Iterable[OldUrl], facts: Facts, pair: Pair, new: Destination) -> tuple[UrlMapping, ...]:
    """Return the verdicts on all rows, in their order."""
    return tuple(judge(row, facts, pair, new) for row in rows)


def followed(
    mappings: Iterable[UrlMapping], redirected: Mapping[str, str], new: Destination
) -> tuple[UrlMapping, ...]:
    """Let a URL that the old site itself redirected share the verdict of where it led.

    `redirected` is canonical old URL → canonical old URL or URL of the new site. Only URLs left unexplained
    are touched, and none is sent to the new home page for it.
    """
    known = {mapping.old: mapping for mapping in mappings}
    return tuple(_followed(mapping, known, redirected, new) for mapping in known.values())


def _followed(
    mapping: UrlMapping, known: Mapping[str, UrlMapping], redirected: Mapping[str, str], new: Destination
) -> UrlMapping:
    end = redirected.get(mapping.old)
    if mapping.verdict is not Verdict.UNEXPLAINED or end is None:
        return mapping
    there = known.get(end)
    dead = there is not None and there.verdict is Verdict.NO_REDIRECT
    if there is not None:
        target, sure = there.new if dead or there.verdict in _ANSWERED else None, there.confidence
    else:
        target, sure = (end if _is_page_of(end, new) else None), 1.0
    if target is None or same_address(mapping.old, target):
        return mapping
    shared = Verdict.NO_REDIRECT if dead else Verdict.MOVED
    moved = replace(mapping, verdict=shared, new=target, reason="redirected")
    return replace(moved, note=f"The old site redirects it to {end}.", confidence=round(sure * _FOLLOWED, 2))


def _is_page_of(url: str, new: Destination) -> bool:
    on_host = bare_host(host_of(url)) == bare_host(host_of(new.base_url))
    return on_host and is_strict(url) and not same_address(url, new.base_url)
