"""XML is read entry by entry in flat memory, and what could make a parser run away is refused."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from migrator.backups import _xml
from migrator.backups._xml import elements
from migrator.errors import InputError
from migrator.model import Problem

if TYPE_CHECKING:
    from pathlib import Path


def read(content: bytes, tag: str = "item") -> tuple[list[str], list[str]]:
    texts, problems = [], []
    for found in elements(io.BytesIO(content), "x.xml", (tag,)):
        if isinstance(found, Problem):
            problems.append(found.message)
        else:
            texts.append("".join(found.itertext()))
    return texts, problems


def test_only_children_and_grandchildren_of_the_root_are_entries() -> None:
    texts, _ = read(b"<rss><channel><item>a<x><item>no</item></x></item><item>b</item></channel></rss>")
    assert texts == ["ano", "b"]


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE r [<!ENTITY a "aa">]>',
        b'<?xml version="1.0"?>\n<!-- > -->\n<!DOCTYPE r SYSTEM "http://x.example/x.dtd">',
        b"<!-- " + b"x" * 70_000 + b" --><!DOCTYPE r>",
    ],
)
def test_a_document_type_is_refused(prolog: bytes) -> None:
    with pytest.raises(InputError, match="document type"):
        read(prolog + b"<rss><item>&a;</item></rss>")


@pytest.mark.parametrize(
    "content",
    ["<rss/>".encode("utf-16"), b'<?xml version="1.0" encoding="UTF-7"?><rss/>', b"\0<rss/>"],
)
def test_an_encoding_no_backup_has_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        read(content)


def test_an_entry_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_xml, "LARGEST_ENTRY", 100_000)
    with pytest.raises(InputError, match="an entry of more than"):
        read(b"<rss><item>" + b"x" * 300_000 + b"</item></rss>")


def test_control_characters_are_left_out_and_do_no_harm() -> None:
    assert read(b"<rss><item>a\x0bb\x1f</item></rss>") == (["ab"], [])


def test_a_file_that_breaks_off_gives_what_was_whole_and_says_so() -> None:
    texts, problems = read(b"<rss><item>a</item><item>b</item><it")
    assert texts[:2] == ["a", "b"]
    assert "is damaged" in problems[0]


def test_damage_in_the_middle_costs_no_later_entry() -> None:
    texts, problems = read(b"<rss><item>a & b &nbsp; c</item><item>d</item></rss>")
    assert texts[-1] == "d"
    assert "what stands there may be missing" in problems[0]


PROGRAM = """
import resource, sys
from pathlib import Path
from migrator import registry
from migrator.fetch.containers import opened
from migrator.model import Site
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with opened(Path(sys.argv[1])) as given:
    count = sum(1 for _ in registry.load("backup", sys.argv[2]).read(given, Site(base_url="http://old.example", platform="x")))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
WXR = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>',
    (
        "<item><link>http://old.example/{n}/</link><title>{n}</title><wp:post_id>{n}</wp:post_id><wp:status>publish</wp:status>"
        "<wp:post_type>post</wp:post_type><content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
    ),
    "</channel></rss>",
)
TAKEOUT = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:b="http://schemas.google.com/blogger/2018">',
    (
        "<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id><b:type>POST</b:type><b:status>LIVE</b:status><title>{n}</title>"
        '<content type="html">{body}</content><b:filename>/{n}.html</b:filename></entry>\n'
    ),
    "</feed>",
)


@pytest.mark.parametrize(("name", "shape"), [("wxr", WXR), ("blogger", TAKEOUT)])
def test_a_file_of_50_mb_is_read_in_the_memory_of_a_few_entries(
    tmp_path: Path, name: str, shape: tuple[str, str, str]
) -> None:
    head, entry, tail = shape
    body, path = "Rain on the roses.\n" * 1_300, tmp_path / "large.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for number in range(2_050):
            file.write(entry.format(n=number, body=body))
        file.write(tail)
    assert path.stat().st_size > 50_000_000
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), name], capture_output=True, text=True, check=True
    )
    count, grown = map(int, done.stdout.split())
    unit = 1 if sys.platform == "darwin" else 1024
    assert count >= 2_050
    assert grown * unit < 20_000_000
