"""Asks a server on loopback with exactly the bytes meant: HTTP libraries rewrite a third of hostile URLs."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BATCH = 24  # requests sent before the answers are read; their answers fit into socket buffers
_TIMEOUT = 30.0  # seconds for one read
_BLANK = b"\r\n\r\n"


class Question(Protocol):
    """One request: `GET target` with `Host: host`; the target is sent as UTF-8, lone surrogates as bytes."""

    @property
    def host(self) -> str:
        """The public name of the old host."""
        ...

    @property
    def target(self) -> str:
        """The raw request target."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer; `status` 0 means that it closed the connection without one."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()  # as sent, names in lower case, values as Latin-1

    def values(self, name: str) -> tuple[str, ...]:
        """Return all values of a header."""
        return tuple(value for key, value in self.headers if key == name)


def ask(port: int, questions: Sequence[Question], seen: Callable[[int], None]) -> list[Reply]:
    """Ask all questions over keep-alive connections, several at a time; `seen` counts the answers.

    A connection the server closes is opened again for what it left unanswered.
    """
    replies: list[Reply] = []
    connection: _Connection | None = None
    size = _BATCH
    while len(replies) < len(questions):
        connection = connection or _Connection(port)
        answers = connection.exchange(questions[len(replies) : len(replies) + size])
        if not answers and size == 1:
            answers = [Reply(0)]
        size = max(1, len(answers)) if connection.closed else _BATCH
        replies += answers
        seen(len(answers))
        if connection.closed:
            connection.close()
            connection = None
    if connection is not None:
        connection.close()
    return replies


class _Connection:
    """One keep-alive connection; `closed` once the server ended it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()
        self.closed = False

    def close(self) -> None:
        self._socket.close()

    def exchange(self, batch: Sequence[Question]) -> list[Reply]:
        """Send a batch and read as many answers as come."""
        try:
            self._socket.sendall(b"".join(map(_request, batch)))
        except OSError:  # closed early, as after a bad request: what was answered can still be read
            self.closed = True
        replies: list[Reply] = []
        while len(replies) < len(batch):
            reply = self._read_reply()
            if reply is None:
                break
            replies.append(reply)
            if "close" in reply.values("connection"):
                self.closed = True
                break
        return replies

    def _read_reply(self) -> Reply | None:
        while _BLANK not in self._buffer:
            if not self._receive():
                return None
        head, _, _ = bytes(self._buffer).partition(_BLANK)
        reply = _parsed(head)
        del self._buffer[: len(head) + len(_BLANK)]
        if "chunked" in reply.values("transfer-encoding"):
            self._skip_chunks()
        else:
            self._skip(int((reply.values("content-length") or ("0",))[0]))
        return reply

    def _skip(self, count: int) -> None:
        while len(self._buffer) < count and self._receive():
            pass
        del self._buffer[:count]

    def _skip_chunks(self) -> None:
        size = 1
        while size:
            while b"\r\n" not in self._buffer and self._receive():
                pass
            line, _, _ = bytes(self._buffer).partition(b"\r\n")
            size = int(line.split(b";")[0] or b"0", 16)
            self._skip(len(line) + 2 + size + 2)

    def _receive(self) -> bool:
        try:
            received = self._socket.recv(65536)
        except OSError:
            received = b""
        self._buffer += received
        if not received:
            self.closed = True
        return bool(received)


def _request(question: Question) -> bytes:
    target = question.target.encode("utf-8", "surrogateescape")
    host = question.host.encode("ascii")
    return b"GET " + target + b" HTTP/1.1\r\nHost: " + host + b"\r\nUser-Agent: migrator-proof\r\n\r\n"


def _parsed(head: bytes) -> Reply:
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    pairs = (line.partition(":") for line in lines)
    return Reply(status, tuple((name.strip().lower(), value.strip()) for name, _, value in pairs))
