"""Every error a person can meet: what happened, why, and what to type next.

MigratorError            exit 2 unless a branch says otherwise
├─ UsageError            the command's words do not fit together
├─ ConfigError           migrator.toml or a mapping file is wrong (file, line, key, allowed values)
├─ ProjectError          the project folder is missing, locked, newer than this program, or not ours
├─ InputError            a file given by the person cannot be read as what it should be
├─ OutputError           a folder or file cannot be written, or is not ours to write
├─ MissingPartError      an engine or optional package is not installed
├─ TargetLimitError      a redirect target cannot hold or express this map          exit 1
├─ IncompleteError       retryable work remains                                     exit 3
└─ SiteError             a site is unreachable or refuses                           exit 4
"""

from __future__ import annotations

from typing import ClassVar


class MigratorError(Exception):
    """A person's mistake or the world's; anything else that is raised is a bug.

    `message` says what happened and why, `hint` what to type or change next. Both are plain text.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MigratorError):
    """The command's words do not fit together."""


class ConfigError(MigratorError):
    """A settings or mapping file is wrong; the message names file, line, key and allowed values."""


class ProjectError(MigratorError):
    """The project folder is missing, locked, newer than this program, or not ours."""


class InputError(MigratorError):
    """A file given by the person cannot be read as what it should be."""


class OutputError(MigratorError):
    """A folder or file cannot be written, or is not ours to write."""


class MissingPartError(MigratorError):
    """An engine or optional package is not installed; the hint is the exact install command."""


class TargetLimitError(MigratorError):
    """A redirect target cannot hold or express this map; the hint names a target that can."""

    exit_code = 1


class IncompleteError(MigratorError):
    """Retryable work remains; running the same command again goes on."""

    exit_code = 3


class SiteError(MigratorError):
    """A site is unreachable or refuses."""

    exit_code = 4
