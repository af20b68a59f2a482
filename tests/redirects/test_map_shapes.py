"""Lists as people really have them: headings, delimiters, encodings, words for a status, and what each bad row is told."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from migrator.cli.main import run
from migrator.errors import InputError, UsageError
from migrator.model import Verdict
from migrator.redirects._headings import heading
from migrator.redirects.pairs import Sites
from migrator.redirects.sources._contract import Given
from migrator.redirects.sources.xlsx import PLUGIN as XLSX
from migrator.stages.pair_maps import recognised, sites_named

OLD, NEW = "http://old.example", "https://new.example"


def read(content: str | bytes, name: str = "map.csv", sites: Sites | None = None):
    one = Given(name, {name: content.encode() if isinstance(content, str) else content})
    return recognised(one).read(one, sites or Sites(OLD, NEW))


def pairs(content: str | bytes, name: str = "map.csv") -> list[tuple[str, str | None]]:
    found = read(content, name)
    assert found.findings == ()
    return [(m.old.removeprefix(OLD), (m.new or "").removeprefix(NEW)) for m in found.mappings]


@pytest.mark.parametrize(
    "words",
    [
        "From;To",
        "Redirect from;Redirect to",
        "Redirect from (old url);Redirect to (new url)",
        "Source URL;Target URL",
        "Address;Destination",
        "URL;Redirect",
        "URL;Redirect URL",
        "Top pages;301 redirect URL",
        "Old;301 to",
        "Current URL;New URL *",
        "Alte Adresse;Neue Adresse",
        "Quelle;Ziel",
        "Von;Nach",
        "Ancienne URL;Nouvelle URL",
        "De;Vers",
        "Dirección antigua;Dirección nueva",
        "Origen;Destino",
        "old-url;NEW_URL",
    ],
)
def test_a_heading_is_understood_in_other_words_and_languages_and_in_either_order(words: str) -> None:
    assert pairs(f"{words}\n/a;/b\n") == [("/a", "/b")]
    assert pairs(f"{';'.join(reversed(words.split(';')))}\n/b;/a\n") == [("/a", "/b")]


def test_other_columns_are_left_alone() -> None:
    found = heading(["id", "Old title", "Old URL", "New title", "New URL", "Redirect type", "Note"])
    assert found == {"old": 2, "new": 4, "status": 5, "reason": 6}


@pytest.mark.parametrize("words", ["foo,bar", "Spalte 1,Spalte 2", "title,published"])
def test_a_heading_that_says_nothing_is_an_error_and_the_order_is_not_guessed(words: str) -> None:
    with pytest.raises(InputError, match="which holds the old URLs") as caught:
        read(f"{words}\n/a,/b\n")
    assert "“old” and “new”" in caught.value.hint


def test_addresses_are_no_heading() -> None:
    assert pairs("/old,/new\nold.html,/x\n/a,/b\n".replace("old.html", "/source")) == [
        ("/old", "/new"),
        ("/source", "/x"),
        ("/a", "/b"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Our move in 2024\n\nold,new\n/a;x,/b\n",
        "sep=;\nold;new\n/a\\;x;/b\n".replace("\\;", "%3B"),
        "/a;x\t/b\n",
        "/a;x|/b\n",
        "/a;x -> /b\n",
        "/a;x => /b\n",
        "/a;x   /b\n",
        '"/a;x";"/b"\n',
        "old;new\r/a%3Bx;/b\r",
    ],
)
def test_whatever_separates_the_columns_is_found(text: str) -> None:
    assert [(old.replace("%3B", ";"), new) for old, new in pairs(text)] == [("/a;x", "/b")]


def test_a_comma_in_an_address_does_not_decide_where_semicolons_part_more_pairs() -> None:
    assert pairs("/a,1;/b\n/c,2;/d\n") == [("/a,1", "/b"), ("/c,2", "/d")]


def test_a_mapping_in_another_notation_is_not_half_read() -> None:
    with pytest.raises(InputError):
        read("/a: /b\n/c: /d\n", "map.yaml")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_excel_and_other_programs_may_choose_the_encoding(coding: str) -> None:
    assert pairs("old\tnew\r\n/é\t/b\r\n/c\t/d\r\n".encode(coding)) == [("/é", "/b"), ("/c", "/d")]


def test_windows_letters_spoil_only_the_addresses_they_stand_in() -> None:
    found = read("old;new;Grund\n/é;/b;x\n/c;/d;für später\n".encode("cp1252"))
    assert [(m.old, m.reason) for m in found.mappings] == [(f"{OLD}/c", "f?r sp?ter")]
    assert "line 2: '/?' is not UTF-8" in found.findings[0].message


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("301 Moved Permanently", 301),
        ("301 (permanent)", 301),
        ("HTTP 308", 308),
        ("301.0", 301),
        ('"301,0"', 301),
        ("Permanent redirect", 301),
        ("302 found", 302),
        ("temp", 302),
        ("See other", 303),
        ("-", None),
        ("redirect", None),
    ],
)
def test_a_status_may_be_told_in_words(words: str, status: int | None) -> None:
    assert [m.status for m in read(f"old,new,status\n/a,/b,{words}\n").mappings] == [status]


@pytest.mark.parametrize(
    "row", ["/a,,deleted", "/a,,Gelöscht", "/a,,410 Gone", "/a,410,", "/a,gone,", "/a,Gone,410"]
)
def test_a_page_that_is_gone_may_be_told_in_either_column(row: str) -> None:
    assert [m.verdict for m in read(f"old,new,status\n{row}\n").mappings] == [Verdict.GONE]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("/a,,", "there is no new URL"),
        ("/a,-,", "'-' is neither"),
        ("/a,/b,410", "its status is '410', and yet a new URL stands beside it"),
        ("/a,/b,404", "the status is '404'"),
        ("/a,/b,301 or 302", "the status is '301 or 302'"),
        ("/a,new.example/b,", "'new.example/b' lacks https://"),
        ("/a,b.html,", "'b.html' is neither"),
        ("/a/*,/b,", "'/a/*' is a pattern"),
        ("^/a/(.*)$,/b,", "is a pattern"),
        ("http:/a,/b,", "'http:/a' is neither"),
        ("/a\x07,/b,", "control character"),
    ],
)
def test_each_bad_row_is_told_why_and_the_others_are_read(row: str, why: str) -> None:
    found = read(f"old,new,status\n/x,/y,\n{row}\n/z,/y,\n")
    assert [m.old for m in found.mappings] == [f"{OLD}/x", f"{OLD}/z"]
    (finding,) = found.findings
    assert finding.message.startswith("map.csv, line 3: ")
    assert why in finding.message


def test_a_host_without_scheme_is_an_old_address() -> None:
    found = read("www.other.example,/a\nother.example:8080/b,/b\nindex.php/c,/c\n/d,/d2\n")
    assert [m.old for m in found.mappings] == [
        "http://www.other.example",
        "http://other.example:8080/b",
        f"{OLD}/d",
    ]
    assert "line 3: 'index.php/c' is neither" in found.findings[0].message


def test_a_new_address_is_written_as_a_browser_asks_for_it() -> None:
    found = read("/a,https://Bücher.example:443/öl kanne/?q=ä\n/b,/ü\n/c,HTTPS://New.EXAMPLE:8443/X\n")
    assert [m.new for m in found.mappings] == [
        "https://xn--bcher-kva.example/%C3%B6l%20kanne/?q=%C3%A4",
        f"{NEW}/%C3%BC",
        "https://new.example:8443/X",
    ]


def test_what_copying_leaves_around_an_address_is_dropped() -> None:
    assert pairs("\u200b/a\u00a0,\ufeff/b \n") == [("/a", "/b")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"/a": {"to": "/b", "status": 302}, "/c": 410}', [("/a", 302), ("/c", None)]),
        ('{"version": 1, "redirects": [{"from": "/a", "to": "/b"}], "rules": []}', [("/a", None)]),
        ('[{"old": "/a", "new": "/b", "permanent": false}]', [("/a", 302)]),
        ('[{"url": "/a", "redirect": "/b", "status": 301.0}]', [("/a", 301)]),
    ],
)
def test_json_in_other_words(text: str, expected: list) -> None:
    assert [(m.old.removeprefix(OLD), m.status) for m in read(text, "map.json").mappings] == expected


def test_a_null_in_json_is_no_guess() -> None:
    found = read('{"/a": "/b", "/c": null}', "map.json")
    assert "there is no new URL" in found.findings[0].message


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"\x1f\x8b\x08\0\0\0\0", "gzip"),
        (b"PK\x03\x04\0\0\0", "unpack"),
        (b"\xd0\xcf\x11\xe0\0\0", "xls"),
        (b"%PDF-1.4\0", "PDF"),
    ],
)
def test_a_packed_or_foreign_file_gets_the_hint_that_fits(content: bytes, hint: str) -> None:
    with pytest.raises(InputError, match="Nobody knows the format") as caught:
        read(content, "map.bin")
    assert hint in caught.value.hint


def test_every_sheet_with_a_heading_is_read_and_one_without_is_listed() -> None:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for title, rows in (
        ("Posts", [["Old URL", "New URL"], ["/a", "/b"]]),
        ("Pages", [["Notes"], ["Quelle", "Ziel"], ["/c", "/d"], ["/e", None]]),
        ("Rest", [["/f", "/g"]]),
        ("Notes", [["call me"]]),
    ):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(written)
    found = XLSX.read(Given("m.xlsx", {"m.xlsx": written.getvalue()}), Sites(OLD, NEW))
    assert [m.old for m in found.mappings] == [f"{OLD}/a", f"{OLD}/c"]
    assert [finding.message.partition(":")[0] for finding in found.findings] == [
        "m.xlsx, sheet “Rest”, row 1",
        "m.xlsx, sheet “Pages”, row 4",
    ]


def test_a_site_may_lack_its_scheme_where_that_does_not_matter() -> None:
    assert sites_named("old.example", NEW) == Sites("http://old.example", NEW)
    for wrong in ("new.example", "https://new.example/?a=1", "ftp://x.example"):
        with pytest.raises(UsageError, match="--new-site"):
            sites_named(None, wrong)


def test_the_rows_that_became_no_rule_are_listed_beside_the_rules(tmp_path, capsys) -> None:
    (tmp_path / "m.csv").write_text(
        "old,new\n/a,/b\n=1+1,/c\n/d,https://elsewhere.example/\n/e,/f\n/e,/g\n/h,\n", encoding="utf-8"
    )
    words = ["redirects", "--map", str(tmp_path / "m.csv"), "--old-site", OLD, "--new-site", NEW]
    assert run([*words, "--to", "nginx", "--out", str(tmp_path / "r")]) == 1
    rows = list(csv.DictReader((tmp_path / "r/rejected.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["where"].rpartition("m.csv, ")[2], row["old"]) for row in rows] == [
        ("line 3", "'=1+1"),
        ("line 7", "/h"),
        ("line 4", f"{OLD}/d"),
        ("line 5, line 6", f"{OLD}/e"),
    ]
    assert str(tmp_path / "r/rejected.csv") in capsys.readouterr().out


def test_a_map_without_a_bad_row_leaves_no_list_of_them(tmp_path) -> None:
    (tmp_path / "m.csv").write_text("/a,/b\n", encoding="utf-8")
    assert (
        run(["redirects", "--map", str(tmp_path / "m.csv"), "--to", "nginx", "--out", str(tmp_path / "r")])
        == 0
    )
    assert not (tmp_path / "r/rejected.csv").exists()
