"""A journal and a Tumblr blog moved from their export files alone: nobody is asked, nothing locked is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from moving import migrator

from migrator.store.project import Project

if TYPE_CHECKING:
    import subprocess

FIXTURES = Path(__file__).parents[1] / "backups"
NEW = "https://askmarigold.example"
SETTINGS = '\n[redirects]\ntargets = ["nginx"]\n'


def moved(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    done = migrator("init", *words, NEW, "--permalink", "/%postname%/", "--project", folder)
    assert done.returncode == 0, done.stderr
    settings = folder / "migrator.toml"
    text = settings.read_text(encoding="utf-8").replace("\n# [redirects]", SETTINGS + "# [redirects]", 1)
    settings.write_text(text, encoding="utf-8")
    return migrator("run", "--no-prove", "--no-media", "--quiet", "--project", folder)


def new_of(folder: Path) -> dict[str, str | None]:
    with Project.open(folder) as project:
        return {row.old: row.new for row in project.inventory.mappings()}


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journal")
    backup = FIXTURES / "livejournal" / "with-comments"
    done = moved(
        folder / "move",
        "--from",
        backup,
        "--old-host",
        "http://quillfeather.example",
        "--platform",
        "livejournal",
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return folder / "move"


@pytest.fixture(scope="module")
def tumblr(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tumblr")
    done = moved(
        folder / "move", "--from", FIXTURES / "tumblr" / "export", "--old-host", "http://mothclub.example"
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return folder / "move"


def test_an_entry_is_redirected_from_its_number_to_its_words(journal: Path) -> None:
    assert new_of(journal)["http://quillfeather.example/2003.html"] == f"{NEW}/ink-weather/"


def test_a_journals_comments_keep_their_parents_and_their_anchors_numbers(journal: Path) -> None:
    with Project.open(journal) as project:
        comments = {
            one.id: one.parent
            for post in project.entities.posts()
            for one in project.entities.comments(post.key)
        }
    assert comments == {"723": None, "979": "723", "2515": None, "2771": None}


def test_what_was_locked_is_told_and_not_published(journal: Path) -> None:
    with Project.open(journal) as project:
        keys = {post.key for post in project.entities.posts()}
        told = " ".join(found.message for found in project.findings.all("read"))
    assert keys == {"http://quillfeather.example/2003.html", "http://quillfeather.example/2511.html"}
    assert "2 private posts" in told


def test_a_tumblr_post_is_redirected_with_and_without_its_words(tumblr: Path) -> None:
    new, old = new_of(tumblr), "http://mothclub.tumblr.example/post/4410000001"
    assert [new[f"{old}/how-to-seat-a-moth"], new[old]] == [f"{NEW}/how-to-seat-a-moth/"] * 2


def test_drafts_and_queued_posts_of_tumblr_are_not_published(tumblr: Path) -> None:
    with Project.open(tumblr) as project:
        assert len(list(project.entities.posts())) == 3
