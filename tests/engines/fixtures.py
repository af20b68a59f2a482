"""The engines as fixtures, each booted once in a test session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .wordpress import WordPress, missing_part

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    """An empty WordPress at https://askmarigold.example with `/%postname%/` permalinks."""
    if reason := missing_part():
        pytest.skip(reason)
    with WordPress(tmp_path_factory.mktemp("wordpress")) as site:
        yield site
