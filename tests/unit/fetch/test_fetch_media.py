"""A file is what its first bytes say, and its name is safe whatever the URL says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.fetch.media import clean_name, identify, sniff

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.mark.parametrize(
    ("body", "extension"),
    [
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpg"),
        (b"GIF89a\x01\0", "gif"),
        (b"GIF87a\x01\0", "gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "avif"),
        (b"BM\x10\0\0\0\0\0\0\0", "bmp"),
        (b"II*\0\x08\0", "tif"),
        (b"\0\0\x01\0\x01\0", "ico"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<svg>', "svg"),
    ],
)
def test_an_image_is_known_by_its_first_bytes(body: bytes, extension: str) -> None:
    found = sniff(body)
    assert found is not None
    assert found[1] == extension


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Sorry, gone</body></html>",
        b"%PDF-1.4",
        b"BMW is a car",
        b"RIFF\0\0\0\0WAVE",
        b"\x89PNG",
        b"MZ\x90",
    ],
)
def test_anything_else_is_no_image(body: bytes) -> None:
    assert identify("http://x.example/a.png", body) is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://1.bp.blogspot.example/-x/T/I/s0/Cat%20and%20dog.JPG", "Cat-and-dog"),
        ("http://lh3.ggpht.example/abc=s0", "abc"),
        ("http://x.example/caf%C3%A9.png", "cafe"),
        ("http://x.example/%2e%2e%2fetc%2fpasswd", "passwd"),
        ("http://x.example/..%5c..%5cwindows%5cwin.ini", "windows-win"),
        ("http://x.example/a%00b%0Ac.gif", "a-b-c"),
        ("http://x.example/%E7%8C%AB.png", "image"),
        ("http://x.example/", "image"),
        ("http://x.example/.htaccess", "htaccess"),
        ("http://x.example/-rf.png", "rf"),
        ("http://x.example/" + "n" * 300 + ".png", "n" * 60),
    ],
)
def test_a_name_is_cleaned(url: str, name: str) -> None:
    assert clean_name(url) == name


def test_the_true_type_gives_the_extension_and_the_content_the_prefix() -> None:
    found = identify("http://x.example/cat.php.jpg", PNG)
    assert found is not None
    assert re.fullmatch(r"[0-9a-f]{12}-cat-php\.png", found.file)
    assert found.sha256.startswith(found.file[:12])
    assert (found.media_type, found.size) == ("image/png", len(PNG))


@given(st.text(max_size=200))
def test_no_path_leads_out_of_the_folder(tail: str) -> None:
    found = identify(f"http://x.example/{tail}", PNG)
    assert found is not None
    assert re.fullmatch(r"[0-9a-f]{12}-[A-Za-z0-9_-]{1,60}\.png", found.file)
