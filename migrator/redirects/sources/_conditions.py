"""Reads regular expressions on the host and the query, as rewrite rules of several servers have them."""

from __future__ import annotations

import re

from migrator.redirects._sites import bare
from migrator.redirects._spelling import query_pairs
from migrator.redirects.sources._expand import plain_pattern

_QUERY = re.compile(r"(?:\^|\(\?:\^\|&\)|\(\^\|&\)|\\b)([\w.-]+)=(.+?)(?:\$|\(\?:&\|\$\)|\(&\|\$\)|\\b)")
_ESCAPE = re.compile(r"(?:\\x25|%)(?:[0-9A-Fa-f]|\[(?:Aa|Bb|Cc|Dd|Ee|Ff)\]){2}")


def hosts_of(pattern: str) -> tuple[str, ...]:
    """Return the hosts that a condition names, each once whether with or without `www.`."""
    anchored = f"^{pattern.removeprefix('^').removesuffix('$')}$"
    plain = plain_pattern(re.sub(r"\\\.\?\(\?::\[0-9\]\+\)\?\$$", "$", anchored))
    texts = plain.texts if plain else ()
    if not all(re.fullmatch(r"[\w.-]+\.[\w-]+", text) for text in texts):
        return ()
    return tuple({bare(text.lower()): text.lower() for text in sorted(texts, key=len, reverse=True)}.values())


def _one_spelling(escape: re.Match[str]) -> str:
    return re.sub(r"\[(.).\]", r"\1", escape[0])


def parameters_of(pattern: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each parameter and the values, decoded, that a condition on the query asks for; none where it asks for more."""
    whole = plain_pattern(_ESCAPE.sub(_one_spelling, pattern))
    if whole and len(whole.texts) == 1 and all("=" in piece for piece in whole.texts[0].split("&")):
        return tuple((name, (value,)) for name, value in query_pairs(whole.texts[0]))
    found = _QUERY.fullmatch(pattern)
    plain = plain_pattern(f"^{_ESCAPE.sub(_one_spelling, found[2])}$") if found else None
    if found is None or plain is None or any("&" in text for text in plain.texts):
        return ()
    values = (pair[1] for text in plain.texts for pair in query_pairs(f"q={text}"))
    return ((found[1], tuple(dict.fromkeys(values))),)
