"""Hosts nobody answers: a closed platform is known as such, and a domain that led there redirects in its place."""

from __future__ import annotations

import pytest
from small_blog import Blog, post

from migrator.model import HostAnswer, Verdict
from migrator.profiles import load_profile
from migrator.rekey.hosts import guess_answer, what_helps
from migrator.settings import Settings
from migrator.stages.begin_sources import missing_redirects
from migrator.stages.names import main_answer

NEW = "https://new.example"
BLOGGER = load_profile("blogger")
CLOSED = BLOGGER.model_copy(update={"hosts": BLOGGER.hosts.model_copy(update={"closed": "2025-09-30"})})


def settings(**hosts: str) -> Settings:
    named = {name.replace("_", "."): answer for name, answer in hosts.items()}
    return Settings.model_validate(
        {"old": {"url": "http://dead.example", "hosts": named}, "new": {"url": NEW}}
    )


def test_nobody_answers_the_hosts_of_a_closed_platform() -> None:
    assert guess_answer("x.blogspot.example", NEW, BLOGGER) is HostAnswer.PLATFORM
    assert guess_answer("x.blogspot.example", NEW, CLOSED) is HostAnswer.NOBODY
    assert guess_answer("blog.x.example", NEW, CLOSED) is HostAnswer.REPOINTED_DOMAIN


def test_a_domain_of_ones_own_redirects_in_the_place_of_a_dead_main_host() -> None:
    assert main_answer(settings(dead_example="nobody")) is HostAnswer.NOBODY
    both = settings(dead_example="nobody", own_example="repointed-domain")
    assert main_answer(both) is HostAnswer.REPOINTED_DOMAIN


@pytest.mark.parametrize("answer", list(HostAnswer))
def test_only_where_no_redirect_is_possible_the_first_screen_says_what_helps(answer: HostAnswer) -> None:
    lines = missing_redirects({"old.example": answer}, "blogger")
    assert bool(lines) == bool(what_helps(answer)) == (not answer.configurable)
    assert not [line for line in lines if "{" in line]


def test_another_address_of_a_post_shares_its_lot_where_nobody_answers() -> None:
    blog = Blog(
        posts=(post("/2010/05/x.html"),),
        seen=("/2010/05/y.html",),
        redirected={"/2010/05/y.html": "/2010/05/x.html"},
        answer=HostAnswer.NOBODY,
    )
    mapping = blog.mapping("/2010/05/y.html")
    assert (mapping.verdict, mapping.new) == (Verdict.NO_REDIRECT, "https://new.example/x/")
