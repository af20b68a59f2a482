"""URL algebra: normal forms are stable, links resolve as in a browser, and nothing hostile gets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator import urls

HOSTILE = st.one_of(
    st.text(),
    st.text().map("http://blog.example/".__add__),
    st.text(alphabet="/\\.%25e2Ff?#@:[]&=+ \t\n\x00é", max_size=40).map("http://".__add__),
    st.text(alphabet="/.%2eE+a", max_size=20).map("https://blog.example/".__add__),
)


@given(HOSTILE)
def test_normal_raises_only_value_errors_and_is_stable(url):
    try:
        once = urls.normal(url)
    except ValueError:
        return
    assert once.isascii()
    assert urls.normal(once) == once
    assert urls.is_strict(once)


@given(HOSTILE, HOSTILE)
def test_absolute_never_raises_and_gives_what_normal_accepts(base, reference):
    found = urls.absolute(base, reference)
    if found is not None:
        assert urls.normal(found)


@given(HOSTILE)
def test_pieces_of_hostile_urls_raise_only_value_errors(url):
    for read in (urls.host_of, urls.decoded_path, urls.query_pairs, urls.old_slug, urls.fragment_of):
        try:
            read(url)
        except ValueError:
            continue


@given(st.lists(st.tuples(st.text(min_size=1).filter(lambda key: key.isprintable()), st.text()), max_size=4))
def test_a_query_reads_back_as_it_was_written(pairs):
    try:
        written = urls.with_query("http://x.example/", tuple(pairs))
    except ValueError:
        return
    assert urls.query_pairs(urls.normal(written)) == tuple(pairs)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("HTTP://Blog.Example:80", "http://blog.example/"),
        ("https://blog.example:443/a", "https://blog.example/a"),
        ("http://blog.example:8080/a", "http://blog.example:8080/a"),
        ("http://blog.example./a", "http://blog.example/a"),
        ("http://user:word@blog.example/a", "http://blog.example/a"),
        ("http://blog.example/%7euser/%c3%a9", "http://blog.example/~user/%C3%A9"),
        ("http://blog.example/é b", "http://blog.example/%C3%A9%20b"),
        ("http://blog.example/100%", "http://blog.example/100%25"),
        ("http://blog.example/a/./b/../c/", "http://blog.example/a/c/"),
        ("http://blog.example/a/%2e%2e/%2e%2e/%2e%2e/etc", "http://blog.example/etc"),
        ("http://blog.example/a%2Fb", "http://blog.example/a%2Fb"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://blog.example/a\nb#c", "http://blog.example/ab"),
        ("http://[::1]/", "http://[::1]/"),
    ],
)
def test_normal_form(written, wanted):
    assert urls.normal(written) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/a",
        "ftp://x.example/",
        "javascript:alert(1)",
        "http:///a",
        "http://./",
        "http://a b/",
        "http://a\x00b.example/",
        "http://x.example:99999/",
        "http://[::1",
        "http://<script>/",
        "http://a..b/",
    ],
)
def test_what_is_no_url_is_refused(url):
    with pytest.raises(ValueError):
        urls.normal(url)


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("x.html", "http://blog.example/2010/05/x.html"),
        ("/p/x.html#c1", "http://blog.example/p/x.html#c1"),
        ("//other.example/x", "http://other.example/x"),
        (" \n/a\tb ", "http://blog.example/ab"),
        ("\\\\evil.example\\x", "http://evil.example/x"),
        ("/a?b\\c", "http://blog.example/a?b\\c"),
        ("mailto:a@b.example", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("http://a b/", None),
        ("data:text/html,x", None),
    ],
)
def test_a_link_resolves_as_in_a_browser(reference, wanted):
    assert urls.absolute("http://blog.example/2010/05/y.html", reference) == wanted


@pytest.mark.parametrize(
    ("url", "strict"),
    [
        ("https://new.example/%d0%bf/?s=a+b#c1", True),
        ("https://new.example", True),
        ("https://new.example/é", False),
        ("https://new.example/a b", False),
        ("https://new.example/100%", False),
        ('https://new.example/"x', False),
        ("https://user@new.example/", False),
        ("https://new.example/\r\nX: y", False),
        ("//new.example/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_strict_urls_are_safe_to_write_anywhere(url, strict):
    assert urls.is_strict(url) is strict


def test_invalid_bytes_survive_decoding():
    path = urls.decoded_path("http://blog.example/caf%E9")
    assert urls.encoded_segment(path.lstrip("/")) == "caf%E9"


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("http://blog.example/2010/05/small.html", "small"),
        ("http://blog.example/a/b/", "b"),
        ("http://blog.example/x.htm", "x"),
        ("http://blog.example/", ""),
    ],
)
def test_old_slug_is_the_last_piece_without_its_extension(url, slug):
    assert urls.old_slug(url) == slug
