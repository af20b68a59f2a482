"""The server block of the old hosts, with the lines a reader fills in: both ports, a certificate, what is unknown or gone."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from migrator.model import Verdict
from migrator.prove.engine import found_binary
from migrator.redirects.compile import Move
from migrator.stages.redirects import write_rules

from .samples import HOSTS, NEW, OLD_HOST, mapping
from .step_servers import BINARIES, Server, open_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = [mapping("/", "/"), mapping("/tea.html", "/tea/"), mapping("/gone", None, Verdict.GONE)]
MOVE = Move(old_hosts=HOSTS, new_url=NEW, main=OLD_HOST)
LISTEN = {
    "nginx": "migrator/listen.conf",
    "apache": "migrator/listen.conf",
    "haproxy": "migrator/2-listen.cfg",
}


@pytest.fixture
def root() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def certificate(root: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = root / "letsencrypt"
    folder.mkdir()
    request = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={OLD_HOST}",
    ]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*request, *files], check=True, capture_output=True)
    both = [(folder / name).read_bytes() for name in ("fullchain.pem", "privkey.pem")]
    (folder / "OLD-NAME.pem").write_bytes(b"".join(both))
    return folder


def filled_in(text: str, server: Server, certificate: Path) -> str:
    """Take the comment signs off and name the certificate, as the README says; only the ports are others."""
    lines = [
        re.sub(r"# (?=listen|ssl_|Define MIGRATOR_CERT|bind )", "", line)
        for line in text.splitlines()
        if "[::]" not in line
    ]
    ports = {":80": server.port, ":443": server.side_port}
    joined = re.sub(r"/etc/(letsencrypt/live/OLD-NAME|haproxy/certs)", str(certificate), "\n".join(lines))
    joined = re.sub(r"(?<=[ *])(:80|:443)\b", lambda found: f"127.0.0.1:{ports[found[1]]}", joined)
    joined = joined.replace("*127", "127")
    return (
        re.sub(r"(?<=listen )(80|443)\b", lambda found: f"127.0.0.1:{ports[':' + found[1]]}", joined) + "\n"
    )


@pytest.mark.engine
@pytest.mark.parametrize("name", [*LISTEN, "caddy"])
def test_the_old_hosts_answer_on_both_ports_with_a_certificate(
    name: str, root: Path, tmp_path: Path, certificate: Path
) -> None:
    if found_binary(BINARIES[name]) is None or shutil.which("curl") is None:
        pytest.skip(f"{name} or curl is not installed")
    (root / ".curlrc").write_text("insecure\n")
    server = Server(root, name)
    write_rules(ROWS, MOVE, name, tmp_path / "out")
    if name in LISTEN:
        listen = tmp_path / "out" / LISTEN[name]
        listen.write_text(filled_in(listen.read_text(), server, certificate))
    with server.running() as running:
        applied = running.run(tmp_path / "out", "apply.sh")
        assert applied.returncode == 0, applied.stderr
        plain = running.settled(tmp_path / "out")
        assert plain.returncode == 0, plain.stdout
        running.variables |= {"SCHEME": "https", "AT": f"127.0.0.1:{server.side_port}"}
        secure = running.settled(tmp_path / "out")
    assert secure.returncode == 0, secure.stdout + secure.stderr
    statuses = {line.split(b"\t")[0] for line in (tmp_path / "out/check.sh").read_bytes().split(b"\n")}
    assert {b"301", b"404", b"410"} <= statuses
