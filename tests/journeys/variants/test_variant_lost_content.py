"""A moved blog whose feeds are empty too: only the new site can say where each old post is now."""

from __future__ import annotations

from variant_blog import ABOUT, Variant, moved_blog, plain_posts
from variant_journey import again, moved
from variant_server import wordpress

from migrator.model import Verdict
from migrator.stages.run import Plan


def rest_row(entry, slug, **changes):
    moment = entry.when.strftime("%Y-%m-%dT%H:%M:%S")
    row = {"id": entry.id, "slug": slug, "link": f"https://new.example/{slug}/", "status": "publish"}
    return row | {"title": {"rendered": entry.title}, "date_gmt": moment} | changes


def without_content(**changes):
    return moved_blog(feeds="stubs", comment_feeds=False, **changes)


def test_without_content_anywhere_old_urls_go_where_the_new_site_has_the_post_and_none_to_the_front(tmp_path):
    one, two, three, four, *_ = plain_posts(6)
    rows = [
        rest_row(one, "post-number-1"),
        rest_row(two, "post-number-2", date_gmt="2019-07-01T00:00:00"),
        rest_row(three, "a-new-slug"),
        rest_row(four, "post-number-4-2"),
    ]
    pages = [rest_row(ABOUT, "about")]
    with moved(tmp_path / "p", without_content(), sites=(wordpress("new.example", rows, pages),)) as (
        journey,
        _,
    ):
        verdicts = journey.verdicts()
        assert verdicts[one.path].new == "https://new.example/post-number-1/"
        assert verdicts["/p/about.html"].new == "https://new.example/about/"
        assert verdicts[two.path].verdict is Verdict.UNEXPLAINED
        assert verdicts[plain_posts(6)[4].path].verdict is Verdict.UNEXPLAINED
        assert not [old for old, new in journey.moves().items() if new == "/" and old.endswith(".html")]
        assert verdicts["/2009/01/"].new == "https://new.example/2009/01/"
        assert verdicts["/2009/04/"].reason == "unexplained.list"
        assert verdicts["/feeds/1001/comments/default"].new == "https://new.example/post-number-1/feed/"
        assert journey.result.exit_code == 1


def test_feeds_that_are_gone_leave_the_sitemap_to_name_the_old_urls(tmp_path):
    one, *_ = plain_posts(6)
    site = wordpress("new.example", [rest_row(one, "post-number-1")], [])
    with moved(tmp_path / "p", moved_blog(feeds="none"), sites=(site,)) as (journey, _):
        assert journey.verdicts()[one.path].new == "https://new.example/post-number-1/"
        assert len([old for old in journey.verdicts() if "post-number" in old]) == 6


def test_a_new_site_that_does_not_answer_yet_is_told_and_stops_nothing(tmp_path):
    with moved(tmp_path / "p", without_content()) as (journey, _):
        assert "7 pages hold nothing but a notice" in journey.messages("extract.stub")
        assert "7 old posts have no content anywhere" in journey.messages("relocate.no-answer")
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] >= 7
        assert journey.result.exit_code == 1


def test_posts_imported_later_are_found_when_a_person_says_so(tmp_path):
    rows: list[dict] = []
    site = wordpress("new.example", rows)
    with moved(tmp_path / "p", without_content(), sites=(site,)) as (journey, _):
        rows += [rest_row(post, f"post-number-{number}") for number, post in enumerate(plain_posts(6), 1)]
        later = again(journey, Plan(imported=True, prove=False))
        assert later.moves()["/2009/02/post-number-3.html"] == "/post-number-3/"


def test_a_blog_that_can_be_read_never_asks_the_new_site(tmp_path):
    asked = []
    with moved(tmp_path / "p", Variant(plain_posts(2)), sites=(lambda host, _: asked.append(host),)):
        assert "new.example" not in asked
