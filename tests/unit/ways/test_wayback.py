"""The Wayback Machine as a way in: lists that may be cut, captures that may be stubs, and a service that says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archive import OLD, STUB, Archive, post, reading

from migrator.errors import InputError
from migrator.fetch.wayback import archive_at, parse_listing, place_of
from migrator.model import Page, Silence
from migrator.settings import SourceSettings
from migrator.stages.extract import CAPTURED_HEADER, run_extract
from migrator.stages.ways import way_of

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.model import StageReport

ROSES = "/2010/05/roses.html"


@pytest.fixture
def blog() -> Archive:
    archive = Archive()
    archive.keep("2014-03-02", ROSES, post("Roses"))
    archive.keep(
        "2015-06-07", "/2010/05/tulips.html", post("Tulips", "Tulips want sand, and no wet feet in winter.")
    )
    return archive


def kept(found: Page | None) -> tuple[str, bool]:
    assert found is not None
    return found.headers[CAPTURED_HEADER], b"a long time ago" in found.body


def kinds(report: StageReport) -> list[tuple[str, bool]]:
    return [(problem.kind, problem.retry) for problem in report.problems]


@pytest.mark.parametrize(
    ("typed", "archive", "wanted"),
    [
        (
            "wayback:https://name.typepad.com/blog/",
            "https://web.archive.org/web/",
            "https://name.typepad.com/blog/",
        ),
        ("wayback:name.typepad.com", "https://web.archive.org/web/", "http://name.typepad.com/"),
        (
            "https://web.archive.org/web/2014*/http:/a.example/b/*",
            "https://web.archive.org/web/",
            "http://a.example/b/",
        ),
        ("wayback:http://arc.example/c/*/http://a.example/", "http://arc.example/c/", "http://a.example/"),
    ],
)
def test_a_place_names_the_archive_and_the_blog(typed: str, archive: str, wanted: str) -> None:
    found = place_of(typed)
    assert found is not None
    assert (found[0].base, found[1]) == (archive, wanted)


@pytest.mark.parametrize(
    "typed", ["takeout.zip", "https://old.example/", "wayback:", "wayback:ftp://x.example"]
)
def test_other_places_are_no_archive_s(typed: str) -> None:
    assert place_of(typed) is None


def test_an_empty_address_is_refused_with_an_example(tmp_path: Path) -> None:
    source = SourceSettings(place="wayback:", way="wayback")
    with pytest.raises(InputError, match="names no address in a web archive"):
        way_of(source, tmp_path).about(source, tmp_path)


def test_the_captured_page_is_stored_under_its_public_address_with_its_day(
    tmp_path: Path, blog: Archive
) -> None:
    with reading(tmp_path / "p", blog) as found:
        report = found.run()
        page = found.project.pages.get(f"{OLD}{ROSES}")
    assert kept(page) == ("wayback 2014-03-02", True)
    assert (report.counts["stored pages"], report.problems) == (2, ())


def test_each_field_says_from_which_day_of_the_archive_it_is(tmp_path: Path, blog: Archive) -> None:
    with reading(tmp_path / "p", blog) as found:
        found.run()
        run_extract(found.project, found.project.settings(), Silence())
        entry = found.project.entities.post(f"{OLD}{ROSES}")
    assert entry is not None
    assert entry.provenance["body_html"] == "html:wayback-2014-03-02"


@pytest.mark.parametrize("worse", [STUB, b"<html><body>This domain is for sale.</body></html>"])
def test_an_older_capture_is_taken_where_the_newest_shows_something_else(
    tmp_path: Path, blog: Archive, worse: bytes
) -> None:
    blog.keep("2024-01-01", ROSES, worse)
    with reading(tmp_path / "p", blog) as found:
        found.run()
        page = found.project.pages.get(f"{OLD}{ROSES}")
    assert kept(page) == ("wayback 2014-03-02", True)


def test_a_home_page_of_whoever_has_the_domain_now_is_not_taken_for_the_blog_s(
    tmp_path: Path, blog: Archive
) -> None:
    blog.keep("2014-03-02", "/", post("Roses"))
    blog.keep(
        "2024-01-01", "/", b"<html><head><title>For sale</title></head><body><p>Buy it.</p></body></html>"
    )
    with reading(tmp_path / "p", blog) as found:
        found.run()
        page = found.project.pages.get(f"{OLD}/")
    assert kept(page) == ("wayback 2014-03-02", True)


def test_of_many_worse_captures_few_are_fetched(tmp_path: Path, blog: Archive) -> None:
    for month in range(1, 101):
        text = f"<html><body>Buy it now, offer {month}</body></html>".encode()
        blog.keep(f"{2016 + month // 12}-{month % 12 + 1:02}-01", ROSES, text)
    with reading(tmp_path / "p", blog) as found:
        found.run()
        page = found.project.pages.get(f"{OLD}{ROSES}")
    assert kept(page) == ("wayback 2014-03-02", True)
    assert sum(ROSES in target for target in blog.log) <= 11


def test_what_many_addresses_show_alike_is_tried_last(tmp_path: Path, blog: Archive) -> None:
    for number in range(5):
        blog.keep(
            "2013-01-01",
            f"/2010/06/post-{number}.html",
            post(f"Post {number}", f"Words about {number} things."),
        )
        blog.keep(
            "2020-01-01", f"/2010/06/post-{number}.html", post("Sorry", "The page you look for is not here.")
        )
    with reading(tmp_path / "p", blog) as found:
        found.run()
        days = [
            found.project.pages.headers(CAPTURED_HEADER)[f"{OLD}/2010/06/post-{n}.html"] for n in range(5)
        ]
    assert days == ["wayback 2013-01-01"] * 5
    assert not [target for target in blog.log if "20200101" in target]


def feed(*numbers: int) -> bytes:
    entries = "".join(
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id><published>2010-05-0{n}T10:00:00-04:00</published>"
        f"<title>Post {n}</title><content type='html'>Words of number {n}.</content>"
        f"<link rel='alternate' type='text/html' href='{OLD}/2010/05/post-{n}.html'/></entry>"
        for n in numbers
    )
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1</id>"
    return f"<?xml version='1.0'?>{head}{entries}</feed>".encode()


def test_every_edition_of_a_feed_gives_the_posts_it_held(tmp_path: Path) -> None:
    archive = Archive()
    archive.keep("2010-05-03", "/feeds/posts/default", feed(1, 2))
    archive.keep("2010-05-06", "/feeds/posts/default", feed(3, 4))
    with reading(tmp_path / "p", archive) as found:
        found.run()
        asked = len(archive.log)
        run_extract(found.project, found.project.settings(), Silence())
        posts = {
            one.key.removeprefix(OLD): one.provenance["body_html"] for one in found.project.entities.posts()
        }
    assert asked == 3
    assert posts == {
        f"/2010/05/post-{n}.html": f"feed:wayback-2010-05-0{3 if n < 3 else 6}" for n in (1, 2, 3, 4)
    }


def test_spellings_of_one_address_are_one_page(tmp_path: Path, blog: Archive) -> None:
    blog.keep(
        "2016-01-01", f"{ROSES}?m=1", post("Roses", "Words that were written a long time ago, for phones.")
    )
    with reading(tmp_path / "p", blog) as found:
        found.run()
        urls = list(found.project.pages.statuses())
        page = found.project.pages.get(f"{OLD}{ROSES}")
    assert urls == [f"{OLD}{ROSES}", f"{OLD}/2010/05/tulips.html"]
    assert kept(page) == ("wayback 2016-01-01", True)


def test_a_redirect_that_was_captured_tells_where_the_address_led(tmp_path: Path, blog: Archive) -> None:
    blog.keep("2012-01-01", "/2010/05/old.html", f"{OLD}{ROSES}".encode(), 301)
    with reading(tmp_path / "p", blog) as found:
        found.run()
        page = found.project.pages.get(f"{OLD}/2010/05/old.html")
    assert page is not None
    assert (page.status, page.final_url) == (301, f"{OLD}{ROSES}")


def test_an_address_that_was_only_ever_missing_is_known_as_missing_unasked(
    tmp_path: Path, blog: Archive
) -> None:
    blog.keep("2012-01-01", "/2010/05/no.html", b"gone", 404)
    with reading(tmp_path / "p", blog) as found:
        found.run()
        page = found.project.pages.get(f"{OLD}/2010/05/no.html")
    assert page is not None
    assert (page.status, [target for target in blog.log if "no.html" in target]) == (404, [])


@pytest.mark.parametrize(("live", "stays"), [(200, True), (404, False)])
def test_what_the_live_blog_still_shows_is_kept_and_what_it_lost_comes_from_the_archive(
    tmp_path: Path, blog: Archive, live: int, *, stays: bool
) -> None:
    with reading(tmp_path / "p", blog) as found:
        with found.project.transaction():
            url = f"{OLD}{ROSES}"
            crawled = Page(url=url, final_url=url, status=live, headers={}, body=b"live")
            found.project.pages.put(crawled)
        found.run()
        page = found.project.pages.get(f"{OLD}{ROSES}")
    assert page is not None
    assert (page.body == b"live") is stays


# --- lists -------------------------------------------------------------------------------------------


def test_a_list_in_parts_is_read_to_its_end_with_the_archive_s_own_keys(
    tmp_path: Path, blog: Archive
) -> None:
    for number in range(5):
        blog.keep("2013-01-01", f"/2010/06/post-{number}.html", post(f"Post {number}"))
    blog.page_size = 3
    with reading(tmp_path / "p", blog) as found:
        report = found.run()
    keys = [target.partition("resumeKey=")[2] for target in blog.log if "cdx" in target]
    assert keys == ["", "k+3", "k+6"]
    assert report.counts["stored pages"] == 7


CUT = b'[["timestamp","original","mimetype","statuscode","digest"],\n["20140302120000","http://dear.ex'


def test_a_list_that_comes_cut_off_is_asked_for_again(tmp_path: Path, blog: Archive) -> None:
    blog.faults["list"] = [(200, CUT, {})]
    with reading(tmp_path / "p", blog) as found:
        report = found.run()
    assert (report.counts["stored pages"], report.problems) == (2, ())


def test_a_list_that_stays_cut_off_is_never_taken_for_all_there_is(tmp_path: Path, blog: Archive) -> None:
    blog.faults["list"] = [(200, CUT, {})] * 3
    with reading(tmp_path / "p", blog) as found:
        report = found.run()
        assert kinds(report) == [("unreadable", True)]
        assert "not whole" in report.problems[0].message
        healed = found.run()
    assert (healed.counts["stored pages"], healed.problems) == (2, ())


def test_a_later_run_goes_on_behind_the_parts_that_were_whole(tmp_path: Path, blog: Archive) -> None:
    blog.page_size = 1
    with reading(tmp_path / "p", blog) as found:
        found.project.settings()
        blog.faults["list"] = []
        first = blog.answer

        def broken_later(target: str):
            return first(target) if "resumeKey" not in target else (200, CUT, {})

        blog.answer = broken_later  # type: ignore[method-assign]
        assert kinds(found.run()) == [("unreadable", True)]
        blog.answer = first  # type: ignore[method-assign]
        asked = len(blog.log)
        assert found.run().problems == ()
    assert [target.partition("resumeKey=")[2] for target in blog.log[asked:] if "cdx" in target] == ["k+1"]


def test_an_archive_that_ends_every_list_early_is_told(tmp_path: Path) -> None:
    rows = ",".join(f'["20140302120000","{OLD}/{n}","text/html","200","D{n}"]' for n in range(10_000))
    listing = parse_listing(f'[["timestamp","original","mimetype","statuscode","digest"],{rows}]'.encode())
    assert listing.trouble == "the archive ends its list at 10,000 captures"


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (b"", ""),
        (b"[]", ""),
        (b"<html>Sorry</html>", "the archive's answer is no list"),
        (
            b'{"timestamp": "20140302120000", "url": "http://a.example/", "mi',
            "the archive's list was cut off",
        ),
    ],
)
def test_an_answer_that_is_no_whole_list_is_known(body: bytes, trouble: str) -> None:
    assert parse_listing(body).trouble == trouble


# --- a service that says no --------------------------------------------------------------------------


def test_a_site_the_archive_hides_is_told_as_blocked(tmp_path: Path, blog: Archive) -> None:
    body = b"org.archive.util.io.RuntimeIOException: org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error"
    blog.faults["list"] = [(403, body, {})]
    with reading(tmp_path / "p", blog) as found:
        assert kinds(found.run()) == [("robots", False)]


def test_a_site_the_archive_never_saw_is_told_as_absent(tmp_path: Path) -> None:
    with reading(tmp_path / "p", Archive()) as found:
        assert kinds(found.run()) == [("absent", False)]


def test_the_archive_s_wish_to_wait_is_heeded(tmp_path: Path, blog: Archive) -> None:
    blog.faults["capture"] = [(429, b"slow down", {"Retry-After": "60"})]
    with reading(tmp_path / "p", blog) as found:
        report = found.run()
        assert max(found.clock.slept) >= 60
    assert (report.counts["stored pages"], report.problems) == (2, ())


def test_what_an_archive_refuses_for_now_is_taken_by_a_later_run_and_nothing_twice(
    tmp_path: Path, blog: Archive
) -> None:
    blog.faults["capture"] = [(429, b"", {})] * 3
    with reading(tmp_path / "p", blog) as found:
        first = found.run()
        assert kinds(first) == [("rate-limited", True)]
        again = found.run()
    assert (again.counts["stored pages"], again.problems) == (2, ())
    assert sum("tulips" in target for target in blog.log) == 1
    assert sum("cdx" in target for target in blog.log) == 1


def test_an_archive_that_fails_again_and_again_is_left_in_peace(tmp_path: Path, blog: Archive) -> None:
    for number in range(9):
        blog.keep("2013-01-01", f"/2010/06/post-{number}.html", post(f"Post {number}"))
    blog.faults["capture"] = [(503, b"", {})] * 100
    with reading(tmp_path / "p", blog) as found:
        report = found.run()
    assert kinds(report) == [("not-tried", True), ("rate-limited", True)]
    assert report.problems[0].message.startswith("the Wayback Machine was not asked for 6 addresses")


def test_a_run_that_is_stopped_keeps_each_page_it_has(tmp_path: Path, blog: Archive) -> None:
    answer = blog.answer

    with reading(tmp_path / "p", blog) as found:
        take = found.project.pages.put

        def stop_after_first(page: Page) -> None:
            take(page)
            found.project.pages.put = stopped  # type: ignore[method-assign]

        def stopped(page: Page) -> None:
            raise KeyboardInterrupt

        found.project.pages.put = stop_after_first  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            found.run()
        found.project.pages.put = take  # type: ignore[method-assign]
        report = found.run()
    assert answer is not None
    assert report.counts["stored pages"] == 2
    assert sum(ROSES in target for target in blog.log) == 1


def test_a_source_taken_out_of_the_settings_takes_its_pages_along(tmp_path: Path, blog: Archive) -> None:
    with reading(tmp_path / "p", blog) as found:
        found.run()
        path = found.project.folder / "migrator.toml"
        path.write_text(path.read_text(encoding="utf-8").partition("[[sources]]")[0], encoding="utf-8")
        found.run()
        assert found.project.pages.statuses() == {}


def test_the_list_s_request_keeps_the_address_whole() -> None:
    asked = archive_at("https://web.archive.org/web/").listing_url("http://a.example/b%20c/?x=1&y")
    assert "url=a.example%2Fb%2520c&matchType=prefix" in asked
