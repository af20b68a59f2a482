"""Real servers in a temporary folder, set up as a reader's machine is: apply.sh and undo.sh work on their files."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.prove.engine import found_binary
from migrator.redirects._apache import PROOF_BASE
from migrator.stages.redirects import write_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.model import UrlMapping
    from migrator.redirects.compile import Move

BINARIES = {
    "nginx": "nginx",
    "apache": "apache2",
    "apache-htaccess": "apache2",
    "haproxy": "haproxy",
    "caddy": "caddy",
    "lighttpd": "lighttpd",
    "varnish": "varnishd",
    "php": "php",
}
WEB_FOLDERS = frozenset(
    {"apache-htaccess", "php"}
)  # the command line names a folder, and nothing is reloaded
_LISTEN = {
    "nginx": ("listen.conf", "listen 127.0.0.1:{};\n"),
    "apache": ("listen.conf", "Define MIGRATOR_HTTP 127.0.0.1:{}\n"),
    "haproxy": (
        "2-listen.cfg",
        "frontend migrator from migrator_rules\n    bind 127.0.0.1:{}\n    http-request return status 404\n",
    ),
}


@contextmanager
def open_folder() -> Iterator[Path]:
    """Yield a folder that the server's own user gets through to: pytest locks its own for everybody else."""
    with tempfile.TemporaryDirectory(prefix="migrator-steps-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def written_rules(folder: Path, move: Move, name: str, rows: list[UrlMapping], port: int) -> Path:
    """Write a target's folder; only the port is another."""
    write_rules(rows, move, name, folder)
    if name in _LISTEN:
        file, text = _LISTEN[name]
        (folder / "migrator" / file).write_text(text.format(port))
    return folder


class Server:
    """A server, and the variables its scripts need."""

    def __init__(self, root: Path, name: str) -> None:
        self.name, self.root, self.port, self.side_port = name, root, free_port(), free_port()
        self.etc, self.web, self.log = root / "etc", root / "www", root / "said.log"
        for folder in (self.etc, self.web):
            folder.mkdir()
        self.alive = self.port  # where it answers before there are rules
        self.variables = {"AT": f"127.0.0.1:{self.port}", "ROOT": str(self.place), "HOME": str(root)}
        self.binary = found_binary(BINARIES[name]) or name
        self.command: list[str] = getattr(self, f"_{name.replace('-', '_')}")()

    @property
    def place(self) -> Path:
        return self.web if self.name in WEB_FOLDERS else self.etc

    def _say(self, **variables: str) -> None:
        self.variables |= variables

    def _nginx(self) -> list[str]:
        (self.etc / "conf.d").mkdir()
        kinds = ("client_body", "proxy", "fastcgi", "scgi", "uwsgi")
        temporary = "".join(f"{kind}_temp_path {self.root}/{kind};" for kind in kinds)
        (self.etc / "nginx.conf").write_text(
            f"daemon off; pid {self.root}/pid; error_log {self.log}; events {{}}\n"
            f"http {{ access_log off; {temporary} include conf.d/*.conf;\n"
            f"server {{ listen 127.0.0.1:{self.port} default_server; return 404; }} }}\n"
        )
        place = ["-p", str(self.root), "-e", str(self.log), "-c", str(self.etc / "nginx.conf")]
        command = [self.binary, *place]
        self._say(TEST=" ".join([*command, "-t"]), RELOAD=" ".join([*command, "-s", "reload"]))
        return command

    def _apache(self) -> list[str]:
        (self.etc / "sites-enabled").mkdir()
        return self._apache_with(f'DocumentRoot "{self.root}"\nIncludeOptional sites-enabled/*.conf\n')

    def _apache_htaccess(self) -> list[str]:
        return self._apache_with(
            f'DocumentRoot "{self.web}"\n<Directory "{self.web}">\nAllowOverride All\nRequire all granted\n</Directory>\n'
        )

    def _apache_with(self, more: str) -> list[str]:
        words = {"{out}": str(self.etc), "{work}": str(self.root), "{port}": str(self.port)}
        base = PROOF_BASE
        for word, value in words.items():
            base = base.replace(word, value)
        user = "User nobody\nGroup nogroup\n" if os.geteuid() == 0 else ""
        ssl = "".join(
            f'<IfFile "{folder}/mod_ssl.so">\nLoadModule socache_shmcb_module "{folder}/mod_socache_shmcb.so"\n'
            f'LoadModule ssl_module "{folder}/mod_ssl.so"\nListen 127.0.0.1:{self.side_port}\n</IfFile>\n'
            for folder in ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules")
        )
        (self.etc / "httpd.conf").write_text(base + ssl + user + more)
        command = [self.binary, "-d", str(self.etc), "-f", str(self.etc / "httpd.conf")]
        if self.name == "apache":
            self._say(TEST=" ".join([*command, "-t"]), RELOAD=" ".join([*command, "-k", "graceful"]))
        return [*command, "-D", "FOREGROUND"]

    def _haproxy(self) -> list[str]:
        (self.etc / "migrator").mkdir()
        options = self.etc / "options"
        options.write_text(f'# -f nothing\nEXTRAOPTS="-f {self.etc}/migrator"\n')
        self.alive = free_port()
        (self.etc / "haproxy.cfg").write_text(
            f"global\n    setenv MIGRATOR_FOLDER {self.etc}/migrator\n    maxconn 256\n"
            "defaults\n    mode http\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n"
            f"frontend mine\n    bind 127.0.0.1:{self.alive}\n    http-request return status 404\n"
        )
        self._say(OPTIONS=str(options), PATH=f"{os.environ['PATH']}:/usr/sbin")
        return [self.binary, "-W", "-f", str(self.etc / "haproxy.cfg"), "-f", str(self.etc / "migrator")]

    def _caddy(self) -> list[str]:
        file, admin = self.etc / "Caddyfile", f"127.0.0.1:{free_port()}"
        file.write_text(
            f"{{\n\tadmin {admin}\n\thttp_port {self.port}\n\thttps_port {self.side_port}\n\tlocal_certs\n"
            f"\tskip_install_trust\n\tauto_https disable_redirects\n\tstorage file_system {self.root}/storage\n}}\n"
            "http:// {\n\trespond 404\n}\n"
        )
        config = ["--adapter", "caddyfile", "--config", str(file)]
        self._say(RELOAD=" ".join([self.binary, "reload", "--address", admin, *config]))
        return [self.binary, "run", *config]

    def _lighttpd(self) -> list[str]:
        (self.etc / "conf-enabled").mkdir()
        file = self.etc / "lighttpd.conf"
        file.write_text(
            f'server.bind = "127.0.0.1"\nserver.port = {self.port}\nserver.document-root = "{self.web}"\n'
            f'server.errorlog = "{self.log}"\ninclude "conf-enabled/*.conf"\n'
        )
        self._say(TEST=f"{self.binary} -tt -f {file}")
        return [self.binary, "-D", "-f", str(file)]

    def _varnish(self) -> list[str]:
        work, file, script = self.root / "varnish", self.etc / "default.vcl", self.root / "reload.sh"
        file.write_text("vcl 4.1;\nbackend default none;\nsub vcl_recv {\n    return (synth(404));\n}\n")
        admin = f"varnishadm -n {work}"
        script.write_text(
            f"name=r$(date +%s%N)\n{admin} vcl.load $name {file} >/dev/null && {admin} vcl.use $name >/dev/null\n"
        )
        self._say(
            RELOAD=f"sh {script}",
            TEST=f"{self.binary} -j none -C -p vcl_path={self.etc} -f {file}",
            PATH=f"{os.environ['PATH']}:/usr/sbin",
        )
        place = ["-n", str(work), "-f", str(file), "-p", f"vcl_path={self.etc}"]
        return [self.binary, "-j", "none", "-F", "-a", f"127.0.0.1:{self.port}", *place]

    def _php(self) -> list[str]:
        (self.web / "router.php").write_text(
            "<?php\n$page = __DIR__ . '/index.php';\nif (is_file($page)) { require $page; } else { http_response_code(404); }\n"
        )
        return [
            self.binary,
            "-S",
            f"127.0.0.1:{self.port}",
            "-t",
            str(self.web),
            str(self.web / "router.php"),
        ]

    @contextmanager
    def running(self) -> Iterator[Server]:
        environment = {**os.environ, **self.variables}
        with self.log.open("ab") as log:
            child = subprocess.Popen(self.command, stdout=log, stderr=log, env=environment)
        if self.name in {"haproxy", "lighttpd"}:
            sign = signal.SIGUSR2 if self.name == "haproxy" else signal.SIGUSR1
            self._say(RELOAD=f"kill -{sign.value} {child.pid}")
        try:
            self._await(child)
            yield self
        finally:
            child.terminate()
            child.wait(60)

    def _await(self, child: subprocess.Popen[bytes]) -> None:
        """Wait for an answer: before that a server may miss the signal to reload."""
        end = time.monotonic() + 60
        while not self._answers():
            assert child.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.alive), 1) as asked:
                asked.sendall(b"GET / HTTP/1.0\r\n\r\n")
                return bool(asked.recv(1))
        except OSError:
            return False

    def run(self, folder: Path, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(folder / script)],
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def settled(self, folder: Path) -> subprocess.CompletedProcess[str]:
        """Ask until the reload has come through: workers of before answer for a moment."""
        end = time.monotonic() + 120
        while (done := self.run(folder, "check.sh")).returncode and time.monotonic() < end:
            pass
        return done
