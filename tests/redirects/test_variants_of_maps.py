"""A plain map says nothing about a platform: which other spellings are answered, by themselves and on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migrator.cli.main import run
from migrator.prove.engine import found_binary
from migrator.redirects.compile import Move, compile_rules, no_variants
from migrator.redirects.variants import KINDS, variants_of, with_twins, without_twin

from .samples import NEW, OLD, OLD_HOST, mapping

if TYPE_CHECKING:
    from pathlib import Path


def spelled(old: str, *kinds: str) -> list[str]:
    return [url.removeprefix(OLD) for url in variants_of(kinds)(OLD + old)]


@pytest.mark.parametrize(
    ("old", "kinds", "others"),
    [
        ("/about/", ["slash"], ["/about"]),
        ("/about", ["slash"], ["/about/"]),
        ("/a/tea.html", ["slash"], []),
        ("/", ["slash"], []),
        ("", ["slash"], []),
        ("/v1.2/", ["slash"], ["/v1.2"]),
        ("/about?p=1", ["slash"], ["/about/?p=1"]),
        (
            "/a/index.php",
            ["index"],
            ["/a/", "/a/index.html", "/a/index.htm", "/a/default.aspx", "/a/default.asp"],
        ),
        ("/about", ["index"], []),
        ("/Tea/Caf%C3%A9.html", ["case"], ["/tea/caf%c3%a9.html"]),
        ("/tea.html", ["case"], []),
        ("/A", ["slash", "case"], ["/A/", "/a", "/a/"]),
    ],
)
def test_other_spellings_are_those_that_were_asked_for(old: str, kinds: list[str], others: list[str]) -> None:
    assert spelled(old, *kinds) == others


def test_a_folder_and_its_index_pages_are_one_address() -> None:
    pages = spelled("/a/", "index")
    assert "/a/index.html" in pages
    assert all("/a/" in spelled(page, "index") for page in pages)


def test_hosts_get_their_www_twins() -> None:
    assert with_twins(["a.example", "www.b.example", "127.0.0.1"]) == (
        "a.example",
        "www.b.example",
        "127.0.0.1",
        "www.a.example",
        "b.example",
    )


def compiled(*rows: tuple[str, str], new: str = NEW):
    move = Move(old_hosts=(OLD_HOST,), new_url=new)
    mappings = [mapping(old, target) for old, target in rows]
    return compile_rules(mappings, move, variants_of(KINDS)).rules


def test_a_row_of_its_own_goes_before_another_rows_spelling() -> None:
    found = {rule.path: rule.target for rule in compiled(("/a", "/1/"), ("/a/", "/2/"), ("/B", "/3/")).rules}
    assert (found["/a"], found["/a/"], found["/b"]) == (f"{NEW}/1/", f"{NEW}/2/", f"{NEW}/3/")


def test_no_spelling_of_an_address_leads_to_itself() -> None:
    here = OLD.replace("http", "https")
    rows = [mapping("/Tea/index.html", None), mapping("/x", None)]
    moved = [type(row)(old=row.old, kind=row.kind, verdict=row.verdict, new=f"{here}/tea/") for row in rows]
    rules = compile_rules(moved, Move(old_hosts=(OLD_HOST,), new_url=here), variants_of(KINDS)).rules
    assert not [rule for rule in rules.rules if rule.path in {"/tea/", "/tea"}]
    assert {"/Tea/", "/Tea/index.html", "/x", "/x/"} <= {rule.path for rule in rules.rules}


def test_without_being_asked_only_what_servers_see_as_one_address_is_answered() -> None:
    rules = compile_rules(
        [mapping("/about/", "/a/")], Move(old_hosts=(OLD_HOST,), new_url=NEW), no_variants
    ).rules
    assert [rule.path for rule in rules.rules] == ["/about/"]


def test_a_person_is_told_how_many_addresses_have_another_spelling(tmp_path: Path, capsys) -> None:
    (tmp_path / "m.csv").write_text(
        f"{OLD}/a/,{NEW}/a\n{OLD}/b,{NEW}/b\n{OLD}/b/,{NEW}/b\n{OLD}/c.html,{NEW}/c\n"
    )
    words = ["redirects", "--map", str(tmp_path / "m.csv"), "--to", "nginx", "--out", str(tmp_path / "r")]
    assert run(words) == 0
    assert "1 old URLs are answered with or without a final slash" in capsys.readouterr().out
    assert run([*words, "--variants", "slash"]) == 0
    told = capsys.readouterr().out
    assert "nginx: 5 rules" in told
    assert "final slash" not in told
    assert without_twin([f"{OLD}/a/", f"{OLD}/a"]) == 0


def test_a_project_knows_its_own_variants(capsys) -> None:
    assert run(["redirects", "--variants", "slash"]) == 2
    assert "--map" in capsys.readouterr().err


@pytest.mark.engine
def test_every_spelling_is_proved_on_nginx(tmp_path: Path, capsys) -> None:
    if found_binary("nginx") is None:
        pytest.skip("nginx is not installed")
    (tmp_path / "m.csv").write_text(f"{OLD}/Tea/,{NEW}/tea/\n{OLD}/Index.php,{NEW}/\n{OLD}/x?p=1,{NEW}/x/\n")
    words = ["redirects", "--map", str(tmp_path / "m.csv"), "--to", "nginx", "--out", str(tmp_path / "r")]
    assert run([*words, "--prove", *(word for kind in KINDS for word in ("--variants", kind))]) == 0
    assert "proved" in capsys.readouterr().out
    assert f"www.{OLD_HOST}" in (tmp_path / "r/migrator/server.conf").read_text()
