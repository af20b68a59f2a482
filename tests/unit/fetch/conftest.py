"""Fixtures: a clock that jumps instead of waiting, a served site, clients for it."""

from __future__ import annotations

import threading
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from fetching import FakeClock, MakeClient, Served, handler_of

from migrator.fetch.client import Client, Surroundings
from migrator.settings import CrawlSettings, NetworkSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def served() -> Iterator[Served]:
    box = Served(0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(box))
    server.daemon_threads = True
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield box
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def client_for(clock: FakeClock, served: Served) -> Iterator[MakeClient]:
    """Make clients whose `old.example` and `new.example` are the served one; keywords are crawl settings."""
    made = []

    def make(*, lookup: Callable[[str, int], list[str]] | None = None, **crawl: object) -> Client:
        resolve = {
            "http://old.example": served.address,
            "https://new.example": served.address,
        }
        around = Surroundings(clock=clock) if lookup is None else Surroundings(clock=clock, lookup=lookup)
        client = Client(CrawlSettings(rate=1000, **crawl), NetworkSettings(resolve=resolve), around)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()
