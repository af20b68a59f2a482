"""Writes `out/new-site/`: the script for what redirects cannot do, with all that the project knows of old fragments."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.model import Verdict
from migrator.profiles import load_profile
from migrator.redirects.anchors import Anchor, ordered, view_anchors
from migrator.redirects.new_site import FOLDER, new_site_files
from migrator.stages.folders import replace_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migrator.model import Json, UrlMapping
    from migrator.redirects.targets._contract import RuleSet
    from migrator.shapes import Anchors
    from migrator.store.project import Project


def with_known_anchors(
    project: Project,
    platform: str,
    rules: RuleSet,
    content: tuple[Sequence[UrlMapping], Mapping[str, str]],
) -> RuleSet:
    """Add the fragments that are unique to a blog: its comments, its posts (number → old URL), its dynamic views."""
    mappings, numbers = content
    forms = load_profile(platform).anchors
    new_urls = {mapping.old: mapping.new for mapping in mappings if mapping.new}
    posts = {forms.post.replace("{id}", number): url for number, url in numbers.items()}
    found = [
        *rules.anchors,
        *_comments(forms, project, new_urls),
        *(Anchor(name, new_urls[url]) for name, url in posts.items() if forms.post),
    ]
    if forms.views:
        kept = (mapping for mapping in mappings if mapping.verdict == Verdict.KEPT)
        found += view_anchors(rules.rules, kept)
    return replace(rules, anchors=ordered(found))


def _comments(forms: Anchors, project: Project, new_urls: Mapping[str, str]) -> Iterator[Anchor]:
    """Send each comment to its post's new URL, its fragment with it unless that URL has one of its own."""
    for number, post in project.entities.comment_posts().items() if forms.comment else ():
        url = new_urls.get(post)
        if url is not None:
            yield Anchor(forms.comment.replace("{id}", number), url if "#" in url else f"{url}#")


def write_new_site(project: Project, rules: RuleSet) -> dict[str, Json]:
    """Write the folder, or take it away where there is nothing to answer; return what the report says of it.

    Raises:
        OutputError: the folder holds somebody else's files.
    """
    files, folder = new_site_files(rules), project.out / FOLDER
    if files:
        replace_folder(folder, files)
    elif folder.is_dir():
        shutil.rmtree(folder)
    return {"anchors": len(rules.anchors), "files": len(files), "bytes": sum(map(len, files.values()))}
