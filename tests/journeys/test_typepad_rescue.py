"""A blog on TypePad, which closed: moved from its exported text, with and without a domain of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from moving import migrator

from migrator.model import Verdict
from migrator.store.project import Project

if TYPE_CHECKING:
    import subprocess

EXPORT = Path(__file__).parents[1] / "backups" / "movable-type" / "typepad.txt"
OLD, NEW = "http://marigold.typepad.example/blog", "https://new.example"
DOMAIN = "http://roses.example"
PERMALINK = ("--permalink", "/%postname%/", "--timezone", "America/New_York")


def begun(folder: Path, *hosts: str) -> subprocess.CompletedProcess[str]:
    text = EXPORT.read_text(encoding="utf-8").replace("http://dearmarigold.example", OLD)
    (folder / "export.txt").write_text(text, encoding="utf-8")
    named = [word for host in hosts for word in ("--old-host", host)]
    words = ("init", "--from", folder / "export.txt", *named, *PERMALINK, NEW, "--project", folder / "move")
    return migrator(*words)


def rescued(folder: Path, *hosts: str) -> Path:
    done = begun(folder, *hosts)
    assert done.returncode == 0, done.stderr
    done = migrator("run", "--no-prove", "--no-media", "--quiet", "--project", folder / "move")
    assert done.returncode == 1, done.stdout + done.stderr  # a link leads to a post the export does not have
    return folder / "move"


@pytest.fixture(scope="module")
def dead(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rescued(tmp_path_factory.mktemp("dead"), "marigold.blogs.example", "marigold.typepad.example")


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rescued(tmp_path_factory.mktemp("owned"), "roses.example", "marigold.typepad.example")


def verdicts(folder: Path, base: str) -> dict[str, tuple[Verdict, str | None]]:
    with Project.open(folder) as project:
        rows = list(project.inventory.mappings())
    return {row.old.removeprefix(base): (row.verdict, row.new and row.new.removeprefix(NEW)) for row in rows}


def rules(folder: Path) -> str:
    files = sorted((folder / "out/redirects/nginx").rglob("*.conf"))
    return "".join(path.read_text(encoding="utf-8") for path in files)


def test_the_first_screen_says_that_the_dead_hosts_redirect_nobody_and_what_helps(tmp_path: Path) -> None:
    done = begun(tmp_path, "marigold.blogs.example", "marigold.typepad.example")
    said = "No redirect is possible from marigold.typepad.example, marigold.blogs.example (nobody: closed on 2025-09-30)"
    assert said in done.stdout
    assert done.stdout.count("Links between posts are rewritten") == 1
    assert "Do you own a domain that led to" in done.stdout
    assert "no old host is asked for anything" in done.stdout


def test_a_dead_host_named_without_the_folder_the_blog_had_there_is_asked_about(tmp_path: Path) -> None:
    words = ("--from", EXPORT, "--old-host", "marigold.typepad.example", *PERMALINK, NEW)
    done = migrator("init", *words, "--project", tmp_path / "move")
    assert "Name it, --old-host marigold.typepad.example/FOLDER" in done.stdout
    named = [*words[:3], "marigold.typepad.example/blog", *words[4:]]
    told = migrator("init", *named, "--project", tmp_path / "other")
    assert "FOLDER" not in told.stdout
    assert "No redirect is possible from marigold.typepad.example/blog (nobody" in told.stdout


def test_with_a_domain_of_ones_own_the_first_screen_says_what_can_redirect(tmp_path: Path) -> None:
    done = begun(tmp_path, "roses.example")
    assert "No redirect is possible from marigold.typepad.example/blog (nobody: closed" in done.stdout
    assert "What can redirect: roses.example, www.roses.example." in done.stdout
    assert "Do you own a domain" not in done.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/", "/"),
        ("/2004/03/rain_what_to_do.html", "/rain_what_to_do/"),
        ("/2005/02/the_problem_wit.html", "/the_problem_wit/"),
        ("/about-me.html", "/about-me/"),
        ("/2004/03/", "/2004/03/"),
        ("/garden_tools/", "/category/garden-tools/"),
        ("/q-a/", "/category/q-a/"),
        ("/archives.html", "/"),
        ("/atom.xml", "/feed/"),
        ("/index.rdf", "/feed/"),
        ("/comments/atom.xml", "/comments/feed/"),
    ],
)
def test_every_address_of_the_platform_has_its_new_one_whether_or_not_anybody_can_redirect_it(
    dead: Path, owned: Path, old: str, new: str
) -> None:
    assert verdicts(dead, OLD)[old] == (Verdict.NO_REDIRECT, new)
    assert verdicts(owned, DOMAIN)[old] == (Verdict.MOVED, new)


def test_a_post_that_only_a_link_knows_is_left_to_a_person(dead: Path) -> None:
    unexplained = [old for old, (verdict, _) in verdicts(dead, OLD).items() if verdict is Verdict.UNEXPLAINED]
    assert unexplained == ["/2003/12/frost.html"]


def test_no_rules_are_written_for_hosts_that_nobody_answers(dead: Path) -> None:
    assert not (dead / "out/redirects").exists() or not list((dead / "out/redirects").iterdir())


def test_the_domain_answers_old_paths_with_and_without_the_folder_of_the_dead_host(owned: Path) -> None:
    text = rules(owned)
    assert f'"/2004/03/rain_what_to_do.html" "{NEW}/rain_what_to_do/"' in text
    assert f'"/blog/2004/03/rain_what_to_do.html" "{NEW}/rain_what_to_do/"' in text


def test_the_import_file_has_the_post_its_comments_and_the_ping_but_no_draft(dead: Path) -> None:
    part = (dead / "out/export/wxr/part-001.xml").read_text(encoding="utf-8")
    assert "<![CDATA[Rain & what to do about it]]>" in part
    assert "<wp:comment_type><![CDATA[trackback]]></wp:comment_type>" in part
    assert part.count("Mine leaks.") == 2
    assert "2004-03-05 22:15:00" in part
    assert "Secret." not in part
    assert "rosa@example.org" not in part


def test_links_between_posts_lead_to_the_new_site_from_any_host_of_the_old_one(tmp_path: Path) -> None:
    text = EXPORT.read_text(encoding="utf-8").replace("/2003/12/frost.html", "/2005/02/the_problem_wit.html")
    (tmp_path / "export.txt").write_text(text.replace("http://dearmarigold.example", OLD), encoding="utf-8")
    words = ("--from", tmp_path / "export.txt", "--old-host", "roses.example", *PERMALINK, NEW)
    assert migrator("init", *words, "--project", tmp_path / "move").returncode == 0
    done = migrator("run", "--no-prove", "--no-media", "--quiet", "--project", tmp_path / "move")
    assert done.returncode == 0, done.stdout + done.stderr
    part = (tmp_path / "move/out/export/wxr/part-001.xml").read_text(encoding="utf-8")
    assert f'<a href="{NEW}/the_problem_wit/">frost</a>' in part


def test_what_had_to_be_worked_out_is_told(dead: Path) -> None:
    with Project.open(dead) as project:
        told = [found.message for found in project.findings.all("read") if found.code == "read.noted"]
    assert sorted(told) == [
        (
            "export.txt: 1 post is written in a markup language, and keeps its signs:"
            " The problem with hoses, and what came of it (Markdown)"
        ),
        (
            "export.txt: 1 post's address is made of its name and date, as the file does not say it:"
            f" {OLD}/2005/02/the_problem_wit.html"
        ),
    ]


def test_who_answers_a_host_with_a_folder_can_be_told_by_its_name_alone(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text(
        EXPORT.read_text(encoding="utf-8").replace("http://dearmarigold.example", OLD)
    )
    words = (
        "--from",
        tmp_path / "export.txt",
        "--old-host",
        "roses.example",
        "--answer",
        "marigold.typepad.example=platform",
    )
    done = migrator("init", *words, NEW, "--print", "--project", tmp_path / "move")
    assert '"marigold.typepad.example/blog" = "platform"' in done.stdout
    assert done.stdout.count("marigold.typepad.example") == 1


@pytest.fixture(scope="module")
def movable_type(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("movable-type")
    export = EXPORT.with_name("latin.txt")
    words = ("--from", export, "--old-host", "http://kiln.example", *PERMALINK, NEW, "--project", folder)
    assert migrator("init", *words).returncode == 0
    done = migrator("run", "--no-prove", "--no-media", "--quiet", "--project", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2010/05/cafe_in_the_rain.html", "/cafe_in_the_rain/"),
        ("/2010/05/cafe-in-the-rain.html", "/cafe_in_the_rain/"),
        ("/2010/05/", "/2010/05/"),
        ("/index.rdf", "/feed/"),
    ],
)
def test_an_export_of_movable_type_without_addresses_moves_what_can_be_worked_out(
    movable_type: Path, old: str, new: str
) -> None:
    assert verdicts(movable_type, "http://kiln.example")[old] == (Verdict.MOVED, new)
