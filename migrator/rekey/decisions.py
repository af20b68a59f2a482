"""Puts what a person decided over what was computed; a decision that cannot hold is reported, never dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.model import Finding, UrlMapping, Verdict
from migrator.rekey.verdicts import same_address
from migrator.urls import absolute, bare_host, host_of, is_strict, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrator.profiles import SiteUrls

Decision = tuple[Verdict, str | None, str]

_NEEDS_TARGET = frozenset({Verdict.MOVED, Verdict.KEPT})


def apply_decisions(
    mappings: Iterable[UrlMapping], decisions: Mapping[str, Decision], urls: SiteUrls, new_url: str
) -> tuple[tuple[UrlMapping, ...], tuple[Finding, ...]]:
    """Return the mappings as decided, and findings on decisions that name no old URL or no lawful new one."""
    decided = {mapping.old: mapping for mapping in mappings}
    findings = []
    for written, decision in sorted(decisions.items()):
        old = written if written in decided else urls.canonical(written) or written
        if old not in decided:
            findings.append(_vanished(written))
            continue
        try:
            decided[old] = _decided(decided[old], decision, new_url)
        except ValueError as error:
            findings.append(_refused(written, str(error)))
    return tuple(decided.values()), tuple(findings)


def _decided(mapping: UrlMapping, decision: Decision, new_url: str) -> UrlMapping:
    verdict, wish, note = decision
    target = _target(wish or "", new_url) if verdict in _NEEDS_TARGET else None
    if verdict is Verdict.MOVED and target and same_address(mapping.old, target):
        raise ValueError("the new URL is the old one; if it stays, decide 'kept'")
    return replace(mapping, verdict=verdict, new=target, reason="decision", note=note, confidence=1.0)


def _target(wish: str, new_url: str) -> str:
    """Return the wished new URL, a path being one below the new site.

    Raises:
        ValueError: none, not on the new host, or not to be written in a redirect.
    """
    if not wish:
        raise ValueError("it names no new URL")
    rooted = f"{new_url}{wish}" if wish.startswith("/") and not wish.startswith("//") else wish
    url = rooted if is_strict(rooted) else absolute(f"{new_url}/", rooted)
    url = url if url is None or is_strict(url) else normal(url)
    if url is None or bare_host(host_of(url)) != bare_host(host_of(new_url)):
        raise ValueError(f"{wish!r} is no URL of the new site {new_url}")
    return url


def _vanished(url: str) -> Finding:
    return Finding(
        code="map.decision-vanished",
        severity="warning",
        url=url,
        message="This decision is about a URL that no source shows any more. It is kept and does nothing.",
        hint="Correct or remove it in `migrator review`.",
    )


def _refused(url: str, why: str) -> Finding:
    return Finding(
        code="map.decision-refused",
        severity="error",
        url=url,
        message=f"This decision cannot hold: {why}.",
        hint="Correct it in `migrator review`; the computed verdict stands until then.",
    )
