"""Links of old posts: any spelling finds its new URL, fragments stay, images become one copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_blog import NEW, Blog, post

from migrator.model import Asset, OldUrl
from migrator.rekey.resolve import LinkResolver, media_urls, new_urls
from migrator.rekey.verdicts import judge
from migrator.urls import is_strict

IMAGE = Asset(url="http://1.bp.blogspot.example/-a/T/A/B/s0/x%20y.png", file="x y.png")
BLOG = Blog(
    posts=(post("/2010/05/x.html", source_id="42", labels=("Q & A",)),),
    assets=(IMAGE,),
    seen=("/p/odd.html",),
)


def unseen(url):
    row = OldUrl(url=url, kind=BLOG.urls.match(url).kind)
    return judge(row, BLOG.rekeyed.facts, BLOG.pair, BLOG.destination).new


def resolver(media_base=None):
    return LinkResolver(
        urls=BLOG.urls,
        known=new_urls(BLOG.mappings()),
        unseen=unseen,
        media=media_urls([IMAGE], media_base),
        ids=BLOG.rekeyed.facts.ids,
    )


PLAIN = resolver()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://blog.example/2010/05/x.html", "/x/"),
        ("https://www.blog.example/2010/05/x.html?m=1&utm_source=a", "/x/"),
        ("http://blog.blogspot.co.uk.example/2010/05/x.html", "/x/"),
        ("http://blog.example/2010/05/x.html?showComment=1300000000000#c42", "/x/#c42"),
        ("http://blog.example/2010/05/x.html#comments", "/x/#comments"),
        ("http://blog.example/2010/05/x.html#caf\u00e9 1", "/x/#caf%C3%A9%201"),
        ("http://blog.example/search/label/Q+%26+A?max-results=5", "/category/q-a/"),
        ("http://blog.example/search?q=never+seen", "/?s=never+seen"),
        ("http://blog.example/#!/2010/05/x.html", "/x/"),
        ("http://blog.example/?_escaped_fragment_=/2010/05/x.html", "/x/"),
        ("http://www.blogger.example/comment.g?blogID=1&postID=42", "/x/#comments"),
        ("http://blog.example/feeds/posts/default?alt=rss", "/feed/"),
    ],
)
def test_a_link_finds_its_new_url(old, new):
    assert PLAIN.new_url(old) == NEW + new


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/2010/05/x.html",
        "mailto:a@blog.example",
        "javascript:alert(1)",
        "http://blog.example/p/odd.html",
        "http://blog.example/never.pdf",
        "http://blog.example/feeds/pages/default",
        "http://www.blogger.example/comment.g?blogID=1&postID=77",
        "http://[",
        "",
    ],
)
def test_strangers_and_what_is_gone_have_none(url):
    assert PLAIN.new_url(url) is None


def test_an_image_of_any_size_is_its_original_or_its_copy():
    small = "https://1.bp.blogspot.example/-a/T/A/B/s320/x%20y.png"
    assert PLAIN.new_url(small) == IMAGE.url
    assert resolver("https://new.example/media/").new_url(small) == "https://new.example/media/x%20y.png"
    assert PLAIN.asset_url(small) == IMAGE.url
    assert PLAIN.asset_url("http://blog.example/") is None


@given(
    st.text(),
    st.sampled_from(
        ["", "http://blog.example/", "http://blog.example/#", "http://blog.example/2010/05/x.html#"]
    ),
)
def test_hostile_links_raise_nothing_and_give_strict_urls(text, start):
    found = PLAIN.new_url(start + text)
    assert found is None or is_strict(found)
