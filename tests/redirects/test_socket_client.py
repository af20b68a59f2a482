"""The client that sends exactly the bytes meant, against servers that close, chunk and misbehave."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.prove.client import Reply, ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Asked:
    target: str
    host: str = "old.example"


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Serve each connection with a function until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    serve(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def requests(connection: socket.socket) -> Iterator[bytes]:
    buffer = b""
    while received := connection.recv(65536):
        buffer += received
        while b"\r\n\r\n" in buffer:
            request, _, buffer = buffer.partition(b"\r\n\r\n")
            yield request


def echo(connection: socket.socket) -> None:
    for request in requests(connection):
        where = request.split(b" ")[1]
        connection.sendall(b"HTTP/1.1 301 Moved\r\nLocation: " + where + b"\r\nContent-Length: 2\r\n\r\nhi")


def statuses(replies: list[Reply]) -> list[int]:
    return [reply.status for reply in replies]


def test_targets_are_sent_byte_for_byte() -> None:
    hostile = ["/%c3%a9", "/é", "/\udce9", '/{x}|<"\\^`', "//a/../b", "/?", "/%zz", "http://x.example/"]
    with server(echo) as port:
        replies = ask(port, [Asked(target) for target in hostile], lambda _count: None)
    sent = [target.encode("utf-8", "surrogateescape").decode("latin-1") for target in hostile]
    assert [reply.values("location") for reply in replies] == [(target,) for target in sent]


def test_the_old_host_is_named_and_answers_are_counted() -> None:
    heard: list[bytes] = []
    counts: list[int] = []

    def serve(connection: socket.socket) -> None:
        for request in requests(connection):
            heard.append(request)
            connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    with server(serve) as port:
        ask(port, [Asked("/", f"h{n}.example") for n in range(100)], counts.append)
    assert sum(counts) == 100
    assert b"\r\nHost: h99.example\r\n" in heard[99] + b"\r\n"


def test_a_server_that_closes_after_every_answer_is_asked_again() -> None:
    def serve(connection: socket.socket) -> None:
        next(requests(connection))
        connection.sendall(b"HTTP/1.1 410 Gone\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")

    with server(serve) as port:
        assert statuses(ask(port, [Asked("/")] * 30, lambda _count: None)) == [410] * 30


def test_a_request_that_gets_no_answer_is_told_apart_and_the_rest_goes_on() -> None:
    def serve(connection: socket.socket) -> None:
        for request in requests(connection):
            if b"/bad" in request:
                return
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with server(serve) as port:
        asked = [Asked("/a"), Asked("/bad"), Asked("/b"), Asked("/bad")]
        assert statuses(ask(port, asked, lambda _count: None)) == [200, 0, 200, 0]


def test_chunked_bodies_are_read_to_their_end() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\n\r\n"

    def serve(connection: socket.socket) -> None:
        for _ in requests(connection):
            for piece in (chunked[:60], chunked[60:]):
                connection.sendall(piece)

    with server(serve) as port:
        assert statuses(ask(port, [Asked("/")] * 3, lambda _count: None)) == [200] * 3


def test_nonsense_instead_of_http_is_an_answer_with_status_0() -> None:
    def serve(connection: socket.socket) -> None:
        next(requests(connection))
        connection.sendall(b"SSH-2.0\r\n\r\n")

    with server(serve) as port:
        assert statuses(ask(port, [Asked("/")], lambda _count: None)) == [0]
