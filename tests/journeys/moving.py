"""A blog moved for real: the command line, an import into WordPress, nginx, and what readers then get."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from engines.importing import Imported, import_parts

from migrator import registry
from migrator.model import Verdict
from migrator.prove.client import Reply as Answer
from migrator.prove.client import ask
from migrator.prove.engine import found_binary, running
from migrator.rekey.newsite import comparable
from migrator.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from engines.wordpress import Reply, WordPress

    from migrator.model import Comment, Post, UrlKind, UrlMapping

SETTINGS = """
[redirects]
targets = ["nginx", "wordpress-plugin"]

[export]
part_size = 150_000
"""
MIGRATOR = [sys.executable, "-m", "migrator"]


def needed(missing: str | None, *servers: str) -> None:
    """Skip where a part of the journey is not installed."""
    lacking = [missing] if missing else [f"{name} is missing" for name in servers if not found_binary(name)]
    if lacking:
        pytest.skip(lacking[0])


def migrator(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Type a command; warnings count as bugs."""
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    argv = [*MIGRATOR, *map(str, words)]
    return subprocess.run(
        argv,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
    )


def resolve_words(addresses: Mapping[str, str]) -> list[str]:
    """Return `--resolve` options for origins and where they are reached."""
    return [word for origin, at in addresses.items() for word in ("--resolve", f"{origin}={at}")]


@dataclass(frozen=True)
class Asked:
    """A request for an old URL."""

    host: str
    target: str


def request_of(url: str) -> Asked:
    """Return what a browser sends for a URL."""
    parts = urlsplit(url)
    return Asked(parts.netloc, parts.path + (f"?{parts.query}" if parts.query else ""))


@dataclass
class Move:
    """A finished move: its project, the new site, and what was said on the way."""

    folder: Path
    new: WordPress
    paused: subprocess.CompletedProcess[str]
    first: list[Imported] = field(default_factory=list)
    again: list[Imported] = field(default_factory=list)
    final: subprocess.CompletedProcess[str] | None = None

    @cached_property
    def posts(self) -> dict[str, Post]:
        """Old URL → post or page."""
        with Project.open(self.folder) as project:
            return {post.url: post for post in project.entities.posts()}

    @cached_property
    def comments(self) -> list[Comment]:
        """Every comment of the old blog."""
        with Project.open(self.folder) as project:
            return [each for post in self.posts.values() for each in project.entities.comments(post.key)]

    @cached_property
    def files(self) -> dict[str, Path]:
        """Old URL of an image → its copy."""
        with Project.open(self.folder) as project:
            return {asset.url: project.media / asset.file for asset in project.assets.all() if asset.file}

    @cached_property
    def pages(self) -> Pages:
        """What the new site answers."""
        return Pages(self.new)

    def mappings(self, *verdicts: Verdict) -> list[UrlMapping]:
        """Return the rows of the inventory with these verdicts, as they are now."""
        with Project.open(self.folder) as project:
            return [row for row in project.inventory.mappings() if row.verdict in verdicts]

    def moved(self, *kinds: UrlKind) -> list[UrlMapping]:
        """Return the moved rows of some kinds."""
        return [row for row in self.mappings(Verdict.MOVED) if row.kind in kinds]

    def answers(self, target: str, rows: Sequence[UrlMapping]) -> list[tuple[int, str | None]]:
        """Ask the real server of a redirect target, on the emitted files, for old URLs: status and Location."""
        folder = self.folder / "out" / "redirects" / target
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        with running(registry.load("target", target).engine(folder), files) as port:
            return told(ask(port, [request_of(row.old) for row in rows], lambda _: None))

    def straight(self, rows: Sequence[UrlMapping]) -> list[tuple[int, str | None]]:
        """Ask the new WordPress itself for old URLs."""
        port = urlsplit(self.new.url).port or 0
        return told(ask(port, [request_of(row.old) for row in rows], lambda _: None))

    def differences(self) -> set[tuple[str, str]]:
        """Return (old URL, code) of what the last reading of the new site found to complain about."""
        with Project.open(self.folder) as project:
            found = project.findings.all("readback")
            return {(each.url, each.code) for each in found if each.severity != "info"}

    def again_imported(self) -> subprocess.CompletedProcess[str]:
        """Let migrator read the new site once more."""
        return migrator("run", "--imported", "--no-prove", "--quiet", "--project", self.folder)


def told(replies: Iterable[Answer]) -> list[tuple[int, str | None]]:
    """Return status and Location of each answer."""
    return [(reply.status, next(iter(reply.values("location")), None)) for reply in replies]


def expected(rows: Iterable[UrlMapping]) -> list[tuple[int, str | None]]:
    """Return status and Location each row promises."""
    return [(301, row.new) if row.verdict is Verdict.MOVED else (410, None) for row in rows]


class Pages(Mapping[str, "Reply"]):
    """Pages of the new site by URL, each asked for once."""

    def __init__(self, site: WordPress) -> None:
        self._site = site
        self._asked: dict[str, Reply] = {}

    def __getitem__(self, url: str) -> Reply:
        if url not in self._asked:
            asked = request_of(url)
            self._asked[url] = self._site.get(asked.target, asked.host)
        return self._asked[url]

    def __iter__(self) -> Iterator[str]:
        return iter(self._asked)

    def __len__(self) -> int:
        return len(self._asked)


def shows_title(page: str, title: str) -> bool:
    """Say whether a page has a title in its <title> or <h1>."""
    shown = re.findall(r"<(title|h1)>(.*?)</\1>", page, re.DOTALL)
    return any(comparable(title) in comparable(html.unescape(text)) for _, text in shown)


def install_plugin(move: Move) -> None:
    """Copy the must-use plug-in into the new WordPress, as its README says."""
    source = move.folder / "out" / "redirects" / "wordpress-plugin"
    shutil.copytree(source, move.new.mu_plugins, dirs_exist_ok=True)


@dataclass(frozen=True)
class Begun:
    """A project that `init` has made: its folder, both addresses, where hosts are reached, and the new site."""

    folder: Path
    new_url: str
    resolve: Mapping[str, str]
    new: WordPress


def begin(folder: Path, sites: tuple[str, str], resolve: Mapping[str, str], new: WordPress) -> Begun:
    """Type `init` for the sample blog; `resolve` says where the old hosts are reached."""
    old_url, new_url = sites
    addresses = resolve_words({new_url: new.url, **resolve})
    done = migrator("init", old_url, new_url, "--project", folder, *addresses, "--rate", "1000")
    assert done.returncode == 0, done.stderr
    settings = folder / "migrator.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    return Begun(folder, new_url, resolve, new)


def finish(begun: Begun) -> Move:
    """Type `run`, import the parts twice, and type `run --imported`."""
    folder, new = begun.folder, begun.new
    move = Move(folder, new, migrator("run", "--no-prove", "--quiet", "--project", folder))
    assert move.paused.returncode == 0, move.paused.stdout + move.paused.stderr
    new.set_permalinks(told_permalinks(move.paused.stdout))
    parts = sorted((folder / "out" / "export" / "wxr").glob("part-*.xml"))
    move.first = import_parts(new, parts, move.files)
    move.again = import_parts(new, parts, move.files)
    repoint(folder / "migrator.toml", begun.new_url, begun.resolve, new.url)
    move.final = move.again_imported()
    return move


def repoint(settings: Path, new_url: str, resolve: Mapping[str, str], address: str) -> None:
    """Let the domain lead to the new site, where it led to the old one until now."""
    if new_url in resolve:
        line = f'"{new_url}" = "{{}}"'
        text = settings.read_text(encoding="utf-8")
        settings.write_text(
            text.replace(line.format(resolve[new_url]), line.format(address)), encoding="utf-8"
        )


def told_permalinks(text: str) -> str:
    """Return the permalink structure a person is told to choose."""
    found = re.search(r"Custom Structure: (\S+)", text)
    assert found, text
    return found[1]
