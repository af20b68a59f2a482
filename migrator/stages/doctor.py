"""Looks whether this machine and both sites are ready, with one fix for each thing that is not."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrator import registry
from migrator.prove.engine import found_binary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from migrator.model import Page
    from migrator.settings import Settings

_PYTHON = (3, 11)
_FREE_BYTES = 1_000_000_000
_OK = 400

_PARTS = (
    "requests",
    "bs4",
    "lxml",
    "tenacity",
    "click",
    "rich",
    "jinja2",
    "pydantic",
    "protego",
    "dateparser",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, what was found, and the fix ("" when none is needed)."""

    name: str
    ok: bool
    found: str
    fix: str = ""
    needed: bool = True


def machine(folder: Path) -> Iterator[Check]:
    """Check Python, the installed parts, disk space and the engines that `--prove` can use."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Check("Python", sys.version_info >= _PYTHON, version, "Install Python 3.11 or newer.")
    missing = [part for part in _PARTS if importlib.util.find_spec(part) is None]
    yield Check(
        "packages",
        not missing,
        ", ".join(missing) or "all there",
        "Reinstall with: pipx install --force blog-migrator",
    )
    free = shutil.disk_usage(folder if folder.exists() else ".").free
    yield Check(
        "disk",
        free > _FREE_BYTES,
        f"{free / 1e9:.1f} GB free",
        "Free some space, or choose another folder with --project.",
    )
    for program, (targets, hint) in _engines().items():
        there = found_binary(program) is not None
        proves = ", ".join(targets)
        found = f"installed; proves {proves}" if there else f"not installed: {proves} can only be simulated"
        yield Check(program, there, found, hint, needed=False)


def _engines() -> dict[str, tuple[list[str], str]]:
    """Return program → the targets it proves, and how to install it."""
    found: dict[str, tuple[list[str], str]] = {}
    for name in registry.names("target"):
        engine = registry.load("target", name).engine(Path())
        if engine is not None:
            found.setdefault(engine.binary, ([], engine.install_hint))[0].append(name)
    return found


def sites(settings: Settings, get: Callable[[str], Page | None]) -> Iterator[Check]:
    """Check that the old and the new site answer; `get` returns None where a site cannot be reached."""
    for name, url in (("old blog", settings.old.url), ("new site", settings.new.url)):
        page = get(f"{url}/")
        ok = page is not None and page.status < _OK
        found = "unreachable" if page is None else f"answers {page.status}"
        yield Check(name, ok, f"{url} {found}", _site_fix(name), needed=name == "old blog")
        if page is not None and name == "new site" and b"noindex" in page.body[:20_000]:
            yield Check(
                "search engines",
                ok=False,
                found="the new site asks not to be indexed",
                fix="In WordPress: Settings → Reading → untick 'Discourage search engines'.",
                needed=False,
            )


def _site_fix(name: str) -> str:
    if name == "new site":
        return "If it is not public yet, name its address under [network.resolve] in migrator.toml."
    return "Check [old] url in migrator.toml; a private blog must be opened while it is read."
