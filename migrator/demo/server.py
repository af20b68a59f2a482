"""Serves the sample blog on loopback under its public names, for `migrator demo` and for tests."""

from __future__ import annotations

import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING

from migrator.demo.answers import Answer, Ask
from migrator.demo.content import load_content
from migrator.demo.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType


class SampleServer:
    """A running sample blog; use it as a context manager.

    `hosts` are the public names it answers by Host header, `resolve` maps each `http://host` and
    `https://host` to `base`, `log` lists (method, host, path with query, status) of every request.
    """

    def __init__(self, content_folder: Path, *, port: int = 0, faults: bool = True) -> None:
        blog = load_content(content_folder)
        identity = blog.identity
        self.hosts = (identity.main, *identity.aliases, *blog.image_hosts, identity.platform)
        self.log: list[tuple[str, str, str, int]] = []
        self._lock = Lock()
        self._site = Site(blog, faults=faults)
        self._http = _Http(("127.0.0.1", port), self._answer)
        self.port: int = self._http.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.resolve = {
            f"{scheme}://{host}": self.base for host in self.hosts for scheme in ("http", "https")
        }
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> SampleServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _answer(self, ask: Ask) -> Answer:
        answer = self._site.answer(ask)
        with self._lock:
            self.log.append((ask.method, ask.host, ask.target, answer.status))
        if answer.slow:
            time.sleep(answer.slow)
        return answer


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that hung up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def __init__(self, address: tuple[str, int], answer: Callable[[Ask], Answer]) -> None:
        self.answer = answer
        super().__init__(address, _Connection)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = 1 << 16  # head and body in one segment, or delayed acknowledgements cost 40 ms each
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        self._send(self.server.answer(self._ask()), body=True)

    def do_HEAD(self) -> None:
        self._send(self.server.answer(self._ask()), body=False)

    def _ask(self) -> Ask:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").lower().partition(":")[0].rstrip(".")
        return Ask(self.command, host, path, query, headers)

    def _send(self, answer: Answer, *, body: bool) -> None:
        self.send_response_only(answer.status)  # no Date: equal questions get equal answers
        self.send_header("Server", "GSE")
        self.send_header("Content-Type", answer.media_type)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if body:
            self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Keep quiet: `SampleServer.log` has it all."""
