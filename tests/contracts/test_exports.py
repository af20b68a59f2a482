"""What every export must do, whatever its format."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from exports.sample import SampleContent, sample

from migrator import registry
from migrator.exports._contract import ExportOptions
from migrator.model import Finding

GOLDEN = Path(__file__).parents[1] / "exports" / "golden"
KINDS = {"posts", "pages", "comments", "terms", "assets"}
OPTIONS = ExportOptions(media_base="https://askmarigold.example/media")

pytestmark = pytest.mark.parametrize("name", registry.names("export"))


def _written(name: str, content: SampleContent | None = None) -> dict[str, bytes]:
    result = registry.load("export", name).write(content or sample(), OPTIONS)
    return {file.path: b"".join(file.chunks) for file in result.files}


def test_export_writes_what_its_golden_files_hold(name: str) -> None:
    folder = GOLDEN / name
    written = _written(name)
    if os.environ.get("UPDATE_GOLDENS") == "1":
        for path, text in written.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(text)
    assert folder.is_dir(), (
        f"no golden files for {name}: run the tests with UPDATE_GOLDENS=1 and look at them"
    )
    stored = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    assert written == stored


def test_golden_files_pass_the_exports_own_linter(name: str) -> None:
    assert list(registry.load("export", name).lint(_written(name), OPTIONS)) == []


def test_linter_finds_a_file_cut_short(name: str) -> None:
    cut = {path: text[: len(text) // 2 + 1] for path, text in _written(name).items()}
    found = registry.load("export", name).lint(cut, OPTIONS)
    assert found
    assert all(isinstance(finding, Finding) and finding.hint for finding in found)


def test_equal_content_gives_equal_bytes(name: str) -> None:
    assert _written(name) == _written(name)


def test_empty_blog_is_exported_and_passes(name: str) -> None:
    empty = SampleContent([])
    assert list(registry.load("export", name).lint(_written(name, empty), OPTIONS)) == []


def test_source_equals_exported_plus_dropped(name: str) -> None:
    content = sample()
    result = registry.load("export", name).write(content, OPTIONS)
    kinds = [post.kind for post in content.posts()]
    source = {
        "posts": kinds.count("post"),
        "pages": kinds.count("page"),
        "comments": len(content.replies),
        "terms": len({label for post in content.posts() for label in post.labels}),
        "assets": len(content.files),
    }
    dropped = [loss.code for loss in result.losses]
    assert set(result.counts) <= KINDS
    for kind, count in result.counts.items():
        assert count + dropped.count(f"dropped.{kind}") == source[kind], kind


def test_every_loss_names_what_is_lost_and_why(name: str) -> None:
    losses = registry.load("export", name).write(sample(), OPTIONS).losses
    assert all(loss.url and loss.message for loss in losses)
    assert len({(loss.code, loss.url, loss.message) for loss in losses}) == len(losses)


def test_paths_stay_inside_the_folder(name: str) -> None:
    for path in _written(name):
        parts = PurePosixPath(path).parts
        assert parts
        assert not path.startswith("/")
        assert ".." not in parts
        assert "\\" not in path


def test_plugin_is_called_like_its_file(name: str) -> None:
    plugin = registry.load("export", name)
    assert (plugin.name, type(plugin.version)) == (name, int)
