"""A clock that jumps instead of waiting, and a web server whose answers a test writes down."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from migrator.fetch.client import Client


class FakeClock:
    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.time += seconds

    def stop(self) -> None:
        pass


@dataclass
class Answer:
    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Served:
    """A running server: `answers` maps a request target to what comes back, in turn; the last one stays."""

    port: int
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    log: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)  # host, target, headers

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def on(self, target: str, *answers: Answer) -> None:
        self.answers[target] = list(answers)

    def targets(self) -> list[str]:
        return [target for _, target, _ in self.log]


def handler_of(served: Served) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.log.append((self.headers["Host"], self.path, dict(self.headers)))
            queue = served.answers.get(self.path, [Answer(404, b"nothing here")])
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


MakeClient = Callable[..., Client]
