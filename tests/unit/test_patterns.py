"""Patterns from mapping files cannot be made to run for ever."""

from __future__ import annotations

import pytest

from migrator.patterns import checked_pattern


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(?:a*)*b", "([a-z]+,?)+", r"(?:\w+\s?)*$", "(?:(?:ab)+)+", "(.*/)*"]
)
def test_a_repeated_repetition_is_refused(pattern):
    with pytest.raises(ValueError, match="for ever"):
        checked_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["(?:[^/]+/)+", r"(?:-[a-z]{1,3}\d*)*", "(?:a{1,3}){1,5}", "a+b+", "(?:[0-9]+,)*"]
)
def test_rounds_with_a_fence_are_lawful(pattern):
    assert checked_pattern(pattern) == pattern


def test_a_pattern_that_does_not_compile_is_refused():
    with pytest.raises(ValueError, match="is wrong"):
        checked_pattern("(a")
