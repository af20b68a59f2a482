"""Writes the script that answers old fragments on the new site, with its map: small in the page, large in files.

A large map is cut by a hash of the fragment: it alone is known wherever a reader lands (a comment's number names no
page), sizes come out even whatever numbers look like, and each reader with such a link fetches one file.
"""

from __future__ import annotations

import json
import math
import re
from importlib import resources
from typing import TYPE_CHECKING

from migrator.redirects._lines import text_file
from migrator.redirects._readme import Words, readme
from migrator.redirects._scripts import script_hash, script_json
from migrator.redirects._spelling import encoded_path, split_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrator.model import Json
    from migrator.redirects.targets._contract import RuleSet

FOLDER = "new-site"
MAP = "migrator-anchors"
POINTER = f"\nWhat is behind a `#` in old addresses is answered on the new site: see `{FOLDER}/README.md`.\n".encode()
_INLINE_BYTES = 6_000  # every reader of a page loads what stands in the script
_FILE_BYTES = 20_000
_KNOWN_FORMS = re.compile(r"!.*|[a-z-]*[0-9]+", re.DOTALL)  # as in the script


def new_site_files(rules: RuleSet) -> dict[str, bytes]:
    """Return files by path for the new site: script, snippet, README and a large map's files; none without anchors."""
    entries = anchor_map(rules)
    if not entries:
        return {}
    parts = _files(entries)
    where: dict[str, Json] = {"folder": f"{base_path(rules)}/{MAP}/", "files": len(parts)} if parts else {}
    settings = {**(where or {"map": entries}), "any": has_other_forms(entries)}
    script = anchor_script(settings)
    written = [
        text_file("README.md", [readme(rules, _words(rules, len(entries), len(parts)))]),
        text_file("anchors.js", [script]),
        text_file(
            "snippet.html",
            [f"<!-- old anchors: begin -->\n<script>\n{script}\n</script>\n<!-- old anchors: end -->"],
        ),
    ]
    written += [text_file(f"{MAP}/{number}.json", [script_json(part)]) for number, part in enumerate(parts)]
    return {file.path: file.content for file in written}


def beside(rules: RuleSet) -> dict[str, bytes]:
    """Return the same files as a folder of its own, for a target's folder."""
    return {f"{FOLDER}/{path}": content for path, content in new_site_files(rules).items()}


def anchor_map(rules: RuleSet) -> dict[str, Json]:
    """Return fragment → address below the new site's origin, or page of the new site ("" for any) → address."""
    origin = _origin(rules)
    pages: dict[str, dict[str, str]] = {}
    for anchor in rules.anchors:
        pages.setdefault(anchor.fragment, {})[anchor.page] = anchor.target.removeprefix(origin)
    entries: dict[str, Json] = {}
    for fragment in sorted(pages):
        found = pages[fragment]
        everywhere = set(found.values()) == {found.get("")}
        entries[fragment] = found[""] if everywhere else dict(sorted(found.items()))
    return entries


def has_other_forms(entries: Iterable[str]) -> bool:
    """True where a fragment cannot be told by its form from places that pages of the new site have themselves."""
    return not all(map(_KNOWN_FORMS.fullmatch, entries))


def anchor_script(settings: Mapping[str, Json]) -> str:
    """Return the script with its settings, as text that is inert in HTML."""
    text = script_json(json.dumps(dict(settings), separators=(",", ":")))
    return _resource("anchors.js").replace("SETTINGS", f"JSON.parse({text})").rstrip()


def base_path(rules: RuleSet) -> str:
    """Return the path below which the new site lies, without a final slash."""
    parts = split_url(rules.new_url)
    return parts.path.rstrip("/") if parts else ""


def _origin(rules: RuleSet) -> str:
    parts = split_url(rules.new_url)
    return f"{parts.scheme}://{parts.host}" if parts else ""


def _files(entries: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Cut a map too large for a page; an empty list means that it fits."""
    size = len(json.dumps(entries))
    if size <= _INLINE_BYTES:
        return []
    files: list[dict[str, Json]] = [{} for _ in range(math.ceil(size / _FILE_BYTES))]
    for fragment, entry in entries.items():
        key = fragment.partition("?")[0] if fragment.startswith("!") else fragment
        files[script_hash(key) % len(files)][fragment] = entry
    return files


def _words(rules: RuleSet, count: int, files: int) -> Words:
    place = f"{base_path(rules)}/{MAP}/"
    return Words(
        title="the new site: what is behind a #",
        lead=f"{count:,} fragments of old addresses are answered by a script, on the pages of:",
        hosts=(rules.new_url.rstrip("/") + "/",),
        intro=_INTRO,
        apply=_resource("apply.md").replace("UPLOAD", _UPLOAD.format(files, place) if files else _NO_UPLOAD),
        check=_CHECK.format(_example(rules)),
        asked=False,
        undo=_UNDO.format(f" and delete the folder `{place}`" if files else ""),
        notes=_NOTES,
    )


_INTRO = """Browsers never send what is behind a `#`, and take it along to wherever a redirect leads. So no server can answer links
to single comments (`#c123…`), to posts that were mere places in an archive page (`#90123456`), or to dynamic views
(`#!/2010/05/tea.html`); a few lines on the new site's pages can."""
_UPLOAD = (
    """Upload the folder `migrator-anchors` ({:,} files) so that `{}0.json` can be opened on the new site."""
)
_NO_UPLOAD = "There is nothing else to upload: the map is small enough to stand in the script."
_CHECK = """Open an old link with a `#` in a browser, to the page it was made for. Or open this address, which has to lead on to
another one or to a place in the page:

    {}"""
_UNDO = """Take everything out from `<!-- old anchors: begin -->` to `<!-- old anchors: end -->`, or the line that loads
`anchors.js`{}. Nothing else was changed."""
_NOTES = (
    "Where the page itself has the place (an element with that id or name), the script does no more than scroll to it.",
    "A comment is also found as `comment-123…`; one that is nowhere leads to `#comments`.",
    "It leads to pages of the new site alone, whatever a link says, and writes nothing into a page.",
    "Readers without a `#` load nothing but the script; those with one that looks old load one file of the map.",
    'A template that shows comments gives each the old anchor best of all: `<li id="c123…">`.',
)


def _example(rules: RuleSet) -> str:
    anchor = min(rules.anchors, key=lambda anchor: (anchor.fragment, anchor.page))
    page = encoded_path(anchor.page.partition("?")[0] or f"{base_path(rules)}/")
    return f"{_origin(rules)}{page}#{encoded_path(anchor.fragment)}"


def _resource(name: str) -> str:
    return (resources.files(__package__) / "_new_site" / name).read_text(encoding="utf-8")
