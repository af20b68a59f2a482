"""Two moves in a row: the oldest addresses reach the newest in one hop, and contradictions are reported."""

from __future__ import annotations

import pytest

from migrator.cli.main import run
from migrator.model import Verdict
from migrator.redirects.compile import Move, compile_rules
from migrator.redirects.composition import composed, composed_all, flat
from migrator.redirects.pairs import Sites
from migrator.redirects.sources.csv import read_pairs

A, B, C = "http://a.example", "http://b.example", "https://c.example"


def move(text: str):
    return read_pairs(text, "map.csv", Sites())


def joined(first: str, second: str) -> dict:
    return {m.old: m.new for m in composed(move(first), move(second)).mappings}


def test_two_hops_become_one_and_the_later_rows_stay() -> None:
    assert joined(f"{A}/1,{B}/1", f"{B}/1,{C}/1\n{B}/2,{C}/2") == {
        f"{A}/1": f"{C}/1",
        f"{B}/1": f"{C}/1",
        f"{B}/2": f"{C}/2",
    }


@pytest.mark.parametrize("between", ["/caf%C3%A9", "/caf%c3%a9", "/./café", "//café"])
def test_the_address_between_is_found_in_any_spelling(between: str) -> None:
    assert joined(f"{A}/1,http://www.b.example{between}", f"{B}/caf%C3%A9,{C}/x")[f"{A}/1"] == f"{C}/x"


def test_query_parameters_and_fragments_are_followed_as_a_browser_would() -> None:
    later = f"{B}/?p=1,{C}/one\n{B}/,{C}/home"
    assert joined(f"{A}/1,{B}/?p=1&m=1", later)[f"{A}/1"] == f"{C}/one"
    assert joined(f"{A}/1,{B}/?p=2", later)[f"{A}/1"] == f"{C}/home"
    assert joined(f"{A}/1,{B}/#c7", later)[f"{A}/1"] == f"{C}/home#c7"


def test_what_is_gone_now_is_gone_for_older_addresses_too() -> None:
    (old, _) = composed(move(f"{A}/1,{B}/1"), move(f"{B}/1,,410")).mappings
    assert (old.verdict, old.new) == (Verdict.GONE, None)


def test_a_page_that_this_move_does_not_name_is_an_error_on_a_host_that_is_left() -> None:
    found = composed(move(f"{A}/1,{B}/1"), move(f"{B}/2,{C}/2"))
    assert [m.old for m in found.mappings] == [f"{B}/2"]
    assert [(f.code, f.severity) for f in found.findings] == [("redirect.earlier-lost", "error")]


def test_a_page_that_stays_on_the_site_keeps_its_older_addresses() -> None:
    found = composed(move("/old,/page\n/x,/y"), move("/y,/z"))
    assert {m.old[-4:]: m.new[-5:] for m in found.mappings} == {
        "/old": "/page",
        "id/x": "lid/z",
        "id/y": "lid/z",
    }
    assert [f.severity for f in found.findings] == ["info"]


def test_a_move_and_back_leaves_the_page_where_it_is() -> None:
    back = composed(move("/a,/b"), move("/b,/a")).mappings
    assert [(m.verdict, m.new[-2:]) for m in back] == [(Verdict.KEPT, "/a"), (Verdict.MOVED, "/a")]


def test_of_two_statuses_the_temporary_one_holds() -> None:
    first, second = "old,new,status\n/a,/b,301\n/c,/d,308\n", "old,new,status\n/b,/x,302\n/d,/y,301\n"
    statuses = {m.old[-2:]: m.status for m in composed(move(first), move(second)).mappings}
    assert (statuses["/a"], statuses["/c"]) == (302, 308)


def test_three_moves_are_joined_from_the_latest_back() -> None:
    found = composed_all([move("/1,/2"), move("/2,/3")], move("/3,/4")).mappings
    assert {m.new[-2:] for m in found} == {"/4"}
    assert len(found) == 3


def test_an_address_with_two_fates_is_reported_and_left_out() -> None:
    found = composed(move(f"{A}/1,{B}/1"), move(f"{B}/1,{C}/1\n{A}/1,{C}/other"))
    compiled = compile_rules(found.mappings, Move(old_hosts=("a.example", "b.example"), new_url=C))
    assert [f.code for f in compiled.findings] == ["redirect.collision"] * 2
    assert [rule.host for rule in compiled.rules.rules] == ["b.example"]


def test_the_command_takes_earlier_maps(tmp_path, capsys) -> None:
    (tmp_path / "first.csv").write_text("/2006/a.aspx,/2006/a.html\n")
    (tmp_path / "second.csv").write_text("/2006/a.html,https://c.example/posts/a\n")
    words = ["redirects", "--map", str(tmp_path / "second.csv"), "--earlier", str(tmp_path / "first.csv")]
    assert run([*words, "--old-site", B, "--to", "csv", "--out", str(tmp_path / "r")]) == 0
    listed = (tmp_path / "r/redirects.csv").read_text()
    assert f"{B}/2006/a.aspx,{C}/posts/a,301" in listed
    assert f"{B}/2006/a.html,{C}/posts/a,301" in listed


def test_a_later_row_with_a_fragment_answers_that_fragment_alone() -> None:
    found = joined(f"{A}/1,{B}/p\n{A}/2,{B}/p#x\n{A}/3#y,{B}/p", f"{B}/p#x,{C}/place\n{B}/p,{C}/q")
    assert (found[f"{A}/1"], found[f"{A}/2"], found[f"{A}/3#y"]) == (f"{C}/q", f"{C}/place", f"{C}/q")


def test_a_chain_within_one_list_ends_on_the_new_site() -> None:
    found = {m.old: m.new for m in flat(move(f"{A}/1,{A}/2\n{A}/2,{B}/3\n{B}/3,{C}/4\n{C}/5,{C}/6")).mappings}
    assert found == {f"{A}/1": f"{C}/4", f"{A}/2": f"{C}/4", f"{B}/3": f"{C}/4", f"{C}/5": f"{C}/6"}


def test_a_loop_within_one_list_is_left_for_the_compiler_to_refuse() -> None:
    found = flat(move(f"{A}/1,{B}/1\n{B}/1,{A}/1\n{A}/2,{C}/2"), C)
    compiled = compile_rules(found.mappings, Move(old_hosts=("a.example", "b.example"), new_url=C))
    assert [rule.path for rule in compiled.rules.rules] == ["/2"]
    assert len(compiled.findings) == 2


def test_an_earlier_list_may_hold_chains_of_its_own() -> None:
    assert joined(f"{A}/1,{A}/2\n{A}/2,{B}/3", f"{B}/3,{C}/4")[f"{A}/1"] == f"{C}/4"


def test_back_home_is_home_whatever_the_scheme() -> None:
    (home, _) = composed(move(f"{A}/1,{B}/1"), move(f"{B}/1,https://www.a.example/1")).mappings
    assert home.verdict == Verdict.KEPT


@pytest.mark.parametrize("listed", ["/Page", "/page/", "/page/?p=1"])
def test_a_near_miss_is_named_and_not_taken(listed: str) -> None:
    found = composed(move(f"{A}/1,{B}/page"), move(f"{B}{listed},{C}/2\n"))
    assert [m.old for m in found.mappings] == [f"{B}{listed}"]
    assert f"It names {B}{listed}" in found.findings[0].message


def test_an_address_between_with_two_fates_is_not_guessed() -> None:
    found = composed(move(f"{A}/1,{B}/1"), move(f"{B}/1,{C}/1\n{B}/1,{C}/2"))
    assert [m.old for m in found.mappings] == [f"{B}/1"] * 2
    assert found.findings[0].code == "redirect.earlier-lost"


def test_gone_in_the_middle_of_three_moves_is_gone_at_the_end() -> None:
    found = composed_all([move("/1,/2"), move("/2,,410")], move("/3,/4")).mappings
    assert [(m.old[-2:], m.verdict) for m in found] == [
        ("/1", Verdict.GONE),
        ("/2", Verdict.GONE),
        ("/3", Verdict.MOVED),
    ]
