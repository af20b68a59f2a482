"""What a rule must answer on servers that compare text: its own spellings, and the address as it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._spelling import beginning, decoded, query_pairs, query_spellings, split_url

if TYPE_CHECKING:
    from migrator.model import RedirectRule


def decoded_paths(rule: RedirectRule) -> tuple[str, ...]:
    """Return the decoded path of a rule and, where it differs, that of the URL as it was published."""
    if rule.old == beginning(rule.old) + rule.path:  # nearly always, and a map may have a million
        return (rule.path,)
    parts = split_url(rule.old)
    published = decoded(parts.path or "/") if parts else rule.path
    return tuple(dict.fromkeys((rule.path, published)))


def query_values(rule: RedirectRule) -> tuple[tuple[str, ...], ...]:
    """Return, for each query condition in order, the raw values that links use: the usual ones and as published."""
    parts = split_url(rule.old)
    pieces = (parts.query or "").split("&") if parts else []
    published = {(pairs[0], piece.partition("=")[2]) for piece in pieces if (pairs := query_pairs(piece))}
    return tuple(
        tuple(
            dict.fromkeys(
                (*query_spellings(pair[1]), *sorted(_sent(raw) for known, raw in published if known == pair))
            )
        )
        for pair in rule.query
    )


def _sent(raw: str) -> str:
    return raw.replace(" ", "%20")
