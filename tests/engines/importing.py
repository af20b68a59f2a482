"""Imports WXR parts into a real WordPress, as its own importer would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .wordpress import WordPress

_SCRIPT = Path(__file__).with_name("import_wxr.php")


class Imported(TypedDict):
    """What one part added; `known` counts the posts that were there already, `lost` names attachments without a file."""

    posts: int
    comments: int
    attachments: int
    terms: int
    known: int
    lost: list[str]


def import_parts(site: WordPress, parts: Sequence[Path], files: Mapping[str, Path]) -> list[Imported]:
    """Import parts in order; `files` maps an attachment's URL to the file that stands for its download."""
    given = {"parts": list(map(str, parts)), "files": {url: str(path) for url, path in files.items()}}
    code = "require $given['script']; return import_wxr($given['parts'], $given['files']);"
    found: list[Imported] = site.ask(code, {**given, "script": str(_SCRIPT)})
    return found
