from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.html import UrlPlace, fold_lines, inner_html, parse_fragment, parse_page, rewrite_urls, text_of

if TYPE_CHECKING:
    from collections.abc import Callable


def _new(url: str, place: UrlPlace) -> str | None:
    return f"NEW/{url}" if url.startswith("old") else None


def _always(answer: str | None) -> Callable[[str, UrlPlace], str | None]:
    return lambda _url, _place: answer


def _seen(html: str) -> list[tuple[str, str]]:
    seen: list[tuple[str, str]] = []
    rewrite_urls(html, lambda url, place: seen.append((url, str(place))))
    return seen


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("café".encode(), "text/html; charset=utf-8"),
        ("café".encode("latin-1"), 'text/html; charset="ISO-8859-1"'),
        (b"<meta charset='windows-1252'>caf\xe9", "text/html"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">caf\xe9', ""),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>caf\xe9', ""),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "text/html; charset=iso-8859-1"),
        ("<p>café".encode("utf-16"), ""),
        (b"caf\xe9", "text/html"),
        (b"caf\xc3\xa9", "text/html"),
        (b"caf\xe9", "text/html; charset=no-such-charset"),
        (b"caf\xe9", "text/html; charset=base64"),
    ],
)
def test_page_is_decoded_by_mark_header_declaration_or_guess(body: bytes, content_type: str) -> None:
    page = body if "16" in str(body[:2]) or b"\x00" in body else body.replace(b"caf", b"<p>caf")
    tree = parse_page(page, content_type)
    assert tree is not None
    assert tree.text_content() == "café"


def test_stray_bytes_of_a_utf8_page_are_read_as_windows_1252() -> None:
    tree = parse_page(b"<p>caf\xe9 \x93na\xc3\xafve\x94", "text/html; charset=utf-8")
    assert tree is not None
    assert tree.text_content() == "café “naïve”"


@pytest.mark.parametrize(
    ("body", "content_type"), [(b"", ""), (b"<!-- -->", ""), (b"GIF89a<p>", "image/gif"), (b"plain", "")]
)
def test_page_without_markup_is_none(body: bytes, content_type: str) -> None:
    assert parse_page(body, content_type) is None


def test_nul_bytes_do_not_end_a_page() -> None:
    tree = parse_page(b"<p>a\0b</p><p>c</p>", "text/html")
    assert tree is not None
    assert tree.text_content() == "abc"


def test_deeply_nested_page_is_parsed_whole() -> None:
    tree = parse_page(b"<b>" * 1500 + b"end", "text/html")
    assert tree is not None
    assert tree.text_content() == "end"


@pytest.mark.parametrize("html", ["http://a.example/x.html", "page.html", "a &amp; b", "<p>a</p>b<br/>"])
def test_fragment_comes_back_as_it_was(html: str) -> None:
    assert inner_html(parse_fragment(html)) == html


def test_only_changed_values_differ_after_rewriting() -> None:
    html = "<P>a &nbsp;b<A  title=\"x>y\" HREF='old?a=1&amp;b=2' onclick=\"f('old')\">t</A><img src=keep.png><br>"
    assert rewrite_urls(html, _new) == html.replace("'old?a=1&amp;b=2'", '"NEW/old?a=1&amp;b=2"')


def test_every_kind_of_url_attribute_is_offered() -> None:
    html = (
        '<a href="1"></a><img src=2 srcset="3 1x, 4,5 2x"><video poster="6" src="7"></video>'
        '<object data="8"></object><blockquote cite="9"></blockquote><td style="background: url( \'10\' )">'
        '<iframe src="11"></iframe><form action="12"><script src="13"></script>'
    )
    assert _seen(html) == [
        ("1", "link"),
        ("2", "image"),
        ("3", "image"),
        ("4,5", "image"),
        ("6", "image"),
        ("7", "media"),
        ("8", "media"),
        ("9", "cite"),
        ("10", "image"),
        ("11", "frame"),
        ("12", "form"),
        ("13", "resource"),
    ]


def test_text_of_comments_and_scripts_is_left_alone() -> None:
    html = "<!-- <a href='old'> --><script>x = \"<a href='old'>\"</script>&lt;a href='old'&gt;"
    assert rewrite_urls(html, _new) == html


def test_candidates_of_srcset_are_rewritten_one_by_one() -> None:
    assert (
        rewrite_urls('<img srcset="old1 1x, b 2x,old2">', _new) == '<img srcset="NEW/old1 1x, b 2x,NEW/old2">'
    )


def test_new_url_cannot_break_out_of_its_attribute() -> None:
    rewritten = rewrite_urls("<a href=x>", _always('"><script>&'))
    assert rewritten == '<a href="&quot;&gt;&lt;script&gt;&amp;">'


def test_new_url_cannot_break_out_of_a_list() -> None:
    rewritten = rewrite_urls('<img srcset="x 1x">', _always("a,b c"))
    assert rewritten == '<img srcset="a%2Cb%20c 1x">'


def test_named_references_without_semicolon_stay_parameters() -> None:
    assert _seen('<a href="?a=1&copy=2&amp;b=3&lt">') == [("?a=1&copy=2&b=3<", "link")]


@given(st.text(alphabet="<>/!-[]ab=\"' \n&;?", max_size=60))
def test_rewriting_nothing_changes_nothing(html: str) -> None:
    assert rewrite_urls(html, _always(None)) == html


def test_text_has_a_line_per_block_and_keeps_line_breaks() -> None:
    html = "a <b>bold</b><br><br/><br>c<p>one\n two</p><ul><li>x<li>y</ul><script>no</script>tail"
    assert text_of(html) == "a bold\n\nc\none two\nx\ny\ntail"


def test_lines_of_preformatted_text_stay() -> None:
    assert text_of("<pre>1\n2</pre>") == "1\n2"


@pytest.mark.parametrize(("html", "text"), [("", ""), ("a &amp; b", "a & b"), ("<!-- x -->y", "y")])
def test_text_of_fragments_without_blocks(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "folded"),
    [
        ("<p>one\n  two</p>\r\n\n<p>three</p>\n", "<p>one two</p> <p>three</p> "),
        ("a\n<pre>b\n c</pre>\nd", "a <pre>b\n c</pre> d"),
        ("<pre>a\n<b>b\n</b>c\n</pre>\n", "<pre>a\n<b>b\n</b>c\n</pre> "),
        ("<script>a\nb</script>\n", "<script>a\nb</script> "),
        ('<a\n title="x\ny">l\nm</a>', '<a\n title="x\ny">l m</a>'),
        ('<div style="white-space: pre-wrap">a\n<div>b\n</div>c\n</div>\n', None),
        ("<pre>never\nclosed", "<pre>never\nclosed"),
    ],
)
def test_line_breaks_that_browsers_do_not_show_become_spaces(html: str, folded: str | None) -> None:
    assert fold_lines(html) == (folded or html.removesuffix("\n") + " ")


@given(st.text(alphabet="<>/pre!-[]ab=\"' \n&;?", max_size=60))
def test_folding_changes_nothing_but_space(html: str) -> None:
    assert "".join(fold_lines(html).split()) == "".join(html.split())
