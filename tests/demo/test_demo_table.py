"""`expected.tsv` names every old URL of the sample exactly once, and notices when a map differs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from urllib.parse import quote

import pytest

from migrator.demo.content import default_content

OLD = "http://dearmarigold.example"
NEW = "https://askmarigold.example"
STUBS = {"/2012/11/weve-moved.html", "/p/we-have-moved.html"}
HEADER = ["old URL", "verdict", "new URL", "kind"]


@pytest.fixture(scope="module")
def lines():
    text = (default_content() / "expected.tsv").read_text(encoding="ascii")
    return list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def table(lines):
    return {line[0]: tuple(line[1:]) for line in lines[1:]}


def test_table_is_sorted_and_names_no_url_twice(lines):
    urls = [line[0] for line in lines[1:]]
    assert lines[0] == HEADER
    assert urls == sorted(set(urls))


def test_every_post_and_page_has_a_row(blog, table):
    rows = {
        url.removeprefix(OLD)
        for url, row in table.items()
        if row[0] == "moved" and row[2] in {"post", "page"}
    }
    assert rows == set(blog.entries)


def test_every_post_and_page_has_its_single_entry_and_its_comment_feed(blog, table):
    ids = [url.split("/")[4] for url in table if re.search(r"/feeds/\d+/comments/default$", url)]
    single = [url for url in table if re.search(r"/feeds/(posts|pages)/default/\d+$", url)]
    kinds = {f"{OLD}/feeds/{entry.kind}s/default/{entry.id}" for entry in blog.entries.values()}
    assert sorted(ids) == sorted(blog.by_id)
    assert sorted(single) == sorted(kinds)


def test_feeds_of_an_entry_follow_the_entry(blog, table):
    for path, entry in blog.entries.items():
        verdict, new, _ = table[OLD + path]
        assert table[f"{OLD}/feeds/{entry.kind}s/default/{entry.id}"][:2] == (verdict, new)
        comments = table[f"{OLD}/feeds/{entry.id}/comments/default"]
        assert comments[:2] == (("gone", "") if path in STUBS else ("moved", new + "feed/"))


def test_every_label_has_its_page_and_its_feed(blog, table):
    for shape in ("/search/label/", "/feeds/posts/default/-/"):
        rows = {url for url in table if url.startswith(OLD + shape)}
        assert rows == {OLD + shape + quote(label, safe="") for label in blog.labels}


def test_every_month_and_year_has_its_archives(blog, table):
    months = {f"{OLD}/{year}/{month:02}/" for year, month in blog.months}
    files = {f"{OLD}/{year}_{month:02}_01_archive.html" for year, month in blog.months}
    years = {f"{OLD}/{year}/" for year, _ in blog.months}
    weeks = {OLD + "/2006_04_09_archive.html"}
    assert {url for url, row in table.items() if row[2] == "archive"} == months | files | years | weeks


def test_every_image_has_a_row_with_its_original_size(blog, table):
    originals = {
        picture.url.format("1600" if "photos1" in picture.url else "s0") for picture in blog.pictures
    }
    rows = {url for url, row in table.items() if row == ("no redirect possible", "", "image")}
    assert rows == {url.replace("https://", "http://") for url in originals}


def test_every_linked_search_has_a_row(ask, blog, table):
    pages = [ask("/").text, *(ask(path).text for path in blog.entries)]
    linked = {link for text in pages for link in re.findall(r"/search\?(?:amp;)?[^'\"]+", text)}
    asked = {re.sub(r"&amp;(?:max-results|start|by-date)=[^&]+", "", link) for link in linked}
    plain = {OLD + link.replace("&amp;", "&").replace("%3A", ":") for link in asked}
    assert plain == {url for url, row in table.items() if row[2] == "search" and "?" in url}


def test_no_two_entries_share_a_new_url(blog, table):
    new = [table[OLD + path][1] for path in blog.entries if path not in STUBS]
    assert len(new) == len(set(new)) == 65


def test_every_old_url_answers_what_its_verdict_says(ask, table):
    for url, (verdict, _, kind) in table.items():
        host, path = url.removeprefix("http://").split("/", 1)
        status = ask(f"/{path}", host=host).status
        lost = verdict == "gone" and kind in {"post", "page"}
        assert status == 404 if lost else status in {200, 302}, url


def test_new_urls_are_strict_and_on_the_new_host(table):
    for verdict, new, _ in table.values():
        assert bool(new) == (verdict == "moved")
        assert not new or re.fullmatch(re.escape(NEW) + r"/(?:[a-z0-9_./?=+-]|%[0-9a-f]{2})*", new)


def test_readme_states_the_numbers(blog, table):
    readme = (default_content() / "README.md").read_text(encoding="utf-8")
    verdicts = Counter(row[0] for row in table.values())
    assert (
        f"{len(table)} old URLs: {verdicts['moved']} moved, {verdicts['no redirect possible']} no" in readme
    )
    assert f"{verdicts['gone']} gone, {verdicts['ignored']} ignored" in readme
    assert f"{len(blog.posts)} posts (one a stub), {len(blog.pages)} pages (one a stub)" in readme
    assert f"{len(blog.comments)} comments" in readme


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2005/03/hello-world.html", "/hello-world-2/"),
        ("/2006/03/open-thread.html", "/open-thread-2/"),
        ("/2007/05/open-thread.html", "/open-thread-3/"),
        ("/2006/05/monday-questions_15.html", "/monday-questions_15/"),
        ("/2005/04/small.html", "/small/"),
        ("/2008/02/feed.html", "/feed-2/"),
        ("/2009/01/blog-post.html", "/blog-post-2/"),
        ("/2005/08/about.html", "/about/"),
        ("/p/about.html", "/about-2/"),
        ("/p/we-have-moved.html", "/"),
        ("/2007/08/", "/2007/08/"),
        ("/2006_04_09_archive.html", "/2006/04/"),
        ("/search/label/Work%2FLife", "/category/work-life/"),
        ("/search/label/Q%20%26%20A", "/category/q-a/"),
        ("/search/label/%E6%97%A5%E6%9C%AC", "/category/%e6%97%a5%e6%9c%ac/"),
        ("/search/label/Cr%C3%A8me%20br%C3%BBl%C3%A9e", "/category/creme-brulee/"),
        ("/search?q=gravy+boat", "/?s=gravy+boat"),
        ("/search?updated-max=2012-02-29T12:29:26-05:00", "/2012/02/"),
        ("/index.xml", "/feed/"),
        ("/sitemap-pages.xml", "/wp-sitemap.xml"),
    ],
)
def test_a_person_expects(table, old, new):
    assert table[OLD + old][1] == NEW + new
