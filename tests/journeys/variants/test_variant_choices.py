"""What a person may choose: who answers, dated permalinks, tags, titles as slugs; and posts that lack what others have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from variant_blog import Entry, Reply, Variant, plain_posts
from variant_journey import moved
from variant_markup import sitemap

from migrator.model import Verdict

WHEN = datetime(2010, 3, 4, 12, 0, tzinfo=UTC)


def domain(posts=(), **changes):
    return Variant(posts or plain_posts(4), host="blog.example", **changes)


def test_where_nobody_answers_any_more_no_redirect_is_promised(tmp_path):
    with moved(tmp_path / "p", domain(), hosts='"blog.example" = "nobody"', redirects="") as (journey, _):
        assert {row.verdict for row in journey.verdicts().values() if row.kind == "post"} == {
            Verdict.NO_REDIRECT
        }
        assert journey.redirects() == set()
        assert journey.result.exit_code == 0
        assert "This is what post number 1 says" in journey.wxr()


@pytest.mark.parametrize(
    ("permalink", "new"),
    [
        ("/%year%/%monthnum%/%postname%.html", "/2009/01/post-number-1.html"),
        ("/%year%/%monthnum%/%day%/%postname%/", "/2009/01/15/post-number-1/"),
        ("/archives/%post_id%", None),
        ("/%category%/%postname%/", "/odd/post-number-1/"),
    ],
)
def test_any_permalink_structure_of_wordpress_gives_every_post_a_url_of_its_own(tmp_path, permalink, new):
    with moved(tmp_path / "p", domain(), new=f'permalink = "{permalink}"') as (journey, _):
        moves = {
            old: url for old, url in journey.moves().items() if old.endswith(".html") and "number" in old
        }
        assert len(set(moves.values())) == 4
        assert new is None or moves["/2009/01/post-number-1.html"] == new
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0


def test_labels_may_become_tags(tmp_path):
    with moved(tmp_path / "p", domain(), new='labels_as = "tag"') as (journey, _):
        assert journey.moves()["/search/label/Odd"] == "/tag/odd/"
        assert 'domain="post_tag" nicename="odd"' in journey.wxr()


def test_slugs_may_be_made_of_titles(tmp_path):
    posts = [
        replace(post, title=f"A wholly new title, {number}") for number, post in enumerate(plain_posts(3))
    ]
    with moved(tmp_path / "p", domain(tuple(posts)), new='slugs = "title"') as (journey, _):
        assert journey.moves()["/2009/01/post-number-1.html"] == "/a-wholly-new-title-0/"


def test_posts_without_titles_move_and_keep_their_words(tmp_path):
    posts = [replace(post, title="") for post in plain_posts(3)]
    with moved(tmp_path / "p", domain(tuple(posts))) as (journey, _):
        assert [post.title for post in journey.posts().values()] == [None] * 3
        assert journey.result.exit_code == 0


def test_posts_without_words_or_labels_move(tmp_path):
    posts = [replace(post, body="", labels=()) for post in plain_posts(5)]
    with moved(tmp_path / "p", domain(tuple(posts))) as (journey, _):
        assert len(journey.posts()) == 5
        assert len(journey.findings("extract.no-body")) == 5
        assert journey.result.exit_code == 0


@pytest.mark.parametrize(
    "slug", ["feed", "2010", "12", "page", "wp-admin", "index", "embed", "hello-world", "_", "-"]
)
def test_slugs_that_wordpress_keeps_for_itself_get_another(tmp_path, slug):
    path = f"/2010/03/{slug}.html"
    with moved(tmp_path / "p", domain((Entry(path, "Reserved", WHEN, id=70), *plain_posts(2)))) as (
        journey,
        _,
    ):
        new = journey.moves()[path]
        assert new not in {"/feed/", "/2010/", "/wp-admin/", "/embed/", "/hello-world/", "/"}
        assert f"<wp:post_name><![CDATA[{new.strip('/')}]]></wp:post_name>" in journey.wxr()
        assert journey.result.exit_code == 0


def test_posts_dated_anew_keep_the_archives_their_urls_name(tmp_path):
    posts = tuple(replace(post, when=post.when + timedelta(days=800)) for post in plain_posts(3))
    with moved(tmp_path / "p", domain(posts)) as (journey, _):
        assert journey.moves()["/2009/01/"] == "/2011/03/"
        assert journey.moves()["/2009/"] == "/2011/"


def test_an_index_of_sitemaps_is_read_through(tmp_path):
    posts = plain_posts(9)
    index = "".join(f"<sitemap><loc>http://blog.example/sitemap.xml?page={n}</loc></sitemap>" for n in (1, 2))
    replies = {
        "/sitemap.xml": Reply(f"<sitemapindex>{index}</sitemapindex>".encode(), kind="text/xml"),
        "/sitemap.xml?page=1": Reply(
            sitemap(f"http://blog.example{p.path}" for p in posts[:5]).encode(), kind="text/xml"
        ),
        "/sitemap.xml?page=2": Reply(
            sitemap(f"http://blog.example{p.path}" for p in posts[5:]).encode(), kind="text/xml"
        ),
    }
    blog = domain(posts, feeds="none", archives=False, listed=1, replies=replies)
    with moved(tmp_path / "p", blog) as (journey, _):
        assert len(journey.posts()) == 9


def test_pages_move_beside_posts_of_the_same_name(tmp_path):
    page = Entry(
        "/p/post-number-1.html", "About", WHEN, "<p>All about this very blog, and about me too.</p>", id=71
    )
    with moved(tmp_path / "p", domain((*plain_posts(2), page))) as (journey, _):
        assert journey.moves()["/2009/01/post-number-1.html"] == "/post-number-1/"
        assert journey.moves()["/p/post-number-1.html"] == "/post-number-1-2/"
        assert journey.posts()["/p/post-number-1.html"].kind == "page"


def test_a_move_to_a_new_host_for_the_same_domain_keeps_what_can_stay(tmp_path):
    blog = Variant(plain_posts(3), host="new.example")
    permalink = 'permalink = "/%year%/%monthnum%/%postname%.html"'
    with moved(tmp_path / "p", blog, hosts='"new.example" = "same-domain"', new=permalink) as (journey, _):
        assert journey.verdicts()["/2009/01/post-number-1.html"].verdict is Verdict.KEPT
        assert journey.verdicts()["/"].verdict is Verdict.KEPT
        assert journey.moves()["/feeds/posts/default"] == "/feed"
        assert journey.result.exit_code == 0, journey.messages("map")
