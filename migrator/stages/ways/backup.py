"""The way in for files a platform lets its owner download: finds the format and lets it read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from migrator import registry
from migrator.errors import InputError
from migrator.fetch.containers import opened
from migrator.model import Detection
from migrator.stages.ways import path_of_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migrator.backups._contract import About, Backup, Container
    from migrator.model import Page, Problem, Record
    from migrator.settings import SourceSettings
    from migrator.stages.ways._contract import Desk

_MEDIA = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".mp4", ".mov", ".mp3", ".avif", ".heic")
_LOOKED_AT = 500  # members


class BackupFiles:
    """Backup files of any format in `migrator/backups`."""

    name = "backup"
    title = "a backup file of Blogger, WordPress or another platform (file, zip or folder; see: migrator list backups)"
    version = 1

    def recognises(self, source: SourceSettings, folder: Path) -> Detection:
        """Say how sure the surest format is of one of its members."""
        path = path_of_source(source, folder)
        if source.format is not None:
            return Detection(1.0, (f"named: {source.format}",))
        if not path.exists():
            return Detection(0.0)
        with opened(path) as given:
            return _surest(given)[1]

    def about(self, source: SourceSettings, folder: Path) -> About:
        """Return what the backup says of its blog."""
        with opened(path_of_source(source, folder)) as given:
            backup, detection = _chosen(source, given)
            told = backup.about(given)
        return replace(
            told, platform=told.platform or backup.platform, signals=told.signals or detection.signals
        )

    def read(self, source: SourceSettings, desk: Desk) -> Iterator[Page | Record | Problem]:
        """Yield what the backup holds."""
        with opened(path_of_source(source, desk.folder)) as given:
            backup, _ = _chosen(source, given)
            yield from backup.read(given, desk.site)


def _chosen(source: SourceSettings, given: Container) -> tuple[Backup, Detection]:
    if source.format is not None:
        named: Backup = registry.load("backup", source.format)
        return named, Detection(1.0, (f"named: {source.format}",))
    backup, detection = _surest(given)
    if not detection.score:
        known = ", ".join(registry.names("backup"))
        raise InputError(f"{given.name} is no backup of a known format.", f"Known formats: {known}.")
    return backup, detection


def _surest(given: Container) -> tuple[Backup, Detection]:
    """Ask every format about the heads of the members that may hold text; among equals the first in the alphabet."""
    backups: list[Backup] = [registry.load("backup", name) for name in registry.names("backup")]
    best, surest = backups[0], Detection(0.0)
    names = [name for name in given.names() if not name.lower().endswith(_MEDIA)]
    for name in names[:_LOOKED_AT]:
        head = given.head(name)
        for backup in backups:
            found = backup.detect(head, name)
            if found.score > surest.score:
                best, surest = backup, found
    return best, surest


PLUGIN = BackupFiles()
