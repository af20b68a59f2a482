"""What templates put at the ends of a post's body goes; what authors write there stays, however alike it looks."""

from __future__ import annotations

import re

import pytest

from migrator.stages.inspect import inspect_page

URL = "http://doorknobs.blogspot.example/2012/05/knob.html"
TEXT = "The knob turns both ways, like a good argument over a small table."


def body_with(piece: str, *, first: bool) -> str:
    body = f"{piece}<p>{TEXT}</p>" if first else f"<p>{TEXT}</p>{piece}"
    page = f"""<html><head><title>Doorknobs: Knob</title><meta content='blogger' name='generator'/></head><body>
<div class='blog-posts hfeed'><div class='post hentry'><h3 class='post-title entry-title'>Knob</h3>
<div class='post-body entry-content' id='post-body-4815162342'>{body}<div style='clear: both;'></div></div></div></div></body></html>"""
    return str(inspect_page(page.encode(), URL, "text/html; charset=UTF-8")["body_text"])


def link(text: str, path: str = "/x") -> str:
    return f"<a href='https://other.example{path}'>{text}</a>"


AUTHORS_WORDS = [
    f"<p>Follow me on {link('Twitter')}!</p>",
    f"<p>Find me on {link('Instagram', '/')}.</p>",
    f"<p>Visit us at {link('www.shop.example', '/')}.</p>",
    f"<div><b>Read it here: {link('the paper')}.</b></div>",
    f"<p>My book is now available at {link('the shop', '/')}!</p>",
    f"<p>Ahora estoy en {link('Twitter')}.</p>",
    f"<p>Jetzt hier {link('kaufen')}.</p>",
    f"<p>This post was migrated from {link('my old site', '/')}.</p>",
    f"<p>This has been moved to {link('the wiki')}.</p>",
    f"<p>The new blog by Sam: {link('sam.example', '/')}.</p>",
    f"<p>Sam's blog has moved to {link('sam.example', '/')}.</p>",
    f"<p>I have moved my knitting patterns to {link('the library', '/')}.</p>",
    "<h3>Related:</h3><p>See <a href='/2011/01/hinge.html'>my hinge</a>.</p>",
    "<div class='rating'>Rating: 8/10</div>",
    "<div class='social-history'>A social history of knobs.</div>",
    "<div class='adventure'>An adventure begins here.</div>",
    "<div class='disclaimer'>Disclosure: I was sent this knob.</div>",
    "<div class='recipe'><h4>Recipe</h4><p>Share among four.</p></div>",
    "<p class='signature'>Love, Sanna</p>",
    "<div class='toc'><ul><li><a href='#a'>One</a></li></ul></div>",
    "<table class='infobox'><tr><td>Height</td><td>3 cm</td></tr></table>",
]


@pytest.mark.parametrize("piece", AUTHORS_WORDS)
@pytest.mark.parametrize("first", [True, False])
def test_an_authors_own_words_at_an_end_of_the_body_stay(piece: str, first: bool) -> None:
    words = re.findall(r"\w+", re.sub(r"<[^>]+>", " ", piece))

    assert [word for word in words if word not in body_with(piece, first=first)] == []


TEMPLATES_PARTS = [
    "<div class='related-posts-container'><h3>Related</h3><ul><li><a href='/a.html'>A post</a></li></ul></div>",
    "<div class='addthis_toolbox'><a class='addthis_button_preferred_1'>Tweet</a></div>",
    "<span class='st_facebook_hcount' displayText='Facebook'>Facebook</span>",
    "<div class='fb-like' data-href='x'>Like</div>",
    "<a class='twitter-share-button' href='https://twitter.com/share'>Tweet</a>",
    "<a href='https://www.facebook.com/sharer.php?u=x'>Share on Facebook</a>",
    "<div class='adsense'>Advertisement<ins class='adsbygoogle'></ins></div>",
    "<div class='feedflare'><a href='http://feeds.feedburner.example/~ff/x?a=1'>Email this</a></div>",
    "<div class='post-nav'><a href='/x'>Previous post</a></div>",
    "<div class='authorbox'><h4>About the author</h4><p>Sanna writes.</p></div>",
    "<div class='post-labels'>Labels: <a rel='tag' href='/search/label/a'>a</a></div>",
    "<div class='breadcrumbs'><a href='/'>Home</a> » Knob</div>",
    "<div class='post-ratings'>Rating: 4/5 (3 votes)</div>",
    "<div class='newsletter-box'><form><input type='email'/><button>Subscribe</button></form></div>",
    "<div class='jump-link'><a href='/x#more'>Read more »</a></div>",
]


@pytest.mark.parametrize("piece", TEMPLATES_PARTS)
@pytest.mark.parametrize("first", [True, False])
def test_what_a_template_puts_at_an_end_of_the_body_goes(piece: str, first: bool) -> None:
    assert body_with(piece, first=first) == TEXT
