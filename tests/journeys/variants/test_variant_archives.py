"""Old ways to the same posts: weekly files, anchors, schemes, ports, www, a slash too many."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from variant_blog import Variant, plain_posts
from variant_journey import moved
from variant_server import answer

from migrator.model import Verdict

DOMAIN = '"blog.example" = "repointed-domain"\n"www.blog.example" = "repointed-domain"'


def linking(*links, count=4):
    """Return posts of which the first links to all the given addresses."""
    first, *rest = plain_posts(count)
    anchors = " ".join(f'<a href="{link}">there</a>' for link in links)
    return (
        replace(first, body=f"<p>I wrote about it before: {anchors}, as some readers may recall.</p>"),
        *rest,
    )


def domain(*links, **changes):
    return Variant(linking(*links), host="blog.example", **changes)


@pytest.mark.parametrize(
    ("link", "old", "new"),
    [
        ("/2009_02_08_archive.html", "/2009_02_08_archive.html", "/2009/02/"),
        ("/2009_02_01_archive.html#5", "/2009_02_01_archive.html", "/2009/02/"),
        ("/archives/2009_02_08_archive.html", "/archives/2009_02_08_archive.html", "/2009/02/"),
        ("/labels/Odd.html", "/labels/Odd.html", "/category/odd/"),
        ("/index.html", "/", "/"),
        ("/atom.xml", "/atom.xml", "/feed/"),
        ("/rss.xml?x=1", "/rss.xml", "/feed/"),
        ("/search/label/Odd?max-results=5", "/search/label/Odd", "/category/odd/"),
        ("/feeds/posts/default?alt=rss", "/feeds/posts/default", "/feed/"),
    ],
)
def test_old_addresses_in_posts_get_a_verdict_and_a_new_link(tmp_path, link, old, new):
    with moved(tmp_path / "p", domain(link), hosts=DOMAIN) as (journey, _):
        assert journey.moves()[old] == new
        assert f'href="https://new.example{new}' in journey.wxr()
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0


def test_a_number_after_a_month_file_leads_to_the_post_it_named(tmp_path):
    second = plain_posts(2)[1]
    with moved(tmp_path / "p", domain(f"/2009_02_01_archive.html#{second.id}"), hosts=DOMAIN) as (journey, _):
        assert journey.moves()["/2009_02_01_archive.html"] == "/2009/02/"
        assert 'href="https://new.example/post-number-2/"' in journey.wxr()


@pytest.mark.parametrize(
    "link",
    [
        "https://blog.example/2009/02/post-number-2.html",
        "http://www.blog.example/2009/02/post-number-2.html",
        "https://www.blog.example:443/2009/02/post-number-2.html?m=1",
        "http://blog.example:80/2009/02/post-number-2.html",
        "http://BLOG.example/2009/02/post-number-2.html?showComment=1",
        "//blog.example/2009/02/post-number-2.html",
        "/ncr/2009/02/post-number-2.html",
    ],
)
def test_every_spelling_of_a_post_is_one_row_and_becomes_its_new_url(tmp_path, link):
    with moved(tmp_path / "p", domain(link), hosts=DOMAIN) as (journey, _):
        assert 'href="https://new.example/post-number-2/' in journey.wxr()
        assert [old for old in journey.verdicts() if "post-number-2" in old] == [
            "/2009/02/post-number-2.html"
        ]


def test_a_canonical_with_www_is_the_same_post(tmp_path):
    blog = Variant(plain_posts(3), host="www.blog.example", alias_hosts=("blog.example",))
    hosts = '"blog.example" = "repointed-domain"\n"www.blog.example" = "repointed-domain"'
    with moved(tmp_path / "p", blog, hosts=hosts, old="http://blog.example") as (journey, _):
        assert sorted(journey.posts()) == sorted(post.path for post in plain_posts(3))
        assert journey.result.exit_code == 0


def test_a_blog_on_https_typed_as_http_is_one_blog(tmp_path):
    blog = Variant(plain_posts(3), host="blog.example", scheme="https")
    with moved(tmp_path / "p", blog, hosts=DOMAIN, old="http://blog.example") as (journey, _):
        assert len(journey.posts()) == 3
        assert not [old for old in journey.verdicts() if old.startswith("https:")]


def test_a_slash_after_the_address_changes_nothing(tmp_path):
    with moved(tmp_path / "p", domain(), hosts=DOMAIN, old="http://blog.example/") as (journey, _):
        assert len(journey.posts()) == 4
        assert "/2009/02/post-number-2.html" in journey.verdicts()


def test_an_address_with_the_index_file_typed_is_still_the_blog(tmp_path):
    from migrator.stages.begin import blog_address

    assert blog_address("http://blog.example/index.html") == "http://blog.example"


def test_weekly_archives_alone_lead_to_all_posts(tmp_path):
    posts = plain_posts(4)
    links = "".join(f'<a href="/2009_0{n}_04_archive.html">week</a>' for n in range(1, 4))
    blog = Variant(posts, host="blog.example", feeds="none", sitemap=False, archives=False, listed=1)
    week = partial(_weekly, blog, links)
    with moved(tmp_path / "p", blog, hosts=DOMAIN, sites=(week,)) as (journey, _):
        assert len(journey.posts()) == 4
        assert journey.moves()["/2009_02_04_archive.html"] == "/2009/02/"


def _weekly(blog, links, host, target):
    import variant_markup as markup
    from variant_server import _html

    if host == blog.host and target.startswith("/2009_"):
        month = f"/2009/{target[6:8]}/"
        return _html(markup.listing(blog, [post for post in blog.posts if post.path.startswith(month)], ""))
    if host == blog.host and target == "/":
        reply = answer(blog, host, target)
        return replace(reply, body=reply.body.replace(b"</body>", links.encode() + b"</body>"))
    return None
