"""How a command ends: results on stdout, everything else on stderr, and the exit code of what happened."""

from __future__ import annotations

import difflib
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import migrator
from migrator.errors import MigratorError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OK = 0
PROBLEMS = 1
USAGE = 2
BUG = 70
INTERRUPTED = 130


def guarded(work: Callable[[], Any], words: list[str]) -> Any:
    """Run a command; return what it returned, or the exit code of the error it met."""
    as_json = "--json" in words
    try:
        return work()
    except MigratorError as error:
        return _refuse(error.message, error.hint, error.exit_code, as_json=as_json)
    except click.ClickException as error:
        return _refuse(error.format_message(), _usage_hint(error), USAGE, as_json=as_json)
    except (KeyboardInterrupt, click.Abort):
        return _refuse(
            "Stopped. Everything fetched so far is kept.",
            "Run the same command to go on.",
            INTERRUPTED,
            as_json=as_json,
        )
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 (a closed pipe is success)
        return OK
    except Exception:
        if "--debug" in words:
            raise
        return _bug(words, as_json=as_json)


def unknown_word(what: str, word: str, known: Iterable[str], see: str) -> UsageError:
    """Return the error for a word that is not known, with the nearest spelling."""
    near = difflib.get_close_matches(word, list(known), 1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    return UsageError(f"There is no {what} {word!r}.", f"{hint}See: {see}")


def _usage_hint(error: click.ClickException) -> str:
    found = getattr(error, "ctx", None)
    return f"See: {found.command_path} --help" if found else "See: migrator --help"


def _refuse(message: str, hint: str, code: int, *, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps({"ok": False, "exit": code, "error": {"message": message, "hint": hint}}))
    else:
        click.echo(f"migrator: {message}\n  {hint}", err=True)
    return code


def _bug(words: list[str], *, as_json: bool) -> int:
    handle, name = tempfile.mkstemp(prefix="migrator-bug-", suffix=".log", text=True)
    os.close(handle)
    log = Path(name)
    versions = f"migrator {migrator.__version__}, Python {sys.version}, {sys.platform}"
    log.write_text(f"{versions}\nmigrator {' '.join(words)}\n\n{traceback.format_exc()}", encoding="utf-8")
    return _refuse(
        "This is a bug in migrator, not your mistake; nothing stored was lost.",
        f"The details are in {log}: please report it. Run the same command again to go on.",
        BUG,
        as_json=as_json,
    )
