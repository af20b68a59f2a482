"""Finds plug-ins: being a file in the folder is being registered; there is no second list."""

from __future__ import annotations

import difflib
import importlib
import importlib.metadata
import pkgutil
from functools import cache
from typing import Any

from migrator.errors import UsageError

FOLDERS = {
    "platform": "migrator.platforms",
    "target": "migrator.redirects.targets",
    "source": "migrator.redirects.sources",
    "export": "migrator.exports",
    "backup": "migrator.backups",
    "way": "migrator.stages.ways",
}


@cache
def names(kind: str) -> tuple[str, ...]:
    """All plug-in ids of a kind, sorted; ids are file stems with dashes. Imports no plug-in."""
    folder = importlib.import_module(FOLDERS[kind])
    own = {
        info.name.replace("_", "-")
        for info in pkgutil.iter_modules(folder.__path__)
        if not info.name.startswith("_")
    }
    return tuple(sorted(own | {entry.name for entry in _entry_points(kind)}))


@cache
def load(kind: str, name: str) -> Any:
    """Import one plug-in and return its `PLUGIN`.

    Raises:
        UsageError: no plug-in of that name; the hint holds the nearest spelling.
    """
    if name not in names(kind):
        near = difflib.get_close_matches(name, names(kind), 1) or _about(kind, name)
        hint = f"Did you mean {' or '.join(map(repr, near))}? " if near else ""
        raise UsageError(
            f"There is no {kind} called {name!r}.", f"{hint}See them all with: migrator list {kind}s"
        )
    for entry in _entry_points(kind):
        if entry.name == name:
            return entry.load()
    module = importlib.import_module(f"{FOLDERS[kind]}.{name.replace('-', '_')}")
    return module.PLUGIN


def _about(kind: str, word: str) -> list[str]:
    """Return the plug-ins in whose name or title a word stands: people name a host's file, or a maker."""
    plugins = {name: load(kind, name) for name in names(kind)}
    titles = {
        name: f"{name} {getattr(getattr(one, 'capabilities', one), 'title', '')}".lower()
        for name, one in plugins.items()
    }
    found = (
        [n for n in titles if one in titles[n]] for one in (word.lower(), word.lower().strip("._")) if one
    )
    return next(filter(None, found), [])


def _entry_points(kind: str) -> tuple[importlib.metadata.EntryPoint, ...]:
    return tuple(importlib.metadata.entry_points(group=f"migrator.{kind}s"))
