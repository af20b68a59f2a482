"""Comments in every old form, and comments that cannot be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from variant_blog import Remark, Variant, plain_posts
from variant_journey import moved

START = datetime(2010, 6, 1, 12, 0, tzinfo=UTC)


def remarks(count):
    return tuple(
        Remark(5_000_000 + n, f"Reader {n}", f"Remark number {n}.", START + timedelta(minutes=n))
        for n in range(count)
    )


def blog(count, **changes):
    first, *rest = plain_posts(3)
    stated = changes.pop("stated", None)
    return Variant((replace(first, remarks=remarks(count), stated=stated), *rest), **changes)


FIRST = plain_posts(1)[0].path


@pytest.mark.parametrize("form", ["dl", "anchors", "plain"])
def test_comments_that_only_pages_have_are_read_from_them(tmp_path, form):
    with moved(tmp_path / "p", blog(3, comments=form, comment_feeds=False)) as (journey, _):
        found = journey.comments(FIRST)
        assert [comment.id for comment in found] == ["5000000", "5000001", "5000002"]
        assert [comment.author.name for comment in found] == ["Reader 0", "Reader 1", "Reader 2"]
        assert "Remark number 2." in found[2].html
        assert found[1].published.replace(second=0) == START + timedelta(minutes=1)


@pytest.mark.parametrize("feeds", [True, False])
def test_more_comments_than_one_page_shows_are_all_found(tmp_path, feeds):
    with moved(tmp_path / "p", blog(230, comment_feeds=feeds)) as (journey, _):
        found = journey.comments(FIRST)
        assert len(found) == 230
        assert [comment.id for comment in found] == [str(5_000_000 + n) for n in range(230)]
        assert journey.findings("extract.comments") == []


def test_comments_the_blog_states_but_does_not_give_are_told(tmp_path):
    with moved(tmp_path / "p", blog(2, stated=9, comment_feeds=False)) as (journey, _):
        assert "States 9 comments, and 2 were found" in journey.messages("extract.comments")
        assert journey.result.exit_code == 0


def test_comments_kept_by_a_service_are_told_as_missing_with_their_number(tmp_path):
    variant = blog(0, stated=12, comments="disqus", feeds="none")
    with moved(tmp_path / "p", variant) as (journey, _):
        assert "States 12 comments, and 0 were found" in journey.messages("extract.comments")
        assert "Disqus" in journey.messages("extract.comments-elsewhere")


def test_deep_comment_anchors_survive_in_the_export(tmp_path):
    with moved(tmp_path / "p", blog(2)) as (journey, _):
        assert "5000001" in journey.wxr()
