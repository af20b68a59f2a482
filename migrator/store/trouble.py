"""Problems (trouble with one URL) and findings (what a person should look at)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import Finding, Problem

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator


class Problems:
    """The table `problem`. Writes happen inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, problem: Problem) -> None:
        """Store one problem in place of an earlier one of its kind."""
        row = (problem.stage, problem.url, problem.kind, problem.message, int(problem.retry))
        self._db.execute("INSERT OR REPLACE INTO problem VALUES (?, ?, ?, ?, ?)", row)

    def clear(self, stage: str, url: str | None = None) -> None:
        """Forget the problems of a stage, or of one URL in it."""
        if url is None:
            self._db.execute("DELETE FROM problem WHERE stage = ?", (stage,))
        else:
            self._db.execute("DELETE FROM problem WHERE stage = ? AND url = ?", (stage, url))

    def all(self, stage: str | None = None) -> Iterator[Problem]:
        """Yield problems in (stage, URL) order."""
        rows = self._db.execute(
            "SELECT stage, url, kind, message, retry FROM problem WHERE ?1 IS NULL OR stage = ?1 ORDER BY stage, url, kind",
            (stage,),
        )
        for name, url, kind, message, retry in rows:
            yield Problem(stage=name, url=url, kind=kind, message=message, retry=bool(retry))


class Findings:
    """The table `finding`. Writes happen inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def replace(self, stage: str, findings: Iterable[Finding]) -> None:
        """Store a stage's findings in place of the earlier ones."""
        self._db.execute("DELETE FROM finding WHERE stage = ?", (stage,))
        self._db.executemany(
            "INSERT OR REPLACE INTO finding VALUES (?, ?, ?, ?, ?, ?)",
            [(stage, f.code, f.url, f.severity, f.message, f.hint) for f in findings],
        )

    def all(self, stage: str | None = None) -> Iterator[Finding]:
        """Yield findings in (stage, code, URL) order."""
        rows = self._db.execute(
            "SELECT code, url, severity, message, hint FROM finding WHERE ?1 IS NULL OR stage = ?1"
            " ORDER BY stage, code, url, message",
            (stage,),
        )
        for code, url, severity, message, hint in rows:
            yield Finding(code=code, severity=severity, url=url, message=message, hint=hint)
