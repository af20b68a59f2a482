"""Slugs of the new site: old ones kept, cleaned by WordPress's rules, unique in a documented order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from small_blog import post

from migrator.model import Asset
from migrator.rekey.slugs import SlugPolicy, assign_slugs, assign_terms
from migrator.rekey.wordpress_slugs import sanitize_title


def slugs_of(posts, assets=(), **policy):
    return {
        key.partition(".example")[2]: (slug.text, slug.how)
        for key, slug in assign_slugs(posts, assets, SlugPolicy(**policy)).items()
    }


def test_an_old_slug_is_kept():
    assert slugs_of([post("/2010/05/how-to-ask.html")]) == {
        "/2010/05/how-to-ask.html": ("how-to-ask", "slug-kept")
    }


def test_a_slug_wordpress_would_change_is_changed_first():
    assert slugs_of([post("/2010/05/Caf%C3%A9.v2.html")]) == {
        "/2010/05/Caf%C3%A9.v2.html": ("cafe-v2", "slug-cleaned")
    }


def test_the_earlier_post_keeps_the_slug_and_posts_come_before_pages_and_media():
    posts = [post("/2009/01/about.html"), post("/2010/05/about.html"), post("/p/about.html")]
    image = Asset(url="http://1.bp.blogspot.example/-a/T/A/B/s0/about.jpg")
    found = slugs_of(posts, [image])
    assert [text for text, _ in found.values()] == ["about", "about-2", "about-3", "about-4"]
    assert [how for _, how in found.values()][1:] == ["slug-numbered"] * 3


def test_slugs_the_new_site_has_already_are_not_given_again():
    found = slugs_of(
        [post("/2010/05/hello-world.html"), post("/2010/05/wp-admin.html"), post("/2010/05/feed.html")],
        reserved=("hello-world",),
    )
    assert [text for text, _ in found.values()] == ["hello-world-2", "wp-admin-2", "feed-2"]


def test_titles_can_make_the_slugs_and_old_slugs_stand_in():
    posts = [post("/2010/05/blog-post.html", title="Вопрос из Москвы"), post("/2010/06/x.html", title="!!!")]
    found = slugs_of(posts, source="title")
    assert found["/2010/05/blog-post.html"] == (
        "%d0%b2%d0%be%d0%bf%d1%80%d0%be%d1%81-%d0%b8%d0%b7-%d0%bc%d0%be%d1%81%d0%ba%d0%b2%d1%8b",
        "slug-from-title",
    )
    assert found["/2010/06/x.html"] == ("x", "slug-kept")


def test_a_slug_of_nothing_but_signs_gets_the_kinds_name():
    assert slugs_of([post("/2010/05/!!!.html")])["/2010/05/!!!.html"] == ("post", "slug-cleaned")


def test_labels_become_terms_by_name():
    terms = assign_terms(
        [post("/2010/05/x.html", labels=("Q & A", "!!!")), post("/2010/06/y.html", labels=("q-a",))]
    )
    assert {label: term.slug for label, term in terms.items()} == {"!!!": "", "Q & A": "q-a", "q-a": "q-a"}


@given(st.text(alphabet="abz019_-.A%é ", min_size=1, max_size=12).filter(lambda slug: slug.strip(".")))
def test_every_slug_is_what_wordpress_would_make_of_it(slug):
    made = next(iter(assign_slugs([post(f"/2010/05/{slug}.html")], [], SlugPolicy()).values()))
    assert made.how in {"slug-kept", "slug-cleaned", "slug-numbered"}
    assert sanitize_title(made.text) == made.text


def test_a_number_that_wordpress_would_not_keep_gives_way_to_the_title():
    entry = replace(post("/12345.html"), title="Rain, at last")
    assert slugs_of([entry]) == {"/12345.html": ("rain-at-last", "slug-from-title")}


def test_a_number_stays_where_the_date_stands_before_it():
    entry = replace(post("/2012/01/2012.html"), title="A new year")
    found = slugs_of([entry], permalink="/%year%/%monthnum%/%postname%.html")
    assert found == {"/2012/01/2012.html": ("2012", "slug-kept")}
