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


class _Blog(Archive):
    """Three pages that link to each other, asked for through a proxy."""

    def answer(self, target: str) -> tuple[int, bytes, dict[str, str]]:
        links = b'<a href="/2010/05/roses.html">r</a> <a href="/search?q=roses">q</a> <a href="/">h</a>'
        pages = {"/": b"Home", "/2010/05/roses.html": b"They like rain.", "/search?q=roses": b"Found"}
        path = target.removeprefix("http://dear.example")
        text = pages.get(path)
        body = b"<html><head><title>x</title></head><body>%s<p>%s</p></body></html>" % (links, text or b"")
        return 200 if text else 404, body, {"Content-Type": "text/html"}


@pytest.fixture
def served_blog() -> Iterator[str]:
    with running(_Blog()) as server:
        yield server.address
