"""Where sources contradict each other: what counts as a contradiction, and how it is told."""

from __future__ import annotations

import pytest

from migrator.differing import comment_counts, differences, source_words
from migrator.merge import merge
from migrator.model import Record, RecordKind

URL = "http://blog.example/2010/05/tea.html"


def post(source: str, **fields: object) -> Record:
    return Record(kind=RecordKind.POST, key=URL, source=source, url=source, fields=fields)  # type: ignore[arg-type]


def comment(source: str, key: str) -> Record:
    return Record(kind=RecordKind.COMMENT, key=key, source=source, url=source, fields={"post": URL})


def found(*records: Record) -> list[str]:
    return [difference.sentence() for difference in differences(records, merge(records))]


def test_a_title_that_differs_is_told_with_the_winner_and_why():
    (told,) = found(post("html", title="Tea!!! Again"), post("backup:blogger", title="Tea"))
    assert told == (
        "Title: the blogger backup says “Tea”, the page says “Tea!!! Again”. The blogger backup won:"
        " feeds are believed before backups, and backups before pages."
    )


@pytest.mark.parametrize("other", ["TEA", "Tea ", "“Tea”", "Tea…"])
def test_another_spelling_of_a_title_is_no_contradiction(other):
    assert found(post("feed", title="Tea"), post("html", title=other)) == []


@pytest.mark.parametrize(
    ("page", "contradicts"),
    [
        ("2010-05-03T09:00:00", False),
        ("2010-05-04", False),
        ("2010-05-09T09:00:00+02:00", True),
        ("May", False),
    ],
)
def test_dates_contradict_only_where_no_time_zone_explains_them(page, contradicts):
    assert (
        bool(found(post("feed", published="2010-05-03T01:00:00-04:00"), post("html", published=page)))
        is contradicts
    )


def test_authors_are_compared_by_name():
    told = found(
        post("feed", author={"name": "Ann"}), post("html", author={"name": "Bob", "url": "http://b.example"})
    )
    assert told[0].startswith("Author: the feed says “Ann”, the page says “Bob”")


def test_labels_contradict_where_one_source_has_more_than_what_was_taken():
    assert found(post("feed", labels=["a", "b"]), post("html", labels=["A"])) == []
    assert len(found(post("feed", labels=["a"]), post("html", labels=["a", "b"]))) == 1


def test_what_a_notice_says_contradicts_nothing():
    assert (
        found(post("feed", title="Tea", kind="post"), post("html", title="We have moved", kind="stub")) == []
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("html", "the page"),
        ("html:wayback-2014-03-02", "Wayback 2014-03-02"),
        ("backup:wxr", "the wxr backup"),
        ("comment-feed", "the comment feed"),
        ("html (zone unknown, UTC assumed)", "the page (zone unknown, UTC assumed)"),
        ("search-console", "search-console"),
    ],
)
def test_a_source_is_told_in_words(source, words):
    assert source_words(source) == words


def test_comments_that_only_one_source_holds_are_counted_by_source():
    groups = [[comment("html", "1"), comment("backup:wxr", "1")], [comment("html", "2")]]
    assert comment_counts(groups) == {URL: {"backup:wxr": 1, "html": 2}}


def test_equal_comments_are_no_contradiction():
    assert comment_counts([[comment("html", "1"), comment("backup:wxr", "1")]]) == {}
