"""Movable Type, version 2 to 7: pages made from its default templates and what themes keep of their words."""

from __future__ import annotations

from migrator.platforms._markup import with_class
from migrator.platforms._signs import Sign
from migrator.platforms._sixapart import SixApart

_SIGNS = (
    Sign("generator", 0.95, "//meta[translate(@name, 'G', 'g')='generator'][contains(@content, 'movabletype') or contains(@content, 'Movable Type')]"),
    Sign("programs of Movable Type", 0.8, ("//form[contains(@action, 'mt-comments.cgi') or contains(@action, 'mt-search.cgi')]"
     " | //a[contains(@href, 'mt-tb.cgi') or contains(@href, 'mt-comments.cgi')] | //script[contains(@src, '/mt.js') or contains(@src, 'mt-site.js')]")),
    Sign("Movable Type's entries", 0.7, f"//*[{with_class('entry-asset', 'blogbody', 'comments-post')}]"),
    Sign("link to Movable Type", 0.5, "//a[contains(@href, '//www.movabletype.') or contains(@href, '//movabletype.')]"),
    Sign("style sheet", 0.2, "//link[contains(@href, 'styles-site.css')]"),
)  # fmt: skip
_SEEDS = (
    ("/atom.xml", 2, "feed"),
    ("/index.xml", 3, "feed"),
    ("/index.rdf", 3, "feed"),
    ("/archives.html", 10, "crawl"),
    ("/", 12, "crawl"),
)

PLUGIN = SixApart("movable-type", 1, _SIGNS, _SEEDS, b"movabletype")
