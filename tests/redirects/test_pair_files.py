"""Plain maps of old and new URLs: headings, delimiters, paths, and bad rows by line number."""

from __future__ import annotations

import pytest

from migrator.errors import InputError
from migrator.model import Verdict
from migrator.redirects.pairs import Sites, new_url_of, old_hosts_of
from migrator.redirects.sources.csv import read_pairs

ORIGINS = Sites("http://old.example", "https://new.example/")


def rows(text: str, sites: Sites | None = ORIGINS) -> list[tuple[str, str | None]]:
    return [(mapping.old, mapping.new) for mapping in read_pairs(text, "map.csv", sites).mappings]


@pytest.mark.parametrize(
    "text",
    [
        "http://old.example/a,https://new.example/b",
        "old,new\nhttp://old.example/a,https://new.example/b\n",
        "\ufeffNew URL;Old URL\r\nhttps://new.example/b;http://old.example/a\r\n",
        "# exported\n\n/a\t/b\n",
        '"/a", "/b"',
        "Source,Status,Target\n/a,301,/b",
    ],
)
def test_headings_delimiters_and_paths_are_recognised(text: str) -> None:
    assert rows(text) == [("http://old.example/a", "https://new.example/b")]


def test_a_410_needs_no_new_url_and_keeps_its_reason() -> None:
    (mapping,) = read_pairs("/a,,410,deleted by author", "map.csv", ORIGINS).mappings
    assert (mapping.verdict, mapping.new, mapping.reason) == (Verdict.GONE, None, "deleted by author")


def test_the_same_url_on_both_sides_is_kept() -> None:
    (mapping,) = read_pairs("http://a.example/x,http://a.example/x", "map.csv").mappings
    assert mapping.verdict == Verdict.KEPT


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("/b,", "line 2: there is no new URL"),
        ("/b", "line 2: there is no new URL"),
        ("/b,/c,404", "line 2: the status is '404'"),
        ("//evil.example/,/c", "line 2: '//evil.example/' is neither"),
        ("b.html,/c", "line 2: 'b.html' is neither"),
        ("/b,javascript:x", "line 2: 'javascript:x' is neither"),
        ('"/b,/c', "line 2:"),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_the_others_are_read(bad: str, why: str) -> None:
    found = read_pairs(f"/a,/b\n{bad}\n/d,/e\n", "map.csv", ORIGINS)
    assert len(found.mappings) == 2
    assert why in found.findings[0].message
    assert found.findings[0].code == "redirect.bad-row"


@pytest.mark.parametrize("text", ["", "old,new\n", "http://a.example/,/b", "\0", "%PDF-1.4\nnonsense"])
def test_a_file_without_a_usable_row_is_an_error_that_says_what_to_write(text: str) -> None:
    with pytest.raises(InputError, match=r"map\.csv holds no usable row") as caught:
        read_pairs(text, "map.csv")
    assert "--old-site" in caught.value.hint


def test_hosts_and_the_new_origin_are_taken_from_the_rows() -> None:
    text = (
        "http://B.example/x,https://n.example/1\nhttp://a.example/x,https://n.example/2\n/c,http://m.example/"
    )
    mappings = read_pairs(text, "map.csv", ORIGINS).mappings
    assert old_hosts_of(mappings) == ("a.example", "b.example", "old.example")
    assert new_url_of(mappings) == "https://n.example"
    assert new_url_of(()) is None


def test_rows_of_a_url_map_that_need_no_rule_are_no_bad_rows() -> None:
    text = (
        "Old URL,New URL,Status,Kind,Verdict\n"
        "http://old.example/a,https://new.example/b,301,post,moved\n"
        "http://old.example/robots.txt,,,system,ignored\n"
        "http://old.example/i.png,,,image,no redirect possible\n"
    )
    found = read_pairs(text, "url-map.csv")
    assert [mapping.old for mapping in found.mappings] == ["http://old.example/a"]
    assert found.findings == ()
