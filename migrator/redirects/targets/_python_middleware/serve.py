"""The proof's server: each request is answered by both the WSGI and the ASGI class, which must agree."""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import unquote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer


class Handler(WSGIRequestHandler):
    """wsgiref's reading of a request, on connections that stay open."""

    protocol_version = "HTTP/1.1"
    wsgi: Any
    asgi: Any

    def handle(self) -> None:
        """Answer until the connection ends."""
        self.close_connection = False
        while not self.close_connection:
            self.handle_one_request()

    def do_GET(self) -> None:  # noqa: N802 (the name http.server looks for)
        """Answer by both."""
        first, second = self._by_wsgi(), asyncio.run(self._by_asgi())
        status, headers, body = first if first == second else (500, [("content-length", "0")], b"")
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    def _by_wsgi(self) -> tuple[int, list[tuple[str, str]], bytes]:
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        chunks = self.wsgi(self.get_environ(), lambda status, headers: begun.append((status, headers)))
        status, headers = begun[0]
        return int(status.split()[0]), [(name.lower(), value) for name, value in headers], b"".join(chunks)

    async def _by_asgi(self) -> tuple[int, list[tuple[str, str]], bytes]:
        sent: list[dict[str, Any]] = []
        path, _, query = self.path.partition("?")
        scope = {
            "type": "http",
            "method": self.command,
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "headers": [
                (name.lower().encode(), text.encode("latin-1")) for name, text in self.headers.items()
            ],
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.asgi(scope, receive, send)
        pairs = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
        return sent[0]["status"], pairs, sent[1]["body"]


class Server(ThreadingMixIn, WSGIServer):
    """One thread for each connection."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without asking a name server for a name."""
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])
        self.setup_environ()


def main(work: Path, port: int) -> None:
    """Serve the emitted file of `work` for ever."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(work / "out"))
    emitted = importlib.import_module("migrator_redirects")
    Handler.wsgi, Handler.asgi = emitted.WSGIRedirects(), emitted.ASGIRedirects()
    Server(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
