"""`migrator inspect`: what migrator reads out of one page, without a project."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migrator.model import Json, Page

_SHOWN_TEXT = 400  # characters of a body on a terminal


@click.command("inspect")
@click.argument("source", required=False, metavar="[FILE|URL|-]")
@click.option("--url", help="The address the page was published at.")
@click.option(
    "--batch", is_flag=True, help="Read lines FILE<TAB>URL from stdin; print one JSON object a line."
)
@click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Show what this project knows of the old URL, and from which source each field came.",
)
@options.as_json
def command(source: str | None, url: str | None, folder: Path | None, *, batch: bool, as_json: bool) -> int:
    """Show what one page says: kind, title, date, author, labels, body, comments.

    \b
    Example:  migrator inspect page.html --url http://blog.example/2010/05/x.html --json
              migrator inspect http://blog.example/2010/05/x.html --project my-move
    """
    if batch:
        _each_line(sys.stdin)
        return 0
    if source is None:
        from migrator.errors import UsageError

        raise UsageError(
            "Nothing to inspect.", "Name a file, a URL or - for stdin; see: migrator inspect --help"
        )
    if folder is not None:
        click.echo(_known(folder, source, as_json=as_json))
        return 0
    told = _one(source, url)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _shown(told))
    return 0


def _known(folder: Path, url: str, *, as_json: bool) -> str:
    from migrator.stages.known import known_of, shown
    from migrator.store.project import Project

    with Project.open(folder) as project:
        told = known_of(project, project.settings(), url)
    return json.dumps(told, ensure_ascii=False, indent=2) if as_json else shown(told)


def _one(source: str, url: str | None) -> dict[str, Json]:
    from migrator.stages.inspect import inspect_page

    if source == "-":
        return inspect_page(sys.stdin.buffer.read(), url, "")
    if source.startswith(("http://", "https://")) and not Path(source).exists():
        page = _fetched(source)
        return inspect_page(page.body, url or page.final_url, page.headers.get("content-type", ""))
    return inspect_page(_read(source), url, "")


def _fetched(url: str) -> Page:
    from migrator.fetch.asking import ask
    from migrator.settings import NetworkSettings

    return ask(url, NetworkSettings())


def _read(name: str) -> bytes:
    from migrator.errors import InputError

    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(
            f"{name} cannot be read: {error.strerror}.", "Check the name and its permissions."
        ) from error


def _each_line(lines: Iterable[str]) -> None:
    for line in lines:
        name, _, url = line.rstrip("\r\n").partition("\t")
        click.echo(json.dumps(_told_or_error(name, url.strip() or None), ensure_ascii=False))


def _told_or_error(name: str, url: str | None) -> dict[str, Json]:
    from migrator.errors import MigratorError
    from migrator.stages.extract import guarded
    from migrator.stages.inspect import inspect_page

    try:
        body = _read(name)
    except MigratorError as error:
        return {"error": error.message, "hint": error.hint}
    told = guarded(lambda: inspect_page(body, url, ""))
    return {"error": f"This is a bug in migrator: {told}"} if isinstance(told, str) else told


def _shown(told: dict[str, Json]) -> str:
    comments = told["comments"]
    lines = [
        f"{name:<10} {_plain(told[name])}"
        for name in ("kind", "platform", "title", "published", "author", "labels")
    ]
    lines.append(f"{'comments':<10} {len(comments) if isinstance(comments, list) else 0}")
    text = str(told["body_text"] or "")
    lines += ["", text[:_SHOWN_TEXT] + (" …" if len(text) > _SHOWN_TEXT else "")] if text else []
    return "\n".join(lines)


def _plain(value: Json) -> str:
    if value is None:
        return "-"
    return ", ".join(str(one) for one in value) or "-" if isinstance(value, list) else str(value)
