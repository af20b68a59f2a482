"""Our slug rules against WordPress's own, on thousands of titles in one PHP process."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from migrator.rekey.wordpress_slugs import (
    Flavour,
    sanitize_title,
    truncate_slug,
    unique_slug,
    unique_term_slug,
)

from .slug_titles import titles

if TYPE_CHECKING:
    from .wordpress import WordPress

pytestmark = pytest.mark.engine

TITLES = 4_000
WISHES = 400

_SANITIZE = """
add_filter('locale', fn() => $given['locale']);
return array_map('sanitize_title', $given['titles']);
"""
_TRUNCATE = "return array_map(fn($slug) => _truncate_post_slug($slug, 57), $given);"
_CLAIM = """
global $wpdb, $wp_rewrite;
$wp_rewrite->set_permalink_structure($given['permalink']);
$wpdb->query('BEGIN');
$got = [];
foreach ($given['wishes'] as $i => $slug) {
    $got[] = $slug = wp_unique_post_slug($slug, 0, 'publish', $given['kind'], 0);
    $wpdb->insert($wpdb->posts, ['post_name' => $slug, 'post_type' => $given['kind'], 'post_status' => 'publish',
        'post_title' => $slug, 'post_content' => '', 'post_excerpt' => '', 'to_ping' => '', 'pinged' => '',
        'post_content_filtered' => '']);
}
$wpdb->query('ROLLBACK');
$wp_rewrite->set_permalink_structure('/%postname%/');
return $got;
"""
_TERMS = """
global $wpdb;
$wpdb->query('BEGIN');
$got = array_map(fn($slug) => get_term(wp_insert_term($slug['name'], 'category', ['slug' => $slug['slug']])['term_id'])->slug, $given);
$wpdb->query('ROLLBACK');
return $got;
"""


@pytest.fixture(scope="module")
def flavour(wordpress: WordPress) -> dict[str, Any]:
    intl, version = wordpress.ask("return [extension_loaded('intl'), PHP_VERSION_ID];")
    return {"intl": intl, "final_sigma": version >= 80300}


@pytest.mark.parametrize("locale", ["en_US", "de_DE_formal", "da_DK", "sr_RS", "ca"])
def test_titles_become_the_slugs_wordpress_makes(
    wordpress: WordPress, flavour: dict[str, Any], locale: str
) -> None:
    given = titles(TITLES)
    theirs = wordpress.ask(_SANITIZE, {"locale": locale, "titles": given})
    ours = [sanitize_title(title, flavour=Flavour(locale=locale, **flavour)) for title in given]
    assert [found for found in zip(given, theirs, ours, strict=True) if found[1] != found[2]] == []


def test_slugs_are_cut_where_wordpress_cuts_them(wordpress: WordPress) -> None:
    slugs = [sanitize_title(title) for title in titles(TITLES)]
    theirs = wordpress.ask(_TRUNCATE, slugs)
    ours = [truncate_slug(slug, 57) for slug in slugs]
    assert [found for found in zip(slugs, theirs, ours, strict=True) if found[1] != found[2]] == []


@pytest.mark.parametrize("kind", ["post", "page", "attachment"])
@pytest.mark.parametrize(
    "permalink", ["/%postname%/", "/%year%/%postname%/", "/%year%/%monthnum%/%postname%/", "/x/%postname%/"]
)
def test_slugs_are_made_unique_as_wordpress_does(wordpress: WordPress, kind: str, permalink: str) -> None:
    wishes = _wishes()
    taken: set[str] = set()
    ours = []
    for wish in wishes:
        ours.append(unique_slug(wish, taken, kind, permalink))
        taken.add(ours[-1])
    theirs = wordpress.ask(_CLAIM, {"permalink": permalink, "kind": kind, "wishes": wishes})
    assert [found for found in zip(wishes, theirs, ours, strict=True) if found[1] != found[2]] == []


def test_terms_of_different_names_and_equal_slugs_are_numbered(wordpress: WordPress) -> None:
    wishes = [{"name": f"Term {number}", "slug": "tea"} for number in range(4)]
    taken: set[str] = set()
    ours = []
    for wish in wishes:
        ours.append(unique_term_slug(wish["slug"], taken))
        taken.add(ours[-1])
    assert wordpress.ask(_TERMS, wishes) == ours


def _wishes() -> list[str]:
    random = Random(7)
    # Not "0": WordPress takes it for no slug at all and gives it to everyone.
    words = [
        "feed",
        "rss",
        "rss2",
        "rdf",
        "atom",
        "embed",
        "page",
        "page2",
        "page2a",
        "00",
        "1",
        "12",
        "13",
        "31",
        "32",
        "2009",
        "99999999999999999999",
        "tea",
        "tea-2",
    ]
    words += ["a" * 199, "a" * 200, *map(sanitize_title, ("日本" * 60, "é" * 10 + "日" * 40, "a b " * 70))]
    return [random.choice(words) for _ in range(WISHES)]
