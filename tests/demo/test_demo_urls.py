"""The sample server answers every kind of URL that Blogger answers."""

from __future__ import annotations

import json

import pytest
from lxml import etree

HOME = "http://dearmarigold.example"
POST = "/2005/04/small.html"
POST_ID = "111326070000934020"
BLOG_ID = "4815162300420050307"

TABLE = [
    ("home", "/", 200, "<title>Dear Marigold</title>"),
    ("home by file name", "/index.html", 200, "blog-posts"),
    ("home for telephones", "/?m=1", 200, "class='mobile'"),
    ("home for others", "/?m=0", 200, "blog-posts"),
    ("home without country", "/ncr", 302, ""),
    ("post without country", "/ncr" + POST, 302, ""),
    ("home from the next-blog bar", "/?expref=next-blog", 200, "blog-posts"),
    ("home in a dynamic view", "/?view=magazine", 200, "blog-posts"),
    ("dynamic view", "/view/magazine", 200, "blogger-template"),
    ("dynamic view for crawlers", "/?_escaped_fragment_=" + POST, 200, "The gravy seat"),
    ("post", POST, 200, "The gravy seat"),
    ("post for telephones", POST + "?m=1", 200, "The gravy seat"),
    ("post from a comment link", POST + "?showComment=1113262816000", 200, "The gravy seat"),
    ("post with noise", POST + "?spref=tw&utm_source=x&zx=1&fbclid=y&hl=en", 200, "The gravy seat"),
    ("second comment page", "/2010/04/open-thread-big-one.html?commentPage=2&m=1", 200, "Open thread"),
    ("static page", "/p/about.html", 200, "Marigold has answered letters"),
    ("static page with suffix", "/p/house-rules_21.html", 200, "Marrows by appointment"),
    ("monthly archive file", "/2005_04_01_archive.html", 200, "gravy"),
    ("weekly archive file", "/2006_04_09_archive.html", 200, "Holy Week"),
    ("named archive file", "/2005_04_01_marigold_archive.html", 200, "gravy"),
    ("month", "/2005/04/", 200, "gravy"),
    ("month without slash", "/2005/04", 200, "gravy"),
    ("year", "/2005/", 200, "gravy"),
    ("year without slash", "/2005", 200, "gravy"),
    ("relative archive", "/search?updated-max=2005-05-01T00:00:00-04:00&max-results=7", 200, "gravy"),
    (
        "relative archive, escaped",
        "/search?updated-max=2005-05-01T00%3A00%3A00-04%3A00&max-results=1&start=7&by-date=false",
        200,
        "gravy",
    ),
    (
        "span",
        "/search?updated-min=2005-04-01T00:00:00-04:00&updated-max=2005-05-01T00:00:00-04:00&max-results=50",
        200,
        "gravy",
    ),
    ("label", "/search/label/Pets", 200, "cloakroom attendant"),
    ("label with slash", "/search/label/Pets/", 200, "cloakroom attendant"),
    ("label with space", "/search/label/Weddings%20and%20parties", 200, "custody"),
    ("label with plus for space", "/search/label/Weddings+and+parties", 200, "custody"),
    ("label with ampersand", "/search/label/Q%20%26%20A", 200, "Two teas, one thermos"),
    ("label with slash inside", "/search/label/Work%2FLife?max-results=5", 200, "The mother who reads this"),
    ("label in UTF-8", "/search/label/%E6%97%A5%E6%9C%AC", 200, "日本からの手紙"),
    ("two labels", "/search/label/Pets+Gardening", 200, "in all their sizes"),
    ("labels as a search", "/?q=label:Pets|label:Gardening", 200, "cloakroom attendant"),
    (
        "label's older page",
        "/search/label/Family?updated-max=2006-01-01T00:00:00-05:00&max-results=20",
        200,
        "gravy",
    ),
    ("search", "/search?q=gravy+seat", 200, "gravy"),
    ("search with slash", "/search/?q=gravy", 200, "gravy"),
    ("newest posts", "/search", 200, "The last letter"),
    ("feed of posts", "/feeds/posts/default", 200, "<feed"),
    ("feed with slash", "/feeds/posts/default/", 200, "<feed"),
    ("full feed", "/feeds/posts/full", 200, "<content"),
    ("summary feed", "/feeds/posts/summary", 200, "<summary"),
    ("label feed", "/feeds/posts/default/-/Pets", 200, "cloakroom attendant"),
    ("feed of two labels", "/feeds/posts/default/-/Pets/Gardening", 200, "in all their sizes"),
    ("single entry", f"/feeds/posts/default/{POST_ID}", 200, "gravy"),
    ("feed of pages", "/feeds/pages/default", 200, "Marrows by appointment"),
    ("feed of comments", "/feeds/comments/default", 200, "<entry>"),
    ("full feed of comments", "/feeds/comments/full", 200, "<entry>"),
    ("summary feed of comments", "/feeds/comments/summary", 200, "<summary"),
    (
        "feed of a post's comments",
        f"/feeds/{POST_ID}/comments/default",
        200,
        "asked for my opinion on the war",
    ),
    ("short feed address", "/atom.xml", 302, ""),
    ("short RSS address", "/rss.xml", 302, ""),
    ("short index address", "/index.xml", 302, ""),
    ("short address kept", "/atom.xml?redirect=false", 200, "<feed"),
    ("short RSS address kept", "/rss.xml?redirect=false", 200, "<rss"),
    ("RSS", "/feeds/posts/default?alt=rss", 200, "<rss"),
    ("JSON", "/feeds/posts/default?alt=json", 200, "openSearch$totalResults"),
    ("JSON in a script", "/feeds/posts/default?alt=json-in-script&callback=show", 200, "show({"),
    ("feed by update", "/feeds/posts/default?orderby=updated", 200, "<feed"),
    ("feed window", "/feeds/posts/default?start-index=60&max-results=2", 200, "<feed"),
    ("feed by date", "/feeds/posts/default?published-max=2005-05-01T00:00:00Z", 200, "gravy"),
    ("feed by update date", "/feeds/posts/default?updated-min=2012-11-05T00:00:00Z", 200, "<entry>"),
    ("feed search", "/feeds/posts/default?q=gravy", 200, "gravy"),
    ("sitemap", "/sitemap.xml", 200, "sitemap.xml?page=3"),
    ("sitemap page", "/sitemap.xml?page=3", 200, POST),
    ("sitemap of pages", "/sitemap-pages.xml", 200, "/p/about.html"),
    ("robots", "/robots.txt", 200, "Disallow: /search\n"),
    ("preview", "/b/post-preview?token=x", 302, ""),
    ("backlinks", "/?action=backlinks&widgetId=Blog1", 200, "blog-posts"),
    ("archive toggle", POST + "?widgetType=BlogArchive&widgetId=BlogArchive1&action=toggle", 200, "gravy"),
]
PLATFORM = [
    ("feed by blog id", f"/feeds/{BLOG_ID}/posts/default", 200, "<feed"),
    ("comments by blog id", f"/feeds/{BLOG_ID}/{POST_ID}/comments/default", 200, "<feed"),
    ("comment window", f"/comment.g?blogID={BLOG_ID}&postID={POST_ID}&isPopup=true", 200, "Post a Comment"),
    ("comment page", f"/comment/fullpage/post/{BLOG_ID}/{POST_ID}", 200, "Post a Comment"),
    ("profile", "/profile/04471120081963502217", 200, "Sample profile"),
]


@pytest.mark.parametrize(
    ("target", "status", "words"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_blog_host_answers_the_address(ask, target, status, words):
    reply = ask(target)
    assert reply.status == status
    assert words in reply.text


@pytest.mark.parametrize(
    ("target", "status", "words"), [row[1:] for row in PLATFORM], ids=[row[0] for row in PLATFORM]
)
def test_platform_host_answers_the_address(ask, target, status, words):
    reply = ask(target, host="www.blogger.example")
    assert reply.status == status
    assert words in reply.text


@pytest.mark.parametrize("target", ["/2005/05/", "/2004/", "/2005_05_01_archive.html", "/p/none.html", "/x"])
def test_what_the_blog_never_had_is_a_404_with_the_notice(ask, target):
    reply = ask(target)
    assert reply.status == 404
    assert "has moved to a new domain" in reply.text


def test_favicon_is_a_picture(ask):
    assert ask("/favicon.ico").body.startswith(b"\0\0\1\0")


@pytest.mark.parametrize(
    "host",
    [
        "www.dearmarigold.example",
        "dearmarigold.blogspot.example",
        "dearmarigold.blogspot.co.uk.example",
        "dearmarigold.blogspot.de.example",
    ],
)
def test_alias_host_redirects_once_to_the_same_path_and_query(ask, host):
    reply = ask("/2005/04/small.html?m=1", host=host)
    assert (reply.status, reply.headers["location"]) == (301, HOME + "/2005/04/small.html?m=1")


def test_unknown_host_is_misdirected(ask):
    assert ask("/", host="other.example").status == 421


def test_every_public_host_resolves_in_both_schemes(ask):
    server = ask.server
    expected = {f"{scheme}://{host}": server.base for scheme in ("http", "https") for host in server.hosts}
    assert server.resolve == expected


def test_feed_never_gives_more_than_25_entries_whatever_was_asked(ask):
    feed = json.loads(ask("/feeds/posts/default?alt=json&max-results=500").text)["feed"]
    assert len(feed["entry"]) == 25
    assert feed["openSearch$totalResults"]["$t"] == "63"


def test_next_links_lead_through_the_whole_feed(ask):
    target, host, ids = "/feeds/posts/default", "dearmarigold.example", []
    while target:
        tree = etree.fromstring(ask(target, host=host).body)
        ids += tree.xpath("//*[local-name()='entry']/*[local-name()='id']/text()")
        following = tree.xpath("/*/*[local-name()='link'][@rel='next']/@href")
        _, _, host, target = following[0].split("/", 3) if following else ("", "", "", "")
        target = f"/{target}" if target else ""
    assert len(ids) == len(set(ids)) == 63


@pytest.mark.parametrize("alt", ["atom", "rss"])
def test_feed_is_well_formed_although_a_title_holds_a_control_character(ask, alt):
    body = ask(f"/feeds/posts/default?alt={alt}&start-index=26").body
    assert etree.fromstring(body) is not None
    assert "🐙" in body.decode()


def test_reply_names_the_comment_it_answers_in_the_feed(ask, blog):
    post = blog.entries["/2011/03/pi-day-or-pie-day-family-dispute.html"]
    reply = next(comment for comment in post.comments if comment.parent)
    text = ask(f"/feeds/{post.id}/comments/default/{reply.id}").text
    assert (
        f"rel='related' type='application/atom+xml' href='http://www.blogger.example/feeds/{BLOG_ID}/{post.id}/comments/default/{reply.parent}'"
        in text
    )


def test_known_page_is_not_sent_again(ask):
    first = ask("/2005/04/small.html")
    by_tag = ask("/2005/04/small.html", If_None_Match=first.headers["etag"])
    by_date = ask("/2005/04/small.html", If_Modified_Since=first.headers["last-modified"])
    assert [(reply.status, reply.body) for reply in (by_tag, by_date)] == [(304, b"")] * 2


def test_head_gives_the_head_alone(ask):
    reply = ask("/", method="HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["content-length"]) > 1000


def test_what_was_asked_is_logged(ask_faulty):
    ask_faulty("/x?y=1", host="www.dearmarigold.example")
    assert ask_faulty.server.log == [("GET", "www.dearmarigold.example", "/x?y=1", 301)]
