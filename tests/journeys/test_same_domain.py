"""The new site takes over the old blog's own domain: paths stay, and no rule stands in a page's way."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from engines.wordpress import WordPress, missing_part
from moving import begin, expected, finish, install_plugin, migrator, needed, shows_title

from migrator.demo.content import default_content
from migrator.demo.server import SampleServer
from migrator.model import UrlKind, UrlMapping, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from moving import Move

pytestmark = pytest.mark.engine

OLD = "http://dearmarigold.example"
HERE = frozenset({"dearmarigold.example", "www.dearmarigold.example"})


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the project file with the old blog in it is kept."""
    return tmp_path_factory.mktemp("crawled") / "migration.sqlite"


@pytest.fixture(scope="module", params=["https://www.dearmarigold.example", OLD], ids=["www", "same host"])
def move(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, crawled: Path
) -> Iterator[Move]:
    needed(missing_part(), "nginx")
    folder = tmp_path_factory.mktemp("same-domain")
    with SampleServer(default_content(), faults=False) as old, WordPress(folder, request.param) as new:
        begun = begin(folder / "move", (OLD, request.param), old.resolve, new)
        read_once(begun.folder, crawled)
        made = finish(begun)
        install_plugin(made)
        yield made


def read_once(folder: Path, crawled: Path) -> None:
    """Read the old blog for the first move only; the others begin with what was read."""
    if not crawled.exists():
        for verb in ("crawl", "extract"):
            assert migrator(verb, "--quiet", "--project", folder).returncode == 0
        shutil.copy(folder / "migration.sqlite", crawled)
    shutil.copy(crawled, folder / "migration.sqlite")


def test_the_permalinks_proposed_keep_the_old_paths(move: Move) -> None:
    assert "Custom Structure: /%year%/%monthnum%/%postname%.html" in move.paused.stdout
    kept = [row for row in move.mappings(Verdict.KEPT) if row.kind is UrlKind.POST]
    assert [row.old for row in kept if urlsplit(row.old).path != urlsplit(row.new).path] == []
    assert len(kept) == 56


def test_only_slugs_that_are_taken_or_reserved_change(move: Move) -> None:
    moved = [row for row in move.moved(UrlKind.POST) if row.old in move.posts]
    numbered = [re.search(r"/([^/]*)-\d+\.html$", row.new) for row in moved]
    assert sorted(found[1] for found in numbered) == [
        "blog-post",
        "blog-post",
        "feed",
        "hello-world",
        "open-thread",
        "open-thread",
    ]


def test_after_the_import_everything_is_final(move: Move) -> None:
    assert move.final is not None
    assert (move.final.returncode, move.differences()) == (0, set())
    assert [row.old for row in move.mappings(Verdict.MOVED, Verdict.KEPT) if not row.final] == []


@pytest.mark.parametrize("server", ["nginx", "the new WordPress"])
def test_what_moved_is_answered_with_its_new_address(move: Move, server: str) -> None:
    rows = move.mappings(Verdict.MOVED, Verdict.GONE)
    answers = move.answers("nginx", rows) if server == "nginx" else move.straight(rows)
    assert answers == expected(rows)
    assert len(rows) == 252


def test_no_rule_answers_a_kept_or_a_new_address(move: Move) -> None:
    rows = move.mappings(Verdict.MOVED, Verdict.KEPT)
    kept = [row for row in rows if row.verdict is Verdict.KEPT]
    asked = [*kept, *(UrlMapping(old=row.new, kind=row.kind, verdict=row.verdict) for row in rows)]
    assert {urlsplit(row.old).netloc for row in asked} <= HERE
    assert set(move.answers("nginx", asked)) == {(404, None)}


def test_every_new_address_answers_at_once_and_posts_are_the_right_ones(move: Move) -> None:
    rows = move.mappings(Verdict.MOVED, Verdict.KEPT)
    assert [row.new for row in rows if move.pages[row.new].status != 200] == []
    posts = [row for row in rows if row.kind in {UrlKind.POST, UrlKind.PAGE} and row.old in move.posts]
    titles = {row.new: move.posts[row.old].title or "" for row in posts}
    assert len(titles) == 65
    assert [new for new, title in titles.items() if not shows_title(move.pages[new].text, title)] == []


def test_kept_addresses_answer_in_one_hop_at_most(move: Move) -> None:
    rows = move.mappings(Verdict.KEPT)
    answers = zip(rows, move.straight(rows), strict=True)
    assert [row.old for row, answer in answers if answer not in {(200, None), (301, row.new)}] == []


def test_the_proof_passes(move: Move) -> None:
    words = ("redirects", "--to", "nginx", "--prove", "--json", "--project", move.folder)
    done = migrator(*words)
    told = json.loads(done.stdout)["result"]["targets"]["nginx"]
    assert (done.returncode, told["proof"], told["failed"]) == (0, "proved", 0)
    assert told["asked"] > 1000
