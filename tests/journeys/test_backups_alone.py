"""A blog nobody can ask any more, moved from its backup file alone: no request ever goes to an old host."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from moving import migrator

from migrator.model import LinkKind, UrlKind, Verdict
from migrator.store.project import Project

if TYPE_CHECKING:
    import subprocess

FIXTURES = Path(__file__).parents[1] / "backups"
OLD, NEW = "http://dearmarigold.example", "https://askmarigold.example"
SETTINGS = '\n[redirects]\ntargets = ["nginx"]\n'


def takeout(path: Path) -> Path:
    """Pack the fixture as Takeout does."""
    root = FIXTURES / "blogger" / "takeout"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(root.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(root).as_posix())
    return path


def moved(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    done = migrator("init", *words, "--permalink", "/%postname%/", "--project", folder)
    assert done.returncode == 0, done.stderr
    settings = folder / "migrator.toml"
    text = settings.read_text(encoding="utf-8").replace("\n# [redirects]", SETTINGS + "# [redirects]", 1)
    settings.write_text(text, encoding="utf-8")
    return migrator("run", "--no-prove", "--no-media", "--quiet", "--project", folder)


@pytest.fixture(scope="module")
def blogger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("takeout")
    zipped = takeout(folder / "takeout.zip")
    done = moved(folder / "move", "--from", zipped, "--old-host", OLD, "--timezone", "America/New_York", NEW)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "move"


@pytest.fixture(scope="module")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wxr")
    shutil.copy(FIXTURES / "wxr" / "export.xml", folder)
    shutil.copy(FIXTURES / "wxr" / "oldest.xml", folder)
    words = [word for name in ("export.xml", "oldest.xml") for word in ("--from", folder / name)]
    done = moved(folder / "move", *words, NEW)
    assert done.returncode == 1, done.stdout + done.stderr  # two addresses are left to a person
    return folder / "move"


def verdicts(folder: Path) -> dict[str, tuple[Verdict, str | None]]:
    with Project.open(folder) as project:
        return {
            row.old.removeprefix(OLD): (row.verdict, row.new and row.new.removeprefix(NEW))
            for row in project.inventory.mappings()
        }


def findings(folder: Path) -> list[str]:
    with Project.open(folder) as project:
        return [found.message for found in project.findings.all("read")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/", "/"),
        ("/2010/05/roses-rain.html", "/roses-rain/"),
        ("/p/about.html", "/about/"),
        ("/2010/05/", "/2010/05/"),
        ("/2010_05_01_archive.html", "/2010/05/"),
        ("/search/label/Q%20%26%20A", "/category/q-a/"),
        ("/feeds/posts/default", "/feed/"),
        ("/feeds/101/comments/default", "/roses-rain/feed/"),
    ],
)
def test_a_takeout_zip_alone_gives_every_address_of_the_platform_its_new_one(
    blogger: Path, old: str, new: str
) -> None:
    assert verdicts(blogger)[old] == (Verdict.MOVED, new)


def test_nothing_is_unexplained_and_what_was_never_public_is_nowhere(blogger: Path) -> None:
    assert Verdict.UNEXPLAINED not in {verdict for verdict, _ in verdicts(blogger).values()}
    told = [path.read_bytes() for path in (blogger / "out").rglob("*") if path.is_file()]
    assert not [content for content in told if b"Secret" in content or b"thrown-away" in content]


def test_nginx_rules_and_an_import_file_are_written(blogger: Path) -> None:
    rules = "".join(
        path.read_text(encoding="utf-8") for path in (blogger / "out/redirects/nginx").rglob("*.conf")
    )
    part = (blogger / "out/export/wxr/part-001.xml").read_text(encoding="utf-8")
    assert f"{NEW}/roses-rain/" in rules
    assert "<![CDATA[Roses & rain]]>" in part
    assert "Mine never bloom." in part


def test_what_is_not_carried_over_is_counted_and_named(blogger: Path) -> None:
    assert findings(blogger) == [
        "takeout.zip: 1 comment marked as spam is not carried over: a comment by Pills",
        "takeout.zip: 1 comment on a post that is left out or missing is not carried over: a comment by Early",
        "takeout.zip: 1 deleted entry is not carried over: Thrown away",
        "takeout.zip: 1 draft is not carried over: Not finished",
        "takeout.zip: 1 post scheduled for later is not carried over: For New Year 2999",
        "takeout.zip: 1 post without an address is not carried over: Nowhere",
    ]


def test_a_comment_keeps_its_parent_though_it_comes_first_in_the_file(blogger: Path) -> None:
    with Project.open(blogger) as project:
        comments = project.entities.comments(f"{OLD}/2010/05/roses-rain.html")
    assert [(each.id, each.parent, each.author and each.author.name) for each in comments] == [
        ("501", None, "Rosa"),
        ("500", "501", "Anonymous"),
    ]


def test_each_field_says_that_the_backup_told_it(blogger: Path) -> None:
    with Project.open(blogger) as project:
        post = project.entities.post(f"{OLD}/2010/05/roses-rain.html")
        images = project.links.urls(LinkKind.IMAGE)
    assert post is not None
    assert set(post.provenance.values()) == {"backup:blogger"}
    assert images == ["http://1.bp.blogspot.example/-aB3/TX/AAAA/BBBB/s320/rose.png"]


def test_the_crawl_refuses_to_ask_a_blog_that_is_not_live(blogger: Path) -> None:
    done = migrator("crawl", "--project", blogger)
    assert (done.returncode, "live = false" in done.stderr) == (2, True)


def test_a_second_run_has_nothing_to_do_and_a_changed_file_is_read_again(blogger: Path) -> None:
    idle = migrator("run", "--dry-run", "--no-media", "--no-prove", "--project", blogger)
    takeout(blogger.parent / "takeout.zip")
    changed = migrator("run", "--dry-run", "--no-media", "--no-prove", "--project", blogger)
    assert "would run" not in idle.stdout
    assert "read       would run: its inputs or settings changed" in changed.stdout
    assert "crawl" not in changed.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2010/05/roses-rain/", "/roses-rain/"),
        ("/2010/05/roses-rain/feed/", "/roses-rain/feed/"),
        ("/2010/05/roses/", "/roses-rain/"),
        ("/?p=11", "/roses-rain/"),
        ("/about/", "/about/"),
        ("/2008/01/on-frost/", "/on-frost/"),
        ("/2008/01/", "/2008/01/"),
        ("/category/letters/", "/category/letters-answers/"),
        ("/tag/roses/", "/category/roses/"),
        ("/author/marigold/", "/author/marigold-m/"),
        ("/2010/05/roses-rain/rose/", "/roses-rain/"),
    ],
)
def test_two_export_files_of_wordpress_alone_move_a_blog_to_a_new_domain(
    wordpress: Path, old: str, new: str
) -> None:
    assert verdicts(wordpress)[old] == (Verdict.MOVED, new)


def test_a_category_without_public_posts_is_gone(wordpress: Path) -> None:
    assert verdicts(wordpress)["/category/letters/advice/"] == (Verdict.GONE, None)


def test_what_a_backup_knows_of_and_has_no_content_for_is_left_to_a_person(wordpress: Path) -> None:
    with Project.open(wordpress) as project:
        rows = [row for row in project.inventory.mappings() if row.verdict is Verdict.UNEXPLAINED]
    assert [row.old.removeprefix(OLD) for row in rows if row.kind is not UrlKind.IMAGE] == [
        "/2010/06/for-friends/",
        "/recipe/tulip-soup/",
    ]


def test_the_zone_of_the_blog_is_learned_from_the_two_clocks_of_an_export(tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "wxr" / "export.xml", tmp_path)
    moved(tmp_path / "move", "--from", tmp_path / "export.xml", NEW)
    with Project.open(tmp_path / "move") as project:
        site, post = project.entities.site(), project.entities.post(f"{OLD}/2010/05/roses-rain/")
    assert site is not None
    assert post is not None
    assert site.timezone == "America/New_York"
    assert post.published is not None
    assert post.published.isoformat() == "2010-05-31T23:30:00-04:00"


def test_the_same_posts_in_two_backups_are_counted_once(tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "blogger" / "older.xml", tmp_path)
    zipped = takeout(tmp_path / "takeout.zip")
    moved(tmp_path / "move", "--from", tmp_path / "older.xml", "--from", zipped, NEW)
    with Project.open(tmp_path / "move") as project:
        assert project.entities.counts() == {"posts": 1, "pages": 1, "comments": 2}
        site = project.entities.site()
    assert site is not None
    assert site.timezone == "America/New_York"


def test_the_first_screen_says_where_no_redirect_is_possible_and_what_helps(tmp_path: Path) -> None:
    words = ("--from", takeout(tmp_path / "t.zip"), "--old-host", "dearmarigold.blogspot.example", NEW)
    done = migrator("init", *words, "--project", tmp_path / "move")
    assert "No redirect is possible from dearmarigold.blogspot.example (platform)" in done.stdout
    assert "out/url-map.csv lists each old address" in done.stdout
    told = migrator("init", *words, "--json", "--project", tmp_path / "other")
    assert json.loads(told.stdout)["result"]["live"] is False


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (("--from", "t.zip"), "None of the sources says what the blog's address was.", "--old-host"),
        (("--from", "nothing.zip"), "nothing.zip does not exist.", "Name a file or folder"),
        (("--from", "wayback2:x"), "wayback2:x does not exist.", "Name a file"),
        (("--from", "plain.txt"), "Nobody knows what", "What can be read"),
        ((), "OLD NEW; 1 were given", "--from"),
    ],
)
def test_a_way_in_that_leads_nowhere_is_explained_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    takeout(tmp_path / "t.zip")
    (tmp_path / "plain.txt").write_bytes(b"\x01\x02")
    done = migrator("init", *words, NEW, "--project", "move")
    assert (done.returncode, (tmp_path / "move").exists()) == (2, False)
    assert said in done.stderr
    assert hint in done.stderr
