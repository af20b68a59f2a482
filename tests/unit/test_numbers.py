"""What clicks, links and hits of one old URL add up to, and the order they give."""

from __future__ import annotations

import pytest

from migrator.model import OldUrl, Record, RecordKind, UrlKind
from migrator.numbers import SPELLED, rank, row_numbers, share, totals
from migrator.profiles import site_urls
from migrator.rekey.inventory import Evidence, build_inventory
from migrator.store.project import Project

URL = "http://blog.example/2010/05/tea.html"
SETTINGS = '[old]\nurl = "http://blog.example"\n[new]\nurl = "https://new.example"\n'


def told(source: str, **fields: object) -> Record:
    return Record(kind=RecordKind.URL, key=URL, source=source, url="source:x", fields=fields)  # type: ignore[arg-type]


def spelled(source: str, **clicks: int) -> Record:
    parts = {spelling: {"clicks": count} for spelling, count in clicks.items()}
    return told(source, clicks=sum(clicks.values()), **{SPELLED: parts})


def test_spellings_of_one_url_add_up():
    assert row_numbers([spelled("search-console", http=10, https=20)]) == {"clicks": 30}


def test_two_properties_of_one_blog_add_up():
    found = row_numbers([spelled("search-console", http=10), spelled("search-console", https=20)])
    assert found == {"clicks": 30}


def test_the_same_list_twice_counts_once():
    found = row_numbers([spelled("search-console", http=10, https=4), spelled("search-console", http=12)])
    assert found == {"clicks": 16}


def test_two_tools_that_count_the_same_web_do_not_add_up():
    found = row_numbers(
        [told("ahrefs", **{"linking-domains": 9}), told("majestic", **{"linking-domains": 12})]
    )
    assert found == {"linking-domains": 12}


def test_logs_that_name_no_spellings_add_up():
    assert row_numbers([told("access-log", hits=3), told("access-log", hits=4)]) == {"hits": 7}


@pytest.mark.parametrize("fields", [{"clicks": "12"}, {"clicks": True}, {"clicks": -1}, {"leads_to": URL}])
def test_what_is_no_count_counts_nothing(fields):
    assert row_numbers([told("search-console", **fields)]) == {}


def test_clicks_decide_about_the_order_then_views_then_the_rest():
    rows = [{"impressions": 900}, {"clicks": 1}, {}, {"views": 5}, {"clicks": 1, "views": 1}]
    assert sorted(rows, key=rank) == [
        {"clicks": 1, "views": 1},
        {"clicks": 1},
        {"views": 5},
        {"impressions": 900},
        {},
    ]


def test_totals_are_summed_over_the_rows():
    assert totals([{"clicks": 1}, {"hits": 2, "clicks": 4}]) == {"clicks": 5, "hits": 2}


@pytest.mark.parametrize(
    ("part", "total", "words"),
    [
        (0, 900, "0 %"),
        (900, 900, "100 %"),
        (1, 90_000, "less than 0.1 %"),
        (3, 1000, "0.3 %"),
        (1, 2, "50 %"),
        (89_999, 90_000, "99.9 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(part, total, words):
    assert share(part, total) == words


def test_the_numbers_stay_with_the_row_in_the_inventory():
    urls = site_urls("blogger", "http://blog.example")
    evidence = Evidence(posts=(), sightings=[(URL, "search-console")], numbers={URL: {"clicks": 3}})
    (row,) = [row for row in build_inventory(urls, evidence) if row.url == URL]
    assert (row.numbers, row.sources) == ({"clicks": 3}, ("search-console",))


def test_the_numbers_are_read_back_from_the_project(tmp_path):
    row = OldUrl(url=URL, kind=UrlKind.POST, numbers={"clicks": 3, "linking-domains": 2})
    with Project.create(tmp_path, SETTINGS) as project:
        with project.transaction():
            project.inventory.replace_urls([row])
        assert list(project.inventory.urls()) == [row]
        assert project.inventory.numbers() == {URL: {"clicks": 3, "linking-domains": 2}}
