"""The `migrator` command: finds verbs by file name, and turns every ending into words and an exit code."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import migrator
from migrator.cli import endings

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = Path(__file__).parent / "commands"


class Verbs(click.Group):
    """A group whose verbs are the files of `commands/`, imported only when used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return all verbs, sorted."""
        return sorted(info.name.rstrip("_") for info in pkgutil.iter_modules([str(COMMANDS)]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name if (COMMANDS / f"{cmd_name}.py").exists() else f"{cmd_name}_"
        module = importlib.import_module(f"migrator.cli.commands.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or fail with the nearest spelling."""
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            raise endings.unknown_word("verb", args[0], self.list_commands(ctx), "migrator --help")
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(migrator.__version__, prog_name="migrator")
@click.option("--debug", is_flag=True, help="Show tracebacks instead of short messages.")
@click.pass_context
def command(ctx: click.Context, *, debug: bool) -> None:
    """Move a blog to a new address so that every address it ever published keeps working.

    \b
    Start here:   migrator demo
    Then:         migrator init OLD NEW && migrator run
    """
    ctx.obj = {"debug": debug}
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with the code of its ending."""
    words = list(sys.argv[1:] if args is None else args)
    sys.exit(run(words))


def run(words: list[str]) -> int:
    """Run the command line and return the exit code."""
    outcome: Any = endings.guarded(lambda: command.main(words, "migrator", standalone_mode=False), words)
    return outcome if isinstance(outcome, int) else 0
