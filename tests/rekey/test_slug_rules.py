"""WordPress's slug rules on cases a person can check by eye; tests/engines asks WordPress itself."""

from __future__ import annotations

import pytest

from migrator.rekey.php_tags import strip_tags
from migrator.rekey.wordpress_slugs import (
    Flavour,
    is_reserved,
    remove_accents,
    sanitize_title,
    truncate_slug,
    unique_slug,
    unique_term_slug,
)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, world!", "hello-world"),
        ("2009.html", "2009-html"),
        ("1/2 price", "1-2-price"),
        ("Crème brûlée & Łódź", "creme-brulee-lodz"),
        ("a\u00a0b – c — d", "a-b-c-d"),
        ("rock’n’roll… “now”", "rocknroll-now"),
        ("3×4", "3x4"),
        ("AT&amp;T", "att"),
        ("<b>Bold</b> <i title='a>b'>title</i>", "bold-title"),
        ("I < 3 you", "i-3-you"),
        ("100% %C3%A9", "100-%c3%a9"),
        ("東京 Tower", "%e6%9d%b1%e4%ba%ac-tower"),
        ("Привет", "%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82"),
        ("a_b__c", "a_b__c"),
        ("--a---b--", "a-b"),
    ],
)
def test_a_title_becomes_the_slug_wordpress_makes(title: str, slug: str) -> None:
    assert sanitize_title(title) == slug


def test_a_title_of_nothing_but_punctuation_gives_the_fallback() -> None:
    assert sanitize_title("…!?", fallback="17") == "17"


def test_a_slug_passes_through_unchanged() -> None:
    slug = sanitize_title("Crème 東京 & Привет 100% a.b/c")
    assert sanitize_title(slug) == slug


def test_a_long_title_is_cut_between_characters() -> None:
    slug = sanitize_title("日本" * 60)
    assert (len(slug), slug[-9:]) == (198, "%e6%9c%ac")


def test_lone_surrogates_are_dropped() -> None:
    assert sanitize_title("a\ud83db") == "ab"


@pytest.mark.parametrize(
    ("locale", "text", "bare"),
    [
        ("de_DE", "Übergrößen", "Uebergroessen"),
        ("da_DK", "Æbleskiver på Ø", "Aebleskiver paa Oe"),
        ("sr_RS", "Đorđe", "DJordje"),
        ("ca", "col·legi", "collegi"),
        ("en_US", "Übergrößen Æ Đ", "Ubergrosen AE D"),
    ],
)
def test_accents_follow_the_language_of_the_site(locale: str, text: str, bare: str) -> None:
    assert remove_accents(text, Flavour(locale=locale)) == bare


def test_a_php_without_intl_leaves_combining_marks() -> None:
    assert sanitize_title("o\u0308", flavour=Flavour(intl=False)) == "o%cc%88"
    assert sanitize_title("o\u0308") == "o"


def test_an_older_php_knows_no_final_sigma() -> None:
    assert sanitize_title("ΣΟΣ", flavour=Flavour(final_sigma=False)) == "%cf%83%ce%bf%cf%83"
    assert sanitize_title("ΣΟΣ") == "%cf%83%ce%bf%cf%82"


def test_a_taken_slug_gets_the_next_free_number() -> None:
    assert unique_slug("tea", {"tea", "tea-2"}) == "tea-3"


def test_a_numbered_slug_stays_within_two_hundred_characters() -> None:
    long = "a" * 200
    assert unique_slug(long, {long}) == "a" * 198 + "-2"


@pytest.mark.parametrize("word", ["feed", "rss", "rss2", "rdf", "atom", "embed"])
@pytest.mark.parametrize("kind", ["post", "page", "attachment"])
def test_the_words_of_feeds_are_never_slugs(word: str, kind: str) -> None:
    assert unique_slug(word, set(), kind) == f"{word}-2"


@pytest.mark.parametrize(
    ("slug", "permalink", "reserved"),
    [
        ("2009", "/%postname%/", True),
        ("000", "/%postname%/", False),
        ("12", "/%year%/%postname%/", True),
        ("13", "/%year%/%postname%/", False),
        ("31", "/%year%/%monthnum%/%postname%/", True),
        ("32", "/%year%/%monthnum%/%postname%/", False),
        ("2009", "/blog/%postname%/", False),
        ("2009", "/archives/%post_id%", False),
        ("2009a", "/%postname%/", False),
    ],
)
def test_a_post_may_not_look_like_a_date_archive(slug: str, permalink: str, *, reserved: bool) -> None:
    assert is_reserved(slug, "post", permalink) is reserved


@pytest.mark.parametrize(
    ("slug", "reserved"), [("2", True), ("page3", True), ("pages", False), ("page", False)]
)
def test_a_page_may_not_look_like_a_page_number(slug: str, *, reserved: bool) -> None:
    assert is_reserved(slug, "page") is reserved


def test_an_attachment_may_be_a_number() -> None:
    assert unique_slug("2009", set(), "attachment") == "2009"


def test_terms_are_numbered_without_a_length_limit() -> None:
    assert unique_term_slug("tea", {"tea", "tea-2"}) == "tea-3"
    assert unique_term_slug("tea", set()) == "tea"


@pytest.mark.parametrize(
    ("slug", "limit", "cut"),
    [
        ("plain-words-here", 12, "plain-words"),
        ("%d0%bf%d1%80", 11, "%d0%bf"),
        ("a-%2f-b%c3%a9", 8, "a-%2F-b"),
        ("a%c3b%e3%81", 7, "ab"),
        ("short-", 10, "short"),
    ],
)
def test_a_slug_is_cut_between_characters(slug: str, limit: int, cut: str) -> None:
    assert truncate_slug(slug, limit) == cut


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a<b>c</b>d", "acd"),
        ("1 < 2 > 1", "1 < 2 > 1"),
        ("a<!-- <b> -- > -->c", "ac"),
        ("a<!DOCTYPE html>b", "ab"),
        ("a<?php echo '>'; ?>b", "ab"),
        ('a<?php f("?>") ?>b', "ab"),
        ("a<i x='>'>b", "ab"),
        ("a<<b>c>d", "ad"),
        ("a<unclosed", "a"),
        ("nul\0", "nul"),
    ],
)
def test_tags_go_as_php_takes_them_out(text: str, kept: str) -> None:
    assert strip_tags(text) == kept
