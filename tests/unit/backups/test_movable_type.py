"""The exported text of TypePad and Movable Type: dashes in texts, line breaks, encodings, clocks, addresses, memory."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date
from typing import TYPE_CHECKING

import pytest

from migrator.backups import _movable_type_text as texts
from migrator.backups._movable_type_html import shown
from migrator.backups._movable_type_slugs import dirified, typepad_name
from migrator.backups.movable_type import PLUGIN
from migrator.fetch.containers import opened
from migrator.model import Problem, RecordKind, Site

if TYPE_CHECKING:
    from pathlib import Path

BASE = "http://marigold.typepad.example/blog"
HEAD = "AUTHOR: M\nTITLE: Rain\nSTATUS: Publish\nBASENAME: rain\nDATE: 03/05/2004 10:15:00 PM\n-----\nBODY:\n"
END = "\n-----\n--------\n"


def entries(text: str | bytes) -> list[texts.Entry | Problem]:
    content = text.encode() if isinstance(text, str) else text
    return list(texts.read(io.BytesIO(content), content[:65536]))


def records(path: Path, text: str | bytes, platform: str = "typepad", base: str = BASE) -> list:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with opened(path) as given:
        return list(PLUGIN.read(given, Site(base_url=base, platform=platform)))


def posts(found: list) -> list[str]:
    return [one.key for one in found if not isinstance(one, Problem) and one.kind is RecordKind.POST]


@pytest.mark.parametrize(
    "body",
    [
        "one\n-----\ntwo",
        "one\n--------\ntwo",
        "one\n--------\n--------\ntwo",
        "-----",
        "one\n-----\nBODY OF WATER:\ntwo",
        "one\n--------\n\nNOTE: two",
        "------\n----",
        "AUTHOR: Somebody else\nDATE: never",
    ],
)
def test_a_text_keeps_its_own_lines_of_dashes(body):
    first, second = entries(HEAD + body + END + HEAD + "next" + END)
    assert (first.body, second.body) == (body, "next")


def test_the_last_entry_needs_no_end():
    (entry,) = entries(HEAD + "words")
    assert entry.body == "words"


def test_entries_without_texts_and_files_without_keys_are_told_apart():
    keyless, empty = entries("just words\n--------\nTITLE: Nothing\nDATE: 01/01/2004 10:00:00\n--------\n")
    assert isinstance(keyless, Problem)
    assert (empty.head["TITLE"], empty.body, empty.remarks) == ("Nothing", "", ())


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("03/05/2004 12:15:00 AM", 0),
        ("03/05/2004 12:15:00 PM", 12),
        ("03/05/2004 01:15:00 pm", 13),
        ("3/5/2004 23:15:00", 23),
        ("03/05/2004 09:15", 9),
    ],
)
def test_dates_are_written_with_twelve_hours_or_twenty_four(written, hour):
    moment = texts.moment(written)
    assert (moment.hour, moment.minute, moment.tzinfo) == (hour, 15, None)


@pytest.mark.parametrize(
    "written", ["", "13/45/2004 10:00:00", "2004-03-05", "03/05/2004", "03/05/2004 25:00:00"]
)
def test_what_is_no_date_is_none(written):
    assert texts.moment(written) is None


@pytest.mark.parametrize(
    ("text", "breaks", "html"),
    [
        ("a\nb\n\nc", "__default__", "<p>a<br>\nb</p>\n\n<p>c</p>"),
        ("a\nb", "0", "a\nb"),
        ("<p>a\nb</p>", "richtext", "<p>a\nb</p>"),
        ("a\n\n<h3>b</h3>\n\n<em>c</em> d", "1", "<p>a</p>\n\n<h3>b</h3>\n\n<p><em>c</em> d</p>"),
        ("<pre>a\n\nb</pre>\n\nc", "1", "<pre>a\n\nb</pre>\n\n<p>c</p>"),
        ("a<br />\nb", "", "a<br />\nb"),
        ("a\nb", "", "<p>a<br>\nb</p>"),
        ("", "1", ""),
    ],
)
def test_line_breaks_become_what_the_program_showed(text, breaks, html):
    assert shown(text, breaks) == html


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("utf-8", "Zoë – 雨"),
        ("utf-8-sig", "Zoë – 雨"),
        ("utf-16", "Zoë – 雨"),
        ("cp1252", "Zoë – “wet”"),
        ("euc_jp", "雨の日に、傘を"),
        ("shift_jis", "雨の日に、傘を"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_is_read_in_the_encoding_and_with_the_line_ends_it_was_saved_with(encoding, body, end):
    content = (HEAD + body + END).replace("\n", end).encode(encoding)
    (entry,) = entries(content)
    assert entry.body == body
    assert texts.looks_like_export(content)


def test_one_file_may_hold_entries_in_two_encodings():
    first, second = entries((HEAD + "Zoë" + END).encode() + (HEAD + "Zoë" + END).encode("cp1252"))
    assert (first.body, second.body) == ("Zoë", "Zoë")


@pytest.mark.parametrize(
    ("title", "day", "name"),
    [
        ("The Problem with Hoses", date(2005, 2, 14), "the_problem_wit"),
        ("The Power of Small", date(2008, 3, 1), "the-power-of-sm"),
        ("What I learned, at last", date(2012, 3, 1), "what-i-learned-at-last"),
        ("Crème <em>brûlée</em> &amp; more", date(2012, 3, 1), "creme-brulee-more"),
        ("雨の日", date(2012, 3, 1), "post"),
        ("A word and a space", date(2005, 1, 1), "a_word_and_a_sp"),
    ],
)
def test_an_entry_without_a_name_gets_typepads_of_its_time(title, day, name):
    assert typepad_name(title, day, set()) == name


def test_a_name_that_is_taken_in_its_month_gets_a_number():
    assert typepad_name("Rain", date(2012, 3, 1), {"rain", "rain-1"}) == "rain-2"


def test_names_of_categories_are_plain_words():
    assert dirified("Q & A / Letters") == "q_a_letters"


def test_an_address_that_the_file_states_is_taken_and_one_it_lacks_is_computed_and_said_so(tmp_path):
    stated = HEAD.replace("DATE", "UNIQUE URL: http://marigold.typepad.example/blog/2004/04/told.html\nDATE")
    found = records(tmp_path / "x.txt", stated + "a" + END + HEAD + "b" + END)
    assert posts(found) == [f"{BASE}/2004/04/told.html", f"{BASE}/2004/03/rain.html"]
    noted = [one.message for one in found if isinstance(one, Problem)]
    assert noted == [f"{BASE}/2004/03/rain.html"]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("no link", "http://blog.example/2004/03/wet_rain.html"),
        (
            "http://blog.example/archives/2003/12/old_post.php",
            "http://blog.example/archives/2004/03/wet_rain.php",
        ),
        ("http://blog.example/2003/12/old-post.html", "http://blog.example/2004/03/wet-rain.html"),
        ("http://blog.example/2003/12/01/old_post/", "http://blog.example/2004/03/05/wet_rain/"),
        ("http://other.example/archives/2003/12/old-post.php", "http://blog.example/2004/03/wet_rain.html"),
    ],
)
def test_addresses_of_movable_type_are_computed_as_the_blogs_own_links_look(tmp_path, link, address):
    text = HEAD.replace("BASENAME: rain", "BASENAME: wet_rain") + f'<a href="{link}">x</a>' + END
    assert posts(records(tmp_path / "x.txt", text, "movable-type", "http://blog.example")) == [address]


def test_a_blog_whose_links_count_its_posts_gives_no_address_by_name(tmp_path):
    text = HEAD + '<a href="http://blog.example/archives/000012.html">x</a>' + END
    found = records(tmp_path / "x.txt", text, "movable-type", "http://blog.example")
    assert [one.kind for one in found] == ["no-permalink"]


def test_movable_type_without_names_has_no_addresses(tmp_path):
    nameless = HEAD.replace("BASENAME: rain\n", "") + "a" + END
    found = records(tmp_path / "x.txt", nameless, "movable-type", "http://blog.example")
    assert [(one.kind, one.message) for one in found] == [("no-permalink", "Rain")]


def test_a_static_page_is_known_by_its_address(tmp_path):
    page = HEAD.replace("DATE", f"UNIQUE URL: {BASE}/about.html\nDATE") + "a" + END
    (found, *_) = records(tmp_path / "x.txt", page)
    assert found.fields["kind"] == "page"


def test_the_beginning_of_a_file_tells_platform_and_address(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(
        HEAD.replace("DATE", f"UNIQUE URL: {BASE}/2004/03/rain.html\nDATE") + END, encoding="utf-8"
    )
    with opened(path) as given:
        about = PLUGIN.about(given)
    assert (about.platform, about.base_url) == ("typepad", BASE)


def test_no_mail_address_or_number_of_a_computer_is_read(tmp_path):
    remark = (
        "\n-----\nCOMMENT:\nAUTHOR: R\nEMAIL: r@example.org\nIP: 192.0.2.1\nDATE: 03/06/2004 10:00:00\nHi."
    )
    found = records(tmp_path / "x.txt", HEAD + "a" + remark + END)
    assert "r@example.org" not in repr(found)
    assert "192.0.2.1" not in repr(found)


def test_a_comment_has_the_same_id_in_every_file(tmp_path):
    remark = "\n-----\nCOMMENT:\nAUTHOR: R\nDATE: 03/06/2004 10:00:00\nHi."
    one = records(tmp_path / "x.txt", HEAD + "a" + remark + END)
    other = records(tmp_path / "y.txt", HEAD + "first" + END + HEAD + "a" + remark + END)
    keys = [[each.key for each in found if getattr(each, "kind", "") == "comment"] for found in (one, other)]
    assert keys[0] == keys[1]


def test_a_large_file_takes_no_more_memory_than_its_largest_entry(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("w", encoding="utf-8") as file:
        for _ in range(400):
            file.write(HEAD + "word " * 10_000 + END)
    tracemalloc.start()
    with opened(path) as given:
        count = sum(1 for _ in PLUGIN.read(given, Site(base_url=BASE, platform="typepad")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > 400
    assert peak < path.stat().st_size / 8


def test_an_entry_beyond_all_measure_is_told_and_left_out(monkeypatch):
    monkeypatch.setattr(texts, "_LARGEST", 1000)
    problem, entry = entries(HEAD + "word\n" * 1000 + END + HEAD + "next" + END)
    assert isinstance(problem, Problem)
    assert entry.body == "next"
