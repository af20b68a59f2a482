"""A real WordPress for tests: copied, installed and served on loopback, believing in its public address."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
SITE = HERE / "site"
DROP_IN = HERE / "node_modules" / "@wp-playground" / "cli" / "sqlite-database-integration.zip"
MODULES = ("pdo_sqlite", "mbstring", "xml")
PHP = ("php", "-d", "display_errors=0", "-d", "log_errors=1", "-d", "memory_limit=512M")


def core_folder() -> Path:
    """The WordPress to copy: `MIGRATOR_WORDPRESS`, else Debian's."""
    return Path(os.environ.get("MIGRATOR_WORDPRESS", "/usr/share/wordpress"))


def missing_part() -> str | None:
    """Say what this machine lacks to run WordPress, and how to get it; None when all is there."""
    if shutil.which("php") is None:
        return "php is missing: apt-get install php-cli php-sqlite3 php-xml php-mbstring php-curl"
    loaded = subprocess.run(["php", "-m"], capture_output=True, text=True, check=True).stdout.lower().split()
    if lacking := [name for name in MODULES if name not in loaded]:
        return f"PHP lacks {', '.join(lacking)}: apt-get install php-sqlite3 php-xml php-mbstring"
    if not (core_folder() / "wp-settings.php").is_file():
        return f"no WordPress in {core_folder()}: apt-get install wordpress"
    return None if DROP_IN.is_file() else "the SQLite drop-in is missing: make -C tests/engines install"


@dataclass(frozen=True, slots=True)
class Reply:
    """What WordPress answered: status, headers with names in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class WordPress:
    """One installed WordPress in a temp folder, with user `marigold`; a context manager that serves it.

    `url` is the loopback address, `public_url` what WordPress believes in, `password` the user's
    application password, `mu_plugins` the folder of must-use plug-ins.
    """

    user = "marigold"

    def __init__(self, folder: Path, public_url: str = "https://askmarigold.example") -> None:
        self.folder = folder / "wordpress"
        self.public_url = public_url
        self.public_host = urlsplit(public_url).netloc
        self.mu_plugins = self.folder / "wp-content" / "mu-plugins"
        self.password = ""
        self.url = ""
        self._scripts = folder / "scripts"
        self._log = folder / "php.log"
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._copy()
        self.password = self._script("install.php", "")
        self.url = f"http://127.0.0.1:{self._serve()}"
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait()

    @property
    def credentials(self) -> str:
        """The value of an `Authorization` header."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def php(self, code: str, given: Any = None) -> str:
        """Run PHP inside WordPress, with `$given`; what the code returns comes back as JSON text."""
        return self._script("run.php", json.dumps({"code": code, "given": given}))

    def ask(self, code: str, given: Any = None) -> Any:
        """Run PHP inside WordPress, with `$given`, and return what it returns."""
        return json.loads(self.php(code, given))

    def set_permalinks(self, structure: str) -> None:
        """Choose the permalink structure, e.g. `/%year%/%monthnum%/%postname%/`; empty for plain ones."""
        self.ask(
            "global $wp_rewrite; $wp_rewrite->set_permalink_structure($given); flush_rewrite_rules(); return true;",
            structure,
        )

    def get(self, target: str, host: str | None = None, headers: Mapping[str, str] | None = None) -> Reply:
        """Ask for a raw request target on a host (the public one when none is named); redirects are not followed."""
        return self.send("GET", target, headers={"Host": host or self.public_host, **(headers or {})})

    def rest(self, path: str, post: Mapping[str, Any] | None = None) -> Any:
        """Ask the REST API as the user: `path` is behind `/wp-json`; with `post` something is created."""
        headers = {
            "Host": self.public_host,
            "Authorization": self.credentials,
            "Content-Type": "application/json",
        }
        body = None if post is None else json.dumps(post).encode()
        reply = self.send("POST" if body else "GET", f"/wp-json{path}", headers=headers, body=body)
        assert reply.status < 400, reply.text
        return reply.json

    def send(
        self, method: str, target: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        """Send one request as given and return the reply."""
        connection = HTTPConnection("127.0.0.1", urlsplit(self.url).port or 0, timeout=60)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in {**headers, "Content-Length": str(len(body or b""))}.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()

    def _copy(self) -> None:
        shutil.copytree(core_folder(), self.folder, ignore=shutil.ignore_patterns(".htaccess", "akismet"))
        content = self.folder / "wp-content"
        plugin = content / "plugins" / "sqlite-database-integration"
        with zipfile.ZipFile(DROP_IN) as archive:
            archive.extractall(content / "plugins")
        (content / "plugins" / "plugin-sqlite-database-integration").rename(plugin)
        # WordPress 6.1 declares this property protected, and PHP refuses to narrow it.
        database = plugin / "wp-includes" / "sqlite" / "class-wp-sqlite-db.php"
        database.write_text(
            database.read_text().replace("private $allow_unsafe_", "protected $allow_unsafe_")
        )
        shutil.copy(plugin / "db.copy", content / "db.php")
        shutil.copytree(SITE / "bare", content / "themes" / "bare")
        self.mu_plugins.mkdir()
        self._scripts.mkdir()
        for script in SITE.glob("*.php"):
            text = script.read_text().replace("@PUBLIC_URL@", self.public_url)
            (self._scripts / script.name).write_text(text.replace("@PUBLIC_HOST@", self.public_host))
        shutil.move(self._scripts / "wp-config.php", self.folder / "wp-config.php")

    def _script(self, name: str, given: str) -> str:
        command = [*PHP, str(self._scripts / name)]
        done = subprocess.run(
            command, cwd=self.folder, input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{name}: {done.stderr[-3000:]}{done.stdout[-3000:]}"
        return done.stdout

    def _serve(self) -> int:
        """Start PHP's web server on a port of its own choice and return the port it reports."""
        router = str(self._scripts / "router.php")
        command = [*PHP, "-d", "opcache.enable_cli=1", "-S", "127.0.0.1:0", "-t", str(self.folder), router]
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        return self._reported_port()

    def _reported_port(self) -> int:
        assert self._server is not None
        while self._server.poll() is None:
            _, found, rest = self._log.read_text().partition("(http://127.0.0.1:")
            if found and ")" in rest:
                return int(rest.partition(")")[0])
            with suppress(subprocess.TimeoutExpired):
                self._server.wait(0.02)
        raise AssertionError(self._log.read_text())
