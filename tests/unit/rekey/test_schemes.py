"""Permalink structures: parsed with helpful errors, filled as WordPress fills them, chosen for a reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from migrator.errors import ConfigError
from migrator.rekey.schemes import (
    KEEP_BLOGGER,
    PostFacts,
    Scheme,
    SchemeChoice,
    candidates,
    choose_scheme,
    parse_scheme,
    structure_of,
)

POST = PostFacts(
    moment=datetime(2010, 5, 3, 7, 8, 9, tzinfo=UTC),
    slug="how-to-ask",
    id=1001,
    category="q-a",
    author="marigold",
)


@pytest.mark.parametrize(
    ("structure", "path"),
    [
        ("/%postname%/", "/how-to-ask/"),
        (KEEP_BLOGGER, "/2010/05/how-to-ask.html"),
        ("/%year%/%monthnum%/%day%/%hour%/%postname%/", "/2010/05/03/07/how-to-ask/"),
        ("/%hour%-%minute%-%second%-%postname%", "/07-08-09-how-to-ask"),
        ("/archives/%post_id%", "/archives/1001"),
        ("/%category%/%author%/%postname%/", "/q-a/marigold/how-to-ask/"),
        ("/index.php/%postname%/", "/index.php/how-to-ask/"),
    ],
)
def test_a_structure_is_filled(structure, path):
    assert parse_scheme(structure).path(POST) == path


@pytest.mark.parametrize(
    ("structure", "said", "hint"),
    [
        ("/%postnam%/", "%postnam%", "%postname%"),
        ("%postname%/", "no path", "/%postname%/"),
        ("/%year%/", "one URL", "%postname%"),
        ("/a b/%postname%/", "no path", ""),
        ('/"x"/%postname%/', "no path", ""),
        ("/\n%postname%/", "no path", ""),
        ("/é/%postname%/", "no path", ""),
    ],
)
def test_a_wrong_structure_is_explained(structure, said, hint):
    with pytest.raises(ConfigError) as caught:
        parse_scheme(structure)
    assert said in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("structure", "written", "spelled"),
    [
        ("/%postname%/", "/category/x", "/category/x/"),
        (KEEP_BLOGGER, "/category/x/", "/category/x"),
        (KEEP_BLOGGER, "/", "/"),
        (KEEP_BLOGGER, "/2010/05/x.html/feed/", "/2010/05/x.html/feed"),
        ("/%postname%/", "/wp-sitemap.xml", "/wp-sitemap.xml"),
        ("/%postname%/", "/?s=a.b/c", "/?s=a.b/c"),
    ],
)
def test_listings_end_as_the_structure_ends(structure, written, spelled):
    assert Scheme(structure).spelled(written) == spelled


def test_a_wish_comes_before_the_new_sites_own_and_that_before_the_default():
    wished, _ = choose_scheme("/%post_id%/%postname%/", "/%postname%/", same_domain=True)
    existing, _ = choose_scheme(None, "/%year%/%postname%/", same_domain=True)
    assert (wished.structure, existing.structure) == ("/%post_id%/%postname%/", "/%year%/%postname%/")


def test_the_default_keeps_old_paths_on_the_same_domain_only():
    assert choose_scheme(None, None, same_domain=True)[0].structure == KEEP_BLOGGER
    assert choose_scheme(None, None, same_domain=False)[0].structure == "/%postname%/"


def test_only_structures_of_names_and_dates_are_certain_before_the_import():
    assert Scheme(KEEP_BLOGGER).certain
    assert not Scheme("/%post_id%/").certain


def test_the_report_says_where_to_set_it():
    told = SchemeChoice(Scheme("/%postname%/"), "why", {"/%postname%/": 3}).details()
    assert told["permalink"] == "/%postname%/"
    assert "Settings → Permalinks" in told["permalink_where"]
    assert told["permalink_rules"] == {"/%postname%/": 3}


def test_the_chosen_structure_is_compared_with_the_usual_ones():
    assert candidates(Scheme("/x/%postname%/"))[0].structure == "/x/%postname%/"
    assert len(candidates(Scheme("/%postname%/"))) == 3


@pytest.mark.parametrize(
    "structure", ["/%postname%/", KEEP_BLOGGER, "/%year%/%monthnum%/%day%/%postname%/", "/blog/%postname%"]
)
def test_the_new_sites_own_posts_show_its_structure(structure):
    moments = [datetime(2012, 3, 4, tzinfo=UTC), datetime(2013, 12, 1, tzinfo=UTC)]
    posts = [(Scheme(structure).path(PostFacts(moment=when, slug="a", id=1)), "a", when) for when in moments]
    assert structure_of(posts) == structure


def test_a_fresh_site_or_a_mixed_one_shows_no_structure():
    when = datetime(2012, 3, 4, tzinfo=UTC)
    assert structure_of([("/2012/03/04/hello-world/", "hello-world", when)]) is None
    assert structure_of([("/a/", "a", when), ("/2012/03/b/", "b", when)]) is None
