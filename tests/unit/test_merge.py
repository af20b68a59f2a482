"""Merging what several sources say about one post, comment or site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.merge import STUB, as_stub, merge, uniform_pages
from migrator.model import Record, RecordKind

KEY = "http://old.example/2010/05/x.html"


def post(source: str, url: str = "http://old.example/p", **fields) -> Record:
    return Record(kind=RecordKind.POST, key=KEY, source=source, url=url, fields=fields)


def comment(source: str, **fields) -> Record:
    return Record(kind=RecordKind.COMMENT, key="7", source=source, url="http://old.example/c", fields=fields)


def test_dates_come_from_the_feed():
    merged = merge(
        [post("html", published="2010-05-01"), post("feed", published="2010-05-01T09:00:00-04:00")]
    )
    assert (merged.fields["published"], merged.provenance["published"]) == (
        "2010-05-01T09:00:00-04:00",
        "feed",
    )


def test_a_page_fills_what_the_feed_leaves_out():
    merged = merge([post("html", description="For searchers", title="X"), post("feed", title="X")])
    assert merged.fields["description"] == "For searchers"
    assert merged.provenance == {"description": "html", "title": "feed"}


def test_a_page_fills_what_the_feed_does_not_know():
    assert merge([post("html", author={"name": "Ada"}), post("feed", author=None)]).fields["author"] == {
        "name": "Ada"
    }


def test_a_feed_without_title_knows_that_there_is_none():
    assert merge([post("html", title="Guessed"), post("feed", title=None)]).fields["title"] is None


def test_the_displayed_body_wins_over_an_equal_one():
    merged = merge([post("feed", body_html="One <b>two</b>"), post("html", body_html="<p>One two</p>")])
    assert merged.provenance["body_html"] == "html"


def test_the_body_with_more_text_wins():
    merged = merge([post("feed", body_html="One two three"), post("html", body_html="One two")])
    assert (merged.fields["body_html"], merged.provenance["body_html"]) == ("One two three", "feed")


def test_a_feed_that_cuts_bodies_leaves_them_to_the_page():
    assert (
        merge([post("feed", title="X"), post("html", body_html="All of it")]).fields["body_html"]
        == "All of it"
    )


def test_a_page_that_shows_a_post_overrules_a_feed_that_looks_like_a_notice():
    assert merge([post("feed", kind=STUB), post("html", kind="post")]).fields["kind"] == "post"


def test_a_page_that_is_a_notice_makes_a_stub():
    assert merge([post("feed", kind="post"), post("html", kind=STUB)]).fields["kind"] == STUB


def test_a_feed_that_still_has_the_post_overrules_a_page_that_is_a_notice():
    merged = merge([post("feed", kind="post", body_html="The post's own words"), post("html", kind=STUB)])
    assert (merged.fields["kind"], merged.fields["body_html"]) == ("post", "The post's own words")


def test_the_words_of_a_notice_are_never_the_body_of_a_post_another_source_has():
    notice = post("feed", kind=STUB, body_html="This blog has moved to a new address, follow me")
    assert merge([notice, post("html", kind="post", body_html="Short")]).fields["body_html"] == "Short"


def test_a_feed_alone_can_tell_a_stub():
    assert merge([post("feed", kind=STUB)]).fields["kind"] == STUB


def test_a_page_feed_makes_a_static_page():
    assert merge([post("html", kind="post"), post("page-feed", kind="page")]).fields["kind"] == "page"


def test_a_parent_known_to_one_source_is_kept():
    merged = merge([comment("comment-feed", parent=None), comment("html", parent="3")])
    assert (merged.fields["parent"], merged.provenance["parent"]) == ("3", "html")


def test_a_comment_deleted_in_one_source_is_deleted():
    assert (
        merge([comment("comment-feed", deleted=False), comment("html", deleted=True)]).fields["deleted"]
        is True
    )


def test_an_unknown_source_is_asked_last():
    assert merge([post("a-backup", title="B"), post("feed", title="A")]).fields["title"] == "A"


def test_records_of_two_entities_are_refused():
    other = Record(kind=RecordKind.POST, key="http://old.example/other", source="feed", url="u", fields={})
    with pytest.raises(ValueError, match="one entity"):
        merge([post("feed"), other])


@given(st.permutations([post("feed", title="A", kind="post", body_html="a"), post("html", title="B", kind="page", body_html="bb"),
                        post("html", "http://old.example/q", title="C", labels=["x"], body_html="cc")]))  # fmt: skip
def test_the_order_records_arrive_in_does_not_matter(records):
    expected = merge(sorted(records, key=lambda record: (record.source, record.url)))
    assert merge(records) == expected


def pages(*bodies):
    keys = (f"http://old.example/{number}" for number in range(len(bodies)))
    return [
        Record(
            kind=RecordKind.POST,
            key=key,
            source="html",
            url=key,
            fields={"body_html": body} if body is not None else {},
        )
        for key, body in zip(keys, bodies, strict=True)
    ]


@pytest.mark.parametrize(
    ("bodies", "count"),
    [
        (["Moved"] * 4, 4),
        (["Moved"] * 3, 0),
        (["Moved"] * 4 + ["A", "B", "C"], 4),
        (["Moved"] * 4 + ["A", "B", "C", "D"], 0),
        ([None] * 5, 5),
        ([""] * 5, 0),
        (["<img src=1>", "<img src=2>", "<img src=3>", "<img src=4>"], 0),
    ],
)
def test_pages_are_uniform_only_where_most_of_a_blog_shows_the_same(bodies, count):
    assert len(uniform_pages(pages(*bodies))) == count


def test_a_uniform_page_stays_uniform_once_it_is_called_a_stub():
    stubs = [as_stub(record) for record in uniform_pages(pages(*["Moved"] * 4))]
    assert merge(stubs[:1]).fields["kind"] == STUB
    assert len(uniform_pages(stubs)) == 4


def test_a_backup_is_believed_before_a_page_and_after_a_feed():
    shown = post("html", published="2010-05-01")
    backup = post("backup:wxr", published="2010-05-01T09:00:00-04:00")
    feed = post("feed", published="2010-05-01T09:00:01-04:00")
    assert merge([shown, backup]).provenance["published"] == "backup:wxr"
    assert merge([shown, backup, feed]).provenance["published"] == "feed"


def test_a_post_only_a_backup_holds_stands_though_its_page_shows_a_notice():
    merged = merge([post("html", kind=STUB), post("backup:blogger", kind="post", body_html="<p>Roses.</p>")])
    assert (merged.fields["kind"], merged.provenance["body_html"]) == ("post", "backup:blogger")
