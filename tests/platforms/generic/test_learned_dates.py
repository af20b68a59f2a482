"""Dates in numbers are read as the whole blog writes them, whatever the order in which its pages come."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from migrator.dates import order_of, possible_days, span_in
from migrator.model import Page, Silence
from migrator.stages.extract import run_extract
from migrator.store.project import Project
from migrator.text import DateOrder, DateReader, Evidence, learned

SETTINGS = """
[old]
url = "http://pier.example"
platform = "generic"
[new]
url = "https://new.example"
"""
WORDS = "The ferry came in sideways this morning, which the captain says is a style, and we counted the gulls twice."
UNCLEAR, CLEAR = "03/04/2010", "25/04/2010"


def _page(path: str, shown: str, comment: str = "") -> Page:
    said = f"<li class=comment id=comment-{len(path)}{ord(path[-1])}><cite class=fn>Bo</cite> <span class=date>{comment}</span><div class=comment-content>Yes.</div></li>"
    body = (
        f"<html><head><title>{path}</title></head><body><article class='post'><h1 class='post-title'>On {path}</h1>"
        f"<span class='post-date'>{shown}</span><div class='entry-content'><p>{WORDS}</p></div></article>"
        f"<ol class=commentlist>{said if comment else ''}</ol></body></html>"
    )
    url = f"http://pier.example/{path}"
    return Page(url=url, final_url=url, status=200, headers={"content-type": "text/html"}, body=body.encode())


def _dates(project: Project) -> dict[str, str | None]:
    run_extract(project, project.settings(), Silence())
    posts = project.entities.posts()
    return {
        post.key.rpartition("/")[2]: post.published.date().isoformat() if post.published else None
        for post in posts
    }


def _project(folder, *pages: Page) -> Project:
    project = Project.create(folder, SETTINGS)
    with project.transaction():
        for page in pages:
            project.pages.put(page)
    return project


@pytest.mark.parametrize("names", list(permutations("abc")))
def test_a_clear_date_on_one_page_settles_all_pages_in_any_order(tmp_path, names):
    first, second, third = names
    pages = (_page(first, UNCLEAR), _page(second, CLEAR), _page(third, "05/06/2010"))
    with _project(tmp_path / "move", *pages) as project:
        assert _dates(project) == {first: "2010-04-03", second: "2010-04-25", third: "2010-06-05"}


def test_what_was_settled_stays_when_nothing_is_read_again(tmp_path):
    with _project(tmp_path / "move", _page("a", UNCLEAR), _page("b", CLEAR)) as project:
        assert _dates(project) == _dates(project)


def test_a_page_that_comes_later_settles_those_that_were_read_before(tmp_path):
    with _project(tmp_path / "move", _page("a", UNCLEAR)) as project:
        assert _dates(project) == {"a": None}
        with project.transaction():
            project.pages.put(_page("b", CLEAR))
        assert _dates(project) == {"a": "2010-04-03", "b": "2010-04-25"}


def test_a_blog_that_never_writes_a_clear_date_keeps_them_unknown(tmp_path):
    with _project(tmp_path / "move", _page("a", UNCLEAR), _page("b", "05/06/2010")) as project:
        assert _dates(project) == {"a": None, "b": None}


def test_permalinks_settle_the_dates_of_other_posts(tmp_path):
    pages = (_page("2010/04/a", UNCLEAR), _page("b", "05/06/2010"))
    with _project(tmp_path / "move", *pages) as project:
        assert _dates(project) == {"a": "2010-04-03", "b": "2010-06-05"}


def test_comments_are_dated_as_their_blog_writes_dates(tmp_path):
    pages = (_page("a", UNCLEAR, comment="04/04/2010"), _page("b", CLEAR, comment="06/05/2010"))
    with _project(tmp_path / "move", *pages) as project:
        _dates(project)
        comments = project.entities.comments("http://pier.example/b")
        assert [comment.published.date() for comment in comments] == [date(2010, 5, 6)]


# --- the vote ------------------------------------------------------------------------------------------


def test_the_sequence_of_the_evidence_changes_nothing():
    evidence = [
        Evidence("25/04/2010"),
        Evidence("26/04/2010"),
        Evidence("27/04/2010"),
        Evidence("04/25/2010"),
    ]
    assert {order_of(one) for one in permutations(evidence)} == {DateOrder.DMY}


def test_evidence_that_is_divided_settles_nothing():
    assert order_of([Evidence("25/04/2010"), Evidence("04/25/2010")]) is None


def test_dates_with_a_year_in_front_speak_for_that_order():
    assert order_of([Evidence("2010/04/25"), Evidence("2011/01/02")]) is DateOrder.YMD


def test_words_are_no_evidence():
    assert order_of([Evidence("3 May 2010"), Evidence("yesterday")]) is None


def test_what_a_site_is_known_to_write_outweighs_what_one_page_suggests():
    assert learned("en", [Evidence("04/25/2010")], "DMY") == DateReader("en", DateOrder.DMY)


def test_a_date_in_numbers_may_mean_several_days():
    assert possible_days(UNCLEAR) == {date(2010, 3, 4), date(2010, 4, 3)}
    assert possible_days("3 May 2010") == frozenset()


@pytest.mark.parametrize(
    ("url", "span"),
    [
        ("/2010/05/x.html", (date(2010, 5, 1), date(2010, 5, 31))),
        ("/2010/05/07/x", (date(2010, 5, 7), date(2010, 5, 7))),
        ("/posts/2010-05-07-x/", (date(2010, 5, 7), date(2010, 5, 7))),
        ("/2010/x", None),
        ("/2010/02/31/x", None),
        ("/posts/20100507", None),
        ("/posts/12", None),
    ],
)
def test_an_address_may_name_the_day_or_month(url, span):
    assert span_in(url) == span
