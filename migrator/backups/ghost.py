"""Ghost's export (Settings → Import/Export): one JSON file of tables, alone or in a zip with the images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.backups._contract import About, Detection, recognised, unreadable
from migrator.backups._ghost_rows import Blog
from migrator.backups._json_tables import DamagedError, tables
from migrator.errors import InputError
from migrator.loose_json import as_json, table, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.backups._contract import Container
    from migrator.model import Json, Problem, Record, Site

_HEAD = re.compile(
    rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"(?:db"\s*:\s*\[\s*\{\s*"(?:meta|data)|(?:meta|data))"\s*:\s*\{'
)
_TABLES = re.compile(
    rb'"exported_on"\s*:\s*\d|"(?:posts|posts_tags|posts_authors|custom_theme_settings|benefits)"\s*:\s*\[\s*\{'
)
_HOLDERS = frozenset({"db", "data"})
_TITLE = re.compile(rb'\{[^{}]*"key"\s*:\s*"title"[^{}]*\}')


class Ghost:
    """Ghost's own export of any version, from its documentation of the import format and its public schema.

    Of people only names, slugs and websites are read, never their addresses; members are not read at all. HTML is taken
    where the file has it, else the editor's document is written as HTML. Only what was published for everybody is carried
    over. `__GHOST_URL__` stands for the blog's own address.
    """

    name = "ghost"
    title = "Ghost: the exported JSON file, or a zip or folder with it"
    version = 1
    platform = "ghost"

    def detect(self, head: bytes, name: str) -> Detection:  # noqa: ARG002 - told by what is in it
        """Say how likely a member is an export: told by how its tables are wrapped."""
        if _HEAD.match(head) and _TABLES.search(head):
            return Detection(0.9, ("tables of Ghost's database",))
        return Detection(0.0)

    def about(self, given: Container) -> About:
        """Return the blog's title; its address is not in the file."""
        found = _TITLE.search(given.head(_only(self, given)))
        row = table(as_json(found[0].decode("utf-8", "replace"))) if found else {}
        return About(platform=self.platform, title=words(row.get("value")))

    def read(self, given: Container, site: Site) -> Iterator[Record | Problem]:
        """Yield everything public; the file is gone through twice, as tags and writers come after the posts."""
        name = _only(self, given)
        blog = Blog(site)
        for kind, row in _read(given, name):
            blog.note(kind, table(row))
        yield from blog.about()
        for kind, row in _read(given, name):
            if kind == "":
                yield unreadable(f"{name} is damaged: {row}.")
            elif kind == "posts":
                yield from blog.post(table(row))
            elif kind == "comments":
                yield from blog.comment(table(row))


def _only(backup: Ghost, given: Container) -> str:
    found = recognised(backup, given)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"{given.name} holds no export of Ghost.", "Name the JSON file that was exported.")
    raise InputError(
        f"{given.name} holds {len(found)} exports: {', '.join(found)}.", "Name the newest one alone."
    )


def _read(given: Container, name: str) -> Iterator[tuple[str, Json]]:
    """Yield the rows of all tables; damage ends it with a row of the table "" that says what it is."""
    with given.open(name) as stream:
        try:
            yield from tables(stream, name, _HOLDERS)
        except DamagedError as error:
            yield "", str(error)


PLUGIN = Ghost()
