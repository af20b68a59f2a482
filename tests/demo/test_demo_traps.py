"""Everything that breaks other tools is in the served bytes, and the sample's README says where."""

from __future__ import annotations

import re
from datetime import UTC
from html import escape

import pytest

from migrator.demo.content import default_content

NOTICE = "has moved to a new domain"
IN_FEED = escape('<div class="blogger-post-footer">Dear Marigold has moved')
HUB = "/2006/09/where-old-answers-are.html"
GALLERY = "/2009/07/my-photographs-in-all-their-sizes.html"
CODE = "/2008/05/letter-from-man-who-writes-templates.html"
BIG = "/2010/04/open-thread-big-one.html"
THREAD = "/2011/03/pi-day-or-pie-day-family-dispute.html"

TRAPS = {
    "notice in a classic page": ("/2005/04/small.html", f'<p id="moved"><b>Dear Marigold {NOTICE}'),
    "notice inside a Layouts post": (CODE, f"<blockquote class='moved-notice'>Dear Marigold {NOTICE}"),
    "notice above threaded posts": ("/", f"<div class='moved-notice'>Dear Marigold {NOTICE}"),
    "notice at the end of feed entries": ("/feeds/posts/default", IN_FEED),
    "stub page": ("/p/we-have-moved.html", "<p><strong>This blog has moved.</strong>"),
    "stub post": ("/2012/11/weve-moved.html", "<p><strong>This blog has moved.</strong>"),
    "real post about moving": ("/2012/10/this-blog-is-moving-house.html", "Pack the kettle last"),
    "classic comments": ("/2005/04/small.html", '<dl id="comments-block">'),
    "Layouts date header": (CODE, "<h2 class='date-header'>Friday, May 9, 2008</h2>"),
    "Layouts comment footer": (CODE, "<dd class='comment-footer'>"),
    "threaded comments": (THREAD, '<div class="comment-thread toplevel-thread"><ol id="top-ra">'),
    "one title twice in one minute": ("/2006/05/monday-questions_15.html", "Monday questions</a></h3>"),
    "untitled post": (
        "/2005/06/no-letter-this-week-because-postman-and.html",
        "<title>Dear Marigold</title>",
    ),
    "same slug in two months": ("/2006/03/open-thread.html", "whose are the plums"),
    "collision suffix": ("/2007/01/blog-post_22.html", "日本からの手紙"),
    "slug cut at 39 characters": ("/2006/12/how-do-i-tell-my-sister-in-law-that-her.html", "inedible?</a>"),
    "small.html": ("/2005/04/small.html", "The gravy seat"),
    "last of a month at 23:30": ("/2007/08/last-day-of-summer.html", "Friday, August 31, 2007"),
    "last of a year at 23:45": ("/2008/12/fifteen-minutes-left.html", "title='2008-12-31T23:45:"),
    "non-Latin title": ("/2007/01/blog-post.html", "Вопрос из Москвы"),
    "right-to-left title": ("/2011/10/blog-post.html", "שאלה קטנה"),
    "slug that WordPress reserves": ("/2008/02/feed.html", "eleven people on Saturday"),
    "slug of WordPress's first post": ("/2005/03/hello-world.html", "gutters"),
    "page and post with one slug": ("/p/about.html", "other people's gardens"),
    "first comment page of 260": (BIG, "260 comments:"),
    "second comment page": (BIG + "?commentPage=2", "201 – 260 of 260"),
    "nested reply": (
        THREAD,
        'class="comment-thread inline-thread"><span class="thread-toggle thread-expanded">',
    ),
    "deleted comment": (
        "/2005/12/open-thread.html",
        '<span class="deleted-comment">This post has been removed',
    ),
    "deleted comment in the feed": ("/feeds/comments/default?q=removed", "blogger.contentRemoved"),
    "anonymous commenter": ("/2005/03/neighbour-who-borrows-everything.html", "</a>\nAnonymous said..."),
    "owner's comment in another class": (
        "/2009/10/what-to-give-one-hundred-small-witches.html",
        "comment-body-author",
    ),
    "formula as a commenter's name": (
        "/2008/11/who-pays-when-nobody-has-said.html",
        "=HYPERLINK(&quot;http://phish",
    ),
    "formula as a title": ("/2010/08/22-or-how-to-split-bill.html", "=2+2, or how to split the bill</a>"),
    "script as a commenter's name": ("/2010/08/22-or-how-to-split-bill.html", "&lt;script&gt;alert("),
    "script address of a commenter": (
        "/2008/11/who-pays-when-nobody-has-said.html",
        'href="javascript:alert(1)"',
    ),
    "comment stamp with the hour only": ("/2005/04/small.html", 'title="comment permalink">7:46 PM</a>'),
    "label with spaces": ("/2012/08/cake-stand-custody.html", "/search/label/Weddings%20and%20parties'"),
    "label with a slash": (
        "/2007/03/leaving-job-without-setting-fire-to-it.html",
        "/search/label/Work%2FLife'",
    ),
    "label with an ampersand": (CODE, "/search/label/Q%20%26%20A' rel='tag'>Q &amp; A<"),
    "label with accents": ("/2007/10/crme-brle-for-one.html", "/search/label/Cr%C3%A8me%20br%C3%BBl%C3%A9e'"),
    "label in Japanese": ("/2009/01/blog-post.html", "/search/label/%E6%97%A5%E6%9C%AC'"),
    'title with & \\ " ]]> U+000B and an emoji': (
        "/2009/03/salt-pepper-quotes-and-octopus.html",
        "Salt &amp; pepper \\ &quot;quotes&quot; ]]&gt;\x0band an 🐙</a>",
    ),
    "braces in a body": (CODE, 'Dear {{ beloved.first_name | default("you") }},'),
    "tags of a template language in a body": (CODE, "{% if heart.is_open and not ring.lost %}"),
    "five dashes": (CODE, "\n-----\n"),
    "preformatted text": (CODE, "<pre>\n{% if"),
    "jump break": ("/2011/05/", "#more' title="),
    "second post of a day": ("/2008/06/", "P.S. about the baby"),
    "link: relative": (HUB, 'href="/2005/03/hello-world.html"'),
    "link: relative with dots": (HUB, 'href="../../2005/04/small.html"'),
    "link: https": (HUB, 'href="https://dearmarigold.example/2005/08/about.html"'),
    "link: without scheme": (HUB, 'href="//dearmarigold.example/2005/09/'),
    "link: www": (HUB, 'href="http://www.dearmarigold.example/2005/11/thanksgiving.html"'),
    "link: blogspot host": (HUB, 'href="http://dearmarigold.blogspot.example/2005/12/open-thread.html#c'),
    "link: country host": (HUB, 'href="http://dearmarigold.blogspot.co.uk.example/2006/03/open-thread.html"'),
    "link: country host for telephones": (
        HUB,
        'blogspot.de.example/2006/07/my-sister-keeps-telling-my-stories.html?m=1"',
    ),
    "link: comment permalink": (
        HUB,
        "neighbour-who-borrows-everything.html?showComment=1111444854000#c111144485461913182",
    ),
    "link: comment window": (
        HUB,
        "http://www.blogger.example/comment.g?blogID=4815162300420050307&amp;postID=",
    ),
    "link: archives and labels": (HUB, 'href="/search/label/Q+%26+A"'),
    "link: dead": (HUB, 'href="/2006/02/lost-letter.html"'),
    "link: another blog": (HUB, "http://pies-and-patience.blogspot.example/"),
    "link: inside a comment": (HUB, "small.html?utm_source=mail&amp;utm_medium=aunt"),
    "image named like a size": (GALLERY, "/s320/s1234567-photo.jpg"),
    "image in an HTML wrapper": (GALLERY, "/s1600-h/s1234567-photo.jpg"),
    "two images with one name": (GALLERY, "/w200-h150/IMG_0001.jpg"),
    "image of photos1": (GALLERY, "http://photos1.blogger.example/blogger/4021/1178/640/ladder.jpg"),
    "image of photos1/x": (GALLERY, "http://photos1.blogger.example/x/blogger/4021/1178/320/plum-jam.jpg"),
    "image without a name": (
        "/2012/01/friend-who-is-always-about-to-arrive.html",
        "mG0nAmE1eSs-IvHsGt7RrFz2WxCy=s320",
    ),
    "image of /img/a/": ("/2012/08/cake-stand-custody.html", "/img/a/AVvXsEjBeNcH9wQ2r=s1600"),
    "image of /img/b/": (
        "/2011/09/which-of-two-umbrellas.html",
        "/img/b/R29vZ2xl/AVvXsEh7uMbReLlA3s/s320/umbrella.png",
    ),
    "image with many flags": ("/2012/06/two-teas-one-thermos.html", "/w640-h480-p-k-no-nu/tea%2Btime.png"),
    "image with accents in its name": ("/2012/04/mother-who-reads-this.html", "/s400/caf%C3%A9%20table.jpg"),
    "image as a square": (GALLERY, "/s144-c/garden.png"),
    "image as a circle": (GALLERY, "/s512-cc/first-snow.jpg"),
    "image by its height": (GALLERY, "/h300/garden.png"),
    "image of height 0": (GALLERY, "/h0/garden.png"),
    "image of width 0": (GALLERY, "/w0/IMG_0001.jpg"),
    "image as WebP": (GALLERY, "/s640-rw/IMG_0001.jpg"),
    "image as a download": (GALLERY, "/s1600-d/IMG_0001.jpg"),
    "image as a feed thumbnail": ("/feeds/posts/default", "/s72-c/cake.gif"),
    "image in the page's head": (
        "/2012/08/cake-stand-custody.html",
        "/w1200-h630-p-nu/cake.gif' property='og:image'",
    ),
    "recent comments repeat ids": (
        "/2012/01/friend-who-is-always-about-to-arrive.html",
        "<li class='comment' id='c",
    ),
    "related posts inside the body": (CODE, "<div class='related-posts'>"),
    "archive toggles": (CODE, "?widgetType=BlogArchive&amp;widgetId=BlogArchive1&amp;action=toggle"),
    "quick edit": (CODE, "post-edit.g?blogID="),
    "share buttons": (THREAD, "post-share-buttons"),
    "relative pager": ("/", "/search?updated-max=2012-02-29T12:29:26-05:00&amp;max-results=7'"),
    "relative year": (CODE, "/search?updated-min=2008-01-01T00%3A00%3A00-05%3A00&amp;updated-max="),
}


@pytest.mark.parametrize(("target", "words"), TRAPS.values(), ids=TRAPS)
def test_served_bytes_hold_the_trap(ask, target, words):
    assert words.encode() in ask(target).body


def test_readme_lists_every_trap():
    readme = (default_content() / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([^|]+?) +\|", readme, re.MULTILINE)
    assert sorted(set(TRAPS) - set(listed)) == []


def test_notice_is_on_every_page_and_in_no_body(ask, blog):
    for path, entry in blog.entries.items():
        assert NOTICE in ask(path).text
        assert NOTICE not in entry.body


def test_stubs_are_the_only_entries_that_hold_nothing_else(blog):
    bodies = [entry.path for entry in blog.entries.values() if "This blog has moved." in entry.body]
    assert sorted(bodies) == ["/2012/11/weve-moved.html", "/p/we-have-moved.html"]


def test_two_posts_share_title_and_minute(blog):
    first, second = (blog.entries[f"/2006/05/monday-questions{tail}.html"] for tail in ("", "_15"))
    assert first.title == second.title
    assert first.published.replace(second=0) == second.published.replace(second=0)


@pytest.mark.parametrize("path", ["/2007/08/last-day-of-summer.html", "/2008/12/fifteen-minutes-left.html"])
def test_local_month_differs_from_the_month_in_utc(blog, path):
    post = blog.entries[path]
    assert post.published.astimezone(UTC).month != post.published.month == int(path[6:8])


def test_comment_pages_hold_200_and_60_of_260_comments(ask):
    anchors = [re.findall(r"<a name='c(\d+)'>", ask(f"{BIG}?commentPage={page}").text) for page in (1, 2)]
    assert [len(found) for found in anchors] == [200, 60]
    assert len(set(anchors[0] + anchors[1])) == 260


def test_some_reply_has_a_lower_id_than_its_parent(blog):
    assert any(comment.parent and int(comment.id) < int(comment.parent) for _, comment in blog.comments)


def test_second_post_of_a_day_stands_under_the_first_one_s_date(ask):
    assert ask("/2008/06/").text.count("<h2 class='date-header'>") == 1


def test_wrapper_page_is_html_around_the_picture(ask):
    path = "/_mGoLd05/SmCC3dEfGhK/AAAAAAAAAEc/pL3wFg7UtBi/{}/s1234567-photo.jpg"
    reply = ask(path.format("s1600-h"), host="3.bp.blogspot.example")
    assert reply.headers["content-type"].startswith("text/html")
    assert "http://3.bp.blogspot.example" + path.format("s1600") in reply.text


def test_every_original_is_a_picture_of_its_own(ask, blog):
    magic = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "gif": b"GIF8"}
    seen = set()
    for picture in blog.pictures:
        host, path = picture.url.format("1600" if "photos1" in picture.url else "s0").split("/", 3)[2:]
        reply = ask(f"/{path}", host=host)
        assert reply.body.startswith(magic[picture.file.rpartition(".")[2]])
        seen.add(reply.body)
    assert len(seen) == len(blog.pictures) == 19


def test_small_sizes_are_not_the_original_and_of_a_tall_picture_neither_is_s1600(ask, blog):
    tall = next(picture for picture in blog.pictures if picture.tall)
    host, path = tall.url.split("/", 3)[2:]
    bodies = [ask(f"/{path}".format(size), host=host).body for size in ("s0", "s400", "s1600")]
    assert bodies[1] == bodies[2] != bodies[0]


def test_pictures_stay_small():
    files = [path for path in (default_content() / "images").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 300_000
