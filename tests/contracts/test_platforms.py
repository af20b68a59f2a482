"""What every source platform must do, on the pages in its own fixture folder and on hostile ones."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from migrator import registry
from migrator.html import parse_page
from migrator.model import Page, PageVerdict, Reading, RecordKind, Site
from migrator.stages.inspect import inspect_page

ROOT = Path(__file__).parents[1] / "platforms"
NAMES = registry.names("platform")
CASES = [
    pytest.param(name, path, id=f"{name}-{path.stem}")
    for name in NAMES
    for path in sorted((ROOT / name / "fixtures").glob("*.html"))
]
SITE = Site(base_url="http://old.example", platform="any")
DEEP = b"<html><body>" + b"<div class='post-body'>" * 3000 + b"x" + b"</div>" * 3000
HOSTILE = {
    "empty": b"",
    "spaces": b"  \n ",
    "bytes": bytes(range(256)) * 4,
    "broken markup": b"<html><body><div class='post-body'><p><table><li id='c123456'><a name=c123456><dl><dt id=c9999999>",
    "deep": DEEP,
    "entities": b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&b;</title></feed>',
    "broken feed": b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:blogger.com,1999:blog-1.post-2</id><link rel="alternate" href="http://[bad"/>',
    "json that is no feed": b'{"feed": [1, 2]}',
    "odd links": b"<html><head><link rel=canonical href='http://[::1'></head><body><div class='post-body'><a href='http://['>x</a><img src='//'></div></body></html>",
}


def _page(body: bytes, url: str = "http://old.example/2010/05/x.html", content_type: str = "") -> Page:
    return Page(url=url, final_url=url, status=200, headers={"content-type": content_type}, body=body)


def _read(name: str, page: Page) -> Reading:
    return registry.load("platform", name).read(page, parse_page(page.body, ""), SITE)


@pytest.mark.parametrize("name", NAMES)
def test_platform_has_fixtures(name):
    assert list((ROOT / name / "fixtures").glob("*.html"))


@pytest.mark.parametrize(("name", "path"), CASES)
def test_platform_reads_its_fixture(name, path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    told = inspect_page(path.read_bytes(), expected["url"], "")
    comments = expected.pop("comments")
    assert told["platform"] == name
    assert {key: told[key] for key in expected} == expected
    assert [
        {key: got[key] for key in want} for got, want in zip(told["comments"], comments, strict=True)
    ] == comments


@pytest.mark.parametrize(("name", "path"), CASES)
def test_reading_a_page_twice_gives_the_same(name, path):
    url = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["url"]
    page = _page(path.read_bytes(), url)
    assert _read(name, page) == _read(name, page)


@pytest.mark.parametrize(("name", "path"), CASES)
def test_reading_leaves_the_parsed_tree_as_it_was(name, path):
    from lxml import etree

    page = _page(path.read_bytes(), json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["url"])
    tree = parse_page(page.body, "")
    before = etree.tostring(tree)
    registry.load("platform", name).read(page, tree, SITE)
    assert etree.tostring(tree) == before


@pytest.mark.parametrize("body", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("name", NAMES)
def test_hostile_bytes_give_a_reading_and_no_error(name, body):
    assert isinstance(_read(name, _page(body)), Reading)


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_is_an_error_is_read_as_one(name):
    page = _page(b"<html><body><div class='post-body'>Not found</div></body></html>")
    missing = Page(url=page.url, final_url=page.url, status=404, headers={}, body=page.body)
    reading = _read(name, missing)
    assert (reading.kind, reading.records) == (PageVerdict.ERROR, ())


@pytest.mark.parametrize("name", NAMES)
def test_seeds_are_absolute_and_on_the_site(name):
    seeds = registry.load("platform", name).seeds(SITE)
    assert seeds
    assert {urlsplit(seed.url).netloc for seed in seeds} == {"old.example"}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_is_no_html_is_no_post(name):
    page = _page(b"\x89PNG\r\n\x1a\n", content_type="image/png")
    reading = registry.load("platform", name).read(page, None, SITE)
    assert [record for record in reading.records if record.kind is RecordKind.POST] == []
