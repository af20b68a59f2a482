"""A post's title stands in many places, among counts, tools and dates, and sometimes nowhere but in the head."""

from __future__ import annotations

import pytest

from migrator.stages.inspect import inspect_page

URL = "http://gadgetgrove.blogspot.example/2015/05/knob.html"
BODY = "<div class='post-body entry-content'><p>Body words in a row here.</p></div>"
POST = "<div class='post hentry'>{}" + BODY + "</div>"

PLACES = [
    ("Gadget Grove: The knob", "", "The knob"),
    ("The knob - Gadget Grove", "", "The knob"),
    ("The knob", "", "The knob"),
    ("Gadget Grove » The knob", "", "The knob"),
    ("The knob - a love story - Gadget Grove", "", "The knob - a love story"),
    ("Gadget Grove", "", None),
    ("Gadget Grove: ", "", None),
    ("Gadget Grove", "<h3 class='post-title entry-title'></h3>", None),
    ("x", "<h3 class='post-title entry-title'>Gadget Grove</h3>", "Gadget Grove"),
    ("x", f"<div class='post-head'><h2><a href='{URL}'>The knob</a></h2></div>", "The knob"),
    ("x", f"<a class='post-title' href='{URL}'>The knob</a>", "The knob"),
    (
        "x",
        "<h3 class='post-title entry-title'>The knob</h3><h4 class='post-subtitle'>A tale</h4>",
        "The knob",
    ),
    (
        "x",
        f"<h3 class='post-title'><a href='{URL}'>The knob</a><b class='comment-bubble'><a href='{URL}#comments'>3</a></b></h3>",
        "The knob",
    ),
    (
        "x",
        "<h3 class='post-title'>The knob <span class='item-control'><a href='http://www.blogger.example/post-edit.g'>Edit</a></span></h3>",
        "The knob",
    ),
    ("x", "<h3 class='post-title'><span class='date-header'>May 30, 2015</span> The knob</h3>", "The knob"),
]


@pytest.mark.parametrize(("head", "heading", "title"), PLACES)
def test_a_title_is_what_names_the_post_and_nothing_else(head: str, heading: str, title: str | None) -> None:
    page = f"""<html><head><title>{head}</title><meta content='blogger' name='generator'/>
<link rel="alternate" type="application/atom+xml" title="Gadget Grove - Atom" href="/feeds/posts/default" /></head>
<body><div id='header'><h1 class='title'><a href='/'>Gadget Grove</a></h1></div>
<div class='blog-posts hfeed'>{POST.format(heading)}</div></body></html>"""

    assert inspect_page(page.encode(), URL, "text/html; charset=UTF-8")["title"] == title
