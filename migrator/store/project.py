"""The project folder: `migrator.toml`, `migration.sqlite`, `media/` and `out/`; opening, locking, staleness."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from migrator.errors import OutputError, ProjectError
from migrator.settings import FILE_NAME, Settings, load_settings, parse_settings
from migrator.store import schema
from migrator.store.assets import Assets, Links
from migrator.store.frontier import Frontier
from migrator.store.inventory import Inventory
from migrator.store.pages import Pages
from migrator.store.records import Entities, Records
from migrator.store.trouble import Findings, Problems
from migrator.store.upgrades import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migrator.model import Json

DATABASE = "migration.sqlite"


class Project:
    """An open project. Reading needs no lock; a stage that writes takes `stage_lock`."""

    def __init__(self, folder: Path, db: sqlite3.Connection) -> None:
        self.folder = folder
        self.db = db
        self.pages = Pages(db)
        self.frontier = Frontier(db)
        self.records = Records(db)
        self.entities = Entities(db)
        self.links = Links(db)
        self.assets = Assets(db)
        self.inventory = Inventory(db)
        self.problems = Problems(db)
        self.findings = Findings(db)

    @property
    def out(self) -> Path:
        """Generated files: disposable, never read back."""
        return self.folder / "out"

    @property
    def media(self) -> Path:
        """Fetched media files."""
        return self.folder / "media"

    def settings(self) -> Settings:
        """Read `migrator.toml`.

        Raises:
            ConfigError: the file is missing or wrong.
        """
        return load_settings(self.folder / FILE_NAME)

    @staticmethod
    def refuse_taken(folder: Path) -> None:
        """Check that a folder holds no project yet.

        Raises:
            ProjectError: it does.
        """
        if (folder / DATABASE).exists() or (folder / FILE_NAME).exists():
            raise ProjectError(
                f"{folder} already holds a migration.",
                f"Go on with: migrator run --project {folder}   or choose another folder with --project.",
            )

    @classmethod
    def create(cls, folder: Path, settings_text: str) -> Project:
        """Make a new project folder with a checked settings file and an empty project file.

        Raises:
            ProjectError: the folder already holds a project.
            ConfigError: the settings are wrong.
            OutputError: the folder cannot be written.
        """
        cls.refuse_taken(folder)
        parse_settings(settings_text, str(folder / FILE_NAME))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / FILE_NAME).write_text(settings_text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise OutputError(
                f"{folder} cannot be written: {error.strerror}.",
                "Check its permissions, or choose another folder.",
            ) from error
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Project:
        """Open a project folder, making the project file if only the settings are there.

        Raises:
            ProjectError: no project there, not a project file, or one of a newer migrator.
            OutputError: the project file cannot be written.
        """
        if not (folder / FILE_NAME).exists():
            raise ProjectError(
                f"{folder} holds no {FILE_NAME}.",
                "Start with: migrator init OLD NEW   or name the folder with --project.",
            )
        return cls(folder, _opened(folder))

    def close(self) -> None:
        """Close the project file."""
        self.db.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all writes of the block at once, or none."""
        with self.db:
            yield

    def meta(self, key: str) -> str | None:
        """Return a stored fact, or None."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Store a fact."""
        with self.db:
            self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def forget_meta(self, prefix: str) -> None:
        """Forget the facts whose keys begin with a prefix (inside the caller's transaction)."""
        self.db.execute("DELETE FROM meta WHERE substr(key, 1, ?) = ?", (len(prefix), prefix))

    @contextmanager
    def stage_lock(self, stage: str) -> Iterator[None]:
        """Hold the project for one writing stage; freed at exit, and taken over from a dead process.

        Raises:
            ProjectError: another living process holds it; the message names stage, process and host.
        """
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            held = self.meta("lock")
            if held is not None and _alive(json.loads(held)):
                owner = json.loads(held)
                raise ProjectError(
                    f"The stage {owner['stage']!r} is running on this project (process {owner['pid']} on {owner['host']}).",
                    "Wait for it, or stop it, then run the same command again.",
                )
            mine = json.dumps({"stage": stage, "pid": os.getpid(), "host": platform.node()})
            self.db.execute("INSERT OR REPLACE INTO meta VALUES ('lock', ?)", (mine,))
        try:
            yield
        finally:
            with self.db:
                self.db.execute("DELETE FROM meta WHERE key = 'lock'")

    def stage_state(self, name: str) -> tuple[str, dict[str, Json]] | None:
        """Return (fingerprint of the inputs, report) of a stage's last complete run, or None."""
        row = self.db.execute("SELECT fingerprint, report FROM stage WHERE name = ?", (name,)).fetchone()
        return None if row is None else (str(row[0]), json.loads(row[1]))

    def finish_stage(self, name: str, fingerprint: str, report: dict[str, Json]) -> None:
        """Record that a stage is complete for these inputs."""
        with self.db:
            self.db.execute(
                "INSERT OR REPLACE INTO stage VALUES (?, ?, ?)",
                (name, fingerprint, json.dumps(report, sort_keys=True)),
            )


def _opened(folder: Path) -> sqlite3.Connection:
    path = folder / DATABASE
    try:
        db = sqlite3.connect(path, timeout=30, check_same_thread=False)
        with ExitStack() as opened:
            opened.callback(db.close)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            _prepare(db, folder)
            opened.pop_all()
    except sqlite3.OperationalError as error:
        raise OutputError(
            f"{path} cannot be written: {error}.",
            f"Check the permissions and the free space of {folder}; nothing in it was changed.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise ProjectError(
            f"{path} is not a readable project file: {error}.",
            "Restore it from a backup, or delete it and run: migrator run",
        ) from error
    return db


def _prepare(db: sqlite3.Connection, folder: Path) -> None:
    present = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0]
    if not present:
        with db:
            db.executescript(
                "BEGIN;" + schema.TABLES + f"INSERT INTO meta VALUES ('schema', '{schema.VERSION}');"
            )
        return
    version = int(db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()[0])
    if version > schema.VERSION:
        raise ProjectError(
            f"{folder / DATABASE} was made by a newer migrator (schema {version}; this one knows {schema.VERSION}).",
            "Upgrade with: pipx upgrade blog-migrator",
        )
    upgrade(db, version, schema.VERSION)


def _alive(owner: dict[str, str]) -> bool:
    if owner["host"] != platform.node():
        return True
    pid = int(owner["pid"])
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
