"""The first command: what it recognises, what it writes, and what it says when something is wrong."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from crawling import Blog, running
from moving import migrator, resolve_words

from migrator.demo.content import default_content
from migrator.demo.server import SampleServer

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

OLD, NEW = "http://dearmarigold.example", "https://askmarigold.example"


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(default_content(), faults=False) as sample:
        yield sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "move"


def init(
    server: SampleServer, folder: Path, *words: str, old: str = OLD, new: str = NEW
) -> subprocess.CompletedProcess[str]:
    return migrator("init", old, new, "--project", folder, *resolve_words(server.resolve), *words)


def test_it_recognises_the_platform_and_writes_what_to_check(server: SampleServer, folder: Path) -> None:
    done = init(server, folder)
    settings = tomllib.loads((folder / "migrator.toml").read_text(encoding="utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{OLD} is a Blogger blog" in done.stdout
    assert f"Next: migrator run --project {folder}" in done.stdout
    assert (settings["old"]["url"], settings["old"]["platform"], settings["new"]["url"]) == (
        OLD,
        "blogger",
        NEW,
    )


def test_an_address_that_leads_to_the_blogs_own_domain_is_followed(
    server: SampleServer, folder: Path
) -> None:
    done = init(server, folder, "--json", old="http://dearmarigold.blogspot.example")
    told = json.loads(done.stdout)["result"]
    settings = tomllib.loads((folder / "migrator.toml").read_text(encoding="utf-8"))
    assert (done.returncode, settings["old"]["url"]) == (0, OLD)
    assert told["hosts"]["dearmarigold.blogspot.example"] == "platform"


def test_the_same_domain_is_seen_as_such(server: SampleServer, folder: Path) -> None:
    told = json.loads(init(server, folder, "--json", new="https://www.dearmarigold.example").stdout)
    assert set(told["result"]["hosts"].values()) == {"same-domain"}


def test_printing_writes_nothing(server: SampleServer, folder: Path) -> None:
    done = init(server, folder, "--print")
    assert (done.returncode, folder.exists()) == (0, False)
    assert tomllib.loads(done.stdout)["old"]["url"] == OLD


def test_a_second_time_refers_to_the_first(server: SampleServer, folder: Path) -> None:
    init(server, folder)
    before = (folder / "migrator.toml").read_bytes()
    again = init(server, folder, "--platform", "wordpress")
    assert again.returncode == 2
    assert "already holds a migration" in again.stderr
    assert f"migrator run --project {folder}" in again.stderr
    assert (folder / "migrator.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (("--platform", "bloger"), "There is no platform called 'bloger'.", "Did you mean 'blogger'?"),
        (("--answer", "dearmarigold.example=plattform"), "There is no answer 'plattform'.", "'platform'?"),
        (("--timezone", "Mars/Phobos"), "'Mars/Phobos' is no IANA time zone", "Without --timezone"),
        (("--permalink", "postname"), "'postname' is no path", "/%postname%/"),
        (("--permalink", "/%postnam%/"), "%postnam%", "postname"),
        (("--resolve", "elsewhere"), "not of the form LEFT=RIGHT", "migrator init --help"),
        (("--rate", "0"), "--rate", "migrator init --help"),
        (("--plattform", "x"), "--plattform", "migrator init --help"),
    ],
)
def test_a_wrong_word_is_explained_and_nothing_is_written(
    server: SampleServer, folder: Path, words: tuple[str, ...], said: str, hint: str
) -> None:
    done = init(server, folder, *words)
    message, told = done.stderr.strip().split("\n  ", 1)
    assert (done.returncode, done.stdout, folder.exists()) == (2, "", False)
    assert said in message
    assert hint in told


@pytest.mark.parametrize("words", [("nonsense", NEW), (OLD, "ftp://x.example"), (OLD, "somewhere else")])
def test_what_is_no_address_is_said_so(server: SampleServer, folder: Path, words: tuple[str, str]) -> None:
    done = init(server, folder, old=words[0], new=words[1])
    assert (done.returncode, folder.exists()) == (2, False)
    assert "is no address of a blog" in done.stderr


def test_a_missing_address_is_named(folder: Path) -> None:
    done = migrator("init", OLD, "--project", folder)
    assert (done.returncode, "NEW" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("old", "said"),
    [
        (f"{OLD}/nothing-here", "answered 404"),
        ("http://no-such-name.invalid", "the host name no-such-name.invalid does not exist"),
        ("http://127.0.0.1:9", "not a public address"),
    ],
)
def test_a_blog_that_does_not_answer_ends_with_code_4(
    server: SampleServer, folder: Path, old: str, said: str
) -> None:
    done = init(server, folder, old=old)
    assert (done.returncode, done.stdout, folder.exists()) == (4, "", False)
    assert said in done.stderr
    assert done.stderr.count(old) == 1
    assert "Check the address in a browser" in done.stderr


def test_a_blog_of_no_known_platform_is_said_so(folder: Path) -> None:
    blog = Blog()
    blog.page("/", "/one.html")
    with running(blog):
        words = ("--resolve", f"http://plain.example={blog.address}")
        done = migrator("init", "http://plain.example", NEW, "--project", folder, *words)
    assert (done.returncode, folder.exists()) == (2, False)
    assert "http://plain.example was made by no platform that a blog can be moved from" in done.stderr
    assert "--platform: blogger, " in done.stderr


def test_a_refused_connection_ends_with_code_4(folder: Path) -> None:
    done = migrator("init", OLD, NEW, "--project", folder, "--resolve", f"{OLD}=http://127.0.0.1:9", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"], told["exit"]) == (4, False, 4)
    assert "refused" in told["error"]["message"]
    assert "--resolve" in told["error"]["hint"]


def test_every_line_that_is_commented_out_can_be_taken_in(server: SampleServer, folder: Path) -> None:
    init(server, folder)
    path = folder / "migrator.toml"
    text = path.read_text(encoding="utf-8")
    whole, optional = re.subn(r"(?m)^# (\[?[a-z_.]+\]?(?: = .*)?)$", r"\1", text)
    assert optional >= 10
    path.write_text(whole, encoding="utf-8")
    done = migrator("status", "--project", folder)
    assert done.returncode == 0, done.stderr


def test_a_taken_folder_is_refused_before_any_site_is_asked(tmp_path):
    (tmp_path / "migrator.toml").write_text("", encoding="utf-8")
    done = migrator("init", "http://nobody.invalid", "https://new.invalid", "--project", tmp_path)
    assert done.returncode == 2
    assert "already holds a migration" in done.stderr
