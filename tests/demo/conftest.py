"""The sample blog, loaded and served, asked over plain sockets as any client would."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection

import pytest

from migrator.demo.content import default_content, load_content
from migrator.demo.server import SampleServer

MAIN = "dearmarigold.example"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Asker:
    def __init__(self, server: SampleServer) -> None:
        self.server = server

    def __call__(self, target: str, host: str = MAIN, method: str = "GET", **headers: str) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers={"Host": host, **named})
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        reply = Reply(response.status, found, response.read())
        connection.close()
        return reply


@pytest.fixture(scope="session")
def blog():
    return load_content(default_content())


@pytest.fixture(scope="session")
def ask():
    with SampleServer(default_content(), faults=False) as server:
        yield Asker(server)


@pytest.fixture
def ask_faulty():
    with SampleServer(default_content()) as server:
        yield Asker(server)
