"""A real web archive: pywb on loopback with one WARC in it."""

from __future__ import annotations

import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.exports.warc import response_record
from migrator.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PROGRAMS = Path(__file__).parent / "archive" / ".venv" / "bin"


def missing() -> str | None:
    """Say what is not installed, or None."""
    return (
        None if (_PROGRAMS / "wayback").exists() else "pywb is missing: make -C tests/engines/archive install"
    )


@dataclass(frozen=True)
class Captured:
    """One capture to put into an archive: moment is ISO 8601 in UTC."""

    moment: str
    url: str
    body: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)


def warc_of(captures: Iterable[Captured]) -> bytes:
    """Return a gzipped WARC with these captures."""
    return b"".join(response_record(_page(one), one.moment) for one in captures)


def _page(one: Captured) -> Page:
    headers = {name.lower(): value for name, value in one.headers}
    return Page(url=one.url, final_url=one.url, status=one.status, headers=headers, body=one.body.encode())


@contextmanager
def archive_with(warc: bytes, folder: Path) -> Iterator[str]:
    """Serve a WARC as the collection `kept`; yield the archive's origin. `folder` is for its files."""
    home = folder / "pywb"
    collection = home / "collections" / "kept"
    for name in ("archive", "indexes"):
        (collection / name).mkdir(parents=True)
    path = collection / "archive" / "kept.warc.gz"
    path.write_bytes(warc)
    index = subprocess.run(
        [_PROGRAMS / "cdx-indexer", "-j", "-s", path], capture_output=True, check=True, timeout=60
    ).stdout
    (collection / "indexes" / "index.cdxj").write_bytes(index)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    argv = [_PROGRAMS / "wayback", "-p", str(port), "-b", "127.0.0.1", "-d", home]
    with (home / "said.log").open("wb") as log:
        child = subprocess.Popen(argv, cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait_for(port, child)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(timeout=60)


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            try:
                child.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        return
    raise RuntimeError("pywb did not start")
