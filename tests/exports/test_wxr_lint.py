"""Each rule of the WXR linter has a file that breaks it and no other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from migrator.exports._contract import ExportOptions
from migrator.exports._wxr_rules import RULES
from migrator.exports.wxr import PLUGIN

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>t</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://new.example</wp:base_site_url><wp:base_blog_url>https://new.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ann</wp:author_login><wp:author_email>a@x.invalid</wp:author_email></wp:author>
<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>news</wp:category_nicename><wp:cat_name>News</wp:cat_name></wp:category>
<wp:tag><wp:tag_slug>old</wp:tag_slug><wp:tag_name>Old</wp:tag_name></wp:tag>
"""
FOOT = "</channel></rss>"
TEXT = "<content:encoded>Text</content:encoded>"
SECOND_AUTHOR = "<wp:author><wp:author_login>bob</wp:author_login><wp:author_email>b@x.invalid</wp:author_email></wp:author>"
SECOND_TERM = "<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>more</wp:category_nicename><wp:category_parent>PARENT</wp:category_parent></wp:category>"


def entry(number: int, inside: str = "", **changes: str) -> str:
    fields = {
        "post_id": str(number),
        "post_date": f"2009-01-0{number} 12:00:00",
        "post_date_gmt": f"2009-01-0{number} 17:00:00",
        "post_name": f"post-{number}",
        "post_type": "post",
        "post_parent": "0",
        "title": f"Post {number}",
        "creator": "ann",
    } | changes
    title, creator = fields.pop("title"), fields.pop("creator")
    rows = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in fields.items())
    return f"<item><title>{title}</title><dc:creator>{creator}</dc:creator>{rows}{inside}</item>\n"


def comment(number: int, **changes: str) -> str:
    fields = {
        "comment_id": str(number),
        "comment_author": f"Reader {number}",
        "comment_date": "2009-01-02 10:00:00",
        "comment_date_gmt": "2009-01-02 15:00:00",
        "comment_content": "Hello",
        "comment_parent": "0",
    } | changes
    return (
        "<wp:comment>"
        + "".join(f"<{'wp:' + name}>{value}</wp:{name}>" for name, value in fields.items())
        + "</wp:comment>"
    )


def attachment(number: int, url: str = "https://old.example/a.jpg") -> str:
    return entry(number, f"<wp:attachment_url>{url}</wp:attachment_url>", post_type="attachment")


def category(domain: str = "category", nicename: str = "news") -> str:
    return f'<category domain="{domain}" nicename="{nicename}">News</category>'


def thumbnail(number: int) -> str:
    return f"<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{number}</wp:meta_value></wp:postmeta>"


GOOD = (
    entry(
        1,
        category() + category("post_tag", "old") + thumbnail(4) + comment(1) + comment(2, comment_parent="1"),
    )
    + entry(2, post_type="page", post_parent="1")
    + attachment(4)
)
BROKEN = {
    "xml": HEAD + "<item></channel></rss>",
    "character": HEAD + entry(1, "\x0b") + FOOT,
    "doctype": HEAD.replace("<rss", "<!DOCTYPE rss>\n<rss") + FOOT,
    "namespace": HEAD.replace("export/1.2/excerpt", "export/1.0/excerpt") + FOOT,
    "version": HEAD.replace("<wp:wxr_version>1.2</wp:wxr_version>", "") + FOOT,
    "base-url": HEAD.replace("base_blog_url", "base_url") + FOOT,
    "size": HEAD + entry(1, "<description>" + "x" * 60_000 + "</description>") + FOOT,
    "comments": HEAD + entry(1, "".join(comment(n) for n in range(1, 5))) + FOOT,
    "author-login": HEAD + SECOND_AUTHOR.replace("bob", "Ørsted") + FOOT,
    "author-email": HEAD + SECOND_AUTHOR.replace("b@x", "A@x") + FOOT,
    "creator": HEAD + entry(1, creator="zoe") + FOOT,
    "term-twice": HEAD + SECOND_TERM.replace("PARENT", "").replace("more", "news") + FOOT,
    "term-parent": HEAD + SECOND_TERM.replace("PARENT", "later") + FOOT,
    "term-undeclared": HEAD + entry(1, category(nicename="unheard-of")) + FOOT,
    "taxonomy": HEAD + entry(1, category("genre")) + FOOT,
    "nicename": HEAD + entry(1, category(nicename="")) + FOOT,
    "type": HEAD + entry(1, post_type="recipe") + FOOT,
    "post-id": HEAD + entry(1) + entry(2, post_id="1") + FOOT,
    "same-post": HEAD + entry(1) + entry(2, title="POST 1", post_date="2009-01-01 12:00:00", post_date_gmt="2009-01-01 17:00:00") + FOOT,
    "untitled": HEAD + entry(1) + entry(2, TEXT, title="", post_date="2009-01-01 12:00:00", post_date_gmt="2009-01-01 17:00:00") + FOOT,
    "empty": HEAD + entry(1, title="0") + FOOT,
    "backslash": HEAD + entry(1, title="C:\\new") + FOOT,
    "slug": HEAD + entry(1, post_name="a.b") + FOOT,
    "slug-twice": HEAD + entry(1) + entry(2, post_type="page", post_name="post-1") + FOOT,
    "date": HEAD + entry(1, post_date="") + FOOT,
    "gmt": HEAD + entry(1, post_date_gmt="2009-01-01 17:01:00") + FOOT,
    "future": HEAD + entry(1, post_date="2031-01-01 12:00:00", post_date_gmt="2031-01-01 17:00:00") + FOOT,
    "parent": HEAD + entry(1, post_parent="7") + FOOT,
    "thumbnail": HEAD + entry(1, thumbnail(2)) + entry(2) + FOOT,
    "attachment-order": HEAD + attachment(1) + entry(2) + FOOT,
    "attachment-url": HEAD + attachment(1, "javascript:x") + FOOT,
    "comment-wrapper": HEAD + entry(1, f"<wp:comments>{comment(1)}</wp:comments>") + FOOT,
    "comment-id": HEAD + entry(1, comment(1)) + entry(2, comment(1)) + FOOT,
    "comment-parent": HEAD + entry(1, comment(1, comment_parent="2") + comment(2)) + FOOT,
    "comment-date": HEAD + entry(1, comment(1, comment_date_gmt="")) + FOOT,
    "comment-twice": HEAD + entry(1, comment(1) + comment(2, comment_author="READER 1")) + FOOT,
    "comment-length": HEAD + entry(1, comment(1, comment_content="é" * 32_768)) + FOOT,
}  # fmt: skip
OPTIONS = ExportOptions(part_size=1_000_000, part_comments=3, now=datetime(2030, 1, 1, tzinfo=UTC))


def _codes(*parts: str, options: ExportOptions = OPTIONS) -> list[str]:
    files = {f"part-{number:03}.xml": part.encode() for number, part in enumerate(parts, 1)}
    return [found.code for found in PLUGIN.lint(files, options)]


def test_good_file_passes() -> None:
    assert _codes(HEAD + GOOD + FOOT) == []


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert set(BROKEN) == set(RULES)


@pytest.mark.parametrize(("rule", "text"), BROKEN.items())
def test_rule_finds_what_breaks_it_and_no_other_does(rule: str, text: str) -> None:
    options = ExportOptions(part_size=60_000, part_comments=3, now=OPTIONS.now) if rule == "size" else OPTIONS
    assert _codes(text, options=options) == [f"wxr.{rule}"]


def test_category_said_again_as_a_term_is_no_second_one() -> None:
    again = (
        "<wp:term><wp:term_id>1</wp:term_id><wp:term_taxonomy>category</wp:term_taxonomy>"
        "<wp:term_slug>news</wp:term_slug></wp:term>"
    )
    assert _codes(HEAD + again + FOOT) == []


def test_long_slugs_and_upper_case_escapes_break_the_slug_rule() -> None:
    for slug in ("a" * 201, "%D0%B0", "", "a b", "Ü"):
        assert _codes(HEAD + entry(1, post_name=slug) + FOOT) == ["wxr.slug"]


def test_comment_parent_must_have_the_smaller_id_and_be_in_the_same_post() -> None:
    assert _codes(HEAD + entry(1, comment(5) + comment(3, comment_parent="5")) + FOOT) == [
        "wxr.comment-parent"
    ]
    assert _codes(HEAD + entry(1, comment(1)) + entry(2, comment(2, comment_parent="1")) + FOOT) == [
        "wxr.comment-parent"
    ]


def test_post_continued_in_the_next_part_is_no_second_post() -> None:
    first, second = HEAD + entry(1, comment(1)) + FOOT, HEAD + entry(1, comment(2)) + FOOT
    assert _codes(first, second) == []


def test_continued_post_may_not_repeat_a_comment() -> None:
    again = comment(2, comment_author="Reader 1")
    assert _codes(HEAD + entry(1, comment(1)) + FOOT, HEAD + entry(1, again) + FOOT) == ["wxr.comment-twice"]


def test_rules_hold_over_all_parts() -> None:
    moved = entry(2, title="Post 1", post_date="2009-01-01 12:00:00", post_date_gmt="2009-01-01 17:00:00")
    assert _codes(HEAD + entry(1) + FOOT, HEAD + moved + FOOT) == ["wxr.same-post"]
    assert _codes(HEAD + entry(1) + FOOT, HEAD + entry(2, post_name="post-1") + FOOT) == ["wxr.slug-twice"]
    assert _codes(HEAD + attachment(1) + FOOT, HEAD + entry(2) + FOOT) == ["wxr.attachment-order"]


def test_every_finding_names_its_file_and_what_to_do() -> None:
    found = PLUGIN.lint({"part-001.xml": BROKEN["slug"].encode()}, OPTIONS)
    assert [(one.url, bool(one.hint)) for one in found] == [("part-001.xml", True)]


def test_other_files_are_not_read() -> None:
    assert PLUGIN.lint({"README.md": b"\x00", "import.sh": b"<"}, OPTIONS) == []


def test_entities_of_a_hostile_file_are_not_resolved() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]>"
    assert _codes(HEAD.replace("<rss", bomb + "<rss") + FOOT) == ["wxr.doctype"]
