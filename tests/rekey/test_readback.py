"""The map after the import, on small made-up sites; tests/engines reads a real WordPress."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from migrator.model import Post, UrlKind, UrlMapping, Verdict
from migrator.rekey.newsite import (
    Entry,
    Listing,
    NewSite,
    comparable,
    entry_of,
    public_links,
    read_rows,
    sitemap_urls,
)
from migrator.rekey.readback import Confirmed, read_back

OLD = "http://dearmarigold.example"
NEW = "https://askmarigold.example"
NOON = datetime(2009, 5, 4, 12, tzinfo=UTC)
TEA, CAKE, ABOUT = f"{OLD}/2009/05/tea.html", f"{OLD}/2009/05/cake.html", f"{OLD}/p/about.html"
POSTS = {
    TEA: Post(key=TEA, url=TEA, title="On “tea”", published=NOON),
    CAKE: Post(key=CAKE, url=CAKE, title="On cake", published=NOON + timedelta(days=9)),
    ABOUT: Post(key=ABOUT, url=ABOUT, kind="page", title="About", published=NOON),
}


def moved(old: str, path: str, kind: UrlKind = UrlKind.POST, **more: object) -> UrlMapping:
    return UrlMapping(old=old, kind=kind, verdict=Verdict.MOVED, new=f"{NEW}{path}", **more)


ROWS = (
    moved(TEA, "/tea/", reason="post.slug-kept"),
    moved(CAKE, "/cake/", reason="post.slug-kept"),
    moved(ABOUT, "/about/", UrlKind.PAGE, reason="page.slug-kept"),
    moved(f"{OLD}/", "/", UrlKind.HOME),
    moved(f"{OLD}/search/label/Food", "/category/food/", UrlKind.LABEL),
    moved(f"{OLD}/feeds/posts/default/-/Food", "/category/food/feed/", UrlKind.FEED),
    moved(f"{OLD}/feeds/7/comments/default", "/tea/feed/", UrlKind.FEED),
    moved(f"{OLD}/feeds/posts/default/7", "/tea/", UrlKind.FEED),
    moved(f"{OLD}/2009/", "/2009/", UrlKind.ARCHIVE),
    moved(f"{OLD}/2008/01/moved.html", "/", reason="stub"),
    UrlMapping(old=f"{OLD}/x", kind=UrlKind.OTHER, verdict=Verdict.GONE, reason="gone"),
)
ENTRIES = (
    Entry(link=f"{NEW}/tea/", kind="post", slug="tea", title="On &#8220;tea&#8221;", published=NOON),
    Entry(link=f"{NEW}/cake/", kind="post", slug="cake", title="On cake", published=NOON + timedelta(days=9)),
    Entry(link=f"{NEW}/about/", kind="page", slug="about", title="About", published=NOON),
)
FOOD = Listing(link=f"{NEW}/category/food/", slug="food")


def confirmed(
    *entries: Entry, rows: tuple[UrlMapping, ...] = ROWS, listings: tuple[Listing, ...] = (FOOD,)
) -> Confirmed:
    return read_back(rows, POSTS, NewSite(via="rest", entries=entries, listings=listings), NEW)


def codes(result: Confirmed) -> list[str]:
    return [finding.code.removeprefix("readback.") for finding in result.findings]


def row(result: Confirmed, old: str) -> UrlMapping:
    return next(mapping for mapping in result.mappings if mapping.old == old)


def test_a_complete_import_makes_every_moved_row_final() -> None:
    result = confirmed(*ENTRIES)
    assert [m.old for m in result.mappings if not m.final] == [f"{OLD}/x"]
    assert codes(result) == []
    assert result.counts["confirmed"] == 3


def test_a_changed_slug_is_followed_by_the_post_and_its_feeds() -> None:
    changed = Entry(link=f"{NEW}/tea-2/", kind="post", slug="tea-2", title="On “tea”", published=NOON)
    result = confirmed(changed, *ENTRIES[1:])
    assert row(result, TEA).new == f"{NEW}/tea-2/"
    assert row(result, f"{OLD}/feeds/7/comments/default").new == f"{NEW}/tea-2/feed/"
    assert row(result, f"{OLD}/feeds/posts/default/7").new == f"{NEW}/tea-2/"
    assert codes(result) == ["address-changed"]
    assert all(m.final for m in result.mappings if m.verdict == Verdict.MOVED)


def test_reading_twice_tells_the_same_story() -> None:
    changed = Entry(link=f"{NEW}/tea-2/", kind="post", slug="tea-2", title="On “tea”", published=NOON)
    once = confirmed(changed, *ENTRIES[1:])
    again = confirmed(changed, *ENTRIES[1:], rows=once.mappings)
    assert again == once


def test_an_address_taken_by_a_stranger_is_not_believed() -> None:
    stranger = Entry(
        link=f"{NEW}/tea/", kind="post", slug="tea", title="Opening hours", published=datetime.now(UTC)
    )
    mine = Entry(link=f"{NEW}/tea-2/", kind="post", slug="tea-2", title="On “tea”", published=NOON)
    result = confirmed(stranger, mine, *ENTRIES[1:])
    assert row(result, TEA).new == f"{NEW}/tea-2/"
    assert codes(result) == ["address-changed", "extra"]


def test_a_missing_post_keeps_everything_that_depends_on_it_predicted() -> None:
    result = confirmed(*ENTRIES[1:])
    assert codes(result) == ["not-imported"]
    assert row(result, CAKE).final
    assert not row(result, TEA).final
    assert not row(result, f"{OLD}/2009/").final


def test_a_draft_is_not_final() -> None:
    draft = Entry(
        link=f"{NEW}/?p=9", kind="post", slug="tea", title="On “tea”", published=NOON, status="draft"
    )
    result = confirmed(draft, *ENTRIES[1:])
    assert codes(result) == ["draft"]
    assert (row(result, TEA).new, row(result, TEA).final) == (f"{NEW}/tea/", False)


def test_the_public_addresses_of_a_site_are_its_published_entries_and_its_listings() -> None:
    draft = Entry(link=f"{NEW}/?p=9", status="draft")
    category = Listing(link=f"{NEW}/category/tea/", slug="tea")
    site = NewSite(via="rest", entries=(draft, Entry(link=f"{NEW}/tea/")), listings=(category,))
    assert public_links(site) == {f"{NEW}/tea/", f"{NEW}/category/tea/"}


def test_a_published_post_is_preferred_to_a_draft_of_it() -> None:
    draft = Entry(
        link=f"{NEW}/?p=9", kind="post", slug="tea", title="On “tea”", published=NOON, status="draft"
    )
    assert codes(confirmed(draft, *ENTRIES)) == []


def test_a_site_that_calls_itself_otherwise_is_reported() -> None:
    elsewhere = Entry(
        link="http://staging.example/tea/", kind="post", slug="tea", title="On tea", published=NOON
    )
    result = confirmed(elsewhere, *ENTRIES[1:])
    assert codes(result) == ["other-host"]
    assert not row(result, TEA).final


def test_a_page_is_no_post() -> None:
    page = Entry(link=f"{NEW}/tea/", kind="page", slug="tea", title="On “tea”", published=NOON)
    assert codes(confirmed(page, *ENTRIES[1:])) == ["not-imported", "extra"]


def test_two_candidates_are_none() -> None:
    twins = [
        Entry(link=f"{NEW}/t{n}/", kind="post", slug=f"t{n}", title="On “tea”", published=NOON)
        for n in (1, 2)
    ]
    assert codes(confirmed(*twins, *ENTRIES[1:])) == ["not-imported", "extra", "extra"]


def test_a_label_is_followed_to_its_real_base() -> None:
    result = confirmed(*ENTRIES, listings=(Listing(link=f"{NEW}/topics/food/", slug="food"),))
    assert row(result, f"{OLD}/search/label/Food").new == f"{NEW}/topics/food/"
    assert row(result, f"{OLD}/feeds/posts/default/-/Food").new == f"{NEW}/topics/food/feed/"


def test_a_label_that_is_not_there_is_reported() -> None:
    result = confirmed(*ENTRIES, listings=(Listing(link=f"{NEW}/category/x/", slug="x"),))
    assert codes(result) == ["label-missing"]
    assert not row(result, f"{OLD}/search/label/Food").final


def test_what_a_person_decided_is_left_as_decided() -> None:
    decided = moved(TEA, "/drinks/", reason="decision")
    result = confirmed(*ENTRIES, rows=(decided, *ROWS[1:]))
    assert (row(result, TEA).new, row(result, TEA).final) == (f"{NEW}/drinks/", True)


def test_a_sitemap_confirms_addresses_alone() -> None:
    site = NewSite(via="sitemap", entries=tuple(Entry(link=entry.link) for entry in ENTRIES[:2]))
    result = read_back(ROWS, POSTS, site, NEW)
    assert [row(result, old).final for old in (TEA, CAKE, ABOUT)] == [True, True, False]
    assert codes(result) == ["not-imported"]


def test_escapes_in_either_case_are_one_address() -> None:
    rows = (moved(TEA, "/%E6%9D%B1/", reason="post.slug-kept"),)
    entry = Entry(link=f"{NEW}/%e6%9d%b1/", kind="post", slug="%e6%9d%b1", title="On tea", published=NOON)
    result = confirmed(entry, rows=rows)
    assert (row(result, TEA).new, codes(result)) == (f"{NEW}/%e6%9d%b1/", [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("On “tea” – & cake", "On &#8220;tea&#8221; &#8211; &amp; cake"),
        ("Ångström", "ÅNGSTRÖM"),
        ("<b>x</b>", "x"),
    ],
)
def test_titles_are_compared_by_their_letters(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"code": "rest_no_route"}', b"[1, 2]", b'"x"'])
def test_an_answer_that_is_no_list_is_not_read(body: bytes) -> None:
    assert read_rows(body) is None


@pytest.mark.parametrize("row", [{}, {"link": 7}, {"link": "x" * 9000}])
def test_a_row_without_a_link_is_passed_over(row: dict[str, object]) -> None:
    assert entry_of(row, "post") is None


def test_a_row_with_odd_values_is_read_as_far_as_it_goes() -> None:
    strange = {
        "link": "https://x.example/",
        "title": "flat",
        "date_gmt": "yesterday",
        "slug": None,
        "status": 3,
    }
    assert entry_of(strange, "post") == Entry(link="https://x.example/", kind="post")


def test_a_sitemap_names_sitemaps_and_pages_and_reads_no_entities() -> None:
    body = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
    <x xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://x.example/a.xml</loc></sitemap>
    <url><loc> https://x.example/p/ </loc></url><url><loc>&e;</loc></url></x>"""
    assert sitemap_urls(body) == (["https://x.example/a.xml"], ["https://x.example/p/"])
    assert sitemap_urls(b" ") == ([], [])


def test_a_slug_put_right_afterwards_is_no_change_any_more() -> None:
    changed = Entry(link=f"{NEW}/tea-2/", kind="post", slug="tea-2", title="On “tea”", published=NOON)
    once = confirmed(changed, *ENTRIES[1:])
    again = confirmed(*ENTRIES, rows=once.mappings)
    assert codes(again) == []
    assert again == confirmed(*ENTRIES)
