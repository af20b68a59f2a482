"""What the WXR export makes of a blog, read back from its XML."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from migrator.exports._contract import ExportOptions, ExportResult
from migrator.exports.wxr import PLUGIN, part_names
from migrator.model import Asset, Author

from .sample import DRAWING, GUEST, MARIGOLD, NEW, OLD, PHOTO, SampleContent, comment, day, post, sample

if TYPE_CHECKING:
    from migrator.model import Comment, Post

WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"


def _parts(content: SampleContent, options: ExportOptions | None = None) -> list[etree._Element]:
    result = PLUGIN.write(content, options or ExportOptions())
    return [
        etree.fromstring(b"".join(file.chunks)).find("channel")
        for file in result.files
        if file.path.endswith(".xml")
    ]


def _one(content: SampleContent, options: ExportOptions | None = None) -> etree._Element:
    (channel,) = _parts(content, options)
    return channel


def _losses(content: SampleContent, code: str) -> list[str]:
    return [loss.url for loss in PLUGIN.write(content, ExportOptions()).losses if loss.code == code]


def _texts(channel: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in channel.iter(f"{WP}{name}")]


def _comments(replies: list[Comment], on: Post) -> list[dict[str, str]]:
    channel = _one(SampleContent([on], replies))
    return [
        {child.tag.removeprefix(f"{WP}comment_"): child.text or "" for child in element}
        for element in channel.iter(f"{WP}comment")
    ]


ON = post("on", 1)


def test_comments_are_numbered_over_the_whole_export_parents_first() -> None:
    other = post("other", 2)
    replies = [comment(9, ON), comment(3, ON, parent=comment(9, ON).id), comment(1, other)]
    channel = _one(SampleContent([ON, other], replies))
    assert _texts(channel, "comment_id") == ["1", "2", "3"]
    assert _texts(channel, "comment_parent") == ["0", "1", "0"]


def test_old_anchor_of_a_comment_is_kept_in_its_meta() -> None:
    channel = _one(SampleContent([ON], [comment(7, ON)]))
    meta = next(channel.iter(f"{WP}commentmeta"))
    assert [child.text for child in meta] == ["_migrator_anchor", "c5000000000000000007"]


def test_deep_thread_keeps_its_true_parents() -> None:
    replies = [
        comment(n, ON, parent=comment(n + 1, ON).id if n < 2_000 else None) for n in range(2_000, 0, -1)
    ]
    parents = [row["parent"] for row in _comments(replies, ON)]
    assert parents == [str(n) for n in range(2_000)]


def test_circle_of_replies_is_broken_and_reported() -> None:
    one, two = comment(1, ON), comment(2, ON)
    replies = [replace(one, parent=two.id), replace(two, parent=one.id)]
    assert [row["parent"] for row in _comments(replies, ON)] == ["0", "1"]
    assert _losses(SampleContent([ON], replies), "changed.parent") == [f"{ON.key}#c{one.id}"]


def test_owners_comment_belongs_to_the_owners_user() -> None:
    replies = [comment(1, ON, by_owner=True, author=MARIGOLD), comment(2, ON, author=MARIGOLD)]
    assert [row["user_id"] for row in _comments(replies, ON)] == ["1", "0"]


def test_comment_fields_wordpress_has_no_room_for_are_cut_and_reported() -> None:
    long = comment(1, ON, author=Author(name="é" * 200, url="http://x.example/" + "a" * 200))
    row = _comments([long], ON)[0]
    assert (len(row["author"].encode()), row["author_url"]) == (254, "")
    assert len(_losses(SampleContent([ON], [long]), "changed.author")) == 2


def test_a_name_is_written_as_wordpress_stores_it_so_that_it_knows_it_again() -> None:
    replies = [comment(1, ON, author=Author(name="<Tom> &  Jerry\\100%41"))]
    assert _comments(replies, ON)[0]["author"] == "&lt;Tom&gt; &amp; Jerry&#092;100&#037;41"


def test_comment_without_date_gets_its_posts_and_is_reported() -> None:
    undated = comment(1, ON, published=None)
    assert _comments([undated], ON)[0]["date"] == "2009-01-01 12:30:00"
    assert _losses(SampleContent([ON], [undated]), "changed.date") == [f"{ON.key}#c{undated.id}"]


def test_placeholder_is_kept_only_for_its_replies() -> None:
    dead, leaf, reply = (
        comment(1, ON, html="", deleted=True),
        comment(2, ON, html="<br>", deleted=True),
        comment(3, ON),
    )
    replies = [dead, leaf, replace(reply, parent=dead.id)]
    assert [row["content"] for row in _comments(replies, ON)] == [
        "This comment has been removed.",
        "Comment 3",
    ]
    assert _losses(SampleContent([ON], replies), "dropped.comments") == [f"{ON.key}#c{leaf.id}"]


def test_post_just_before_midnight_stays_in_its_month() -> None:
    late = post("late", 1, published=datetime(2009, 2, 1, 4, 59, 59, tzinfo=UTC))
    channel = _one(SampleContent([late]))
    assert _texts(channel, "post_date") == ["2009-01-31 23:59:59"]
    assert _texts(channel, "post_date_gmt") == ["2009-02-01 04:59:59"]


def test_local_dates_that_a_clock_change_makes_equal_are_told_apart() -> None:
    first = post("a", 1, title="Same", published=datetime(2009, 11, 1, 5, 30, tzinfo=UTC))
    second = post("b", 1, title="same", published=datetime(2009, 11, 1, 6, 30, tzinfo=UTC))
    content = SampleContent([first, second])
    assert _texts(_one(content), "post_date") == ["2009-11-01 01:30:00", "2009-11-01 01:30:01"]
    assert _losses(content, "changed.date") == [second.key]


def test_untitled_post_shares_its_date_with_nobody() -> None:
    content = SampleContent([post("a", 1, title=" "), post("b", 1, title="B"), post("c", 1, title=None)])
    assert [date[-2:] for date in _texts(_one(content), "post_date")] == ["00", "01", "02"]


def test_post_without_title_and_text_gets_something_invisible_and_is_reported() -> None:
    content = SampleContent(
        [post("a", 1, title="0", body_html=" "), post("b", 2, title=None, body_html="<p>")]
    )
    bodies = [entry.findtext(f"{CONTENT}encoded") for entry in _one(content).iter("item")]
    assert ["<!--" in body for body in bodies] == [True, False]
    assert _losses(content, "changed.empty") == [f"{OLD}/2009/01/a.html"]


def test_page_and_post_may_share_title_and_date() -> None:
    content = SampleContent([post("a", 1, title="T"), post("b", 1, title="T", kind="page")])
    assert _losses(content, "changed.date") == []


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"updated": day(9)}, "2009-01-09 12:30:00"),
        ({}, "2009-01-01 00:00:00"),
        ({"url": f"{OLD}/p/x.html"}, "1999-12-31 19:00:00"),
        ({"updated": datetime(1, 1, 1, tzinfo=UTC)}, "2009-01-01 00:00:00"),
        ({"url": f"{OLD}/9999/01/x.html"}, "1999-12-31 19:00:00"),
    ],
)
def test_undated_post_gets_the_best_date_there_is_and_is_reported(
    fields: dict[str, object], date: str
) -> None:
    content = SampleContent([post("x", 1, published=None, **fields)])
    assert _texts(_one(content), "post_date") == [date]
    assert len(_losses(content, "changed.date")) == 1


def test_every_creator_is_declared_once_with_an_ascii_login() -> None:
    entries = [
        post("a", 1, author=MARIGOLD),
        post("b", 2, author=replace(MARIGOLD, source_id="7")),
        post("c", 3, author=replace(MARIGOLD, name="Marigold (renamed)")),
        post("d", 4, author=GUEST),
        post("e", 5, author=Author(name="山田")),
    ]
    channel = _one(SampleContent(entries))
    logins = _texts(channel, "author_login")
    assert logins == ["marigold-orsted", "marigold-orsted-2", "iveaen-peieteerove", "author"]
    assert len(set(_texts(channel, "author_email"))) == 4
    assert [creator.text for creator in channel.iter("{http://purl.org/dc/elements/1.1/}creator")] == [
        logins[0],
        logins[1],
        logins[0],
        logins[2],
        logins[3],
    ]


def test_unknown_author_of_a_one_author_blog_is_that_author() -> None:
    content = SampleContent([post("a", 1), post("b", 2, author=None)])
    assert _texts(_one(content), "author_login") == ["marigold-orsted"]
    assert _losses(content, "changed.author") == [f"{OLD}/2009/01/b.html"]


def test_labels_can_become_tags() -> None:
    channel = _one(SampleContent([post("a", 1, labels=("X y",))]), ExportOptions(labels_as="tag"))
    assert _texts(channel, "tag_slug") == ["x-y"]
    category = channel.find("item/category")
    assert (category.get("domain"), category.get("nicename"), category.text) == ("post_tag", "x-y", "X y")


def test_label_without_a_slug_is_reported() -> None:
    assert _losses(SampleContent([post("a", 1, labels=("",))]), "dropped.terms") == [""]


def test_image_shown_in_the_body_and_its_attachment_have_the_same_address() -> None:
    content = sample()
    content.files[0] = replace(content.files[0], file="1.bp/cat one.jpg")
    channel = _one(content, ExportOptions(media_base="https://cdn.example/old/"))
    (address, _) = _texts(channel, "attachment_url")
    assert address == "https://cdn.example/old/1.bp/cat%20one.jpg"
    bodies = "".join(channel.xpath("//*[local-name()='encoded']/text()"))
    assert bodies.count(address) == 3
    assert "s320/cat.jpg" not in bodies


def test_attachment_is_dated_like_the_first_post_that_shows_it() -> None:
    shown = post("a", 3, body_html=f'<img src="{DRAWING}">')
    content = SampleContent([post("z", 2), shown], files=[Asset(url=DRAWING), Asset(url=PHOTO)])
    assert _texts(_one(content), "post_date")[2:] == ["2009-01-03 12:30:00", "2009-01-02 12:30:00"]


def test_attachments_with_equal_names_are_told_apart_by_date() -> None:
    content = SampleContent([post("a", 1)], files=[Asset(url=PHOTO), Asset(url=DRAWING)])
    assert len(set(_texts(_one(content), "post_date")[1:])) == 2


def test_links_inside_bodies_lead_to_the_new_site() -> None:
    target = post("target", 2)
    body = (
        '<a href="target.html#c12">1</a> <a href="#here">2</a> <a href="mailto:a@b.example">3</a>'
        ' <a href="https://www.dearmarigold.example/2009/01/target.html?m=1">4</a> <a href="//cdn.example/x">5</a>'
        ' <a href="unknown.html">6</a>'
    )
    channel = _one(SampleContent([post("a", 1, body_html=body), target]))
    text = channel.findtext("item/{http://purl.org/rss/1.0/modules/content/}encoded")
    assert [link.split('"')[0] for link in text.split('href="')[1:]] == [
        f"{NEW}/target/#c12",
        "#here",
        "mailto:a@b.example",
        f"{NEW}/target/",
        "//cdn.example/x",
        f"{OLD}/2009/01/unknown.html",
    ]


def test_hostile_text_stays_text() -> None:
    evil = "]]><wp:comment/>&lt;\x00\ufffe\ud800 \U0001f600"
    hostile = post(
        "a", 1, title=evil, body_html=evil, description=evil, labels=(evil,), author=Author(name=evil)
    )
    content = SampleContent([hostile], [comment(1, hostile, html=evil, author=Author(name=evil))])
    channel = _one(content)
    assert channel.findtext("item/title") == "]]><wp:comment/>&lt; \U0001f600"
    assert len(list(channel.iter(f"{WP}comment"))) == 1
    assert _losses(content, "changed.characters")


def _limited(size: int = 2_000_000, comments: int = 2_000) -> ExportOptions:
    return ExportOptions(part_size=size, part_comments=comments)


def _written(content: SampleContent, options: ExportOptions) -> tuple[dict[str, bytes], ExportResult]:
    result = PLUGIN.write(content, options)
    return {file.path: b"".join(file.chunks) for file in result.files}, result


def _busy_post() -> SampleContent:
    replies = [comment(n, ON, parent=comment(n - n % 3, ON).id if n % 3 else None) for n in range(30)]
    return SampleContent(
        [post("before", 1, published=day(1) - timedelta(days=1)), ON, post("after", 3)], replies
    )


def test_post_with_too_many_comments_goes_on_in_the_next_part() -> None:
    parts = _parts(_busy_post(), _limited(comments=10))
    assert [_texts(part, "post_name") for part in parts] == [
        ["before"],
        ["on"],
        ["on"],
        ["on"],
        ["on", "after"],
    ]
    assert [len(_texts(part, "comment_id")) for part in parts] == [0, 9, 9, 9, 3]
    assert [number for part in parts for number in _texts(part, "comment_id")] == [
        str(n) for n in range(1, 31)
    ]
    assert {
        (date, number)
        for part in parts
        for date, number in zip(_texts(part, "post_date"), _texts(part, "post_id"), strict=True)
    } >= {("2009-01-01 12:30:00", "1002")}


def test_meta_of_a_continued_post_is_said_once() -> None:
    parts = _parts(_busy_post(), _limited(comments=10))
    assert [_texts(part, "meta_key").count("_migrator_old_url") for part in parts] == [1, 1, 0, 0, 1]


def test_no_thread_is_cut() -> None:
    files, _ = _written(_busy_post(), _limited(comments=10))
    assert PLUGIN.lint(files, _limited(comments=10)) == []


def test_thread_larger_than_a_part_stays_whole_and_is_reported() -> None:
    replies = [comment(n, ON, parent=comment(1, ON).id if n > 1 else None) for n in range(1, 6)]
    files, _ = _written(SampleContent([ON], replies), _limited(comments=3))
    assert [found.code for found in PLUGIN.lint(files, _limited(comments=3))] == ["wxr.comments"]


def test_no_part_is_larger_than_asked_for() -> None:
    entries = [post(f"p{n}", 1, published=day(1) + timedelta(days=n), body_html="x" * 900) for n in range(40)]
    files, _ = _written(SampleContent(entries), _limited(size=20_000))
    sizes = [len(text) for path, text in files.items() if path.endswith(".xml")]
    assert len(sizes) > 2
    assert max(sizes) <= 20_000
    assert min(sizes[:-1]) > 15_000


def test_all_attachments_are_in_the_last_parts_beside_the_posts_they_are_featured_in() -> None:
    files = [Asset(url=f"http://1.bp.blogspot.example/-a/{n}/s0/pic{n}.jpg") for n in range(6)]
    entries = [
        post(f"p{n}", 1, published=day(1) + timedelta(days=n), body_html="x" * 3_000, image=files[n].url)
        for n in range(6)
    ]
    content = SampleContent(entries, [comment(1, entries[0])], files)
    options = _limited(size=12_000)
    written, result = _written(content, options)
    assert PLUGIN.lint(written, options) == []
    parts = _parts(content, options)
    types = [_texts(part, "post_type") for part in parts]
    first = next(number for number, kinds in enumerate(types) if "attachment" in kinds)
    assert all(set(kinds) == {"post"} for kinds in types[:first])
    assert sum(_texts(part, "meta_key").count("_thumbnail_id") for part in parts) == 6
    assert result.counts["posts"] == 6


def test_featured_image_in_a_single_part_is_named_where_the_post_stands() -> None:
    channel = _one(sample())
    assert "1007" in _texts(channel, "meta_value")
    assert _texts(channel, "post_id").count("1005") == 1


def test_parts_are_named_in_their_order() -> None:
    assert part_names(2) == ["part-001.xml", "part-002.xml"]
    names = part_names(1_000)
    assert names == sorted(names)


def test_losses_do_not_depend_on_the_number_of_parts() -> None:
    content = sample()
    assert PLUGIN.write(content, _limited()).losses == PLUGIN.write(content, _limited(comments=1)).losses
