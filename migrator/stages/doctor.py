"""Looks whether this machine and both sites are ready, with one fix for each thing that is not."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from migrator.model import Page
    from migrator.settings import Settings

_PYTHON = (3, 11)
_FREE_BYTES = 1_000_000_000
_OK = 400

# program → what it proves, Debian package
ENGINES = {
    "nginx": ("nginx redirects", "nginx-light"),
    "apache2": ("both Apache redirects", "apache2"),
    "php": ("the WordPress plug-in", "php-cli php-sqlite3 wordpress"),
    "chromium": ("the Blogger theme snippet", "chromium"),
}
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
    for program, (proves, package) in ENGINES.items():
        there = shutil.which(program, path=f"{_search_path()}") is not None
        found = "installed" if there else f"not installed: {proves} can only be simulated"
        yield Check(program, there, found, f"On Debian or Ubuntu: sudo apt install {package}", needed=False)


def _search_path() -> str:
    import os

    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


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
