"""A server that answers every address with one post, as a proxy would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archive import Archive, post, running

if TYPE_CHECKING:
    from collections.abc import Iterator


class _OnePost(Archive):
    def answer(self, target: str) -> tuple[int, bytes, dict[str, str]]:
        found = 404 if target.endswith("robots.txt") else 200
        return found, post("Roses"), {"Content-Type": "text/html"}


@pytest.fixture
def served_post() -> Iterator[str]:
    with running(_OnePost()) as server:
        yield server.address
