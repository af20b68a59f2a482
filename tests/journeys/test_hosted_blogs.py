"""Blogs moved from the export of a hosted platform alone: every address it had gets its answer, and nothing secret leaks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from moving import migrator

from migrator.model import Verdict
from migrator.store.project import Project

FIXTURES = Path(__file__).parents[1] / "backups"
NEW = "https://new.example"
SETTINGS = '\n[redirects]\ntargets = ["csv"]\n'
CASES = {
    "ghost": ("ghost/garden.ghost.2024-01-23.json", "https://garden.example"),
    "substack": ("substack/export", "https://kettle.substack.example"),
    "medium": ("medium/export", "https://medium.example/@ruth"),
}
MOVED = [
    ("ghost", "/the-first-frost/", "/the-first-frost/"),
    ("ghost", "/about/", "/about/"),
    ("ghost", "/tag/weather/", "/category/weather-ice/"),
    ("ghost", "/tag/dahlias/rss/", "/category/dahlias/feed/"),
    ("ghost", "/author/ida/", "/author/ida-field/"),
    ("ghost", "/rss/", "/feed/"),
    ("substack", "/p/tea-for-one", "/tea-for-one/"),
    ("substack", "/p/about-me", "/about-me/"),
    ("substack", "/archive", "/"),
    ("substack", "/feed", "/feed/"),
    ("medium", "/the-long-queue-4f5e6d7c8b9a", "/the-long-queue-4f5e6d7c8b9a/"),
    ("medium", "/feed", "/feed/"),
]


def packed(source: Path, target: Path) -> Path:
    """Pack a folder as the platform does; a file stays what it is."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if file.is_file():
                archive.write(file, file.relative_to(source.parent).as_posix())
    return target


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for name, (place, old) in CASES.items():
        folder = tmp_path_factory.mktemp(name)
        zipped = packed(FIXTURES / place, folder / f"{name}.zip")
        begun = migrator(
            "init",
            "--from",
            zipped,
            "--old-host",
            old,
            NEW,
            "--permalink",
            "/%postname%/",
            "--project",
            folder / "move",
        )
        assert begun.returncode == 0, begun.stderr
        settings = folder / "move" / "migrator.toml"
        text = settings.read_text(encoding="utf-8").replace("\n# [redirects]", SETTINGS + "# [redirects]", 1)
        settings.write_text(text, encoding="utf-8")
        done = migrator("run", "--no-prove", "--no-media", "--quiet", "--project", folder / "move")
        assert done.returncode in {0, 1}, done.stdout + done.stderr  # 1: some addresses are left to a person
        made[name] = folder / "move"
    return made


def verdicts(folder: Path, old: str) -> dict[str, tuple[Verdict, str | None]]:
    with Project.open(folder) as project:
        return {
            row.old.removeprefix(old): (row.verdict, row.new and row.new.removeprefix(NEW))
            for row in project.inventory.mappings()
        }


@pytest.mark.parametrize(("name", "old", "new"), MOVED)
def test_an_address_of_an_export_gets_its_new_one(
    projects: dict[str, Path], name: str, old: str, new: str
) -> None:
    assert verdicts(projects[name], CASES[name][1])[old] == (Verdict.MOVED, new)


@pytest.mark.parametrize("name", CASES)
def test_an_import_file_is_written_and_holds_nothing_that_was_not_public(
    projects: dict[str, Path], name: str
) -> None:
    told = b"".join(path.read_bytes() for path in (projects[name] / "out").rglob("*") if path.is_file())
    assert b"<wp:post_name>" in told or b"wp:post_name" in told
    assert not [
        word for word in (b"secret.example", b"Secret beginnings", b"<p>Secret", b"vinegar") if word in told
    ]


def test_an_address_only_payers_could_read_is_shown_and_not_forgotten(projects: dict[str, Path]) -> None:
    assert verdicts(projects["substack"], CASES["substack"][1])["/p/for-payers"] == (
        Verdict.UNEXPLAINED,
        None,
    )
    assert verdicts(projects["ghost"], CASES["ghost"][1])["/for-members/"] == (Verdict.UNEXPLAINED, None)


def test_what_is_not_carried_over_is_counted(projects: dict[str, Path]) -> None:
    with Project.open(projects["medium"]) as project:
        told = [found.message for found in project.findings.all("read")]
    assert any(
        "1 answer to somebody's post is not carried over: Nine is not many." in message for message in told
    )
    assert any("1 draft is not carried over" in message for message in told)
