"""A lost post is known again on the new site surely, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from migrator.rekey.newsite import Entry
from migrator.rekey.relocated import Lost, blogger_slugs, relocate

MAY = datetime(2010, 5, 10, 12, tzinfo=UTC)


def entry(slug, when=MAY, title=None, **fields):
    fields = {"kind": "post"} | fields
    return Entry(link=f"https://new.example/{slug}/", slug=slug, title=title, published=when, **fields)


def lost(slug, year="2010", month="05", **fields):
    fields = {"kind": "post"} | fields
    url = f"http://old.example/{year}/{month}/{slug}.html"
    return Lost(url=url, slug=slug, month=(year, month) if fields["kind"] == "post" else None, **fields)


def found(ones, entries):
    return [one.new.rsplit("/", 2)[1] for one in relocate(ones, entries).values()]


@pytest.mark.parametrize(
    ("one", "entries", "expected"),
    [
        (lost("how-to-ask"), [entry("how-to-ask")], ["how-to-ask"]),
        (lost("how-to-ask_12"), [entry("how-to-ask")], ["how-to-ask"]),
        (lost("how-to-ask"), [entry("how-to-ask", datetime(2010, 7, 1, tzinfo=UTC))], []),
        (lost("how-to-ask"), [entry("how-to-ask", kind="page")], []),
        (lost("ask"), [entry("wholly-other", title="An Ask!")], ["wholly-other"]),
        (
            lost("long-title-of-which-only-so-much-is"),
            [entry("x", title="The long title of which only so much is kept")],
            ["x"],
        ),
        (lost("ask"), [entry("one", title="Ask"), entry("two", title="The Ask")], []),
        (
            lost("blog-post_9", title="Дом", published=MAY),
            [entry("%d0%b4%d0%be%d0%bc", title="Дом")],
            ["%d0%b4%d0%be%d0%bc"],
        ),
        (lost("about", kind="page"), [entry("about", None, kind="page")], ["about"]),
        (lost("about", kind="page"), [entry("about")], []),
        (lost("how-to-ask"), [entry("how-to-ask", None, kind=None)], ["how-to-ask"]),
        (lost("ask"), [entry("ask", None, kind=None)], []),
        (
            lost("how-to-ask", month="06"),
            [entry("how-to-ask", datetime(2010, 5, 31, 23, tzinfo=UTC))],
            ["how-to-ask"],
        ),
    ],
)
def test_only_a_sure_match_counts(one, entries, expected):
    assert found([one], entries) == expected


def test_two_lost_posts_never_share_an_entry():
    assert found([lost("ask_1"), lost("ask_2")], [entry("ask")]) == []


def test_the_surer_way_comes_first():
    ones = [lost("ask"), lost("ask_5")]
    entries = [entry("ask", title="x"), entry("ask-2", title="Ask")]
    assert found(ones, entries) == ["ask", "ask-2"]


def test_blogger_keeps_whole_words_up_to_39_characters():
    assert "myth-of-full-stack-developer" in blogger_slugs("The Myth of the Full-stack Developer")
    assert blogger_slugs("日記") == frozenset()
