"""Maps in the formats people have them in, paths without a host, and statuses a person asks for."""

from __future__ import annotations

import io
import json
import sys

import openpyxl
import pytest

from migrator.cli.main import run
from migrator.errors import InputError, MissingPartError
from migrator.model import Verdict
from migrator.redirects.compile import Move, compile_rules
from migrator.redirects.pairs import Sites
from migrator.redirects.sources._contract import Given
from migrator.redirects.sources.json import PLUGIN as JSON
from migrator.redirects.sources.xlsx import PLUGIN as XLSX
from migrator.stages.pair_maps import given_at, read_map, recognised
from migrator.stages.redirects import write_rules

OLD, NEW = "http://old.example", "https://new.example"
HERE = "http://any-host.invalid"


def given(text: str, name: str = "map.txt") -> Given:
    return Given(name, {name: text.encode()})


def read(text: str, name: str = "map.txt", sites: Sites | None = None):
    one = given(text, name)
    return recognised(one).read(one, sites or Sites(OLD, NEW))


def pairs(text: str, name: str = "map.txt", sites: Sites | None = None):
    return [(m.old, m.new, m.status) for m in read(text, name, sites).mappings]


def book(rows, *, sheets: int = 1) -> Given:
    made, written = openpyxl.Workbook(), io.BytesIO()
    for _ in range(sheets - 1):
        made.create_sheet("first", 0)
    for row in rows:
        made.worksheets[-1].append(row)
    made.save(written)
    return Given("map.xlsx", {"map.xlsx": written.getvalue()})


def test_a_reason_in_quotation_marks_may_span_lines_and_the_lines_after_keep_their_numbers() -> None:
    found = read('old,new,status,reason\n/a,/b,,"moved,\nsaid the author"\n/c\n/d,/e\n')
    assert [(m.old, m.reason) for m in found.mappings] == [
        (f"{OLD}/a", "moved, said the author"),
        (f"{OLD}/d", "map"),
    ]
    assert "line 4: there is no new URL" in found.findings[0].message


def test_a_mark_left_open_spoils_its_line_and_no_other() -> None:
    found = read('/a,"/b\n/c,/d\n/e,"/f"\n/g,"/h\n')
    assert [m.old for m in found.mappings] == [f"{OLD}/c", f"{OLD}/e"]
    assert [finding.message.split(":")[0] for finding in found.findings] == [
        "map.txt, line 1",
        "map.txt, line 4",
    ]


def test_an_address_is_never_read_over_the_end_of_a_line() -> None:
    found = read('/a,"/b\n/c,/d"\n/e,/f\n')
    assert [m.old for m in found.mappings] == [f"{OLD}/e"]
    assert len(found.findings) == 2


@pytest.mark.parametrize(
    ("status", "told"), [("302", 302), ("308", 308), ("permanent", 301), ("Temporary", 302), ("", None)]
)
def test_a_status_can_be_asked_for(status: str, told: int | None) -> None:
    assert pairs(f"old,new,status\n/a,/b,{status}\n") == [(f"{OLD}/a", f"{NEW}/b", told)]


def test_a_list_of_gone_addresses_needs_no_new_column() -> None:
    assert [m.verdict for m in read("old,status\n/a,410\n/b,gone\n").mappings] == [Verdict.GONE] * 2


def test_one_address_with_two_statuses_is_a_conflict() -> None:
    mappings = read("/a,/b,301\n/a,/b,302\n").mappings
    found = compile_rules(mappings, Move(old_hosts=("old.example",), new_url=NEW))
    assert [finding.code for finding in found.findings] == ["redirect.collision"] * 2
    assert found.rules.rules == ()


def test_the_status_asked_for_is_the_rules_status(tmp_path) -> None:
    write_rules(
        read("/a,/b,307\n").mappings, Move(old_hosts=("old.example",), new_url=NEW), "nginx", tmp_path / "r"
    )
    assert (
        "return 307"
        in (tmp_path / "r/migrator/server.conf").read_text()
        + (tmp_path / "r/migrator/rules.conf").read_text()
    )


def test_a_status_the_host_cannot_answer_is_refused(tmp_path) -> None:
    move = Move(old_hosts=("old.example",), new_url=NEW)
    made = write_rules(read("/a,/b,303\n").mappings, move, "wordpress-plugin", tmp_path / "r")
    assert made.report["refused"] == 1


@pytest.mark.parametrize(
    "text",
    [
        '[{"old": "/a", "new": "/b"}]',
        '[["/a", "/b"]]',
        '{"/a": "/b"}',
        '{"redirects": [{"from": "/a", "to": "/b"}]}',
        '{"source": "/a", "target": "/b"}\n{"source": "/c"}',
        '\ufeff[{"Old URL": "/a", "New_URL": "/b", "status": null}]',
    ],
)
def test_json_of_each_shape_is_read(text: str) -> None:
    assert pairs(text)[0] == (f"{OLD}/a", f"{NEW}/b", None)


def test_bad_entries_of_json_are_named_by_their_line() -> None:
    found = read(
        '[\n{"old": "/a", "new": "/b", "status": 308},\n17,\n{"old": "/c"},\n{"old": "/d", "old": "/e", "new": "/f"}\n]'
    )
    assert [(m.old, m.status) for m in found.mappings] == [(f"{OLD}/a", 308)]
    assert [f.message.partition(":")[0] for f in found.findings] == [f"map.txt, line {n}" for n in (3, 4, 5)]


def test_a_bad_json_line_spoils_itself_alone() -> None:
    found = read('{"old": "/a", "new": "/b"}\n{"old": "/c", "new"\n{"old": "/d", "new": "/e"}\n', "m.jsonl")
    assert len(found.mappings) == 2
    assert "line 2: it is no valid JSON" in found.findings[0].message


def test_json_that_is_no_list_of_pairs_is_an_error() -> None:
    with pytest.raises(InputError, match="no list of old and new URLs"):
        JSON.read(given('{"name": "x", "version": 3}', "package.json"), Sites(OLD, NEW))


def test_a_spreadsheet_is_read_below_its_heading_with_the_rows_it_shows() -> None:
    found = XLSX.read(
        book([["Our move"], [], ["Old URL", "Status", "New URL"], ["/a", 301.0, "/b"], [None], ["/c"]]),
        Sites(OLD, NEW),
    )
    assert [(m.old, m.new, m.status) for m in found.mappings] == [(f"{OLD}/a", f"{NEW}/b", 301)]
    assert "row 6: there is no new URL" in found.findings[0].message


def test_the_sheet_with_a_heading_is_the_one_that_is_read() -> None:
    found = XLSX.read(book([["old", "new"], ["/a", "/b"]], sheets=2), Sites(OLD, NEW))
    assert [m.old for m in found.mappings] == [f"{OLD}/a"]


def test_a_sheet_without_heading_is_read_in_the_usual_order() -> None:
    assert XLSX.recognises(book([["/a", "/b"]])) > 0
    assert len(XLSX.read(book([["/a", "/b"]]), Sites(OLD, NEW)).mappings) == 1


def test_a_broken_spreadsheet_is_an_error_that_says_what_to_do() -> None:
    broken = Given("x.xlsx", {"x.xlsx": book([["/a", "/b"]]).content[:-200]})
    with pytest.raises(InputError, match="broken spreadsheet"):
        XLSX.read(broken, Sites(OLD, NEW))


def test_without_openpyxl_the_install_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingPartError) as caught:
        XLSX.read(book_bytes(), Sites(OLD, NEW))
    assert "pip install 'blog-migrator[xlsx]'" in caught.value.hint


def book_bytes() -> Given:
    return Given("x.xlsx", {"x.xlsx": b"PK\x03\x04"})


def test_utf16_as_excel_writes_it_is_text() -> None:
    text = "old\tnew\n/é\t/b\n"
    one = Given("u.txt", {"u.txt": text.encode("utf-16")})
    assert recognised(one).read(one, Sites(OLD, NEW)).mappings[0].old == f"{OLD}/é"


def test_latin_1_is_refused_and_not_guessed() -> None:
    latin = Given("l.csv", {"l.csv": "/é,/b".encode("latin-1")})
    with pytest.raises(InputError, match="not UTF-8"):
        recognised(latin).read(latin, Sites(OLD, NEW))


def test_paths_alone_belong_to_one_unnamed_host() -> None:
    assert pairs("/a,/b\n", sites=Sites()) == [(f"{HERE}/a", f"{HERE}/b", None)]
    assert pairs("/a,https://new.example/b\n", sites=Sites()) == [(f"{HERE}/a", f"{NEW}/b", None)]


def test_paths_beside_full_addresses_are_not_guessed() -> None:
    found = read("http://old.example/a,https://new.example/b\n/c,https://new.example/d\n", sites=Sites())
    assert len(found.mappings) == 1
    assert "--old-site is needed" in found.findings[0].message


def test_a_file_that_is_not_there_is_an_error(tmp_path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_map(str(tmp_path / "none.csv"), Sites())


def test_an_unknown_format_is_an_error_with_the_list_of_known_ones(tmp_path) -> None:
    (tmp_path / "x").write_bytes(b"\0\1\2")
    with pytest.raises(InputError, match="Nobody knows the format") as caught:
        recognised(given_at(str(tmp_path / "x")))
    assert "csv" in caught.value.hint


def test_the_command_reads_a_map_from_standard_input(tmp_path, monkeypatch, capsys) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b'{"/a": "/b"}'))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run(["redirects", "--map", "-", "--to", "csv", "--out", str(tmp_path / "r"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["targets"]["csv"]["rules"] == 1


def test_a_map_of_nothing_but_gone_addresses_is_written(tmp_path, capsys) -> None:
    (tmp_path / "m.csv").write_text("http://old.example/a,,410\n")
    assert (
        run(["redirects", "--map", str(tmp_path / "m.csv"), "--to", "nginx", "--out", str(tmp_path / "r")])
        == 0
    )
    assert "1 rules" in capsys.readouterr().out


def test_sources_are_listed(capsys) -> None:
    assert run(["list", "sources"]) == 0
    assert "xlsx" in capsys.readouterr().out


def test_a_list_stays_one_though_its_titles_speak_of_servers(tmp_path) -> None:
    (tmp_path / "m.tsv").write_text(
        "old\tnew\ttitle\n/a\t/b\tWhen to rewrite ^/x$ /y permanent;\n/c\t/d\tlocation / { return 301 /e; }\n"
    )
    assert recognised(given_at(str(tmp_path / "m.tsv"))).name == "csv"
