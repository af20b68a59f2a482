"""robots.txt is asked once per origin, and nothing is assumed while it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fetching import Answer

from migrator.fetch.failures import FetchError
from migrator.fetch.politeness import service_of
from migrator.fetch.robots import Robots
from migrator.model import Page

if TYPE_CHECKING:
    from fetching import MakeClient, Served

RULES = b"User-agent: *\nDisallow: /search\nAllow: /\n"


def test_the_rules_of_an_origin_are_fetched_once_and_kept(served: Served, client_for: MakeClient) -> None:
    served.on("/robots.txt", Answer(body=RULES))
    robots = Robots(client_for())
    assert not robots.allowed("http://old.example/search/label/X")
    assert robots.allowed("http://old.example/2010/05/x.html")
    assert served.targets() == ["/robots.txt"]
    assert [page.body for page in robots.take_fetched()] == [RULES]
    assert robots.take_fetched() == ()


def test_rules_of_an_earlier_run_are_not_fetched_again(served: Served, client_for: MakeClient) -> None:
    url = "http://old.example/robots.txt"
    page = Page(url=url, final_url=url, status=200, headers={}, body=RULES)
    robots = Robots(client_for(), {"http://old.example": page})
    assert not robots.allowed("http://old.example/search")
    assert served.log == []


def test_rules_for_this_program_go_before_those_for_all(served: Served, client_for: MakeClient) -> None:
    served.on(
        "/robots.txt",
        Answer(body=b"User-agent: *\nDisallow: /\n\nUser-agent: migrator\nDisallow: /private\n"),
    )
    robots = Robots(client_for())
    assert robots.allowed("http://old.example/a")
    assert not robots.allowed("http://old.example/private")


@pytest.mark.parametrize("status", [404, 403, 410])
def test_a_missing_robots_txt_forbids_nothing(served: Served, client_for: MakeClient, status: int) -> None:
    served.on("/robots.txt", Answer(status, b"User-agent: *\nDisallow: /\n"))
    assert Robots(client_for()).allowed("http://old.example/a")


def test_a_robots_txt_that_cannot_be_read_now_allows_nothing(served: Served, client_for: MakeClient) -> None:
    served.on("/robots.txt", Answer(500))
    with pytest.raises(FetchError):
        Robots(client_for(attempts=2)).allowed("http://old.example/a")


def test_the_owner_may_ignore_it(served: Served, client_for: MakeClient) -> None:
    served.on("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /\n"))
    assert Robots(client_for(), obey=False).allowed("http://old.example/a")
    assert served.log == []


def test_a_crawl_delay_slows_the_service_down(served: Served, client_for: MakeClient) -> None:
    served.on("/robots.txt", Answer(body=b"User-agent: *\nCrawl-delay: 7\n"))
    client = client_for()
    Robots(client).allowed("http://old.example/a")
    assert client.limiter.interval(service_of("old.example")) == 7
