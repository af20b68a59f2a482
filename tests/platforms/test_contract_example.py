"""The example in the platform contract is a working platform."""

from __future__ import annotations

import textwrap

from migrator.html import parse_page
from migrator.model import Page, PageVerdict, Site
from migrator.platforms import _contract

PAGE = b"""<html><head><meta name="generator" content="Leaflet"></head><body>
<article><h1>Tea</h1><time datetime="2010-05-02T08:00:00+00:00">2 May</time><p>Pot first.</p></article></body></html>"""
IMPORTS = (
    "from __future__ import annotations\nfrom lxml.html import tostring\n"
    "from migrator.model import *\nfrom migrator.platforms._contract import *\n"
)


def example():
    source = textwrap.dedent("    " + _contract.__doc__.partition("\n\n    ")[2])
    scope = {}
    exec(f"{IMPORTS}{source}", scope)
    return scope["PLUGIN"]


def page(body):
    return Page(
        url="http://old.example/tea", final_url="http://old.example/tea", status=200, headers={}, body=body
    )


def test_it_knows_its_own_pages_and_reads_them():
    site, leaflet = Site(base_url="http://old.example", platform="leaflet"), example()
    tree = parse_page(PAGE, "")
    assert leaflet.detect(page(PAGE), tree).signals == ("generator",)
    assert leaflet.seeds(site)[0].url == "http://old.example/archive"
    (post,) = leaflet.read(page(PAGE), tree, site).records
    assert (post.fields["title"], post.fields["published"]) == ("Tea", "2010-05-02T08:00:00+00:00")
    assert "Pot first." in post.fields["body_html"]


def test_it_leaves_other_pages_alone():
    site, leaflet = Site(base_url="http://old.example", platform="leaflet"), example()
    assert leaflet.detect(page(b"<p>x"), parse_page(b"<p>x", "")).score == 0
    assert leaflet.read(page(b"<p>x"), parse_page(b"<p>x", ""), site).kind is PageVerdict.OTHER
