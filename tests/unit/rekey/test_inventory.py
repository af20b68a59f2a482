"""The URL inventory: one row per old URL whatever its spelling, with everyone who saw it."""

from __future__ import annotations

from small_blog import OLD, Blog, post

from migrator.model import Asset, UrlKind
from migrator.rekey.inventory import Evidence, build_inventory


def urls_of(blog):
    return {row.url.removeprefix(OLD): row for row in blog.rows()}


def test_spellings_and_hosts_fold_into_one_row():
    seen = (
        "/2010/05/x.html?m=1",
        "http://blog.blogspot.de.example/2010/05/x.html#c1",
        "https://www.blog.example/2010/05/x.html",
    )
    rows = urls_of(Blog(posts=(post("/2010/05/x.html", provenance={"title": "feed"}),), seen=seen))
    assert rows["/2010/05/x.html"].sources == ("feed", "link")
    assert not [url for url in rows if "m=1" in url or "blogspot" in url]


def test_closed_kinds_are_there_although_nobody_saw_them():
    rows = urls_of(
        Blog(
            posts=(
                post("/2010/05/x.html", labels=("Q & A",), source_id="42"),
                post("/p/y.html", source_id="43"),
            )
        )
    )
    assert {
        "/",
        "/2010/",
        "/2010/05/",
        "/2010_05_01_archive.html",
        "/search",
        "/search/label/Q%20%26%20A",
        "/feeds/posts/default",
        "/feeds/posts/default/-/Q%20%26%20A",
        "/feeds/posts/default/42",
        "/feeds/pages/default/43",
        "/feeds/42/comments/default",
        "/feeds/43/comments/default",
        "/atom.xml",
        "/sitemap.xml",
        "/robots.txt",
    } <= rows.keys()
    assert rows["/atom.xml"].sources == ("platform",)


def test_weekly_archives_and_searches_are_rows_only_if_seen():
    assert (
        not {"/2010_05_09_archive.html", "/search?q=x"}
        & urls_of(Blog(posts=(post("/2010/05/x.html"),))).keys()
    )
    seen = urls_of(Blog(seen=("/2010_05_09_archive.html", "/search?q=x&max-results=3")))
    assert seen["/2010_05_09_archive.html"].kind is UrlKind.ARCHIVE
    assert seen["/search?q=x"].kind is UrlKind.SEARCH


def test_other_sites_are_not_ours_and_foreign_images_neither():
    blog = Blog(
        seen=("https://other.example/", "mailto:x@y.example", "http://["),
        assets=(Asset(url="http://other.example/x.png"),),
    )
    assert [row.url for row in blog.rows() if not row.url.startswith(OLD)] == []


def test_pictures_linked_from_templates_make_no_row():
    blog = Blog(seen=("http://1.bp.blogspot.example/-a/T/A/B/s72-c/me.jpg",))
    assert [row for row in blog.rows() if row.kind is UrlKind.IMAGE] == []


def test_a_row_has_the_answer_to_its_own_spelling_first():
    statuses = {"/feeds/posts/default?start-index=26": 200, "/feeds/posts/default": 503, "/p/x.html?m=1": 404}
    rows = urls_of(Blog(seen=("/p/x.html",), statuses=statuses))
    assert rows["/feeds/posts/default"].status == 503
    assert rows["/p/x.html"].status == 404


def test_a_label_no_path_can_hold_makes_no_row():
    blog = Blog(posts=(post("/2010/05/x.html", labels=("..", "ok")),))
    assert [row.url for row in blog.rows() if row.kind is UrlKind.LABEL] == [f"{OLD}/search/label/ok"]


def test_rows_come_in_url_order_each_once():
    rows = [row.url for row in build_inventory(Blog().urls, Evidence(posts=(post("/2010/05/x.html"),)))]
    assert rows == sorted(set(rows))
