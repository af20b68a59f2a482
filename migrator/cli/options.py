"""Options spelled the same on every verb."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound="Callable[..., Any]")

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


def project(function: F) -> F:
    """`--project FOLDER`: the migration's folder."""
    option = click.option(
        "--project", "folder", type=FOLDER, default=Path(), help="The project folder (default: here)."
    )
    return option(function)


def as_json(function: F) -> F:
    """`--json`: one JSON object on stdout, errors too."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(function)


def trial(function: F) -> F:
    """`--trial/--final`: temporary redirects or permanent ones; without either, as they were written last."""
    option = click.option(
        "--trial/--final",
        default=None,
        help="Temporary redirects (302, not kept by browsers), or permanent ones.",
    )
    return option(function)


def quiet(function: F) -> F:
    """`--quiet`: no progress on stderr."""
    return click.option("-q", "--quiet", is_flag=True, help="No progress lines.")(function)
