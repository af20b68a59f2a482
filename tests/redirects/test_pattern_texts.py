"""A regular expression that is taken apart stands for the texts that the regex engine says it does."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.redirects.sources._expand import plain_pattern

LETTERS = "abc/.-"
PIECES = st.recursive(
    st.sampled_from(["a", "b", "/", "-", r"\.", r"\d", "[ab]", "[a-c]", r"\x62", "c?"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: f"(?:{'|'.join(parts)})?"),
        inner.map(lambda part: f"({part})?"),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(body=PIECES, asked=st.lists(st.text("abc/.-019", max_size=5), max_size=30))
def test_a_pattern_stands_for_its_texts_and_no_others(body: str, asked: list[str]) -> None:
    pattern = f"^/{body}$"
    found = plain_pattern(pattern)
    if found is None:
        return
    for match in found.matches:
        assert re.fullmatch(pattern, match.text)
    texts = set(found.texts)
    assert [
        text for text in asked if (re.fullmatch(pattern, f"/{text}") is not None) != (f"/{text}" in texts)
    ] == []


@settings(max_examples=200, deadline=None, derandomize=True)
@given(parts=st.lists(st.sampled_from(["(a|b)", "(c)?", "(?:d|(e))", r"(\d)", "/"]), min_size=1, max_size=3))
def test_groups_hold_what_the_regex_engine_puts_into_them(parts: list[str]) -> None:
    pattern = f"^/{''.join(parts)}$"
    count = re.compile(pattern).groups
    target = "/n/" + "-".join(f"${number}" for number in range(1, count + 1))
    found = plain_pattern(pattern)
    for match in found.matches if found else ():
        held = re.fullmatch(pattern, match.text)
        assert held is not None
        told = "/n/" + "-".join(held[number] or "" for number in range(1, count + 1))
        assert match.filled(target) == told
