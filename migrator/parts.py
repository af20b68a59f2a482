"""Optional parts of the program: libraries imported when they are needed, and asked for by the exact command."""

from __future__ import annotations

import importlib
from typing import Any

from migrator.errors import MissingPartError


def part(module: str, extra: str) -> Any:
    """Return a module of an optional library.

    Raises:
        MissingPartError: the library is not installed; the hint says how to get it.
    """
    library = module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingPartError(
            f"{library} is not installed.",
            f"Install it with: pip install 'blog-migrator[{extra}]' (with pipx: pipx inject blog-migrator {library})",
        ) from error
