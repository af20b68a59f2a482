"""The export's small pure parts: comment text, splitting, logins, the import script."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.exports._comment_text import comment_text
from migrator.exports._moments import folded
from migrator.exports._people import ascii_login
from migrator.exports._split import Load, Unit, pack
from migrator.exports._wxr_guide import guide, script
from migrator.exports._xml import cdata, legal
from migrator.exports.wxr import part_names

if TYPE_CHECKING:
    from pathlib import Path


def _text(html: str) -> str:
    return comment_text(html, lambda url: "http://new.example/" if url == "old" else None)[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("one<br/>\ntwo<br><br><br>three", "one\ntwo\n\nthree"),
        ("plain\n  text > all & more", "plain text &gt; all &amp; more"),
        ("a &amp; b &lt;i&gt;", "a &amp; b &lt;i&gt;"),
        ('<a href="old" onclick="x()" style="y">l</a>', '<a href="http://new.example/">l</a>'),
        ('<a href="javascript:alert(1)">l</a>', "l"),
        ('<a href="https://[">l</a>', "l"),
        (
            '<a href="http://x.example/?a=1&amp;b=&quot;">l</a>',
            '<a href="http://x.example/?a=1&amp;b=&quot;">l</a>',
        ),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<b>open", "<b>open</b>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
        ("</b>x", "x"),
        ("a<script>alert('<b>')</script>b<style>x</style>", "ab"),
        ("<object><svg></object>seen", "seen"),
        ('<img src=x onerror="alert(1)">x', "x"),
        ("a < b <![if", "a &lt; b"),
        ('<span class="deleted-comment">gone</span>', "gone"),
        ("<em/>x", "<em></em>x"),
    ],
)
def test_comment_keeps_only_what_wordpress_allows(html: str, text: str) -> None:
    assert _text(html) == text


def test_elements_taken_out_of_a_comment_are_named() -> None:
    assert comment_text("<script>1</script><b>x</b><img><br>", lambda _: None)[1] == {"script", "img"}


@given(st.text(alphabet="<>/!-[]ab=\"' \n&;", max_size=80))
def test_no_comment_smuggles_markup_through(html: str) -> None:
    text = _text(html)
    assert _text(text) == text
    rest = text.replace("<a>", "").replace("</a>", "").replace("<b>", "").replace("</b>", "")
    assert "<" not in rest


_loads = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 8)).map(lambda pair: Load(*pair)), max_size=12)
_units = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 10), _loads), max_size=12)


@given(_units)
def test_parts_hold_everything_once_in_order_and_no_more_than_their_room(
    weights: list[tuple[int, int, list[Load]]],
) -> None:
    units = [Unit(index, base, meta, threads) for index, (base, meta, threads) in enumerate(weights)]
    room = Load(120, 12)
    packed = pack(units, room)
    seen = [
        (cut.index, thread) for part in packed.parts for cut in part for thread in range(cut.start, cut.stop)
    ]
    assert seen == [(unit.index, thread) for unit in units for thread in range(len(unit.threads))]
    assert {cut.index for part in packed.parts for cut in part} == set(range(len(units)))
    for part in packed.parts:
        load = Load()
        for cut in part:
            unit = units[cut.index]
            extra = unit.meta if cut.start == 0 else 0
            load = sum(unit.threads[cut.start : cut.stop], load + Load(unit.base + extra))
        assert load.fits(room) or (len(part) == 1 and part[0].stop - part[0].start <= 1)


@given(_units)
def test_cut_knows_how_many_comments_come_before_its_post(weights: list[tuple[int, int, list[Load]]]) -> None:
    units = [Unit(index, base, meta, threads) for index, (base, meta, threads) in enumerate(weights)]
    for cut in [cut for part in pack(units, Load(120, 12)).parts for cut in part]:
        assert cut.before == sum(load.comments for unit in units[: cut.index] for load in unit.threads)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Zoë D.", "zoe-d"),
        ("Bjørn Ærø", "bjorn-aero"),
        ("Шура", "shauera"),
        ("山田", "author"),
        ("---", "author"),
    ],
)
def test_login_is_ascii_whatever_the_name(name: str, login: str) -> None:
    assert ascii_login(name) == login


@given(st.text(max_size=80))
def test_login_never_breaks_wordpresss_rules(name: str) -> None:
    login = ascii_login(name)
    assert login
    assert len(login) <= 50
    assert set(login) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_names_are_compared_as_a_database_does() -> None:
    assert folded("Résumé ") == folded("RESUME")


@given(st.text(max_size=40))
def test_cdata_gives_back_the_legal_text(text: str) -> None:
    from lxml import etree

    assert (etree.fromstring(f"<a>{cdata(text)}</a>".encode()).text or "") == legal(text)


def _folder_with_fake_wp(tmp_path: Path, failing: str) -> Path:
    (tmp_path / "import.sh").write_text(script(part_names(3)))
    fake = tmp_path / "bin" / "wp"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/log"\ncase "$2" in {failing}) exit 1;; esac\n')
    fake.chmod(0o755)
    return tmp_path


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", str(folder / "import.sh"), *words],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")
def test_script_imports_all_parts_in_order_with_the_given_options(tmp_path: Path) -> None:
    folder = _folder_with_fake_wp(tmp_path, "never")
    done = _run(folder, "--path=/var/my blog")
    assert done.returncode == 0
    assert (folder / "log").read_text().splitlines() == [
        "plugin is-active wordpress-importer --path=/var/my blog",
        *(f"import {name} --authors=create --path=/var/my blog" for name in part_names(3)),
    ]


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")
def test_script_stops_at_the_first_part_that_fails(tmp_path: Path) -> None:
    folder = _folder_with_fake_wp(tmp_path, "part-002.xml")
    done = _run(folder)
    assert done.returncode != 0
    assert "part-003.xml" not in (folder / "log").read_text()
    assert "All parts are imported" not in done.stdout


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")
def test_script_installs_the_importer_where_it_is_missing(tmp_path: Path) -> None:
    folder = _folder_with_fake_wp(tmp_path, "is-active")
    assert _run(folder).returncode == 0
    assert "plugin install wordpress-importer --activate" in (folder / "log").read_text()


def test_guide_names_the_parts_and_the_time_zone() -> None:
    text = guide(part_names(2), "America/New_York", attachments=True)
    assert "There are 2 files to import, in this order: `part-001.xml`, `part-002.xml`." in text
    assert "America/New_York" in text
    assert "Download and import file attachments" in text
    assert "leave the box unticked" in guide(part_names(1), "UTC", attachments=False)
