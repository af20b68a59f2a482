"""After the import: predicted addresses become real ones, on blogs unlike the sample."""

from __future__ import annotations

from dataclasses import replace

import pytest
from variant_blog import ABOUT, Variant, moved_blog, plain_posts
from variant_journey import NEW, again, moved
from variant_server import wordpress

from migrator.errors import SiteError
from migrator.model import Verdict
from migrator.stages.run import Plan

IMPORTED = Plan(imported=True, prove=False)


def row(entry, link, **changes):
    moment = entry.when.strftime("%Y-%m-%dT%H:%M:%S")
    told = {
        "id": entry.id,
        "slug": link.strip("/").rpartition("/")[2],
        "link": NEW + link,
        "status": "publish",
    }
    return told | {"title": {"rendered": entry.title}, "date_gmt": moment} | changes


def imported(posts, **changes):
    return [row(post, f"/post-number-{number}/", **changes) for number, post in enumerate(posts, 1)]


def test_a_blog_recovered_from_its_feeds_ends_with_final_rules(tmp_path):
    posts: list[dict] = []
    site = wordpress("new.example", posts, [row(ABOUT, "/about/")])
    with moved(tmp_path / "p", moved_blog(), sites=(site,)) as (journey, _):
        assert not any(mapping.final for mapping in journey.verdicts().values())
        posts += imported(plain_posts(6))
        later = again(journey, IMPORTED)
        wanted = [
            m for old, m in later.verdicts().items() if old.endswith(".html") and m.kind in {"post", "page"}
        ]
        assert all(mapping.final for mapping in wanted)
        assert later.result.errors == ()


def test_posts_that_wordpress_named_otherwise_are_followed(tmp_path):
    one, two, three = plain_posts(3)
    posts = [row(one, "/post-number-1/"), row(two, "/post-number-2-3/"), row(three, "/blog/post-number-3/")]
    site = wordpress("new.example", posts)
    with moved(tmp_path / "p", Variant((one, two, three)), sites=(site,), plan=IMPORTED) as (journey, _):
        assert journey.moves()[two.path] == "/post-number-2-3/"
        assert journey.moves()[three.path] == "/blog/post-number-3/"
        assert len(journey.findings("readback.address-changed")) == 2


def test_a_post_that_was_not_imported_is_an_error_by_name(tmp_path):
    site = wordpress("new.example", imported(plain_posts(2)))
    with moved(tmp_path / "p", Variant(plain_posts(3)), sites=(site,), plan=IMPORTED) as (journey, _):
        assert [found.url[-18:] for found in journey.findings("readback.not-imported")] == [
            "post-number-3.html"
        ]
        assert journey.result.exit_code == 1


def test_posts_without_latin_titles_are_known_again_by_title_and_date(tmp_path):
    posts = [
        replace(post, title=f"庭のことば {n}", path=f"/2009/0{n}/blog-post.html")
        for n, post in enumerate(plain_posts(3), 1)
    ]
    rows = [row(post, f"/%e5%ba%ad-{number}/") for number, post in enumerate(posts, 1)]
    site = wordpress("new.example", rows)
    with moved(tmp_path / "p", Variant(tuple(posts)), sites=(site,), plan=IMPORTED) as (journey, _):
        assert journey.moves()["/2009/02/blog-post.html"] == "/%e5%ba%ad-2/"
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0


def test_without_the_new_site_the_run_ends_with_a_sentence(tmp_path):
    with (
        moved(tmp_path / "p", Variant(plain_posts(2))) as (journey, _),
        pytest.raises(SiteError, match="neither its REST"),
    ):
        again(journey, IMPORTED)
