"""Runs a real server on a free loopback port, as an ordinary user, inside one temporary folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from migrator.errors import MissingPartError
from migrator.prove.client import Reply, ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from migrator.prove.client import Question

_SERVER_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # often missing in an ordinary user's PATH
_PATIENCE = 120.0  # seconds until a server must answer; large rule files take a while to load
_PAUSE = 0.02  # seconds between two looks
_CONNECTIONS = 4
_ATTEMPTS = 3  # another program may take the free port first


class Server(Protocol):
    """A real server described as data: an `Engine` of a redirect target."""

    @property
    def binary(self) -> str:
        """Name of the program."""
        ...

    @property
    def argv(self) -> tuple[str, ...]:
        """The command that starts it in the foreground, with `{port}`, `{work}` and `{out}`."""
        ...

    @property
    def check(self) -> tuple[str, ...] | None:
        """The command that tests its configuration."""
        ...

    @property
    def wrapper(self) -> Mapping[str, str]:
        """Files laid around (or over) the emitted ones, relative to `{work}`."""
        ...

    @property
    def install_hint(self) -> str:
        """How to get the program."""
        ...


class EngineRefusedError(Exception):
    """The server does not accept the emitted files; the text is what it says."""


def ask_server(
    server: Server, files: Mapping[str, bytes], questions: Sequence[Question], seen: Callable[[int], None]
) -> list[Reply]:
    """Start a server on emitted files (relative path → bytes, used byte for byte) and ask all questions.

    Raises:
        MissingPartError: the server is not installed.
        EngineRefusedError: it does not accept the files.
    """
    with running(server, files) as port:
        try:
            return _ask_in_parallel(port, questions, seen)
        except ConnectionError as error:
            raise EngineRefusedError(f"{server.binary} stopped answering: {error}") from error


def _ask_in_parallel(port: int, questions: Sequence[Question], seen: Callable[[int], None]) -> list[Reply]:
    share = -(-len(questions) // _CONNECTIONS) or 1
    parts = [questions[start : start + share] for start in range(0, len(questions), share)]
    lock = threading.Lock()

    def count(answered: int) -> None:
        with lock:
            seen(answered)

    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        return [
            reply for replies in pool.map(lambda part: ask(port, part, count), parts) for reply in replies
        ]


@contextmanager
def running(server: Server, files: Mapping[str, bytes]) -> Iterator[int]:
    """Run a server until the block ends; yield its port.

    Raises:
        MissingPartError, EngineRefusedError: see `ask_server`.
    """
    program = found_binary(server.binary)
    if program is None:
        raise MissingPartError(
            f"{server.binary} is not installed, so nothing can be proved.", server.install_hint
        )
    with tempfile.TemporaryDirectory(prefix="migrator-proof-") as folder:
        work = Path(folder)
        owner = _ordinary_user()
        child, port = _started(program, server, files, (work, owner))
        try:
            yield port
        finally:
            child.terminate()
            try:
                child.wait(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def found_binary(name: str) -> str | None:
    """Return the path of a server program, or None."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *_SERVER_FOLDERS])
    return shutil.which(name, path=path)


def files_sha256(files: Mapping[str, bytes]) -> str:
    """Return one SHA-256 over names and contents of emitted files."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _started(
    program: str, server: Server, files: Mapping[str, bytes], place: tuple[Path, tuple[int, int] | None]
) -> tuple[subprocess.Popen[bytes], int]:
    work, owner = place
    said = ""
    for _ in range(_ATTEMPTS):
        port = _free_port()
        words = {"{port}": str(port), "{work}": str(work), "{out}": str(work / "out")}
        _lay_out(work, files, {name: _filled(text, words) for name, text in server.wrapper.items()}, owner)
        if server.check is not None:
            _check([program, *(_filled(word, words) for word in server.check[1:])], work, owner)
        child = _spawn([program, *(_filled(word, words) for word in server.argv[1:])], work, owner)
        if _answers(port, child):
            return child, port
        said = _log(work)
        child.kill()
        child.wait()
    raise EngineRefusedError(said)


def _lay_out(
    work: Path, files: Mapping[str, bytes], wrapper: Mapping[str, str], owner: tuple[int, int] | None
) -> None:
    emitted = {f"out/{name}": content for name, content in files.items()}
    for name, content in {**emitted, **{name: text.encode() for name, text in wrapper.items()}}.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if owner is not None:
        for path in [work, *work.rglob("*")]:
            os.chown(path, *owner)


def _filled(text: str, words: Mapping[str, str]) -> str:
    for placeholder, value in words.items():
        text = text.replace(placeholder, value)
    return text


def _check(argv: Sequence[str], work: Path, owner: tuple[int, int] | None) -> None:
    child = _spawn(argv, work, owner)
    if child.wait(timeout=_PATIENCE) != 0:
        raise EngineRefusedError(_log(work))


def _spawn(argv: Sequence[str], work: Path, owner: tuple[int, int] | None) -> subprocess.Popen[bytes]:
    user, group = owner or (None, None)
    with (work / "said.log").open("ab") as log:
        return subprocess.Popen(
            argv,
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=user,
            group=group,
            extra_groups=None if owner is None else [],
        )


def _log(work: Path) -> str:
    texts = []
    for name in ("said.log", "error.log"):
        path = work / name
        if path.exists():
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(texts).replace(str(work), "").strip()[-2000:]


def _ordinary_user() -> tuple[int, int] | None:
    """Return the user and group a server is started as when we are root; None: as ourselves."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, child: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + _PATIENCE
    while child.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(_PAUSE)
        else:
            return True
    return False
