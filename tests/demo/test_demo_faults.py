"""Trouble comes by URL and attempt, so that two runs meet the same."""

from __future__ import annotations

from migrator.demo.answers import Ask
from migrator.demo.site import Site

MAIN = "dearmarigold.example"
SIGHS = "/2008/03/colleague-who-sighs.html"
LETTERS = "/2009/09/teenager-who-answers-in-single-letters.html"


def test_503_heals_after_two_attempts(ask_faulty):
    assert [ask_faulty(SIGHS).status for _ in range(4)] == [503, 503, 200, 200]


def test_429_says_when_to_come_back(ask_faulty):
    first, second = ask_faulty(LETTERS), ask_faulty(LETTERS)
    assert (first.status, first.headers["retry-after"], second.status) == (429, "1", 200)


def test_faults_are_keyed_to_the_whole_url(ask_faulty):
    assert ask_faulty(SIGHS + "?m=1").status == 200


def test_every_server_begins_anew(blog):
    sites = Site(blog), Site(blog)
    assert [site.answer(Ask("GET", MAIN, SIGHS)).status for site in sites] == [503, 503]


def test_a_page_is_slow_but_not_for_long(blog):
    answer = Site(blog).answer(Ask("GET", MAIN, "/2010/06/bees-in-party-wall.html"))
    assert answer.status == 200
    assert 0 < answer.slow <= 0.3


def test_without_faults_all_is_well(blog):
    site = Site(blog, faults=False)
    assert {site.answer(Ask("GET", MAIN, fault.url)).status for fault in blog.faults} == {200}


def test_every_fault_is_on_an_address_the_blog_has(blog):
    site = Site(blog, faults=False)
    assert all(site.answer(Ask("GET", MAIN, fault.url)).status == 200 for fault in blog.faults)
