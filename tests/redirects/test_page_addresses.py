"""Where the real Hugo and Jekyll publish pages, against where a content folder's reader says they do."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from migrator.redirects.pairs import Sites
from migrator.stages.pair_maps import read_map

if TYPE_CHECKING:
    from pathlib import Path

OLD = "http://old.example"
HUGO = {
    "content/posts/a.md": "+++\ntitle='Tea for two'\ndate=2010-05-01\naliases=['/old/a', '/b.html']\n+++\n",
    "content/posts/My Post.md": "---\ntitle: My Post\ndate: 2011-01-02T00:00:00Z\nslug: mine\naliases: [/m]\n---\n",
    "content/rel/x.md": "---\ntitle: x\naliases: [old-x]\n---\n",
    "content/rel/Some Thing_b.c.md": "---\ntitle: x\naliases: [/e.html]\n---\n",
    "content/about/index.md": "---\ntitle: about\naliases: /about.html\n---\n",
    "layouts/_default/single.html": "{{ .Title }}",
    "layouts/_default/list.html": "{{ .Title }}",
}
JEKYLL = {
    "_posts/2010-05-01-a.md": "---\ncategories: [Tea Time, x]\nredirect_from: /1\n---\n",
    "_posts/2010-05-03-a-B.md": "---\ncategories: tea cup\nredirect_from: /2\n---\n",
    "news/_posts/2010-05-01-b.md": "---\ncategory: Y\nredirect_from: /3\n---\n",
    "about.md": "---\nredirect_from: /4\n---\n",
    "docs/index.md": "---\nredirect_from: /5\n---\n",
    "docs/page.html": "---\nredirect_from: /6\n---\n",
}


def built(folder: Path, pages: dict[str, str], *argv: str) -> set[str]:
    if shutil.which(argv[0]) is None:
        pytest.skip(f"{argv[0]} is not installed")
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    subprocess.run(argv, cwd=folder, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    out = folder / ("public" if argv[0] == "hugo" else "_site")
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def published(url: str, files: set[str]) -> bool:
    path = unquote(url.removeprefix(OLD)).strip("/")
    return bool({path, f"{path}.html", f"{path}/index.html"} & files)


@pytest.mark.engine
@pytest.mark.parametrize("config", ["", "[permalinks]\nposts='/:year/:month/:slug/'\n"])
def test_hugo_publishes_pages_and_aliases_where_they_are_said_to_be(tmp_path, config: str) -> None:
    files = built(tmp_path, {**HUGO, "config.toml": f"baseURL='/'\n{config}"}, "hugo", "--quiet")
    found = read_map(str(tmp_path), Sites(OLD), "front-matter")
    assert found.findings == ()
    assert len({m.new for m in found.mappings}) == 5
    assert [
        m for m in found.mappings if not (published(m.new or "", files) and published(m.old, files))
    ] == []


@pytest.mark.engine
@pytest.mark.parametrize(
    "style", ["date", "pretty", "none", "/:categories/:title/", "/:title", "/:year/:title.html"]
)
def test_jekyll_publishes_pages_where_they_are_said_to_be(tmp_path, style: str) -> None:
    argv = ("jekyll", "build", "--quiet", "--disable-disk-cache")
    files = built(tmp_path, {**JEKYLL, "_config.yml": f"permalink: {style}\n"}, *argv)
    found = read_map(str(tmp_path), Sites(OLD), "front-matter")
    assert found.findings == ()
    assert len({m.new for m in found.mappings}) == 6
    assert [m.new for m in found.mappings if not published(m.new or "", files)] == []
