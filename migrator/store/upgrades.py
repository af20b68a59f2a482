"""Named steps from one schema version to the next; a later change adds a step and a stored old file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_NUMBERS = """
CREATE TABLE number (
  url TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY (url, name)
) WITHOUT ROWID
"""


def _number_table(db: sqlite3.Connection) -> None:
    db.execute(_NUMBERS)


# version a step leads to → (name, what it does)
STEPS: dict[int, tuple[str, Callable[[sqlite3.Connection], None]]] = {
    2: ("clicks and other numbers stay with each old URL", _number_table),
}


def upgrade(db: sqlite3.Connection, present: int, wanted: int) -> tuple[str, ...]:
    """Bring an open project file from version `present` to `wanted`; return the names of the steps taken."""
    taken = []
    for version in range(present + 1, wanted + 1):
        name, step = STEPS[version]
        with db:
            step(db)
            db.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(version),))
        taken.append(name)
    return tuple(taken)
