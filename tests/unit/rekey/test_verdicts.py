"""Verdicts on old URLs: what moves, what stays, what is gone, and what nobody may guess."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from small_blog import NEW, Blog, post

from migrator.model import Asset, HostAnswer, UrlKind, Verdict
from migrator.rekey.verdicts import same_address

SAME = Blog(
    posts=(
        post("/2010/05/x.html", labels=("Roses",), source_id="1"),
        post("/2010/06/x.html", "2010-06-10T12:00:00-04:00", source_id="2"),
        post("/p/about.html", source_id="3"),
    ),
    new="https://blog.example",
    permalink="/%year%/%monthnum%/%postname%.html",
    answer=HostAnswer.SAME_DOMAIN,
)


def answer(blog, path):
    mapping = blog.mapping(path)
    return mapping.verdict, mapping.new, mapping.reason


def test_a_post_at_night_is_dated_in_the_new_sites_zone():
    late = post("/2010/05/late.html", "2010-05-31T23:30:00-04:00")
    blog = Blog(posts=(late,), permalink="/%year%/%monthnum%/%postname%/")
    assert blog.mapping("/2010/05/late.html").new == f"{NEW}/2010/05/late/"
    abroad = replace(blog, zone=ZoneInfo("Europe/Berlin"))
    assert abroad.mapping("/2010/05/late.html").new == f"{NEW}/2010/06/late/"


def test_an_archive_follows_its_posts_when_the_zone_moves_them_to_another_month():
    blog = Blog(
        posts=(post("/2010/05/late.html", "2010-05-31T23:30:00-04:00"),), zone=ZoneInfo("Europe/Berlin")
    )
    mapping = blog.mapping("/2010/05/")
    assert mapping.new == f"{NEW}/2010/06/"
    assert mapping.confidence < 1


def test_an_undated_post_is_dated_by_its_old_url_and_says_so():
    blog = Blog(posts=(post("/2010/05/x.html", None),), permalink="/%year%/%monthnum%/%postname%/")
    mapping = blog.mapping("/2010/05/x.html")
    assert (mapping.new, mapping.confidence) == (f"{NEW}/2010/05/x/", 0.5)
    assert "date" in mapping.note
    assert blog.rekeyed.undated == ("http://blog.example/2010/05/x.html",)


def test_ids_and_authors_make_a_prediction_unsure():
    blog = Blog(posts=(post("/2010/05/x.html"),), permalink="/%post_id%/%postname%/")
    mapping = blog.mapping("/2010/05/x.html")
    assert (mapping.new, mapping.confidence) == (f"{NEW}/1001/x/", 0.5)


def test_labels_can_become_tags():
    blog = Blog(posts=(post("/2010/05/x.html", labels=("Roses",)),), labels_as="tag")
    assert blog.mapping("/search/label/Roses").new == f"{NEW}/tag/roses/"
    assert blog.mapping("/feeds/posts/default/-/Roses").new == f"{NEW}/tag/roses/feed/"


def test_a_label_without_a_slug_is_gone():
    blog = Blog(posts=(post("/2010/05/x.html", labels=("!!!",)),))
    assert answer(blog, "/search/label/!!!") == (Verdict.GONE, None, "gone.label-without-slug")


@pytest.mark.parametrize("status", [404, 410])
def test_a_url_the_old_site_no_longer_answers_is_gone_with_the_fact(status):
    blog = Blog(seen=("/2010/05/away.html",), statuses={"/2010/05/away.html": status})
    mapping = blog.mapping("/2010/05/away.html")
    assert (mapping.verdict, mapping.reason) == (Verdict.GONE, "gone.not-found")
    assert str(status) in mapping.note


def test_a_page_without_content_is_unexplained_and_never_sent_home():
    blog = Blog(seen=("/2010/05/odd.html", "/uploads/x.pdf"), statuses={"/2010/05/odd.html": 200})
    assert answer(blog, "/2010/05/odd.html") == (Verdict.UNEXPLAINED, None, "unexplained.no-content")
    assert answer(blog, "/uploads/x.pdf") == (Verdict.UNEXPLAINED, None, "unexplained.not-fetched")


def test_a_feed_entry_counts_even_where_the_page_has_vanished():
    blog = Blog(posts=(post("/2010/05/x.html"),), statuses={"/2010/05/x.html": 404})
    assert blog.mapping("/2010/05/x.html").verdict is Verdict.MOVED


def test_an_announcement_of_the_move_leads_to_the_new_home_page_and_takes_no_slug():
    moved = post("/2012/11/moved.html", "2012-11-01T00:00:00-04:00", source_id="9", labels=("News",))
    blog = Blog(posts=(post("/2010/05/x.html"), moved), readings={moved.key: "stub"})
    assert answer(blog, "/2012/11/moved.html") == (Verdict.MOVED, f"{NEW}/", "stub")
    assert answer(blog, "/feeds/posts/default/9") == (Verdict.MOVED, f"{NEW}/", "stub")
    assert moved.key not in blog.rekeyed.slugs
    assert answer(blog, "/search/label/News")[2] == "gone.empty-label"
    assert answer(blog, "/2012/11/")[2] == "gone.empty-archive"


def test_a_blog_whose_every_page_shows_the_notice_is_not_sent_home():
    paths = tuple(f"/2010/05/x{number}.html" for number in range(6))
    blog = Blog(
        seen=paths,
        readings={f"http://blog.example{path}": "stub" for path in paths},
        statuses=dict.fromkeys(paths, 200),
    )
    assert {answer(blog, path) for path in paths} == {(Verdict.UNEXPLAINED, None, "unexplained.replaced")}


def test_a_post_known_from_the_feed_moves_although_its_page_shows_the_notice():
    paths = tuple(f"/2010/05/x{number}.html" for number in range(6))
    blog = Blog(
        posts=tuple(map(post, paths)), readings={f"http://blog.example{path}": "stub" for path in paths}
    )
    assert blog.mapping("/2010/05/x3.html").new == f"{NEW}/x3/"


def test_a_redirect_of_the_old_site_is_followed():
    blog = Blog(
        posts=(post("/2010/05/x.html"),),
        seen=("/old.html", "/home.html", "/away.html"),
        redirected={"/old.html": "/2010/05/x.html", "/home.html": f"{NEW}/", "/away.html": f"{NEW}/x/"},
    )
    assert answer(blog, "/old.html") == (Verdict.MOVED, f"{NEW}/x/", "redirected")
    assert answer(blog, "/away.html") == (Verdict.MOVED, f"{NEW}/x/", "redirected")
    assert blog.mapping("/home.html").verdict is Verdict.UNEXPLAINED


def test_an_older_page_of_a_list_leads_to_its_month_or_the_nearest_with_posts():
    blog = Blog(
        posts=(post("/2010/05/x.html"),),
        seen=("/search?updated-max=2010-05-20T00:00:00Z", "/search?updated-max=2010-08-20T00:00:00Z"),
    )
    near = blog.mapping("/search?updated-max=2010-08-20T00:00:00Z")
    assert blog.mapping("/search?updated-max=2010-05-20T00:00:00Z").new == f"{NEW}/2010/05/"
    assert (near.new, near.confidence) == (f"{NEW}/2010/05/", 0.56)


def test_a_stamp_nobody_can_read_is_unexplained():
    blog = Blog(posts=(post("/2010/05/x.html"),), seen=("/search?updated-max=yesterday",))
    assert blog.mapping("/search?updated-max=yesterday").verdict is Verdict.UNEXPLAINED


def test_words_of_a_search_are_strict_ascii():
    blog = Blog(seen=("/search?q=r%C3%B6schen+%26+%22dorn%22", "/search?q=caf%E9"))
    news = {each.new for each in blog.mappings() if each.reason == "search.words"}
    assert news == {f"{NEW}/?s=r%C3%B6schen+%26+%22dorn%22", f"{NEW}/?s=caf%E9"}


def test_an_image_host_cannot_redirect():
    image = "http://1.bp.blogspot.example/-a/T/A/B/s320/x.png"
    copied = Asset(url=image.replace("s320", "s0"), file="x.png")
    blog = Blog(assets=(copied, Asset(url="http://photos1.blogger.example/img/1/2/1600/y.jpg")))
    assert answer(blog, copied.url) == (Verdict.NO_REDIRECT, None, "image.copied")
    assert answer(blog, "http://photos1.blogger.example/img/1/2/1600/y.jpg")[2] == "image.left"


def test_where_nobody_answers_nothing_is_promised():
    blog = Blog(posts=(post("/2010/05/x.html"),), answer=HostAnswer.NOBODY)
    mapping = blog.mapping("/2010/05/x.html")
    assert (mapping.verdict, mapping.new) == (Verdict.NO_REDIRECT, f"{NEW}/x/")


def test_the_same_domain_keeps_old_paths_without_a_rule():
    assert answer(SAME, "/2010/05/x.html") == (
        Verdict.KEPT,
        "https://blog.example/2010/05/x.html",
        "post.slug-kept",
    )
    assert SAME.mapping("/").verdict is Verdict.KEPT
    assert SAME.mapping("/2010/06/x.html").new == "https://blog.example/2010/06/x-2.html"


def test_listings_of_the_same_domain_end_without_a_slash_and_twins_are_kept():
    month = SAME.mapping("/2010/05/")
    assert (month.verdict, month.new) == (Verdict.KEPT, "https://blog.example/2010/05")
    assert SAME.mapping("/search/label/Roses").new == "https://blog.example/category/roses"
    assert SAME.mapping("/feeds/1/comments/default").new == "https://blog.example/2010/05/x.html/feed"
    assert SAME.mapping("/p/about.html").new == "https://blog.example/about"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://www.blog.example", "https://blog.example"),
        ("http://blog.example", "https://www.blog.example"),
        ("http://blog.example", "http://blog.example"),
    ],
)
def test_no_rule_points_at_itself_through_scheme_or_www(old, new):
    posts = (post("/2010/05/x.html", old=old), post("/p/about.html", old=old))
    blog = replace(SAME, posts=posts, old=old, new=new)
    assert blog.mapping("/2010/05/x.html").verdict is Verdict.KEPT
    moved = [each for each in blog.mappings() if each.verdict is Verdict.MOVED]
    assert moved
    assert [each for each in moved if same_address(each.old, each.new)] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://x.example/a", "https://www.x.example/a/", True),
        ("http://x.example/a%7Eb", "http://x.example/a~b", True),
        ("http://x.example/a?b=1", "http://x.example/a", False),
        ("http://x.example/a", "http://y.example/a", False),
        ("http://x.example/a", "http://x.example/A", False),
    ],
)
def test_twins_of_an_address(one, other, same):
    assert same_address(one, other) is same


def test_every_row_keeps_its_kind():
    kinds = {each.kind for each in SAME.mappings()}
    assert {UrlKind.POST, UrlKind.PAGE, UrlKind.FEED, UrlKind.ARCHIVE, UrlKind.LABEL, UrlKind.SYSTEM} <= kinds
